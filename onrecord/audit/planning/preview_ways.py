"""What an audit would be, before it is made: the figures of the page, and those of the ways in which records aren't drawn in fixed numbers."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.audit.planning.figures import Planning
from onrecord.audit.programmes.programme import CRIMES, Programme
from onrecord.audit.sample.design import check_size
from onrecord.audit.sample.own_chances import WHOLE, OwnChances, classes_of, own_chances
from onrecord.audit.sample.strata import Layout, StratumDesign
from onrecord.audit.stopping.design import Order
from onrecord.statistics.active import planned_variance
from onrecord.statistics.early import Expected, expected_reading
from onrecord.statistics.intervals import LEVEL, normal_quantile
from onrecord.statistics.planner import PlannedStratum
from onrecord.statistics.tables import PlanRow


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
    # Of an audit whose records have their own chances: what it is expected to draw, and how far that may come out otherwise.
    chances: OwnChances | None = None
    # What the records are called together, and how many there are of each kind where there are several.
    unit: str = "logs"
    kinds: str = ""

    @property
    def smaller(self) -> Sequence[PlanRow]:
        """This sample and smaller ones, where there is a smaller one at all."""
        return self.sizes if len(self.sizes) > 1 else ()

    @property
    def sizes_caption(self) -> str:
        return (
            "What smaller samples would cost in width"
            if self.smaller
            else "What this sample would tell"
        )

    @property
    def to_read_name(self) -> str:
        if self.chances is not None:
            return f"{self.unit.capitalize()} to read, about"
        words = f"{self.unit.capitalize()} to read"
        return words if self.order is None else f"{words}, at most"

    @property
    def chance_words(self) -> str:
        """What is to be known of chances by score before anybody reads; empty where there are none."""
        if self.chances is None:
            return ""
        spread = round(2 * self.chances.spread_of_number)
        return (
            f"Chance decides how many are drawn: {self.to_read:,}, give or take {spread:,}. The expected interval is that of the planned variance of "
            "the estimate: what the scores foretell of all logs, corrected by those that are read."
        )

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


def own_preview(
    counts: Counter[Any],
    strata: Sequence[StratumDesign],
    layout: Layout,
    planning: Planning,
    plan: Programme,
    sample_size: int,
) -> Preview:
    """What an audit with chances by score would be: about so many logs, and the width that its planned variance gives."""
    size = sum(s.size for s in strata)
    check_size(sample_size, size, planning)
    found = own_chances(classes_of(counts, strata, layout), strata, planning, sample_size)
    told = found.foretold(strata, planning)
    should = float((found.sizes * told.should).sum())
    variance = planned_variance(told.spread, found.chance, found.sizes)
    number = round(found.expected)
    drawn = [0.0] * len(strata)
    for each in found.classes:
        drawn[each.stratum] += each.size * each.chance / WHOLE
    rate = planning.recording_rate
    return Preview(
        logs=size,
        rows=[PreviewRow(s.name, s.size, round(n)) for s, n in zip(strata, drawn, strict=True)],
        to_read=number,
        half_width=normal_quantile(LEVEL) * math.sqrt(variance) / should if should else None,
        needed=[],
        planned_rate=rate,
        hours=number * (1 + read_again(plan, rate)) * plan.readers.minutes / 60,
        sizes=[],
        targets=[],
        chances=found,
    )


def early_preview(
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
        hours=most * (1 + read_again(plan, rate)) * plan.readers.minutes / 60,
        sizes=[],
        targets=[],
        order=order,
        expected=expected,
    )


def read_again(plan: Programme, rate: float) -> float:
    """The share of records expected to be read a second time: failures at the planned rate at most, and passes by lot."""
    wanted = plan.second_reading
    failures = (1 - rate) if wanted.failures else 0.0
    return failures + (1 - failures) * wanted.passes_percent / 100
