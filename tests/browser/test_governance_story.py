"""From finding to answer, the whole chain with its people: a published inspection is entered, its recommendations are answered and
planned for, an action brings its evidence, an audit and a figure are attached, the gold group reads its pack, the force comments,
the commissioner's response is written, warned of a name, signed off, published and corrected, and the published proof leads to it.
The chief officer works on a telephone without scripts. And a board from its call to the next agenda.
"""

import re
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser import going
from tests.browser.axe import violations
from tests.browser.conftest import Site, sign_in
from tests.browser.going import go_by

pytestmark = pytest.mark.browser
# Names in full: some begin as others do.
follow, press = partial(going.follow, exact=True), partial(going.press, exact=True)

TITLE = "Recording of theft (invented)"
REPORT = """Cause of concern
Anyshire Police doesn't record all reports of theft (invented).

Recommendation 1
Within three months, the force should record every theft that is reported.

Recommendation 2
Within six months, the Home Office should say what counts as theft.

Area for improvement
The force should immediately tell its staff.
"""
ACTION = "Show how many incident logs bear a supervisor's entry"


@pytest.fixture(scope="module")
def site(serve) -> Site:
    """A force of its own: its register is counted, and its meetings are looked at by their numbers."""
    return serve("demo", "--days", "8", "--calls-per-day", "60")


@pytest.fixture
def window(chromium, site):
    """A window of its own for each person. The rules of accessibility are a script, so the one that is checked has scripts."""
    opened = []

    def open_for(who: str = "", width: int = 1280, scripts: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 800}, locale="en-GB", java_script_enabled=scripts
        )
        context.set_default_timeout(20_000)
        opened.append(context)
        page = context.new_page()
        if who:
            sign_in(page, site, who)
        return page

    yield open_for
    for context in opened:
        context.close()


def test_from_a_published_inspection_to_the_published_proof(window, site):
    today = timezone.localdate()
    registrar = window("registrar")
    inspection = _entered(registrar, today)
    chief = window("chief", 360, scripts=False)
    _planned(chief, today)
    _done_with_evidence(window("supervisor"), site, today)
    _audit_and_figure_attached(registrar, inspection)
    commissioner = window("commissioner")
    place = _invited(commissioner, site)
    _in_the_pack(chief, site, today)
    _commented(chief, site, place)
    outside = window()
    # What is being written is nobody's to read outside, and the force doesn't read it either.
    assert outside.goto(site.at(f"/responses/of/{place.split('/')[-2]}/")).status == 404
    assert chief.goto(site.at(f"{place}draft/")).status == 403
    _written(commissioner, site, place)
    _signed_and_published(commissioner)
    _as_published(commissioner, site, place)
    _proof_published(registrar, site)
    _read_outside(outside, site)
    _corrected(commissioner, site, place)
    outside.goto(site.at(f"/responses/of/{place.split('/')[-2]}/1/"))
    expect(outside.get_by_text("This version was corrected.")).to_be_visible()
    follow(outside, "version 2")
    expect(outside.get_by_text("A word was missing.").first).to_be_visible()


def _entered(page: Page, today) -> str:
    """The report with a figure, its recommendations pasted, the force's answer drafted. Returns the page of the report."""
    follow(page, "Improvement")
    going.follow(page, "Enter an inspection")
    page.get_by_label("Title of the report").fill(TITLE)
    page.get_by_label("Published on").fill((today - timedelta(days=10)).isoformat())
    page.get_by_label("Overall judgement").select_option("hmicfrs-2021|Requires improvement")
    press(page, "Keep it")
    where = page.url
    going.follow(page, "Add a figure")
    page.get_by_label("What it is of").fill("Theft recorded")
    page.get_by_label("Figure, in per cent").fill("78.2")
    page.get_by_label("Plus and minus, in points").fill("2.87")
    press(page, "Keep it")
    expect(page.get_by_role("table", name="Figures of the report")).to_contain_text("795")
    going.follow(page, "Bring its recommendations")
    page.get_by_label("Text of the report").fill(REPORT)
    press(page, "Show what is understood")
    expect(page.get_by_text("4 things, in the order of the text")).to_be_visible()
    # To whom each is addressed is asked, and what the words say is offered.
    asked = page.get_by_label("Addressed to")
    assert [asked.nth(at).input_value() for at in range(4)] == ["", "", "the Home Office", ""]
    press(page, "Keep what is ticked")
    expect(page.get_by_role("heading", name="Addressed to others")).to_be_visible()
    follow(page, "Recommendation 1")
    going.follow(page, "The force's answer")
    page.get_by_label("accepted", exact=True).check()
    page.get_by_label("In the force's words").fill("We shall.")
    press(page, "Keep it")
    expect(page.get_by_text("no chief officer has said so yet")).to_be_visible()
    return where


