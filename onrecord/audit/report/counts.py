"""The part of a report's JSON file from which its rates are worked out again: counts without anything that names a record."""

from typing import Any

from onrecord.audit.estimate.estimate import ALL, PASSED, Readings
from onrecord.audit.estimate.rates import most_of, readable_of, steps_of
from onrecord.audit.estimate.rates_own import NothingRead, figures_of
from onrecord.audit.planning.figures import GROUPS, Planning, planning_from
from onrecord.audit.programmes.programme import CRIMES
from onrecord.audit.report.report import Report
from onrecord.statistics.strata import MixedPlan, Plan


def recompute_part(report: Report) -> dict[str, Any]:
    """What `report/recompute_rate.py` reads: for each figure the strata with the counts of each record, in order of reading, and
    what was planned for them, from which the floor of the variance is worked out."""
    held = report.material
    read = Readings(held.audit, held.programme)
    planning = planning_from(held.audit.design["planning"])
    wanted: list[tuple[str, str | None]]
    if held.programme.measure == CRIMES:
        wanted = [(ALL, None), *((group, group) for group in GROUPS)]
    else:
        wanted = [(ALL, PASSED), *((q.id, q.id) for q in held.programme.judged)]
    rows = {row.key: row for row in held.estimate.rows}
    found: dict[str, dict[str, Any]] = {}
    for key, what in wanted:
        readable = readable_of(read, planning, what)
        row = rows[key]
        found[key] = {
            "label": row.label,
            "rate": row.rate,
            "low": row.low,
            "high": row.high,
            "strata": [
                {
                    "name": s.name,
                    "size": s.size,
                    "linked": s.plan.linked,
                    "plan": _plan(s.plan),
                    "counts": [[int(a), int(b)] for a, b in zip(s.should, s.recorded, strict=True)],
                }
                for s in readable.strata
            ],
        }
        if read.order is not None:
            found[key]["order"] = _steps(read, what)
        if read.own is not None:
            found[key]["own"] = _own(read, planning, what)
    whole: dict[str, Any] = {"level": held.estimate.level, "figures": found}
    if read.order is not None:
        whole["sequential"] = {
            "sizes": [d.size for d in read.designs],
            "shares": list(read.order.shares),
            "target": read.order.rule.target,
        }
    return whole


def _steps(read: Readings, what: str | None) -> dict[str, Any]:
    """The records that count, in their order, as [stratum, should, recorded]: at their worst, and at their best where they differ."""
    worst, best = ([[s.stratum, s.should, s.recorded] for s in row] for row in steps_of(read, what))
    return {
        "most": most_of(read, what),
        "worst": worst,
        "best": None if best == worst else best,
    }


def _plan(plan: Plan) -> list[dict[str, Any]]:
    """The kinds of record that a stratum holds, with the share of each; one unless linked and others aren't parted."""
    parts = plan.parts if isinstance(plan, MixedPlan) else ((1.0, plan),)
    return [
        {
            "share": share,
            "linked": part.linked,
            "crime_rate": part.crime_rate,
            "further_missed": part.further_missed,
        }
        for share, part in parts
    ]


def _own(read: Readings, planning: Planning, what: str | None) -> dict[str, Any] | None:
    """The records read as [should, recorded, foretold should, foretold recorded, chance], and what is foretold of the whole frame."""
    try:
        figures = figures_of(read, planning, what)
    except NothingRead:
        return None
    r = figures.readings
    columns = (r.should, r.recorded, r.predicted_should, r.predicted_recorded, r.chance)
    return {
        "records": [list(row) for row in zip(*(each.tolist() for each in columns), strict=True)],
        "foretold": [figures.predicted_should, figures.predicted_recorded],
        "planned": figures.planned,
        "whole": figures.whole,
    }
