"""From the crimes of a call (test_call_to_crime.py) to the proof, on a telephone's screen and on a desk's: one of them is cancelled
properly, the log is closed; and the ledger, which proves every step, finds the one that somebody rewrote."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import behind
from tests.browser.call_story import CRIMES, FORCE, Somebody, Told, at_screens, told_already
from tests.browser.conftest import REPOSITORY, Site
from tests.browser.going import follow, press

pytestmark = pytest.mark.browser

INFORMATION = {
    "when it came": "Two days after the report, from the shop opposite.",
    "where it came from": "The shop’s camera; the manager handed over the original.",
    "how its origin": "Its clock was compared with the speaking clock; the car’s number can be read.",
    "what it shows": "A delivery van breaks the mirror at 17:40, an hour before the call. Nobody is near the car.",
}


@pytest.fixture(scope="module")
def force(serve) -> Site:
    return serve("demo", *FORCE)


@pytest.mark.parametrize("screen", ["desk", pytest.param("phone", marks=pytest.mark.one_store)])
def test_from_the_crimes_to_the_proof(chromium, force, screen, tmp_path):
    with at_screens(chromium, force, screen, tmp_path) as person:
        registrar = person("registrar")
        before = checkpoint_to_keep(registrar, tmp_path)
        told = told_already(force)
        car = told.crimes[CRIMES.index("58C")]
        only_the_right_person_cancels(person("officer"), registrar, car)
        the_log_is_closed(person("calltaker"), told.log)
        entries = every_step_is_proved(force, registrar, tmp_path, before, told)
        what_was_rewritten_is_found(force, entries, car)


def checkpoint_to_keep(registrar: Somebody, folder: Path) -> Path:
    """What somebody outside keeps before the story begins."""
    page = registrar.go("/ledger/")
    registrar.look()
    kept = folder / "kept.txt"
    note = page.locator("details pre").first.text_content()
    kept.write_text(note, encoding="utf-8")
    return kept


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
    follow(page, re.compile("^Cancel"))
    expect(page.get_by_role("heading", name="Cancel this crime")).to_be_visible()
    registrar.look()
    follow(page, re.compile("^C2 "))
    expect(page.get_by_role("heading", name="The victim is told first")).to_be_visible()
    registrar.look("told-first")
    # Everything is answered, and the victim isn't told: the page refuses.
    fill_cancellation(page)
    press(page, "Cancel the crime")
    expect(page.get_by_role("alert")).to_contain_text("Has the victim been told, on record?")
    registrar.look()
    follow(page, "Tell the victim")
    page.get_by_label("How", exact=True).select_option("telephone")
    page.get_by_label("What was said").fill(
        "Pat has seen the film, agrees, and knows how to challenge it."
    )
    registrar.look()
    press(page, "Save")
    expect(page.get_by_text("Kept: the victim was told.")).to_be_visible()
    follow(page, re.compile("^Cancel"))
    follow(page, re.compile("^C2 "))
    expect(page.get_by_role("heading", name="The victim is told first")).to_have_count(0)
    fill_cancellation(page)
    registrar.look("cancel", at=page.get_by_text("Additional information: when it came"))
    press(page, "Cancel the crime")
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
        # By the cell: a time such as 17:58 stands before the next word without a space. On a telephone its heading comes first.
        cell = re.compile(rf"(^|: ){crime}$")
        return rows.filter(has=page.get_by_role("cell", name=cell))

    expect(row_of("58C")).to_contain_text("cancelled")
    expect(row_of("105A")).not_to_contain_text("cancelled")
    follow(page, "Close", exact=True)
    page.get_by_label("Closing code").select_option("Crime recorded")
    page.get_by_label("Closing words").fill(
        "Mark Ashdown arrested. Safeguarding referral made for Rory."
    )
    calltaker.look()
    press(page, "Close the log")
    expect(page).to_have_url(re.compile(rf"/logs/{log}/(#.*)?$"))
    expect(page.get_by_label("State of the log").get_by_text("closed")).to_be_visible()
    calltaker.look("closed")


def every_step_is_proved(
    site: Site,
    registrar: Somebody,
    folder: Path,
    before: Path,
    told: Told,
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
        if entry["kind"] == "log.opened" and entry["body"]["ref"] == told.ref
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
    places = {
        f"/logs/{told.log}/": {"log.opened", "log.changed"},
        f"/recordings/{told.recording}/": {"recording.attached"},
        f"/crimes/{told.crimes[0]}/": {"crime.recorded"},
        f"/crimes/{told.crimes[1]}/": {"crime.recorded"},
        f"/crimes/{told.crimes[2]}/": {"crime.recorded", "crime.changed"},
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
    decided = registrar.go(f"/logs/{told.log}/")
    follow(decided, re.compile("^Decision of"))
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
