"""The draw itself, once more, in the way in which the audit was drawn. Used by `sample/replay.py`."""

from collections.abc import Mapping, Sequence
from math import isclose

from onrecord.audit.models import Audit
from onrecord.audit.planning.figures import planning_from
from onrecord.audit.programmes.kept import programme_of
from onrecord.audit.sample.design import (
    NEYMAN,
    Item,
    Sample,
    draw_sample,
    layout_from_json,
    numbers_to_read,
)
from onrecord.audit.sample.draw import stop_order
from onrecord.audit.sample.frame_file import FrameReader
from onrecord.audit.sample.own_chances import (
    OwnChances,
    draw_by_own_chances,
    own_chances,
    own_chances_from,
)
from onrecord.audit.sample.strata import StratumDesign
from onrecord.audit.stopping.design import order_from

# Chances are kept to the billionth and drawn by exactly; worked out again they may differ in the last digits between machines.
_NEAR = 1e-6


def draw_again(
    audit: Audit,
    reader: FrameReader,
    strata: Sequence[StratumDesign],
    numbers: Sequence[int],
    problems: list[str],
) -> Sample | None:
    """The sample that frame, seed and design give; None where that can't be tried. What is wrong with the design goes into `problems`."""
    planning = planning_from(audit.design["planning"])
    layout = layout_from_json(audit.design)
    size = audit.design["sample_size"]
    known = {"seed": audit.seed, "frame_hash": audit.frame_hash}
    own = own_chances_from(audit.design)
    if own is not None:
        held = {(c.stratum, c.score): c.size for c in own.classes}
        if not _same(own, own_chances(held, strata, planning, size)):
            problems.append("The chances are not those that scores and planning figures give.")
        sample = draw_by_own_chances(reader, strata, own, layout=layout, **known)
        drawn = [0] * len(strata)
        for item in sample.items:
            drawn[item.stratum] += 1
        if drawn != list(numbers):
            problems.append("The numbers drawn are not those that were written down.")
        return sample
    order, steps = order_from(audit.design), None
    if order is None:
        planned = numbers_to_read(
            strata,
            planning,
            size,
            how=audit.design.get("allocation", NEYMAN),
            floor=audit.design.get("minimum", planning.floor),
        )
        if planned != numbers:
            problems.append("The numbers to read are not those that the planning figures give.")
    else:
        if stop_order(order.rule, programme_of(audit), strata, planning) != order:
            problems.append("The shares of the order are not those that the planning figures give.")
        steps = order.steps([s.size for s in strata], size, **known)
        if [steps.count(h) for h in range(len(strata))] != list(numbers):
            problems.append("The numbers to read are not those that the order gives.")
            return None
    return draw_sample(reader, strata, numbers, layout=layout, steps=steps, **known)


def _same(one: OwnChances, other: OwnChances) -> bool:
    return len(one.classes) == len(other.classes) and all(
        (a.stratum, a.score, a.size) == (b.stratum, b.score, b.size)
        and isclose(a.risk, b.risk, abs_tol=_NEAR)
        and abs(a.chance - b.chance) <= _NEAR * 1e9
        for a, b in zip(one.classes, other.classes, strict=True)
    )


def chances_of(
    audit: Audit, strata: Sequence[StratumDesign], numbers: Sequence[int], sample: Sample
) -> Mapping[Item, float]:
    """With which each record of the sample was drawn."""
    own = own_chances_from(audit.design)
    if own is None:
        right = [n / s.size if s.size else 0.0 for n, s in zip(numbers, strata, strict=True)]
        return {item: right[item.stratum] for item in sample.items}
    return {
        item: own.chance_of(
            strata[item.stratum], item.stratum, sample.scores[item.system, item.ref_key]
        )
        for item in sample.items
    }
