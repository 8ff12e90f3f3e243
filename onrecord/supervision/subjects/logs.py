"""What is open about logs kept here: reports that nobody decided, open logs, responses that are late, escalations."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Least
from django.urls import reverse

from onrecord.contact import clock
from onrecord.contact.force import force
from onrecord.contact.models import EntryKind, Log, LogEntry
from onrecord.contact.policies import visible_logs, visible_of_few
from onrecord.contact.resources import resources
from onrecord.contact.states import ResourceState
from onrecord.deciding.models import RecordingDecision
from onrecord.deciding.states import State
from onrecord.people.models import User
from onrecord.supervision.reviews.models import Look
from onrecord.supervision.subjects.base import (
    Clock,
    Filter,
    Moment,
    Rows,
    Shown,
    Subject,
    first,
    older_than,
    one_of,
)
from onrecord.supervision.subjects.looked import last_looks, notes_of


def _named(values: Any) -> Any:
    return lambda: [(each, each) for each in values()]


def _qualifier(values: Sequence[str]) -> Q:
    found = Q()
    for each in values:
        found |= Q(marks__contains=f'"{each}"')
    return found


FILTERS = {
    "grade": Filter(
        "Grade", one_of("grade"), lambda: [(each.code, str(each)) for each in force().grades]
    ),
    "opening": Filter("Opening code", one_of("of_opening"), _named(lambda: force().opening)),
    "source": Filter("How it came in", one_of("source"), _named(lambda: force().sources)),
    "qualifier": Filter("Qualifier", _qualifier, _named(lambda: force().qualifiers)),
    "older": Filter(
        "Older than, in hours", older_than("received_at"), hint="A whole number of hours."
    ),
}


# Department and opening code as values: asked for by their columns, SQLite would look through all the logs that a department
# ever had, two million imported ones among them, for the few that are open.
_VALUES = {
    "of_department": Coalesce("department", Value("")),
    "of_opening": Coalesce("opening_code", Value("")),
}


def _open_logs(now: datetime) -> Rows:
    return Log.objects.filter(opened_at__isnull=False, closed_at__isnull=True).annotate(
        marks=Cast("qualifiers", TextField()), **_VALUES
    )


def _to_look_at(now: datetime) -> Rows:
    """With `looked`: when a supervisor last looked at it; where none has, when it was received."""
    last = (
        Look.objects.filter(kind="log", target=OuterRef("pk"))
        .order_by("-made_at")
        .values("made_at")[:1]
    )
    return _open_logs(now).annotate(looked=Coalesce(Subquery(last), F("received_at")))


def _show_to_look_at(rows: Sequence[Log], now: datetime) -> Mapping[int, Shown]:
    """Leading to the page of the look, with who looked last."""
    latest = last_looks("log", [row.pk for row in rows])
    found = {}
    for row in rows:
        shown = _shown(row, notes_of(latest.get(row.pk)))
        found[row.pk] = replace(shown, url=reverse("look", args=["log", row.pk]))
    return found


def _undecided(now: datetime) -> Rows:
    """With `heard`: the first report to any part of the force, as `onrecord.contact.heard` has it."""
    rows = clock.undecided(Log.objects.all())
    accounts = LogEntry.objects.filter(
        log_ref_key=OuterRef("ref_key"), system=OuterRef("system"), kind=EntryKind.ACCOUNT
    ).order_by()
    decisions = (
        RecordingDecision.objects.filter(log=OuterRef("pk"))
        .exclude(state=State.WITHDRAWN)
        .order_by()
    )
    said = decisions.annotate(said=Moment(Cast(KT("facts__reported_at"), TextField())))

    def earliest(found: Any, by: str, column: str) -> Any:
        least = found.values(by).annotate(least=Min(column)).values("least")[:1]
        return Coalesce(Subquery(least), F("received_at"))

    return rows.annotate(
        marks=Cast("qualifiers", TextField()),
        **_VALUES,
        heard=Least(
            F("received_at"),
            earliest(accounts, "log_ref_key", "entered_at"),
            earliest(decisions, "log", "known_at"),
            earliest(said, "log", "said"),
        ),
    )


def _show(rows: Sequence[Log], now: datetime) -> Mapping[int, Shown]:
    return {row.pk: _shown(row) for row in rows}


def _shown(row: Log, notes: Sequence[str] = (), due: datetime | None = None) -> Shown:
    head = ", ".join(filter(None, [row.opening_code, f"grade {row.grade}" if row.grade else ""]))
    what = f"{head}: {first(row.text)}" if head else first(row.text)
    return Shown(row.ref, what, reverse("log", args=[row.pk]), notes, due)


def _show_undecided(rows: Sequence[Log], now: datetime) -> Mapping[int, Shown]:
    """With the limit that the rules give for the day of the report."""
    clocks = clock.clocks(rows, now)
    found = {}
    for row in rows:
        held = clocks.get(row.pk)
        notes = [held.heard.words] if held and held.heard.earlier else []
        found[row.pk] = _shown(row, notes, held.due_at if held else None)
    return found


def _unattended(now: datetime) -> Rows:
    """Open logs of a grade whose time is over, and nobody is there."""
    there = LogEntry.objects.filter(
        log_ref_key=OuterRef("ref_key"),
        system=OuterRef("system"),
        kind=EntryKind.RESOURCE,
        detail__state=ResourceState.AT_SCENE.value,
    )
    late = Q(pk__in=[])
    for grade in force().grades:
        if grade.minutes:
            late |= Q(grade=grade.code, received_at__lt=now - timedelta(minutes=grade.minutes))
    return _open_logs(now).filter(late).exclude(Exists(there))


def _show_unattended(rows: Sequence[Log], now: datetime) -> Mapping[int, Shown]:
    entries: dict[tuple[str, str], list[LogEntry]] = {}
    wanted = [row.ref_key for row in rows]
    for each in LogEntry.objects.filter(log_ref_key__in=wanted, kind=EntryKind.RESOURCE).order_by(
        "entry_seq"
    ):
        entries.setdefault((each.system, each.log_ref_key), []).append(each)
    found = {}
    for row in rows:
        sent = [
            each for each in resources(entries.get((row.system, row.ref_key), ())) if each.working
        ]
        notes = [f"{each.name} {each.label}" for each in sent] or ["nobody sent"]
        grade = force().grade(row.grade)
        due = row.received_at + timedelta(minutes=grade.minutes) if grade else None
        found[row.pk] = _shown(row, notes, due)
    return found


def _escalations(now: datetime) -> Rows:
    """Questions in open logs that nobody has answered, with the log's department."""
    kept = Log.objects.filter(opened_at__isnull=False, closed_at__isnull=True)
    answers = (
        LogEntry.objects.filter(
            log_ref_key=OuterRef("log_ref_key"),
            system=OuterRef("system"),
            kind=EntryKind.ESCALATION,
        )
        .annotate(to=Cast(KT("detail__answers"), BigIntegerField()))
        .filter(to=OuterRef("entry_seq"))
    )
    log = Log.objects.filter(ref_key=OuterRef("log_ref_key"), system=OuterRef("system"))
    return (
        LogEntry.objects.filter(
            kind=EntryKind.ESCALATION,
            detail__has_key="asked",
            log_ref_key__in=kept.values("ref_key"),
        )
        .filter(Exists(kept.filter(ref_key=OuterRef("log_ref_key"), system=OuterRef("system"))))
        .exclude(Exists(answers))
        .annotate(
            log_id=Subquery(log.values("pk")[:1]),
            department=Coalesce(Subquery(log.values("department")[:1]), F("log_ref")),
        )
    )


