"""From the call to the crimes, on a telephone's screen and on a desk's: a domestic call with its recording; three crimes told at
the door, written without signal and sent later, once although the line broke. test_call_to_proof.py tells what comes after.

With ONRECORD_SHOTS minutes pass as they do for people.
"""

import json
import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests import sounds_made
from tests.browser import behind
from tests.browser.call_story import (
    CRIMES,
    FIRST,
    FORCE,
    HEARD,
    MARK,
    PAT,
    RORY,
    TOLD,
    ZOE,
    Somebody,
    at_screens,
    number_in,
)
from tests.browser.call_street import told_at_the_door_without_signal
from tests.browser.conftest import Site
from tests.browser.going import follow, go_by, press
from tests.browser.playing import until

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def force(serve) -> Site:
    return serve("demo", *FORCE)


@pytest.mark.parametrize("screen", ["desk", pytest.param("phone", marks=pytest.mark.one_store)])
def test_from_the_call_to_the_crimes(chromium, force, screen, tmp_path):
    with at_screens(chromium, force, screen, tmp_path) as person:
        calltaker = person("calltaker")
        log = a_call_is_taken(calltaker)
        its_recording_is_attached_and_marked(calltaker, tmp_path)
        officer = person("officer")
        ref = told_at_the_door_without_signal(officer, log)
        crimes = on_the_log(calltaker, officer, log, ref)
        three_times_apart(force, officer, log, crimes)
        once_although_it_was_sent_twice(force, ref)


def a_call_is_taken(calltaker: Somebody) -> int:
    page = calltaker.go("/")
    link = page.get_by_role("link", name="Open a log")
    go_by(link.or_(page.get_by_role("button", name="Open a log")).first)
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
    press(page, "Open the log")
    expect(page).to_have_url(re.compile(r"/logs/\d+/(#.*)?$"))
    expect(page.get_by_role("main")).to_contain_text(FIRST)
    return number_in(page.url)


def its_recording_is_attached_and_marked(calltaker: Somebody, folder: Path) -> int:
    page = calltaker.page
    path = folder / "999-call.wav"
    path.write_bytes(sounds_made.wav(24))
    follow(page, "Attach a recording")
    page.get_by_label("Recording", exact=True).set_input_files(path)
    page.get_by_label("What is it? (optional)").fill("999 call of the victim")
    calltaker.look()
    press(page, "Attach it")
    expect(page).to_have_url(re.compile(r"/recordings/\d+/$"))
    page.get_by_label("Time in the recording").fill("00:07")
    page.get_by_label("What is heard").fill(HEARD)
    page.get_by_label("What the caller discloses (optional)").fill("assault by her husband")
    press(page, "Mark it")
    expect(page.get_by_text("00:07 is marked")).to_be_visible()
    follow(page, "Listen at 00:07")
    expect(page.get_by_text("The player starts at 00:07")).to_be_visible()
    expect(page.locator("ol.marks")).to_contain_text(HEARD)
    until(page, "audio.readyState >= 1")
    calltaker.look("call")
    return number_in(page.url)


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


def once_although_it_was_sent_twice(site: Site, ref: str) -> None:
    """In the ledger since the log was opened: each step by whom it was done, and each exactly once."""
    entries = behind.query(site, "SELECT seq, kind, actor FROM ledger_ledgerentry ORDER BY seq")
    opened = {seq for seq, kind, _ in entries if kind == "log.opened"}
    begun = next(seq for seq in sorted(opened) if ref_of(site, seq) == ref)
    steps = [(actor, kind) for seq, kind, actor in entries if seq >= begun]
    for step, times in {
        ("calltaker", "log.opened"): 1,
        ("calltaker", "recording.attached"): 1,
        ("calltaker", "call-mark.made"): 1,
        ("officer", "field.report"): 1,
        ("officer", "crime.recorded"): len(CRIMES),
    }.items():
        assert steps.count(step) == times, step


def ref_of(site: Site, seq: int) -> str:
    ((body,),) = behind.query(site, "SELECT body FROM ledger_ledgerbody WHERE seq = ?", seq)
    return str(json.loads(body)["ref"])
