"""How often does the interval hold the truth? Simulated audits of made-up forces whose truth is known.

Each audit goes through the product's own steps: strata from closing code and link, numbers by Neyman, draw by SHA-256,
estimate. Printed for each force, planning and size of sample, in percentage points: the truth, the mean error of the
estimates (bias), their standard deviation, the mean half-width, how often the logit and the Wald interval hold the
truth, and how often the interval of the directly expanded number of missed crimes holds that.

    .venv/bin/python benchmarks/coverage.py                  every table (about 6 minutes on one free core)
    .venv/bin/python benchmarks/coverage.py --audits 1000    more exact, and three times as long

At 300 audits a coverage of 95 % is uncertain by 2.5 points either way, at 1,000 by 1.4.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit, logit

from onrecord.audit.planning.figures import GROUPS, Planning, default_planning
from onrecord.audit.sample.design import numbers_to_read
from onrecord.audit.sample.strata import StratumDesign, cells_from_counts, form_strata
from onrecord.statistics.draw import draw
from onrecord.statistics.estimator import estimate_missed, estimate_rate
from onrecord.statistics.strata import StratumReadings

Array = NDArray[np.int64]


@dataclass(frozen=True)
class Code:
    """A closing code: its share of logs, how many of them disclose a crime, what kind, and how much easier or harder
    its crimes are recorded (on the logit scale)."""

    name: str
    meaning: str
    share: float
    disclose: float
    mix: tuple[float, float, float]
    ease: float
    linked_without: float


# Shares and rates are assumptions, chosen to agree with what inspections found.
CODES = (
    Code("Violence", "crime", 0.050, 0.92, (0.85, 0.02, 0.13), 0.5, 0.02),
    Code("Sexual offence", "crime", 0.007, 0.90, (0.10, 0.85, 0.05), 0.3, 0.02),
    Code("Theft and damage", "crime", 0.090, 0.90, (0.06, 0.005, 0.935), 0.6, 0.02),
    Code("Domestic incident", "domestic", 0.060, 0.50, (0.80, 0.04, 0.16), -0.8, 0.002),
    Code("ASB personal", "personal-asb", 0.030, 0.22, (0.50, 0.01, 0.49), -1.2, 0.001),
    Code("ASB nuisance", "", 0.120, 0.06, (0.40, 0.01, 0.59), -1.5, 0.001),
    Code("Concern for safety", "", 0.180, 0.06, (0.60, 0.10, 0.30), -1.0, 0.001),
    Code("Suspicious", "", 0.080, 0.10, (0.20, 0.02, 0.78), -0.9, 0.001),
    Code("Traffic", "", 0.140, 0.01, (0.20, 0.00, 0.80), -0.7, 0.001),
    Code("Administration", "", 0.243, 0.008, (0.40, 0.05, 0.55), -1.5, 0.001),
)
# One disclosing log in eight holds a second crime, and these are recorded less often.
SECOND = 0.12


@dataclass(frozen=True)
class Force:
    """Logs with their truth: `should` and `recorded` have one row for each group."""

    code: Array
    linked: NDArray[np.bool_]
    should: Array
    recorded: Array

    def truth(self, group: int | None = None) -> float:
        """The recording rate of a group, or of all crime."""
        rows = slice(None) if group is None else slice(group, group + 1)
        return float(self.recorded[rows].sum() / self.should[rows].sum())


def make_force(rng: np.random.Generator, logs: int, accuracy: tuple[float, float, float]) -> Force:
    """A force whose violence, sexual offences and other crime are recorded at these rates (but for chance)."""
    share = np.array([c.share for c in CODES])
    code = rng.choice(len(CODES), logs, p=share / share.sum())
    discloses = rng.random(logs) < np.array([c.disclose for c in CODES])[code]
    crimes = np.where(discloses, 1 + rng.binomial(2, SECOND / 2, logs), 0)
    log_of = np.repeat(np.arange(logs), crimes)
    edges = np.array([c.mix for c in CODES]).cumsum(axis=1)[code[log_of]]
    group = (rng.random(len(log_of))[:, None] > edges).sum(axis=1).clip(0, 2)
    first = np.r_[True, log_of[1:] != log_of[:-1]]
    ease = np.array([c.ease for c in CODES])[code[log_of]] + np.where(first, 0.15, -0.6)
    should, recorded = np.zeros((3, logs), dtype=np.int64), np.zeros((3, logs), dtype=np.int64)
    for g in range(3):
        mine = group == g
        shift = brentq(
            lambda s, e=ease[mine], a=accuracy[g]: expit(logit(a) + e + s).mean() - a, -9, 9
        )
        hit = rng.random(mine.sum()) < expit(logit(accuracy[g]) + ease[mine] + shift)
        np.add.at(should[g], log_of[mine], 1)
        np.add.at(recorded[g], log_of[mine][hit], 1)
    stray = rng.random(logs) < np.array([c.linked_without for c in CODES])[code]
    return Force(code, (recorded.sum(axis=0) > 0) | stray, should, recorded)


@dataclass(frozen=True)
class Design:
    """A force's strata and how many logs to read in each."""

    strata: list[StratumDesign]
    numbers: list[int]
    rows: list[tuple[int, str, str]]


