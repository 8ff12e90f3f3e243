"""The page for the street, used as an officer uses it: what tests of it share."""

from playwright.sync_api import Page, expect

from crimerules.tree import Interview, walk
from tests.browser.conftest import Site, sign_in

PHRASE = "seven grey herons"
ACCOUNT = "He took my purse out of my bag while I was paying. — “Quick as a fish”, Zoë said 😢"


def set_up(page: Page, site: Site, username: str = "officer", *, signed_in: bool = False) -> None:
    if not signed_in:
        sign_in(page, site, username)
    page.goto(site.at("/field/"))
    page.get_by_label("Pass phrase for this device").fill(PHRASE)
    page.get_by_label("The same again").fill(PHRASE)
    page.get_by_role("button", name="Set up this device").click()
    expect(page.get_by_role("heading", name="What was reported?")).to_be_visible()
    # Until the service worker holds everything, the page needs signal.
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def simple_theft() -> list[str]:
    """The first short way through the questions that comes to a theft."""
    ways = (each for each in walk() if any(found[0] == "39" for found in each.expected()))
    return next(given(each) for each in ways)


def given(interview: Interview) -> list[str]:
    """The answers that somebody gives on this way: what is known already isn't asked."""
    words: list[str] = []
    here = Interview()
    held = [pair for act in interview.acts for pair in act]
    while not here.finished:
        done = sum(len(act) for act in here.acts)
        say = held[done][1]
        here = here.answer(say)
        words.append(say)
    return words


def answer_all(page: Page, words: list[str], *, begin: list[str] | None = None) -> None:
    """Give these answers, one a screen; `begin`: those that were given before."""
    here = Interview()
    for say in begin or ():
        here = here.answer(say)
    for say in words:
        screen = here.screen
        chosen = screen.answer(say)
        if chosen.say == "number":
            page.get_by_role("spinbutton").fill(say)
            page.get_by_role("button", name="Go on").click()
        else:
            page.get_by_role("button", name=chosen.text, exact=True).click()
        here = here.answer(say)
        comes = "Check and send" if here.finished else here.screen.asks
        expect(page.get_by_role("heading", name=comes, exact=True)).to_be_visible()


def write_report(
    page: Page, words: list[str], *, account: str = ACCOUNT, place: str = "12 Low Street"
) -> None:
    page.get_by_role("button", name="New report").click()
    page.get_by_label("What did they say happened?").fill(account)
    page.get_by_label("Where").fill(place)
    page.get_by_role("button", name="Go on").click()
    answer_all(page, words)
