"""Whatever anybody does to a log, in whatever order and in whatever script: the ledger verifies, the first account is what
was said, and no entry that was there is changed or gone."""

from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.contact import actions, commands
from onrecord.contact.actions import LogError
from onrecord.contact.force import force
from onrecord.contact.models import Log, LogEntry, LogPerson, LogPlace
from onrecord.contact.people import ROLES
from onrecord.contact.states import ResourceState
from onrecord.contact.thrive import HEADS
from onrecord.ledger.live import verify_ledger
from tests.integration.kept_log import kept_log, person

pytestmark = pytest.mark.django_db

WORDS = st.text(min_size=1, max_size=30) | st.just("")
# A small choice, so that the same thing is sent twice now and then.
ORIGINS = st.none() | st.integers(0, 6).map(lambda n: str(UUID(int=n + (4 << 76) + (8 << 60))))
GRADES = st.sampled_from([grade.code for grade in force().grades] + ["9"])
QUALIFIERS = st.lists(st.sampled_from(list(force().qualifiers)), max_size=3)
CODES = st.sampled_from(list(force().opening)[:6])
CLOSING = st.sampled_from(list(force().closing))
VERSIONS = st.none() | st.integers(1, 4)


def deed(action, **given):
    return st.tuples(st.just(action), st.fixed_dictionaries(given))


DEEDS = st.one_of(
    deed("add_entry", text=WORDS, origin=ORIGINS),
    deed("correct", text=WORDS, why=WORDS),
    deed("add_account", text=WORDS, who=WORDS, differs=st.booleans(), origin=ORIGINS),
    deed(
        "assess_thrive", heads=st.dictionaries(st.sampled_from(list(HEADS)), WORDS), origin=ORIGINS
    ),
    deed("change_grade", grade=GRADES, why=WORDS, version=VERSIONS, origin=ORIGINS),
    deed("change_codes", opening_code=CODES, qualifiers=QUALIFIERS, why=WORDS, version=VERSIONS),
    deed(
        "name_person",
        roles=st.lists(st.sampled_from(list(ROLES)), max_size=2),
        name=WORDS,
        age=st.none() | st.integers(-1, 140),
        born=st.none() | st.dates(),
        origin=ORIGINS,
    ),
    deed("change_person", name=WORDS, version=VERSIONS),
    deed("name_place", text=WORDS, postcode=WORDS, grid=WORDS, uprn=WORDS, origin=ORIGINS),
    deed("change_place", text=WORDS, postcode=WORDS),
    deed(
        "set_resource",
        resource=st.sampled_from(["TU21", "tu22", ""]),
        state=st.sampled_from(ResourceState.values),
        origin=ORIGINS,
    ),
    deed("escalate", to=WORDS, text=WORDS),
    deed("answer", who=WORDS, text=WORDS),
    deed("allocate", department=WORDS, officer=WORDS, version=VERSIONS),
    deed("link", why=WORDS),
    deed("duplicate", why=WORDS, version=VERSIONS),
    deed("close_log", closing_code=CLOSING, text=WORDS, version=VERSIONS),
    deed("reopen_log", why=WORDS),
    deed("command", line=st.sampled_from(commands.COMMANDS).map(lambda c: c.example) | WORDS),
)


def do(name, given, log, other, cal):
    """One deed, as far as it is possible now."""
    entries = LogEntry.objects.filter(log_ref=log.ref).order_by("-entry_seq")
    if name == "correct":
        return actions.correct_entry(entry=entries[0], by=cal, **given)
    if name == "answer":
        return actions.answer_escalation(entry=entries[0], by=cal, **given)
    if name == "link":
        return actions.link_logs(log=log, by=cal, other=other, **given)
    if name == "duplicate":
        return actions.mark_duplicate(log=log, by=cal, of=other, **given)
    if name == "command":
        return commands.run(
            log=log, by=cal, line=given["line"], origin=str(UUID(int=(4 << 76) + (8 << 60)))
        )
    if name == "change_person":
        who = LogPerson.objects.filter(log=log).first()
        return who and actions.change_person(person=who, by=cal, **given)
    if name == "change_place":
        place = LogPlace.objects.filter(log=log).first()
        return place and actions.change_place(place=place, by=cal, **given)
    return getattr(actions, name)(log=log, by=cal, **given)


def written() -> dict[int, tuple[str, object]]:
    return {
        seq: (text, detail)
        for seq, text, detail in LogEntry.objects.values_list("entry_seq", "text", "detail")
    }


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    first=st.text(min_size=1, max_size=60),
    deeds=st.lists(DEEDS, max_size=14),
)
def test_any_sequence_leaves_a_log_that_is_proved(first, deeds):
    with transaction.atomic():
        cal = person()
        try:
            log = kept_log(cal, text=first)
        except LogError:
            assert not first.replace("\x00", "").strip()
            transaction.set_rollback(True)
            return
        kept = log.text
        assert kept == first.replace("\r\n", "\n").replace("\x00", "").strip()
        other = kept_log(cal)
        before = written()
        for name, given_ in deeds:
            version = Log.objects.get(pk=log.pk).version
            try:
                with transaction.atomic():
                    do(name, given_, log, other, cal)
            except (LogError, commands.HelpWanted):
                # What is refused writes nothing.
                assert written() == before
                assert Log.objects.get(pk=log.pk).version == version
            after = written()
            assert before.items() <= after.items()
            before = after
        row = Log.objects.get(pk=log.pk)
        assert row.text == kept
        assert (row.closed_at is None) == (row.closing_code == "")
        assert verify_ledger(records=True).problems == []
        transaction.set_rollback(True)
