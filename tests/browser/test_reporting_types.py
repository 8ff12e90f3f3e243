"""A registrar adds a new type of offence on the page, without a script, and a member of the public finds it and uses it, in
English and in Welsh."""

import re
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from tests.browser import going
from tests.browser.axe import violations
from tests.browser.conftest import sign_in
from tests.welsh_pages import english_left

pytestmark = pytest.mark.browser
# Names in full: some begin as others do.
follow, press = partial(going.follow, exact=True), partial(going.press, exact=True)
WORDS = "Somebody dug up six rose bushes in the night and left the pots."
TITLE, WELSH_TITLE = "Plants stolen from a garden", "Planhigion wedi'u dwyn o ardd"


@pytest.fixture
def plain(chromium):
    """A browser that runs no script, on a telephone's screen."""
    context = chromium.new_context(
        viewport={"width": 320, "height": 720}, locale="en-GB", java_script_enabled=False
    )
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def choose(page: Page, label: str, button: str = "Continue") -> None:
    page.get_by_label(label, exact=True).check()
    press(page, button)


def tell_the_rules(page: Page, *answers: str) -> None:
    press(page, "Change what the rules are told")
    for answer in answers:
        choose(page, answer, "Tell the rules this")
    press(page, "Done with this")


def make_the_type(page: Page, demonstration) -> None:
    page.goto(demonstration.at("/reporting/types/"))
    going.follow(page, "Make a new type")
    press(page, "Change what it is called")
    page.get_by_label("What the public reads").fill(TITLE)
    page.get_by_label("One line under it").fill("Dug up, cut or carried away")
    page.get_by_label("Place in the list").fill("1")
    press(page, "Done with this")
    press(page, "Change what its log is opened with")
    page.get_by_label("Opening code", exact=True).select_option("Crime: theft")
    press(page, "Done with this")
    tell_the_rules(
        page, "The victim, or somebody who may speak for the business", "No, none of these",
        "Something was stolen, without breaking in", "Anything else",
    )  # fmt: skip
    press(page, "Add a question of its own")
    page.get_by_label("Question", exact=True).fill("Is somebody still there?")
    page.get_by_label("What is answered").select_option("yes or no")
    answer = page.get_by_role("group", name="Answer 1", exact=True)
    answer.get_by_label("What the reporter reads").fill("Yes")
    answer.get_by_label("Short name").fill("yes")
    answer.get_by_label("Stop page").select_option("Call 999 now")
    press(page, "Done with this")
    press(page, "Up question 7")
    press(page, "Change the Welsh")
    page.get_by_label(TITLE, exact=True).fill(WELSH_TITLE)
    press(page, "Done with this")


def test_a_registrar_adds_a_type_and_the_public_uses_it(plain, demonstration, chromium):
    page = plain
    sign_in(page, demonstration, "registrar")
    make_the_type(page, demonstration)
    # What it leads to, before anybody uses it.
    press(page, "Walk through it")
    ends = page.get_by_role("table", name="What it can lead to")
    expect(ends).to_contain_text("This leads to class 49, Theft if not classified elsewhere")
    choose(page, "Yes")
    expect(page.get_by_role("heading", name="They are stopped here: Call 999 now")).to_be_visible()
    press(page, "Back to changing it")
    press(page, "Keep this version")
    expect(page.get_by_text("is kept as version 1")).to_be_visible()

    public = chromium.new_context(viewport={"width": 360, "height": 740}, locale="en-GB")
    public.set_default_timeout(20_000)
    there = public.new_page()
    there.goto(demonstration.at("/report/"))
    expect(there.get_by_label(TITLE)).to_have_count(0)
    press(page, "Open it")
    there.goto(demonstration.at("/report/"))
    assert violations(there) == ""
    use_it(there, page)
    in_welsh(there, demonstration)
    assert public.cookies() == []
    public.close()

    # Closed again, nobody can choose it.
    press(page, "Close it")
    page.goto(demonstration.at("/report/"))
    expect(page.get_by_label(TITLE)).to_have_count(0)