def _see_escalations(user: User, rows: Rows) -> Rows:
    logs = visible_logs(
        user, Log.objects.filter(ref_key=OuterRef("log_ref_key"), system=OuterRef("system"))
    )
    return rows.filter(Exists(logs))


def _show_escalations(rows: Sequence[LogEntry], now: datetime) -> Mapping[int, Shown]:
    found = {}
    for row in rows:
        detail = row.detail or {}
        what = f"{row.author} asks {detail.get('to', '')}: {first(str(detail.get('asked', '')))}"
        url = reverse("log", args=[row.log_id])  # type: ignore[attr-defined]
        found[row.pk] = Shown(row.log_ref, what, url)
    return found


_RECEIVED = Clock("when it was received", "received_at")
LOGS = (
    Subject(
        key="undecided",
        words="reports about which nothing is decided yet",
        kind="log",
        rows=_undecided,
        seen=visible_of_few,
        clocks={
            "heard": Clock(
                "the first report to any part of the force", "heard", limit=timedelta(hours=24)
            ),
            "received": _RECEIVED,
        },
        department="of_department",
        natural=F("officer"),
        filters=FILTERS,
        show=_show_undecided,
    ),
    Subject(
        key="open-logs",
        words="open logs",
        kind="log",
        rows=_open_logs,
        seen=visible_of_few,
        clocks={"received": _RECEIVED},
        department="of_department",
        natural=F("officer"),
        filters=FILTERS,
        show=_show,
    ),
    Subject(
        key="logs-to-look-at",
        words="open logs, by when a supervisor last looked at them",
        # A kind of its own: whose the log is, and who looks at it, are two people.
        kind="log-look",
        rows=_to_look_at,
        seen=visible_of_few,
        clocks={
            "looked": Clock("a supervisor's last look, or the first report", "looked"),
            "received": _RECEIVED,
        },
        department="of_department",
        filters=FILTERS,
        show=_show_to_look_at,
        not_for=lambda user: Q(officer__in=[user.username, user.get_full_name() or user.username]),
    ),
    Subject(
        key="response",
        words="open logs whose response time is over, with nobody there",
        kind="log",
        rows=_unattended,
        seen=visible_of_few,
        # Those in it are over the time of their grade already; each shows its own.
        clocks={"received": Clock(_RECEIVED.words, "received_at", limit=timedelta())},
        department="of_department",
        natural=F("officer"),
        filters=FILTERS,
        show=_show_unattended,
    ),
    Subject(
        key="escalations",
        words="questions in open logs that nobody has answered",
        kind="entry",
        rows=_escalations,
        seen=_see_escalations,
        clocks={"asked": Clock("when it was asked", "entered_at")},
        department="department",
        show=_show_escalations,
        filters={
            "older": Filter(
                "Older than, in hours", older_than("entered_at"), hint="A whole number of hours."
            )
        },
    ),
)
