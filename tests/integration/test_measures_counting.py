"""What the measures count, against counts made by hand; summer time, merged departments, copied sentences, looks."""

from datetime import date, timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from onrecord.contact.actions import add_entry, allocate, open_log
from onrecord.contact.meanings import keep_in_step
from onrecord.ledger.actions import append
from onrecord.measures import months
from onrecord.measures.by_month.queries import Asked, by_month, in_common
from onrecord.measures.by_month.rollup import (
    count_month,
    months_held,
    refresh,
    refresh_a_little,
    standing,
)
from onrecord.measures.by_month.without import without
from onrecord.measures.counting.count import tally_of
from onrecord.measures.counting.rows import together
from onrecord.measures.models import Counted
from onrecord.measures.registry import measure, measures
from onrecord.people.models import ReadRecord, User
from onrecord.people.roles import Role
from onrecord.recording.actions import write_note
from onrecord.recording.models import Crime, CrimeEvent, CrimeLog
from onrecord.web.apps import after_import
from tests.integration.crime_world import ABH, make_world, person
from tests.measures_world import OWN, at, crime, day_only, line, log

pytestmark = pytest.mark.django_db
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
LATER = at("2026-06-01 00:00")


def numbers(name, month, now=LATER, **asked):
    """n, met and any of one month, from the rows that the pages read."""
    count_month(name, month, now)
    (found,) = by_month(measure(name), [month], Asked(**asked))
    return found.share.n, found.share.met, found.share.any


def test_a_months_footprint_counts_what_a_supervisor_says_in_time_and_nothing_else():
    begun = at("2026-03-10 10:00")
    good = log(begun)
    line(good, 30, OWN[0])
    late = log(begun)
    line(late, 24 * 60 + 1, OWN[1])
    to_the_minute = log(begun)
    line(to_the_minute, 24 * 60, OWN[2])
    short = log(begun)
    line(short, 5, "Log reviewed by supervisor. Content. Agreed 4821.")
    for number in range(3):
        copied = log(begun)
        line(copied, 5, f"Reviewed and all lines of enquiry are complete, see {number}/26.")
    twice = [log(begun), log(begun)]
    for each in twice:
        line(each, 5, "Both neighbours must be seen again before this closes")
    own = log(begun, officer="Sgt 1")
    line(own, 5, OWN[3])
    officer = log(begun)
    line(officer, 5, OWN[4], role="officer")
    day_only(begun)
    log(begun)
    # 12 logs to the minute; any entry of a supervisor in time: good, to the minute, short, 3 copied, 2 alike.
    assert numbers("log-footprint", MARCH) == (12, 4, 8)
    assert Counted.objects.get().unsaid == 1


def test_escalations_count_by_their_answer_and_reviews_by_their_words():
    begun = at("2026-03-10 10:00")
    asked = log(begun)
    line(asked, 5, f"To Insp 4: {OWN[0]}", kind="escalation", detail={"to": "Insp 4", "asked": OWN[0]})  # fmt: skip
    answered = log(begun)
    line(answered, 5, f"Insp 4 answered: {OWN[1]}", role="Duty Inspector", kind="escalation", detail={"answers": 1, "who": "Insp 4", "answer": OWN[1]})  # fmt: skip
    agreed = log(begun)
    line(agreed, 5, "Decision reviewed: agreed.", kind="decision", detail={"decision": "x", "review": "agreed"})  # fmt: skip
    back = log(begun)
    line(back, 5, f"Decision reviewed: given back. {OWN[2]}", kind="decision", detail={"decision": "x", "review": "given-back"})  # fmt: skip
    decided = log(begun)
    line(decided, 5, f"Recorded: assault. {OWN[3]}", kind="decision", detail={"decision": "x"})
    assert numbers("log-footprint", MARCH) == (5, 2, 3)


