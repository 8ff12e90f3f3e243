"""How many logs does each design need for +/- 3 points, and does its interval keep its promise?

Invented forces whose truth is known (_audit_force.py), with a screening score of AUC 0.85 within each closing code, or one that is
worth nothing; a draw from 2.1 million logs and a bootstrap.

    .venv/bin/python benchmarks/audit_designs.py                 (about five minutes on one free core)
    .venv/bin/python benchmarks/audit_designs.py --audits 200    a rough look

Printed for each design: logs needed, mean half-width, bias and spread (points), and how often the interval holds the truth.
At 1,000 audits a coverage of 95 % is uncertain by 1.4 points either way.
"""

import time
from collections.abc import Callable

import _audit_main
import numpy as np
from _audit_force import (
    CODES,
    LOGS,
    Design,
    Force,
    Known,
    Outcome,
    judge,
    know,
    make_force,
    scored_design,
)

from onrecord.statistics.active import (
    ActiveReadings,
    Predictions,
    chances,
    estimate_active,
    planned_variance,
    predictions,
)
from onrecord.statistics.bins import risk_by_rank
from onrecord.statistics.bootstrap import bootstrap_rate
from onrecord.statistics.designs import simple
from onrecord.statistics.draw import draw
from onrecord.statistics.estimator import RateEstimate, estimate_rate
from onrecord.statistics.planner import PlannedStratum
from onrecord.statistics.strata import mixed

TARGET = 0.03
PLAN_SEED = 2

Run = Callable[[int, int], tuple[list[RateEstimate], float]]


def simple_design(force: Force, known: Known) -> Design:
    one = simple([PlannedStratum(c.size, c.plan) for c in known.cells])
    hits = int((force.crime & force.linked).sum())
    missed = int((force.crime & ~force.linked).sum())
    return Design(["all logs"], [one], [hits], [missed], "simple", known.rate)


def code_design(force: Force, known: Known) -> Design:
    """Closing codes only, in proportion: what an auditor can do who doesn't know which logs are linked."""
    planned, hits, missed = [], [], []
    for code in range(len(CODES)):
        pair = known.cells[2 * code : 2 * code + 2]
        here = force.code == code
        planned.append(PlannedStratum(int(here.sum()), mixed([(c.size, c.plan) for c in pair])))
        hits.append(int((here & force.crime & force.linked).sum()))
        missed.append(int((here & force.crime & ~force.linked).sum()))
    names = [f"code {code}" for code in range(len(CODES))]
    return Design(names, planned, hits, missed, "proportional", known.rate)


def needed(run: Run, audits: int, truth: float) -> Outcome:
    """The size whose mean half-width is TARGET, and what audits of that size give."""
    n = 1200
    for _ in range(6):
        found, read = run(n, 150)
        factor = (judge(found, truth, read).half_width / TARGET) ** 2
        n = max(100, round(n * factor))
        if abs(factor - 1) < 0.01:
            break
    found, read = run(n, audits)
    # What is left is small: by the square-root law, so that designs are compared at the same width.
    outcome = judge(found, truth, read)
    exact = outcome.n * (outcome.half_width / TARGET) ** 2
    return Outcome(
        exact, outcome.half_width, outcome.bias, outcome.spread, outcome.covered, outcome.wald
    )


def active_audits(rng: np.random.Generator, force: Force, known: Known) -> Run:
    """Active sampling with the prediction-powered estimate."""
    risk = np.empty(LOGS)
    crime = np.empty(LOGS)
    for number, cell in enumerate(known.cells):
        logs = known.cell_of == number
        crime[logs] = cell.plan.crime_rate
        risk[logs] = (
            cell.plan.further_missed
            if cell.plan.linked
            else risk_by_rank(force.score[logs].tolist(), cell.plan.crime_rate, cell.auc)
        )
    told: Predictions = predictions(force.linked, risk, rate=known.rate, crime=crime)

    def run(n: int, number: int) -> tuple[list[RateEstimate], float]:
        chance = chances(told.spread, n)
        found, read = [], 0
        for _ in range(number):
            drawn = np.flatnonzero(rng.random(LOGS) < chance)
            read += len(drawn)
            result = estimate_active(
                ActiveReadings(
                    force.crime[drawn].astype(np.int64),
                    (force.crime & force.linked)[drawn].astype(np.int64),
                    told.should[drawn],
                    told.recorded[drawn],
                    chance[drawn],
                ),
                predicted_should=float(told.should.sum()),
                predicted_recorded=float(told.recorded.sum()),
                planned=planned_variance(told.spread, chance),
            )
            found.append(result.result)
        return found, read / number

    return run


