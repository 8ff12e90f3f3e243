"""Is the width that the planner promises kept in nine audits of ten?

Invented forces whose truth is known (_audit_force.py). Twenty plans, each from an earlier audit of its own with its errors; for each
the smallest sample that promises +/- 3 points, and fifty audits of that size.

    .venv/bin/python benchmarks/audit_promises.py                 (about three minutes on one free core)
    .venv/bin/python benchmarks/audit_promises.py --audits 200    a rough look
"""

import numpy as np
from _audit_force import EARLIER, Force, Known, know, scored_design
from _audit_main import run

from onrecord.statistics.allocation import FLOOR
from onrecord.statistics.estimator import estimate_rate
from onrecord.statistics.planner import logs_needed
from onrecord.statistics.promise import promise

TARGET = 0.03


def promises(
    rng: np.random.Generator, force: Force, _known: Known, accuracy: float, audits: int
) -> list[dict[str, object]]:
    """Is the width that the planner promises kept in 90 % of audits? Twenty plans, each from an earlier audit of its own."""
    plans, kept, logs = 20, [], []
    for _ in range(plans):
        design = scored_design(force, know(rng, force), True)
        start = logs_needed(design.planned, TARGET, rate=design.rate)
        assert start is not None
        smallest = sum(min(FLOOR, s.size) for s in design.planned)
        promised = promise(
            design.planned, TARGET, design.share_out, smallest=smallest, start=start, trust=EARLIER
        )
        logs.append(promised.logs)
        for audit in design.audits(rng, promised.logs, max(1, audits // plans)):
            interval = estimate_rate(audit).interval
            kept.append(interval is not None and interval.half_width <= TARGET)
    share = float(np.mean(kept))
    print(
        f"  promised +/- 3 points with {np.mean(logs):,.0f} logs: kept in {share:.1%} of {len(kept)} audits",
        flush=True,
    )
    return [
        {
            "what": f"promised +/- 3 points kept at {100 * accuracy:.0f} % ({np.mean(logs):,.0f} logs, {len(kept)} audits)",
            "value": round(100 * share, 1),
            "unit": "%",
            "aim": "90 % or more",
        }
    ]


if __name__ == "__main__":
    # Each plan has an earlier audit of its own; the common one must not take of the random numbers.
    run(__doc__, [promises], plan_seed=1)
