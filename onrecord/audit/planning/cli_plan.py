"""`onrecord audit plan`: from a width to a number of crimes, or of logs by stratum, with hours and what less would cost. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scipy.stats import binom

from onrecord.audit.planning.cli_strata import joined, plans_for, two_strata
from onrecord.audit.planning.cli_words import CalculatorError, StratumRow
from onrecord.statistics.allocation import FLOOR, AllocationError, allocate
from onrecord.statistics.designs import certain_floors, numbers, simple
from onrecord.statistics.intervals import wald_half_width
from onrecord.statistics.planner import PlannedStratum, crimes_needed, expected_half_width
from onrecord.statistics.promise import Promise, TargetsPromise, promise, promise_for_targets
from onrecord.statistics.tables import PlanRow, plan_table, smaller_samples
from onrecord.statistics.targets import Target, numbers_for_targets

Answer = tuple[list[str], dict[str, Any]]
DESIGNS = ("neyman", "proportional", "simple")


def plan_crimes(
    *,
    target: float,
    rate: float,
    minutes: float,
    again: float,
    assurance: float,
    level: float,
) -> Answer:
    """For one kind of crime and a simple random sample: crimes that should have been recorded, as inspectors count."""
    n = crimes_needed(rate, target, level)
    sure = _promised_crimes(rate, target, assurance, level, n)
    table = []
    for size in sorted({sure, *smaller_samples(n)}, reverse=True):
        width = wald_half_width(rate, size, level)
        table.append(
            {"n": size, "half_width": round(width, 6), "hours": _hours(size, again, minutes)}
        )
    lines = [
        f"{n:,} crimes for +/- {100 * target:g} points at {100 * rate:g} % ({100 * level:g} % interval, simple random sample of crimes).",
        f"{sure:,} if {100 * assurance:g} audits of 100 are to keep it: the width depends on the rate that is found.",
        "",
        "  crimes   +/- points    hours",
        *(
            f"  {row['n']:>6,}   {100 * float(row['half_width']):>10.2f}   {row['hours']:>6,.0f}"
            for row in table
        ),
        "",
        f"Hours at {minutes:g} minutes a crime{f', {100 * again:g} % read twice' if again else ''}. How many logs hold so many crimes: give --logs and --crime-share.",
    ]
    return lines, {
        **_head(rate, wald_half_width(rate, n, level), n, "simple random sample of crimes, wald"),
        "unit": "crimes",
        "level": level,
        "promised_n": sure,
        "assurance": assurance,
        "hours": _hours(n, again, minutes),
        "table": table,
    }


def plan_logs(
    *,
    rows: Sequence[StratumRow] | None,
    frame: int | None,
    crime_share: float | None,
    targets: Mapping[str, float],
    rates: Mapping[str, float],
    design: str,
    minutes: float,
    again: float,
    assurance: float,
    level: float,
) -> Answer:
    """For a frame of logs: strata from a file, or linked and not linked from two figures."""
    if design not in DESIGNS:
        raise CalculatorError(f"--design is one of {', '.join(DESIGNS)}, not {design}.")
    first = next(iter(rates.values()))
    if rows is None:
        if frame is None or crime_share is None:
            raise CalculatorError("Give --strata FILE, or --logs and --crime-share.")
        rows = two_strata(frame, crime_share, first)
    certain = [row.read_whole for row in rows]
    floors = certain_floors(
        [row.logs for row in rows],
        [FLOOR if row.minimum is None else row.minimum for row in rows],
        certain,
    )
    floors = [max(1, min(low, row.logs)) for low, row in zip(floors, rows, strict=True)]
    names = [row.name for row in rows]
    strata = [PlannedStratum(row.logs, row.plan) for row in rows]
    wanted = [
        Target(name or "all crime", width, rates[name], plans_for(rows, name))
        for name, width in targets.items()
    ]
    if design == "simple":
        if any(certain):
            raise CalculatorError("A simple random sample has no strata that are read whole.")
        one = simple(strata)
        parts = [[(s.size, plan) for s, plan in zip(strata, t.plans, strict=True)] for t in wanted]
        wanted = [
            Target(t.name, t.half_width, t.rate, [joined(part)])
            for t, part in zip(wanted, parts, strict=True)
        ]
        strata, floors, names = [one], [min(FLOOR, one.size)], ["all logs"]
    sizes = [s.size for s in strata]
    if sum(sizes) < 20:
        raise CalculatorError("There are fewer than 20 logs: read them all.")
    several = len(wanted) > 1
    best = numbers_for_targets(sizes, wanted, level=level, floor=floors)

    def share_out(total: int) -> list[int]:
        total = max(total, sum(floors))
        if several:
            return _towards(best.numbers, sizes, floors, total)
        kind = design if design == "proportional" else "neyman"
        return numbers(strata, total, kind=kind, rate=first, floor=floors)

    try:
        if several:
            logs = best.logs
            found: Promise | TargetsPromise = promise_for_targets(
                sizes,
                wanted,
                share_out,
                smallest=sum(floors),
                start=logs,
                assurance=assurance,
                level=level,
                runs=100,
            )
        else:
            logs = _needed(strata, share_out, wanted[0], level, sum(floors))
            found = promise(
                strata,
                wanted[0].half_width,
                share_out,
                smallest=sum(floors),
                start=logs,
                assurance=assurance,
                level=level,
                runs=100,
            )
        sure = max(found.logs, logs)
        table = plan_table(
            strata,
            sorted({sure, *smaller_samples(logs, sum(floors))}, reverse=True),
            share_out,
            rate=first,
            minutes=minutes,
            again=again,
            targets=wanted,
            promised=False,
            promise_targets=True,
            assurance=assurance,
            level=level,
            runs=100,
        )
    except AllocationError as error:
        raise CalculatorError(str(error)) from None
    chosen = next(row for row in table if row.logs == logs)
    return _written(table, chosen, sure, wanted, names, design, assurance, level, minutes, again)


def _written(
    table: Sequence[PlanRow],
    chosen: PlanRow,
    sure: int,
    wanted: Sequence[Target],
    names: Sequence[str],
    design: str,
    assurance: float,
    level: float,
    minutes: float,
    again: float,
) -> Answer:
    aims = ", ".join(f"+/- {100 * t.half_width:g} points for {t.name}" for t in wanted)
    lines = [f"{chosen.logs:,} logs for {aims} ({100 * level:g} % interval, {design} design)."]
    if sure > chosen.logs:
        lines.append(
            f"{sure:,} logs if {100 * assurance:g} audits of 100 are to keep it; about half of those with {chosen.logs:,} come out wider."
        )
    else:
        lines.append(f"{100 * assurance:g} audits of 100 with so many will keep it.")
    heads = [f"{t.name[:16]:>18}" for t in wanted]
    lines += ["", f"  {'logs':>8} {''.join(heads)} {'hours':>8}   (+/- points expected / promised)"]
    for row in table:
        cells = [
            f"{_points(row.half_widths[t.name]) + ' / ' + _points(row.target_promises.get(t.name)):>18}"
            for t in wanted
        ]
        lines.append(f"  {row.logs:>8,} {''.join(cells)} {row.hours:>8,.0f}")
    lines += ["", f"By stratum, for {chosen.logs:,} logs:"]
    lines += [f"  {n:>7,}  {name}" for name, n in zip(names, chosen.numbers, strict=True)]
    lines += [
        "",
        f"Hours at {minutes:g} minutes a log{f', {100 * again:g} % read twice' if again else ''}. The plan is as good as its rates; the interval comes from the reading.",
    ]
    first = wanted[0]
    width = chosen.half_widths[first.name] or 0.0
    return lines, {
        **_head(
            first.rate,
            width,
            chosen.logs,
            f"stratified sample of logs, {design}"
            if design != "simple"
            else "simple random sample of logs",
        ),
        "unit": "logs",
        "level": level,
        "promised_n": sure,
        "assurance": assurance,
        "hours": round(chosen.hours, 1),
        "targets": {t.name: _rounded(chosen.half_widths[t.name]) for t in wanted},
        "strata": dict(zip(names, chosen.numbers, strict=True)),
        "table": [
            {
                "n": row.logs,
                "half_width": _rounded(row.half_widths[first.name]),
                "promised": _rounded(row.target_promises.get(first.name)),
                "targets": {name: _rounded(w) for name, w in row.half_widths.items()},
                "target_promises": {name: _rounded(w) for name, w in row.target_promises.items()},
                "hours": round(row.hours, 1),
            }
            for row in table
        ],
    }


def _needed(
    strata: Sequence[PlannedStratum],
    share_out: Callable[[int], list[int]],
    target: Target,
    level: float,
    smallest: int,
) -> int:
    """The smallest sample, shared out so, that is expected to meet the target."""

    def wide(total: int) -> bool:
        reached = expected_half_width(strata, share_out(total), rate=target.rate, level=level)
        return reached is not None and reached > target.half_width

    few, many = smallest, sum(s.size for s in strata)
    if not wide(few):
        return few
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (middle, many) if wide(middle) else (few, middle)
    return many


def _towards(
    best: Sequence[int], sizes: Sequence[int], floors: Sequence[int], total: int
) -> list[int]:
    """Another size with the proportions of the best numbers for several targets."""
    return allocate(sizes, [float(n) for n in best], total, floors)


def _promised_crimes(rate: float, target: float, assurance: float, level: float, start: int) -> int:
    """Crimes so that the share `assurance` of audits comes out no wider: rates nearer to 50 % are wider."""
    n = start
    while True:
        low, high = binom.ppf(1 - assurance, n, rate) / n, binom.ppf(assurance, n, rate) / n
        worst = low if rate > 0.5 else high
        if low <= 0.5 <= high:
            worst = 0.5
        if wald_half_width(float(worst), n, level) <= target:
            return n
        n += max(1, n // 500)


def _head(rate: float, half_width: float, n: int, method: str) -> dict[str, Any]:
    return {
        "rate": round(rate, 6),
        "low": round(max(0.0, rate - half_width), 6),
        "high": round(min(1.0, rate + half_width), 6),
        "half_width": round(half_width, 6),
        "n": n,
        "method": method,
    }


def _hours(number: int, again: float, minutes: float) -> float:
    return round(number * (1 + again) * minutes / 60, 1)


def _points(width: float | None) -> str:
    if width is None:
        return "-"
    # A rate lies between 0 and 100: a wider interval says nothing of it.
    return f"{100 * width:.2f}" if width <= 0.5 else "too few"


def _rounded(width: float | None) -> float | None:
    return None if width is None else round(width, 6)
