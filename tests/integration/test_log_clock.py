"""The 24 hours: from first report to decision, on the page and in the list, at every edge."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from onrecord.contact import clock
from onrecord.contact.actions import add_account, close_log
from onrecord.contact.clock import Decided, Hand, clock_of
from onrecord.contact.models import Log
from onrecord.contact.queries import LogFilter, log_page
from onrecord.deciding.actions import put_facts, start_decision, withdraw
from tests.integration.kept_log import QUIET, kept_log

pytestmark = pytest.mark.django_db
HEARD = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def log(cal):
    return kept_log(cal, received_at=HEARD, text=QUIET)


@pytest.mark.parametrize(
    ("after", "hand", "words"),
    [
        (timedelta(), Hand.GREEN, "24 h 0 min left"),
        (18 * HOUR, Hand.GREEN, "6 h 0 min left"),
        (18 * HOUR + timedelta(seconds=1), Hand.AMBER, "only 5 h 59 min left"),
        (24 * HOUR, Hand.AMBER, "only 0 min left"),
        (24 * HOUR + timedelta(seconds=1), Hand.RED, "0 min over the limit"),
        (80 * HOUR, Hand.RED, "2 d 8 h over the limit"),
        # The clock of the machine was put back meanwhile.
        (-HOUR, Hand.GREEN, "25 h 0 min left"),
    ],
)
def test_green_amber_and_red(log, after, hand, words):
    found = clock_of(log, HEARD + after)
    assert (found.hand, found.words) == (hand, words)
    assert found.due_at == HEARD + 24 * HOUR


def test_the_night_the_clocks_change_has_24_hours_too(cal):
    """25 October 2026: the UK's clocks go back at 02:00; from noon to noon are 25 hours."""
    log = kept_log(cal, received_at=datetime(2026, 10, 24, 11, 0, tzinfo=UTC))
    found = clock_of(log, datetime(2026, 10, 24, 12, 0, tzinfo=UTC))
    assert timezone.localtime(found.due_at).strftime("%d %H:%M") == "25 11:00"


def test_a_crime_stops_it(log):
    log.first_recorded_at = HEARD + 2 * HOUR
    assert clock_of(log, HEARD + 90 * HOUR).hand == Hand.IN_TIME
    log.first_recorded_at = HEARD + 26 * HOUR
    found = clock_of(log, HEARD + 90 * HOUR)
    assert (found.hand, found.words) == (Hand.LATE, "decided 2 h 0 min late")


def test_another_app_s_decision_stops_it_and_the_earliest_counts(log, cal, monkeypatch):
    monkeypatch.setattr(clock, "_registered", {})
    when = {log.pk: HEARD + HOUR}
    clock.register("test", Decided(lambda ids: when, lambda: Q(pk__in=list(when))))
    log.first_recorded_at = HEARD + 40 * HOUR
    assert clock_of(log, HEARD + 90 * HOUR).stopped_at == HEARD + HOUR
    other = kept_log(cal)
    assert list(clock.undecided(Log.objects.all())) == [other]


def test_a_closed_log_runs_no_further(log, cal):
    closed = close_log(log=log, by=cal, closing_code="Opened in error")
    assert clock_of(closed, timezone.now() + 90 * HOUR).hand == Hand.CLOSED


def test_a_log_of_another_system_has_none(log):
    log.opened_at = None
    assert clock_of(log) is None


def test_no_limit_is_invented_for_dates_without_one(log):
    log.received_at = datetime(2001, 1, 1, tzinfo=UTC)
    found = clock_of(log)
    assert (found.hand, found.due_at) == (Hand.NO_LIMIT, None)


def found(asked):
    return [log.ref for log in log_page(Log.objects.all(), asked).logs]


def test_the_list_asks_for_open_undecided_due_and_late(cal):
    now = timezone.now()
    fresh, soon, late = (kept_log(cal, received_at=now - hours * HOUR).ref for hours in (1, 20, 30))
    closed = kept_log(cal, received_at=now - 30 * HOUR, text=QUIET)
    close_log(log=closed, by=cal, closing_code="Opened in error")
    decided = kept_log(cal, received_at=now - 20 * HOUR)
    Log.objects.filter(pk=decided.pk).update(first_recorded_at=now)
    Log.objects.create(system="storm", ref="S1", ref_key="S1", received_at=now, entry_seq=0)
    assert found(LogFilter(open="closed")) == [closed.ref]
    assert set(found(LogFilter(open="open"))) == {fresh, soon, late, decided.ref}
    assert found(LogFilter(clock="undecided")) == [fresh, soon, late]
    assert found(LogFilter(clock="late")) == [late]
    assert found(LogFilter(due=6)) == [soon]
    assert found(LogFilter(due=23)) == [fresh, soon]
    assert found(LogFilter(due=6, reference=soon)) == [soon]


