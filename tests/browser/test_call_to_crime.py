"""One story from the call to the proof, on a telephone's screen and on a desk's.

A domestic call with its recording; three crimes told at the door, written without signal, sent later; one of them cancelled
properly; the log closed; and the ledger, which proves every step and finds the one that somebody rewrote.

ONRECORD_SHOTS=FOLDER keeps the pictures of docs/how-to/from-the-call-to-the-crime.md (`make docs`); minutes pass then as
they do for people.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from tests import sounds_made
from tests.browser import behind
from tests.browser.axe import violations
from tests.browser.conftest import REPOSITORY, Site, sign_in
from tests.browser.playing import until
from tests.browser.street import PHRASE, answer_all, set_up

pytestmark = pytest.mark.browser

SCREENS = {"phone": (360, 740), "desk": (1280, 800)}
# The pictures that the manual has; the others are thrown away with the test's folder.
MANUAL = {
    "desk": {"open", "call", "on-the-log", "cancelled", "ledger"},
    "phone": {"log", "anything-else", "check", "kept", "sent"},
}
# Few calls before this one: the story needs a force, not a large one.
FORCE = ("--days", "3", "--calls-per-day", "30")

FIRST = "He’s hit me in the face and he’s still in the house. He shoved my boy. Please be quick."
TOLD = (
    "Zoë Ashdown: he hit me with his fist, here, by the eye. He pushed Rory over in the hall, Rory isn’t hurt. "
    "Pat Oduya from next door: he kicked my car on his way out, the wing mirror is off."
)
ZOE, RORY, PAT, MARK = "Zoë Ashdown", "Rory Ashdown", "Pat Oduya", "Mark Ashdown"
# Who was hit and bruised; the child who was pushed; the neighbour's car: all by the same man.
ZOE_TOLD = "victim yes partner here assault no no minor no other-person same"
RORY_WAS = "parent 9 yes parent here assault no no none no other-person same"
PAT_TOLD = "victim no damage damaged vehicle no no no"
ANSWERS = [say for told in (ZOE_TOLD, RORY_WAS, PAT_TOLD) for say in told.split()]
CRIMES = ["8N", "105A", "58C"]
HEARD = "The caller says “he’s hit me in the face”."
INFORMATION = {
    "when it came": "Two days after the report, from the shop opposite.",
    "where it came from": "The shop’s camera; the manager handed over the original.",
    "how its origin": "Its clock was compared with the speaking clock; the car’s number can be read.",
    "what it shows": "A delivery van breaks the mirror at 17:40, an hour before the call. Nobody is near the car.",
}


@pytest.fixture(scope="module")
def force(serve) -> Site:
    return serve("demo", *FORCE)


class Somebody:
    """A person at a screen of their own. Every page that they come to must be usable on it."""

    def __init__(
        self, chromium: Browser, site: Site, screen: str, username: str, folder: Path
    ) -> None:
        self.site, self.screen, self.username, self.folder = site, screen, username, folder
        width, height = SCREENS[screen]
        self.context: BrowserContext = chromium.new_context(
            viewport={"width": width, "height": height}, locale="en-GB", timezone_id="Europe/London"
        )
        self.context.set_default_timeout(20_000)
        self.page: Page = self.context.new_page()

    def signed_in(self) -> "Somebody":
        sign_in(self.page, self.site, self.username)
        return self

    def go(self, path: str) -> Page:
        self.page.goto(self.site.at(path))
        return self.page

    def look(self, picture: str = "", *, at: Any = None, height: int = 0) -> None:
        """Nothing hangs over the edge, nothing bars the way; and the picture, from the top or with `at` at the top.

        `height`: of the picture, where more is to be seen on it than the screen holds at once.
        """
        page = self.page
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= SCREENS[self.screen][0], f"{page.url} scrolls sideways: {wide}"
        if picture:
            place = "window.scrollTo(0, 0)"
            if at is not None:
                box = at.bounding_box()
                place = f"window.scrollTo(0, {box['y'] - 12} + window.scrollY)"
            page.evaluate(place)
            wanted = os.environ.get("ONRECORD_SHOTS")
            kept = wanted and picture in MANUAL[self.screen]
            folder = Path(wanted) if kept else self.folder
            width, usual = SCREENS[self.screen]
            page.set_viewport_size({"width": width, "height": height or usual})
            page.screenshot(path=folder / f"story-{picture}-{self.screen}.png")
            page.set_viewport_size({"width": width, "height": usual})
        folded = page.evaluate(
            "[...document.querySelectorAll('main details')].map(each => each.open)"
        )
        found = violations(page)
        page.evaluate(
            "was => document.querySelectorAll('main details').forEach((each, at) => { each.open = was[at] })",
            folded,
        )
        assert found == "", f"{page.url}: {found}"

    def leave(self) -> None:
        self.context.close()


@pytest.fixture
def person(request, chromium, force, tmp_path):
    """A function that gives somebody a screen of the size that is being told."""
    there: list[Somebody] = []

    def comes(username: str) -> Somebody:
        screen = request.node.callspec.params["screen"]
        one = Somebody(chromium, force, screen, username, tmp_path)
        there.append(one)
        return one

    yield comes
    for one in there:
        one.leave()


class Watch:
    """The clock of the officer's device. For a test it runs behind, so that minutes pass at once; for pictures they pass."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pictures = bool(os.environ.get("ONRECORD_SHOTS"))
        self.at = timezone.now() - timedelta(minutes=40)
        if not self.pictures:
            page.clock.set_fixed_time(self.at)

    def minutes_pass(self, minutes: int) -> None:
        if self.pictures:
            until = time.time() // 60 * 60 + 60 + 2
            self.page.wait_for_timeout(int(1000 * (until - time.time())))
        else:
            self.at += timedelta(minutes=minutes)
            self.page.clock.set_fixed_time(self.at)

    def ends(self) -> None:
        if not self.pictures:
            self.page.clock.set_fixed_time(timezone.now())


