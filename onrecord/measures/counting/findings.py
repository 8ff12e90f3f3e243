"""What is counted of findings: answered in time, corrected in time, still open. From findings and their steps only."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from onrecord.audit.findings.models import Finding
from onrecord.audit.findings.states import FindingState
from onrecord.measures.counting.on_demand import Counting, Part
from onrecord.measures.months import LONDON


def feedback_in_time(since: date, until: date, part: Part, now: datetime) -> Counting:
    """Findings due between the days; `without`: those not answered by then."""
    rows = _due(since, until, part, now)
    return _split(rows, _answered)


def findings_corrected(since: date, until: date, part: Part, now: datetime) -> Counting:
    """The same, of those that stand; `without`: those not accepted by then."""
    rows = _due(since, until, part, now).exclude(state=FindingState.REVERSED)
    return _split(rows, _corrected)


def findings_open(since: date, until: date, part: Part, now: datetime) -> Counting:
    """Findings open at the end of the last day; `without`: these."""
    end = min(_after(until), now)
    rows = _of(part).filter(sent_at__lt=end).filter(Q(closed_at=None) | Q(closed_at__gte=end))
    found = list(rows.order_by("pk").values_list("pk", flat=True))
    return Counting(len(found), None, found)


def departments(since: date, until: date) -> list[str]:
    rows = Finding.objects.filter(sent_at__lt=_after(until)).exclude(department="")
    return sorted(set(rows.values_list("department", flat=True)))


def _of(part: Part) -> QuerySet[Finding]:
    rows = Finding.objects.all()
    return rows if part is None else rows.filter(department__iexact=part)


def _due(since: date, until: date, part: Part, now: datetime) -> QuerySet[Finding]:
    """Findings whose date lies between the days; of those that are still to come, the ones answered already."""
    start, end = _midnight(since), _after(until)
    closed = Q(due_at__lte=now) | Q(closed_at__isnull=False) | Q(state=FindingState.DISPUTED)
    return _of(part).filter(due_at__gte=start, due_at__lt=end).filter(closed)


def _split(rows: QuerySet[Finding], met: Callable[[Finding], bool | None]) -> Counting:
    n, good, without = 0, 0, []
    for row in rows.order_by("pk").only("pk", "state", "closed_at", "due_at", "steps"):
        answer = met(row)
        if answer is None:
            continue
        n += 1
        good += answer
        if not answer:
            without.append(row.pk)
    return Counting(n, good, without)


def _answered(row: Finding) -> bool | None:
    """Whether it was answered by its date; None of one that fell without having been disputed."""
    if row.state == FindingState.ACCEPTED:
        return row.closed_at is not None and row.closed_at <= row.due_at
    disputed = [step["at"] for step in row.steps if step["what"] == "disputed"]
    if row.state == FindingState.REVERSED:
        return _at(disputed[-1]) <= row.due_at if disputed else None
    if row.state == FindingState.DISPUTED and disputed:
        return _at(disputed[-1]) <= row.due_at
    return False


def _corrected(row: Finding) -> bool:
    accepted = row.state == FindingState.ACCEPTED
    return accepted and row.closed_at is not None and row.closed_at <= row.due_at


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, LONDON)


def _after(day: date) -> datetime:
    """The first moment after a day."""
    return _midnight(day + timedelta(days=1))
