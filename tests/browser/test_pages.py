"""Every page of the system, on a desk and on a telephone: accessible by the rules that a machine can check, without
scripts or inline styles, and without scrolling sideways at 320 pixels (400 % zoom on a desk).

A clean run means "no detectable violation"; docs/explanation/accessibility lists what a person has to check.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.urls import URLResolver, get_resolver
from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE, Site, sign_in
from tests.browser.going import enter
from tests.browser.made import make_all
from tests.browser.pages import FILES, FOLDED, MORE, PAGES, POSTS, STREET
from tests.browser.sound import DESK, TELEPHONE, barriers, made_of, sized

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
def uploads(windows, demonstration, tmp_path_factory) -> dict[str, int]:
    return make_all(windows, demonstration, tmp_path_factory.mktemp("uploads"))


@pytest.fixture(scope="module")
def windows(chromium, demonstration):
    """One signed-in window for each person."""
    opened: dict[str, Page] = {}

    def window(who: str) -> Page:
        if who not in opened:
            context = chromium.new_context(locale="en-GB")
            context.set_default_timeout(PATIENCE)
            opened[who] = context.new_page()
            if who:
                sign_in(opened[who], demonstration, who)
        return opened[who]

    yield window
    for page in opened.values():
        page.context.close()


def look(windows, site: Site, uploads, name: str, size: tuple[int, int] = DESK) -> Page:
    path, who = {**PAGES, **MORE}[name]
    page = windows(who)
    sized(page, size)
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


@contextmanager
def listening(page: Page) -> Iterator[tuple[list[str], list[str]]]:
    """What the browser complains of while this lasts, and what it fetches."""
    said: list[str] = []
    loaded: list[str] = []

    def hear(message):
        if message.type == "error" or "Content Security Policy" in message.text:
            said.append(message.text)

    def note(request):
        loaded.append(request.url)

    page.on("console", hear)
    page.on("request", note)
    try:
        yield said, loaded
    finally:
        page.remove_listener("console", hear)
        page.remove_listener("request", note)


@pytest.mark.one_store
@pytest.mark.parametrize("name", [*PAGES, *MORE])
def test_every_page(windows, demonstration, uploads, name):
    """No script, no inline style, nothing that the policy had to stop, one heading, a title, a language, no twin ids; and no
    barrier, whether it is looked at on a desk, on a telephone or at 400 percent."""
    path, who = {**PAGES, **MORE}[name]
    with listening(windows(who)) as (said, loaded):
        page = look(windows, demonstration, uploads, name)
    # Chromium itself says that the error pages are errors.
    assert [text for text in said if "the server responded with a status" not in text] == []
    assert all(url.startswith(demonstration.url) for url in loaded)
    public = path.startswith("/report/")
    made = made_of(page)
    # The menu stands twice, for wide and for narrow screens; one of them is there.
    assert made.pop("current pages") in (0, 1)
    # Partners' own pages are in the language that their reader asked for, as the public's are.
    asked = public or (path.startswith("/partners/") and "/organisations/" not in path)
    spoken = "cy" if name.endswith("in Welsh") else "en" if asked else "en-GB"
    assert made.pop("language").removesuffix("-gb") == spoken
    assert made == {
        "own scripts": int(name == "audit-reading"),
        "other scripts": 0,
        "styles in the page": 0,
        "laid out as of old": False,
        "headings of level 1": 1,
        "names given twice": [],
    }
    # What the public and partners see bears the force's name.
    ending = " - Anyshire Police" if asked else " - onrecord"
    assert page.title().endswith(ending)
    assert barriers(page) == []


@pytest.mark.one_store
def test_what_is_wrong_with_a_page_is_found(page):
    """One fault for each thing that is looked for; those that only a narrow screen shows stand in the way there alone."""
    sound = "<!doctype html><html lang=en><title>A page</title><main><h1>A page</h1><p>Words</p>{}</main>"
    narrow = "<style>@media (min-width: 400px) {{ .narrow {{ display: none }} }}</style><p class=narrow>{}</p>"
    page.set_content(sound.format(""))
    assert barriers(page) == []
    for wrong, at in {
        "<p style='color: #bbb'>Hard to read</p>": {"1280", "360"},
        "<details><summary>More</summary><input></details>": {"1280", "360"},
        narrow.format("<img src='data:,'>"): {"360"},
        "<p style='position: absolute; left: 0; width: 330px'>Too wide</p>": {"330"},
        "<div class=scroll tabindex=0>Of no name</div>": {"<div"},
    }.items():
        page.set_content(sound.format(wrong))
        assert {each.split()[0] for each in barriers(page)} == at, wrong
    page.set_content("<h1 id=a style='margin: 0'>One</h1><h1 id=a>Two</h1><script></script>")
    made = made_of(page)
    assert made["headings of level 1"] == 2
    assert made["names given twice"] == ["a"]
    assert made["other scripts"] == made["styles in the page"] == 1
    assert made["language"] == ""
    assert made["laid out as of old"]


@pytest.mark.one_store
@pytest.mark.parametrize("name", FOLDED)
def test_a_telephone_shows_rows_before_the_filter_is_unfolded(
    windows, demonstration, uploads, name
):
    """The filter is one line until it is wanted; the keyboard opens it, and a set filter stays open."""
    page = look(windows, demonstration, uploads, name, TELEPHONE)
    fold, row = page.locator("details.fold"), page.locator(FOLDED[name])
    assert row.first.bounding_box()["y"] < 800
    button = page.get_by_role("button", name="Filter", exact=True)
    assert not button.is_visible()
    page.locator("details.fold > summary").focus()
    page.keyboard.press("Space")
    expect(button).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('details.fold form') !== null")
    enter(page)
    # Nothing was asked, so it is folded again; a value keeps it in sight.
    assert fold.get_attribute("open") is None
    page.goto(page.url.split("?")[0] + "?department=nobody")
    assert fold.get_attribute("open") is not None
    assert button.is_visible()


@pytest.mark.one_store
def test_printing_leaves_the_frame_out(windows, demonstration, uploads):
    page = look(windows, demonstration, uploads, "audit-estimate")
    page.emulate_media(media="print")
    try:
        assert not page.locator("header.top").is_visible()
        assert not page.locator("nav.places").is_visible()
        assert page.get_by_text("recording rate").first.is_visible()
        assert page.locator("svg.interval-plot").is_visible()
    finally:
        page.emulate_media(media="screen")


def test_files_come_as_files(windows, demonstration, uploads):
    page = windows("registrar")
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
