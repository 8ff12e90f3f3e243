"""Which interval holds the truth for parts of the whole? And how soon does the sequential test show something?

Invented forces whose truth is known (_audit_force.py). Parts: a closing code, departments with 10 and 2 % of the logs, from audits of
1,000 logs. The sequential test reads in an order drawn for the purpose and is looked at after every log.

    .venv/bin/python benchmarks/audit_parts.py                 (about five minutes on one free core)
    .venv/bin/python benchmarks/audit_parts.py --audits 200    a rough look
"""

import math
from dataclasses import dataclass

import numpy as np
from _audit_force import LOGS, Design, Force, Known, scored_design
from _audit_main import run
from numpy.typing import NDArray

from onrecord.statistics.bootstrap import bootstrap_rate
from onrecord.statistics.designs import scored_strata
from onrecord.statistics.domains import all_intervals
from onrecord.statistics.estimator import estimate_rate
from onrecord.statistics.planner import PlannedStratum
from onrecord.statistics.sequential import Step, sequential_shares, sequential_test

MOST_READ = 2000


def domains(
    rng: np.random.Generator, force: Force, known: Known, accuracy: float, audits: int
) -> list[dict[str, object]]:
    """Which interval holds the truth, for the whole and for parts of it? The bootstrap, which is slow, on fewer audits."""
    design = scored_design(force, known, True)
    parts = {
        "all logs": np.ones(LOGS, dtype=bool),
        "domestic incidents": force.code == 3,
        "a department with 10 % of the logs": rng.random(LOGS) < 0.10,
        "a department with 2 % of the logs": rng.random(LOGS) < 0.02,
    }
    figures = []
    for name, inside in parts.items():
        part = within_part(force, known, design, inside)
        truth = float((inside & force.crime & force.linked).sum() / (inside & force.crime).sum())
        held: dict[str, list[bool]] = {}
        counts, repeats = [], 0
        for audit in part.audits(rng, 1000, audits):
            result = estimate_rate(audit)
            if result.rate is None:
                continue
            counts.append(sum(int(s.should.sum()) for s in audit))
            found = all_intervals(result)
            for method in ("logit", "wald", "wilson", "clopper-pearson"):
                one = found.get(method) or next(iter(found.values()))
                held.setdefault(method, []).append(one.low <= truth <= one.high)
            if repeats < audits // 8:
                repeats += 1
                again = bootstrap_rate(audit, repeats=400, seed=repeats)
                assert again is not None
                held.setdefault("bootstrap", []).append(
                    again.interval.low <= truth <= again.interval.high
                )
        shares = {method: 100 * float(np.mean(found)) for method, found in held.items()}
        print(
            f"  {name}, truth {truth:.1%}, {np.mean(counts):,.0f} crimes read: "
            + ", ".join(f"{method} {share:.1f} %" for method, share in shares.items()),
            flush=True,
        )
        figures += [
            {
                "what": f"95 % interval holds the truth at {100 * accuracy:.0f} %, {name} ({np.mean(counts):,.0f} crimes read), {method}",
                "value": round(share, 1),
                "unit": "%",
                "aim": "",
            }
            for method, share in shares.items()
        ]
    return figures


def within_part(force: Force, known: Known, design: Design, inside: NDArray[np.bool_]) -> Design:
    """The same sample seen from one part: what lies outside holds nothing."""
    place = {cell.name: at for at, cell in enumerate(known.cells)}
    hits, missed, shares = [], [], []
    for s in scored_strata(known.cells, rate=known.rate, most=60):
        here = known.cell_of == place[s.cell]
        if s.low is not None and s.high is not None:
            here &= (force.score >= s.low) & (force.score <= s.high)
        # The frame knows which logs belong to the part.
        shares.append(float((here & inside).sum() / here.sum()))
        here &= inside
        hits.append(int((here & force.crime & force.linked).sum()))
        missed.append(int((here & force.crime & ~force.linked).sum()))
    # The numbers to read are those of the whole; only the plan that quiet strata fall back on is the part's.
    return Part(
        design.names,
        [
            PlannedStratum(s.size, s.plan.for_group(share))
            for s, share in zip(design.planned, shares, strict=True)
        ],
        hits,
        missed,
        design.kind,
        design.rate,
        design,
    )


@dataclass(frozen=True)
class Part(Design):
    """A design seen from one part of the frame; shared out as the whole."""

    whole: Design

    def share_out(self, total: int) -> list[int]:
        return self.whole.share_out(total)


def sequential(
    rng: np.random.Generator, force: Force, known: Known, accuracy: float, audits: int
) -> list[dict[str, object]]:
    """How soon is a rate shown to be above a target 5 points below it, and how often is the truth itself "shown" to be passed?

    A tenth of the audits: each is looked at after every log.
    """
    audits //= 10
    design = scored_design(force, known, True)
    sizes = [s.size for s in design.planned]
    shares = np.array(
        sequential_shares([s.size * s.plan.spread(design.rate) for s in design.planned], sizes)
    )
    after: list[int] = []
    wrong = shown = 0
    for _ in range(audits):
        strata = rng.choice(len(sizes), MOST_READ, p=shares / shares.sum())
        pools = [
            iter(rng.permutation(np.repeat([0, 1, 2], [size - hits - missed, hits, missed])))
            for size, hits, missed in zip(sizes, design.recorded, design.missed, strict=True)
        ]
        order = []
        for at in strata:
            log = next(pools[at])
            order.append(Step(int(at), int(log > 0), int(log == 1)))
        options = {"sizes": sizes, "shares": shares.tolist(), "most": 1}
        found = sequential_test(order, target=force.truth - 0.05, **options)
        shown += found.above_after is not None
        after += [found.above_after] if found.above_after is not None else []
        boundary = sequential_test(order, target=force.truth, **options)
        wrong += boundary.above_after is not None
    median = float(np.median(after)) if after else math.nan
    print(
        f"  sequential: above a target 5 points lower shown in {shown / audits:.0%} of audits, after {median:,.0f} logs (median); "
        f"wrongly at the target itself in {wrong / audits:.1%}",
        flush=True,
    )
    return [
        {
            "what": f"sequential test at {100 * accuracy:.0f} %: a target 5 points lower is shown to be passed in {shown / audits:.0%} of {audits} audits of up to {MOST_READ:,} logs; logs read, median",
            "value": round(median) if after else "-",
            "unit": "logs",
            "aim": "",
        },
        {
            "what": f"sequential test at {100 * accuracy:.0f} %: the rate itself wrongly shown to be passed, {audits} audits, at any time",
            "value": round(100 * wrong / audits, 1),
            "unit": "%",
            "aim": "5 % or less",
        },
    ]


if __name__ == "__main__":
    run(__doc__, [domains, sequential])
