"""Finding something with the keyboard alone, from any page."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, sign_in
from tests.browser.going import enter, follow, press

pytestmark = pytest.mark.browser


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")


@pytest.mark.parametrize("width", [1280, pytest.param(320, marks=pytest.mark.one_store)])
def test_from_the_box_in_the_header_to_the_log(page: Page, demonstration: Site, width):
    page.set_viewport_size({"width": width, "height": 700})
    sign_in(page, demonstration, "registrar")
    page.goto(demonstration.at("/crimes/"))
    for _ in range(6):
        page.keyboard.press("Tab")
        if focused(page) == "quick-find":
            break
    assert focused(page) == "quick-find"
    page.keyboard.type("door")
    enter(page)
    expect(page).to_have_url(demonstration.at("/find/?q=door"))
    asked = page.get_by_role("textbox", name="What to look for")
    expect(asked.or_(page.get_by_role("searchbox", name="What to look for")).first).to_have_value(
        "door"
    )
    expect(page.locator("mark", has_text="door").first).to_be_visible()
    logs = (
        page.get_by_role("region", name="Logs").or_(page.locator("section", has_text="Logs")).first
    )
    first = logs.get_by_role("link").first
    name = first.inner_text()
    first.focus()
    enter(page)
    expect(page).to_have_url(re.compile(r"/logs/\d+/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def test_filters_are_links_that_keep_the_question(page: Page, demonstration: Site):
    sign_in(page, demonstration, "registrar")
    page.goto(demonstration.at("/find/?q=door"))
    follow(page, "Text only")
    page.get_by_text("Filters", exact=True).click()
    follow(page, "Closed", exact=True)
    expect(page.get_by_label("What to look for")).to_have_value("door")
    expect(page).to_have_url(demonstration.at("/find/?q=door&kind=text&state=closed"))
    # Other words, the same filters.
    page.get_by_label("What to look for").fill("window")
    press(page, "Find")
    assert "kind=text" in page.url
    assert "state=closed" in page.url
    page.get_by_role("link", name="Next page").or_(page.locator("mark")).first.wait_for()


def test_an_officer_sees_whose_logs_are_looked_through(page: Page, demonstration: Site):
    sign_in(page, demonstration, "officer")
    page.goto(demonstration.at("/find/?q=door"))
    assert page.get_by_text("You find what belongs to the department").is_visible()
    page.get_by_text("Filters", exact=True).click()
    filters = page.get_by_role("navigation", name="Filters")
    assert filters.get_by_role("link", name="Closed", exact=True).is_visible()
    assert filters.get_by_text("Department").count() == 0
