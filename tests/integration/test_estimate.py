"""From readings to an estimate: right, complete, and honest where there is nothing to say."""

import json
import math

import pytest

from onrecord.audit.actions import record_reading
from onrecord.audit.estimate.estimate import estimate_audit
from onrecord.audit.estimate.plot import Published, interval_plot
from onrecord.audit.models import Audit, Reading
from onrecord.audit.planning.figures import planning_from
from onrecord.audit.queries import planned_width
from onrecord.audit.sample.design import strata_from_json
from onrecord.contact.models import LinkState, Log
from onrecord.recording.models import Crime
from onrecord.statistics.estimator import estimate_rate
from onrecord.statistics.strata import readings
from tests.audit_world import make_audit, make_crime, make_logs, read_all, truth_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def audit():
    make_logs()
    return make_audit()


def truth(group=None):
    """The force's true rate, and how many crimes are missing."""
    groups = ("violence", "sexual", "other") if group is None else (group,)
    should = recorded = 0
    for log in Log.objects.all():
        told = truth_of(log)
        should += sum(told.get(f"should_{g}", 0) for g in groups)
        recorded += sum(told.get(f"recorded_{g}", 0) for g in groups)
    return recorded / should, should - recorded


def sound(value, where="estimate"):
    """Every number is a number."""
    if isinstance(value, dict):
        for key, inner in value.items():
            sound(inner, f"{where}.{key}")
    elif isinstance(value, list):
        for inner in value:
            sound(inner, where)
    elif isinstance(value, float):
        assert math.isfinite(value), where
    return value


def document(audit):
    found = estimate_audit(audit).to_json()
    json.dumps(found, allow_nan=False)
    return sound(found)


def test_the_whole_sample_read(audit):
    read_all(audit)
    found = document(audit)
    rate, missing = truth()
    assert found["low"] < rate < found["high"]
    assert found["low"] < found["rate"] < found["high"]
    assert found["half_width"] == pytest.approx((found["high"] - found["low"]) / 2, abs=1e-6)
    assert found["interval"] == "logit"
    assert found["wald"]["half_width"] == pytest.approx(1.959964 * found["se"], abs=1e-5)
    assert (found["n_sampled"], found["n_logs"], found["n_unread"], found["n_undecidable"]) == (
        100,
        100,
        0,
        0,
    )
    assert found["missed_in_frame"]["low"] < missing < found["missed_in_frame"]["high"]
    assert found["frame"]["hash"] == audit.frame_hash
    assert (found["frame"]["logs"], found["frame"]["from"], found["frame"]["to"]) == (
        500,
        "2026-03-01",
        "2026-03-22",
    )
    assert found["frame"]["closing_codes"] == "every"
    assert (found["seed"], found["level"], found["reason"]) == ("7", 0.95, None)
    assert len(found["not_in_interval"]) >= 4
    assert sum(s["decided"] for s in found["strata"]) == 100
    for group, part in found["by_group"].items():
        assert part["low"] <= truth(group)[0] <= part["high"]
    for name in ("n_should", "n_recorded"):
        assert sum(part[name] for part in found["by_group"].values()) == found[name]


def test_groups_add_up(audit):
    read_all(audit)
    found = document(audit)
    parts = [part["missed_in_frame"]["estimate"] for part in found["by_group"].values()]
    assert sum(parts) == pytest.approx(found["missed_in_frame"]["estimate"], abs=0.2)


def test_each_group_leans_on_its_own_share_of_the_plan(audit):
    read_all(audit)
    planning = planning_from(audit.design["planning"])
    for line in estimate_audit(audit).groups:
        strata = []
        for design in strata_from_json(audit.design["strata"]):
            items = audit.items.filter(stratum__name=design.name).select_related("log")
            told = [truth_of(item.log) for item in items]
            strata.append(
                readings(
                    design.name,
                    design.size,
                    design.plan(planning).for_group(planning.groups[line.key]),
                    [t.get(f"should_{line.key}", 0) for t in told],
                    [t.get(f"recorded_{line.key}", 0) for t in told],
                )
            )
        alone = estimate_rate(strata)
        assert line.rate == pytest.approx(alone.rate)
        assert line.result.se == pytest.approx(alone.se)


def test_the_rate_by_hand():
    """Two strata, worked out on paper: 40 linked logs of which 10 are read, 60 others of which 15 are."""
    make_logs([("A", 100, 40)])
    audit = make_audit(sample_size=25)
    numbers = {s.linked: s.sample_size for s in audit.strata.all()}
    for item in audit.items.select_related("stratum"):
        if item.stratum.linked:
            record_reading(
                item=item, by="x", should_violence=2, recorded_violence=1 + item.position % 2
            )
        else:
            record_reading(item=item, by="x", should_violence=int(item.position % 4 == 0))
    linked = [i.position for i in audit.items.filter(stratum__linked=True)]
    other = [i.position for i in audit.items.filter(stratum__linked=False)]
    recorded = 40 * sum(1 + p % 2 for p in linked) / numbers[True]
    should = 40 * 2 + 60 * sum(p % 4 == 0 for p in other) / numbers[False]
    assert estimate_audit(audit).rate == pytest.approx(recorded / should)


