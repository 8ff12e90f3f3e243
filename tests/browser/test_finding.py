"""Finding something with the keyboard alone, from any page."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Site, sign_in

pytestmark = pytest.mark.browser


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")


@pytest.mark.parametrize("width", [1280, 320])
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
    page.keyboard.press("Enter")
    page.wait_for_url("**/find/?q=door")
    assert (
        page.get_by_role("textbox", name="What to look for")
        .or_(page.get_by_role("searchbox", name="What to look for"))
        .first.input_value()
        == "door"
    )
    assert page.locator("mark", has_text="door").first.is_visible()
    logs = (
        page.get_by_role("region", name="Logs").or_(page.locator("section", has_text="Logs")).first
    )
    first = logs.get_by_role("link").first
    name = first.inner_text()
    first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/logs/*/")
    assert name in page.get_by_role("heading", level=1).inner_text()


def test_filters_are_links_that_keep_the_question(page: Page, demonstration: Site):
    sign_in(page, demonstration, "registrar")
    page.goto(demonstration.at("/find/?q=door"))
    page.get_by_role("link", name="Text only").click()
    page.get_by_text("Filters", exact=True).click()
    page.get_by_role("link", name="Closed", exact=True).click()
    assert page.get_by_label("What to look for").input_value() == "door"
    assert page.url.endswith("/find/?q=door&kind=text&state=closed")
    # Other words, the same filters.
    page.get_by_label("What to look for").fill("window")
    page.get_by_role("button", name="Find").click()
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
