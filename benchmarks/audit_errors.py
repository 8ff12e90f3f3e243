"""Readers err. How far off is the rate as first read, and is it right once corrected?

Invented forces whose truth is known (_audit_force.py), audits of 1,500 logs. Readers answer the wrong way for 1 or 5 logs in 100; all
failures and a fifth of the passes are read again, by readers who don't err or err as often; a third settles rightly what they
differ in.

    .venv/bin/python benchmarks/audit_errors.py                 (about five minutes on one free core)
    .venv/bin/python benchmarks/audit_errors.py --audits 100    a rough look
"""

from collections.abc import Sequence

import numpy as np
from _audit_force import Force, Known, judge, scored_design
from _audit_main import run

from onrecord.statistics.rogan_gladen import estimate_rogan_gladen
from onrecord.statistics.strata import StratumReadings
from onrecord.statistics.two_phase import TwiceRead, estimate_two_phase

AGAIN = 0.2


def read_twice(
    rng: np.random.Generator, audit: Sequence[StratumReadings], error: float, second_error: float
) -> list[TwiceRead]:
    """The same audit with readers who err: each answers the wrong way for a share of the logs; the third settles rightly."""
    found = []
    for s in audit:
        truth_failed = s.recorded < s.should
        first_failed = truth_failed ^ (rng.random(s.read) < error)
        second_failed = truth_failed ^ (rng.random(s.read) < second_error)
        chance = np.where(first_failed, 1.0, AGAIN)
        twice = rng.random(s.read) < chance
        settled_failed = np.where(first_failed == second_failed, first_failed, truth_failed)
        found.append(
            TwiceRead(
                s.name,
                s.size,
                s.plan,
                s.recorded + first_failed,
                s.recorded,
                twice,
                chance,
                second_failed,
                s.recorded + settled_failed,
                s.recorded,
            )
        )
    return found


def errors(
    rng: np.random.Generator, force: Force, known: Known, accuracy: float, audits: int
) -> list[dict[str, object]]:
    """Readers who err in 1 and in 5 logs of 100: bias as first read, and corrected."""
    design = scored_design(force, known, True)
    figures = []
    for error in (0.01, 0.05):
        for second in (0.0, error):
            first, two, independent = [], [], []
            for audit in design.audits(rng, 1500, audits):
                twice = read_twice(rng, audit, error, second)
                result = estimate_two_phase(twice)
                first.append(result.first)
                two.append(result.corrected)
                independent.append(estimate_rogan_gladen(twice).corrected)
            who = "first readers err" if not second else "first and second readers err"
            for name, found in (
                ("as first read", first),
                ("two-phase", two),
                ("Rogan-Gladen", independent),
            ):
                good = [e for e in found if e.rate is not None]
                o = judge(good, force.truth, 1500)
                print(
                    f"  {who} in {error:.0%}, {name}: {o.words()} ({len(found) - len(good)} without a rate)",
                    flush=True,
                )
                figures.append(
                    {
                        "what": f"bias at {100 * accuracy:.0f} %, {who} in {error:.0%} of logs, {name} (interval holds the truth in {100 * o.covered:.1f} %, +/- {100 * o.half_width:.1f})",
                        "value": round(100 * o.bias, 2),
                        "unit": "points",
                        "aim": "" if name == "as first read" else "0",
                    }
                )
    return figures


if __name__ == "__main__":
    run(__doc__, [errors])