def number_in(url: str) -> int:
    return int(re.search(r"/(\d+)/", url)[1])


@pytest.mark.parametrize("screen", ["desk", pytest.param("phone", marks=pytest.mark.one_store)])
def test_from_the_call_to_the_proof(person, force, screen, tmp_path):
    registrar = person("registrar").signed_in()
    before = checkpoint_to_keep(registrar, tmp_path)
    calltaker = person("calltaker").signed_in()
    log = a_call_is_taken(calltaker)
    recording = its_recording_is_attached_and_marked(calltaker, tmp_path)
    officer = person("officer").signed_in()
    ref = told_at_the_door_without_signal(officer, log)
    crimes = on_the_log(calltaker, officer, log, ref)
    three_times_apart(force, officer, log, crimes)
    car = crimes[CRIMES.index("58C")]
    only_the_right_person_cancels(officer, registrar, car)
    the_log_is_closed(calltaker, log)
    entries = every_step_is_proved(force, registrar, tmp_path, before, ref, log, recording, crimes)
    what_was_rewritten_is_found(force, entries, car)


def checkpoint_to_keep(registrar: Somebody, folder: Path) -> Path:
    """What somebody outside keeps before the story begins."""
    page = registrar.go("/ledger/")
    registrar.look()
    kept = folder / "kept.txt"
    note = page.locator("details pre").first.text_content()
    kept.write_text(note, encoding="utf-8")
    return kept


def a_call_is_taken(calltaker: Somebody) -> int:
    page = calltaker.go("/")
    page.get_by_role("link", name="Open a log").or_(
        page.get_by_role("button", name="Open a log")
    ).first.click()
    page.get_by_label("How was it reported?").select_option("999 call")
    page.get_by_label("First account, word for word").fill(FIRST)
    page.get_by_label("Caller", exact=True).fill(ZOE)
    page.get_by_label("Telephone").fill("07700 900142")
    page.get_by_label("The caller is the victim").check()
    page.get_by_label("Where, in words").fill("12 Low Street")
    calltaker.look("open")
    page.get_by_label("Opening code").select_option("Domestic incident")
    page.get_by_label("Call grade").select_option("1")
    page.get_by_label("domestic abuse").check()
    page.get_by_label("child", exact=True).check()
    page.get_by_role("button", name="Open the log").click()
    page.wait_for_url(re.compile(r"/logs/\d+/(#.*)?$"))
    expect(page.get_by_role("main")).to_contain_text(FIRST)
    return number_in(page.url)


def its_recording_is_attached_and_marked(calltaker: Somebody, folder: Path) -> int:
    page = calltaker.page
    path = folder / "999-call.wav"
    path.write_bytes(sounds_made.wav(24))
    page.get_by_role("link", name="Attach a recording").click()
    page.get_by_label("Recording", exact=True).set_input_files(path)
    page.get_by_label("What is it? (optional)").fill("999 call of the victim")
    calltaker.look()
    page.get_by_role("button", name="Attach it").click()
    page.wait_for_url(re.compile(r"/recordings/\d+/$"))
    page.get_by_label("Time in the recording").fill("00:07")
    page.get_by_label("What is heard").fill(HEARD)
    page.get_by_label("What the caller discloses (optional)").fill("assault by her husband")
    page.get_by_role("button", name="Mark it").click()
    expect(page.get_by_text("00:07 is marked")).to_be_visible()
    page.get_by_role("link", name="Listen at 00:07").click()
    expect(page.get_by_text("The player starts at 00:07")).to_be_visible()
    expect(page.locator("ol.marks")).to_contain_text(HEARD)
    until(page, "audio.readyState >= 1")
    calltaker.look("call")
    return number_in(page.url)


