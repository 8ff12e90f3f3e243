"""`onrecord audit plan --stop-at`: after how many logs a test against a target would decide. Pure."""

from collections.abc import Sequence
from typing import Any

from onrecord.audit.planning.cli_words import CalculatorError, StratumRow
from onrecord.statistics.early import expected_reading
from onrecord.statistics.planner import PlannedStratum
from onrecord.statistics.sequential import MOST, sequential_shares

# Longer orders take too long to play through, and nobody reads so much to be told one thing.
LONGEST = 3000


def early_answer(
    rows: Sequence[StratumRow], *, target: float, rate: float, level: float, minutes: float
) -> tuple[list[str], dict[str, Any]]:
    """Lines and dictionary to put behind those of a plan."""
    if not 0 < target < 1:
        raise CalculatorError(f"--stop-at must lie between 0 and 1, both left out, not {target:g}.")
    strata = [PlannedStratum(row.logs, row.plan) for row in rows]
    sizes = [s.size for s in strata]
    shares = sequential_shares([s.size * s.plan.spread(rate) for s in strata], sizes)
    found = expected_reading(
        strata, shares, target=target, steps=min(LONGEST, sum(sizes)), level=level
    )
    half, most = found.of(0.5), found.of(0.9)
    side = "above" if (found.rate or 0.0) > target else "below"
    head = f"A test whether the rate is {side} {100 * target:g} % that may stop early ({100 * level:g} %, at most {MOST} crimes missed or on record in a log):"
    if half is None:
        words = f"within {found.steps:,} logs it decides in only {len(found.after)} of {found.plays} plays. Read a fixed sample, or choose a target further away."
    else:
        hours = f"{half * minutes / 60:,.0f} hours"
        words = f"it has decided after {half:,} logs ({hours}) in half of the audits, "
        words += (
            f"after {most:,} in nine of ten." if most else f"not within {found.steps:,} in some."
        )
    return ["", f"{head} {words}"], {
        "target": round(target, 6),
        "rate": None if found.rate is None else round(found.rate, 6),
        "side": side,
        "half_after": half,
        "nine_of_ten_after": most,
        "plays": found.plays,
        "decided": len(found.after),
        "steps": found.steps,
    }
