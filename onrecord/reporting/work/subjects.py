"""Worklists of reports that came on line: whom nobody has looked at yet, what was held back, what another force has to
confirm, whose decision is challenged. Nothing waits without a clock.

A report that was taken in is a log, so that the first subject holds logs: the lists of undecided logs hold the same ones, and
my day names each once.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    JSONField,
    OuterRef,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, NullIf
from django.urls import reverse
from django.utils import timezone

from onrecord.contact.clock import undecided
from onrecord.contact.models import Log
from onrecord.contact.policies import visible_of_few
from onrecord.people.departments import names_of
from onrecord.people.models import User
from onrecord.people.roles import Permission
from onrecord.reporting.models import Report, ReportMessage, Switch
from onrecord.reporting.receiving.receipt import NOW
from onrecord.reporting.receiving.triage import triage
from onrecord.reporting.states import MessageKind, ReportState
from onrecord.reporting.work.of_log import decided_by
from onrecord.reporting.work.working import PRESSING
from onrecord.supervision.subjects.base import Clock, Filter, Rows, Shown, Subject, first, one_of

# The reporter has a decision, or is told why there is none yet, within these (Crime Recording Rules 2026/27, p. 10).
DAY = timedelta(hours=24)
# The grade of an emergency (contact/force.toml), as rules propose it.
MOST_URGENT = "1"


def _by_risk(moment: str, risk: Any) -> Any:
    """When somebody is to have looked: the moment and the hours that the level of its risk gives."""
    steps = [
        When(
            **{risk: level.number},
            then=ExpressionWrapper(
                F(moment) + timedelta(hours=level.hours), output_field=DateTimeField()
            ),
        )
        for level in triage().levels.values()
        if level.hours != DAY.total_seconds() / 3600
    ]
    last = ExpressionWrapper(F(moment) + DAY, output_field=DateTimeField())
    return Case(*steps, default=last, output_field=DateTimeField())


def _unseen(now: datetime) -> Rows:
    """Open logs of reports to which nobody has given a grade, and about which nothing is decided. With `risk` and
    `look_by`."""
    report = Report.objects.filter(log_ref=OuterRef("ref"), log_system=OuterRef("system"))
    return (
        undecided(Log.objects.filter(grade=""))
        .filter(Exists(report))
        .annotate(
            risk=Subquery(report.values("risk")[:1]),
            report_id=Subquery(report.values("pk")[:1]),
            risks=Subquery(report.values("risks")[:1], output_field=JSONField()),
            report_title=Subquery(report.values("title")[:1]),
            of_department=Coalesce("department", Value("")),
            of_opening=Coalesce("opening_code", Value("")),
        )
        .annotate(look_by=_by_risk("received_at", "risk"))
    )


def level_words(risk: int) -> str:
    return triage().levels[risk].words


def _first(risk: int, risks: Sequence[Mapping[str, Any]]) -> int:
    """What is to be looked at now comes first, and of that what would be an emergency before the rest, whenever it came."""
    if risk < NOW:
        return 0
    grades = [one["grade"] for one in risks if one.get("grade")]
    return 2 if grades and min(grades) == MOST_URGENT else 1


def _show_unseen(rows: Sequence[Any], now: datetime) -> Mapping[int, Shown]:
    found = {}
    for row in rows:
        ends = timezone.localtime(row.received_at + DAY)
        notes = [level_words(row.risk), f"the 24 hours end {ends:%d/%m/%Y %H:%M}"]
        what = f"{row.report_title}: {first(row.text)}"
        url = reverse("report-work", args=[row.report_id])
        found[row.pk] = Shown(row.ref, what, url, notes, first=_first(row.risk, row.risks))
    return found


def _department(report: str = "") -> Any:
    """Whose people have a report without a log: as its type says, else as the registrar set it. `report`: the way to it."""
    standing = Subquery(Switch.objects.values("department")[:1])
    said = NullIf(Cast(KeyTextTransform("department", f"{report}told"), TextField()), Value(""))
    return Coalesce(said, standing, Value(""), output_field=TextField())


def _reports() -> Rows:
    return Report.objects.annotate(department=_department())


def _held_back(now: datetime) -> Rows:
    rows = _reports().filter(state=ReportState.HELD_BACK)
    return rows.annotate(look_by=_by_risk("submitted_at", "risk"))


def _elsewhere(now: datetime) -> Rows:
    """Of another force's ground, received here, and not confirmed by it."""
    return _reports().filter(state=ReportState.RECEIVED).exclude(other_force="")


def _written(*kinds: str) -> Rows:
    """What reporters wrote and nobody answered, with the department and the officer of the report's log; while it has none,
    with the department of the report."""
    log = Log.objects.filter(ref=OuterRef("report__log_ref"), system=OuterRef("report__log_system"))
    return (
        ReportMessage.objects.filter(kind__in=kinds, answered_at__isnull=True)
        .select_related("report")
        .annotate(
            department=Coalesce(
                Subquery(log.values("department")[:1]),
                _department("report__"),
                output_field=TextField(),
            ),
            has_it=Coalesce(Subquery(log.values("officer")[:1]), Value("")),
        )
    )


