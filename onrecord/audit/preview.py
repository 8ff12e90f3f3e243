"""Before an audit is made: what its frame holds, how wide the interval will be, how many hours it takes. Nothing is written."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Count

from onrecord.audit.design import DesignError, check_size, numbers_to_read
from onrecord.audit.errors import AuditError
from onrecord.audit.frame import EVERY_LOG
from onrecord.audit.freeze import allocation_for, layout_for, stop_order, unlinked_rates
from onrecord.audit.learnt import learnt
from onrecord.audit.planning import GROUPS, Planning, default_planning
from onrecord.audit.populations import SOURCES
from onrecord.audit.programme import CRIMES, Population, Programme
from onrecord.audit.programmes_kept import OLDEST, current
from onrecord.audit.stopping import Order, StopRule
from onrecord.audit.strata import StratumDesign, cells_from_counts, form_strata
from onrecord.audit.window import end_of, start_of
from onrecord.ledger.queries import ledger_size
from onrecord.recording.models import Crime
from onrecord.statistics.early import Expected, expected_reading
from onrecord.statistics.planner import PlannedStratum, expected_half_width, logs_needed
from onrecord.statistics.tables import PlanRow, plan_table, smaller_samples
from onrecord.statistics.targets import Target

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
    many logs a half-width of 1, 2, 3 and 5 points would take. `sizes`: this sample and smaller ones, what each would tell
    and cost; `hours` are of reading, the second reading included."""

    logs: int
    rows: list[PreviewRow]
    to_read: int
    half_width: float | None
    needed: list[tuple[int, int]]
    planned_rate: float
    hours: float
    sizes: Sequence[PlanRow]
    targets: Sequence[tuple[str, str]]
    # Of an audit that may stop early: the order, and when the test is expected to decide.
    order: Order | None = None
    expected: Expected | None = None

    @property
    def to_read_name(self) -> str:
        return "Logs to read" if self.order is None else "Logs to read, at most"

    @property
    def expected_words(self) -> str:
        """When the test is expected to decide, in a sentence; empty where nobody can plan it."""
        found = self.expected
        if self.order is None or found is None or found.rate is None:
            return ""
        target = 100 * self.order.rule.target
        text = f"If the planned rates hold, the rate is {100 * found.rate:.1f} %. "
        half, most = found.of(0.5), found.of(0.9)
        if half is None:
            return (
                f"{text}Then the test would seldom decide within {found.steps:,} records: in {len(found.after)} of {found.plays} plays. Allow more records, "
                f"or choose a target further away than {target:g} %."
            )
        text += (
            f"Then the test would have decided after about {half:,} records in half of the audits"
        )
        return (
            f"{text}, and after {most:,} in nine of ten."
            if most
            else f"{text}; in some it wouldn't within {found.steps:,}."
        )


def preview_audit(
    *,
    sample_size: int,
    date_from: date | None,
    date_to: date | None,
    planning: Planning | None = None,
    programme: str = "",
    stop: StopRule | None = None,
) -> Preview:
    """Plan an audit without making it. Raises AuditError when there is nothing to sample or the sample is too small."""
    planning = planning or learnt(default_planning())
    plan = current(programme or OLDEST).programme
    counts = frame_counts(date_from, date_to, plan.population)
    if not counts:
        what = (
            "incident log"
            if plan.population.sources == EVERY_LOG.sources
            else f"record of this kind ({plan.population.words})"
        )
        raise AuditError(f"There is no {what} in this window. Widen it, or import logs first.")
    layout = layout_for(plan.design, stop)
    cells = cells_from_counts(counts, planning, unlinked_rates(planning), layout)
    how = allocation_for(plan.design)
    floor = plan.design.minimum if programme else planning.floor

    def share_out(total: int) -> list[int]:
        return numbers_to_read(strata, planning, total, how=how, floor=floor)

    try:
        strata = form_strata(cells, planning, sample_size, layout)
        order = stop_order(stop, plan, strata, planning)
        if order is not None:
            check_size(sample_size, sum(s.size for s in strata), planning)
            return _early(order, strata, planning, plan, sample_size)
        numbers = share_out(sample_size)
    except DesignError as error:
        raise AuditError(str(error)) from None
    planned = [PlannedStratum(s.size, s.plan(planning)) for s in strata]
    rate = planning.recording_rate
    needed = []
    if plan.measure == CRIMES:
        for points in (1, 2, 3, 5):
            number = logs_needed(planned, points / 100, rate=rate, floor=floor)
            if number is not None:
                needed.append((points, number))
    sizes = _sizes(plan, planning, strata, sum(numbers), share_out)
    return Preview(
        logs=sum(counts.values()),
        rows=[PreviewRow(s.name, s.size, n) for s, n in zip(strata, numbers, strict=True)],
        to_read=sum(numbers),
        half_width=expected_half_width(planned, numbers, rate=rate)
        if plan.measure == CRIMES
        else None,
        needed=needed,
        planned_rate=rate,
        hours=sum(numbers) * (1 + _again(plan, rate)) * plan.readers.minutes / 60,
        sizes=sizes,
        targets=list(plan.design.targets.items()),
    )


