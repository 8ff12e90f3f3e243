"""A report from a telephone, without scripts and without cookies: to its log, to the screen on which a supervisor confirms what
the rules say, to the crime, back to the reporter's page, challenged, and answered by somebody who did not decide. And one that
stops for danger and is left in a hurry."""

import re
import time

import pytest
from playwright.sync_api import Browser, Page, expect

from onrecord.reporting.guard.settings import limits
from tests.browser import going
from tests.browser.axe import violations
from tests.browser.conftest import PATIENCE, Site, sign_in
from tests.browser.going import go_by

pytestmark = pytest.mark.browser
AWAY = "https://weather.invalid/"
MORE = "It is on the camera over the door. ‏שלום <b>!</b>"
WHY = "They pushed the cashier, too."
ANSWER = "We have looked at it again with the camera's film. Nobody is seen to touch the cashier."
WORDS = "Two lads took four bottles of gin. One said: “What are you going to do?” They went towards the station."


@pytest.fixture
def telephone(chromium, demonstration):
    """A telephone's browser that runs no script and keeps no cookie."""
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, locale="en-GB", java_script_enabled=False
    )
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    assert context.cookies() == []
    context.close()


@pytest.fixture
def away(demonstration):
    """Where "Leave this page now" leads meanwhile: to a site that nobody can have."""
    file = demonstration.home / "stops.toml"
    file.write_text(f'leave_to = "{AWAY}"\n', encoding="utf-8")
    yield
    file.unlink()


def press(page: Page, name: str = "Continue") -> None:
    going.press(page, name, exact=True)


def choose(page: Page, label: str, button: str = "Continue") -> None:
    page.get_by_label(label, exact=True).check()
    press(page, button)


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    going.follow(page, name, exact=True)


def test_from_a_telephone_to_the_crime_and_back_and_challenged(
    telephone, demonstration, chromium, away
):
    ref, secret = report_a_shop_theft(telephone, demonstration)
    add_to_it(telephone, demonstration, ref, secret)
    supervisor = desk(chromium, demonstration, "supervisor")
    report, crime = confirm_what_the_rules_say(supervisor, demonstration, ref)
    by = challenge_it(telephone, demonstration, ref, secret, crime)
    # Who recorded it neither sees the challenge in their list nor may answer it.
    supervisor.goto(demonstration.at("/worklists/on-line-challenges/"))
    expect(supervisor.get_by_role("heading", level=1)).to_be_visible()
    assert supervisor.get_by_role("main").get_by_text(ref).count() == 0
    supervisor.goto(report)
    expect(supervisor.get_by_text("Waits for somebody who did not decide it:")).to_be_visible()
    supervisor.context.close()
    registrar = desk(chromium, demonstration, "registrar")
    answer_the_challenge(registrar, demonstration, ref, by)
    read_it_with_scripts(chromium, demonstration, ref, secret)


def desk(chromium: Browser, site: Site, who: str) -> Page:
    """A member of staff at a desk."""
    page = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB").new_page()
    sign_in(page, site, who)
    return page


def report_a_shop_theft(page: Page, site: Site) -> list[str]:
    """Its number and its secret, in under three minutes."""
    began = time.monotonic()
    page.goto(site.at("/report/"))
    choose(page, "Theft from a shop", "Begin")
    begun = time.monotonic()
    choose(page, "No")
    choose(page, "It happened to a business or organisation that I may speak for")
    page.get_by_label("Which business or organisation is it?").fill("Mill Street Stores")
    press(page)
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
    # Back goes to the page before, whatever slip was on it: nothing asks whether to send it again.
    page.go_back()
    expect(page.get_by_label("Day", exact=True)).to_have_value("28")
    page.go_forward()
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
    expect(page.get_by_text("28 February 2026")).to_be_visible()
    follow(page, re.compile(r"Change\s*: What are the goods worth"))
    page.get_by_label("What are the goods worth").fill("84")
    press(page)
    expect(page.get_by_text("84", exact=True)).to_be_visible()
    # Nobody writes a report in less; one that was would be held back for a person to read first. Counted from when the draft was
    # there for sure, however slow the machine.
    left = limits().quickest_seconds + 1 - (time.monotonic() - begun)
    page.wait_for_timeout(1000 * max(0.0, left))
    press(page, "Agree and send")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your report")
    assert time.monotonic() - began < 180
    found = page.locator(".reference").all_inner_texts()
    assert len(found) == 2
    return found


def open_report(page: Page, site: Site, ref: str, secret: str) -> None:
    page.goto(site.at("/report/status/"))
    page.get_by_label("Report number").fill(ref)
    page.get_by_label("Your secret").fill(secret)
    press(page, "Show my report")


