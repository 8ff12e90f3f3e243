"""What every page is held to, whoever looks at it: on a desk, on a telephone, and at 400 % of a desk (320 pixels)."""

from typing import Any

from playwright.sync_api import Page

from tests.browser.axe import violations

DESK, TELEPHONE, NARROWEST = (1280, 800), (360, 800), (320, 640)
# The reading screen has one script, this server's own, for its keys (test_reading.py).
OWN = "/static/audit/reading.js"
# Asked in one go: each question by itself is a way to the browser and back.
MADE_OF = """own => {
    const all = words => [...document.querySelectorAll(words)], ids = all('[id]').map(each => each.id);
    return {
        "own scripts": all('script').filter(each => each.getAttribute('src') === own).length,
        "other scripts": all('script').filter(each => each.getAttribute('src') !== own).length,
        "styles in the page": all('style, [style]').length,
        "headings of level 1": all('h1').length,
        "names given twice": ids.filter((each, at) => ids.indexOf(each) !== at),
        "current pages": all('[aria-current=page]').filter(each => each.checkVisibility()).length,
        // Without a doctype what hangs over the edge isn't always told.
        "laid out as of old": document.compatMode !== 'CSS1Compat',
        "language": document.documentElement.lang,
    };
}"""
SCROLLS = """() => ({
    wide: document.documentElement.scrollWidth,
    unnamed: [...document.querySelectorAll('.scroll')]
        .filter(each => each.getAttribute('tabindex') !== '0' || !each.getAttribute('aria-label'))
        .map(each => each.outerHTML.slice(0, 200)),
})"""


def made_of(page: Page) -> dict[str, Any]:
    """What the page that is there is made of, as the browser has it."""
    return dict(page.evaluate(MADE_OF, OWN))


def barriers(page: Page) -> list[str]:
    """What bars somebody's way on the page that is there, at each width: looked at once, as wide as each of them."""
    found = []
    for size in (DESK, TELEPHONE):
        sized(page, size)
        if wrong := violations(page):
            found.append(f"{size[0]} pixels: {wrong}")
    return found + sideways(page)


def sideways(page: Page) -> list[str]:
    """What hangs over the edge of the narrowest screen. What is wider is in a region that scrolls by itself, has a name and takes
    the keyboard's focus."""
    sized(page, NARROWEST)
    found = page.evaluate(SCROLLS)
    wide = found["wide"] > NARROWEST[0]
    return [f"{found['wide']} pixels wide on {NARROWEST[0]}"] * wide + found["unnamed"]


def sized(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
