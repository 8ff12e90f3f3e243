"""Every page of the system, on a desk and on a telephone: accessible by the rules that a machine can check, without
scripts or inline styles, and without scrolling sideways at 320 pixels (400 % zoom on a desk).

A clean run means "no detectable violation"; docs/explanation/accessibility lists what a person has to check.
"""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import URLResolver, get_resolver
from playwright.sync_api import Page

from onrecord.contact.forms.deeds import OFFERED
from tests import sounds_made
from tests.browser.accepting import accept_one
from tests.browser.conftest import Site, sign_in, wait_for_import

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# name: (path, who looks). {odd} and {tried} are imports that `uploads` makes, {live} and {shut} logs that it opens,
# {made} a crime, {reported} an incident.
PAGES = {
    "sign-in": ("/sign-in/", ""),
    "sign-out": ("/sign-out/", "registrar"),
    "password": ("/password/", "registrar"),
    "own-address": ("/address/", "registrar"),
    "addresses": ("/addresses/", "registrar"),
    "address": ("/addresses/officer/", "administrator"),
    "roles": ("/roles/", "registrar"),
    "home": ("/", "registrar"),
    "find": ("/find/?q=door", "registrar"),
    "logs": ("/logs/", "registrar"),
    "log": ("/logs/1/", "registrar"),
    "log-open": ("/logs/open/", "calltaker"),
    "log-keep": ("/logs/{live}/keep/person/", "calltaker"),
    "crimes": ("/crimes/", "registrar"),
    "crime": ("/crimes/1/", "registrar"),
    "crime-receive": ("/crimes/receive/?q=strangulation", "registrar"),
    "crime-step": ("/crimes/{made}/tell/", "registrar"),
    "incidents": ("/incidents/", "registrar"),
    "incident-new": ("/incidents/new/", "registrar"),
    "incident": ("/incidents/{reported}/", "registrar"),
    "incident-step": ("/incidents/{reported}/tried/", "registrar"),
    "unlinked": ("/crimes/unlinked/", "registrar"),
    "suspects": ("/suspects/", "registrar"),
    "disclosed": ("/logs/{live}/disclosed/", "registrar"),
    "finder-right": ("/suspects/right/", "registrar"),
    "finder-judged": ("/suspects/right/judged/", "registrar"),
    "finder-equality": ("/suspects/equality/", "registrar"),
    "finder-drift": ("/suspects/drift/", "registrar"),
    "finder-patterns": ("/suspects/patterns/", "registrar"),
    "finder-pattern": ("/suspects/patterns/assault/", "registrar"),
    "imports": ("/imports/", "registrar"),
    "import-new": ("/imports/new/", "registrar"),
    "import": ("/imports/1/", "registrar"),
    "import-map": ("/imports/{odd}/map/", "registrar"),
    "import-codes": ("/imports/{tried}/codes/", "registrar"),
    "maps": ("/maps/", "registrar"),
    "map": ("/maps/1/", "registrar"),
    "audits": ("/audits/", "registrar"),
    "audit-given": ("/audits/given/", "supervisor"),
    "audit-new": ("/audits/new/", "registrar"),
    "programmes": ("/audits/programmes/", "registrar"),
    "programme": ("/audits/programmes/inspection-cdi/", "registrar"),
    "programme-new": ("/audits/programmes/new/?from=monthly-logs", "registrar"),
    "programme-edit": ("/audits/programmes/timeliness/edit/", "registrar"),
    "audit": ("/audits/1/", "registrar"),
    "audit-test": ("/audits/1/test/", "registrar"),
    "audit-readers": ("/audits/1/readers/", "registrar"),
    "audit-reading": ("/audits/1/logs/1/", "registrar"),
    "audit-sheet-upload": ("/audits/1/sheet/", "registrar"),
    "audit-estimate": ("/audits/1/estimate/", "registrar"),
    "audit-report": ("/audits/1/report/", "registrar"),
    "audit-schedule": ("/audits/schedule/", "registrar"),
    "audit-compare": (
        "/audits/compare/?before_rate=77.9&before_n=586&after_rate=78.2&after_n=795",
        "registrar",
    ),
    "findings": ("/findings/?show=all", "registrar"),
    "finding-repeats": ("/findings/repeats/", "registrar"),
    "finding": ("/findings/{finding}/", "supervisor"),
    "audit-findings": ("/audits/1/findings/", "registrar"),
    "decisions": ("/decisions/", "registrar"),
    "decision": ("/decisions/{concluded}/", "registrar"),
    "decision-question": ("/decisions/{first_question}/questions/1/", "registrar"),
    "decision-more": ("/decisions/{more}/more/", "registrar"),
    "decision-facts": ("/decisions/{answered}/facts/", "registrar"),
    "decision-result": ("/decisions/{answered}/answer/", "registrar"),
    "decision-otherwise": ("/decisions/{answered}/otherwise/?part=c0&words=theft", "registrar"),
    "decision-withdraw": ("/decisions/{answered}/withdraw/", "registrar"),
    "no-crime": ("/logs/1/no-crime/", "registrar"),
    "reviews": ("/reviews/", "registrar"),
    "desk": ("/desks/domestic-abuse/", "registrar"),
    "field-paper": ("/field/paper/", "officer"),
    "field-paper-enter": ("/field/paper/enter/", "officer"),
    "my-day": ("/my-day/", "supervisor"),
    "hand-over": ("/my-day/hand-over/", "supervisor"),
    "handover": ("/my-day/hand-over/{given}/", "registrar"),
    "absences": ("/my-day/absences/", "supervisor"),
    "nobodys": ("/my-day/nobodys/", "registrar"),
    "team-samples": ("/dip-samples/", "supervisor"),
    "team-sample": ("/dip-samples/1/", "registrar"),
    "sample-check": ("/dip-samples/1/1/", "registrar"),
    "feedback-list": ("/feedback/", "officer"),
    "feedback": ("/feedback/{told}/", "registrar"),
    "feedback-new": ("/feedback/on/{concluded}/", "registrar"),
    "look": ("/looks/crime/{made}/", "registrar"),
    "worklists": ("/worklists/", "supervisor"),
    "worklist": ("/worklists/open-logs/", "registrar"),
    "worklist-new": ("/worklists/new/?subject=undecided", "registrar"),
    "worklist-edit": ("/worklists/findings/edit/", "registrar"),
    "authority-request": ("/authority/{made}/", "registrar"),
    "departments": ("/departments/", "registrar"),
    "department-keep": ("/departments/change/end/", "registrar"),
    "department-members": ("/departments/people/Force%20Response/", "administrator"),
    "alerts": ("/figures/alerts/", "registrar"),
    "alert-rule-new": ("/figures/alerts/new/", "registrar"),
    "alert-rule": ("/figures/alerts/{alert}/", "registrar"),
    "alert-queue": ("/figures/alerts/queue/", "administrator"),
    "hooks": ("/figures/alerts/programs/", "administrator"),
    "measures": ("/measures/", "registrar"),
    "measure": ("/measures/findings-open/", "registrar"),
    "what-if": ("/measures/what-if/", "commissioner"),
    "measure-records": ("/measures/findings-open/records/", "registrar"),
    "figures": ("/figures/", "registrar"),
    "figure": ("/figures/within-24/", "registrar"),
    "figure-without": ("/figures/log-footprint/without/2026-10/", "registrar"),
    "training": ("/training/", "officer"),
    "training-department": ("/training/people/?show=all", "registrar"),
    "courses": ("/training/courses/", "registrar"),
    "course-new": ("/training/courses/new/", "registrar"),
    "course": ("/training/courses/counting-rules/", "registrar"),
    "training-file-new": ("/training/files/", "registrar"),
    "training-file": ("/training/files/{learning}/", "registrar"),
    "cards": ("/training/cards/", "officer"),
    "card-answer": ("/training/cards/{card}/?n=2", "officer"),
    "card-results": ("/training/results/", "officer"),
    "training-aims": ("/training/aims/", "registrar"),
    "messages": ("/messages/", "registrar"),
    "message-new": ("/messages/new/?aim=cause:belief", "registrar"),
    "message": ("/messages/{message}/", "registrar"),
    "message-screen": ("/messages/{message}/screen/", "officer"),
    "campaign-new": ("/messages/{message}/campaign/", "registrar"),
    "campaign": ("/campaigns/{campaign}/", "registrar"),
    "ledger": ("/ledger/", "registrar"),
    "reads": ("/reads/", "registrar"),
    "recording-new": ("/logs/1/recordings/new/", "registrar"),
    "recording": ("/recordings/{recording}/", "registrar"),
    "recording-erase": ("/recordings/{recording}/erase/", "registrar"),
    "people": ("/people/", "administrator"),
    "person-add": ("/people/add/", "administrator"),
    "person": ("/people/person/auditor/", "administrator"),
    "tokens": ("/people/tokens/", "administrator"),
    "token-new": ("/people/tokens/new/", "administrator"),
    "token": ("/people/tokens/{token}/", "administrator"),
}
# Further states of pages, and pages that have no name of their own.
MORE = {
    "my day of an officer": ("/my-day/", "officer"),
    "my day of the registrar": ("/my-day/", "registrar"),
    "what a worklist is about": ("/worklists/new/", "registrar"),
    "a worklist of findings": ("/worklists/findings/", "supervisor"),
    "a worklist with nothing in it": ("/worklists/sudden-death/", "officer"),
    "departments, only to read": ("/departments/?on=2026-10-01", "officer"),
    "home of a call-taker": ("/", "calltaker"),
    "measures of a department": ("/measures/", "supervisor"),
    "what-if, with a slip": ("/measures/what-if/?rate=lots", "registrar"),
    "measure, of an audit": ("/measures/accuracy-all/", "commissioner"),
    "measure, of one department": ("/measures/within-24/?part=North", "registrar"),
    "figures of a department": ("/figures/", "supervisor"),
    "figure, footprint": ("/figures/log-footprint/?span=24", "registrar"),
    "figure, hours": ("/figures/hours-to-record/", "commissioner"),
    "figure, of nothing": ("/figures/within-24/?department=Nowhere", "registrar"),
    "a finding to be decided": ("/findings/{disputed}/", "registrar"),
    "findings for me": ("/findings/?show=mine", "supervisor"),
    "findings, none": ("/findings/?show=reversed", "officer"),
    "who has done what, of a supervisor": ("/training/people/", "supervisor"),
    "messages, only to read": ("/messages/", "commissioner"),
    "a message, only to read": ("/messages/{message}/", "commissioner"),
    "results of everybody": ("/training/results/", "registrar"),
    "schedule, only to read": ("/audits/schedule/", "commissioner"),
    "home of the commissioner's office": ("/", "commissioner"),
    "home of an administrator": ("/", "administrator"),
    "a log kept here": ("/logs/{live}/", "calltaker"),
    "a log kept here, after a command": ("/logs/{live}/?said=yes", "calltaker"),
    "a log kept here, only to read": ("/logs/{live}/", "auditor"),
    "a closed log": ("/logs/{shut}/", "calltaker"),
    "logs that are open": ("/logs/?open=open", "calltaker"),
    **{
        f"in a log: {what}": (f"/logs/{{live}}/keep/{what}/", "calltaker")
        for what in (*OFFERED, "entry")
        if what != "person"
    },
    "in a log: correct": ("/logs/{live}/keep/correct/?about={line}", "calltaker"),
    "in a log: answer": ("/logs/{live}/keep/answer/?about={asked}", "calltaker"),
    "in a log: reopen": ("/logs/{shut}/keep/reopen/", "calltaker"),
    "find, nothing asked": ("/find/", "calltaker"),
    "find, one kind with filters": (
        "/find/?q=door&kind=logs&state=closed&since=2020-01-01",
        "registrar",
    ),
    "find, nothing found": ("/find/?q=dooor+bycicle", "registrar"),
    "find, no word": ("/find/?q=-x", "registrar"),
    "find, wrong day": ("/find/?q=door&since=yesterday", "registrar"),
    "find as an officer": ("/find/?q=her", "officer"),
    "logs found by reference": ("/logs/?reference=2026", "registrar"),
    "logs, none found": ("/logs/?reference=nothing", "registrar"),
    "logs, wrong date": ("/logs/?since=yesterday", "registrar"),
    "a tried import": ("/imports/{tried}/", "registrar"),
    "crimes missed": ("/audits/1/?show=missed", "registrar"),
    "a crime recorded here": ("/crimes/{made}/", "registrar"),
    "a crime recorded here, of an auditor": ("/crimes/{made}/", "auditor"),
    "choice of an outcome": ("/crimes/{made}/outcome/", "registrar"),
    "an outcome": ("/crimes/{made}/outcome/?outcome=16", "registrar"),
    "choice of a ground": ("/crimes/{made}/cancel/", "registrar"),
    "a cancellation": ("/crimes/{made}/cancel/?ground=C2", "registrar"),
    "a duplicate": ("/crimes/{made}/cancel/?ground=C3", "registrar"),
    "a transfer": ("/crimes/{made}/transfer/", "registrar"),
    "another class": ("/crimes/{made}/reclassify/?q=stalking", "registrar"),
    "another class, none found": ("/crimes/{made}/reclassify/?q=zzz", "registrar"),
    "further conduct": ("/crimes/{made}/continue/", "registrar"),
    "somebody in a crime": ("/crimes/{made}/person/?person=person-1", "registrar"),
    "property of a crime": ("/crimes/{made}/property/", "registrar"),
    "flags of a crime": ("/crimes/{made}/flags/", "registrar"),
    "facts of a crime": ("/crimes/{made}/facts/", "registrar"),
    "note in a crime": ("/crimes/{made}/note/", "registrar"),
    "crimes recorded here": ("/crimes/?state=recorded", "registrar"),
    "incidents, none found": ("/incidents/?kind=N300", "registrar"),
    "an incident becomes a crime": ("/incidents/{reported}/convert/?q=019/08", "registrar"),
    "code of an incident": ("/incidents/{reported}/sub-code/", "registrar"),
    "an incident is closed": ("/incidents/{reported}/close/", "registrar"),
    "an incident is cancelled": ("/incidents/{reported}/cancel/", "registrar"),
    "an incident comes up again": ("/incidents/{reported}/redate/", "registrar"),
    "somebody told of an incident": ("/incidents/{reported}/tell/", "registrar"),
    "log with recordings": ("/logs/2/", "registrar"),
    "a recording at a mark": ("/recordings/{recording}/?t=1", "registrar"),
    "an erased recording": ("/recordings/{gone}/", "registrar"),
    "a recording that can't be played": ("/recordings/{broken}/", "registrar"),
    "no such page": ("/nothing/", "registrar"),
    "not allowed": ("/suspects/", "officer"),
    "a way out with its rationale": ("/decisions/{way_out}/answer/", "registrar"),
}
# Lists whose filter is folded away, with what is one row of each.
FOLDED = {"logs": "tbody tr", "crimes": "tbody tr", "reads": "tbody tr"}
# The page for the street has scripts; tests/browser/test_field.py looks at it and at what it fetches.
STREET = {"field", "field-worker", "field-rules", "field-manifest", "field-session"}
FILES = {
    "message-image",
    "message-poster",
    "message-briefing",
    "field-file",
    "suspects-file",
    "finder-right-file",
    "figure-file",
    "import-rows",
    "map-download",
    "audit-sheet",
    "audit-sheet-refused",
    "audit-estimate-json",
    "audit-report-file",
    "audit-recompute",
    "audit-redraw",
    "recording-sound",
    "recording-copy",
}
POSTS = {
    "alert-again",
    "hook-stop",
    "done-withdraw",
    "field-send",
    "field-attach",
    "log-command",
    "import-confirm",
    "import-again",
    "import-discard",
    "person-active",
    "person-password",
    "person-qualifications",
    "ledger-download",
    "decision-start",
    "shift",
    "absence-end",
    "worklist-bulk",
    "departments-list",
    "audit-schedule-mark",
    "audit-schedule-reason",
    "audit-schedule-hours",
    "finding-accept",
    "finding-dispute",
    "finding-pass-on",
    "finding-correct",
    "finding-decide",
    "decision-review",
    "decision-ruling",
    "decision-correct",
    "mark-new",
    "mark-withdraw",
    "transcript-new",
    "disclosed-reject",
    "disclosed-reopen",
    "disclosed-decide",
}


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
    """An import that waits for its map, and one that has been tried out with a map made on the page."""
    folder = tmp_path_factory.mktemp("uploads")
    context = chromium.new_context()
    page = context.new_page()
    sign_in(page, demonstration, "registrar")
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
            page.get_by_role("button", name="Save the map and go on").click()
            page.wait_for_url(re.compile(r"/codes/"))
            page.get_by_role("button", name="Go on").click()
            wait_for_import(page)
            page.get_by_text("nothing has been taken in yet").wait_for()
    context.close()
    context = chromium.new_context()
    page = context.new_page()
    sign_in(page, demonstration, "officer")
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
        page.get_by_role("button", name="Attach it").click()
        page.wait_for_url(re.compile(r"/recordings/\d+/$"))
        found[name] = int(page.url.split("/")[-2])
    page.goto(demonstration.at(f"/recordings/{found['recording']}/"))
    page.get_by_label("Time in the recording").fill("00:01")
    page.get_by_label("What is heard").fill("The caller says: “he punched me”.")
    page.get_by_label("What the caller discloses (optional)").fill("assault by her brother")
    page.get_by_role("button", name="Mark it").click()
    page.get_by_text("00:01 is marked").wait_for()
    context.close()
    _erase(chromium, demonstration, found["gone"])
    found |= _finding(chromium, demonstration) | _alert(chromium, demonstration)
    found |= _given(chromium, demonstration) | _watched(chromium, demonstration)
    found |= _training(chromium, demonstration, folder)
    return found | _logs(chromium, demonstration) | _token(chromium, demonstration)


