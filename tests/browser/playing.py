"""The player of a recording, as somebody at a keyboard meets it: what tests of it share."""

import time

from playwright.sync_api import Page


def player(page: Page, what: str):
    return page.locator("audio").first.evaluate(f"audio => audio.{what}")


def play(page: Page) -> None:
    """As somebody at a keyboard would."""
    page.locator("audio").first.focus()
    page.keyboard.press("Space")


def until(page: Page, condition: str) -> None:
    """Asked again and again from here: the page's policy lets no script wait inside it."""
    end = time.monotonic() + 20
    while not page.locator("audio").first.evaluate(f"audio => {condition}"):
        assert time.monotonic() < end, condition
        page.wait_for_timeout(50)
