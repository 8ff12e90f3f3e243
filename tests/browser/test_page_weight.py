"""What a telephone loads of reporting on line, as transferred: pages, style sheet, scripts, pictures, and the heads of all answers;
with what the browser keeps and without. A line of 2G carries some 5 kB a second."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_reporting_story import choose, press

pytestmark = [pytest.mark.browser, pytest.mark.one_store]
# Bytes. The first page brings the style sheet; each further one (the form sent, and the page after it) is a page alone.
FIRST, FURTHER = 16_000, 8_000


class Line:
    """Counts what comes over the line, by address, since it was last read."""

    def __init__(self, page: Page, keeps: bool) -> None:
        self.session = page.context.new_cdp_session(page)
        self.session.send("Network.enable")
        self.session.send("Network.setCacheDisabled", {"cacheDisabled": not keeps})
        self.urls: dict[str, str] = {}
        self.came: dict[str, int] = {}
        self.session.on("Network.requestWillBeSent", self._asked)
        self.session.on("Network.loadingFinished", self._done)

    def _asked(self, event: dict) -> None:
        # What answered with "go there instead" came over the line, too.
        if "redirectResponse" in event:
            self._add(
                event["redirectResponse"]["url"], event["redirectResponse"]["encodedDataLength"]
            )
        self.urls[event["requestId"]] = event["request"]["url"]

    def _done(self, event: dict) -> None:
        self._add(self.urls.get(event["requestId"], "?"), event["encodedDataLength"])

    def _add(self, url: str, size: float) -> None:
        name = re.sub(r"\?.*", "", url.split("/", 3)[-1])
        self.came[name] = self.came.get(name, 0) + int(size)

    def wait(self, page: Page, name: str) -> None:
        """Until this has come: a browser fetches a page's picture after the page."""
        for _ in range(50):
            if name in self.came:
                return
            page.wait_for_timeout(100)
        raise AssertionError(f"{name} did not come: {self.came}")

    def read(self) -> dict[str, int]:
        """What came; nothing that took no byte, since it was kept."""
        came, self.came = {name: size for name, size in self.came.items() if size}, {}
        return came


def weigh(browser, site, keeps: bool, scripts: bool) -> tuple[dict[str, int], list[dict[str, int]]]:
    """A shop theft from the first page to the receipt and the reporter's page."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="en-GB", java_script_enabled=scripts)  # fmt: skip
    context.set_default_timeout(20_000)
    page = context.new_page()
    line = Line(page, keeps)
    page.goto(site.at("/report/"), wait_until="load")
    line.wait(page, "static/onrecord.svg")
    first, further = line.read(), []
    choose(page, "Theft from a shop", "Begin")
    further.append(line.read())
    choose(page, "No")
    further.append(line.read())
    while not page.get_by_role("heading", name="Check your answers").count():
        if page.get_by_label("What happened?").count():
            page.get_by_label("What happened?").fill("Two bottles were taken. " * 40)
            press(page)
        elif page.get_by_role("button", name="Skip this question").count():
            press(page, "Skip this question")
        elif page.get_by_role("radio").count():
            page.get_by_role("radio").first.check()
            press(page)
        else:
            press(page)
        further.append(line.read())
    press(page, "Agree and send")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your report")
    further.append(line.read())
    page.goto(site.at("/report/status/"), wait_until="load")
    further.append(line.read())
    context.close()
    return first, further


@pytest.mark.parametrize("scripts", [False, True], ids=["no scripts", "scripts"])
def test_pages_are_light_on_a_line_of_2g(whole_browser, demonstration, scripts):
    first, further = weigh(whole_browser, demonstration, keeps=True, scripts=scripts)
    assert len(first) >= 2, first
    assert "static/onrecord.css" in first
    assert sum(first.values()) < FIRST, first
    assert len(further) > 12
    for each in further:
        # Nothing is asked for again that the browser has.
        assert not [name for name in each if name.startswith("static/")], each
        assert 0 < sum(each.values()) < FURTHER, each


def test_pages_are_light_where_a_browser_keeps_nothing(whole_browser, demonstration):
    first, further = weigh(whole_browser, demonstration, keeps=False, scripts=True)
    for each in (first, *further):
        assert "static/onrecord.css" in each
        assert sum(each.values()) < FIRST, each