def _erase(chromium, site: Site, number: int) -> None:
    """Erase a recording, as a registrar does."""
    context = chromium.new_context()
    page = context.new_page()
    sign_in(page, site, "registrar")
    page.goto(site.at(f"/recordings/{number}/"))
    page.get_by_role("link", name="Erase it for good").click()
    page.get_by_label("Why is it erased?").fill("Its retention period has ended.")
    page.get_by_label("I have read what goes and what stays.").check()
    page.get_by_role("button", name="Erase it for good").click()
    page.get_by_role("heading", name="This recording was erased").wait_for()
    context.close()


def _finding(chromium, site: Site) -> dict[str, int]:
    """A finding that the supervisor may answer, and one that was disputed."""
    context = chromium.new_context()
    page = context.new_page()
    sign_in(page, site, "supervisor")
    found = {}
    for name in ("disputed", "finding"):
        page.goto(site.at("/findings/?show=mine"))
        page.get_by_role("table").first.get_by_role("link").last.click()
        page.wait_for_url(re.compile(r"/findings/\d+/$"))
        found[name] = int(page.url.split("/")[-2])
        if name == "disputed":
            page.get_by_label("Why is the finding wrong?").fill("The caller took it back. 😢 יאמר")
            page.get_by_role("button", name="Dispute").click()
            page.get_by_text("The registrar decides").wait_for()
    context.close()
    return found


