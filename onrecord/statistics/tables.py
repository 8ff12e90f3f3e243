"""What a sample would cost and what it would tell, for several sizes: the table somebody decides from before anybody reads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from onrecord.statistics.intervals import LEVEL
from onrecord.statistics.planner import PlannedStratum, expected_half_width
from onrecord.statistics.promise import ASSURANCE, RUNS, TRUST, promised_half_width
from onrecord.statistics.targets import Target, half_widths

# One log with its recording and crimes, read and judged: what auditors reckon with, until the desk has measured it.
MINUTES = 6.0
_PARTS = (1.0, 0.75, 0.5, 0.25)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One size of sample.

    expected     half-width to expect (as a share); half of such audits will be wider
    promised     half-width that nine audits in ten will keep; None if it wasn't asked for
    hours        reading once, at so many minutes a log
    half_widths  expected half-width for each target, such as violence; None where no such crime is planned
    """

    logs: int
    numbers: list[int]
    expected: float | None
    promised: float | None
    hours: float
    half_widths: dict[str, float | None]


def smaller_samples(logs: int, smallest: int = 20) -> list[int]:
    """Sizes to set beside a sample: all of it, three quarters, a half, a quarter; none below `smallest`."""
    found = [max(min(smallest, logs), round(logs * part)) for part in _PARTS]
    return list(dict.fromkeys(found))


def plan_table(
    strata: Sequence[PlannedStratum],
    totals: Sequence[int],
    share_out: Callable[[int], list[int]],
    *,
    rate: float,
    minutes: float = MINUTES,
    targets: Sequence[Target] = (),
    promised: bool = True,
    assurance: float = ASSURANCE,
    trust: float | None = TRUST,
    runs: int = RUNS,
    level: float = LEVEL,
    again: float = 0.0,
) -> list[PlanRow]:
    """One row for each size in `totals`; `share_out(total)` gives the numbers by stratum.

    `again` is the share of logs expected to be read a second time, for the hours. Raises ValueError for minutes not
    above 0.
    """
    if not minutes > 0:
        raise ValueError(f"Reading a log takes more than {minutes} minutes.")
    rows = []
    for total in totals:
        numbers = share_out(total)
        logs = sum(numbers)
        rows.append(
            PlanRow(
                logs,
                numbers,
                expected_half_width(strata, numbers, rate=rate, level=level),
                promised_half_width(
                    strata, numbers, assurance=assurance, trust=trust, runs=runs, level=level
                )
                if promised
                else None,
                logs * (1 + again) * minutes / 60,
                half_widths([s.size for s in strata], targets, numbers, level),
            )
        )
    return rows
