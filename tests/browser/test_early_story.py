"""An audit that may stop early, from making it to the board's report: the force is invented, and its truth known."""

import csv
import json
import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from onrecord.simulation.truth import load_truth, read_sheet_from_truth
from tests.browser.axe import violations
from tests.browser.conftest import Site, sign_in
from tests.browser.going import follow, press

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(serve) -> Site:
    return serve("demo", "--days", "8", "--calls-per-day", "60")


def keep_answers(source, target, first, last):
    """The filled sheet with answers in the rows from `first` to `last` only."""
    with source.open(newline="", encoding="utf-8-sig") as handle:
        rows = list(csv.DictReader(handle))
    for row in rows:
        if not first <= int(row["position"]) <= last:
            for name in row:
                if name.startswith(("should", "recorded", "undecidable", "comment", "reader")):
                    row[name] = ""
    with target.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def take_in(page, site, audit, file):
    page.goto(site.at(f"/audits/{audit}/sheet/"))
    page.locator("input[type=file]").set_input_files(file)
    press(page, "Take the readings in")


def fits(page):
    """No sideways scrolling at 320 px, and nothing that axe finds."""
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 1280, "height": 900})
    assert violations(page, tags=()) == ""


def test_from_making_it_to_stopping_early_and_the_report(page, site, tmp_path):
    truth = site.home / "demonstration" / "truth"
    sign_in(page, site, "registrar")
    page.goto(site.at("/audits/new/"))
    page.get_by_label("Programme").select_option("recording-of-logs")
    page.get_by_label("Name").fill("Are we above 99 %?")
    # The days whose truth is known, and the same on every run.
    page.get_by_label("Logs received from").fill("2026-10-01")
    page.get_by_label("Logs received to").fill("2026-10-08")
    page.get_by_label("How many logs will you read?").fill("400")
    page.get_by_label("Seed").fill("dice 2 2 5 6")
    page.get_by_label("How is it read?").select_option("early")
    press(page, "Work out the width")
    expect(
        page.get_by_text("Give the target that the test is to decide about").first
    ).to_be_visible()
    page.get_by_label("Target rate in per cent").fill("99")
    press(page, "Work out the width")
    expect(page.get_by_text("If the planned rates hold")).to_be_visible()
    fits(page)
    press(page, "Freeze and draw the sample")
    page.wait_for_url(re.compile(r"/audits/\d+/$"))
    audit = int(page.url.split("/")[-2])

    # Read in order, off line, by somebody who knows the truth; twenty are left out at first.
    blank, filled, part = tmp_path / "sample.csv", tmp_path / "filled.csv", tmp_path / "part.csv"
    blank.write_bytes(page.request.get(site.at(f"/audits/{audit}/sample.csv")).body())
    read_sheet_from_truth(blank, truth, filled)
    keep_answers(filled, part, 21, 200)
    take_in(page, site, audit, part)
    page.goto(site.at(f"/audits/{audit}/"))
    expect(page.get_by_text("180 records that are read don't count yet")).to_be_visible()
    keep_answers(filled, part, 1, 20)
    take_in(page, site, audit, part)

    page.goto(site.at(f"/audits/{audit}/"))
    expect(page.get_by_text("The rate is below 99 %: shown after")).to_be_visible()
    fits(page)
    follow(page, "The test has decided: see it, and stop reading if you like")
    expect(page.get_by_role("table", name="How the interval has narrowed")).to_be_visible()
    fits(page)
    press(page, "Stop reading here")
    expect(page.get_by_text("Reading is stopped after record 200.")).to_be_visible()
    assert page.get_by_role("button", name="Stop reading here").count() == 0
    fits(page)
    page.goto(site.at(f"/audits/{audit}/?from=195"))
    expect(page.get_by_text("not read, stopped before").first).to_be_visible()

    page.goto(site.at(f"/audits/{audit}/estimate/"))
    expect(page.get_by_text("interval that holds whenever reading stops")).to_be_visible()
    press(page, "Draw it again and compare")
    expect(page.get_by_text("Drawn again from the frame").first).to_be_visible()
    fits(page)
    follow(page, "Report for the board")
    expect(page.get_by_text("Reading was stopped after record 200").first).to_be_visible()
    assert page.request.get(site.at(f"/audits/{audit}/report.pdf")).body()[:4] == b"%PDF"
    file = tmp_path / "report.json"
    file.write_bytes(page.request.get(site.at(f"/audits/{audit}/report.json")).body())
    told = json.loads(file.read_text())["estimate"]
    assert told["low"] <= load_truth(truth).rate() <= told["high"] <= 0.99
    for script, more in (("recompute_rate.py", []), ("redraw_sample.py", [frame(site, told)])):
        path = tmp_path / script
        path.write_bytes(page.request.get(site.at(f"/audits/{script}")).body())
        done = subprocess.run(
            [sys.executable, "-I", str(path), str(file), *more],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr


def frame(site, told):
    return str(site.home / "frames" / f"{told['frame']['hash']}.csv.gz")