def _given(chromium, site: Site) -> dict[str, int]:
    """A hand-over that nobody has taken up, and somebody who is away."""
    context = chromium.new_context()
    page = context.new_page()
    sign_in(page, site, "officer")
    page.goto(site.at("/my-day/hand-over/"))
    page.get_by_label("What they should know").fill("Quiet night. 😢 יאמר <b>")
    page.get_by_role("button", name="Hand over").first.click()
    page.get_by_text("handed over").wait_for()
    page.goto(site.at("/my-day/absences/"))
    page.get_by_label("First day away").fill("2031-01-06")
    page.get_by_label("Back on").fill("2031-01-07")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_text("Kept.", exact=True).wait_for()
    page.goto(site.at("/my-day/hand-over/"))
    link = page.get_by_role("main").get_by_role("list").last.get_by_role("link").first
    found = {"given": int(str(link.get_attribute("href")).rstrip("/").split("/")[-1])}
    context.close()
    return found


def _watched(chromium, site: Site) -> dict[str, int]:
    """A dip sample that a registrar drew, its first decision checked, and the feedback that came of it."""
    context = chromium.new_context()
    page = context.new_page()
    sign_in(page, site, "registrar")
    page.goto(site.at("/dip-samples/"))
    page.get_by_role("button", name="Draw").click()
    page.get_by_text("drawn again").wait_for()
    page.goto(site.at("/dip-samples/1/1/"))
    page.get_by_role("group", name="The first account").get_by_label("Good").check()
    page.get_by_role("button", name="Keep it").click()
    page.get_by_text("Kept.", exact=True).wait_for()
    page.goto(site.at("/feedback/"))
    link = page.get_by_role("main").get_by_role("list").last.get_by_role("link").first
    found = {"told": int(str(link.get_attribute("href")).rstrip("/").split("/")[-1])}
    context.close()
    return found


