"""A log opened here: every change is an entry with its ledger entry, and the first account stays as it was told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection, connections
from django.utils import timezone

from onrecord.contact import actions, closing
from onrecord.contact.actions import (
    Conflict,
    LogError,
    add_entry,
    change_grade,
    close_log,
    correct_entry,
    name_person,
    open_log,
    reopen_log,
)
from onrecord.contact.models import EntryKind, Log, LogEntry
from onrecord.ledger.live import verify_ledger
from onrecord.ledger.models import LedgerEntry

pytestmark = pytest.mark.django_db
FIRST = "He has just hit me and he's kicking the door. — She said: “he'll be back”. 😢"
ORIGIN = "6f1c2f0e-3f0b-4f0e-9a52-0c8f4a0f9a11"


@pytest.fixture(autouse=True)
def _nothing_else_stands_in_the_way_of_closing(monkeypatch):
    """What other apps say about closing is tested with them."""
    monkeypatch.setattr(closing, "_checks", {})


def opened(cal, **more) -> Log:
    return open_log(by=cal, source="999 call", text=FIRST, **more)


def test_opened_with_three_times_and_a_reference_of_the_force(cal):
    heard = datetime(2026, 6, 1, 20, 30, tzinfo=UTC)
    log = opened(
        cal,
        received_at=heard,
        opened_at=heard + timedelta(minutes=9),
        sent_at=heard + timedelta(hours=2),
    )
    assert log.ref == "L20260601-0001"
    assert opened(cal, received_at=heard).ref == "L20260601-0002"
    row = Log.objects.get(pk=log.pk)
    assert (row.text, row.department, row.first_report) == (FIRST, "Contact", "999 call")
    assert (row.received_at, row.opened_at, row.sent_at) == (
        heard,
        heard + timedelta(minutes=9),
        heard + timedelta(hours=2),
    )
    entry = LogEntry.objects.get(log_ref=log.ref)
    assert (entry.kind, entry.by, entry.author) == (EntryKind.OPENED, "cal", "Cal")


def test_everything_stands_in_the_ledger_and_a_change_behind_its_back_is_found(cal):
    log = opened(cal, opening_code="Domestic incident", grade="1", qualifiers=["domestic abuse"])
    add_entry(log=log, by=cal, text="Unit sent.")
    close_log(log=log, by=cal, closing_code="Opened in error")
    assert verify_ledger(records=True).problems == []
    LogEntry.objects.filter(text="Unit sent.").update(text="Unit not sent.")
    assert [problem.what for problem in verify_ledger(records=True).problems] == ["record"]


def test_the_first_account_is_never_changed(cal):
    log = opened(cal)
    with pytest.raises(LogError, match="word for word"):
        actions.change_log(log, by=cal, text="Nothing happened.")
    entry = add_entry(log=log, by=cal, text="Door is blue")
    correct_entry(entry=entry, by=cal, text="Door is green", why="misheard")
    lines = LogEntry.objects.filter(log_ref=log.ref).order_by("id")
    assert [line.text for line in lines][1:] == ["Door is blue", "Door is green"]
    assert lines[2].corrects == entry.entry_seq
    assert Log.objects.get(pk=log.pk).text == FIRST


def test_sent_twice_is_one(cal):
    log = opened(cal, origin=ORIGIN)
    assert opened(cal, origin=ORIGIN.upper()).pk == log.pk
    assert Log.objects.count() == 1
    first = add_entry(log=log, by=cal, text="once", origin="11111111-1111-4111-8111-111111111111")
    again = add_entry(log=log, by=cal, text="once", origin="11111111-1111-4111-8111-111111111111")
    assert first.pk == again.pk


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"text": "  "}, "first account is empty"),
        ({"text": "x" * 100_001}, "100,001 characters"),
        ({"opening_code": "Nonsense"}, "no opening code"),
        ({"qualifiers": ["nonsense"]}, "no qualifier"),
        ({"grade": "9"}, "no call grade"),
        ({"origin": "abc"}, "not a UUID"),
        ({"received_at": datetime(2026, 6, 1, 1, 0)}, "no time zone"),
        ({"received_at": datetime(2126, 6, 1, 1, 0, tzinfo=UTC)}, "lies in the future"),
    ],
)
def test_bad_input_is_refused_in_words_and_leaves_nothing(cal, more, words):
    with pytest.raises(LogError, match=words):
        open_log(**{"by": cal, "source": "999 call", "text": FIRST, **more})
    assert not Log.objects.exists()
    assert not LedgerEntry.objects.filter(kind="log.opened").exists()


def test_closing_asks_every_check_and_says_what_is_missing(cal):
    closing.register(
        "one", lambda log, code: ["Record the crime."] if code == "Crime recorded" else []
    )
    log = opened(cal)
    with pytest.raises(LogError, match=r"Record the crime\."):
        close_log(log=log, by=cal, closing_code="Crime recorded")
    assert Log.objects.get(pk=log.pk).closed_at is None
    closed = close_log(log=log, by=cal, closing_code="Opened in error")
    assert closed.closed_at is not None
    with pytest.raises(LogError, match="closed"):
        add_entry(log=log, by=cal, text="late")
    assert reopen_log(log=log, by=cal, why="She rang again").closed_at is None


def test_two_people_and_one_log(cal):
    log = opened(cal)
    close_log(log=log, by=cal, closing_code="Opened in error", version=log.version)
    with pytest.raises(Conflict, match="Somebody else changed"):
        close_log(log=log, by=cal, closing_code="Duplicate", version=log.version)


def test_an_imported_log_is_kept_where_it_came_from(cal):
    log = Log.objects.create(
        system="storm", ref="A1", ref_key="A1", received_at=timezone.now(), entry_seq=0
    )
    with pytest.raises(LogError, match="came from storm"):
        add_entry(log=log, by=cal, text="x")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
def test_sent_twice_at_the_same_moment_is_one_log_and_one_entry(cal):
    def at_once(call):
        together = Barrier(4)

        def one(_):
            together.wait()
            try:
                return call().pk
            finally:
                connections.close_all()

        with ThreadPoolExecutor(4) as pool:
            return set(pool.map(one, range(4)))

    assert len(at_once(lambda: opened(cal, origin=ORIGIN))) == 1
    log = Log.objects.get()
    assert log.ref.endswith("-0001")
    assert (
        len(
            at_once(
                lambda: add_entry(
                    log=log, by=cal, text="once", origin="11111111-1111-4111-8111-111111111111"
                )
            )
        )
        == 1
    )
    grade = {"log": log, "by": cal, "grade": "1", "version": log.version}
    other = "22222222-2222-4222-8222-222222222222"
    assert at_once(lambda: change_grade(**grade, origin=other)) == {log.pk}
    assert LogEntry.objects.filter(kind=EntryKind.GRADE).count() == 1
    assert opened(cal).ref.endswith("-0002")
    assert verify_ledger(records=True).problems == []


def test_a_clock_that_is_put_back_spoils_nothing(cal, monkeypatch):
    """Between two entries the machine's clock goes back an hour: both stay, in the order in which they were written."""
    log = opened(cal)
    add_entry(log=log, by=cal, text="before")
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() - timedelta(hours=1))
    add_entry(log=log, by=cal, text="after")
    close_log(log=log, by=cal, closing_code="Opened in error", text="mistake")
    monkeypatch.undo()
    lines = LogEntry.objects.filter(log_ref=log.ref).order_by("entry_seq")
    assert [line.text for line in lines if line.kind == EntryKind.LINE] == ["before", "after"]
    assert reopen_log(log=log, by=cal, why="go on").closed_at is None
    assert verify_ledger(records=True).problems == []


def test_half_a_character_and_a_nul_are_no_obstacle(cal):
    log = open_log(by=cal, source="999\x00 call", text=FIRST)
    entry = add_entry(log=log, by=cal, text="half \ud83d of it\x00")
    assert entry.text == "half ? of it"
    assert log.source == "999 call"
    who = name_person(log=log, by=cal, roles=["victim"], name="Ann\x00 \udc00", note="\ud800")
    assert (who.name, who.note) == ("Ann ?", "?")
    assert verify_ledger(records=True).problems == []
