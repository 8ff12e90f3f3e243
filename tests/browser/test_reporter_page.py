"""From a report that was sent to the crime in one press, and back: the reporter's page on a telephone without cookies and
scripts, and the screen on which a supervisor confirms what the rules say."""

import json
import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import REPOSITORY, Site, sign_in

pytestmark = pytest.mark.browser
# What the public's own pages do at their end, without walking through them: test_reporting_story.py does.
SEND = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "onrecord.web.settings"
import django
django.setup()
from onrecord.people.demonstration import DEPARTMENT
from tests.reports_world import THEFT, answered, reported
report, secret = reported(
    "My umbrella was taken from the stand. ‏שלום <b>!</b>", answers=answered(THEFT), department=DEPARTMENT
)
print(json.dumps([report.pk, report.ref, secret]))
"""


def sent(site: Site) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-c", SEND],
        env=site.environment, cwd=REPOSITORY, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    number, ref, secret = json.loads(done.stdout.splitlines()[-1])
    return number, ref, secret


@pytest.fixture
def telephone(chromium):
    context = chromium.new_context(
        viewport={"width": 320, "height": 700}, locale="en-GB", java_script_enabled=False
    )
    context.set_default_timeout(20_000)
    yield context.new_page()
    assert context.cookies() == []
    context.close()


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def open_report(page: Page, site: Site, ref: str, secret: str) -> None:
    page.goto(site.at("/report/status/"))
    page.get_by_label("Report number").fill(ref)
    page.get_by_label("Your secret").fill(secret)
    press(page, "Show my report")


def test_from_a_report_to_the_crime_and_back_to_its_reporter(telephone, page, demonstration):
    site = demonstration
    number, ref, secret = sent(site)
    open_report(telephone, site, ref, "AAAA-BBBB-CCCC")
    expect(telephone.get_by_role("alert")).to_contain_text("No report has this number")
    telephone.get_by_label("Your secret").fill(secret.lower())
    press(telephone, "Show my report")
    expect(telephone.get_by_role("heading", level=1)).to_contain_text("We have your report")
    assert secret not in telephone.url
    telephone.get_by_text("Add to what you told us").click()
    telephone.get_by_label("What else do you want to tell us?").fill("It has a wooden handle.")
    press(telephone, "Add it")
    expect(telephone.get_by_role("status")).to_contain_text("word for word")
    assert telephone.evaluate("document.documentElement.scrollWidth") <= 320

    sign_in(page, site, "supervisor")
    page.goto(site.at(f"/reporting/{number}/"))
    expect(page.get_by_text("It has a wooden handle.")).to_be_visible()
    assert violations(page) == ""
    page.get_by_role("link", name="Decide what must be recorded").click()
    expect(page.get_by_role("heading", name="Record 1 crime")).to_be_visible()
    assert violations(page) == ""
    press(page, "Record this")
    crime = page.get_by_role("status").inner_text().split("Recorded: ")[1].strip(" .\n")

    open_report(telephone, site, ref, secret)
    expect(telephone.get_by_role("heading", level=1)).to_contain_text("A crime is recorded")
    expect(telephone.get_by_text(crime)).to_be_visible()
    telephone.get_by_text("I think that the decision is wrong").click()
    telephone.get_by_label("Why do you think that the decision is wrong?").fill("He hit me, too.")
    press(telephone, "Challenge the decision")
    expect(telephone.get_by_text("Answered at the latest by")).to_be_visible()
    page.goto(site.at(f"/reporting/{number}/"))
    # Who recorded it doesn't answer the challenge of it.
    expect(page.get_by_text("Waits for somebody who did not decide it")).to_be_visible()


def test_the_reporters_page_is_accessible(page, demonstration):
    _, ref, secret = sent(demonstration)
    open_report(page, demonstration, ref, secret)
    assert violations(page) == ""
    # The other language keeps the report open.
    press(page, "Cymraeg")
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    expect(page.locator(".caption")).to_contain_text(ref)
    assert secret not in page.url
    assert violations(page) == ""
