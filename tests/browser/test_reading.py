"""The reading screen in a real browser: number keys, branches, no mouse; and everything again without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import Site, sign_in
from tests.browser.going import follow, press

pytestmark = pytest.mark.browser


def make(page: Page, site: Site, name: str, programme: str, size: int) -> None:
    sign_in(page, site, "registrar")
    page.goto(site.at(f"/audits/new/?programme={programme}"))
    page.get_by_label("Name").fill(name)
    page.get_by_label("How many logs will you read?").fill(str(size))
    page.get_by_label("Seed").fill("4 4 2 6")
    press(page, "Work out the width")
    press(page, "Freeze and draw the sample")
    follow(page, "Begin to read")
    expect(page.get_by_role("heading", name="Your reading")).to_be_visible()


def chosen(page: Page, question: str) -> str | None:
    return page.evaluate(
        "q => document.querySelector(`input[name='q-${q}']:checked`)?.value || null", question
    )


@pytest.mark.one_store
def test_keys_answer_skip_what_does_not_apply_and_save(page, demonstration):
    make(page, demonstration, "Timeliness by keys", "timeliness", 100)
    # Off until turned on: a digit does nothing.
    page.keyboard.press("1")
    assert chosen(page, "first-report") is None
    switch = page.get_by_role("button", name="Turn number keys on")
    switch.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Turn number keys off")).to_be_visible()
    page.keyboard.press("1")
    assert chosen(page, "first-report") == "yes"
    # The focus is on the next question; "no" leads on to two more.
    page.keyboard.press("2")
    assert chosen(page, "within-24") == "no"
    expect(page.locator("[data-question=exception]")).to_be_visible()
    page.keyboard.press(",")
    page.keyboard.press("1")
    assert chosen(page, "within-24") == "yes"
    expect(page.locator("[data-question=exception]")).to_be_hidden()
    assert violations(page) == ""
    # In a box the keys are letters.
    page.get_by_label("Why, if it is not plain").focus()
    page.keyboard.type("1s?")
    expect(page.get_by_label("Why, if it is not plain")).to_have_value("1s?")
    page.keyboard.press("Shift+Tab")
    before = page.url
    page.keyboard.press("s")
    page.wait_for_url(lambda url: url != before)
    expect(page.get_by_text("1 read").first).to_be_visible()
    # The device remembers; 0 is "cannot be decided".
    page.keyboard.press("0")
    assert chosen(page, "first-report") == "unclear"


@pytest.mark.one_store
def test_keys_are_listed_changed_and_put_back(page, demonstration):
    make(page, demonstration, "Keys", "timeliness", 100)
    page.get_by_role("button", name="Turn number keys on").click()
    expect(page.get_by_role("button", name="Turn number keys off")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_label("Save and next", exact=True).last).to_be_visible()
    assert violations(page) == ""
    key = page.get_by_label("Park it", exact=True).last
    key.fill("s")
    key.press("Tab")
    expect(page.locator("#keys-said")).to_contain_text("is the key for “Save and next” already")
    key.fill("x")
    key.press("Tab")
    expect(page.locator("#keys-said")).to_contain_text("is now x")
    page.reload()
    before = page.url
    page.keyboard.press("x")
    page.wait_for_url(lambda url: url != before)
    expect(page.get_by_text("is parked")).to_be_visible()


def test_without_scripts_the_page_does_all_of_it(chromium, demonstration):
    context = chromium.new_context(
        java_script_enabled=False, viewport={"width": 320, "height": 800}
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    make(page, demonstration, "Without scripts", "inspection-cdi", 400)
    expect(page.locator("#keys")).to_be_hidden()
    page.get_by_text("Name the crimes, or ask the rules").click()
    press(page, "Ask the rules which crimes these are")
    expect(page.get_by_role("heading", name="What the rules say")).to_be_visible()
    page.locator("input[name=say]").first.check()
    press(page, "Answer", exact=True)
    expect(page.get_by_role("button", name="One back")).to_be_visible()
    press(page, "Stop asking")
    page.get_by_label("No crime that should have been recorded").check()
    press(page, "Save and next")
    expect(page.get_by_role("alert")).to_contain_text("This question has no answer yet")
    page.locator("[data-question=reason-written]").get_by_label(
        "Nothing in it suggests a crime"
    ).check()
    press(page, "Save and next")
    page.wait_for_url(re.compile(r"/logs/\d+/$"))
    expect(page.get_by_text("1 read").first).to_be_visible()
    context.close()
