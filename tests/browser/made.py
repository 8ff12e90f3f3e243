"""What pages need that show something: imports, logs, recordings, findings and the like, made as their people make them."""

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests import sounds_made
from tests.browser.accepting import accept_one
from tests.browser.axe import violations
from tests.browser.conftest import Site, wait_for_import
from tests.browser.going import enter, follow, go_by, press
from tests.browser.sound import DESK, NARROWEST, sized


def make_all(windows, demonstration: Site, folder: Path) -> dict[str, Any]:
    """Name -> id of each, as the addresses in tests/browser/pages.py ask for them."""
    page = windows("registrar")
    rows = [
        f"A-{n};0{1 + n % 9}/10/2026 10:{n:02};Bike stolen;Theft;{'Report' if n % 2 else ''}"
        for n in range(30)
    ]
    rows.append("A-99;31/02/2026 10:00;Impossible;Theft;")
    odd = folder / "odd.csv"
    odd.write_text("\n".join(["Case;When;What;Kind;Disposal", *rows]) + "\n")
    found = {}
    for name in ("tried", "odd"):
        _upload(page, demonstration, odd)
        page.wait_for_url(re.compile(r"/imports/\d+/map/"))
        found[name] = int(page.url.split("/")[-3])
        if name == "tried":
            page.get_by_label("Save this map as").fill("odd")
            page.locator("#id_col_log_ref").select_option("Case")
            page.locator("#id_col_received_at").select_option("When")
            page.get_by_label("What the log was opened as (optional)").select_option("Kind")
            page.get_by_label("What the log was closed as (optional)").select_option("Disposal")
            press(page, "Save the map and go on")
            page.wait_for_url(re.compile(r"/codes/"))
            press(page, "Go on")
            wait_for_import(page)
            page.get_by_text("nothing has been taken in yet").wait_for()
    page = windows("officer")
    found |= _records(page, demonstration)
    found |= _decide(page, demonstration)
    sounds = {
        "recording": sounds_made.wav(3),
        "broken": b"#!AMR\n" + bytes(900),
        "gone": sounds_made.wav(5),
    }
    for name, data in sounds.items():
        path = folder / f"{name}.wav"
        path.write_bytes(data)
        page.goto(demonstration.at("/logs/2/recordings/new/"))
        page.get_by_label("Recording", exact=True).set_input_files(path)
        press(page, "Attach it")
        page.wait_for_url(re.compile(r"/recordings/\d+/$"))
        found[name] = int(page.url.split("/")[-2])
    page.goto(demonstration.at(f"/recordings/{found['recording']}/"))
    page.get_by_label("Time in the recording").fill("00:01")
    page.get_by_label("What is heard").fill("The caller says: “he punched me”.")
    page.get_by_label("What the caller discloses (optional)").fill("assault by her brother")
    press(page, "Mark it")
    page.get_by_text("00:01 is marked").wait_for()
    _erase(windows, demonstration, found["gone"])
    found |= _finding(windows, demonstration) | _alert(windows, demonstration)
    found |= _given(windows, demonstration) | _watched(windows, demonstration)
    found |= _training(windows, demonstration, folder)
    found |= _partners(windows, demonstration)
    found |= _reported(demonstration)
    return found | _logs(windows, demonstration) | _token(windows, demonstration)


def _reported(site: Site) -> dict[str, Any]:
    """A report on line with a photograph, and reports that are being written."""
    deed = (
        "from tests.reporting_world import sent_with_photo; print(sent_with_photo().files.get().origin);"
        "import json; from tests.reporting_front import at_each_page; print(json.dumps(at_each_page()))"
    )
    photo, drafts = site.do(deed).strip().split("\n")
    return {
        "report_file": photo,
        **{f"draft_{name}": at for name, at in json.loads(drafts).items()},
    }