def _planned(page: Page, today) -> None:
    """A chief officer makes the draft the force's answer, and plans for it; the deadline of the action is moved once."""
    follow(page, "force's answer: Recommendation 1", exact=False)
    press(page, "This is the force’s answer")
    expect(page.get_by_text("no chief officer has said so yet")).to_have_count(0)
    follow(page, "Plans")
    follow(page, "Crime recording: force plan")
    going.follow(page, "Add an action")
    page.get_by_label("What is to be done").fill("Every theft is asked about again.")
    page.get_by_label("For the recommendation").select_option(label=f"Recommendation 1, {TITLE}")
    page.get_by_label("Due on").fill((today + timedelta(days=5)).isoformat())
    page.get_by_label("Owner").select_option(label="Sam Supervisor (supervisor)")
    press(page, "Keep it")
    expect(page.get_by_role("table", name="Actions")).to_contain_text("Every theft")


def _done_with_evidence(page: Page, site: Site, today) -> None:
    page.goto(site.at("/my-day/"))
    follow(page, re.compile("Action 2 of Crime recording: force plan"))
    going.follow(page, "Attach a change that was made")
    page.get_by_label("What was changed").fill("The form asks for the theft.")
    page.get_by_label("From which day it works so").fill((today - timedelta(days=1)).isoformat())
    press(page, "Keep it")
    going.follow(page, "Say how far it is")
    page.get_by_role("radio", name=re.compile("^done")).check()
    page.get_by_label("Words", exact=True).fill("It is asked in every call.")
    press(page, "Keep it")
    expect(page.get_by_role("table", name="Evidence")).to_contain_text("The form asks")
    page.goto(site.at("/improvement/plans/"))
    row = page.get_by_role("row").filter(has_text="Crime recording: force plan")
    # By hand: three of the demonstration and this one; one of them is done now.
    expect(row.locator("td.number")).to_have_text(["4", "2", "1", "1", "0", "1", "1"])


def _audit_and_figure_attached(page: Page, inspection: str) -> None:
    """An audit and its estimate with the interval: never a number without its source."""
    page.goto(inspection)
    follow(page, "Recommendation 1")
    follow(page, "Attach an audit")
    page.get_by_label("Audit", exact=True).select_option(index=1)
    press(page, "Keep it")
    follow(page, "Attach a figure")
    page.get_by_label("Figure", exact=True).select_option("accuracy-all")
    press(page, "Keep it")
    expect(page.get_by_role("table", name="Evidence")).to_contain_text(
        re.compile(r"\d+\.\d % .*\d+\.\d to \d+\.\d")
    )


def _invited(page: Page, site: Site) -> str:
    """Begun, and the chief constable invited. Returns the path of the response."""
    page.goto(site.at("/improvement/responses/"))
    follow(page, TITLE)
    place = page.url.removeprefix(site.url)
    follow(page, "Begin the response")
    press(page, "Begin it")
    follow(page, "Invite the chief constable to comment")
    page.get_by_label("Who is invited").fill("Chief Constable of Anyshire")
    press(page, "Keep it")
    return place


def _in_the_pack(page: Page, site: Site, today) -> None:
    """The gold group reads the recommendation and the days of the response in its pack."""
    page.goto(site.at("/improvement/meetings/bodies/gold-group/"))
    _call(page, today.isoformat())
    press(page, "Issue the pack")
    expect(page.get_by_text(TITLE).first).to_be_visible()
    expect(page.get_by_text("Recommendation 1").first).to_be_visible()


def _commented(page: Page, site: Site, place: str) -> None:
    page.goto(site.at(place))
    follow(page, "Send the force’s comments")
    page.get_by_label("Comments on the whole report").fill("The force accepts what was found.")
    press(page, "Send them")
    expect(page.get_by_text("The comments are with the commissioner.")).to_be_visible()