def test_missed_a_year_is_r_times_the_odds_and_its_bounds_those_of_the_rate(audit):
    make_crime("direct", 1).save()
    audit = make_audit(name="with a direct crime")
    read_all(audit)
    found = document(audit)
    missed = found["missed_a_year"]
    recorded = 69 * 365 / 22
    assert missed["recorded_a_year"] == pytest.approx(recorded, abs=0.1)
    assert audit.crimes_a_year == pytest.approx(recorded)
    for ours, rate in (("estimate", "rate"), ("low", "high"), ("high", "low")):
        assert missed[ours] == pytest.approx(recorded * (1 - found[rate]) / found[rate], abs=0.2)
    parts = [found["by_group"][g]["missed_a_year"]["recorded_a_year"] for g in found["by_group"]]
    assert sum(parts) == pytest.approx(recorded, abs=0.2)
    assert (
        "68 linked to the logs of the frame and 1 linked to no log" in found["crimes_a_year_basis"]
    )
    assert estimate_audit(audit).missed_a_year.basis == found["crimes_a_year_basis"]


def test_without_a_register_there_is_no_year_but_the_frame_still_counts():
    make_logs()
    Crime.objects.all().delete()
    Log.objects.filter(link_state=LinkState.LINKED).update(link_state=LinkState.CLAIMED)
    audit = make_audit()
    read_all(audit)
    found = document(audit)
    assert found["missed_a_year"] is None
    assert "No crime register was imported" in found["crimes_a_year_basis"]
    assert found["missed_in_frame"]["estimate"] > 0
    assert any("counts as linked when it names a crime" in w for w in found["warnings"])


def test_nothing_read_yet(audit):
    found = document(audit)
    assert found["rate"] is found["low"] is found["half_width"] is found["missed_a_year"] is None
    assert (
        found["sentence"] == "There is no rate. No log of the sample has been read and decided yet."
    )
    assert (found["n_logs"], found["n_unread"]) == (0, 100)
    assert all(part["rate"] is None and part["reason"] for part in found["by_group"].values())
    assert interval_plot(estimate_audit(audit).plot_rows()).count("<text") > 4


def test_all_undecidable(audit):
    for item in audit.items.all():
        record_reading(item=item, by="x", undecidable=True)
    found = document(audit)
    assert found["rate"] is None
    assert (found["n_undecidable"], found["n_unread"], found["n_logs"]) == (100, 0, 0)
    assert "read and decided" in found["reason"]
    assert found["undecidable_bounds"] is None
    assert any("100 logs could not be decided" in w for w in found["warnings"])


def test_some_undecidable_are_told_with_bounds(audit):
    read_all(audit)
    for item in audit.items.filter(position__lte=12):
        record_reading(item=item, by="second", undecidable=True)
    found = document(audit)
    assert (found["n_logs"], found["n_undecidable"]) == (88, 12)
    bounds = found["undecidable_bounds"]
    assert bounds["all_missed"] < found["rate"] < bounds["none_missed"] + 0.05
    assert bounds["all_missed"] < bounds["none_missed"]
    text = next(w for w in found["warnings"] if "could not be decided" in w)
    assert f"{100 * bounds['all_missed']:.1f} %" in text
    assert "a finding in itself" in text


def test_half_read_is_an_estimate_with_a_warning_and_a_wider_interval(audit):
    read_all(audit, limit=60)
    half = document(audit)
    assert half["n_unread"] == 40
    assert any("40 of 100 logs have not been read yet" in w for w in half["warnings"])
    assert half["low"] < truth()[0] < half["high"]
    read_all(audit)
    assert document(audit)["se"] < half["se"]


def test_a_handful_read_is_no_estimate(audit):
    read_all(audit, limit=2)
    found = document(audit)
    assert found["rate"] is None
    assert found["reason"]


def test_a_stratum_nobody_could_decide_is_pooled_and_that_is_said(audit):
    read_all(audit)
    # The smallest stratum without crimes.
    stratum = audit.strata.filter(linked=False).order_by("size").first()
    for item in audit.items.filter(stratum=stratum):
        record_reading(item=item, by="x", undecidable=True)
    found = document(audit)
    assert found["rate"] is not None
    assert any(
        f"No log of the stratum “{stratum.name}” was read and decided" in w
        for w in found["warnings"]
    )
    # Its undecidable logs count in the bounds, through the stratum it was counted with.
    bounds = found["undecidable_bounds"]
    assert bounds["all_missed"] < found["rate"] < bounds["none_missed"] + 0.01
    assert bounds["all_missed"] < bounds["none_missed"]


