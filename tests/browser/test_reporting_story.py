"""A report from a telephone: without scripts and without cookies, from the first page to the log and back to the reporter's
page; one that stops for danger; and one that is left in a hurry."""

import re
import subprocess
import sys
import time

import pytest
from playwright.sync_api import Page, expect

from onrecord.reporting.guard.settings import limits
from tests.browser.axe import violations
from tests.browser.conftest import REPOSITORY, Site, sign_in

pytestmark = pytest.mark.browser
AWAY = "https://weather.invalid/"
WORDS = "Two lads took four bottles of gin. One said: “What are you going to do?” They went towards the station."


@pytest.fixture
def telephone(chromium, demonstration):
    """A telephone's browser that runs no script and keeps no cookie."""
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, locale="en-GB", java_script_enabled=False
    )
    context.set_default_timeout(20_000)
    yield context.new_page()
    assert context.cookies() == []
    context.close()


def log_of(site: Site, ref: str) -> str:
    """The reference of the log that a report became."""
    deed = (
        "from onrecord.commands.terminal import start_django; start_django();"
        f"from onrecord.reporting.models import Report; print(Report.objects.get(ref={ref!r}).log_ref)"
    )
    return subprocess.run(
        [sys.executable, "-c", deed],
        env=site.environment,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def press(page: Page, name: str = "Continue") -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def choose(page: Page, label: str, button: str = "Continue") -> None:
    page.get_by_label(label, exact=True).check()
    press(page, button)


def test_a_shop_theft_from_a_telephone_to_the_log_in_three_minutes(
    telephone, demonstration, chromium
):
    began = time.monotonic()
    page = telephone
    page.goto(demonstration.at("/report/"))
    choose(page, "Theft from a shop", "Begin")
    choose(page, "No")
    choose(page, "It happened to a business or organisation that I may speak for")
    page.get_by_label("What happened?").fill(WORDS)
    press(page)
    page.get_by_label("What are the goods worth").fill("about 80")
    press(page)
    choose(page, "No")
    for name, text in (("Day", "31"), ("Month", "2"), ("Year", "2026")):
        page.get_by_label(name, exact=True).fill(text)
    press(page)
    expect(page.get_by_role("alert")).to_contain_text("There is no such date")
    page.get_by_label("Day", exact=True).fill("28")
    press(page)
    page.get_by_label("Address or description").fill("Mill Street Stores")
    press(page)
    choose(page, "Yes")
    choose(page, "Somebody I don't know but saw, or could describe")
    choose(page, "No")
    choose(page, "No, that is all")
    page.get_by_label("What else you know").fill("both about 17, one with a blue rucksack")
    press(page)
    press(page, "Skip this question")
    # A page back, as the telephone does it: what was answered is there.
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Did anybody see or hear it")
    press(page, "Skip this question")
    press(page)
    press(page, "Skip this question")
    page.get_by_label("Your name").fill("Ada Invented")
    page.get_by_label("Telephone").fill("01632 960001")
    press(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Check your answers")
    expect(page.get_by_text("28/02/2026")).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile(r"Change\s*: What are the goods worth")).click()
    page.get_by_label("What are the goods worth").fill("84")
    press(page)
    expect(page.get_by_text("84", exact=True)).to_be_visible()
    # Nobody writes a report in less; one that was would be held back for a person to read first.
    page.wait_for_timeout(
        1000 * max(0.0, limits().quickest_seconds + 1 - (time.monotonic() - began))
    )
    press(page, "Agree and send")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your report")
    assert time.monotonic() - began < 180
    ref, secret = page.locator(".reference").all_inner_texts()

    desk = chromium.new_context(locale="en-GB").new_page()
    sign_in(desk, demonstration, "registrar")
    desk.goto(demonstration.at(f"/logs/?reference={log_of(demonstration, ref)}"))
    with desk.expect_navigation():
        desk.locator("tbody th a").first.click()
    expect(desk.locator(".log-text").first).to_contain_text(WORDS)
    expect(desk.get_by_text(ref).first).to_be_visible()
    desk.context.close()

    page.goto(demonstration.at("/report/status/"))
    page.get_by_label("Report number").fill(ref)
    page.get_by_label("Secret").fill(secret.lower())
    press(page, "Show my report")
    expect(page.get_by_role("heading", level=1)).to_contain_text("We have your report")


def test_danger_stops_and_leaving_in_a_hurry_leaves_nothing(chromium, demonstration):
    """With scripts allowed, so that axe runs; the pages have none. The site that it leads to is one that nobody can have."""
    (demonstration.home / "stops.toml").write_text(f'leave_to = "{AWAY}"\n', encoding="utf-8")
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="en-GB")
    page = context.new_page()
    page.goto(demonstration.at("/report/"))
    choose(page, "Abuse by a partner or somebody in the family", "Begin")
    expect(page.get_by_role("heading", level=1)).to_have_text("Are you safe?")
    assert not violations(page)
    page.get_by_role("link", name="Go on and tell us here").click()
    choose(page, "Yes")
    expect(page.get_by_role("heading", level=1)).to_have_text("Call 999 now")
    expect(page.get_by_role("link", name="999", exact=True).first).to_have_attribute(
        "href", "tel:999"
    )
    with page.expect_navigation():
        page.get_by_role("link", name="I can't call: let me go on").click()
    choose(page, "Yes, to me")
    page.get_by_label("What happened?").fill("He is downstairs")
    with page.expect_request(AWAY) as asked:
        page.get_by_role("link", name="Leave this page now").click(no_wait_after=True)
    assert "referer" not in asked.value.headers
    # Nobody answers there: the browser's own page stands in its place, and only once it is whole can one go back from it.
    expect(page).to_have_url(re.compile(r"^chrome-error:"))
    expect(page.locator("body")).to_be_visible()
    # The back button of whoever looks next: a page that tells nothing.
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing here")
    assert "report" not in page.locator("body").inner_text().lower()
    context.close()