def _partners(windows, site: Site) -> dict[str, Any]:
    """What partners of the demonstration sent, and a link."""
    found: dict[str, Any] = {}
    for who, names in {
        "teacher": {"referral": "CP 114"},
        "shopkeeper": {"decided": "INC-1001"},
        "centre": {"receipt": "RC 31"},
    }.items():
        page = windows(who)
        for name, ref in names.items():
            page.goto(site.at("/partners/"))
            go_by(page.get_by_role("row").filter(has_text=ref).get_by_role("link"))
            page.wait_for_url(re.compile(r"/partners/referrals/\d+/$"))
            found[name] = int(page.url.split("/")[-2])
        if who == "shopkeeper":
            page.goto(site.at("/partners/files/"))
            follow(page, "thefts.csv")
            found["thefts"] = page.url.split("/")[-2]
    page = windows("registrar")
    sized(page, NARROWEST)
    page.goto(site.at("/partners/organisations/invented-community-college/"))
    page.get_by_text("Make a link").click()
    page.get_by_label("Who has it, such as night staff").fill("Office")
    page.get_by_label("Last day on which it works").fill(str(date.today() + timedelta(days=30)))
    press(page, "Make the link")
    found["link"] = page.locator("main strong").inner_text().rstrip("/").split("/")[-1]
    # The page that shows it once can't be asked for again.
    assert violations(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    sized(page, DESK)
    return found


def _erase(windows, site: Site, number: int) -> None:
    """Erase a recording, as a registrar does."""
    page = windows("registrar")
    page.goto(site.at(f"/recordings/{number}/"))
    follow(page, "Erase it for good")
    page.get_by_label("Why is it erased?").fill("Its retention period has ended.")
    page.get_by_label("I have read what goes and what stays.").check()
    press(page, "Erase it for good")
    page.get_by_role("heading", name="This recording was erased").wait_for()


def _finding(windows, site: Site) -> dict[str, int]:
    """A finding that the supervisor may answer, and one that was disputed."""
    page = windows("supervisor")
    found = {}
    for name in ("disputed", "finding"):
        page.goto(site.at("/findings/?show=mine"))
        go_by(page.get_by_role("table").first.get_by_role("link").last)
        page.wait_for_url(re.compile(r"/findings/\d+/$"))
        found[name] = int(page.url.split("/")[-2])
        if name == "disputed":
            page.get_by_label("Why is the finding wrong?").fill("The caller took it back. 😢 יאמר")
            press(page, "Dispute")
            page.get_by_text("The registrar decides").wait_for()
    return found


def _given(windows, site: Site) -> dict[str, int]:
    """A hand-over that nobody has taken up, and somebody who is away."""
    page = windows("officer")
    page.goto(site.at("/my-day/hand-over/"))
    page.get_by_label("What they should know").fill("Quiet night. 😢 יאמר <b>")
    press(page, "Hand over")
    page.get_by_text("handed over").wait_for()
    page.goto(site.at("/my-day/absences/"))
    page.get_by_label("First day away").fill("2031-01-06")
    page.get_by_label("Back on").fill("2031-01-07")
    press(page, "Keep it")
    page.get_by_text("Kept.", exact=True).wait_for()
    page.goto(site.at("/my-day/hand-over/"))
    link = page.get_by_role("main").get_by_role("list").last.get_by_role("link").first
    found = {"given": int(str(link.get_attribute("href")).rstrip("/").split("/")[-1])}
    return found


def _watched(windows, site: Site) -> dict[str, int]:
    """A dip sample that a registrar drew, its first decision checked, and the feedback that came of it."""
    page = windows("registrar")
    page.goto(site.at("/dip-samples/"))
    press(page, "Draw")
    page.get_by_text("drawn again").wait_for()
    page.goto(site.at("/dip-samples/1/1/"))
    page.get_by_role("group", name="The first account").get_by_label("Good").check()
    press(page, "Keep it")
    page.get_by_text("Kept.", exact=True).wait_for()
    page.goto(site.at("/feedback/"))
    link = page.get_by_role("main").get_by_role("list").last.get_by_role("link").first
    found = {"told": int(str(link.get_attribute("href")).rstrip("/").split("/")[-1])}
    return found


def _alert(windows, site: Site) -> dict[str, int]:
    """An alert that everybody gets, sent to files; and a program that is told, on the page that shows its secret once."""
    page = windows("registrar")
    page.goto(site.at("/figures/log-footprint/"))
    page.goto(site.at("/figures/alerts/new/"))
    page.get_by_label("Name of the alert").fill("Footprint under everything")
    page.get_by_label("What is watched").select_option("measure:log-footprint")
    page.get_by_label("Level").fill("100")
    for role in ("Supervisor", "Force crime registrar"):
        page.get_by_label(role, exact=True).check()
    page.get_by_label("To other programs, too").check()
    press(page, "Set it")
    page.wait_for_url(re.compile(r"/figures/alerts/$"))
    # An alert that was raised at once bears the same name above.
    kept = page.get_by_role("region", name="Thresholds")
    number = kept.get_by_role("link", name="Footprint under everything").get_attribute("href")
    page = windows("administrator")
    sized(page, NARROWEST)
    page.goto(site.at("/figures/alerts/programs/"))
    page.get_by_label("Which program").fill("Force messages")
    page.get_by_label("Address").fill("https://127.0.0.1:9/alerts")
    press(page, "Add it")
    page.get_by_role("heading", name="Force messages is told of alerts").wait_for()
    assert not violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    sized(page, DESK)
    assert "messages sent" in site.run("alerts").stdout
    return {"alert": int(str(number).rstrip("/").rpartition("/")[2])}


def _training(windows, site: Site, folder) -> dict[str, int]:
    """A file of the learning system that was looked at, with rows that can't be used, and an answered card."""
    page = windows("registrar")
    path = folder / "learning.csv"
    lines = ["username,course,done_on", "officer,NCALT HOCR,01/06/2026", "nobody,NCALT HOCR,1/6/26"]
    path.write_text("\n".join(lines) + "\n")
    page.goto(site.at("/training/files/"))
    page.locator("input[type=file]").set_input_files(path)
    press(page, "Look at it")
    page.get_by_text("1 row would be new").wait_for()
    learning = int(page.url.split("/")[-2])
    page = windows("officer")
    page.goto(site.at("/training/cards/"))
    page.locator("input[name=choice]").first.check()
    press(page, "Answer", exact=True)
    page.wait_for_url(re.compile(r"/cards/\d+/"))
    card = int(page.url.split("/cards/")[1].split("/")[0])
    return {"learning": learning, "card": card, **_message(windows, site)}


def _message(windows, site: Site) -> dict[str, int]:
    """A message from a finding that the supervisor accepts, and its campaign."""
    page = windows("supervisor")
    accept_one(page, site)
    page = windows("registrar")
    page.goto(site.at("/messages/new/?aim=cause:belief"))
    press(page, "Keep the draft")
    page.wait_for_url(re.compile(r"/messages/\d+/$"))
    found = {"message": int(page.url.split("/")[-2])}
    press(page, "I have read it")
    follow(page, "Plan a campaign")
    page.get_by_label("Last day").fill(page.get_by_label("First day").input_value())
    press(page, "Write it down")
    page.wait_for_url(re.compile(r"/campaigns/\d+/$"))
    found["campaign"] = int(page.url.split("/")[-2])
    return found


def _token(windows, site: Site) -> dict[str, int]:
    """A token, made on its page; the page that shows it once is looked at here, since it can't be asked for again."""
    page = windows("administrator")
    sized(page, NARROWEST)
    page.goto(site.at("/people/"))
    follow(page, "API tokens")
    follow(page, "Make a token")
    page.get_by_label("What it is for").fill("Command and control, feed of new logs")
    page.get_by_label("Acts as").select_option(label="calltaker, Call-taker")
    page.get_by_label("open logs and write in them (logs:write)").check()
    press(page, "Make this token")
    assert page.locator("main strong").inner_text().startswith("onr_")
    assert violations(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    sized(page, DESK)
    follow(page, "Done")
    follow(page, "Command and control")
    found = int(page.url.split("/")[-2])
    return {"token": found}


def _logs(windows, site: Site) -> dict[str, int]:
    """One log that holds something of everything, and a closed one."""
    page = windows("calltaker")
    found = {}
    for name in ("live", "shut"):
        page.goto(site.at("/logs/open/"))
        page.get_by_label("How was it reported?").select_option("999 call")
        page.get_by_label("First account, word for word").fill(
            "He hit me. He took my phone. 😢 יאמר" if name == "live" else "Lost dog, found"
        )
        press(page, "Open the log")
        page.wait_for_url(re.compile(r"/logs/\d+/$"))
        found[name] = int(page.url.split("/")[-2])
        lines = ["close opened in error"]
        if name == "live":
            lines = [
                "e Door forced, nobody inside",
                "p victim Żofia O'Neill 34",
                "w 12 High Street EX4 4QJ",
                "w uprn nonsense-that-is-too-long-for-it",
                "g 2",
                "g 1 he is back",
                "q domestic",
                "t h bruise on the arm",
                "r TU21 scene",
                "a! Żofia: I fell",
                "x duty inspector: send more?",
            ]
        for line in lines:
            page.get_by_label("Command", exact=True).fill(line)
            enter(page)
            # What was done is said; a page that refused says it elsewhere.
            page.locator("#said").wait_for()
    page.goto(site.at(f"/logs/{found['live']}/"))
    for name, label in {"line": "Correct the entry", "asked": "Write the answer down"}.items():
        href = page.get_by_role("link", name=label).first.get_attribute("href")
        assert href is not None
        found[name] = int(href.split("=")[-1])
    return found


def _records(page: Page, site: Site) -> dict[str, int]:
    """A crime that came from another force, and a reported incident, as an officer writes them in."""
    page.goto(site.at("/crimes/receive/?q=195/12"))
    page.get_by_label("8Q 195/12").check()
    page.get_by_label("From which force").fill("Otherfolk Police")
    page.get_by_label("Its reference").fill("OF/4711/26")
    page.get_by_label("When it was first reported").fill("2026-06-01T21:30")
    page.get_by_label("Victims").fill(
        "Ann Example, Żaneta Przykładowa-Averylongsurnamewithoutanybreak"
    )
    page.get_by_label("Suspects").fill("Bob Example")
    page.get_by_label("What happened").fill("Waits outside her work. Sends messages at night.")
    press(page, "Record the crime")
    page.wait_for_url(re.compile(r"/crimes/\d+/$"))
    made = int(page.url.split("/")[-2])
    page.goto(site.at("/incidents/new/"))
    page.get_by_label("Reported incident of rape (N100)").check()
    page.get_by_label("Code").select_option("N100/01")
    page.get_by_label("Why no crime is recorded now").fill("A friend rang. She was asleep.")
    page.get_by_label("Who may be a victim").fill("Ann Example")
    page.get_by_label("What is still to be tried").fill(
        "Visit at ten with a specially trained officer."
    )
    press(page, "Record the incident")
    page.wait_for_url(re.compile(r"/incidents/\d+/$"))
    return {"made": made, "reported": int(page.url.split("/")[-2])}


def _decide(page: Page, site: Site) -> dict[str, int]:
    """Decisions at each of their pages: a question, the rules' own question, an answer, a way out, one concluded."""
    found = {}
    for name in ("first_question", "more", "answered", "way_out", "concluded"):
        page.goto(site.at("/decisions/"))
        press(page, "Decide without a log")
        found[name] = int(page.url.split("/decisions/")[1].split("/")[0])
        if name == "first_question":
            continue
        denied = name == "way_out"
        while "/questions/" in page.url:
            asked = page.locator("h1").inner_text()
            wanted = "button.answer[value=no]"
            if "Who told" in asked:
                wanted = f"button.answer[value={'other-denied' if denied else 'victim'}]"
                if denied and not page.locator(wanted).count():
                    wanted = "button.answer[value=other]"
            elif "What happened" in asked:
                wanted = "button.answer[value=theft]"
            elif not page.locator(wanted).count():
                wanted = "button.answer[value=other], button.answer[value=elsewhere]"
            go_by(page.locator(wanted).first)
        if name == "more":
            follow(page, "Correct the facts")
            page.get_by_label("What speaks against it").fill("A video shows it.")
            press(page, "Save")
            page.wait_for_url(re.compile("/more/"))
        elif name == "concluded":
            press(page, "Record 1 crime")
            page.wait_for_url(re.compile(r"/decisions/\d+/$"))
    return found


def _upload(page: Page, site: Site, path) -> None:
    page.goto(site.at("/imports/new/"))
    page.get_by_label("Incident logs").check()
    page.get_by_label("File", exact=True).set_input_files(path)
    page.get_by_label("Source system").fill("campus")
    press(page, "Try it out")