def _alert(chromium, site: Site) -> dict[str, int]:
    """An alert that everybody gets, sent to files; and a program that is told, on the page that shows its secret once."""
    context = chromium.new_context(viewport={"width": 320, "height": 800})
    page = context.new_page()
    sign_in(page, site, "registrar")
    page.goto(site.at("/figures/log-footprint/"))
    page.goto(site.at("/figures/alerts/new/"))
    page.get_by_label("Name of the alert").fill("Footprint under everything")
    page.get_by_label("What is watched").select_option("measure:log-footprint")
    page.get_by_label("Level").fill("100")
    for role in ("Supervisor", "Force crime registrar"):
        page.get_by_label(role, exact=True).check()
    page.get_by_label("To other programs, too").check()
    page.get_by_role("button", name="Set it").click()
    page.wait_for_url(re.compile(r"/figures/alerts/$"))
    number = page.get_by_role("link", name="Footprint under everything").get_attribute("href")
    context.close()
    context = chromium.new_context(viewport={"width": 320, "height": 800})
    page = context.new_page()
    sign_in(page, site, "administrator")
    page.goto(site.at("/figures/alerts/programs/"))
    page.get_by_label("Which program").fill("Force messages")
    page.get_by_label("Address").fill("https://127.0.0.1:9/alerts")
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("heading", name="Force messages is told of alerts").wait_for()
    assert not violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()
    assert "messages sent" in site.run("alerts").stdout
    return {"alert": int(str(number).rstrip("/").rpartition("/")[2])}