def told_at_the_door_without_signal(officer: Somebody, log: int) -> str:
    """The log is taken along; without signal three crimes are told, answered and kept; sent once when signal returns."""
    page = officer.page
    set_up(page, officer.site, "officer", signed_in=True)
    page = officer.go(f"/logs/{log}/")
    ref = page.locator("h1").inner_text().split("\n")[-1]
    expect(page.locator("#panel-decisions")).to_be_visible()
    officer.look("log")
    page.get_by_role("link", name="Take this log to the street").click()
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
    assert page.get_by_role("button", name="Send now").count() == 0
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


def on_the_log(calltaker: Somebody, officer: Somebody, log: int, ref: str) -> list[int]:
    """Three crimes, once each, on the log that was taken along; the first account above, the later one beside it."""
    page = calltaker.go(f"/logs/{log}/")
    main = page.get_by_role("main")
    expect(main.locator(".log-text").first).to_have_text(FIRST)
    expect(main.locator(".log-text").nth(1)).to_have_text(TOLD)
    rows = page.get_by_role("table", name="Crimes linked to this log").locator("tbody tr")
    expect(rows).to_have_count(len(CRIMES))
    classes = [row.locator("td").nth(2).inner_text() for row in rows.all()]
    assert sorted(classes) == sorted(CRIMES)
    expect(page.get_by_text("named by the officer")).to_have_count(0)  # no second log was opened
    calltaker.look("on-the-log", at=page.locator("h1"), height=1330)
    links = {
        name: number_in(row.get_by_role("link").first.get_attribute("href"))
        for name, row in zip(classes, rows.all(), strict=True)
    }
    for name, victim in zip(CRIMES, (ZOE, RORY, PAT), strict=True):
        crime = officer.go(f"/crimes/{links[name]}/")
        people = crime.locator("section", has=crime.locator("#people")).locator("li")
        expect(people.filter(has_text=victim)).to_contain_text("victim")
        expect(people.filter(has_text=MARK)).to_contain_text("suspect")
        officer.look()
    return [links[name] for name in CRIMES]


def three_times_apart(site: Site, officer: Somebody, log: int, crimes: list[int]) -> None:
    """When it was told, when it was written and when it was sent: on the log and on each crime, each by its own name."""
    ((body,),) = behind.query(
        site,
        "SELECT b.body FROM ledger_ledgerbody b JOIN ledger_ledgerentry e ON e.seq = b.seq"
        " WHERE e.kind = 'field.report' ORDER BY b.seq DESC LIMIT 1",
    )
    report = json.loads(body)
    known, written, sent, arrived = (
        datetime.fromisoformat(report[name])
        for name in ("known_at", "recorded_at", "sent_at", "received_at")
    )
    assert known < written < sent < arrived
    told, wrote, left, came = map(in_words, (known, written, sent, arrived))
    assert len({told, wrote, left}) == 3
    page = officer.go(f"/logs/{log}/")
    expect(
        page.get_by_text(f"Told {told}, written {wrote}, sent {left}, arrived {came}")
    ).to_be_visible()
    entry = page.locator("ol.timeline > li").filter(has_text="Pat Oduya from next door")
    expect(entry.locator(".meta").first).to_contain_text(f"{told} ")
    expect(entry.locator(".meta").first).to_contain_text(f"written {wrote} · sent {left}")
    for crime in crimes:
        page = officer.go(f"/crimes/{crime}/")
        facts = {
            row.locator("dt").inner_text(): row.locator("dd").inner_text()
            for row in page.locator("dl.summary > div").all()
        }
        first = min(known, received_at(site, report["log_ref"]))
        assert (facts["First known"], facts["Recorded"], facts["Sent"]) == (
            in_words(first),
            wrote,
            left,
        )


def received_at(site: Site, ref: str) -> datetime:
    """When the log says that the force was first told."""
    for (body,) in behind.query(
        site,
        "SELECT b.body FROM ledger_ledgerbody b JOIN ledger_ledgerentry e ON e.seq = b.seq"
        " WHERE e.kind = 'log.opened' ORDER BY b.seq DESC",
    ):
        if json.loads(body)["ref"] == ref:
            return datetime.fromisoformat(json.loads(body)["received_at"])
    raise AssertionError(ref)


