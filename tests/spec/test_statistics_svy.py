"""Rates, standard errors and domains as svy has them, a survey package (MIT) that knows nothing of ours.

svy works out ratios of stratified cluster samples by Taylor linearisation with the finite population correction. Where every
stratum had enough surprises, so that no planned variance comes in, ours must be the same to the last digits.
"""

import numpy as np
import polars as pl
import pytest
import svy

from onrecord.statistics.domains import estimate_domains
from onrecord.statistics.estimator import estimate_rate
from onrecord.statistics.strata import Plan, StratumReadings

# Logs in the stratum, logs read, crimes a log, linked.
DESIGNS = {
    "two strata": [(500, 60, 0.9, True), (2000, 150, 0.4, False)],
    "one nearly read whole": [
        (3000, 200, 0.95, True),
        (90, 80, 0.5, False),
        (10_000, 120, 0.2, False),
    ],
    "one stratum": [(800, 100, 0.6, True)],
}


def sample(design, seed):
    """Our strata, the departments of the logs read, and the same as svy's sample; several crimes in many logs."""
    rng = np.random.default_rng(seed)
    strata, labels, rows = [], [], []
    for number, (size, read, rate, linked) in enumerate(design):
        should = rng.binomial(3, rate / 2, read)
        recorded = rng.binomial(should, 0.7) if linked else 0 * should
        departments = rng.choice(["north", "south", "west"], read).tolist()
        name = f"h{number}"
        strata.append(StratumReadings(name, size, Plan(linked, 0.5, 0.1), should, recorded))
        labels.append(departments)
        rows += [
            (name, size / read, size, f"{name}/{log}", int(d), int(y), department)
            for log, (d, y, department) in enumerate(
                zip(should, recorded, departments, strict=True)
            )
        ]
    columns = ["stratum", "weight", "size", "log", "should", "recorded", "department"]
    frame = pl.DataFrame(rows, schema=columns, orient="row")
    plan = svy.Design(stratum="stratum", wgt="weight", pop_size="size", psu="log")
    return strata, labels, svy.Sample(frame, plan)


@pytest.mark.parametrize("name", DESIGNS)
@pytest.mark.parametrize("seed", [1, 2])
def test_rate_and_standard_error_are_those_of_svy(name, seed):
    strata, _, theirs = sample(DESIGNS[name], seed)
    assert all(s.surprises() >= 3 for s in strata)
    [row] = theirs.estimation.ratio("recorded", "should").to_dicts()
    found = estimate_rate(strata)
    assert found.rate == pytest.approx(row["est"], rel=1e-9)
    assert found.se == pytest.approx(row["se"], rel=1e-9)


@pytest.mark.parametrize("name", DESIGNS)
def test_domains_are_those_of_svy(name):
    strata, labels, theirs = sample(DESIGNS[name], 3)
    rows = {
        row["by_level"][0]: row
        for row in theirs.estimation.ratio("recorded", "should", by="department").to_dicts()
    }
    parts = estimate_domains(strata, labels)
    assert {p.name for p in parts} == set(rows)
    for part in parts:
        assert part.result.rate == pytest.approx(rows[part.name]["est"], rel=1e-9)
        assert part.result.se == pytest.approx(rows[part.name]["se"], rel=1e-9)
