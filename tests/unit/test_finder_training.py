"""A force's own model: trained here on invented logs, safe to keep, and watched."""

import random
from math import exp

import pytest

from onrecord.screening.finder.rank import make_finder
from onrecord.screening.finder.training import (
    Example,
    TrainingError,
    calibration,
    drift,
    known_words,
    read_findings,
    reliability,
    train,
)
from onrecord.screening.rules.engine import LogFacts

CRIME = "male took the phone from her hand at the bus stop and ran towards the park, Mr Zbigniew Quarrington of 14 Foxglove Rise"
NONE = "noise complaint at the flat, music turned down when asked, nobody hurt, caller Zbigniew Quarrington happy"
ODD = "cyclist leant on the bell outside the library and smiled"


def examples(**more) -> list[Example]:
    made = [Example(f"{CRIME} {n % 7}", True, closing_code="Crime") for n in range(150)]
    made += [Example(f"{NONE} {n % 7}", False, closing_code="No offences") for n in range(150)]
    return made + [Example(ODD, False, **more) for _ in range(12)]


def test_a_model_learns_what_was_recorded():
    model = train(examples())
    assert model.score(CRIME) > model.score(NONE)
    assert model.about["auc_cross_validated"] > 0.95
    assert model.about["logs"] == 312
    assert {"Crime", "No offences"} <= model.about["by_closing_code"].keys()


def test_findings_weigh_more_than_records():
    learnt = train(examples(read=True)).score(ODD)
    recorded = train(examples()).score(ODD)
    assert learnt > 0 > recorded


def test_no_name_street_or_number_gets_into_a_model():
    model = train(examples())
    text = " ".join(model.weights)
    for personal in ("zbigniew", "quarrington", "foxglove", "14"):
        assert personal not in text
    assert all(
        word == "#" or word in known_words() for term in model.weights for word in term.split()
    )


def test_what_says_that_a_crime_is_recorded_is_not_learnt():
    told = [Example(f"{NONE} crime recorded {n}", True) for n in range(150)]
    clean = [Example(f"{NONE} {n}", False) for n in range(150)]
    model = train([*told, *clean])
    assert not [term for term in model.weights if "crime" in term or "recorded" in term]


def test_logs_that_the_rules_accuse_are_no_clean_examples():
    accused = [
        Example("He punched her in the face and strangled her, NFA", False) for _ in range(60)
    ]
    model = train([*examples(), *accused])
    assert model.about["logs"] == 312


@pytest.mark.parametrize("some", [[], examples()[:150], examples()[:40]])
def test_too_few_logs_are_refused(some):
    with pytest.raises(TrainingError, match="too few"):
        train(some)


def test_reliability_compares_what_was_expected_with_what_was_found():
    bands = reliability([-9.0] * 50 + [9.0] * 50, [False] * 50 + [True] * 50)
    assert bands[0]["expected"] < 0.01
    assert bands[0]["found"] == 0
    assert bands[-1]["expected"] > 0.99
    assert bands[-1]["found"] == 1


def test_drift_is_seen():
    model = train(examples())
    same = [one.text for one in examples()]
    assert drift(model, same) < 0.25 < drift(model, [CRIME] * 200)
    with pytest.raises(TrainingError):
        drift(model, [])


def test_a_forces_model_counts_in_the_score():
    model = train(examples())
    alone, both = make_finder(), make_finder(force=model)
    facts = LogFacts(text=NONE)
    assert both.points(facts) < alone.points(facts)
    assert both.version != alone.version


def test_findings_are_read_from_a_sheet(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("log_ref,verdict\nA,Crime\nB,none\nC,unclear\n", encoding="utf-8")
    assert read_findings(path) == {"A": True, "B": False}
    path.write_text("x\n1\n", encoding="utf-8")
    with pytest.raises(TrainingError, match="needs the columns"):
        read_findings(path)


def test_log_odds_are_calibrated_so_that_chances_come_true():
    dice = random.Random(1)  # noqa: S311 (a draw that can be repeated, no secret)
    true = [dice.gauss(-1.5, 1.5) for _ in range(6_000)]
    happened = [dice.random() < 1 / (1 + exp(-odds)) for odds in true]
    # A model that is twice as sure as it may be, and thinks crime commoner than it is.
    slope, shift = calibration([2 * odds + 1 for odds in true], happened)
    assert slope == pytest.approx(0.5, abs=0.04)
    assert shift == pytest.approx(-0.5, abs=0.12)
    for band in reliability([slope * (2 * odds + 1) + shift for odds in true], happened):
        assert band["expected"] == pytest.approx(band["found"], abs=0.06)


def test_a_model_that_points_the_wrong_way_is_flattened():
    slope, _ = calibration([-1.0] * 50 + [1.0] * 50, [True] * 50 + [False] * 50)
    assert slope == 0.01