def in_words(at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo('Europe/London')):%d/%m/%Y %H:%M}"


def only_the_right_person_cancels(officer: Somebody, registrar: Somebody, car: int) -> None:
    """Not whoever recorded it; not before the victim is told; on additional verifiable information."""
    page = officer.go(f"/crimes/{car}/")
    page.get_by_text("What you may not do now, and why").click()
    expect(page.get_by_text("decided by the force crime registrar").first).to_be_visible()
    officer.look()
    refused = page.goto(officer.site.at(f"/crimes/{car}/cancel/"))
    assert refused is not None
    assert refused.status == 403
    page = registrar.go(f"/crimes/{car}/")
    registrar.look("crime")
    page.get_by_role("link", name=re.compile("^Cancel")).click()
    expect(page.get_by_role("heading", name="Cancel this crime")).to_be_visible()
    registrar.look()
    page.get_by_role("link", name=re.compile("^C2 ")).click()
    expect(page.get_by_role("heading", name="The victim is told first")).to_be_visible()
    registrar.look("told-first")
    # Everything is answered, and the victim isn't told: the page refuses.
    fill_cancellation(page)
    page.get_by_role("button", name="Cancel the crime").click()
    expect(page.get_by_role("alert")).to_contain_text("Has the victim been told, on record?")
    registrar.look()
    page.get_by_role("link", name="Tell the victim").click()
    page.get_by_label("How", exact=True).select_option("telephone")
    page.get_by_label("What was said").fill(
        "Pat has seen the film, agrees, and knows how to challenge it."
    )
    registrar.look()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Kept: the victim was told.")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Cancel")).click()
    page.get_by_role("link", name=re.compile("^C2 ")).click()
    assert page.get_by_role("heading", name="The victim is told first").count() == 0
    fill_cancellation(page)
    registrar.look("cancel", at=page.get_by_text("Additional information: when it came"))
    page.get_by_role("button", name="Cancel the crime").click()
    expect(page.get_by_text("The crime is cancelled.")).to_be_visible()
    events = page.locator("section", has=page.locator("#events"))
    expect(events).to_contain_text("decided as the Force Crime Registrar")
    expect(events).to_contain_text("A delivery van breaks the mirror at 17:40")
    registrar.look("cancelled", at=page.locator("h1"), height=1250)


def fill_cancellation(page: Page) -> None:
    for question in page.locator("fieldset").all():
        if question.get_by_label("Yes", exact=True).count():
            question.get_by_label("Yes", exact=True).check()
    page.get_by_label("The victim has withdrawn the report").select_option("no")
    for label, words in INFORMATION.items():
        page.get_by_label(f"Additional information: {label}").fill(words)
    page.get_by_label("Why, in your own words").fill(
        "The film shows that the mirror was broken by somebody else’s van."
    )


def the_log_is_closed(calltaker: Somebody, log: int) -> None:
    page = calltaker.go(f"/logs/{log}/")
    expect(page.get_by_text(re.compile(r"^Crime C/.* cancelled \(C2\)"))).to_be_visible()
    rows = page.get_by_role("table", name="Crimes linked to this log").locator("tbody tr")

    def row_of(crime: str) -> Locator:
        # By the cell: a time such as 17:58 stands before the next word without a space.
        return rows.filter(has=page.get_by_role("cell", name=crime, exact=True))

    expect(row_of("58C")).to_contain_text("cancelled")
    expect(row_of("105A")).not_to_contain_text("cancelled")
    page.get_by_role("link", name="Close", exact=True).click()
    page.get_by_label("Closing code").select_option("Crime recorded")
    page.get_by_label("Closing words").fill(
        "Mark Ashdown arrested. Safeguarding referral made for Rory."
    )
    calltaker.look()
    page.get_by_role("button", name="Close the log").click()
    page.wait_for_url(re.compile(rf"/logs/{log}/(#.*)?$"))
    expect(page.get_by_label("State of the log").get_by_text("closed")).to_be_visible()
    calltaker.look("closed")


