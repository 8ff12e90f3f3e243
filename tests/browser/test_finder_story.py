"""From the list of suspects to what a log discloses: one suggestion is rejected, another recorded through the ordinary
decision, and both are seen among what was judged. With the mouse, without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import Site, sign_in
from tests.browser.going import follow, go_by, press

pytestmark = pytest.mark.browser


@pytest.fixture(params=[360, 1280])
def registrar(request, chromium, demonstration) -> Page:
    context = chromium.new_context(
        viewport={"width": request.param, "height": 800}, locale="en-GB", java_script_enabled=False
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    sign_in(page, demonstration, "registrar")
    yield page
    context.close()


def open_suggestion(page: Page, site: Site) -> str:
    """From the list, open the first log with a suggestion that nobody has answered; its offence."""
    page.goto(site.at("/suspects/"))
    count = page.get_by_role("link", name="What its text seems to disclose").count()
    for number in range(count):
        page.goto(site.at("/suspects/"))
        go_by(page.get_by_role("link", name="What its text seems to disclose").nth(number))
        sections = page.locator("main section.panel").filter(has_text="open: nothing said yet")
        for heading in sections.locator("h2").all_text_contents():
            return heading.split(" class ")[0].strip()
    raise AssertionError("no suggestion is open")


def new_log(page: Page, site: Site) -> None:
    """A report of a theft, and the page of what it discloses."""
    page.goto(site.at("/logs/open/"))
    page.get_by_label("How was it reported?").select_option("999 call")
    page.get_by_label("First account, word for word").fill("A man stole the purse from her bag.")
    press(page, "Open the log")
    follow(page, "See which offences the finder reads")


def ways(page: Page, site: Site) -> dict[str, tuple[int, int]]:
    """Right and judged by each way, of the page of the share right."""
    page.goto(site.at("/suspects/right/"))
    found = {}
    for row in page.get_by_role("table").first.locator("tbody tr").all():
        right, judged = (row.locator("td").nth(n).inner_text().replace(",", "") for n in (0, 1))
        found[row.locator("th").inner_text()] = int(right), int(judged)
    return found


REJECTED, RECORDED = "rejected on the log’s page", "answered by a recording decision"


def test_reject_one_and_record_another(registrar, demonstration):
    page = registrar
    before = ways(page, demonstration)

    # One is rejected, with a coded reason and words. Nothing is chosen beforehand.
    offence = open_suggestion(page, demonstration)
    log = page.locator("h1 .caption a").inner_text()
    expect(page.locator("mark").first).to_be_visible()
    section = page.locator("main section.panel").filter(has_text=f"Reject, with the reason: {offence}").first  # fmt: skip
    section.locator("summary").filter(has_text=f"Reject, with the reason: {offence}").click()
    assert section.locator("input[type=radio]:checked").count() == 0
    press(section, f"Reject: {offence}")
    expect(page.get_by_role("alert")).to_contain_text("Choose the reason that fits best")
    page.get_by_label("The words mean something else").first.check()
    page.get_by_label("In words").first.fill("It is the title of a film. 😢")
    press(page, f"Reject: {offence}")
    expect(page.get_by_role("status")).to_contain_text("Rejected")
    main = page.get_by_role("main")
    expect(main).to_contain_text("rejected, with the reason")
    expect(main).to_contain_text("It is the title of a film.")
    expect(main).to_contain_text("The words mean something else")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]

    # Another is recorded through the ordinary decision.
    new_log(page, demonstration)
    recorded = page.url
    expect(page.locator("main section.panel h2")).to_contain_text("Theft")
    press(page, "Decide what must be recorded")
    said = {"Who told": "victim", "What happened": "theft"}
    page.wait_for_url(re.compile("/decisions/"))
    while "/questions/" in page.url:
        asked = page.locator("h1").inner_text()
        answer = next((value for words, value in said.items() if words in asked), "no")
        choice = page.locator(f"button.answer[value={answer}]")
        if not choice.count():
            choice = page.locator("button.answer[value=other], button.answer[value=elsewhere]")
        go_by(choice.first)
    press(page, re.compile("Record 1 crime"))
    expect(page.locator(".notification")).to_contain_text(re.compile(r"Recorded: C/\d+/\d\d"))
    page.goto(recorded)
    expect(page.get_by_role("main")).to_contain_text("accepted: a crime was recorded")

    # Both are among what was judged, with the logs behind.
    after = ways(page, demonstration)
    right, judged = before.get(REJECTED, (0, 0))
    assert after[REJECTED] == (right, judged + 1)
    right, judged = before.get(RECORDED, (0, 0))
    assert after[RECORDED][0] > right
    assert after[RECORDED][1] > judged
    follow(page, REJECTED)
    expect(page.get_by_role("table")).to_contain_text(log)
    expect(page.get_by_role("table")).to_contain_text("The words mean something else")
    page.go_back()
    follow(page, RECORDED)
    expect(page.get_by_role("table")).to_contain_text("right")
    expect(page.get_by_role("table")).to_contain_text(re.compile(r"C/\d+/\d\d"))


def test_a_pattern_is_tried_and_switched(chromium, demonstration):
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    page = context.new_page()
    sign_in(page, demonstration, "registrar")
    page.goto(demonstration.at("/suspects/patterns/"))
    page.get_by_label("A text to try").fill("He grabbed her by the throat. She was not robbed.")
    press(page, "Try it")
    expect(page.get_by_role("main")).to_contain_text("The text tells of strangulation")
    assert violations(page) == ""
    follow(page, "Drugs", exact=True)
    page.get_by_label("Why?").fill("It finds the chemist's.")
    press(page, "Switch it off")
    expect(page.get_by_role("status")).to_contain_text("“Drugs” is off")
    assert violations(page) == ""
    page.get_by_label("Why?").fill("Mended.")
    press(page, "Switch it on")
    expect(page.get_by_role("main")).to_contain_text("It finds the chemist's.")
    context.close()
