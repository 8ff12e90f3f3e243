"""The main job as a person meets it, from an empty installation to a rate: with the mouse, and with the keyboard alone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import Site, sign_in, wait_for_import
from tests.browser.going import enter, follow, press
from tests.integration import pages_world

pytestmark = pytest.mark.browser

NEW_PASSWORD = "three words that fit"


@pytest.fixture(scope="module")
def installation(serve) -> Site:
    """An empty, real installation, as `onrecord init` leaves it."""
    return serve("init")


def one_time_password(site: Site, username: str) -> str:
    found = re.search(rf"{username} .*?one-time password (\S+)", site.printed)
    assert found, site.printed
    return found.group(1)


def write_exports(folder: Path) -> tuple[Path, Path]:
    logs, crimes = folder / "logs-march.csv", folder / "crimes-march.csv"
    logs.write_text("\n".join(pages_world.log_lines()) + "\n", encoding="utf-8")
    crimes.write_text("\n".join(pages_world.crime_lines()) + "\n", encoding="utf-8")
    return logs, crimes


def take_in(page: Page, site: Site, path: Path, kind: str) -> None:
    page.goto(site.at("/"))
    follow(page, "Imports")
    follow(page, "Import a file")
    page.get_by_label(kind).check()
    page.get_by_label("File", exact=True).set_input_files(path)
    page.get_by_label("Source system").fill("storm")
    press(page, "Try it out")
    wait_for_import(page)
    expect(page.get_by_text("nothing has been taken in yet")).to_be_visible()
    before = page.url
    press(page, "Take it in")
    page.wait_for_url(lambda url: url != before)
    wait_for_import(page)
    expect(page.get_by_role("main").get_by_text("Taken in on")).to_be_visible()


def test_from_two_exports_to_a_rate(page, installation, tmp_path):
    logs, crimes = write_exports(tmp_path)
    # The first sign-in, with the one-time password that `onrecord init` printed.
    sign_in(page, installation, "registrar", one_time_password(installation, "registrar"))
    expect(page.get_by_role("heading", name="Change your password")).to_be_visible()
    assert page.locator("nav.places").count() == 0
    page.goto(installation.at("/logs/"))
    expect(page).to_have_url(installation.at("/password/"))
    page.get_by_label("Password you have now").fill(one_time_password(installation, "registrar"))
    page.get_by_label("New password", exact=True).fill("short")
    page.get_by_label("New password again").fill("short")
    press(page, "Change password")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    assert page.title().startswith("Error: ")
    page.get_by_label("Password you have now").fill(one_time_password(installation, "registrar"))
    page.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("New password again").fill(NEW_PASSWORD)
    press(page, "Change password")
    # An empty home says where to begin; it is no demonstration.
    page.get_by_role("link", name="Import your first export").wait_for()
    assert page.locator(".banner").count() == 0
    take_in(page, installation, logs, "Incident logs")
    expect(page.get_by_text("There is no such date or time")).to_be_visible()
    take_in(page, installation, crimes, "Crimes")
    # One log, with what was said of it and what was recorded.
    follow(page, "Logs", exact=True)
    page.get_by_text("Filter the list").click()
    page.get_by_label("Reference").fill("log-0000")
    press(page, "Filter")
    follow(page, "LOG-0000")
    expect(page.get_by_role("heading", name="Time-line")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Theft from the person")
    # The suspects: calls to read.
    follow(page, "Suspects")
    expect(page.get_by_role("main")).to_contain_text(
        "None of them is counted as an unrecorded crime"
    )
    first = page.locator("ol.cards > li").first
    expect(first).to_contain_text("score")
    # Plan an audit, see the width, freeze it.
    follow(page, "Audits")
    follow(page, "Make an audit")
    page.get_by_label("Programme").select_option("recording-of-logs")
    page.get_by_label("Name").fill("Recording accuracy, March")
    page.get_by_label("How many logs will you read?").fill("20")
    page.get_by_label("Seed").fill("dice: 4 4 2 6")
    press(page, "Work out the width")
    expect(page.get_by_role("heading", name="What to expect")).to_be_visible()
    press(page, "Freeze and draw the sample")
    expect(page.get_by_role("main")).to_contain_text("20 logs are drawn")
    follow(page, "Begin to read")
    read_all(page)
    # The rate, with its interval, and the proof of the draw.
    expect(page.get_by_role("main")).to_contain_text("Every log of this sample is read")
    rate = page.locator(".headline-value").inner_text()
    assert re.fullmatch(r"\d{1,3}\.\d\s%", rate), rate
    expect(page.locator("svg.interval-plot")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("drawn from 40 logs of every closing code")
    press(page, "Draw it again and compare")
    expect(page.get_by_role("status")).to_contain_text("the same logs, in the same order")
    assert violations(page) == ""
    # All of it is in the ledger, and every look was kept.
    follow(page, "Ledger")
    expect(page.get_by_role("heading", name="How anybody can check it")).to_be_visible()
    follow(page, "Who looked")
    expect(page.get_by_role("main")).to_contain_text("log:storm:LOG-0000")
    press(page, "Sign out")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def read_all(page: Page) -> None:
    """Read the sample as somebody would who goes by the words of the log."""
    for _ in range(20):
        page.get_by_role("heading", name="Your reading").wait_for()
        before = page.url
        said = page.locator(".log-text").inner_text()
        recorded = page.get_by_text("Crimes linked to this log").count()
        if "stolen" in said:
            page.get_by_label("One crime or more").check()
            page.get_by_label("Should be on record: All other").fill("1")
            page.get_by_label("Of these, are on record: All other").fill("1" if recorded else "0")
        elif "punched" in said:
            page.get_by_label("One crime or more").check()
            page.get_by_label("Should be on record: Violence").fill("1")
            page.get_by_label("Of these, are on record: Violence").fill("1" if recorded else "0")
        else:
            page.get_by_label("No crime that should have been recorded").check()
        press(page, "Save and next")
        page.wait_for_url(lambda url, before=before: url != before)


def tab_to(page: Page, words: str, most: int = 80) -> None:
    """Press Tab until the element with these words has the focus, and see that the focus shows."""
    for _ in range(most):
        page.keyboard.press("Tab")
        found = page.evaluate(
            """() => { const e = document.activeElement; if (!e || e === document.body) return null;
            const label = e.labels && e.labels.length ? e.labels[0].innerText : '';
            const style = getComputedStyle(e);
            const shows = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
            return {text: [e.innerText, label, e.value, e.getAttribute('aria-label')].join(' '), shows}; }"""
        )
        if found and words in found["text"]:
            assert found["shows"], f"nothing shows that {words!r} has the focus"
            return
    raise AssertionError(f"the keyboard doesn't reach {words!r}")


@pytest.mark.one_store
def test_signing_in_and_reading_with_the_keyboard_alone(page, demonstration):
    page.goto(demonstration.at("/sign-in/"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Skip to main content"
    enter(page)
    tab_to(page, "User name")
    page.keyboard.type("auditor")
    tab_to(page, "Password")
    page.keyboard.type("every-report-on-record")
    enter(page)
    expect(page).not_to_have_url(re.compile("/sign-in/"))
    tab_to(page, "Audits")
    enter(page)
    expect(page).to_have_url(demonstration.at("/audits/"))
    tab_to(page, "Make an audit")
    enter(page)
    expect(page).to_have_url(demonstration.at("/audits/new/"))
    tab_to(page, "Programme")
    page.keyboard.type("Recording of")
    tab_to(page, "Name")
    page.keyboard.type("By keyboard")
    tab_to(page, "How many logs")
    page.keyboard.press("Control+a")
    page.keyboard.type("40")
    tab_to(page, "Seed")
    page.keyboard.type("7")
    tab_to(page, "Work out the width")
    enter(page)
    expect(page.get_by_role("heading", name="What to expect")).to_be_visible()
    tab_to(page, "Freeze and draw the sample")
    enter(page)
    expect(page.get_by_text("logs are drawn")).to_be_visible()
    tab_to(page, "Begin to read")
    enter(page)
    expect(page.get_by_role("heading", name="Your reading")).to_be_visible()
    # A second skip link leads past the log to the questions.
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Skip to the questions"
    enter(page)
    tab_to(page, "No crime that should have been recorded", most=3)
    page.keyboard.press("ArrowDown")
    tab_to(page, "Should be on record: Violence", most=2)
    page.keyboard.type("1")
    enter(page)  # sends the form: the other number is missing
    expect(page.get_by_role("alert")).to_be_visible()
    # The summary of what is wrong has the focus, and leads to the field.
    expect(page.locator(":focus")).to_contain_text("There is a problem")
    page.keyboard.press("Tab")
    enter(page)
    expect(page.locator("#id_recorded_violence")).to_be_focused()
    expect(page.get_by_label("Should be on record: Violence")).to_have_value("1")
    page.keyboard.type("0")
    before = page.url
    enter(page)
    expect(page).not_to_have_url(before)
    expect(page.get_by_role("heading", name="Your reading")).to_be_visible()
    expect(page.get_by_text("1 read").first).to_be_visible()


def test_an_administrator_adds_somebody_who_then_signs_in(page, context, installation):
    sign_in(page, installation, "administrator", one_time_password(installation, "administrator"))
    page.get_by_label("Password you have now").fill(
        one_time_password(installation, "administrator")
    )
    page.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("New password again").fill(NEW_PASSWORD)
    press(page, "Change password")
    follow(page, "People")
    follow(page, "Add a person")
    page.get_by_label("User name").fill("sam")
    page.get_by_label("Supervisor. Checks decisions").check()
    page.get_by_label("Department", exact=True).fill("North")
    press(page, "Add this person")
    password = page.locator(".panel .mono").inner_text()
    press(page, "Sign out")
    sign_in(page, installation, "sam", password)
    expect(page.get_by_role("heading", name="Change your password")).to_be_visible()
