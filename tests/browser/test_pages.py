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
    expected = {"no such page": 404, "not allowed": 403}.get(name, 200)
    assert answer.status == expected, (name, answer.status)
    assert page.url == site.at(path.format(**uploads)), f"{name} led elsewhere"
    return page


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
