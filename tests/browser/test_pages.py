"""Every page of the system, on a desk and on a telephone: accessible by the rules that a machine can check, without
scripts or inline styles, and without scrolling sideways at 320 pixels (400 % zoom on a desk).

A clean run means "no detectable violation"; docs/explanation/accessibility lists what a person has to check.
"""

import pytest
from django.urls import URLResolver, get_resolver
from playwright.sync_api import Page

from tests.browser.axe import violations
from tests.browser.conftest import Site, sign_in
from tests.browser.made import make_all
from tests.browser.pages import FILES, FOLDED, MORE, PAGES, POSTS, STREET

pytestmark = pytest.mark.browser


def names(patterns=None) -> set[str]:
    found = set()
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        # Addresses for other programs are no pages; tests/integration/test_api_described.py has them all.
        if not str(pattern.pattern).startswith("api/"):
            inner = isinstance(pattern, URLResolver)
            found |= names(pattern.url_patterns) if inner else {pattern.name}
    return found


def test_no_page_is_left_out():
    assert names() == set(PAGES) | FILES | POSTS | STREET


@pytest.fixture(scope="module")
def uploads(chromium, demonstration, tmp_path_factory) -> dict[str, int]:
    return make_all(chromium, demonstration, tmp_path_factory.mktemp("uploads"))


@pytest.fixture(scope="module")
def windows(chromium, demonstration):
    """One signed-in window for each person and width."""
    opened: dict[tuple[str, int], Page] = {}

    def window(who: str, width: int) -> Page:
        if (who, width) not in opened:
            context = chromium.new_context(viewport={"width": width, "height": 800}, locale="en-GB")
            context.set_default_timeout(20_000)
            page = context.new_page()
            if who:
                sign_in(page, demonstration, who)
            opened[who, width] = page
        return opened[who, width]

    yield window
    for page in opened.values():
        page.context.close()


def look(windows, site: Site, uploads, name: str, width: int) -> Page:
    path, who = {**PAGES, **MORE}[name]
    page = windows(who, width)
    answer = page.goto(site.at(path.format(**uploads)))
    assert answer is not None
    expected = {
        "no such page": 404,
        "on line: an address that leads nowhere": 404,
        "not allowed": 403,
        "a page of the force, for a partner": 403,
    }.get(name, 200)
    assert answer.status == expected, (name, answer.status)
    assert page.url == site.at(path.format(**uploads)), f"{name} led elsewhere"
    return page


def path_of(name: str) -> str:
    return {**PAGES, **MORE}[name][0]


@pytest.mark.one_store
@pytest.mark.parametrize("name", [*PAGES, *MORE])
def test_on_a_desk(windows, demonstration, uploads, name):
    """No script, no inline style, nothing that the policy had to stop, one heading, a title, a language, no twin ids;
    and no barrier."""
    page = windows({**PAGES, **MORE}[name][1], 1280)
    said: list[str] = []
    loaded: list[str] = []

    def hear(message):
        if message.type == "error" or "Content Security Policy" in message.text:
            said.append(message.text)

    def note(request):
        loaded.append(request.url)

    page.on("console", hear)
    page.on("request", note)
    look(windows, demonstration, uploads, name, 1280)
    page.remove_listener("console", hear)
    page.remove_listener("request", note)
    # The reading screen has one script, this server's own, for its keys (test_reading.py).
    own = "script[src='/static/audit/reading.js']"
    assert page.locator(own).count() == (name == "audit-reading")
    assert page.locator(f"script:not({own}), style, [style]").count() == 0
    # Chromium itself says that the error pages are errors.
    assert [text for text in said if "the server responded with a status" not in text] == []
    assert all(url.startswith(demonstration.url) for url in loaded)
    assert page.locator("h1").count() == 1
    public = path_of(name).startswith("/report/")
    nowhere = name == "on line: an address that leads nowhere"
    # What the public sees bears the force's name; an address that leads nowhere says nothing of anybody.
    ending = (
        "There is nothing here" if nowhere else " - Anyshire Police" if public else " - onrecord"
    )
    assert page.title().endswith(ending)
    # Partners' own pages are in the language that their reader asked for, as the public's are.
    asked = public or (
        path_of(name).startswith("/partners/") and "/organisations/" not in path_of(name)
    )
    spoken = "cy" if name.endswith("in Welsh") else "en" if asked else "en-GB"
    assert (page.locator("html").get_attribute("lang") or "").removesuffix("-gb") == spoken
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(element => element.id)")
    assert len(ids) == len(set(ids))
    # The menu stands twice, for wide and for narrow screens; one of them is there.
    assert page.locator("[aria-current=page]:visible").count() <= 1
    assert not violations(page)


