"""Rates of parts of an audit from the same sample: by route, department, domestic abuse, vulnerable people.

What a record belongs to is what stood in it when the frame was frozen (`SampleItem.facts`). How much of each stratum
belongs to a part was counted over the whole frame then (`sample/frame_parts.py`); where it wasn't, it is estimated from what was found.
"""

from dataclasses import dataclass, replace
from typing import Any

from onrecord.audit.estimate.rates import level_of, part_rate, readable_of
from onrecord.audit.estimate.readings import PASSED, Readings
from onrecord.audit.models import Audit
from onrecord.audit.planning.figures import planning_from
from onrecord.audit.programmes.kept import programme_of
from onrecord.audit.programmes.programme import CRIMES
from onrecord.audit.sample.frame_parts import label_of, shares_of
from onrecord.statistics.domains import DomainEstimate, estimate_domains
from onrecord.statistics.intervals import LEVEL

# More parts than this are no table anybody reads; the largest are shown.
MOST = 25


@dataclass(frozen=True, slots=True)
class Domains:
    """One way to divide the records, and the rate of each part."""

    name: str
    parts: list[DomainEstimate]
    left_out: int


def domains_of(audit: Audit, *, level: float = LEVEL) -> list[Domains]:
    """The parts of an audit; none where nothing has been read, or the records say nothing to divide them by."""
    programme = programme_of(audit)
    read = Readings(audit, programme)
    what = None if programme.measure == CRIMES else PASSED
    planning = planning_from(audit.design["planning"])
    level = level_of(read, level)
    readable = readable_of(read, planning, what)
    if readable.reason is not None:
        return []
    rows = [read.decided.get(s.name, []) for s in readable.strata]
    names = [row["name"] for row in audit.design["strata"]]
    sizes = {s.name: s.size for s in readable.strata}
    # Chances of their own, and an order that may stop, have a rate of their own below.
    plain = read.order is None and read.own is None
    found = []
    for key, name in (
        ("route", "Route"),
        ("department", "Department"),
        ("domestic", "Domestic abuse"),
        ("vulnerable", "Vulnerable people"),
        ("kind", "Kind of record"),
    ):
        labels = [[_label(row, key) for row in stratum] for stratum in rows]
        if len({label for stratum in labels for label in stratum}) < 2:
            continue
        shares = None
        if plain:
            kept = audit.design.get("parts", {})
            shares = shares_of(kept, key, names, sizes, dict(readable.pooled))
        parts = estimate_domains(readable.strata, labels, shares=shares, level=level)
        parts = sorted(parts, key=lambda part: (-part.n_logs, part.name))
        left_out = max(0, len(parts) - MOST)
        parts = parts[:MOST]
        if not plain:
            parts = [
                replace(
                    part,
                    result=part_rate(
                        read, planning, what, part.result, _of(read, key, part.name), level
                    ),
                    # Such a number is worked out for stratified samples of fixed size only.
                    missed=None,
                )
                for part in parts
            ]
        found.append(Domains(name, sorted(parts, key=lambda p: p.name), left_out))
    return found


def _of(read: Readings, key: str, name: str) -> set[int]:
    """The items of one part, those that can't be decided among them."""
    return {
        row.item_id
        for held in (read.decided, read.unclear)
        for several in held.values()
        for row in several
        if _label(row, key) == name
    }


def _label(row: Any, key: str) -> str:
    if key == "kind":
        return str(row.item.get_kind_display())
    return label_of(row.item.facts.get(key))
