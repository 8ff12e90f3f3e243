"""Before an audit is made: what its frame holds, how wide the interval will be, how many hours it takes. Nothing is written."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Count

from onrecord.audit.errors import AuditError
from onrecord.audit.planning.figures import GROUPS, Planning, default_planning
from onrecord.audit.planning.learnt import learnt
from onrecord.audit.planning.preview_ways import (
    Preview,
    PreviewRow,
    early_preview,
    own_preview,
    read_again,
)
from onrecord.audit.programmes.kept import OLDEST, current
from onrecord.audit.programmes.programme import CRIMES, Population, Programme
from onrecord.audit.sample.design import DesignError, check_size, numbers_to_read
from onrecord.audit.sample.draw import (
    NOT_OWN,
    allocation_for,
    layout_for,
    stop_order,
    unlinked_rates,
)
from onrecord.audit.sample.frame import EVERY_LOG
from onrecord.audit.sample.populations import SOURCES, kinds_in, kinds_words
from onrecord.audit.sample.strata import StratumDesign, cells_from_counts, form_strata
from onrecord.audit.sample.window import end_of, start_of
from onrecord.audit.stopping.design import StopRule
from onrecord.ledger.queries import ledger_size
from onrecord.recording.models import Crime
from onrecord.statistics.planner import PlannedStratum, expected_half_width, logs_needed
from onrecord.statistics.tables import PlanRow, plan_table, smaller_samples
from onrecord.statistics.targets import Target

_KEEP = 600  # seconds


def preview_audit(
    *,
    sample_size: int,
    date_from: date | None,
    date_to: date | None,
    planning: Planning | None = None,
    programme: str = "",
    stop: StopRule | None = None,
    own: bool = False,
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
    if own and plan.measure != CRIMES:
        raise AuditError(NOT_OWN)
    records: dict[str, Any] = {"unit": plan.population.unit, "kinds": kinds_words(kinds_in(counts))}
    layout = layout_for(plan.design, stop, own=own)
    cells = cells_from_counts(counts, planning, unlinked_rates(planning), layout)
    how = allocation_for(plan.design)
    floor = plan.design.minimum if programme else planning.floor

    def share_out(total: int) -> list[int]:
        return numbers_to_read(strata, planning, total, how=how, floor=floor)

    try:
        strata = form_strata(cells, planning, sample_size, layout)
        if own:
            made = own_preview(counts, strata, layout, planning, plan, sample_size)
            return replace(made, **records)
        order = stop_order(stop, plan, strata, planning)
        if order is not None:
            check_size(sample_size, sum(s.size for s in strata), planning)
            return replace(early_preview(order, strata, planning, plan, sample_size), **records)
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
        hours=sum(numbers) * (1 + read_again(plan, rate)) * plan.readers.minutes / 60,
        sizes=sizes,
        targets=list(plan.design.targets.items()),
        **records,
    )


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
        again=read_again(plan, planning.recording_rate),
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