@pytest.mark.one_store
@pytest.mark.parametrize("name", [*PAGES, *MORE])
def test_on_a_telephone_and_at_400_percent(windows, demonstration, uploads, name):
    page = look(windows, demonstration, uploads, name, 360)
    assert not violations(page)
    page.set_viewport_size({"width": 320, "height": 640})
    try:
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        # What is wider is in a region that scrolls by itself, has a name and takes the keyboard's focus.
        for region in page.locator(".scroll").all():
            assert region.get_attribute("tabindex") == "0"
            assert region.get_attribute("aria-label")
    finally:
        page.set_viewport_size({"width": 360, "height": 800})


@pytest.mark.one_store
@pytest.mark.parametrize("name", FOLDED)
def test_a_telephone_shows_rows_before_the_filter_is_unfolded(
    windows, demonstration, uploads, name
):
    """The filter is one line until it is wanted; the keyboard opens it, and a set filter stays open."""
    page = look(windows, demonstration, uploads, name, 360)
    fold, row = page.locator("details.fold"), page.locator(FOLDED[name])
    assert row.first.bounding_box()["y"] < 800
    button = page.get_by_role("button", name="Filter", exact=True)
    assert not button.is_visible()
    page.locator("details.fold > summary").focus()
    page.keyboard.press("Enter")
    assert button.is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('details.fold form') !== null")
    # Waiting for the load state alone may still see the page that is being left.
    with page.expect_navigation():
        page.keyboard.press("Enter")
    # Nothing was asked, so it is folded again; a value keeps it in sight.
    assert fold.get_attribute("open") is None
    page.goto(page.url.split("?")[0] + "?department=nobody")
    assert fold.get_attribute("open") is not None
    assert button.is_visible()


@pytest.mark.one_store
def test_printing_leaves_the_frame_out(windows, demonstration, uploads):
    page = look(windows, demonstration, uploads, "audit-estimate", 1280)
    page.emulate_media(media="print")
    try:
        assert not page.locator("header.top").is_visible()
        assert not page.locator("nav.places").is_visible()
        assert page.get_by_text("recording rate", exact=False).first.is_visible()
        assert page.locator("svg.interval-plot").is_visible()
    finally:
        page.emulate_media(media="screen")


def test_files_come_as_files(windows, demonstration, uploads):
    page = windows("registrar", 1280)
    for path, kind in {
        "/suspects/suspects.csv": "text/csv",
        "/audits/1/sample.csv": "text/csv",
        "/audits/1/sample.xlsx": "application/vnd.openxmlformats",
        "/audits/1/estimate.json": "application/json",
        "/audits/1/report.json": "application/json",
        "/audits/1/report.xlsx": "application/vnd.openxmlformats",
        "/audits/recompute_rate.py": "text/x-python",
        "/audits/redraw_sample.py": "text/x-python",
        "/maps/1/map.toml": "application/toml",
        f"/imports/{uploads['tried']}/refused.csv": "text/csv",
        f"/recordings/{uploads['recording']}/copy/": "audio/wav",
        f"/messages/{uploads['message']}/lock-1366x768.png": "image/png",
        f"/messages/{uploads['message']}/poster-a4.pdf": "application/pdf",
        f"/messages/{uploads['message']}/briefing.txt": "text/plain",
        "/improvement/meetings/2/packs/1.pdf": "application/pdf",
        "/improvement/meetings/1/minutes.docx": "application/vnd.openxmlformats",
        "/improvement/meetings/1/minutes.odt": "application/vnd.oasis.opendocument.text",
        "/improvement/meetings/papers/1/": "application/octet-stream",
    }.items():
        answer = page.request.get(demonstration.at(path))
        assert answer.status == 200, path
        assert answer.headers["content-type"].startswith(kind), path
        assert answer.headers["content-disposition"].startswith("attachment"), path
        assert answer.headers["x-content-type-options"] == "nosniff"
