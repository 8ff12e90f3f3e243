"""From a published report to a plan with an action that is carried out, as a registrar, a chief officer and an owner meet it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in

pytestmark = pytest.mark.browser

REPORT = """Cause of concern
Anyshire Police doesn't record all reports of theft (invented).

Recommendation 1
Within three months, the force should record every theft that is reported.

Area for improvement
The force should immediately tell its staff.
"""


@pytest.fixture
def window(chromium):
    """A window of its own for each person."""
    opened = []

    def open_for(site, who):
        context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
        context.set_default_timeout(20_000)
        opened.append(context)
        page = context.new_page()
        sign_in(page, site, who)
        return page

    yield open_for
    for context in opened:
        context.close()


@pytest.fixture(scope="module")
def site(serve):
    """A force of its own: its register is counted."""
    return serve("demo", "--days", "8", "--calls-per-day", "60")


def test_from_a_report_to_an_action(window, site):
    registrar = window(site, "registrar")
    registrar.get_by_role("link", name="Improvement", exact=True).click()
    registrar.get_by_role("link", name="Enter an inspection").click()
    registrar.get_by_label("Title of the report").fill("Recording of theft (invented)")
    registrar.get_by_label("Published on").fill("2026-09-01")
    registrar.get_by_label("Overall judgement").select_option("hmicfrs-2021|Requires improvement")
    registrar.get_by_role("button", name="Keep it").click()
    registrar.get_by_role("link", name="Add a figure").click()
    registrar.get_by_label("What it is of").fill("Theft recorded")
    registrar.get_by_label("Figure, in per cent").fill("78.2")
    registrar.get_by_label("Plus and minus, in points").fill("2.87")
    registrar.get_by_role("button", name="Keep it").click()
    expect(registrar.get_by_role("table", name="Figures of the report")).to_contain_text("795")
    registrar.get_by_role("link", name="Bring its recommendations").click()
    registrar.get_by_label("Text of the report").fill(REPORT)
    registrar.get_by_role("button", name="Show what is understood").click()
    expect(registrar.get_by_text("3 things, in the order of the text")).to_be_visible()
    registrar.get_by_role("button", name="Keep what is ticked").click()
    registrar.get_by_role("link", name="Recommendation 1", exact=True).click()
    registrar.get_by_role("link", name="The force's answer").click()
    registrar.get_by_label("accepted", exact=True).check()
    registrar.get_by_label("In the force's words").fill("We shall.")
    registrar.get_by_role("button", name="Keep it").click()
    expect(registrar.get_by_text("no chief officer has said so yet")).to_be_visible()

    chief = window(site, "chief")
    chief.get_by_role("link", name="force's answer: Recommendation 1").click()
    chief.get_by_role("button", name="This is the force’s answer").click()
    expect(chief.get_by_text("no chief officer has said so yet")).to_have_count(0)
    chief.get_by_role("link", name="Plans", exact=True).click()
    chief.get_by_role("link", name="Crime recording: force plan").click()
    chief.get_by_role("link", name="Add an action").click()
    chief.get_by_label("What is to be done").fill("Every theft is asked about again.")
    chief.get_by_label("For the recommendation").select_option(
        label="Recommendation 1, Recording of theft (invented)"
    )
    chief.get_by_label("Due on").fill("2026-10-01")
    chief.get_by_label("Owner").select_option(label="Sam Supervisor (supervisor)")
    chief.get_by_role("button", name="Keep it").click()
    expect(chief.get_by_role("table", name="Actions")).to_contain_text("Every theft")

    owner = window(site, "supervisor")
    owner.goto(site.at("/my-day/"))
    owner.get_by_role("link", name=re.compile("Action 2 of Crime recording: force plan")).click()
    owner.get_by_role("link", name="Attach a change that was made").click()
    owner.get_by_label("What was changed").fill("The form asks for the theft.")
    owner.get_by_label("From which day it works so").fill("2026-09-20")
    owner.get_by_role("button", name="Keep it").click()
    owner.get_by_role("link", name="Say how far it is").click()
    owner.get_by_role("radio", name=re.compile("^done")).check()
    owner.get_by_label("Words", exact=True).fill("It is asked in every call.")
    owner.get_by_role("button", name="Keep it").click()
    expect(owner.get_by_role("table", name="Evidence")).to_contain_text("The form asks")

    outside = window(site, "commissioner")
    outside.goto(site.at("/improvement/plans/"))
    row = outside.get_by_role("row").filter(has_text="Crime recording: force plan")
    # By hand: three of the story and this one; one of them is done now.
    expect(row.locator("td.number")).to_have_text(["4", "2", "1", "1", "0", "1", "1"])
