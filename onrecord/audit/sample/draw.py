"""From a frame that was written to its sample, in each of the ways in which an audit may be drawn.

fixed   a fixed number of records, by stratum: the usual way
early   in an order drawn for a test that may stop the reading (`stopping/design.py`)
own     each record by its own chance, from its screening score (`sample/own_chances.py`)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from onrecord.audit.planning.figures import Planning
from onrecord.audit.programmes.programme import CRIMES, Programme, SampleDesign
from onrecord.audit.sample.design import (
    NEYMAN,
    PROPORTIONAL,
    Sample,
    check_size,
    draw_sample,
    numbers_to_read,
)
from onrecord.audit.sample.frame import Frame, FrameReader
from onrecord.audit.sample.own_chances import (
    OwnChances,
    classes_of,
    draw_by_own_chances,
    own_chances,
)
from onrecord.audit.sample.strata import Layout, StratumDesign, cells_from_counts, form_strata
from onrecord.audit.stopping.design import Order, StopRule, order_for
from onrecord.contact.models import CodeMeaning
from onrecord.screening.rules.codes import CodeBooks

NOT_OWN = (
    "Chances by score are for programmes that count crimes: whether a record passes its questions can't be foretold from the screening score. "
    "Choose a fixed number of records."
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sample with all that it follows from. `numbers` are the records drawn in each stratum."""

    layout: Layout
    strata: Sequence[StratumDesign]
    numbers: Sequence[int]
    sample: Sample
    allocation: str
    floor: int
    order: Order | None = None
    own: OwnChances | None = None


def sampled(
    frame: Frame,
    plan: Programme,
    planning: Planning,
    size: int,
    *,
    seed: str,
    stop: StopRule | None,
    own: bool,
    usual: bool,
) -> Drawn:
    """Draw. `usual`: with the planning figures' own minimum instead of the programme's. Raises DesignError and FrameError."""
    layout = layout_for(plan.design, stop, own=own)
    strata = form_strata(
        cells_from_counts(frame.counts, planning, unlinked_rates(planning), layout),
        planning,
        size,
        layout,
    )
    allocation = allocation_for(plan.design)
    floor = planning.floor if usual else plan.design.minimum
    reader = FrameReader(frame.path)
    known = {"seed": seed, "frame_hash": frame.hash}
    if own:
        check_size(size, frame.size, planning)
        found = own_chances(classes_of(frame.counts, strata, layout), strata, planning, size)
        sample = draw_by_own_chances(reader, strata, found, layout=layout, **known)
        numbers = [0] * len(strata)
        for item in sample.items:
            numbers[item.stratum] += 1
        return Drawn(layout, strata, numbers, sample, allocation, floor, own=found)
    order = stop_order(stop, plan, strata, planning)
    steps = None
    if order is None:
        numbers = numbers_to_read(strata, planning, size, how=allocation, floor=floor)
    else:
        check_size(size, frame.size, planning)
        steps = order.steps([s.size for s in strata], size, **known)
        numbers = [steps.count(h) for h in range(len(strata))]
    sample = draw_sample(reader, strata, numbers, layout=layout, steps=steps, **known)
    return Drawn(layout, strata, numbers, sample, allocation, floor, order=order)


def layout_for(design: SampleDesign, stop: StopRule | None = None, *, own: bool = False) -> Layout:
    """How a design divides a frame. What may stop early reads nothing whole: then no record is certain to be read. Where each record has
    its own chance, strata are closing codes x linked, uncut: the score is in the chance."""
    return Layout(
        single=design.strata == "simple" and not own,
        scored=design.strata == "code-linked-score" and not own,
        certainty=() if stop is not None else design.certainty,
    )


def stop_order(
    stop: StopRule | None, plan: Programme, strata: Sequence[StratumDesign], planning: Planning
) -> Order | None:
    """The order for a test that may stop early; None of an audit that reads a fixed sample. A record passes once or not at all, so
    where records are counted the most that one holds is one."""
    if stop is None:
        return None
    if plan.measure != CRIMES:
        stop = replace(stop, most=1)
    by_size = plan.measure != CRIMES or allocation_for(plan.design) == PROPORTIONAL
    return order_for(stop, strata, planning, by_size=by_size)


def allocation_for(design: SampleDesign) -> str:
    return PROPORTIONAL if design.strata in ("proportional", "simple") else NEYMAN


def unlinked_rates(planning: Planning) -> Callable[[str, str, str], float]:
    """A function that gives the planned rate of a log without a crime, by what the force's codes are said to mean."""
    books = CodeBooks(CodeMeaning.objects.values_list("system", "which", "meaning", "pattern"))

    def rate(system: str, closing: str, opening: str) -> float:
        return planning.unlinked_rate(
            books.meanings(system, "closing", closing), books.meanings(system, "opening", opening)
        )

    return rate
