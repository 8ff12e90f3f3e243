"""`onrecord audit ...`: the audit desk's calculators, without an installation and without Django.

Each returns its result as lines to print and as a dictionary for --json, in which all rates are shares between 0 and 1.
Bad input raises CalculatorError with one sentence.
"""

from pathlib import Path
from typing import Any

from onrecord.audit.planning.cli_words import (
    CalculatorError,
    amount,
    level_of,
    named,
    points,
    read_strata,
    share,
    whole,
)
from onrecord.statistics.compare import compare, figure
from onrecord.statistics.intervals import Interval, clopper_pearson, logit, wald, wilson

Answer = tuple[list[str], dict[str, Any]]

METHODS = {"logit": logit, "wald": wald, "wilson": wilson, "clopper-pearson": clopper_pearson}


def interval_answer(*, recorded: str, of: str, level: str, method: str) -> Answer:
    """The rate of so many crimes recorded of so many that should have been, with its interval."""
    hits, n = whole(recorded, "--recorded", 0), whole(of, "--of", 1)
    if hits > n:
        raise CalculatorError(
            f"--recorded ({hits:,}) can't be more than --of ({n:,}): it counts crimes recorded out of those that should have been."
        )
    if method not in METHODS:
        raise CalculatorError(f"--method is one of {', '.join(METHODS)}, not {method}.")
    wanted = level_of(level)
    rate = hits / n
    found = {name: way(rate, n, wanted) for name, way in METHODS.items()}
    if hits in (0, n):
        # There the logit doesn't exist and Wald has no width: saying either would claim too much.
        found["logit"] = found["clopper-pearson"]
    best = found[method]
    lines = [
        f"{100 * rate:.1f} % ({hits:,} of {n:,}); {100 * wanted:g} % interval {_bounds(best)} ({best.method}).",
        "As if the crimes were a simple random sample. By every method:",
    ]
    lines += [f"  {name:<16}{_bounds(one)}" for name, one in found.items() if name == one.method]
    return lines, {
        **_six(rate, best, n),
        "level": wanted,
        "methods": {name: _both(one) for name, one in found.items()},
    }


def compare_answer(*, before: str, after: str, level: str) -> Answer:
    """The change between two audits, given as RATE/N each: 77.9/586."""
    wanted = level_of(level)
    first, second = (
        figure(*_rate_and_n(text, option), wanted)
        for text, option in ((before, "--before"), (after, "--after"))
    )
    found = compare(first, second)
    lines = [
        f"Before: {100 * first.rate:.1f} % of {first.n:,.0f}, {_bounds(first.interval)}.",
        f"After:  {100 * second.rate:.1f} % of {second.n:,.0f}, {_bounds(second.interval)}.",
        found.sentence,
    ]
    if found.wald is not None:
        lines.append(
            f"From two published +/- one would get {100 * found.difference:+.1f} +/- {100 * found.wald.half_width:.1f} points (wald)."
        )
    n = (first.n or 0) + (second.n or 0)
    return lines, {
        **_six(found.difference, found.interval, n),
        "level": wanted,
        "shown": found.shown,
        "p": None if found.p is None else round(found.p, 6),
        "least_change": None if found.least_change is None else round(found.least_change, 6),
        "wald": None if found.wald is None else _both(found.wald),
        "before": _six(first.rate, first.interval, first.n),
        "after": _six(second.rate, second.interval, second.n),
        "sentence": found.sentence,
    }


def plan_answer(
    *,
    targets: list[str],
    rates: list[str],
    logs: str | None,
    crime_share: str | None,
    strata: Path | None,
    design: str,
    minutes: str,
    again: str,
    assurance: str,
    level: str,
    stop_at: str | None = None,
) -> Answer:
    """How many to read for a width, how wide a smaller sample would be, and the hours."""
    # Imported here: it needs scipy's distributions, which take longer to load than the other calculators to run.
    from onrecord.audit.planning.cli_plan import plan_crimes, plan_logs

    widths = named(targets, "--target", points)
    planned = named(rates, "--rate", share)
    missing = sorted(name for name in widths if name not in planned and "" not in planned)
    if missing:
        raise CalculatorError(f"Give --rate {missing[0]}=0.80 as well, or one --rate for all.")
    rate_of = {name: planned.get(name, planned.get("", 0.0)) for name in widths}
    for name, rate in rate_of.items():
        if not 0 < rate < 1:
            raise CalculatorError(
                f"--rate must lie between 0 and 1, both left out, not {rate:g}{f' ({name})' if name else ''}: nothing is certain before it is read."
            )
    common = {
        "minutes": amount(minutes, "--minutes", above=0.0, most=1e5),
        "again": share(again, "--again"),
        "assurance": share(assurance, "--assurance"),
        "level": level_of(level),
    }
    if not 0.5 <= common["assurance"] < 1:
        raise CalculatorError(
            f"--assurance must lie between 0.5 and 1, such as 0.9, not {common['assurance']:g}."
        )
    if strata is None and logs is None:
        if list(widths) != [""]:
            raise CalculatorError(
                "Several targets share one sample of logs: give --strata FILE, or --logs and --crime-share."
            )
        if crime_share is not None:
            raise CalculatorError("--crime-share goes with --logs: how many logs are there?")
        if stop_at is not None:
            raise CalculatorError(
                "--stop-at counts logs: give --logs and --crime-share, or --strata."
            )
        return plan_crimes(target=widths[""], rate=rate_of[""], **common)
    if strata is not None:
        if logs is not None or crime_share is not None:
            raise CalculatorError("Give --strata FILE or --logs with --crime-share, not both.")
        rows = read_strata(strata, list(widths))
    else:
        if crime_share is None:
            raise CalculatorError(
                "Give --crime-share as well, such as 0.2: the share of logs that disclose a crime."
            )
        rows = None
    frame = None if logs is None else whole(logs, "--logs", 20)
    part = None if crime_share is None else share(crime_share, "--crime-share")
    lines, told = plan_logs(
        rows=rows,
        frame=frame,
        crime_share=part,
        targets=widths,
        rates=rate_of,
        design=design,
        **common,
    )
    if stop_at is None:
        return lines, told
    from onrecord.audit.planning.cli_early import early_answer
    from onrecord.audit.planning.cli_strata import two_strata

    first = next(iter(rate_of.values()))
    early, early_told = early_answer(
        rows if rows is not None else two_strata(frame or 0, part or 0.0, first),
        target=share(stop_at, "--stop-at"),
        rate=first,
        level=common["level"],
        minutes=common["minutes"],
    )
    return [*lines, *early], {**told, "sequential": early_told}


def _rate_and_n(text: str, option: str) -> tuple[float, int]:
    """77.9/586 or 0.779/586."""
    parts = text.split("/")
    if len(parts) != 2:
        raise CalculatorError(
            f"{option} is a rate and the number of crimes it rests on, such as 77.9/586, not {text}."
        )
    return share(parts[0], option), whole(parts[1], option, 1)


def _bounds(interval: Interval) -> str:
    return f"{100 * interval.low:.2f} to {100 * interval.high:.2f} % (+/- {100 * interval.half_width:.2f})"


def _both(interval: Interval) -> dict[str, float]:
    return {
        "low": round(interval.low, 6),
        "high": round(interval.high, 6),
        "half_width": round(interval.half_width, 6),
    }


def _six(rate: float, interval: Interval, n: float | None) -> dict[str, Any]:
    return {"rate": round(rate, 6), **_both(interval), "n": n, "method": interval.method}
