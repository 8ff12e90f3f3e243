"""A whole audit as its people meet it, on a made-up force whose truth is known: plan, draw, reading, rate, findings, the
board's report, and the rate worked out again by an outsider."""

import json
import re
import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from onrecord.simulation.truth import load_truth, read_sheet_from_truth
from tests.browser.conftest import Site, sign_in
from tests.browser.going import follow, go_by, press

pytestmark = pytest.mark.browser

NAME = "Recording accuracy, the whole force"


@pytest.fixture(scope="module")
def site(serve) -> Site:
    """A force of its own: other tests count audits and findings of the shared one."""
    return serve("demo", "--days", "8", "--calls-per-day", "60")


def table(page: Page, caption: str):
    return page.get_by_role("table", name=caption, exact=True)


def test_from_the_plan_to_the_boards_table(page, site, tmp_path):
    sign_in(page, site, "registrar")
    follow(page, "Audits", exact=True)
    follow(page, "Make an audit")
    page.get_by_label("Programme").select_option("recording-of-logs")
    page.get_by_label("Name").fill(NAME)
    # The days whose truth is known, and the same on every run: what is open today has no place in the frame.
    page.get_by_label("Logs received from").fill("2026-10-01")
    page.get_by_label("Logs received to").fill("2026-10-08")
    page.get_by_label("How many logs will you read?").fill("300")
    page.get_by_label("Seed").fill("dice 4 1 6 2")
    press(page, "Work out the width")
    expect(page.get_by_text("What to expect")).to_be_visible()
    press(page, "Freeze and draw the sample")
    page.wait_for_url(re.compile(r"/audits/\d+/$"))
    audit = int(page.url.split("/")[-2])

    # Read off line, by somebody who knows the truth; a person would fill the sheet in.
    blank, filled = tmp_path / "sample.csv", tmp_path / "filled.csv"
    blank.write_bytes(page.request.get(site.at(f"/audits/{audit}/sample.csv")).body())
    truth = site.home / "demonstration" / "truth"
    read_sheet_from_truth(blank, truth, filled)
    follow(page, "Bring a filled sheet back")
    page.locator("input[type=file]").set_input_files(filled)
    press(page, "Take the readings in")
    expect(page.get_by_text("300").first).to_be_visible()

    # The rate, and that nobody chose the sample.
    page.goto(site.at(f"/audits/{audit}/estimate/"))
    press(page, "Draw it again and compare")
    expect(page.get_by_text("Drawn again from the frame").first).to_be_visible()

    # What failed goes to the departments, and comes back.
    page.goto(site.at(f"/audits/{audit}/findings/"))
    press(page, "Send them")
    expect(page.get_by_text("sent.").first).to_be_visible()
    finding = _dispute(page, site)
    _switch(page, site, "registrar")
    page.goto(site.at(finding))
    page.get_by_label("The finding stands").check()
    page.get_by_label("Your reasons").fill("The log says that she was pushed.")
    press(page, "Decide")
    expect(page.get_by_text("Upheld.")).to_be_visible()

    # The board's table.
    page.goto(site.at(f"/audits/{audit}/estimate/"))
    follow(page, "Report for the board")
    headings = page.get_by_role("heading", level=2).all_inner_texts()
    assert [h.split(". ")[0] for h in headings[:10]] == [str(n) for n in range(1, 11)]
    expect(table(page, "Rates with their intervals")).to_be_visible()
    file = tmp_path / "report.json"
    file.write_bytes(page.request.get(site.at(f"/audits/{audit}/report.json")).body())
    told = json.loads(file.read_text())
    rate = told["estimate"]
    assert rate["low"] <= load_truth(truth).rate() <= rate["high"]
    shown = table(page, "Rates with their intervals").get_by_role("row").nth(1).inner_text()
    assert f"{100 * rate['rate']:.1f}" in shown

    # An outsider has the file, the script and Python.
    script = tmp_path / "recompute_rate.py"
    script.write_bytes(page.request.get(site.at("/audits/recompute_rate.py")).body())
    done = subprocess.run(
        [sys.executable, "-I", str(script), str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "all: " in done.stdout


def _dispute(page: Page, site: Site) -> str:
    """The supervisor finds it on their home page, reads it and disputes it; returns its address."""
    _switch(page, site, "supervisor")
    page.goto(site.at("/"))
    follow(page, re.compile("wait.* for your answer"))
    go_by(page.get_by_role("row", name=re.compile(NAME)).first.get_by_role("link"))
    page.wait_for_url(re.compile(r"/findings/\d+/$"))
    expect(page.get_by_text("Rule:").first).to_be_visible()
    address = page.url.removeprefix(site.url)
    page.get_by_label("Why is the finding wrong?").fill("She only said that he shouted.")
    press(page, "Dispute")
    expect(page.get_by_text("The registrar decides and gives reasons")).to_be_visible()
    return address


def _switch(page: Page, site: Site, who: str) -> None:
    press(page, "Sign out")
    sign_in(page, site, who)