def test_months_turn_at_midnight_by_the_wall_clock_and_24_hours_are_24_hours():
    # The clocks went forward on 29 March 2026 at 01:00 UTC.
    spring = log(at("2026-03-28 12:30"))
    line(spring, 24 * 60, OWN[0])
    log(at("2026-03-31 22:59"))
    log(at("2026-03-31 23:00"))  # 1 April, 00:00 by the wall
    assert months.bounds(MARCH) == (at("2026-03-01 00:00"), at("2026-03-31 23:00"))
    assert months.bounds(date(2026, 10, 1)) == (at("2026-09-30 23:00"), at("2026-11-01 00:00"))
    assert numbers("log-footprint", MARCH)[:2] == (2, 1)
    assert numbers("log-footprint", APRIL)[:2] == (1, 0)
    crime(spring, 24)
    crime(log(at("2026-03-28 12:30")), 24 + 1 / 60)
    assert numbers("within-24", MARCH)[:2] == (2, 1)


def test_a_merged_department_keeps_the_names_that_stood_on_the_record():
    for day, department in ((3, "North"), (4, "South"), (20, "North and South")):
        line(log(at(f"2026-03-{day:02} 09:00"), department=department), 5, OWN[day % 5])
    assert numbers("log-footprint", MARCH) == (3, 3, 3)
    for department in ("North", "South", "North and South"):
        assert numbers("log-footprint", MARCH, department=department)[0] == 1
    assert numbers("log-footprint", MARCH, department="East")[0] == 0


def test_a_log_whose_time_is_not_over_waits_outside_unless_it_is_met():
    now = at("2026-03-11 09:00")
    log(at("2026-03-10 08:59"))
    log(at("2026-03-10 09:01"))
    line(log(at("2026-03-11 08:00")), 5, OWN[0])
    assert numbers("log-footprint", MARCH, now) == (2, 1, 1)
    assert numbers("log-footprint", MARCH, at("2026-03-12 09:00")) == (3, 1, 1)


def test_within_24_hours_and_the_first_hour_by_the_earliest_report_known():
    begun = at("2026-03-10 10:00")
    crime(log(begun), 0.5)
    crime(log(begun), 24)
    late = crime(log(begun), 24.1)
    # Two logs: the earlier one is the report.
    two = crime(log(begun), 30)
    CrimeLog.objects.create(crime=two, log=log(begun + timedelta(hours=20)), how="crime")
    crime(None, 3, received=begun)  # no log, and nobody wrote when it was known
    crime(day_only(begun), 3)
    crime(log(begun), 3, recorded_precision="day")
    crime(log(begun), 3, state="cancelled")
    assert numbers("within-24", MARCH)[:2] == (4, 2)
    assert Counted.objects.get(measure="within-24").unsaid == 3
    assert numbers("first-hour", MARCH)[:2] == (4, 1)
    registrar = User.objects.create(username="rex", role=Role.REGISTRAR)
    page = without(measure("within-24"), MARCH, Asked(), registrar)
    assert [each.pk for each in page.crimes] == [late.pk, two.pk]


def test_hours_count_those_that_still_wait():
    begun = at("2026-03-10 10:00")
    for hours in (1, 2, 3, 4, 100):
        crime(log(begun), hours)
    count_month("hours-to-record", MARCH, LATER)
    (month,) = by_month(measure("hours-to-record"), [MARCH], Asked())
    assert (month.spread.n, month.spread.waiting, month.spread.median) == (5, 0, 3)
    keep_in_step()
    caller = person("cal", Role.CALL_TAKER, "Contact")
    for _ in range(3):
        open_log(by=caller, source="999 call", text="He took my bicycle.", opening_code="Crime: theft", received_at=begun, opened_at=begun)  # fmt: skip
    open_log(by=caller, source="999 call", text="A dog.", opening_code="Civil dispute", received_at=begun, opened_at=begun)  # fmt: skip
    count_month("hours-to-record", MARCH, LATER)
    (month,) = by_month(measure("hours-to-record"), [MARCH], Asked())
    # Of eight, half are recorded after 4 hours, and nine in ten never so far.
    assert (month.spread.n, month.spread.waiting, month.spread.median) == (5, 3, 4)
    assert month.spread.tail is None


