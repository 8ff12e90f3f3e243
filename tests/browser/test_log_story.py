"""A domestic call as a call-taker meets it: the log opened and kept with the keyboard alone, on a desk and on a telephone;
and a session that ends while they write."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import sign_in
from tests.browser.going import enter, go_by, press

pytestmark = pytest.mark.browser

FIRST = "He has just hit me in the face and he's kicking the door. My little boy saw it."


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the element with this name (its label or its words) has the keyboard."""
    for _ in range(80):
        page.keyboard.press("Tab")
        held = page.evaluate(
            "(() => { const it = document.activeElement;"
            " return ((it.labels && it.labels.length ? it.labels[0] : it).textContent || '').trim(); })()"
        )
        if held == name:
            return
    pytest.fail(f"the keyboard never comes to {name!r}")


def command(page: Page, line: str) -> str:
    """Type a command where the keyboard is, and return what the page says."""
    page.keyboard.type(line)
    enter(page)
    said = page.locator("#said")
    expect(said).to_be_visible()
    words = said.inner_text().strip()
    # The keyboard is back in the field, and a screen reader reads what was done with it.
    field = page.locator("#id_line")
    expect(field).to_be_focused()
    assert "said" in (field.get_attribute("aria-describedby") or "").split()
    expect(field).to_have_value("")
    return words


@pytest.mark.parametrize("width", [1280, pytest.param(360, marks=pytest.mark.one_store)])
def test_a_log_is_opened_and_kept_with_the_keyboard_alone(page, demonstration, width, tmp_path):
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page, demonstration, "calltaker")
    page.goto(demonstration.at("/"))
    tab_to(page, "Open a log")
    enter(page)
    expect(page).to_have_url(re.compile(r"/logs/open/$"))
    # Sent too early: the page says what is missing, and the keyboard is at the summary.
    tab_to(page, "First account, word for word")
    page.keyboard.type(FIRST)
    tab_to(page, "Open the log")
    enter(page)
    expect(page.get_by_role("alert")).to_contain_text("Choose how it was reported")
    expect(page.locator(".error-summary")).to_be_focused()
    tab_to(page, "How was it reported? Choose how it was reported")
    enter(page)
    source = page.get_by_label("How was it reported?")
    expect(source).to_be_focused()
    page.keyboard.type("999")
    expect(source).to_have_value("999 call")
    expect(page.get_by_label("First account, word for word")).to_have_value(FIRST)
    tab_to(page, "Caller")
    page.keyboard.type("Zoë Ó Briain")
    tab_to(page, "The caller is the victim")
    page.keyboard.press("Space")
    tab_to(page, "Open the log")
    enter(page)
    expect(page).to_have_url(re.compile(r"/logs/\d+/(#.*)?$"))
    log = page.url
    tab_to(page, "Command")
    assert command(page, "q domestic") == "Qualifier added: domestic abuse."
    assert command(page, "g 1") == "The call grade is 1 Emergency."
    assert command(page, "p suspect Mark 36").startswith("Mark (p2) is written down")
    assert command(page, "t h bruise under the left eye") == "Harm is assessed."
    assert command(page, "r TU21") == "TU21 assigned."
    assert command(page, "a! Zoë: I fell, he never touched me").startswith("The account")
    main = page.get_by_role("main")
    expect(main).to_contain_text(FIRST)
    expect(page.get_by_role("heading", name="Later accounts")).to_be_visible()
    # All at the same moment: the page still rolls to what was just said.
    at = dict(page.locator("h2").evaluate_all("all => all.map(each => [each.textContent.trim(), each.getBoundingClientRect().top])"))  # fmt: skip
    assert at["First account"] <= at["Later accounts"] < at["Entries"]
    if width == 1280:
        assert abs(at["First account"] - at["Later accounts"]) < 5, (
            "a later account stands beside the first"
        )
    # Wrong: the line is still there, the keyboard too.
    page.keyboard.type("r TU21 dancing")
    enter(page)
    field = page.locator("#id_line")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value("r TU21 dancing")
    expect(field).to_be_focused()
    expect(main).to_contain_text("says nothing of TU21")
    assert page.title().startswith("Error: ")
    # The list of commands.
    page.keyboard.press("Control+A")
    page.keyboard.type("?")
    enter(page)
    expect(page.get_by_role("table", name="Commands")).to_be_visible()
    expect(page.locator("#id_line")).to_be_focused()
    command(page, "r TU21 clear")
    page.keyboard.type("close opened in error")
    enter(page)
    expect(main).to_contain_text("A later account says otherwise than the first one")
    # It reports a crime: without the crime, or the rationale, no words close it.
    page.keyboard.press("End")
    page.keyboard.type("; she was asked again alone")
    enter(page)
    expect(field).to_have_value("close opened in error; she was asked again alone")
    expect(field).to_be_focused()
    expect(main).to_contain_text("This log reports a crime on its face")
    expect(main).not_to_contain_text("A later account says otherwise than the first one.")
    expect(page.get_by_role("button", name="Decide what must be recorded")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.screenshot(path=tmp_path / "kept.png", full_page=True)
    assert not violations(page)
    # Back and send again: it is written once.
    page.goto(log)
    expect(main.get_by_text("bruise under the left eye")).to_have_count(2)  # entry and assessment


def test_a_session_that_ends_while_somebody_writes(page, context, demonstration):
    sign_in(page, demonstration, "calltaker")
    page.goto(demonstration.at("/logs/open/"))
    page.get_by_label("How was it reported?").select_option("Officer")
    page.get_by_label("First account, word for word").fill(
        "Told at the door: “he took my bike”. 🚲"
    )
    context.clear_cookies(name="sessionid")
    press(page, "Open the log")
    expect(page.get_by_text("Nothing that you wrote is lost")).to_be_visible()
    assert not violations(page)
    page.get_by_label("User name").fill("calltaker")
    page.get_by_label("Password").fill("every-report-on-record")
    go_by(page.get_by_role("main").get_by_role("button", name="Sign in"))
    expect(page.get_by_role("heading", name="What you wrote is still here")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Told at the door: “he took my bike”. 🚲")
    assert not violations(page)
    press(page, "Send it now")
    expect(page).to_have_url(re.compile(r"/logs/\d+/(#.*)?$"))
    expect(page.get_by_role("main")).to_contain_text("Told at the door: “he took my bike”. 🚲")
