"""From one page to the next. Whoever clicks and reads at once reads what happens to be there; these come back when the page that
was asked for is."""

import re

from playwright.sync_api import Locator, Page


def go_by(way: Locator) -> None:
    """Click on what leads to another page."""
    with way.page.expect_navigation():
        way.click()


def follow(page: Page, name: "str | re.Pattern[str]", *, exact: bool = False) -> None:
    go_by(page.get_by_role("link", name=name, exact=exact).first)


def press(page: Page, name: "str | re.Pattern[str]", *, exact: bool = False) -> None:
    go_by(page.get_by_role("button", name=name, exact=exact).first)


def enter(page: Page) -> None:
    """With the keyboard, where it is."""
    with page.expect_navigation():
        page.keyboard.press("Enter")
