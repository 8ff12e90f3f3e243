"""A board as its people run it: a meeting is called, its pack issued, attendance and decisions written down; the next meeting
carries what is open by itself, and nothing is closed without words."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, sign_in

pytestmark = pytest.mark.browser
ACTION = "Show how many incident logs bear a supervisor's entry"


@pytest.fixture(scope="module")
def site(serve) -> Site:
    """A force of its own: other tests look at the shared one's meetings by their numbers."""
    return serve("demo", "--days", "8", "--calls-per-day", "60")


def test_a_meeting_from_its_call_to_the_next_agenda(page: Page, site: Site):
    today = timezone.localdate()
    sign_in(page, site, "commissioner")
    page.get_by_role("link", name="Improvement", exact=True).click()
    page.get_by_role("link", name="Meetings", exact=True).click()
    page.get_by_role("link", name="Strategic Policing and Crime Board").click()
    _call(page, today.isoformat())
    first = page.url
    page.get_by_role("link", name="Put something on the agenda").click()
    page.get_by_label("Action", exact=True).check()
    page.get_by_label("What it is about").fill(ACTION)
    # An action of nobody, for no day, is none.
    page.get_by_role("button", name="Put it on").click()
    expect(page.get_by_role("alert")).to_contain_text("who is to act, by title")
    page.get_by_label("Who is to act, by title").fill("Lead performance analyst")
    page.get_by_label("By when").fill((today + timedelta(days=40)).isoformat())
    _sent(page, "Put it on", "on the agenda until a meeting closes it")

    _sent(page, "Issue the pack", "The pack is issued")
    pack = page.url
    assert re.search(r"/meetings/\d+/packs/1/$", pack)
    expect(page.get_by_role("heading", name="Recording accuracy, with intervals")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="Recording accuracy, all crime").first
    expect(row).to_contain_text(re.compile(r"\d+\.\d %.*\d+\.\d to \d+\.\d"))
    for form, begins in (("pdf", b"%PDF-"), ("docx", b"PK"), ("odt", b"PK")):
        answer = page.request.get(f"{pack.rstrip('/')}.{form}")
        assert answer.ok
        assert answer.body().startswith(begins)

    page.goto(first)
    page.get_by_role("link", name="Write down who was there").click()
    for title in (
        "Police and Crime Commissioner",
        "Deputy Commissioner",
        "Chief Constable",
        "Force Crime Registrar",
    ):
        page.get_by_label(
            re.compile(f"^{title}( \\(the commissioner's office\\))?$")
        ).select_option("was there")
    page.get_by_label("Deputy Chief Constable", exact=True).select_option("sent somebody")
    # By whom is asked for, and what was chosen stays.
    page.get_by_role("button", name="Keep the attendance").click()
    expect(page.get_by_role("alert")).to_contain_text("who came in its place")
    page.get_by_label("Deputy Chief Constable: who came in its place").fill(
        "Assistant Chief Constable"
    )
    _sent(page, "Keep the attendance", "Attendance is written down")
    expect(page.get_by_role("main")).to_contain_text(
        "The commissioner's office was there: Police and Crime Commissioner; Deputy Commissioner."
    )
    page.get_by_role("link", name="Write minutes").click()
    page.get_by_label("Item of the agenda").select_option(label=f"Action 1: {ACTION}")
    page.get_by_label("Decision").check()
    page.get_by_label("Words").fill(
        "By department and month, with the number that each share rests on."
    )
    _sent(page, "Write it", "Written.")

    page.get_by_role("navigation", name="Breadcrumb").get_by_role(
        "link", name="Strategic Policing"
    ).click()
    _call(page, (today + timedelta(days=1)).isoformat())
    agenda = page.get_by_role("list").filter(has_text="Apologies")
    expect(agenda).to_contain_text("Minutes of meeting 1")
    expect(agenda).to_contain_text(f"Action 1: {ACTION}")
    # The chief officer closes nothing silently.
    context = page.context
    context.clear_cookies()
    sign_in(page, site, "chief")
    page.goto(first)
    page.get_by_role("link", name="Action 1", exact=True).first.click()
    page.get_by_role("link", name="Close it").click()
    page.get_by_role("button", name="Close it").click()
    expect(page.get_by_role("alert")).to_contain_text("Why it is closed")
    page.get_by_label("Why it is closed").fill("The figures of all departments stand in the pack.")
    _sent(page, "Close it", "Closed.")
    expect(page.get_by_text("written by chief").first).to_be_visible()
    # What changed since the pack was issued is shown beside it, and the pack stays.
    page.goto(f"{pack}changes/")
    expect(page.get_by_role("heading", name="What changed since it was issued")).to_be_visible()
    page.goto(pack)
    expect(page.get_by_text(f"Action 1: {ACTION}").first).to_be_visible()


def _call(page: Page, day: str) -> None:
    page.get_by_role("link", name="Call a meeting").click()
    page.get_by_label("Day of the meeting").fill(day)
    page.get_by_label("Place").fill("Town hall")
    _sent(page, "Call it", "The meeting is called")


def _sent(page: Page, button: str, says: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("status")).to_contain_text(says)