def designs(
    rng: np.random.Generator, force: Force, known: Known, accuracy: float, audits: int
) -> list[dict[str, object]]:
    """Logs needed and coverage, by design and worth of the score."""
    useless = Force(force.code, force.crime, force.linked, rng.permutation(force.score))
    # The same earlier audit as for the good score, so that nothing differs but what the score told it.
    blind = know(np.random.default_rng(PLAN_SEED), useless)
    misled = know(np.random.default_rng(PLAN_SEED), useless, believed=0.85)

    def stratified(design: Design) -> Run:
        return lambda n, number: ([estimate_rate(a) for a in design.audits(rng, n, number)], n)

    rows = {
        "simple random sample": stratified(simple_design(force, known)),
        "closing code, proportional": stratified(code_design(force, known)),
        "closing code x linked, Neyman": stratified(scored_design(force, known, False)),
        "default: closing code x linked x score bins": stratified(
            scored_design(force, known, True)
        ),
        "default, useless score": stratified(scored_design(useless, blind, True)),
        "default, useless score believed to be good": stratified(
            scored_design(useless, misled, True)
        ),
        "active, prediction-powered": active_audits(rng, force, known),
        "active, useless score": active_audits(rng, useless, blind),
        "active, useless score believed to be good": active_audits(rng, useless, misled),
    }
    base, figures = 0.0, []
    for name, run in rows.items():
        o = needed(run, audits, force.truth)
        base = base or o.n
        print(
            f"  {name}: {o.words()}; {100 * o.n / base:.0f} % of a simple random sample", flush=True
        )
        what = f"logs for +/- 3 points at {100 * accuracy:.0f} %, {name} ({100 * o.n / base:.0f} % of a simple random sample; bias {100 * o.bias:+.2f})"
        aim = ""
        if name.startswith("default: "):
            aim = f"{0.4 * base:,.0f} or fewer"
        figures.append({"what": what, "value": round(o.n), "unit": "logs", "aim": aim})
        figures.append(
            {
                "what": f"95 % interval holds the truth at {100 * accuracy:.0f} %, {name}, {audits} audits",
                "value": round(100 * o.covered, 1),
                "unit": "%",
                "aim": "94 to 97 %",
            }
        )
    return figures


def speed() -> list[dict[str, object]]:
    """A draw from 2.1 million logs, and a bootstrap of 2,000 repeats over 1,500 logs."""
    start = time.perf_counter()
    rows = ((i % 40, "storm", f"STORM/{i:08d}") for i in range(2_100_000))
    drawn = draw(rows, [40] * 40, seed="1", frame_hash="0" * 64)
    drawing = time.perf_counter() - start
    assert sum(len(group) for group in drawn) == 1600
    rng = np.random.default_rng(1)
    known = know(rng, force := make_force(rng, 0.85, 0.85))
    audit = scored_design(force, known, True).audits(rng, 1500, 1)[0]
    start = time.perf_counter()
    assert bootstrap_rate(audit) is not None
    resampling = time.perf_counter() - start
    print(f"  draw {drawing:.1f} s, bootstrap {resampling:.2f} s")
    return [
        {
            "what": "1,600 logs drawn from 2.1 million by hash",
            "value": round(drawing, 1),
            "unit": "s",
            "aim": "10 s",
        },
        {
            "what": "estimate with a bootstrap of 2,000 repeats over 1,500 logs",
            "value": round(resampling, 2),
            "unit": "s",
            "aim": "10 s",
        },
    ]


if __name__ == "__main__":
    _audit_main.run(__doc__, [designs], plan_seed=PLAN_SEED, last=speed)
