"""From a published inspection to a published response: the chief officer answers and sends the comments, the commissioner's office
writes, is warned of a name, signs off and publishes, and corrects it afterwards. The force on a telephone without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import Site, sign_in

pytestmark = pytest.mark.browser

PLACE = "/improvement/responses/invented-second/"


def window(chromium, site: Site, who: str, width: int, scripts: bool) -> Page:
    """A signed-in window. The rules of accessibility are a script, so the one that is checked has scripts."""
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, locale="en-GB", java_script_enabled=scripts
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    sign_in(page, site, who)
    return page


def follow(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=name, exact=True).first.click()


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


def answer(page: Page, label: str, kind: str, words: str) -> None:
    follow(page, label)
    page.get_by_label(kind, exact=True).check()
    page.get_by_label("The action, or why there is none").fill(words)
    press(page, "Keep it")


def sign_and_publish(page: Page) -> None:
    follow(page, "Send it to be signed off")
    press(page, "Send it")
    follow(page, "Sign it off")
    press(page, "I have read it and sign it off")
    expect(page.get_by_text("You wrote in this response").first).to_be_visible()
    page.get_by_label("Why a writer signs it off").fill("One account in this demonstration.")
    press(page, "I have read it and sign it off")
    follow(page, "Publish it")
    press(page, "Publish it now")
    expect(page.get_by_text("Published. Now send it")).to_be_visible()


def test_from_published_inspection_to_published_response(chromium, demonstration):
    chief = window(chromium, demonstration, "chief", 360, scripts=False)
    chief.goto(demonstration.at(PLACE))
    follow(chief, "Recommendation 2")
    press(chief, "This is the force’s answer")
    chief.goto(demonstration.at(PLACE))
    follow(chief, "Send the force’s comments")
    chief.get_by_label("Comments on the whole report").fill("The force accepts what was found.")
    press(chief, "Send them")
    expect(chief.get_by_text("The comments are with the commissioner.")).to_be_visible()
    # What the commissioner writes is not the force's to read before it is published.
    assert "I expect more of the force" not in chief.content()
    assert chief.goto(demonstration.at(f"{PLACE}draft/")).status == 403

    page = window(chromium, demonstration, "commissioner", 1280, scripts=True)
    page.goto(demonstration.at("/improvement/responses/"))
    follow(page, "Crime recording in the demonstration force: re-inspection (invented)")
    expect(page.get_by_text("The force accepts what was found.")).to_be_visible()
    follow(page, "Overall response")
    page.get_by_label("Overall response").fill(
        "I spoke with Jo Bloggs.\n\nMore is needed:\n- soon\n- well"
    )
    press(page, "Keep it")
    answer(page, "Recommendation 2", "No action, with reasons", "I agree with the force for now.")
    answer(page, "Recommendation 3", "Action proposed", "I ask for a figure each quarter.")
    answer(page, "Area for improvement 1", "Action taken", "My office saw the new guidance.")
    follow(page, "What may be about a person")
    expect(page.get_by_role("heading", name="Jo Bloggs")).to_be_visible()
    assert not violations(page)
    page.goto(demonstration.at(f"{PLACE}do/review/"))
    press(page, "Send it")
    expect(page.get_by_text("may be the name of a person").first).to_be_visible()
    page.goto(demonstration.at(PLACE))
    follow(page, "Overall response")
    page.get_by_label("Overall response").fill(
        "I spoke with victims.\n\nMore is needed:\n- soon\n- well"
    )
    press(page, "Keep it")
    sign_and_publish(page)

    follow(page, "Version 1")
    assert not violations(page)
    for words in (
        "Inadequate",
        "The force keeps the recommendation under review until: the new control system is in use.",
        "No action has been taken and none is proposed, for these reasons.",
        "The force accepts what was found.",
    ):
        expect(page.get_by_text(words, exact=True).first).to_be_visible()
    for form, begins in (
        ("docx", b"PK"),
        ("odt", b"PK"),
        ("pdf", b"%PDF-1.7"),
        ("html", b"<!doctype"),
    ):
        got = page.request.get(demonstration.at(f"{PLACE}versions/1/response.{form}"))
        assert got.body().startswith(begins), form
    with page.expect_navigation():
        page.get_by_role(
            "link", name=re.compile("Write down that it was sent to Secretary")
        ).click()
    page.get_by_label("How").fill("by e-mail")
    press(page, "Keep it")
    expect(page.get_by_text(re.compile("by e-mail"))).to_be_visible()

    page.goto(demonstration.at(PLACE))
    follow(page, "Correct what is published")
    page.get_by_label("Why it is corrected").fill("A word was missing.")
    press(page, "Begin the correction")
    sign_and_publish(page)
    chief.goto(demonstration.at(f"{PLACE}versions/1/"))
    expect(chief.get_by_text("published, corrected since")).to_be_visible()
    chief.goto(demonstration.at(f"{PLACE}versions/2/"))
    expect(chief.get_by_text("A word was missing.").first).to_be_visible()
    for each in (chief, page):
        each.context.close()