def test_the_first_call_ends_when_somebody_else_takes_a_hand():
    world = make_world()
    now = timezone.now()
    caller = person("cal", Role.CALL_TAKER)

    def reported():
        return open_log(by=caller, source="999 call", text="He hit me.", opening_code="Crime: violence", received_at=now, opened_at=now)  # fmt: skip

    def recorded(about, by):
        return world.crime(log=about, by=by, people={}, crime=plain)

    plain = {**ABH, "victims": [], "by": []}
    first = recorded(reported(), caller)
    another_hand, given, another, shut = reported(), reported(), reported(), reported()
    add_entry(log=another_hand, by=world.officer, text="On my way.")
    recorded(another_hand, caller)
    allocate(log=given, by=caller, department="Force CID")
    recorded(given, caller)
    recorded(another, world.officer)
    add_entry(log=shut, by=caller, text="Rings back later.")
    slow = recorded(shut, caller)
    Crime.objects.filter(pk=slow.pk).update(recorded_at=now + timedelta(hours=2, minutes=1))
    crime(log(now), 0.01)  # imported: can't be said
    month = months.month_of(now)
    found = tally_of(measure("first-call"), month, now + timedelta(hours=3))
    assert sum(cell.n for cell in found.cells.values()) == 5
    assert set(Crime.objects.exclude(state="").values_list("pk", flat=True)) - set(found.kept) == {
        first.pk
    }


def test_open_investigations_are_counted_as_they_were_at_the_months_end():
    world = make_world()
    opened = at("2026-01-10 10:00")
    held = [world.crime() for _ in range(6)]
    Crime.objects.filter(pk__in=[each.pk for each in held]).update(recorded_at=opened)
    noted, stock, own, ended, reopened, silent = held
    write_note(record=noted, by=world.supervisor, text=OWN[0])
    write_note(record=stock, by=world.supervisor, text="Reviewed. Content.")
    write_note(record=own, by=world.officer, text=OWN[1])
    CrimeEvent.objects.filter(kind="note").update(recorded_at=at("2026-03-20 10:00"))

    def turn(which, kind, when, state):
        CrimeEvent.objects.create(crime=which, about="x", kind=kind, happened_at=when, recorded_at=when, by="olu", author="Olu", entry_seq=0)  # fmt: skip
        Crime.objects.filter(pk=which.pk).update(state=state)

    turn(ended, "outcome", at("2026-04-02 10:00"), "finalised")
    turn(reopened, "outcome", at("2026-03-01 10:00"), "finalised")
    turn(reopened, "reopened", at("2026-04-10 10:00"), "reopened")
    # At the end of March: all but the one that had ended and was opened again later.
    assert numbers("crime-footprint", MARCH) == (5, 1, 2)
    # At the end of April: not the one that ended, and nobody wrote in the 28 days before.
    assert numbers("crime-footprint", APRIL) == (5, 0, 0)
    assert numbers("crime-footprint", date(2026, 1, 1))[0] == 0
    page = without(measure("crime-footprint"), MARCH, Asked(), world.registrar)
    assert {each.pk for each in page.crimes} == {stock.pk, own.pk, ended.pk, silent.pk}


