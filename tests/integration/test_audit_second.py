"""Second readings: drawn by lot, blind, by somebody who may, and where agreement and disagreement lead."""

import json

import pytest

from onrecord.audit.actions import (
    AuditError,
    hand_over,
    record_reading,
    share_out,
)
from onrecord.audit.models import CheckState, Phase, Reading, SecondCheck
from onrecord.audit.policies import may_give, phase_for
from onrecord.audit.programmes.kept import programme_of
from onrecord.audit.reading.second import by_lot, lot_number
from onrecord.audit.reading.second_queries import (
    nobody_for,
    settled_reading,
)
from onrecord.ledger.models import LedgerBody, LedgerEntry
from onrecord.people.access import NotAllowed
from tests.second_world import make_world, read, read_all, waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def test_all_failures_and_the_passes_of_the_lot_are_read_again(world):
    audit, _ = world
    read_all(audit)
    failures, drawn = set(), set()
    for item in audit.items.all():
        first = item.readings.get(current=True)
        number = lot_number(audit.seed, audit.frame_hash, item.system, item.ref_key)
        if first.passed is False:
            failures.add(item.pk)
        elif by_lot(programme_of(audit).second_reading, number):
            drawn.add(item.pk)
    checks = {c.item_id: c for c in SecondCheck.objects.all()}
    assert set(checks) == failures | drawn
    assert failures
    assert drawn
    assert all(checks[pk].failure and checks[pk].probability == 1 for pk in failures)
    assert all(not checks[pk].failure and checks[pk].probability == 0.2 for pk in drawn)
    assert {c.state for c in checks.values()} == {CheckState.WAITING}
    entry = LedgerEntry.objects.filter(kind="check.chosen").first()
    assert json.loads(LedgerBody.objects.get(seq=entry.seq).body)["state"] == "waiting"


def test_a_lot_number_is_that_of_the_plain_hash():
    import hashlib

    text = "second reading|7|abc|storm|STORM/1"
    expected = int(hashlib.sha256(text.encode()).hexdigest()[:13], 16) / 16**13
    assert lot_number("7", "abc", "storm", "STORM/1") == expected


def test_who_may_read_second(world):
    audit, people = world
    read_all(audit)
    item = waiting(audit).first()
    assert phase_for(people["anna"], item) == Phase.FIRST  # may correct herself
    assert phase_for(people["ben"], item) == Phase.SECOND
    assert phase_for(people["fcr"], item) == Phase.FINAL  # sees all, so never second
    item.log.officer = "Ben  Example"
    item.log.save()
    people["ben"].first_name, people["ben"].last_name = "Ben", "example"
    people["ben"].save()
    with pytest.raises(NotAllowed, match="worked on this record yourself"):
        phase_for(people["ben"], item)
    unread = audit.items.exclude(pk__in=SecondCheck.objects.values("item_id")).first()
    with pytest.raises(NotAllowed, match="not chosen"):
        phase_for(people["ben"], unread)


def test_the_author_of_a_line_and_whoever_reviewed_it_may_not(world):
    from onrecord.contact.models import LogEntry
    from onrecord.deciding.models import RecordingDecision, Review

    audit, people = world
    read_all(audit)
    item = waiting(audit).first()
    log = item.log
    LogEntry.objects.create(
        system=log.system, log_ref=log.ref, log_ref_key=log.ref_key, line_key="1", author="Ben",
        entered_at=log.received_at, text="x", entry_seq=0,
    )  # fmt: skip
    assert may_give(people["ben"], item) is None
    assert may_give(people["cleo"], item) == Phase.SECOND
    decision = RecordingDecision.objects.create(
        origin="o", log=log, started_by="pc", known_at=log.received_at, recorded_at=log.received_at,
        on_date=log.received_at.date(), entry_seq=0,
    )  # fmt: skip
    Review.objects.create(
        decision=decision, decision_origin="o", by_whom="supervisor", asked_at=log.received_at,
        due_at=log.received_at, reviewed_by="cleo", entry_seq=0,
    )  # fmt: skip
    with pytest.raises(NotAllowed, match="reviewed the work"):
        phase_for(people["cleo"], item)
    assert nobody_for(audit) == 1


def test_agreement_and_disagreement_lead_where_they_should(world):
    audit, people = world
    read_all(audit)
    same, other = waiting(audit)[:2]
    read(same, "ben", phase=Phase.SECOND)
    assert SecondCheck.objects.get(item=same).state == CheckState.AGREED
    record_reading(item=other, by="ben", phase=Phase.SECOND, undecidable=True)
    check = SecondCheck.objects.get(item=other)
    assert (check.state, check.differs) == (CheckState.DISAGREED, ["outcome"])
    for name in ("anna", "ben"):
        assert may_give(people[name], other) is None
    assert phase_for(people["cleo"], other) == Phase.THIRD
    third = record_reading(item=other, by="cleo", phase=Phase.THIRD, should_other=1)
    check.refresh_from_db()
    assert (check.state, check.settled_by) == (CheckState.SETTLED, "cleo")
    assert settled_reading(other) == third
    final = record_reading(item=other, by="fcr", phase=Phase.FINAL)
    check.refresh_from_db()
    assert (check.state, settled_reading(other)) == (CheckState.FINAL, final)
    assert Reading.objects.filter(item=other, current=True).count() == 4


@pytest.mark.parametrize(
    ("by", "phase", "says"),
    [
        ("anna", Phase.SECOND, "has read .* already"),
        ("cleo", Phase.THIRD, "does not wait for a third"),
    ],
)
def test_what_may_not_be_read_now_is_refused_whatever_the_way_in(world, by, phase, says):
    audit, _ = world
    read_all(audit)
    item = waiting(audit).first()
    before = LedgerEntry.objects.count()
    with pytest.raises(AuditError, match=says):
        read(item, by, phase=phase)
    assert LedgerEntry.objects.count() == before


def test_a_first_reading_stands_once_it_was_read_second(world):
    audit, _ = world
    read_all(audit)
    item = waiting(audit).first()
    read(item, "anna", comment="mended")  # still her own
    read(item, "ben", phase=Phase.SECOND)
    with pytest.raises(AuditError, match="its first reading stands"):
        read(item, "anna")


def test_a_failure_that_is_corrected_waits_no_longer_unless_by_lot(world):
    audit, _ = world
    read_all(audit)
    for item in waiting(audit):
        record_reading(item=item, by="anna")
        drawn = by_lot(
            programme_of(audit).second_reading,
            lot_number(audit.seed, audit.frame_hash, item.system, item.ref_key),
        )
        assert SecondCheck.objects.filter(item=item, failure=False).exists() == drawn


def test_a_share_is_dealt_in_turn_and_handed_over_when_a_reader_leaves(world):
    audit, _people = world
    given = share_out(audit=audit, readers=["anna", "ben"], by="fcr")
    assert given == {"anna": 50, "ben": 50}
    mine = audit.items.filter(reader="ben").order_by("position")
    read(mine[0], "ben")
    record_reading(item=mine[1], by="ben", outcome="parked", comment="ask the desk")
    assert hand_over(audit=audit, leaver="ben", to="cleo", by="fcr") == 49
    assert audit.items.filter(reader="cleo").count() == 49
    assert mine.get().readings.get(current=True).reader == "ben"
    entry = LedgerEntry.objects.get(kind="audit.handed-over")
    assert json.loads(LedgerBody.objects.get(seq=entry.seq).body)["to"] == "cleo"
    with pytest.raises(AuditError, match="has nothing left"):
        hand_over(audit=audit, leaver="ben", to="cleo", by="fcr")