def _training(chromium, site: Site, folder) -> dict[str, int]:
    """A file of the learning system that was looked at, with rows that can't be used, and an answered card."""
    context = chromium.new_context()
    page = context.new_page()
    sign_in(page, site, "registrar")
    path = folder / "learning.csv"
    lines = ["username,course,done_on", "officer,NCALT HOCR,01/06/2026", "nobody,NCALT HOCR,1/6/26"]
    path.write_text("\n".join(lines) + "\n")
    page.goto(site.at("/training/files/"))
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Look at it").click()
    page.get_by_text("1 row would be new").wait_for()
    learning = int(page.url.split("/")[-2])
    context.close()
    context = chromium.new_context()
    page = context.new_page()
    sign_in(page, site, "officer")
    page.goto(site.at("/training/cards/"))
    page.locator("input[name=choice]").first.check()
    page.get_by_role("button", name="Answer", exact=True).click()
    page.wait_for_url(re.compile(r"/cards/\d+/"))
    card = int(page.url.split("/cards/")[1].split("/")[0])
    context.close()
    return {"learning": learning, "card": card, **_message(chromium, site)}


def _message(chromium, site: Site) -> dict[str, int]:
    """A message from a finding that the supervisor accepts, and its campaign."""
    context = chromium.new_context()
    page = context.new_page()
    sign_in(page, site, "supervisor")
    accept_one(page, site)
    context.close()
    context = chromium.new_context()
    page = context.new_page()
    sign_in(page, site, "registrar")
    page.goto(site.at("/messages/new/?aim=cause:belief"))
    page.get_by_role("button", name="Keep the draft").click()
    page.wait_for_url(re.compile(r"/messages/\d+/$"))
    found = {"message": int(page.url.split("/")[-2])}
    page.get_by_role("button", name="I have read it").click()
    page.get_by_role("link", name="Plan a campaign").click()
    page.get_by_label("Last day").fill(page.get_by_label("First day").input_value())
    page.get_by_role("button", name="Write it down").click()
    page.wait_for_url(re.compile(r"/campaigns/\d+/$"))
    found["campaign"] = int(page.url.split("/")[-2])
    context.close()
    return found


