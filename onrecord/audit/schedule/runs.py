"""Which audits a programme has had, period by period: done, running, due, suspended, or a gap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q
from django.utils import timezone

from onrecord.audit.models import READ, Audit, Phase
from onrecord.audit.programmes.kept import OLDEST, all_current
from onrecord.audit.programmes.programme import Programme
from onrecord.audit.sample.window import Window
from onrecord.audit.schedule.models import MarkKind, ScheduleMark
from onrecord.audit.schedule.periods import EVERY, Period, before, latest, period_of

SHOWN = 12
DONE, RUNNING, DUE, GAP, SUSPENDED, NOW, EARLIER = (
    "done",
    "running",
    "due",
    "gap",
    "suspended",
    "now",
    "earlier",
)
WORDS = {
    DONE: "read",
    RUNNING: "being read",
    DUE: "due",
    GAP: "no audit",
    SUSPENDED: "suspended",
    NOW: "runs now",
    EARLIER: "before the first audit",
}


@dataclass(frozen=True, slots=True)
class Run:
    """One period of a programme: its state, its audits, and the reasons written where there is none."""

    period: Period
    state: str
    audits: Sequence[Audit]
    reasons: Sequence[ScheduleMark]

    @property
    def words(self) -> str:
        return WORDS[self.state]

    @property
    def unexplained(self) -> bool:
        return self.state == GAP and not self.reasons


@dataclass(frozen=True, slots=True)
class Row:
    """One programme with its latest periods, oldest first; `last`: its latest audit."""

    programme: Programme
    runs: Sequence[Run]
    last: Audit | None
    suspended: bool
    since: ScheduleMark | None

    @property
    def due(self) -> Run | None:
        return next((run for run in self.runs if run.state == DUE), None)

    @property
    def gaps(self) -> int:
        return sum(run.state == GAP for run in self.runs)

    @property
    def unexplained(self) -> int:
        return sum(run.unexplained for run in self.runs)

    @property
    def in_force(self) -> bool:
        """It has been run, and isn't suspended: only then is anything due."""
        return self.last is not None and not self.suspended


def rows(today: date | None = None, *, counted: bool = True) -> list[Row]:
    """Every programme as it stands, those in force first. Without `counted` nobody asks how far an audit was read."""
    today = today or timezone.localdate()
    audits: dict[str, list[Audit]] = {}
    for audit in _audits(counted):
        audits.setdefault(audit.programme.slug if audit.programme else OLDEST, []).append(audit)
    marks: dict[str, list[ScheduleMark]] = {}
    for mark in ScheduleMark.objects.all():
        marks.setdefault(mark.slug, []).append(mark)
    found = [
        _row(
            each.programme,
            audits.get(each.programme.slug, []),
            marks.get(each.programme.slug, []),
            today,
        )
        for each in all_current()
    ]
    return sorted(found, key=lambda row: (row.last is None, row.programme.title))


def day_of(audit: Audit) -> date:
    """The day that decides to which period an audit belongs: the last of its window, else that on which it was drawn."""
    if audit.frame_from and audit.frame_to:
        return Window(audit.frame_from, audit.frame_to).last_day
    return timezone.localdate(audit.made_at)


def is_suspended(marks: Iterable[ScheduleMark], day: date) -> bool:
    """Whether a programme is suspended on a day."""
    state = False
    for mark in sorted(marks, key=lambda m: (m.day, m.pk or 0)):
        if mark.kind != MarkKind.REASON and mark.day <= day:
            state = mark.kind == MarkKind.SUSPENDED
    return state


def _audits(counted: bool) -> Iterable[Audit]:
    found = Audit.objects.select_related("programme").order_by("id")
    if not counted:
        return found
    done = Q(
        items__readings__current=True,
        items__readings__phase=Phase.FIRST,
        items__readings__outcome__in=READ,
    )
    return found.annotate(
        size=Count("items", distinct=True),
        read=Count("items", filter=done, distinct=True),
        # What was stopped because its test had decided is read as far as it is to be.
        stopped=F("stop__after"),
    )


def _row(programme: Programme, audits: list[Audit], marks: list[ScheduleMark], today: date) -> Row:
    every = programme.schedule.every
    runs = []
    if every in EVERY and audits:
        by_period: dict[str, list[Audit]] = {}
        for audit in audits:
            by_period.setdefault(period_of(every, day_of(audit)).key, []).append(audit)
        first = period_of(every, min(day_of(audit) for audit in audits))
        runs = [
            _run(period, by_period.get(period.key, []), marks, first, today)
            for period in latest(every, today, SHOWN)
        ]
    suspended = is_suspended(marks, today)
    since = [m for m in marks if m.kind == MarkKind.SUSPENDED and m.day <= today]
    return Row(
        programme, runs, audits[-1] if audits else None, suspended, since[-1] if suspended else None
    )


def _run(
    period: Period, audits: list[Audit], marks: list[ScheduleMark], first: Period, today: date
) -> Run:
    reasons = [m for m in marks if m.kind == MarkKind.REASON and m.period == period.key]
    if audits:
        whole = all(
            getattr(audit, "stopped", None) is not None
            or getattr(audit, "read", 0) >= getattr(audit, "size", 0)
            for audit in audits
        )
        return Run(period, DONE if whole else RUNNING, audits, reasons)
    now = period_of(period.every, today)
    if period < first:
        state = EARLIER
    elif is_suspended(marks, period.start) or (
        is_suspended(marks, today) and period == before(now)
    ):
        state = SUSPENDED
    elif period == now:
        state = NOW
    else:
        state = DUE if period == before(now) else GAP
    return Run(period, state, (), reasons)