def test_lists_of_records_without_hold_exactly_what_the_figure_says_page_by_page():
    begun = at("2026-03-10 10:00")
    for number in range(23):
        one = log(begun + timedelta(minutes=number), department="North" if number % 2 else "South")
        if number % 5 == 0:
            line(one, 3, OWN[number // 5])
    registrar = User.objects.create(username="rex", role=Role.REGISTRAR)
    supervisor = User.objects.create(username="sue", role=Role.SUPERVISOR, department="North")
    one = measure("log-footprint")
    for user, asked in ((registrar, {}), (registrar, {"department": "South"}), (supervisor, {"department": "North"})):  # fmt: skip
        n, met, _ = numbers("log-footprint", MARCH, **asked)
        seen, after = [], 0
        while True:
            page = without(one, MARCH, Asked(**asked), user, after=after, size=4)
            seen += [each.pk for each in page.logs]
            after = page.after
            if not after:
                break
        assert len(seen) == len(set(seen)) == n - met
    assert without(one, MARCH, Asked(department="South"), supervisor).logs == []
    assert without(one, APRIL, Asked(), registrar).counted is None


def test_what_the_late_have_in_common_is_set_beside_the_rest():
    begun = at("2026-03-10 10:00")
    for number in range(80):
        bad = number < 40
        route = "online" if bad else "999"
        crime(log(begun, source=route), 30 if bad and number % 4 else 1)
    count_month("within-24", MARCH, LATER)
    first = in_common(measure("within-24"), [MARCH], Asked())[0]
    assert (first.column, first.here.n, first.rest.n) == ("route", 40, 40)
    assert {first.here.met, first.rest.met} == {30, 0}
    assert first.shown_apart
    assert all(each.here.n >= 20 for each in in_common(measure("within-24"), [MARCH], Asked()))


def test_only_months_that_the_ledger_touches_are_counted_again():
    world = make_world()
    for month in (1, 2, 3):
        log(at(f"2026-0{month}-10 10:00"))
    held = months_held()
    assert refresh() == len(held) * len(measures())
    one = measure("log-footprint")
    moving = {months.month_of(timezone.now()), months.after(months.month_of(timezone.now()), -1)}
    before = dict(Counted.objects.filter(measure=one.id).values_list("month", "counted_at"))
    row = log(at("2026-02-11 10:00"))
    append(kind="log.imported", subject=f"log:storm:{row.ref_key}", body={}, by="import")
    left = standing(one.id, held)
    assert left.missing == []
    assert set(left.stale) - moving == {date(2026, 2, 1)}
    # What was counted within the last minutes is good enough for a page, and it says when that was.
    refresh_a_little(one, held)
    assert Counted.objects.get(measure=one.id, month=date(2026, 2, 1)).counted_at == before[date(2026, 2, 1)]  # fmt: skip
    assert refresh([one.id]) >= 1
    after = dict(Counted.objects.filter(measure=one.id).values_list("month", "counted_at"))
    assert {m for m in held if after[m] != before[m]} - moving == {date(2026, 2, 1)}
    assert standing(one.id, held).stale == []
    # A page without patience begins nothing.
    Counted.objects.all().delete()
    assert refresh_a_little(one, held, patience=-1).missing == held
    assert world.log


def test_an_import_leaves_no_month_for_a_page_to_count():
    for day in (3, 4):
        crime(log(at(f"2026-03-{day:02} 10:00")), 30)
    after_import(None)
    held = months_held()
    assert Counted.objects.count() == len(held) * len(measures())
    for one in measures():
        # The running month moves by itself, the one before may.
        assert standing(one.id, held).missing == []
    row = log(at("2026-03-11 10:00"))
    append(kind="log.imported", subject=f"log:storm:{row.ref_key}", body={}, by="import")
    after_import(None)
    (month,) = by_month(measure("log-footprint"), [MARCH], Asked())
    assert month.share.n == 3


def test_what_measures_share_is_read_once_and_only_while_they_are_counted_together():
    one = crime(log(at("2026-03-10 10:00")), 30)
    first, second = measure("within-24"), measure("first-hour")
    with together():
        assert sum(cell.met for cell in tally_of(first, MARCH, LATER).cells.values()) == 0
        Crime.objects.filter(pk=one.pk).update(recorded_at=at("2026-03-10 10:30"))
        assert sum(cell.met for cell in tally_of(second, MARCH, LATER).cells.values()) == 0
    assert sum(cell.met for cell in tally_of(second, MARCH, LATER).cells.values()) == 1


def test_no_figure_is_made_from_looks():
    begun = at("2026-03-10 10:00")
    one = log(begun)
    crime(one, 30)

    def everything():
        with (
            CaptureQueriesContext(connections["default"]) as main,
            CaptureQueriesContext(connections["reads"]) as looks,
        ):
            found = [tally_of(each, MARCH, LATER) for each in measures()]
        asked = [each["sql"] for each in (*main.captured_queries, *looks.captured_queries)]
        assert asked
        assert not [sql for sql in asked if "people_" in sql or "readrecord" in sql]
        assert looks is main or not looks.captured_queries
        return found

    before = everything()
    for number in range(50):
        ReadRecord.objects.create(username=f"sgt{number}", role="supervisor", what="log", subject=f"log:storm:{one.ref_key}")  # fmt: skip
    assert everything() == before
