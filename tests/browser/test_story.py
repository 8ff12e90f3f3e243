"""The main job as a person meets it, from an empty installation to a rate: with the mouse, and with the keyboard alone."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.axe import TAGS
from tests.browser.conftest import Site, sign_in, wait_for_import
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
    page.get_by_role("link", name="Imports").click()
    page.get_by_role("link", name="Import a file").click()
    page.get_by_label(kind).check()
    page.get_by_label("File", exact=True).set_input_files(path)
    page.get_by_label("Source system").fill("storm")
    page.get_by_role("button", name="Try it out").click()
    wait_for_import(page)
    expect(page.get_by_text("nothing has been taken in yet")).to_be_visible()
    before = page.url
    page.get_by_role("button", name="Take it in").click()
    page.wait_for_url(lambda url: url != before)
    wait_for_import(page)
    expect(page.get_by_role("main").get_by_text("Taken in on", exact=False)).to_be_visible()


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
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    assert page.title().startswith("Error: ")
    page.get_by_label("Password you have now").fill(one_time_password(installation, "registrar"))
    page.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("New password again").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Change password").click()
    # An empty home says where to begin; it is no demonstration.
    page.get_by_role("link", name="Import your first export").wait_for()
    assert page.locator(".banner").count() == 0
    take_in(page, installation, logs, "Incident logs")
    expect(page.get_by_text("There is no such date or time")).to_be_visible()
    take_in(page, installation, crimes, "Crimes")
    # One log, with what was said of it and what was recorded.
    page.get_by_role("link", name="Logs", exact=True).click()
    page.get_by_text("Filter the list").click()
    page.get_by_label("Reference").fill("log-0000")
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("link", name="LOG-0000").click()
    expect(page.get_by_role("heading", name="Time-line")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Theft from the person")
    # The suspects: calls to read.
    page.get_by_role("link", name="Suspects").click()
    expect(page.get_by_role("main")).to_contain_text(
        "None of them is counted as an unrecorded crime"
    )
    first = page.locator("ol.cards > li").first
    expect(first).to_contain_text("score")
    # Plan an audit, see the width, freeze it.
    page.get_by_role("link", name="Audits").click()
    page.get_by_role("link", name="Make an audit").click()
    page.get_by_label("Programme").select_option("recording-of-logs")
    page.get_by_label("Name").fill("Recording accuracy, March")
    page.get_by_label("How many logs will you read?").fill("20")
    page.get_by_label("Seed").fill("dice: 4 4 2 6")
    page.get_by_role("button", name="Work out the width").click()
    expect(page.get_by_role("heading", name="What to expect")).to_be_visible()
    page.get_by_role("button", name="Freeze and draw the sample").click()
    expect(page.get_by_role("main")).to_contain_text("20 logs are drawn")
    page.get_by_role("link", name="Begin to read").click()
    read_all(page)
    # The rate, with its interval, and the proof of the draw.
    expect(page.get_by_role("main")).to_contain_text("Every log of this sample is read")
    rate = page.locator(".headline-value").inner_text()
    assert re.fullmatch(r"\d{1,3}\.\d\s%", rate), rate
    expect(page.locator("svg.interval-plot")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("drawn from 40 logs of every closing code")
    page.get_by_role("button", name="Draw it again and compare").click()
    expect(page.get_by_role("status")).to_contain_text("the same logs, in the same order")
    assert (
        not Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).violations_count
    )
    # All of it is in the ledger, and every look was kept.
    page.get_by_role("link", name="Ledger").click()
    expect(page.get_by_role("heading", name="How anybody can check it")).to_be_visible()
    page.get_by_role("link", name="Who looked").click()
    expect(page.get_by_role("main")).to_contain_text("log:storm:LOG-0000")
    page.get_by_role("button", name="Sign out").click()
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
        page.get_by_role("button", name="Save and next").click()
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


def test_signing_in_and_reading_with_the_keyboard_alone(page, demonstration):
    page.goto(demonstration.at("/sign-in/"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Skip to main content"
    page.keyboard.press("Enter")
    tab_to(page, "User name")
    page.keyboard.type("auditor")
    tab_to(page, "Password")
    page.keyboard.type("every-report-on-record")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    tab_to(page, "Audits")
    page.keyboard.press("Enter")
    page.wait_for_url(demonstration.at("/audits/"))
    tab_to(page, "Make an audit")
    page.keyboard.press("Enter")
    page.wait_for_url(demonstration.at("/audits/new/"))
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
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="What to expect").wait_for()
    tab_to(page, "Freeze and draw the sample")
    page.keyboard.press("Enter")
    page.get_by_text("logs are drawn").wait_for()
    tab_to(page, "Begin to read")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Your reading").wait_for()
    # A second skip link leads past the log to the questions.
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Skip to the questions"
    page.keyboard.press("Enter")
    tab_to(page, "No crime that should have been recorded", most=3)
    page.keyboard.press("ArrowDown")
    tab_to(page, "Should be on record: Violence", most=2)
    page.keyboard.type("1")
    page.keyboard.press("Enter")  # sends the form: the other number is missing
    page.get_by_role("alert").wait_for()
    # The summary of what is wrong has the focus, and leads to the field.
    assert "There is a problem" in page.evaluate("document.activeElement.innerText")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_recorded_violence"
    assert page.get_by_label("Should be on record: Violence").input_value() == "1"
    page.keyboard.type("0")
    before = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before and "/logs/" in url)
    page.get_by_role("heading", name="Your reading").wait_for()
    expect(page.get_by_text("1 read", exact=False).first).to_be_visible()


def test_an_administrator_adds_somebody_who_then_signs_in(page, context, installation):
    sign_in(page, installation, "administrator", one_time_password(installation, "administrator"))
    page.get_by_label("Password you have now").fill(
        one_time_password(installation, "administrator")
    )
    page.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("New password again").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Change password").click()
    page.get_by_role("link", name="People").click()
    page.get_by_role("link", name="Add a person").click()
    page.get_by_label("User name").fill("sam")
    page.get_by_label("Supervisor. Checks decisions").check()
    page.get_by_label("Department", exact=True).fill("North")
    page.get_by_role("button", name="Add this person").click()
    password = page.locator(".panel .mono").inner_text()
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, installation, "sam", password)
    expect(page.get_by_role("heading", name="Change your password")).to_be_visible()
