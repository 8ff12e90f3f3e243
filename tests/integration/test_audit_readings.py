"""Readings: append-only, in the ledger, one that counts."""

import json

import pytest

from onrecord.audit.actions import AnswerError, record_reading
from onrecord.audit.models import Reading
from onrecord.audit.policies import (
    can_make_audit,
    can_read_sample,
    can_view_estimate,
    check_can_read_sample,
)
from onrecord.ledger.models import LedgerBody, LedgerEntry
from onrecord.people.access import NotAllowed
from onrecord.people.models import User
from onrecord.people.roles import Role
from tests.audit_world import make_audit, make_logs

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    make_logs([("A", 30, 3)])
    return make_audit(sample_size=20).items.get(position=1)


def test_a_reading_is_kept_with_its_ledger_entry(item):
    reading = record_reading(
        item=item, by="pc1", should_violence=2, recorded_violence=1, comment=" second victim "
    )
    entry = LedgerEntry.objects.get(seq=reading.entry_seq)
    assert (entry.kind, entry.subject, entry.actor) == (
        "reading.made",
        f"reading:{item.audit_id}:1",
        "pc1",
    )
    assert json.loads(LedgerBody.objects.get(seq=entry.seq).body) == {
        "audit": item.audit_id,
        "position": 1,
        "log_ref": item.log_ref,
        "phase": "first",
        "reader": "pc1",
        "outcome": "decided",
        "should_violence": 2,
        "recorded_violence": 1,
        "should_sexual": 0,
        "recorded_sexual": 0,
        "should_other": 0,
        "recorded_other": 0,
        "answers": {},
        "crimes": [],
        "comment": "second victim",
        "seconds": None,
        "through": "page",
    }


def test_an_earlier_reading_is_kept_but_no_longer_counts(item):
    first = record_reading(item=item, by="pc1", should_other=1, recorded_other=1)
    second = record_reading(item=item, by="pc2", undecidable=True)
    first.refresh_from_db()
    assert (first.current, second.current) == (False, True)
    assert (first.should_other, first.reader) == (1, "pc1")
    assert list(Reading.objects.filter(item=item, current=True)) == [second]
    assert LedgerEntry.objects.filter(kind="reading.made").count() == 2


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"recorded_sexual": 1}, "recorded_sexual"),
        ({"should_other": -1}, "should_other"),
        ({"should_other": 1000}, "should_other"),
        ({"undecidable": True, "should_other": 1, "recorded_other": 0}, "undecidable"),
    ],
)
def test_an_impossible_answer_leaves_no_trace(item, answers, field):
    record_reading(item=item, by="pc1", should_other=1)
    before = LedgerEntry.objects.count()
    with pytest.raises(AnswerError) as caught:
        record_reading(item=item, by="pc1", **answers)
    assert [p.field for p in caught.value.problems] == [field]
    assert Reading.objects.get().current
    assert LedgerEntry.objects.count() == before


def test_nul_characters_do_not_reach_the_database(item):
    assert record_reading(item=item, by="pc1", comment="a\0b").comment == "ab"


@pytest.mark.parametrize(
    ("role", "make", "read", "view"),
    [
        (Role.CALL_TAKER, False, False, False),
        (Role.OFFICER, False, False, False),
        (Role.SUPERVISOR, False, False, False),
        (Role.AUDITOR, True, True, True),
        (Role.REGISTRAR, True, True, True),
        (Role.COMMISSIONER, False, False, True),
        (Role.ADMINISTRATOR, False, False, False),
    ],
)
def test_who_may_what(role, make, read, view):
    user = User(username="x", role=role)
    assert (can_make_audit(user), can_read_sample(user), can_view_estimate(user)) == (
        make,
        read,
        view,
    )
    if not read:
        with pytest.raises(NotAllowed, match="may not read the sampled logs"):
            check_can_read_sample(user)
