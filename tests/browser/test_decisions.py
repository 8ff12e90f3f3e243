"""Deciding what must be recorded, as an officer does it on a phone and a reviewer at a desk; interactions are counted.

An interaction is a tap or click, or a field that is filled in. ONRECORD_SHOTS=FOLDER keeps the pictures.
"""

import os
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import Site, sign_in
from tests.browser.going import follow, go_by, press

pytestmark = pytest.mark.browser

MOST_FOR_A_SHOP_THEFT = 12
MOST_FOR_NO_CRIME = 6
PLAIN = ("No", "No, or not known", "No, none of these", "No, nothing else")


class Hand:
    """Taps and types, and counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def tap(self, locator) -> None:
        """What is ticked or unfolded in its place."""
        locator.click()
        self.count += 1

    def go(self, locator) -> None:
        """What leads to another page."""
        go_by(locator)
        self.count += 1

    def type(self, locator, text: str) -> None:
        locator.fill(text)
        self.count += 1

    def answer(self, name: str) -> None:
        """Tap the answer whose words begin so, and see the page that it leads to."""
        button = self.page.locator("button.answer").filter(has_text=re.compile(rf"^\s*{name}"))
        self.go(button.first)

    def shot(self, name: str) -> None:
        wanted = os.environ.get("ONRECORD_SHOTS")
        if wanted:
            path = Path(wanted) / f"{name}-{self.page.viewport_size['width']}.png"
            self.page.screenshot(path=path, full_page=True)


def asked(page: Page) -> str:
    return page.locator("h1").inner_text().split("\n")[-1]


def at_the_questions(page: Page) -> bool:
    return "/questions/" in page.url


@pytest.fixture(params=[1280, pytest.param(360, marks=pytest.mark.one_store)])
def officer(request, chromium, demonstration) -> Page:
    context = chromium.new_context(
        viewport={"width": request.param, "height": 780}, locale="en-GB", java_script_enabled=False
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    sign_in(page, demonstration, "officer")
    yield page
    context.close()


def shop_theft(hand: Hand) -> None:
    """From the home page through the questions to the answer."""
    page = hand.page
    hand.go(page.get_by_role("button", name="Decide what must be recorded"))
    hand.shot("question")
    said = {
        "Who told the police?": "The victim",
        "What happened?": "Something was stolen",
        "What was stolen?": "Anything else",
        "Where was it when it was stolen?": "In a shop",
    }
    while at_the_questions(page):
        hand.answer(said.get(asked(page), "No"))


def test_a_shop_theft_in_few_interactions(officer, demonstration):
    page = officer
    page.goto(demonstration.at("/"))
    hand = Hand(page)
    hand.shot("decide-home")
    shop_theft(hand)
    assert asked(page) == "Record 1 crime"
    hand.shot("answer")
    hand.type(page.get_by_label("Victim"), "Corner Shop Ltd")
    hand.go(page.get_by_role("button", name="Record 1 crime"))
    expect(page.get_by_role("heading", name="Recording decision")).to_be_visible()
    assert re.search(r"Recorded: C/\d+/\d\d", page.locator(".notification").inner_text())
    hand.shot("recorded")
    assert hand.count <= MOST_FOR_A_SHOP_THEFT, hand.count


def first_log(page: Page, site: Site) -> None:
    """One of days ago: in what has just come on line something may press, and then more is asked for."""
    day = date.today() - timedelta(days=2)
    page.goto(site.at(f"/logs/?state=none&until={day}"))
    go_by(page.locator("tbody th a").first)
    expect(page.get_by_role("heading", name="Recording decision")).to_be_visible()


def test_not_a_crime_with_its_rationale_in_few_interactions(officer, demonstration):
    page = officer
    first_log(page, demonstration)
    hand = Hand(page)
    hand.shot("log-panel")
    hand.go(page.get_by_role("link", name="Not a crime: give the rationale"))
    hand.shot("no-crime")
    hand.tap(page.get_by_label("Credible evidence that it didn't happen is at hand now"))
    hand.tap(page.get_by_label("CCTV, body-worn or other video"))
    hand.tap(page.get_by_label("An officer or member of staff"))
    hand.tap(page.get_by_label("Told by telephone"))
    hand.go(page.get_by_role("button", name="Keep this decision"))
    page.get_by_text("The rationale is kept with the log").wait_for()
    assert page.get_by_text("On the balance").or_(page.get_by_text("credible evidence")).count()
    hand.shot("rationale-kept")
    assert hand.count <= MOST_FOR_NO_CRIME, hand.count


def withdraw(page: Page) -> None:
    follow(page, "Withdraw this decision")
    page.get_by_label("Why?").fill("Tried out.")
    press(page, "Withdraw")
    expect(page.get_by_text("It is kept, with your reason")).to_be_visible()


@pytest.mark.one_store
def test_the_back_button_and_a_changed_answer(officer, demonstration):
    page = officer
    page.goto(demonstration.at("/"))
    hand = Hand(page)
    shop_theft(hand)
    page.go_back()
    page.go_back()
    assert at_the_questions(page)
    page.get_by_text("your answer").first.wait_for()
    page.goto(page.url.split("/questions/")[0] + "/")
    follow(page, "Go on with it")
    page.get_by_text("Answers so far").click()
    go_by(page.get_by_role("link", name=re.compile("Change the answer to: Where was it")))
    hand.answer("Anywhere else")
    while at_the_questions(page):
        hand.answer("No")
    assert asked(page) == "Record 1 crime"
    assert "(" not in asked(page)
    assert page.locator(".cards").get_by_text("49", exact=True).count()
    withdraw(page)


def test_a_way_out_choosing_otherwise_and_the_registrar(officer, demonstration, chromium):
    page = officer
    page.goto(demonstration.at("/"))
    hand = Hand(page)
    shop_theft(hand)
    go_by(page.get_by_role("link", name=re.compile("^Choose otherwise")).first)
    page.get_by_label("Look for an offence").fill("theft vehicle")
    press(page, "Look")
    hand.shot("otherwise")
    assert not violations_without_scripts(page, chromium)
    page.get_by_label(re.compile(r"\(45,")).first.check()
    page.get_by_label("Why do you choose otherwise?").fill("It was in his van outside.")
    press(page, "Choose this")
    page.get_by_text("You chose otherwise than the rules").wait_for()
    hand.shot("answer-otherwise")
    press(page, "Record 1 crime")
    page.get_by_role("heading", name="Chosen otherwise than the rules").wait_for()
    url = page.url
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    desk = context.new_page()
    sign_in(desk, demonstration, "registrar")
    desk.goto(demonstration.at("/reviews/"))
    Hand(desk).shot("reviews")
    desk.goto(url)
    desk.get_by_text("Whoever decided chose otherwise than the rules.").wait_for()
    Hand(desk).shot("decision")
    assert not violations(desk)
    desk.get_by_label("In words, if you give it back").fill("Then say so in the log.")
    press(desk, "Give it back")
    desk.get_by_text("Reviewed: given back").wait_for()
    context.close()
    page.goto(demonstration.at("/decisions/"))
    page.get_by_text("Then say so in the log.").first.wait_for()


def violations_without_scripts(page: Page, chromium) -> str:
    """axe needs scripts, which this window doesn't run: look at the same page in another one."""
    context = chromium.new_context(
        viewport=page.viewport_size, locale="en-GB", storage_state=page.context.storage_state()
    )
    other = context.new_page()
    other.goto(page.url)
    found = violations(other)
    context.close()
    return found