def _early(
    order: Order,
    strata: Sequence[StratumDesign],
    planning: Planning,
    plan: Programme,
    sample_size: int,
) -> Preview:
    """What an audit that may stop early would be: the most that is read, and when its test is expected to decide."""
    sizes = [s.size for s in strata]
    most = min(sample_size, sum(sizes))
    # Before there is a frame and a seed nobody knows which step goes where; any seed shows about how many.
    steps = order.steps(sizes, most, seed="plan", frame_hash="plan")
    rate = planning.recording_rate
    planned = [PlannedStratum(s.size, s.plan(planning)) for s in strata]
    expected = None
    if plan.measure == CRIMES:
        rule = order.rule
        expected = expected_reading(
            planned,
            order.shares,
            target=rule.target,
            steps=most,
            level=rule.level,
            most=rule.most,
        )
    return Preview(
        logs=sum(sizes),
        rows=[PreviewRow(s.name, s.size, steps.count(h)) for h, s in enumerate(strata)],
        to_read=most,
        half_width=None,
        needed=[],
        planned_rate=rate,
        hours=most * (1 + _again(plan, rate)) * plan.readers.minutes / 60,
        sizes=[],
        targets=[],
        order=order,
        expected=expected,
    )


def _again(plan: Programme, rate: float) -> float:
    """The share of records expected to be read a second time: failures at the planned rate at most, and passes by lot."""
    wanted = plan.second_reading
    failures = (1 - rate) if wanted.failures else 0.0
    return failures + (1 - failures) * wanted.passes_percent / 100


def _sizes(
    plan: Programme,
    planning: Planning,
    strata: Sequence[StratumDesign],
    to_read: int,
    share_out: Any,
) -> Sequence[PlanRow]:
    """This sample and smaller ones; none for programmes of questions, whose rates nobody can plan."""
    if plan.measure != CRIMES:
        return []
    planned = [PlannedStratum(s.size, s.plan(planning)) for s in strata]
    targets = [
        Target(
            group,
            float(plan.design.targets.get(group, 3)) / 100,
            planning.recording_rate,
            [s.plan(planning).for_group(planning.groups[group]) for s in strata],
        )
        for group in GROUPS
        if group in plan.design.targets
    ]
    totals = []
    for total in smaller_samples(to_read):
        try:
            share_out(total)
        except DesignError:
            continue
        totals.append(total)
    return plan_table(
        planned,
        totals,
        share_out,
        rate=planning.recording_rate,
        minutes=plan.readers.minutes,
        targets=targets,
        promised=False,
        again=_again(plan, planning.recording_rate),
    )


def frame_counts(
    date_from: date | None, date_to: date | None, population: Population = EVERY_LOG
) -> Counter[Any]:
    """Records by (system, closing code, opening code, linked, score), as the frame would count them.

    A year of logs takes some seconds, so the answer is kept for ten minutes, or until something is written.
    """
    named = f"{population.sources}{sorted(population.filters.items())}"
    what = hashlib.sha256(named.encode()).hexdigest()[:16]
    key = f"frame-counts-{date_from}-{date_to}-{ledger_size()}-{what}"
    counts: Counter[Any] | None = cache.get(key)
    if counts is None:
        counts = _count(date_from, date_to, population)
        cache.set(key, counts, _KEEP)
    return counts


def _count(date_from: date | None, date_to: date | None, population: Population) -> Counter[Any]:
    register = Crime.objects.exists()
    start = start_of(date_from) if date_from else None
    end = end_of(date_to) if date_to else None
    counts: Counter[Any] = Counter()
    for name in population.sources:
        source = SOURCES[name]
        made = source.columns(register)
        rows = (
            source.records(start, end, population.filters)
            .order_by()
            .annotate(
                in_closing=made["closing"],
                in_opening=made["opening"],
                in_linked=made["is_linked"],
                in_score=made["score"],
            )
            .values_list("system", "in_closing", "in_opening", "in_linked", "in_score")
        )
        for system, closing, opening, linked, score, number in rows.annotate(number=Count("id")):
            counts[source.prefix + system, closing, opening, linked == "1", int(score)] += number
    return counts