def _later(moment: str, by: timedelta) -> Any:
    return ExpressionWrapper(F(moment) + by, output_field=DateTimeField())


def _challenges(now: datetime) -> Rows:
    return _written(MessageKind.CHALLENGE).filter(due_at__isnull=False)


def _messages(now: datetime) -> Rows:
    """With `look_by`: as soon as what presses in the words asks for, within the day otherwise. Also a challenge whose words
    press, for whoever is there, until somebody has looked: it is answered by its own list."""
    rows = _written(MessageKind.MORE, MessageKind.WITHDRAWN, MessageKind.CHALLENGE)
    rows = rows.annotate(look_by=Coalesce("due_at", _later("at", DAY)))
    return rows.exclude(kind=MessageKind.CHALLENGE, due_at__gt=_later("at", PRESSING))


def visible_reports(user: User, rows: Rows) -> Rows:
    """Of rows with `department`, those that this person may see."""
    if not user.may(Permission.WORK_REPORTS) and not user.may(Permission.ALL_DEPARTMENTS):
        return rows.none()
    if user.may(Permission.ALL_DEPARTMENTS):
        return rows
    return rows.filter(department__in=names_of(user))


def _show_held(rows: Sequence[Report], now: datetime) -> Mapping[int, Shown]:
    return {
        row.pk: Shown(
            row.ref,
            f"{row.title}: {first(row.account)}",
            reverse("report-work", args=[row.pk]),
            [
                level_words(row.risk),
                "; ".join(str(each).rstrip(".") for each in row.doubts)[:200],
                f"the 24 hours end {timezone.localtime(row.submitted_at + DAY):%d/%m/%Y %H:%M}",
            ],
            first=_first(row.risk, row.risks),
        )
        for row in rows
    }


def _show_elsewhere(rows: Sequence[Report], now: datetime) -> Mapping[int, Shown]:
    return {
        row.pk: Shown(
            row.ref,
            f"{row.other_force}: {first(row.account)}",
            reverse("report-work", args=[row.pk]),
        )
        for row in rows
    }


def _show_challenges(rows: Sequence[ReportMessage], now: datetime) -> Mapping[int, Shown]:
    return {
        row.pk: Shown(
            f"{row.report_ref}, message {row.number}",
            first(row.text),
            reverse("report-work", args=[row.report_id]),
            due=row.due_at,
            first=row.due_at is not None and row.due_at <= row.at,
        )
        for row in rows
    }


def _risks() -> list[tuple[str, str]]:
    return [
        (str(each.number), each.words) for each in sorted(triage().levels.values(), key=_number)
    ]


def _number(level: Any) -> int:
    return -int(level.number)


def _sent(field: str) -> dict[str, Clock]:
    held = [f"{each.hours}" for each in triage().levels.values() if each.hours]
    hours = " or ".join(part for part in (", ".join(held[:-1]), *held[-1:]) if part)
    return {
        "look": Clock(
            "the time in which its risk asks for a look",
            "look_by",
            limit=timedelta(),
            until=f"at once, or within {hours} hours of being sent: the more urgent, the sooner",
        ),
        "sent": Clock("when it was sent", field, limit=DAY),
    }


RISK = {"risk": Filter("Risk", one_of("risk"), _risks)}
REPORTS = (
    Subject(
        key="reports",
        words="reports on line at which nobody has looked: no grade, no decision",
        kind="log",
        rows=_unseen,
        seen=visible_of_few,
        clocks=_sent("received_at"),
        department="of_department",
        natural=F("officer"),
        filters=RISK,
        show=_show_unseen,
    ),
    Subject(
        key="reports-held-back",
        words="reports on line that were held back, since they look like junk",
        kind="report",
        rows=_held_back,
        seen=visible_reports,
        clocks=_sent("submitted_at"),
        department="department",
        filters=RISK,
        show=_show_held,
    ),
    Subject(
        key="reports-elsewhere",
        words="reports on line for another force, which has not confirmed them",
        kind="report",
        rows=_elsewhere,
        seen=visible_reports,
        clocks={"sent": Clock("when it was sent", "submitted_at", limit=DAY)},
        department="department",
        filters={},
        show=_show_elsewhere,
    ),
    Subject(
        key="report-challenges",
        words="challenges by those who reported on line, without an answer",
        kind="challenge",
        rows=_challenges,
        seen=visible_reports,
        clocks={
            "due": Clock("when it is due", "due_at", limit=timedelta()),
            "written": Clock("when it was written", "at"),
        },
        department="department",
        show=_show_challenges,
        # Who decided doesn't answer the challenge of it.
        not_for=decided_by,
    ),
    Subject(
        key="report-messages",
        words="messages of those who reported on line, which nobody has answered or marked as read",
        kind="message",
        rows=_messages,
        seen=visible_reports,
        clocks={
            "look": Clock(
                "the time in which what presses in it asks for a look",
                "look_by",
                limit=timedelta(),
                until="at once, or within hours of being written: the more urgent, the sooner; within the day otherwise",
            ),
            "written": Clock("when it was written", "at", limit=DAY),
        },
        department="department",
        natural=F("has_it"),
        show=_show_challenges,
    ),
)
