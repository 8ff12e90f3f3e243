"""`onrecord audit ...`: the calculators as typed, in words and as JSON, and one sentence for whatever can't be."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from onrecord.cli import app

KEYS = {"rate", "low", "high", "half_width", "n", "method"}


def run(*words):
    found = CliRunner().invoke(app, ["audit", *words])
    assert found.exit_code == 0, found.output
    return found.output


def data(*words):
    return json.loads(run(*words, "--json"))


def refused(*words):
    found = CliRunner().invoke(app, ["audit", *words])
    assert found.exit_code == 2
    assert found.stdout == ""
    [line] = found.stderr.strip().splitlines()
    return line


def test_west_midlands_2018():
    found = data("interval", "--recorded", "622", "--of", "795")
    assert set(found) >= KEYS
    assert found["rate"] == pytest.approx(0.7824, abs=0.0001)
    assert found["half_width"] == pytest.approx(0.0287, abs=0.0001)
    assert (found["n"], found["method"]) == (795, "logit")
    wald = data("interval", "--recorded", "622", "--of", "795", "--method", "wald")
    assert 100 * wald["half_width"] == pytest.approx(2.87, abs=0.01)
    assert "78.2 % (622 of 795); 95 % interval 75.23 to 80.97 %" in run(
        "interval", "--recorded", "622", "--of", "795"
    )


def test_nothing_missed_still_has_an_interval():
    found = data("interval", "--recorded", "40", "--of", "40")
    assert found["rate"] == 1
    assert found["low"] == pytest.approx(0.9119, abs=0.0001)
    assert found["method"] == "clopper-pearson"


def test_the_change_that_nobody_could_show():
    found = data("compare", "--before", "77.9/586", "--after", "78.2/795")
    assert set(found) >= KEYS
    assert found["rate"] == 0.003
    assert found["half_width"] == pytest.approx(0.044, abs=0.0005)
    assert found["low"] < 0 < found["high"]
    assert found["shown"] is False
    assert set(found["before"]) == set(found["after"]) == KEYS
    assert found["before"]["rate"] == 0.779
    words = run("compare", "--before", "0.779/586", "--after", "78.2%/795")
    assert "This doesn't show a change" in words
    assert "+/- 4.4 points (wald)" in words


def test_a_plan_of_crimes():
    found = data("plan", "--target", "3", "--rate", "0.80")
    assert set(found) >= KEYS
    assert (found["n"], found["unit"]) == (683, "crimes")
    assert found["half_width"] <= 0.03
    assert found["promised_n"] > 683
    assert found["hours"] == 68.3
    widths = [row["half_width"] for row in found["table"]]
    assert widths == sorted(widths)
    assert data("plan", "--target", "3", "--rate", "80", "--again", "0.5")["hours"] > 100


def test_a_plan_of_logs_and_what_knowing_the_links_saves():
    frame = ("plan", "--target", "3", "--rate", "0.80", "--logs", "100,000", "--crime-share", "0.2")
    simple = data(*frame, "--design", "simple")
    stratified = data(*frame)
    assert stratified["n"] < 0.75 * simple["n"]
    assert stratified["unit"] == "logs"
    assert stratified["strata"]["linked"] + stratified["strata"]["not linked"] == stratified["n"]
    assert stratified["promised_n"] >= stratified["n"]
    # The simple random sample of logs: as many crimes as the plan of crimes needs, but for those links that hold none.
    assert simple["n"] * 0.2 == pytest.approx(683, rel=0.06)
    words = run(*frame)
    assert "logs for +/- 3 points for all crime" in words
    assert "hours" in words


@pytest.fixture
def strata(tmp_path):
    file = tmp_path / "strata.csv"
    file.write_text(
        "stratum,logs,linked,crime_rate,further_missed,read_whole,minimum,violence,sexual,other\n"
        "violence linked,9000,yes,0.97,0.03,,,0.85,0.02,0.13\n"
        "rape not linked,60,no,0.5,,yes,,0.0,1.0,0.0\n"
        "domestic not linked,4000,no,0.3,,,30,0.8,0.04,0.16\n"
        "other not linked,60000,no,3%,,,,0.3,0.03,0.67\n",
        encoding="utf-8",
    )
    return str(file)


def test_one_sample_for_several_targets(strata):
    found = data(
        "plan",
        "--target",
        "violence=3",
        "--target",
        "other=4",
        "--rate",
        "0.80",
        "--strata",
        strata,
    )
    assert set(found["targets"]) == {"violence", "other"}
    assert found["targets"]["violence"] <= 0.03
    assert found["targets"]["other"] <= 0.04
    assert found["promised_n"] > found["n"]
    promised = next(row for row in found["table"] if row["n"] == found["promised_n"])
    assert promised["target_promises"]["violence"] <= 0.03
    assert promised["target_promises"]["other"] <= 0.04
    assert found["strata"]["rape not linked"] == 60
    assert found["strata"]["domestic not linked"] >= 30
    assert sum(found["strata"].values()) == found["n"]
    assert "violence" in run(
        "plan",
        "--target",
        "violence=3",
        "--target",
        "other=4",
        "--rate",
        "0.80",
        "--strata",
        strata,
    )


def test_a_proportional_plan_from_a_file(strata):
    options = ("plan", "--target", "4", "--rate", "0.85", "--strata", strata)
    assert data(*options)["n"] < data(*options, "--design", "proportional")["n"]


PLAN = ("plan", "--target", "3", "--rate", "0.8")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("interval", "--recorded", "900", "--of", "795"), "(900) can't be more than --of (795)"),
        (("interval", "--recorded", "many", "--of", "795"), "--recorded must be a whole number"),
        (("interval", "--recorded", "-1", "--of", "795"), "at least 0"),
        (("interval", "--recorded", "0", "--of", "0"), "--of must be a whole number of at least 1"),
        (("interval", "--recorded", "1", "--of", "2", "--level", "100"), "below 100 per cent"),
        (("interval", "--recorded", "1", "--of", "2", "--level", "nan"), "between 0 and 1"),
        (("interval", "--recorded", "1", "--of", "2", "--method", "x"), "--method is one of"),
        (("compare", "--before", "77.9", "--after", "78/9"), "--before is a rate and the number"),
        (("compare", "--before", "779/586", "--after", "78/9"), "in per cent between 0 and 100"),
        (("compare", "--before", "77/586", "--after", "78/0"), "--after must be a whole number"),
        (("plan", "--target", "0.03", "--rate", "0.8"), "3 means +/- 3 points"),
        (("plan", "--target", "0", "--rate", "0.8"), "--target must lie above 0"),
        (("plan", "--target", "3", "--rate", "1"), "nothing is certain before it is read"),
        (("plan", "--target", "a=3", "--target", "b=3", "--rate", "a=.8"), "Give --rate b=0.80"),
        (("plan", "--target", "a=3", "--target", "a=3", "--rate", ".8"), "given twice for a"),
        (("plan", "--target", "3", "--target", "a=3", "--rate", ".8"), "each needs a name"),
        (("plan", "--target", "a=3", "--target", "b=3", "--rate", ".8"), "Several targets share"),
        ((*PLAN, "--crime-share", "0.2"), "goes with --logs"),
        ((*PLAN, "--logs", "1000"), "Give --crime-share as well"),
        ((*PLAN, "--logs", "1000", "--crime-share", "0"), "logs with and without a crime"),
        ((*PLAN, "--logs", "9", "--crime-share", "0.2"), "at least 20"),
        ((*PLAN, "--logs", "9999", "--crime-share", "0.2", "--design", "quota"), "--design is one"),
        ((*PLAN, "--strata", "not-there.csv"), "There is no file not-there.csv"),
        ((*PLAN, "--strata", "x.csv", "--logs", "1000"), "not both"),
        ((*PLAN, "--minutes", "0"), "--minutes must lie above 0"),
        ((*PLAN, "--assurance", "0.2"), "--assurance must lie between 0.5 and 1"),
    ],
)
def test_bad_input_is_one_sentence(words, says):
    line = refused(*words)
    assert line.startswith("onrecord: ")
    assert says in line


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("stratum,logs,linked\na,9,yes\n", "has no column crime_rate"),
        ("stratum,logs,linked,crime_rate\n", "has no stratum"),
        ("stratum,logs,linked,crime_rate\na,90,perhaps,0.2\n", "line 2, linked: must be yes or no"),
        ("stratum,logs,linked,crime_rate\n\na,90,no,twelve\n", "crime_rate: must be a share"),
        ("stratum,logs,linked,crime_rate\na,90,no,0\n", "expects no crime at all"),
        ("stratum,logs,linked,crime_rate\na,9,no,0.5\n", "fewer than 20 logs"),
    ],
)
def test_a_bad_file_of_strata_is_one_sentence(tmp_path, text, says):
    file = tmp_path / "strata.csv"
    file.write_text(text, encoding="utf-8")
    assert says in refused(*PLAN, "--strata", str(file))


def test_a_file_that_is_no_csv(tmp_path):
    file = tmp_path / "strata.csv"
    file.write_bytes(b"\xff\xfe\x00\x01")
    assert "is no CSV file in UTF-8" in refused(*PLAN, "--strata", str(file))


def test_a_kind_of_crime_nobody_knows(strata):
    line = refused("plan", "--target", "fraud=3", "--rate", "0.8", "--strata", strata)
    assert "needs a column fraud" in line


def test_the_calculators_start_without_django():
    code = (
        "import sys; from onrecord.cli import app; "
        "app(['audit', 'interval', '--recorded', '1', '--of', '2'], standalone_mode=False); "
        "sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0


FORCE = ("--target", "3", "--rate", "0.80", "--logs", "20000", "--crime-share", "0.2")


def test_how_many_until_a_target_is_shown():
    far = data("plan", *FORCE, "--stop-at", "0.95")["sequential"]
    assert (far["side"], far["target"]) == ("below", 0.95)
    assert far["rate"] == pytest.approx(0.80, abs=0.01)
    assert far["half_after"] < far["nine_of_ten_after"] <= 3000
    assert far == data("plan", *FORCE, "--stop-at", "95%")["sequential"]
    assert "half of the audits" in run("plan", *FORCE, "--stop-at", "0.95")
    assert "in only" in run("plan", *FORCE, "--stop-at", "0.79")
    assert "sequential" not in data("plan", *FORCE)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*FORCE, "--stop-at", "1"), "both left out"),
        (("--target", "3", "--rate", "0.80", "--stop-at", "0.9"), "--stop-at counts logs"),
    ],
)
def test_a_target_that_cannot_be_is_refused(words, said):
    assert said in refused("plan", *words)
