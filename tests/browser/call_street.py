"""Three crimes told at the door, on the page for the street: without signal, and sent when it returns, although the line breaks."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, Route, expect

from tests.browser.call_story import ANSWERS, CRIMES, MARK, PAT, RORY, TOLD, ZOE, Somebody, Watch
from tests.browser.going import follow
from tests.browser.street import PHRASE, answer_all, set_up


def told_at_the_door_without_signal(officer: Somebody, log: int) -> str:
    """The log is taken along; without signal three crimes are told, answered and kept; sent once when signal returns."""
    page = officer.page
    set_up(page, officer.site, "officer", signed_in=True)
    page = officer.go(f"/logs/{log}/")
    ref = page.locator("h1").inner_text().split("\n")[-1]
    expect(page.locator("#panel-decisions")).to_be_visible()
    officer.look("log")
    follow(page, "Take this log to the street")
    page.get_by_label("Pass phrase for this device").fill(PHRASE)
    watch = Watch(page)
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.get_by_role("button", name=f"New report about log {ref}")).to_be_visible()
    officer.look()
    officer.context.set_offline(True)
    page.get_by_role("button", name="New report about").click()
    expect(page.get_by_label("Log number, if there is one")).to_have_value(ref)
    page.get_by_label("What did they say happened?").fill(TOLD)
    page.get_by_label("Where").fill("12 Low Street")
    officer.look("told")
    page.get_by_role("button", name="Go on").click()
    watch.minutes_pass(4)
    first = ANSWERS.index("other-person")
    answer_all(page, ANSWERS[:first], begin=[])
    expect(
        page.get_by_role(
            "heading", name="Did anything else happen, to this person or to anybody else?"
        )
    ).to_be_visible()
    officer.look("anything-else")
    answer_all(page, ANSWERS[first:], begin=ANSWERS[:first])
    expect(page.get_by_role("heading", name="Check and send")).to_be_visible()
    comes_to = page.locator("main ul").first
    for crime in CRIMES:
        expect(comes_to.get_by_text(re.compile(rf"^{crime} .*\("))).to_have_count(1)
    # Several victims: each name is asked with what was done to them.
    expect(page.get_by_label("Name of victim 2")).to_have_accessible_description(
        re.compile(r"^Of: 105A Common assault")
    )
    page.get_by_label("Name of the victim").fill(ZOE)
    page.get_by_label("Name of victim 2").fill(RORY)
    page.get_by_label("Name of victim 3").fill(PAT)
    page.get_by_label("Name or description of the suspect").fill(MARK)
    officer.look("check")
    page.get_by_role("button", name="Keep and send").click()
    expect(page.get_by_role("status")).to_contain_text("No signal")
    expect(page.get_by_text("written and kept here")).to_have_count(1)
    officer.look("kept")
    watch.minutes_pass(21)
    with the_line_breaks_once(page):
        officer.context.set_offline(False)
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_role("heading", name=f"Log {ref}")).to_be_visible()
    expect(page.get_by_text("Nothing waits on this device.")).to_be_visible()
    expect(page.get_by_text(re.compile("^Recorded: C/"))).to_be_visible()
    # Sending again has nothing to send, and the next report is about something else.
    expect(page.get_by_role("button", name="New report", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Send now")).to_have_count(0)
    officer.look("sent")
    watch.ends()
    return ref


@contextmanager
def the_line_breaks_once(page: Page) -> Iterator[None]:
    """Signal returns and the device sends by itself: the report arrives, but the device never hears of it."""
    broken: list[str] = []

    def breaks(route: Route) -> None:
        if broken:
            route.continue_()
            return
        broken.append(route.request.url)
        route.fetch()
        route.abort("connectionreset")

    page.route("**/field/send/", breaks)
    yield
    until = time.monotonic() + 20
    while not broken:
        assert time.monotonic() < until, "the device didn't send by itself"
        page.wait_for_timeout(100)
    expect(page.get_by_role("status")).to_contain_text("No signal")
    expect(page.get_by_text("written and kept here")).to_have_count(1)
