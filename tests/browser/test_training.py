"""Training and messages as their people meet them: a learner's five cards, and from a finding to a picture on a lock screen
and a campaign."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from onrecord.training.cards import deck
from tests.browser.accepting import accept_one
from tests.browser.conftest import Site, sign_in
from tests.browser.going import enter, follow, go_by, press

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(serve) -> Site:
    """A force of its own: other tests count findings of the shared one."""
    return serve("demo", "--days", "8", "--calls-per-day", "60")


@pytest.mark.one_store
def test_five_cards_by_keyboard_on_a_telephone(chromium, site):
    context = chromium.new_context(viewport={"width": 320, "height": 640}, locale="en-GB")
    context.set_default_timeout(20_000)
    page = context.new_page()
    sign_in(page, site, "officer")
    page.locator("details.menu summary").click()
    follow(page, "Training", exact=True)
    follow(page, "Answer five cards")
    by_title = {}
    for card in deck().values():
        by_title.setdefault((card.title, card.asks), card)
    rights = 0
    for number in range(1, 6):
        expect(page.get_by_text(f"Card {number} of 5")).to_be_visible()
        title = page.locator("h1").inner_text().split("\n")[-1].strip()
        card = by_title[title, page.locator("form legend").inner_text()]
        for line in card.known:
            expect(page.get_by_role("listitem").filter(has_text=line).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        # The first is answered wrongly, the others rightly; by keyboard alone.
        wrong = next(each.value for each in card.choices if each.value != card.answer)
        value = wrong if number == 1 else card.answer
        page.locator(f"input[name=choice][value='{value}']").focus()
        page.keyboard.press("Space")
        enter(page)
        heading = page.locator("h1").inner_text()
        assert heading.startswith("Right:") == (number != 1)
        assert card.words_of(card.answer) in heading
        rights += heading.startswith("Right:")
        assert re.search(r"p{1,2}\. \d", page.locator(".panel").inner_text())
        if number < 5:
            follow(page, f"Next card ({number + 1} of 5)")
    follow(page, "That was five: see your results")
    rows = page.get_by_role("table", name="Your results").locator("tbody tr")
    expect(rows.first).to_be_visible()
    told = [row.locator("td").all_inner_texts() for row in rows.all()]
    assert sum(int(row[0]) for row in told) == rights == 4
    assert sum(int(row[1]) for row in told) == 5
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


def test_from_a_finding_to_a_lock_screen_and_a_campaign(page, site):
    sign_in(page, site, "supervisor")
    accept_one(page, site)
    _switch(page, site, "registrar")
    follow(page, "Messages", exact=True)
    row = page.get_by_role("row").filter(has_text="Recording waited for proof")
    expect(row).to_contain_text("1 of 1")
    go_by(row.get_by_role("link", name="Make a message"))
    headline = page.get_by_label("Headline")
    expect(headline).to_have_value("Belief is enough. Record it.")
    expect(page.get_by_label("Rule and page")).to_have_value(re.compile(r"2026/27, p\. 7"))
    # A person edits it; what names somebody isn't taken.
    page.get_by_label("What to do").fill("Ask PC 4711 how.")
    press(page, "Keep the draft")
    expect(page.get_by_role("alert")).to_contain_text("names nobody")
    page.get_by_label("What to do").fill("The victim says it happened? Record it today.")
    headline.fill("Believe. Record. Today.")
    press(page, "Keep the draft")
    page.wait_for_url(re.compile(r"/messages/\d+/$"))
    address = page.url
    expect(page.get_by_text("draft", exact=True)).to_be_visible()
    press(page, "I have read it: ready for use")
    expect(page.get_by_text("ready for use", exact=True)).to_be_visible()

    for size in ("1920x1080", "1080x1920", "2560x1440", "1366x768"):
        answer = page.request.get(f"{address}lock-{size}.png")
        assert answer.headers["content-type"] == "image/png"
        image = Image.open(io.BytesIO(answer.body()))
        image.load()
        assert f"{image.width}x{image.height}" == size
        colours = image.getcolors(maxcolors=image.width * image.height)
        most = max(count for count, _ in colours)
        # Mostly ground, but words are on it.
        assert 0.7 < most / (image.width * image.height) < 0.99
    shown = page.locator(".message-preview img")
    # A picture that is drawn for the first time may come after everything else.
    expect(shown).to_have_js_property("complete", True)
    expect(shown).to_have_js_property("naturalWidth", 1366)
    for paper in ("A4", "A3"):
        href = page.get_by_role("link", name=f"{paper} poster").get_attribute("href")
        assert page.request.get(site.at(href)).body().startswith(b"%PDF")

    follow(page, "Plan a campaign")
    page.get_by_label("Force Response").check()
    page.get_by_label("Last day").fill(page.get_by_label("First day").input_value())
    press(page, "Write it down")
    page.wait_for_url(re.compile(r"/campaigns/\d+/$"))
    expect(page.get_by_text("until then nothing can be said")).to_be_visible()
    expect(page.get_by_text("a campaign is no trial")).to_be_visible()

    # Those for whom it is meant see it, and their next new card is about it.
    _switch(page, site, "calltaker")
    follow(page, "Training", exact=True)
    expect(page.get_by_text("Believe. Record. Today.").first).to_be_visible()
    follow(page, "Show the message")
    expect(page.get_by_role("heading", level=1)).to_have_text("Believe. Record. Today.")
    assert page.locator("script, [style], nav").count() == 0


def _switch(page: Page, site: Site, who: str) -> None:
    page.goto(site.at("/"))
    press(page, "Sign out")
    sign_in(page, site, who)