def design(force: Force, planning: Planning, sample_size: int) -> Design:
    """The product's own design for a force."""
    counts = Counter(
        ("sim", CODES[code].name, "", bool(linked))
        for code, linked in zip(force.code, force.linked, strict=True)
    )
    meaning = {c.name: frozenset({c.meaning} - {""}) for c in CODES}

    def unlinked_rate(_system: str, closing: str, _opening: str) -> float:
        return planning.unlinked_rate(meaning[closing], frozenset())

    strata = form_strata(cells_from_counts(counts, planning, unlinked_rate), planning, sample_size)
    keys = {(key, s.linked): at for at, s in enumerate(strata) for key in s.keys}
    rest = {s.linked: at for at, s in enumerate(strata) if s.rest}
    rows = [
        (
            keys.get((CODES[code].name.casefold(), bool(linked)), rest.get(bool(linked), -1)),
            "sim",
            str(i),
        )
        for i, (code, linked) in enumerate(zip(force.code, force.linked, strict=True))
    ]
    return Design(strata, numbers_to_read(strata, planning, sample_size), rows)


def audit(
    force: Force, planning: Planning, made: Design, seed: str
) -> Iterator[list[StratumReadings]]:
    """One audit, read without error: the readings for all crime, then for each group."""
    drawn = [
        np.array([int(log.ref_key) for log in group], dtype=np.int64)
        for group in draw(made.rows, made.numbers, seed=seed, frame_hash="simulated")
    ]
    for group in (None, 0, 1, 2):
        rows = slice(None) if group is None else slice(group, group + 1)
        yield [
            StratumReadings(
                s.name,
                s.size,
                s.plan(planning)
                if group is None
                else s.plan(planning).for_group(planning.groups[GROUPS[group]]),
                force.should[rows, logs].sum(axis=0),
                force.recorded[rows, logs].sum(axis=0),
            )
            for s, logs in zip(made.strata, drawn, strict=True)
        ]


@dataclass(frozen=True)
class Outcome:
    """What many audits of one force gave for one group. Rates are shares."""

    truth: float
    audits: int
    bias: float
    spread: float
    half_width: float
    logit: float
    wald: float
    missed: float


def simulate(force: Force, planning: Planning, sample_size: int, audits: int) -> dict[str, Outcome]:
    """Audit the force again and again with different seeds; the outcome for all crime and for each group."""
    made = design(force, planning, sample_size)
    found: dict[str, list[tuple[float, float, bool, bool, bool]]] = {}
    truths = {"all": force.truth(), **{g: force.truth(at) for at, g in enumerate(GROUPS)}}
    missing = (force.should - force.recorded).sum(axis=1)
    missed = {"all": missing.sum(), **dict(zip(GROUPS, missing, strict=True))}
    for number in range(audits):
        for name, strata in zip(truths, audit(force, planning, made, str(number)), strict=True):
            result, total = estimate_rate(strata), estimate_missed(strata)
            if result.rate is None or result.interval is None:
                continue
            wald = result.wald or result.interval
            found.setdefault(name, []).append(
                (
                    result.rate,
                    result.interval.half_width,
                    result.interval.low <= truths[name] <= result.interval.high,
                    wald.low <= truths[name] <= wald.high,
                    total.low <= missed[name] <= total.high,
                )
            )
    outcomes = {}
    for name, rows in found.items():
        rate, width, by_logit, by_wald, by_total = np.array(rows, dtype=float).T
        outcomes[name] = Outcome(
            truths[name],
            len(rows),
            float(rate.mean() - truths[name]),
            float(rate.std()),
            float(width.mean()),
            float(by_logit.mean()),
            float(by_wald.mean()),
            float(by_total.mean()),
        )
    return outcomes


def mistaken(planning: Planning, factor: float) -> Planning:
    """Planning figures that are wrong by a factor for every code."""
    return replace(
        planning,
        other=planning.other * factor,
        closing={m: min(0.95, rate * factor) for m, rate in planning.closing.items()},
        opening={m: min(0.95, rate * factor) for m, rate in planning.opening.items()},
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--audits", type=int, default=300)
    parser.add_argument("--logs", type=int, default=20_000)
    parser.add_argument("--sizes", type=int, nargs="+", default=[200, 400, 800, 1500])
    arguments = parser.parse_args()
    planning = default_planning()
    plans = {
        "as shipped": planning,
        "five times too low": mistaken(planning, 0.2),
        "three times too high": mistaken(planning, 3.0),
    }
    print(
        "| force | planned rates | logs read | group | truth | bias | spread | half-width | logit | Wald | missed |"
    )
    print("| --- | --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    figures = []
    for force_name, accuracy in (
        ("78 / 89 / 92 %", (0.78, 0.89, 0.92)),
        ("60 / 70 / 80 %", (0.60, 0.70, 0.80)),
        ("93 / 96 / 97 %", (0.93, 0.96, 0.97)),
    ):
        force = make_force(np.random.default_rng(1), arguments.logs, accuracy)
        for plan_name, plan in plans.items():
            for size in arguments.sizes:
                outcomes = simulate(force, plan, size, arguments.audits)
                for group, o in outcomes.items():
                    print(
                        f"| {force_name} | {plan_name} | {size} | {group} | {100 * o.truth:.1f} | {100 * o.bias:+.2f} | "
                        f"{100 * o.spread:.1f} | {100 * o.half_width:.1f} | {100 * o.logit:.1f} | {100 * o.wald:.1f} | "
                        f"{100 * o.missed:.1f} |",
                        flush=True,
                    )
                if plan_name == "as shipped":
                    figures.append(figure(force_name, size, arguments.audits, outcomes["all"]))
    print(json.dumps({"figures": figures}))


def figure(force: str, size: int, audits: int, found: Outcome) -> dict[str, object]:
    """One line of docs/reference/performance.md."""
    return {
        "what": f"95 % interval holds the truth, {audits} audits of {size} logs, force {force} "
        f"(half-width {100 * found.half_width:.1f}, bias {100 * found.bias:+.2f} points)",
        "value": round(100 * found.logit, 1),
        "unit": "%",
        "aim": "93 to 99 %",
    }


if __name__ == "__main__":
    main()