def use_it(there: Page, registrar: Page) -> None:
    choose(there, TITLE, "Begin")
    choose(there, "No")
    there.get_by_label("What happened?").fill(WORDS)
    press(there, "Continue")
    for _ in range(2):
        press(there, "Skip this question")
    # A new type asks to whom it was done; with that the rules go on.
    choose(there, "Yes, to me")
    choose(there, "No, or I don't know")
    choose(there, "Somewhere else")
    choose(there, "No, that is all")
    # The registrar's own stop: it comes at once, and one may go on.
    expect(there.get_by_role("heading", level=1)).to_contain_text("Is somebody still there?")
    choose(there, "Yes")
    expect(there.get_by_role("heading", level=1)).to_contain_text("Call 999 now")
    assert violations(there) == ""
    going.follow(there, "I can't call: let me go on")
    press(there, "Skip this question")
    expect(there.get_by_role("heading", level=1)).to_contain_text("Check your answers")
    assert violations(there) == ""
    press(there, "Agree and send")
    expect(there.get_by_role("heading", level=1)).to_contain_text("We have your report")
    ref = there.locator(".reference").first.inner_text()
    assert re.match(r"R\d{8}-\d+", ref)


def in_welsh(there: Page, demonstration) -> None:
    """The same type in Welsh: the registrar's Welsh where there is one, what has none marked as English."""
    there.goto(demonstration.at("/report/"))
    going.follow(there, "Cymraeg")
    expect(there.locator("html")).to_have_attribute("lang", "cy")
    expect(there.get_by_role("note")).to_contain_text("ddrafft peiriant")
    expect(there.get_by_text("Dug up, cut or carried away")).to_have_attribute("lang", "en")
    assert english_left(there.content(), names=("Anyshire Police",)) == []
    assert violations(there) == ""
    choose(there, WELSH_TITLE, "Dechrau")
    choose(there, "Nac oes", "Parhau")
    assert violations(there) == ""
    there.get_by_label("Beth ddigwyddodd?").fill("Cafodd rhosod eu dwyn.")
    press(there, "Parhau")
    expect(there.locator("html")).to_have_attribute("lang", "cy")
    assert there.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.one_store
def test_every_kind_of_page_is_sound_in_welsh(chromium, demonstration):
    """axe, on a telephone, from the first page to what became of the report."""
    context = chromium.new_context(viewport={"width": 320, "height": 720}, locale="cy")
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(demonstration.at("/report/?lang=cy"))
    page.get_by_label("Dwyn o siop", exact=True).check()
    press(page, "Dechrau")
    wrong: dict[str, str] = {}
    seen = 0
    for _ in range(40):
        name = page.url.rstrip("/").split("/")[-1]
        if found := violations(page):
            wrong[name] = found
        if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            wrong[f"{name} is too wide"] = ""
        seen += 1
        if name == "check":
            break
        if page.get_by_role("button", name="Hepgor y cwestiwn hwn").count() and name != "reporter":
            press(page, "Hepgor y cwestiwn hwn")
            continue
        boxes = page.get_by_role("radio")
        if boxes.count():
            boxes.first.check()
        elif page.locator("textarea").count():
            page.locator("textarea").first.fill("Cymerodd rhywun ddwy botel o'r silff.")
        press(page, "Parhau")
    press(page, "Cytuno ac anfon")
    for name in ("receipt", "status"):
        if found := violations(page):
            wrong[name] = found
        if name == "receipt":
            ref, secret = page.locator(".reference").all_inner_texts()[:2]
            page.goto(demonstration.at("/report/status/?lang=cy"))
            page.get_by_label("Rhif yr adroddiad").fill(ref)
            page.get_by_label("Eich cod cyfrinachol").fill(secret)
            press(page, "Dangos fy adroddiad")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mae eich adroddiad gennym")
    assert wrong == {}
    assert seen > 10
    context.close()