def _answer(page: Page, label: str, kind: str, words: str) -> None:
    follow(page, label)
    page.get_by_label(kind, exact=True).check()
    page.get_by_label("The action, or why there is none").fill(words)
    press(page, "Keep it")


def _written(page: Page, site: Site, place: str) -> None:
    """Written, stopped because of a name, and written otherwise; both wordings are read side by side."""
    page.goto(site.at(place))
    expect(page.get_by_text("The force accepts what was found.")).to_be_visible()
    follow(page, "Overall response")
    words = "{}\n\nMore is needed:\n- soon\n- well"
    page.get_by_label("Overall response").fill(words.format("I spoke with Jo Bloggs."))
    press(page, "Keep it")
    _answer(page, "Recommendation 1", "Action proposed", "I ask for a figure each quarter.")
    _answer(page, "Area for improvement 1", "No action, with reasons", "My office saw it done.")
    follow(page, "What may be about a person")
    expect(page.get_by_role("heading", name="Jo Bloggs")).to_be_visible()
    assert not violations(page)
    page.goto(site.at(f"{place}do/review/"))
    press(page, "Send it")
    expect(page.get_by_text("may be the name of a person").first).to_be_visible()
    page.goto(site.at(place))
    follow(page, "Overall response")
    page.get_by_label("Overall response").fill(words.format("I spoke with victims."))
    press(page, "Keep it")
    page.goto(site.at(f"{place}wordings/overall/"))
    expect(page.locator("del").first).to_have_text("Jo Bloggs.")
    assert not violations(page)
    follow(page, "Strike out wording 1")
    page.get_by_label("Why it is struck out").fill("It named somebody.")
    press(page, "Strike it out")
    expect(page.get_by_text("Bloggs")).to_have_count(0)
    page.goto(site.at(place))


def _signed_and_published(page: Page) -> None:
    follow(page, "Send it to be signed off")
    press(page, "Send it")
    follow(page, "Sign it off")
    press(page, "I have read it and sign it off")
    expect(page.get_by_text("You wrote in this response").first).to_be_visible()
    page.get_by_label("Why a writer signs it off").fill("One account in this demonstration.")
    press(page, "I have read it and sign it off")
    follow(page, "Publish it")
    press(page, "Publish it now")
    expect(page.get_by_text("Published. Now send it")).to_be_visible()


def _as_published(page: Page, site: Site, place: str) -> None:
    follow(page, "Version 1")
    assert not violations(page)
    for words in (
        "Requires improvement",
        "No action has been taken and none is proposed, for these reasons.",
        "The force accepts what was found.",
        "Recommendation 2, to the Home Office",
    ):
        expect(page.get_by_text(words, exact=True).first).to_be_visible()
    follow(page, re.compile("Write down that it was sent to Secretary"))
    page.get_by_label("How").fill("by e-mail")
    press(page, "Keep it")
    expect(page.get_by_text(re.compile("by e-mail"))).to_be_visible()


def _proof_published(page: Page, site: Site) -> None:
    page.goto(site.at("/proof/manage/"))
    press(page, "Publish this edition")
    expect(page.get_by_text(re.compile(r"Edition \d+ is published"))).to_be_visible()


def _read_outside(page: Page, site: Site) -> None:
    """Without signing in: from the proof to the response and its files."""
    page.goto(site.at("/proof/"))
    expect(page.get_by_role("table").filter(has_text="record every theft").first).to_be_visible()
    follow(page, TITLE)
    expect(page.get_by_text("I spoke with victims.")).to_be_visible()
    assert not violations(page)
    for form, begins in (("docx", b"PK"), ("odt", b"PK"), ("pdf", b"%PDF-1.7"), ("json", b"{")):
        got = page.request.get(f"{page.url}response.{form}")
        assert got.body().startswith(begins), form


def _corrected(page: Page, site: Site, place: str) -> None:
    page.goto(site.at(place))
    follow(page, "Correct what is published")
    page.get_by_label("Why it is corrected").fill("A word was missing.")
    press(page, "Begin the correction")
    _signed_and_published(page)