def every_step_is_proved(
    site: Site,
    registrar: Somebody,
    folder: Path,
    before: Path,
    ref: str,
    log: int,
    recording: int,
    crimes: list[int],
) -> dict[int, dict[str, Any]]:
    """The command proves it, a program outside proves it, and each page of the story names its place in the ledger."""
    proved = site.run("verify", "--against", str(before))
    assert proved.returncode == 0, proved.stdout + proved.stderr
    export = folder / "ledger"
    exported = site.run("export-ledger", str(export))
    assert exported.returncode == 0, exported.stdout + exported.stderr
    outside = subprocess.run(
        [sys.executable, "-m", "onrecord.ledger.verify", str(export), "--against", str(before)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert outside.returncode == 0, outside.stdout + outside.stderr
    lines = (export / "entries.ndjson").read_text(encoding="utf-8").splitlines()
    entries = {entry["seq"]: entry for entry in map(json.loads, lines)}
    begun = next(
        seq
        for seq, entry in entries.items()
        if entry["kind"] == "log.opened" and entry["body"]["ref"] == ref
    )
    steps = [(entry["actor"], entry["kind"]) for seq, entry in entries.items() if seq >= begun]
    assert in_this_order(
        steps,
        ("calltaker", "log.opened"),
        ("calltaker", "recording.attached"),
        ("calltaker", "call-mark.made"),
        ("officer", "decision.made"),
        *[("officer", "crime.recorded")] * 3,
        ("officer", "field.report"),
        ("registrar", "crime-event.made"),
        ("registrar", "crime.changed"),
        ("calltaker", "log.changed"),
    )
    # Exactly once, although it was sent twice.
    once = [kind for _, kind in steps]
    assert (once.count("field.report"), once.count("crime.recorded")) == (1, len(CRIMES))
    assert once.count("recording.attached") == once.count("call-mark.made") == 1
    places = {
        f"/logs/{log}/": {"log.opened", "log.changed"},
        f"/recordings/{recording}/": {"recording.attached"},
        f"/crimes/{crimes[0]}/": {"crime.recorded"},
        f"/crimes/{crimes[1]}/": {"crime.recorded"},
        f"/crimes/{crimes[2]}/": {"crime.recorded", "crime.changed"},
    }
    for path, kinds in places.items():
        page = registrar.go(path)
        named = [
            int(text.replace(",", ""))
            for text in re.findall(r"[Ee]ntry ([\d,]+)", page.locator("main").inner_text())
        ]
        assert {entries[seq]["kind"] for seq in named} == kinds, path
        for hashed in page.locator("td .mono").all():
            assert hashed.text_content() in {entries[seq]["leaf"] for seq in named}
        registrar.look()
    decided = registrar.go(f"/logs/{log}/")
    decided.get_by_role("link", name=re.compile("^Decision of")).click()
    decided.get_by_text("History: every version").click()
    leaves = decided.locator("details .mono").all_inner_texts()
    assert leaves
    assert set(leaves) <= {
        entry["leaf"] for entry in entries.values() if entry["kind"].startswith("decision.")
    }
    registrar.look("decision")
    page = registrar.go("/ledger/")
    registrar.look("ledger")
    expect(page.get_by_text(f"{len(entries):,}").first).to_be_visible()
    return entries


def in_this_order(steps: list[tuple[str, str]], *wanted: tuple[str, str]) -> bool:
    left = iter(steps)
    return all(step in left for step in wanted)


def what_was_rewritten_is_found(site: Site, entries: dict[int, dict[str, Any]], car: int) -> None:
    """One row, changed behind the program's back: named by its number. Put back, everything is proved again."""
    cancelled = next(
        seq
        for seq, entry in reversed(entries.items())
        if entry["kind"] == "crime-event.made" and entry["body"]["kind"] == "cancelled"
    )
    with pytest.raises(Exception, match="what a ledger entry says is never changed"):
        behind.query(site, "UPDATE ledger_ledgerbody SET body = '' WHERE seq = ?", cancelled)
    with behind.edited(
        site, "ledger_ledgerbody", "seq", cancelled, "body", "A delivery van", "A small lorry"
    ):
        # The text no longer fits what was committed to, and the live row no longer fits the text.
        assert found(site) == [("body edited", cancelled), ("record", cancelled)]
    changed = next(
        seq
        for seq, entry in reversed(entries.items())
        if entry["kind"] == "crime.changed" and entry["actor"] == "registrar"
    )
    with behind.edited(site, "recording_crime", "id", car, "state", "cancelled", "recorded"):
        assert found(site) == [("record", changed)]
    assert found(site) == []


def found(site: Site) -> list[tuple[str, int]]:
    """What `onrecord verify` finds wrong: kind and place."""
    done = site.run("verify", "--json")
    report = json.loads(done.stdout)
    assert done.returncode == (1 if report["problems"] else 0)
    assert all(each["seq"] == each["until"] for each in report["problems"])
    return [(each["what"], each["seq"]) for each in report["problems"]]