def test_list_and_page_say_it_in_words(cal, client):
    client.force_login(cal)
    now = timezone.now()
    log = kept_log(cal, received_at=now - 20 * HOUR, first_report="PC 12 was told in the street")
    text = client.get(reverse("logs"), {"due": "6"}).content.decode()
    assert log.ref in text
    assert "only 3 h 59 min left" in text
    assert "tag-amber" in text
    text = client.get(reverse("log", args=[log.pk])).content.decode()
    assert "PC 12 was told in the street" in text
    assert "only 3 h 59 min left" in text
    text = client.get(reverse("logs"), {"due": "soon"}).content.decode()
    assert "Enter whole hours" in text


def told_earlier(cal, log, how):
    """An officer was told three hours before the call that opened the log."""
    at = log.received_at - 3 * HOUR
    if how == "account":
        add_account(
            log=log, by=cal, text="He hit me.", who="told to PC 12", differs=False, entered_at=at
        )
    elif how == "known":
        start_decision(by=cal, log=log, known_at=at)
    else:
        row = start_decision(by=cal, log=log)
        put_facts(decision=row, by=cal, facts={"reported_at": at.isoformat()})
    return at


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("account", "an account in this log: told to PC 12"),
        ("known", "what a decision about this log says"),
        ("reported", "what a decision about this log says"),
    ],
)
def test_it_runs_from_when_any_part_of_the_force_first_heard(cal, client, how, words):
    now = timezone.now()
    log = kept_log(cal, received_at=now - 23 * HOUR, first_report="call to the control room")
    assert found(LogFilter(clock="late")) == []
    assert found(LogFilter(due=6)) == [log.ref]
    at = told_earlier(cal, log, how)
    shown = clock_of(log, now)
    assert (shown.hand, shown.started_at, shown.words) == (Hand.RED, at, "2 h 0 min over the limit")
    # Lists, counts and desks go by the same moment as the page.
    assert found(LogFilter(clock="late")) == [log.ref]
    assert found(LogFilter(due=6)) == []
    client.force_login(cal)
    assert "1 log is over the 24 hours" in client.get(reverse("home")).content.decode()
    text = client.get(reverse("log", args=[log.pk])).content.decode()
    assert words in text
    assert "call to the control room" in text
    assert "Crime Recording Rules 2026/27, p. 10" in text


@pytest.mark.parametrize("how", ["account", "known", "reported"])
def test_what_was_told_earlier_makes_it_due_sooner(cal, how):
    log = kept_log(cal, received_at=timezone.now() - 16 * HOUR)
    assert found(LogFilter(due=6)) == []
    told_earlier(cal, log, how)
    assert found(LogFilter(due=6)) == [log.ref]


def test_what_was_told_later_and_what_was_withdrawn_do_not_move_it(cal):
    log = kept_log(cal, received_at=timezone.now() - 20 * HOUR, first_report="a call")
    add_account(log=log, by=cal, text="He hit me.", who="the victim", differs=False)
    row = start_decision(by=cal, log=log, known_at=log.received_at - 10 * HOUR)
    assert clock_of(log).hand == Hand.RED
    withdraw(decision=row, by=cal, reason="Begun about the wrong log.")
    start_decision(by=cal, log=log, known_at=log.received_at + HOUR)
    shown = clock_of(log)
    assert (shown.started_at, shown.heard.words, shown.heard.earlier) == (
        log.received_at,
        "a call",
        False,
    )
    assert found(LogFilter(clock="late")) == []


def test_an_account_of_another_log_does_not_count(cal):
    first, second = (kept_log(cal, received_at=timezone.now() - HOUR) for _ in range(2))
    told_earlier(cal, first, "account")
    assert clock_of(second).started_at == second.received_at