def add_to_it(page: Page, site: Site, ref: str, secret: str) -> None:
    """The reporter looks at it before anybody decided; with a slip in the secret first."""
    open_report(page, site, ref, "AAAA-BBBB-CCCC")
    expect(page.get_by_role("alert")).to_contain_text("No report has this number")
    page.get_by_label("Your secret").fill(secret.lower())
    press(page, "Show my report")
    expect(page.get_by_role("heading", level=1)).to_contain_text("We have your report")
    assert secret not in page.url
    page.get_by_text("Add to what you told us").click()
    page.get_by_label("What else do you want to tell us?").fill(MORE)
    press(page, "Add it")
    expect(page.get_by_role("status")).to_contain_text("word for word")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def confirm_what_the_rules_say(page: Page, site: Site, ref: str) -> tuple[str, str]:
    """From the list to the log, and in one screen to the crime; returns the report's address and the crime's reference."""
    page.goto(site.at("/worklists/on-line-reports/"))
    go_by(page.locator("tbody tr", has_text=WORDS[:40]).get_by_role("link").first)
    expect(page.get_by_role("heading", level=1)).to_contain_text(ref)
    expect(page.get_by_role("region", name="In their words")).to_contain_text(WORDS)
    expect(page.get_by_text(MORE)).to_be_visible()
    assert violations(page) == ""
    report = page.url
    go_by(page.locator("dl.summary a").first)
    expect(page).to_have_url(re.compile(r"/logs/\d+/"))
    expect(page.locator(".log-text").first).to_contain_text(WORDS)
    expect(page.get_by_text(ref).first).to_be_visible()
    page.goto(report)
    follow(page, "Decide what must be recorded")
    expect(page.get_by_role("heading", name="Record 1 crime")).to_be_visible()
    expect(page.locator(".cards")).to_contain_text("Theft from shops and stalls")
    assert violations(page) == ""
    press(page, "Record this")
    crime = page.get_by_role("status").inner_text().split("Recorded: ")[1].strip(" .\n")
    follow(page, crime)
    expect(page.get_by_role("heading", level=1)).to_contain_text(crime)
    return report, crime


def challenge_it(page: Page, site: Site, ref: str, secret: str, crime: str) -> str:
    """The reporter reads that it is recorded, as what and under which number, and what comes next; and disagrees. Returns by when
    they have an answer."""
    open_report(page, site, ref, secret)
    expect(page.get_by_role("heading", level=1)).to_contain_text("A crime is recorded")
    known = page.locator("dl.summary")
    expect(known).to_contain_text(crime)
    expect(known).to_contain_text("Theft from a shop")
    expect(page.get_by_role("main")).to_contain_text(
        "Whoever investigates will be in touch with you"
    )
    page.get_by_text("I think that the decision is wrong").click()
    page.get_by_label("Why do you think that the decision is wrong?").fill(WHY)
    press(page, "Challenge the decision")
    line = page.get_by_text("You will have an answer by")
    expect(line).to_be_visible()
    return line.locator("time").get_attribute("datetime")


def answer_the_challenge(page: Page, site: Site, ref: str, by: str) -> None:
    """Somebody who didn't decide finds it in their list, with its clock, and answers."""
    page.goto(site.at("/worklists/on-line-challenges/"))
    row = page.locator("tbody tr", has_text=ref)
    expect(row).to_contain_text(WHY)
    expect(row.locator(f'time[datetime="{by}"]')).to_be_visible()
    follow(page, re.compile(ref))
    expect(page.get_by_text("To be answered by")).to_be_visible()
    page.get_by_label("The decision stands").check()
    page.get_by_label("Answer, as the reporter reads it").fill(ANSWER)
    press(page, "Answer the challenge")
    expect(page.get_by_text(ANSWER)).to_be_visible()
    page.context.close()


def read_it_with_scripts(chromium: Browser, site: Site, ref: str, secret: str) -> None:
    """The answer, in a browser in which axe runs; and the same in the other language, which keeps the report open."""
    page = chromium.new_context(viewport={"width": 360, "height": 740}, locale="en-GB").new_page()
    open_report(page, site, ref, secret)
    expect(page.get_by_text(ANSWER)).to_be_visible()
    assert violations(page) == ""
    follow(page, "Cymraeg")
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    expect(page.locator(".caption")).to_contain_text(ref)
    assert secret not in page.url
    assert violations(page) == ""
    shown = page.url
    with page.expect_request(AWAY):
        page.locator(".button-leave").click(no_wait_after=True)
    expect(page).to_have_url(re.compile(r"^chrome-error:"))
    expect(page.locator("body")).to_be_visible()
    # Whoever looks next: neither Back nor the address from the list of visited pages brings it again.
    page.go_back()
    expect(page.get_by_role("main")).not_to_contain_text(ref)
    page.goto(shown)
    expect(page.get_by_label("Rhif yr adroddiad")).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text(ref)
    page.context.close()


def test_danger_stops_and_leaving_in_a_hurry_leaves_nothing(chromium, demonstration, away):
    """With scripts allowed, so that axe runs; the pages have none."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="en-GB")
    page = context.new_page()
    page.goto(demonstration.at("/report/"))
    choose(page, "Abuse by a partner or somebody in the family", "Begin")
    expect(page.get_by_role("heading", level=1)).to_have_text("Are you safe?")
    assert not violations(page)
    going.follow(page, "Go on and tell us here")
    choose(page, "Yes")
    expect(page.get_by_role("heading", level=1)).to_have_text("Call 999 now")
    expect(page.get_by_role("link", name="999", exact=True).first).to_have_attribute(
        "href", "tel:999"
    )
    going.follow(page, "I can't call: let me go on")
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
