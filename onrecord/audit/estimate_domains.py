"""Rates of parts of an audit from the same sample: by route, department, domestic abuse, vulnerable people.

What a record belongs to is what stood in it when the frame was frozen (`SampleItem.facts`). How much of each stratum
belongs to a part was counted over the whole frame then (`frame_parts`); where it wasn't, it is estimated from what was found.
"""

from dataclasses import dataclass, replace
from typing import Any

from onrecord.audit.estimate_readings import PASSED, Readings
from onrecord.audit.frame_parts import label_of, shares_of
from onrecord.audit.models import Audit
from onrecord.audit.planning import planning_from
from onrecord.audit.programme import CRIMES
from onrecord.audit.programmes_kept import programme_of
from onrecord.audit.rates import anytime
from onrecord.statistics.domains import DomainEstimate, estimate_domains
from onrecord.statistics.intervals import LEVEL
from onrecord.statistics.partial import pool_unread

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
    readable = pool_unread(read.strata(planning_from(audit.design["planning"]), what))
    if readable.reason is not None:
        return []
    rows = [read.decided.get(s.name, []) for s in readable.strata]
    names = [row["name"] for row in audit.design["strata"]]
    sizes = {s.name: s.size for s in readable.strata}
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
        shares = shares_of(audit.design.get("parts", {}), key, names, sizes, dict(readable.pooled))
        parts = estimate_domains(readable.strata, labels, shares=shares, level=level)
        parts = [
            replace(part, result=anytime(read, what, part.result, _of(rows, labels, part.name)))
            for part in parts
        ]
        parts = sorted(parts, key=lambda part: (-part.n_logs, part.name))
        found.append(
            Domains(name, sorted(parts[:MOST], key=lambda p: p.name), max(0, len(parts) - MOST))
        )
    return found


def _of(rows: list[list[Any]], labels: list[list[str]], name: str) -> set[int]:
    """The items of one part."""
    return {
        row.item_id
        for stratum, said in zip(rows, labels, strict=True)
        for row, label in zip(stratum, said, strict=True)
        if label == name
    }


def _label(row: Any, key: str) -> str:
    if key == "kind":
        return str(row.item.get_kind_display())
    return label_of(row.item.facts.get(key))
