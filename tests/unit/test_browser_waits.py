"""No browser test asks about a page before it is there; and what is taken for asking too early."""

import pytest

from tests.browser.waits import in_the_browser_tests, too_early

HELPERS = """
def follow(page, name):
    with page.expect_navigation():
        page.get_by_role("link", name=name).click()

def facts(page):
    return page.locator("dd").all_inner_texts()

def shown(page):
    return facts(page)

def place(number):
    return f"/logs/{number}/"
"""


def test_no_browser_test_asks_too_early():
    assert [f"{name}, line {line}: {what}" for name, line, what in in_the_browser_tests()] == []


@pytest.mark.parametrize(
    "words",
    [
        'page.get_by_role("button", name="Keep it").click()\nassert page.locator("li").count() == 2',
        'page.get_by_role("button", name="Keep it").click()\nheading = page.locator("h1").inner_text()',
        'page.get_by_role("button", name="Keep it").click()\nnumber = page.url.split("/")[-2]',
        # Whatever was sent may never arrive.
        'page.get_by_role("button", name="Keep it").click()\npage.goto("/")',
        'page.keyboard.press("Enter")\npage.keyboard.press("Tab")',
        'page.locator("tbody a").first.click()\nfound = shown(page)',
        'page.locator("tbody a").first.click()\nfollow(page, "Next")\nlink.click()\npage.go_back()',
        # One heading is there, but the rows below it may not be.
        'page.locator("a").click()\nexpect(page.locator("h1")).to_be_visible()\nrows = page.locator("tr").all()',
        # The round before ends with a click.
        'while "/questions/" in page.url:\n    page.locator("button.answer").click()',
        'if more:\n    page.locator("a.more").click()\nassert not page.locator("a").count()',
        'with page.expect_navigation():\n    pass\npage.locator("a").click()\nassert page.title() == "Logs"',
    ],
)
def test_asked_too_early(words):
    assert too_early(_test(words), HELPERS) != []


@pytest.mark.parametrize(
    "words",
    [
        'follow(page, "Next")\nassert page.locator("li").count() == 2',
        'with page.expect_navigation():\n    page.locator("a").click()\nheading = page.locator("h1").inner_text()',
        'page.locator("a").click()\nexpect(page.locator("h1")).to_have_text("Logs")\nexpect(page.locator("li")).to_have_count(2)',
        'page.locator("a").click()\npage.wait_for_url("**/logs/")\nrows = page.locator("tr").all()',
        'page.locator("a").click()\npage.get_by_label("Why?").fill("So.")\npage.locator("button").click()',
        'page.locator("a").click()\nfollow(page, "Next")\nfound = shown(page)',
        # Unfolded in its place.
        'page.locator("details summary").click()\nassert page.locator("form").is_visible()',
        'page.keyboard.press("Space")\nassert page.locator("form").is_visible()',
        'with page.expect_download() as caught:\n    page.locator("a").click()\nrows = page.locator("tr").all()',
    ],
)
def test_asked_in_time(words):
    assert too_early(_test(words), HELPERS) == []


def test_a_helper_leaves_a_page_that_is_there():
    helper = 'def send(page):\n    page.get_by_role("button", name="Send").click()\n'
    assert too_early(helper) == [(2, "the end of send")]
    assert too_early(helper + "    page.wait_for_url('**/sent/')\n") == []


def test_pages_with_scripts_change_in_their_place():
    words = 'page.locator("button").click()\nexpect(page.locator("h1")).to_be_visible()\nrows = page.locator("tr").count()'
    assert too_early(_test(words), whole=False) == []
    assert too_early(_test(words.replace("expect", "print")), whole=False) != []


def _test(words: str) -> str:
    return "def test_something(page):\n    " + words.replace("\n", "\n    ") + "\n"
