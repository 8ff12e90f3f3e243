"""Figures and what may be said of two of them: no database."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from onrecord.measures.catalogue import ESTIMATED, definition, definitions, every_definition
from onrecord.measures.figures.change import BETTER, CHANGED, NO_CHANGE, NOT_COMPARED, WORSE, change
from onrecord.measures.figures.figure import Figure, typed
from onrecord.measures.figures.of_records import QUERIES, present_seal
from onrecord.measures.registry import MeasureError
from onrecord.statistics.compare import compare
from onrecord.statistics.compare import figure as rate
from onrecord.statistics.differences import count_bounds, difference
from onrecord.statistics.intervals import wilson

pytestmark = pytest.mark.one_store

AS_OF = datetime(2026, 6, 1, 9, tzinfo=UTC)


def made(n=200, met=150, month=3, **more):
    interval = wilson(met / n, n)
    held = {
        "measure": "within-24", "version": 1, "title": "Crimes recorded within 24 hours", "part": "",
        "since": date(2026, month, 1), "until": date(2026, month, 28), "n": n, "met": met, "share": met / n,
        "low": interval.low, "high": interval.high, "confidence": 0.95, "how": "counted", "as_of": AS_OF,
        "ledger_size": 9, "source": "/measures/within-24/records/", "value": met / n, "unit": "crime",
    }  # fmt: skip
    return Figure(**{**held, **more})


@pytest.mark.parametrize(
    "one", [each for each in every_definition() if not each.monthly], ids=lambda one: one.id
)
def test_every_definition_is_complete_and_sealed(one):
    for words in (one.name, one.counted, one.placed, one.unsaid, one.owner, one.source, one.unit):
        assert words.strip()
    assert one.met or one.shape == "count"
    assert one.good in ("higher", "lower", "")
    assert one.query in QUERIES or one.how == ESTIMATED
    # Wording or code were changed under the old version: if figures change by it, add a version; then write this seal.
    assert one.seal == present_seal(one)


def test_no_two_measures_share_a_name():
    names = [(each.id, each.version) for each in every_definition()]
    assert len(set(names)) == len(names)
    assert {each.id for each in definitions()} >= {"accuracy-sexual", "within-24", "findings-open"}
    with pytest.raises(MeasureError, match="no version 7"):
        definition("within-24", version=7)


def test_a_kept_figure_comes_back_as_it_was():
    one = made(note="Of 3 more records it can't be said.", part="North")
    assert Figure.from_json(json.loads(json.dumps(one.to_json()))) == one


@pytest.mark.parametrize(
    "wrong",
    [
        {"low": None},
        {"since": "2026-13-01"},
        {"as_of": "2026-06-01T09:00:00"},
        {"since": "2027-01-01"},
        {"colour": "red"},
    ],
)
def test_what_is_no_figure_is_refused(wrong):
    with pytest.raises(MeasureError):
        Figure.from_json({**made().to_json(), **wrong})
    with pytest.raises(MeasureError):
        Figure.from_json([])


def test_better_and_worse_follow_what_is_wished_for():
    before, after = made(met=120), made(met=160, month=4)
    found = change(before, after)
    assert found.verdict == BETTER
    expected = compare(rate(0.6, 200), rate(0.8, 200)).interval
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    assert "+20.0 points" in found.sentence
    assert change(replace(before, good="lower"), replace(after, good="lower")).verdict == WORSE
    assert change(made(met=160), made(met=120, month=4)).verdict == WORSE
    assert change(replace(before, good=""), replace(after, good="")).verdict == CHANGED
    assert change(made(met=150), made(met=156, month=4)).verdict == NO_CHANGE


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"version": 2}, "version 1 and version 2"),
        ({"measure": "first-call"}, "different measures"),
        ({"part": "North"}, "different parts"),
        ({"since": date(2026, 3, 20)}, "overlap"),
        ({"value": None, "share": None, "note": "Not counted."}, "Not counted."),
        ({"confidence": 0.9}, "levels of confidence"),
        ({"since": date(2026, 1, 1), "until": date(2026, 1, 31)}, "earlier one"),
        ({"how": "estimated"}, "another way"),
    ],
)
def test_what_can_not_be_compared_is_not(wrong, reason):
    found = change(made(), made(month=4, **wrong))
    assert found.verdict == NOT_COMPARED
    assert found.difference is None
    assert reason in found.reason


def test_estimates_are_compared_only_where_they_were_read_alike():
    before = made(how="estimated", basis="cdi/1", source="/a?audit=1")
    after = made(how="estimated", basis="cdi/1", source="/a?audit=2", month=4)
    assert change(before, after).verdict == NO_CHANGE
    assert "other questions" in change(before, replace(after, basis="cdi/2")).reason
    assert "same audit" in change(before, replace(after, source="/a?audit=1")).reason


def test_a_typed_figure_says_so_and_is_never_without_its_number():
    held = {"measure": "accuracy-violence", "title": "As published", "share": 0.782, "since": date(2018, 8, 1),
            "until": date(2018, 8, 31), "as_of": AS_OF, "ledger_size": 0}  # fmt: skip
    one = typed(**held, n=795, low=0.7533, high=0.8107)
    assert (one.how, one.met) == ("typed", None)
    assert "78.2 % (95 % interval 75.3 to 81.1, n = 795 records; typed)" in one.sentence()
    for wrong in ({"n": 0}, {"n": 795, "low": 0.8, "high": 0.9}, {"n": 5, "low": 0.1}):
        with pytest.raises(MeasureError):
            typed(**{**held, **wrong})


def test_counts_have_the_exact_interval_and_their_difference():
    # Garwood's limits as tabled (Pearson and Hartley, Biometrika Tables, table 40).
    found = count_bounds(10)
    assert (round(found.low, 2), round(found.high, 2)) == (4.80, 18.39)
    assert count_bounds(0).low == 0
    assert round(count_bounds(0).high, 2) == 3.69
    with pytest.raises(ValueError, match="can't be"):
        count_bounds(-1)
    moved = difference(count_bounds(10), count_bounds(40))
    assert moved.value == 30
    assert 15 < moved.low < 30 < moved.high < 50