@pytest.mark.parametrize("recorded", [0, 1])
def test_all_or_nothing_recorded_has_a_real_interval(audit, recorded):
    for item in audit.items.select_related("stratum"):
        crimes = int(item.stratum.linked or not recorded)
        record_reading(item=item, by="x", should_other=crimes, recorded_other=crimes * recorded)
    found = document(audit)
    assert found["rate"] == recorded
    assert found["se"] is None
    assert found["wald"] is None
    assert found["low"] < found["high"]
    if recorded:
        assert found["missed_a_year"]["estimate"] == 0
        assert found["missed_a_year"]["high"] > 0
    else:
        assert found["missed_a_year"]["estimate"] is None
        assert found["missed_a_year"]["high"] is None
        assert found["missed_a_year"]["low"] > 0
    assert found["by_group"]["sexual"]["reason"].startswith("None of the logs read discloses")
    assert "NaN" not in json.dumps(found)


def test_no_crime_at_all(audit):
    for item in audit.items.all():
        record_reading(item=item, by="x")
    found = document(audit)
    assert found["rate"] is None
    assert "None of the logs read discloses" in found["sentence"]
    assert found["missed_in_frame"]["estimate"] == 0
    assert found["missed_in_frame"]["high"] > 0


def test_a_frame_read_whole_has_no_sampling_error():
    make_logs([("A", 12, 4), ("B", 8, 1)])
    audit = make_audit(sample_size=20)
    read_all(audit)
    estimate = estimate_audit(audit)
    rate, missing = truth()
    assert estimate.rate == estimate.low == estimate.high == pytest.approx(rate)
    assert estimate.missed_in_frame.total == pytest.approx(missing)
    assert estimate.missed_in_frame.se == 0
    assert "every log of the frame was read" in estimate.sentence()


def test_small_groups_carry_a_caution(audit):
    read_all(audit)
    found = document(audit)
    small = [g for g, part in found["by_group"].items() if part["n_should"] < 20]
    assert small
    assert sum("only" in w and "crimes were found" in w for w in found["warnings"]) == len(small)


def test_the_sentence_holds_rate_interval_n_frame_and_date(audit):
    read_all(audit)
    estimate = estimate_audit(audit)
    text = estimate.sentence()
    for part in (
        f"{100 * estimate.rate:.1f} %",
        f"{100 * estimate.low:.1f} % to {100 * estimate.high:.1f} %",
        f"{estimate.n_should} crimes found in 100 logs",
        "500 logs of every closing code",
        "received 1 March 2026 to 22 March 2026",
        "as of ",
    ):
        assert part in text
    assert "Neyman" in estimate.method()
    assert "logit interval at 95 %" in estimate.method()


def test_another_level(audit):
    read_all(audit)
    narrow, wide = estimate_audit(audit, level=0.8), estimate_audit(audit)
    assert wide.low < narrow.low < narrow.high < wide.high
    assert narrow.to_json()["level"] == 0.8
    assert "80 % interval" in narrow.sentence()


def test_rows_and_plot_say_the_same(audit):
    read_all(audit)
    estimate = estimate_audit(audit)
    assert [row.label for row in estimate.rows] == [
        "All crime", "Violence against the person", "Sexual offences", "All other crime",
    ]  # fmt: skip
    rows = estimate.plot_rows({"violence": Published("Inspection", 0.782, 0.0287)})
    assert [r.rate for r in rows] == [r.rate for r in estimate.rows]
    assert [r.published is not None for r in rows] == [False, True, False, False]
    picture = interval_plot(rows)
    assert f"{100 * estimate.rate:.1f} %" in picture


def test_the_estimate_is_that_of_the_readings_that_count(audit):
    read_all(audit)
    before = document(audit)
    item = audit.items.filter(stratum__linked=False).first()
    record_reading(item=item, by="late", should_violence=9)
    after = document(audit)
    assert after["rate"] < before["rate"]
    assert after["n_should"] == before["n_should"] + 9 - sum(
        truth_of(item.log).get(f"should_{g}", 0) for g in ("violence", "sexual", "other")
    )
    assert Reading.objects.filter(item=item).count() == 2


def test_the_same_readings_give_the_same_figures_to_the_last_digit(audit):
    read_all(audit)
    one = document(audit)
    order = list(Reading.objects.order_by("-pk"))
    Reading.objects.all().delete()
    for old in order:
        old.pk = None
        old.save(force_insert=True)
    assert document(audit) == one


def test_the_planned_width_is_of_the_size_that_comes_out(audit):
    read_all(audit)
    assert 0.3 < planned_width(audit) / (1.96 * estimate_audit(audit).overall.result.se) < 3


def test_two_audits_of_one_frame_do_not_mix(audit):
    other = make_audit(name="other", seed="8")
    read_all(audit)
    assert estimate_audit(other).n_logs == 0
    assert Audit.objects.count() == 2