def _token(chromium, site: Site) -> dict[str, int]:
    """A token, made on its page; the page that shows it once is looked at here, since it can't be asked for again."""
    context = chromium.new_context(viewport={"width": 320, "height": 800})
    page = context.new_page()
    sign_in(page, site, "administrator")
    page.goto(site.at("/people/"))
    page.get_by_role("link", name="API tokens").click()
    page.get_by_role("link", name="Make a token").click()
    page.get_by_label("What it is for").fill("Command and control, feed of new logs")
    page.get_by_label("Acts as").select_option(label="calltaker, Call-taker")
    page.get_by_label("open logs and write in them (logs:write)").check()
    page.get_by_role("button", name="Make this token").click()
    assert page.locator("main strong").inner_text().startswith("onr_")
    assert violations(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("link", name="Done").click()
    page.get_by_role("link", name="Command and control").click()
    found = int(page.url.split("/")[-2])
    context.close()
    return {"token": found}


def _logs(chromium, site: Site) -> dict[str, int]:
    """One log that holds something of everything, and a closed one."""
    context = chromium.new_context()
    page = context.new_page()
    sign_in(page, site, "calltaker")
    found = {}
    for name in ("live", "shut"):
        page.goto(site.at("/logs/open/"))
        page.get_by_label("How was it reported?").select_option("999 call")
        page.get_by_label("First account, word for word").fill(
            "He hit me. He took my phone. 😢 יאמר" if name == "live" else "Lost dog, found"
        )
        page.get_by_role("button", name="Open the log").click()
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
            with page.expect_navigation():
                page.keyboard.press("Enter")
            # What was done is said; a page that refused says it elsewhere.
            page.locator("#said").wait_for()
    page.goto(site.at(f"/logs/{found['live']}/"))
    for name, label in {"line": "Correct the entry", "asked": "Write the answer down"}.items():
        href = page.get_by_role("link", name=label).first.get_attribute("href")
        assert href is not None
        found[name] = int(href.split("=")[-1])
    context.close()
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
    page.get_by_role("button", name="Record the crime").click()
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
    page.get_by_role("button", name="Record the incident").click()
    page.wait_for_url(re.compile(r"/incidents/\d+/$"))
    return {"made": made, "reported": int(page.url.split("/")[-2])}


def _decide(page: Page, site: Site) -> dict[str, int]:
    """Decisions at each of their pages: a question, the rules' own question, an answer, a way out, one concluded."""
    found = {}
    for name in ("first_question", "more", "answered", "way_out", "concluded"):
        page.goto(site.at("/decisions/"))
        page.get_by_role("button", name="Decide without a log").click()
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
            page.locator(wanted).first.click()
        if name == "more":
            page.get_by_role("link", name="Correct the facts").click()
            page.get_by_label("What speaks against it").fill("A video shows it.")
            page.get_by_role("button", name="Save").click()
            page.wait_for_url(re.compile("/more/"))
        elif name == "concluded":
            page.get_by_role("button", name="Record 1 crime").click()
            page.wait_for_url(re.compile(r"/decisions/\d+/$"))
    return found


def _upload(page: Page, site: Site, path) -> None:
    page.goto(site.at("/imports/new/"))
    page.get_by_label("Incident logs").check()
    page.get_by_label("File", exact=True).set_input_files(path)
    page.get_by_label("Source system").fill("campus")
    page.get_by_role("button", name="Try it out").click()


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
    expected = {"no such page": 404, "not allowed": 403}.get(name, 200)
    assert answer.status == expected, (name, answer.status)
    assert page.url == site.at(path.format(**uploads)), f"{name} led elsewhere"
    return page


def violations(page: Page) -> str:
    """What axe finds wrong with everything on the page, unfolded; empty if it finds nothing."""
    page.evaluate(
        "document.querySelectorAll('main details').forEach(element => { element.open = true })"
    )
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    return found.generate_report() if found.violations_count else ""


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
    assert page.title().endswith(" - onrecord")
    assert page.locator("html").get_attribute("lang") == "en-GB"
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(element => element.id)")
    assert len(ids) == len(set(ids))
    assert page.locator("[aria-current=page]").count() <= 1
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
    }.items():
        answer = page.request.get(demonstration.at(path))
        assert answer.status == 200, path
        assert answer.headers["content-type"].startswith(kind), path
        assert answer.headers["content-disposition"].startswith("attachment"), path
        assert answer.headers["x-content-type-options"] == "nosniff"