def test_a_meeting_from_its_call_to_the_next_agenda(page: Page, site: Site):
    today = timezone.localdate()
    sign_in(page, site, "commissioner")
    follow(page, "Improvement")
    follow(page, "Meetings")
    going.follow(page, "Strategic Policing and Crime Board")
    _call(page, today.isoformat())
    first = page.url
    going.follow(page, "Put something on the agenda")
    page.get_by_label("Action", exact=True).check()
    page.get_by_label("What it is about").fill(ACTION)
    # An action of nobody, for no day, is none.
    going.press(page, "Put it on")
    expect(page.get_by_role("alert")).to_contain_text("who is to act, by title")
    page.get_by_label("Who is to act, by title").fill("Lead performance analyst")
    page.get_by_label("By when").fill((today + timedelta(days=40)).isoformat())
    _sent(page, "Put it on", "on the agenda until a meeting closes it")

    _sent(page, "Issue the pack", "The pack is issued")
    pack = page.url
    assert re.search(r"/meetings/\d+/packs/1/$", pack)
    expect(page.get_by_role("heading", name="Recording accuracy, with intervals")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="Recording accuracy, all crime").first
    expect(row).to_contain_text(re.compile(r"\d+\.\d %.*\d+\.\d to \d+\.\d"))
    for form, begins in (("pdf", b"%PDF-"), ("docx", b"PK"), ("odt", b"PK")):
        answer = page.request.get(f"{pack.rstrip('/')}.{form}")
        assert answer.ok
        assert answer.body().startswith(begins)

    page.goto(first)
    going.follow(page, "Write down who was there")
    for title in (
        "Police and Crime Commissioner",
        "Deputy Commissioner",
        "Chief Constable",
        "Force Crime Registrar",
    ):
        page.get_by_label(
            re.compile(f"^{title}( \\(the commissioner's office\\))?$")
        ).select_option("was there")
    page.get_by_label("Deputy Chief Constable", exact=True).select_option("sent somebody")
    # By whom is asked for, and what was chosen stays.
    going.press(page, "Keep the attendance")
    expect(page.get_by_role("alert")).to_contain_text("who came in its place")
    page.get_by_label("Deputy Chief Constable: who came in its place").fill(
        "Assistant Chief Constable"
    )
    _sent(page, "Keep the attendance", "Attendance is written down")
    expect(page.get_by_role("main")).to_contain_text(
        "The commissioner's office was there: Police and Crime Commissioner; Deputy Commissioner."
    )
    going.follow(page, "Write minutes")
    page.get_by_label("Item of the agenda").select_option(label=f"Action 1: {ACTION}")
    page.get_by_label("Decision").check()
    page.get_by_label("Words").fill(
        "By department and month, with the number that each share rests on."
    )
    _sent(page, "Write it", "Written.")

    trail = page.get_by_role("navigation", name="Breadcrumb")
    go_by(trail.get_by_role("link", name="Strategic Policing"))
    _call(page, (today + timedelta(days=1)).isoformat())
    agenda = page.get_by_role("list").filter(has_text="Apologies")
    expect(agenda).to_contain_text("Minutes of meeting 1")
    expect(agenda).to_contain_text(f"Action 1: {ACTION}")
    # The chief officer closes nothing silently.
    context = page.context
    context.clear_cookies()
    sign_in(page, site, "chief")
    page.goto(first)
    follow(page, "Action 1")
    going.follow(page, "Close it")
    going.press(page, "Close it")
    expect(page.get_by_role("alert")).to_contain_text("Why it is closed")
    page.get_by_label("Why it is closed").fill("The figures of all departments stand in the pack.")
    _sent(page, "Close it", "Closed.")
    expect(page.get_by_text("written by you").first).to_be_visible()
    # What changed since the pack was issued is shown beside it, and the pack stays.
    page.goto(f"{pack}changes/")
    expect(page.get_by_role("heading", name="What changed since it was issued")).to_be_visible()
    page.goto(pack)
    expect(page.get_by_text(f"Action 1: {ACTION}").first).to_be_visible()


def _call(page: Page, day: str) -> None:
    going.follow(page, "Call a meeting")
    page.get_by_label("Day of the meeting").fill(day)
    page.get_by_label("Place").fill("Town hall")
    _sent(page, "Call it", "The meeting is called")


def _sent(page: Page, button: str, says: str) -> None:
    press(page, button)
    expect(page.get_by_role("status")).to_contain_text(says)