def test_a_domestic_log_has_its_first_account_at_the_top(officer, demonstration):
    page = officer
    page.goto(demonstration.at("/logs/"))
    opening = page.get_by_label("Opening code")
    domestic = [text for text in opening.locator("option").all_text_contents() if "omestic" in text]
    page.goto(demonstration.at(f"/logs/?opening={domestic[0]}&state=none"))
    go_by(page.locator("tbody th a").first)
    account = page.locator(".log-text").first.inner_text()
    hand = Hand(page)
    hand.go(page.get_by_role("button", name="Decide what must be recorded"))
    words = page.locator(".first-words").inner_text()
    assert account.split()[:5] == words.split("“")[1].split()[:5]
    first = page.locator(".first-words").bounding_box()
    question = page.locator("h1").bounding_box()
    assert first is not None
    assert question is not None
    assert first["y"] < question["y"]
    assert page.get_by_role("heading", name="The victim’s first account").count() == 1
    hand.shot("domestic")
    withdraw(page)


def test_a_desk_has_its_worklist_and_first_answers(officer, demonstration):
    page = officer
    page.goto(demonstration.at("/desks/domestic-abuse/"))
    Hand(page).shot("desk")
    press(page, "Decide without a log")
    assert asked(page) != "Who told the police?"
    page.get_by_text("Answers so far").click()
    assert page.locator(".given").get_by_text("Who told the police?").count()
