"""The schedule of audits: periods done, due and left out; suspensions; hours of readers against what is to be read."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from onrecord.audit.actions import freeze_audit, record_reading, share_out
from onrecord.audit.errors import AuditError
from onrecord.audit.models import Audit, Reading
from onrecord.audit.schedule import actions
from onrecord.audit.schedule.capacity import capacity
from onrecord.audit.schedule.models import ReaderHours, ScheduleMark
from onrecord.audit.schedule.queries import reminders
from onrecord.audit.schedule.runs import DUE, EARLIER, GAP, NOW, RUNNING, SUSPENDED, rows
from onrecord.ledger.live import verify_ledger
from onrecord.people.access import NotAllowed
from tests.findings_world import logs, people

pytestmark = pytest.mark.django_db

SLUG = "monthly-logs"
TODAY = date(2026, 7, 15)


@pytest.fixture
def staff():
    return people()


@pytest.fixture
def march(staff):
    """A monthly audit of the logs of March 2026."""
    logs()
    return freeze_audit(
        name="March",
        seed="7",
        sample_size=40,
        by="fcr",
        programme=SLUG,
        date_from=date(2026, 3, 1),
        date_to=date(2026, 3, 31),
    )


def row(today=TODAY):
    return next(each for each in rows(today) if each.programme.slug == SLUG)


def states(today=TODAY):
    return {run.period.words: run.state for run in row(today).runs}


def test_a_programme_that_never_ran_is_not_due(staff):
    held = rows(TODAY)
    assert len(held) > 10
    assert all(each.last is None and not each.in_force and not each.runs for each in held)
    assert reminders(staff["fcr"]) == []


def test_months_without_an_audit_are_shown_as_gaps(march):
    assert states() == {
        **{
            f"{month} 2025": EARLIER
            for month in ("August", "September", "October", "November", "December")
        },
        **{f"{month} 2026": EARLIER for month in ("January", "February")},
        "March 2026": RUNNING,
        "April 2026": GAP,
        "May 2026": GAP,
        "June 2026": DUE,
        "July 2026": NOW,
    }
    assert (row().gaps, row().unexplained, row().due.period.words) == (2, 2, "June 2026")


def test_a_reason_is_kept_beside_the_gap_and_does_not_fill_it(march, staff):
    for name in ("ada", "sam", "com"):
        with pytest.raises(NotAllowed):
            actions.give_reason(
                slug=SLUG, by=staff[name], period="monthly 2026-04-01", why="Leave."
            )
    actions.give_reason(
        slug=SLUG, by=staff["fcr"], period="monthly 2026-04-01", why="Two vacancies."
    )
    april = next(run for run in row().runs if run.period.words == "April 2026")
    assert (april.state, [mark.why for mark in april.reasons]) == (GAP, ["Two vacancies."])
    assert (row().gaps, row().unexplained) == (2, 1)
    assert verify_ledger().ok


@pytest.mark.parametrize(
    "period",
    ["", "monthly", "monthly 2026-04-02", "daily 2026-04-01", "monthly 2099-01-01", "monthly x"],
)
def test_no_reason_for_what_is_no_period_that_is_over(march, staff, period):
    with pytest.raises(AuditError, match="period that is over"):
        actions.give_reason(slug=SLUG, by=staff["fcr"], period=period, why="Leave.")


def test_a_suspended_programme_is_not_due_and_shows_since_when(march, staff):
    actions.suspend(slug=SLUG, by=staff["fcr"], why="No readers.", day=date(2026, 5, 1))
    assert row().suspended
    assert row().since.why == "No readers."
    found = states()
    assert (found["April 2026"], found["May 2026"], found["June 2026"]) == (
        GAP,
        SUSPENDED,
        SUSPENDED,
    )
    assert row().due is None
    with pytest.raises(AuditError, match="already"):
        actions.suspend(slug=SLUG, by=staff["fcr"], why="Again.", day=date(2026, 6, 1))
    with pytest.raises(AuditError, match="later day"):
        actions.resume(slug=SLUG, by=staff["fcr"], why="Back.", day=date(2026, 4, 1))
    with pytest.raises(AuditError, match="reason"):
        actions.resume(slug=SLUG, by=staff["fcr"], why=" ", day=date(2026, 7, 1))
    actions.resume(slug=SLUG, by=staff["fcr"], why="New readers.", day=date(2026, 7, 1))
    assert not row().suspended
    assert (states()["May 2026"], states()["June 2026"], states()["July 2026"]) == (
        SUSPENDED,
        SUSPENDED,
        NOW,
    )
    assert states(date(2026, 8, 10))["July 2026"] == DUE
    assert ScheduleMark.objects.count() == 2
    assert verify_ledger().ok


def test_hours_needed_are_held_against_hours_there(march, staff):
    held = rows(TODAY)
    assert "nobody can say" in capacity(held).sentence()
    actions.set_hours(reader=staff["ada"], by=staff["fcr"], hours=Decimal("1.5"))
    actions.set_hours(reader=staff["ada"], by=staff["fcr"], hours=Decimal("1.5"))
    assert ReaderHours.objects.get().version == 1
    share_out(audit=march, readers=["ada"], by="fcr")
    found = capacity(held)
    minutes = held[0].programme.readers.minutes
    assert [need.measured for need in found.needs] == [False]
    assert found.unread == 40
    assert found.backlog == pytest.approx(40 * minutes / 60)
    load = next(each for each in found.loads if each.user == staff["ada"])
    assert (load.records, load.hours) == (40, 1.5)
    assert load.weeks == pytest.approx(40 * minutes / 60 / 1.5)
    assert found.there == 6.0
    for wrong in (Decimal(-1), Decimal(61)):
        with pytest.raises(AuditError, match="from 0 to 60"):
            actions.set_hours(reader=staff["ada"], by=staff["fcr"], hours=wrong)
    actions.set_hours(reader=staff["ada"], by=staff["fcr"], hours=Decimal(40))
    assert "That is enough" in capacity(held).sentence()
    assert verify_ledger().ok


def test_minutes_are_measured_once_there_are_enough_readings(march):
    for item in march.items.order_by("position")[:21]:
        record_reading(item=item, by="ada", outcome="undecidable", seconds=120)
    Reading.objects.filter(item__position=1).update(seconds=50_000)
    need = capacity(rows(TODAY)).needs[0]
    assert need.measured
    assert need.minutes == 2.0


def test_reminders_name_no_record_and_reach_those_who_can_act(march, staff, client):
    last = timezone.localdate().replace(day=1) - timedelta(days=1)
    Audit.objects.filter(pk=march.pk).update(frame_from=None, frame_to=None)
    Audit.objects.filter(pk=march.pk).update(
        made_at=timezone.now() - timedelta(days=(timezone.localdate() - last).days + 95)
    )
    share_out(audit=march, readers=["ada"], by="fcr")
    words = [each.words for each in reminders(staff["ada"])]
    assert any("is due" in each for each in words)
    assert "40 records given to you to read" in words
    assert not any("no reason" in each for each in words)
    assert any("no reason written" in each.words for each in reminders(staff["fcr"]))
    assert reminders(staff["sam"]) == reminders(staff["com"]) == []
    client.force_login(staff["fcr"])
    assert "no reason written" in client.get("/").content.decode()


def test_the_page_shows_holes_and_takes_reasons_hours_and_suspensions(march, staff, client):
    client.force_login(staff["com"])
    body = client.get(reverse("audit-schedule")).content.decode()
    assert "never run" in body
    assert "Who reads what" not in body
    assert "Suspend a programme" not in body
    client.force_login(staff["fcr"])
    Audit.objects.filter(pk=march.pk).update(frame_from=None, frame_to=None)
    Audit.objects.filter(pk=march.pk).update(made_at=timezone.now() - timedelta(days=120))
    page = client.get(reverse("audit-schedule"))
    body = page.content.decode()
    assert "no audit" in body
    gap = page.context["reason"].fields["gap"].choices[1][0]
    answer = client.post(
        reverse("audit-schedule-reason"),
        {"reason-gap": gap, "reason-why": "Vacancies."},
        follow=True,
    )
    assert "Vacancies." in answer.content.decode()
    wrong = client.post(reverse("audit-schedule-reason"), {"reason-gap": "x", "reason-why": ""})
    assert "Give the reason" in wrong.content.decode()
    client.post(
        reverse("audit-schedule-hours"), {"hours-reader": staff["ada"].pk, "hours-hours": "7.5"}
    )
    assert ReaderHours.objects.get().minutes_a_week == 450
    suspend = {"suspend-programme": SLUG, "suspend-what": "suspend", "suspend-why": "Vacancies."}
    answer = client.post(reverse("audit-schedule-mark"), suspend, follow=True)
    assert "suspended" in answer.content.decode()
    again = client.post(reverse("audit-schedule-mark"), suspend)
    assert "suspended already" in again.content.decode()
