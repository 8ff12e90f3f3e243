"""Before an audit is made: what its frame holds and how wide the interval will be. Nothing is written."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.db.models import Count

from onrecord.audit.design import DesignError, numbers_to_read
from onrecord.audit.errors import AuditError
from onrecord.audit.frame import frame_logs
from onrecord.audit.freeze import unlinked_rates
from onrecord.audit.planning import Planning, default_planning
from onrecord.audit.strata import cells_from_counts, form_strata
from onrecord.audit.window import end_of, start_of
from onrecord.contact.models import LinkState
from onrecord.ledger.queries import ledger_size
from onrecord.recording.models import Crime
from onrecord.statistics.planner import PlannedStratum, expected_half_width, logs_needed

_KEEP = 600  # seconds


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One stratum: its logs, and how many of them would be read."""

    name: str
    logs: int
    to_read: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What the audit would be. `half_width` is what to expect from the planned rates, as a share; `needed` says how
    many logs a half-width of 1, 2, 3 and 5 points would take."""

    logs: int
    rows: list[PreviewRow]
    to_read: int
    half_width: float | None
    needed: list[tuple[int, int]]
    planned_rate: float


def preview_audit(
    *,
    sample_size: int,
    date_from: date | None,
    date_to: date | None,
    planning: Planning | None = None,
) -> Preview:
    """Plan an audit without making it. Raises AuditError when there is nothing to sample or the sample is too small."""
    planning = planning or default_planning()
    counts = frame_counts(date_from, date_to)
    if not counts:
        raise AuditError("There is no incident log in this window. Widen it, or import logs first.")
    cells = cells_from_counts(counts, planning, unlinked_rates(planning))
    try:
        strata = form_strata(cells, planning, sample_size)
        numbers = numbers_to_read(strata, planning, sample_size)
    except DesignError as error:
        raise AuditError(str(error)) from None
    planned = [PlannedStratum(s.size, s.plan(planning)) for s in strata]
    rate = planning.recording_rate
    needed = []
    for points in (1, 2, 3, 5):
        number = logs_needed(planned, points / 100, rate=rate, floor=planning.floor)
        if number is not None:
            needed.append((points, number))
    return Preview(
        logs=sum(counts.values()),
        rows=[PreviewRow(s.name, s.size, n) for s, n in zip(strata, numbers, strict=True)],
        to_read=sum(numbers),
        half_width=expected_half_width(planned, numbers, rate=rate),
        needed=needed,
        planned_rate=rate,
    )


def frame_counts(
    date_from: date | None, date_to: date | None
) -> Counter[tuple[str, str, str, bool]]:
    """Logs by (system, closing code, opening code, linked), as the frame would count them.

    A year of logs takes some seconds, so the answer is kept for ten minutes, or until something is written.
    """
    key = f"frame-counts-{date_from}-{date_to}-{ledger_size()}"
    counts: Counter[tuple[str, str, str, bool]] | None = cache.get(key)
    if counts is None:
        counts = _count(date_from, date_to)
        cache.set(key, counts, _KEEP)
    return counts


def _count(date_from: date | None, date_to: date | None) -> Counter[tuple[str, str, str, bool]]:
    states = [LinkState.LINKED] if Crime.objects.exists() else [LinkState.LINKED, LinkState.CLAIMED]
    logs = frame_logs(
        start_of(date_from) if date_from else None, end_of(date_to) if date_to else None
    )
    groups = logs.order_by().values_list("system", "closing_code", "opening_code", "link_state")
    counts: Counter[tuple[str, str, str, bool]] = Counter()
    for system, closing, opening, state, number in groups.annotate(number=Count("id")):
        counts[system, closing, opening, state in states] += number
    return counts
