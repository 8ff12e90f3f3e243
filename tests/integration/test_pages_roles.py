"""Each role on each page: allowed, or refused with a reason. The table here is written by hand, so that a slip in
roles.py doesn't agree with itself."""

from copy import deepcopy

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from onrecord.people.models import ReadRecord
from onrecord.people.roles import Role
from tests.integration import pages_world
from tests.integration.every_page import content, every_page

pytestmark = pytest.mark.django_db


# Everybody of the force; people of partners see their own pages only.
EVERYBODY = set(Role) - {Role.PARTNER}


KEEPERS_OF_PARTNERS = {Role.REGISTRAR, Role.ADMINISTRATOR}


READERS = {Role.AUDITOR, Role.REGISTRAR}


# Rates and proof, no record.
OVERSEERS = {Role.CHIEF_OFFICER, Role.COMMISSIONER}


# Those who open logs, decide, record crimes and keep their records.
RECORDERS = KEEPERS = DECIDERS = {Role.CALL_TAKER, Role.OFFICER, Role.SUPERVISOR, Role.REGISTRAR}


# Those who share out work.
LEADERS = {Role.SUPERVISOR, Role.REGISTRAR}


# Those who see inspections, recommendations and plans, and those who keep them.
IMPROVERS = READERS | OVERSEERS | {Role.SUPERVISOR}


KEEPERS_OF_BOARDS = OVERSEERS | {Role.REGISTRAR}


KEEPERS_OF_PLANS = {Role.REGISTRAR, Role.CHIEF_OFFICER}


LEARNERS = READERS | RECORDERS


# name of the page: (arguments, roles that may see it)
PAGES = {
    "home": ([], EVERYBODY),
    "roles": ([], EVERYBODY),
    "password": ([], set(Role)),
    "own-address": ([], EVERYBODY),
    "addresses": ([], {Role.REGISTRAR, Role.ADMINISTRATOR}),
    "address": (["officer"], {Role.REGISTRAR, Role.ADMINISTRATOR}),
    "sign-out": ([], set(Role)),
    "find": ([], READERS | {Role.CALL_TAKER, Role.OFFICER, Role.SUPERVISOR}),
    "logs": ([], READERS | {Role.CALL_TAKER, Role.OFFICER, Role.SUPERVISOR}),
    "log": (["log"], READERS | {Role.CALL_TAKER, Role.OFFICER, Role.SUPERVISOR}),
    "log-open": ([], RECORDERS),
    "log-keep": (["live", "=grade"], RECORDERS),
    "crimes": ([], READERS | KEEPERS),
    "crime": (["crime"], READERS | KEEPERS),
    "crime-receive": ([], KEEPERS),
    "crime-step": (["made", "=tell"], KEEPERS),
    "incidents": ([], READERS | KEEPERS),
    "incident-new": ([], KEEPERS),
    "incident": (["reported"], READERS | KEEPERS),
    "incident-step": (["reported", "=note"], KEEPERS),
    "unlinked": ([], READERS),
    "suspects": ([], READERS | {Role.SUPERVISOR}),
    "suspects-file": ([], READERS | {Role.SUPERVISOR}),
    # An auditor who may still be the reader of a log doesn't see it: test_fates_audit.py.
    "disclosed": (["unsampled"], RECORDERS | {Role.AUDITOR}),
    "finder-right": ([], READERS),
    "finder-right-file": ([], READERS),
    "finder-judged": ([], READERS),
    "finder-equality": ([], READERS),
    "finder-drift": ([], READERS),
    "finder-patterns": ([], READERS),
    "finder-pattern": (["=assault"], READERS),
    "imports": ([], {Role.REGISTRAR}),
    "import-new": ([], {Role.REGISTRAR}),
    "import": (["done"], {Role.REGISTRAR}),
    "import-map": (["waiting"], {Role.REGISTRAR}),
    "import-codes": (["tried"], {Role.REGISTRAR}),
    "import-rows": (["done", "=refused"], {Role.REGISTRAR}),
    "maps": ([], {Role.REGISTRAR}),
    "map": (["saved"], {Role.REGISTRAR}),
    "map-download": (["saved"], {Role.REGISTRAR}),
    "audits": ([], READERS | OVERSEERS),
    "audit-new": ([], READERS),
    "programmes": ([], READERS | OVERSEERS),
    "programme": (["=monthly-logs"], READERS | OVERSEERS),
    "programme-new": ([], {Role.REGISTRAR}),
    "programme-edit": (["=monthly-logs"], {Role.REGISTRAR}),
    "audit": (["audit"], READERS),
    "audit-readers": (["audit"], {Role.REGISTRAR}),
    "audit-test": (["audit"], READERS),
    "audit-given": ([], READERS | {Role.SUPERVISOR}),
    # A supervisor reads what was given to them: test_audit_given.py.
    "audit-reading": (["audit", 1], READERS),
    "audit-sheet": (["audit", "csv"], READERS),
    "audit-sheet-upload": (["audit"], READERS),
    "audit-estimate": (["audit"], READERS | OVERSEERS),
    "audit-estimate-json": (["audit"], READERS | OVERSEERS),
    "audit-report": (["audit"], READERS | OVERSEERS),
    "audit-report-file": (["audit", "=xlsx"], READERS | OVERSEERS),
    "audit-recompute": ([], READERS | OVERSEERS),
    "audit-redraw": ([], READERS | OVERSEERS),
    "audit-schedule": ([], READERS | OVERSEERS),
    "audit-compare": ([], READERS | OVERSEERS),
    "findings": ([], READERS | RECORDERS),
    "finding-repeats": ([], READERS | RECORDERS),
    "finding": (["finding"], READERS | {Role.SUPERVISOR}),
    "audit-findings": (["audit"], READERS),
    "my-day": ([], READERS | RECORDERS),
    "hand-over": ([], READERS | RECORDERS),
    # Those who gave it and those who may take it up: test_my_day.py.
    "handover": (["given"], LEADERS | {Role.OFFICER}),
    "absences": ([], READERS | RECORDERS),
    "nobodys": ([], LEADERS),
    "team-samples": ([], LEADERS),
    "team-sample": (["=1"], LEADERS),
    "sample-check": (["=1", "=1"], LEADERS),
    "feedback-list": ([], READERS | RECORDERS),
    # Between the two of them, and the registrar: test_supervision_reviews.py.
    "feedback": (["told"], LEADERS | {Role.OFFICER}),
    "feedback-new": (["concluded"], LEADERS),
    "look": (["=log", "live"], LEADERS),
    "worklists": ([], READERS | RECORDERS),
    "worklist": (["=undecided"], READERS | RECORDERS),
    "worklist-new": ([], LEADERS),
    # A supervisor changes lists of the own department; test_worklists.py has one.
    "worklist-edit": (["=undecided"], {Role.REGISTRAR}),
    "authority-request": (["made"], READERS | KEEPERS),
    "departments": ([], READERS | RECORDERS | {Role.ADMINISTRATOR}),
    "department-keep": (["=open"], {Role.REGISTRAR, Role.ADMINISTRATOR}),
    "department-members": (["=North"], {Role.REGISTRAR, Role.ADMINISTRATOR}),
    "training": ([], LEARNERS),
    "training-department": ([], READERS | {Role.SUPERVISOR}),
    "courses": ([], LEARNERS),
    "course-new": ([], READERS),
    "course": (["=counting-rules"], READERS),
    "training-file-new": ([], READERS),
    "training-file": (["learning"], READERS),
    "cards": ([], LEARNERS),
    "card-answer": (["card"], {Role.OFFICER}),
    "card-results": ([], LEARNERS),
    "training-aims": ([], READERS),
    "messages": ([], READERS | OVERSEERS),
    "message": (["message"], READERS | OVERSEERS),
    "campaign-new": (["message"], READERS),
    "campaign": (["campaign"], READERS | OVERSEERS),
    # What a message that is ready shows is for everybody.
    "message-screen": (["message"], EVERYBODY),
    "message-image": (["message", 1366, 768], EVERYBODY),
    "message-poster": (["message", "=a4"], EVERYBODY),
    "message-briefing": (["message"], EVERYBODY),
    "ledger": ([], READERS | {*OVERSEERS, Role.ADMINISTRATOR}),
    "partners": ([], KEEPERS_OF_PARTNERS),
    "partner-new": ([], KEEPERS_OF_PARTNERS),
    "partner": (["shop"], KEEPERS_OF_PARTNERS),
    "partner-desk": ([], {Role.PARTNER}),
    "partner-refer": (["=retailer"], {Role.PARTNER}),
    "partner-referral": (["referral"], {Role.PARTNER}),
    "partner-bulk": ([], {Role.PARTNER}),
    "partner-columns": ([], {Role.PARTNER}),
    "partner-template": ([], {Role.PARTNER}),
    "partner-upload": (["upload"], {Role.PARTNER}),
    "partner-upload-rows": (["upload"], {Role.PARTNER}),
    "people": ([], {Role.ADMINISTRATOR}),
    "person-add": ([], {Role.ADMINISTRATOR}),
    "person": (["officer"], {Role.ADMINISTRATOR}),
    "tokens": ([], {Role.ADMINISTRATOR}),
    "token-new": ([], {Role.ADMINISTRATOR}),
    "token": (["token"], {Role.ADMINISTRATOR}),
    "reads": ([], {Role.REGISTRAR, Role.ADMINISTRATOR}),
    "alerts": ([], READERS | {Role.SUPERVISOR, *OVERSEERS}),
    "alert-rule-new": ([], {Role.REGISTRAR}),
    "alert-rule": (["alert"], {Role.REGISTRAR}),
    "alert-queue": ([], {Role.REGISTRAR, Role.ADMINISTRATOR}),
    "hooks": ([], {Role.ADMINISTRATOR}),
    "measures": ([], READERS | {Role.SUPERVISOR, *OVERSEERS}),
    "measure": (["=findings-open"], READERS | {Role.SUPERVISOR, *OVERSEERS}),
    "what-if": ([], READERS | OVERSEERS),
    "measure-records": (["=findings-open"], READERS | {Role.SUPERVISOR}),
    "public-manage": ([], {Role.REGISTRAR}),
    "report-types": ([], {Role.REGISTRAR}),
    "report-type-new": ([], {Role.REGISTRAR}),
    "report-type": (["=theft"], {Role.REGISTRAR}),
    "report-type-edit": (["=theft"], {Role.REGISTRAR}),
    "report-type-compare": (["=theft"], {Role.REGISTRAR}),
    "figures": ([], READERS | {Role.SUPERVISOR, *OVERSEERS}),
    "figure": (["=within-24"], READERS | {Role.SUPERVISOR, *OVERSEERS}),
    "figure-file": (["=within-24", "=csv"], READERS | {Role.SUPERVISOR, *OVERSEERS}),
    "figure-without": (["=within-24", "=2026-06"], READERS | {Role.SUPERVISOR}),
    "recommendations": ([], IMPROVERS),
    "recommendation": (["recommendation"], IMPROVERS),
    "recommendation-step": (["recommendation", "=status"], KEEPERS_OF_PLANS),
    "responses": ([], IMPROVERS),
    "office-holders": ([], {Role.COMMISSIONER}),
    "response": (["=half-way"], IMPROVERS),
    "response-begin": (["=half-way"], {Role.COMMISSIONER}),
    "response-do": (["=half-way", "=overall"], {Role.COMMISSIONER}),
    "response-answer": (["=half-way", "=1"], {Role.COMMISSIONER}),
    "response-names": (["=half-way"], {Role.COMMISSIONER}),
    "response-draft": (["=half-way"], {Role.COMMISSIONER}),
    "response-draft-file": (["=half-way", "=docx"], {Role.COMMISSIONER}),
    "response-wordings": (["=half-way", "=overall"], {Role.COMMISSIONER}),
    "wording-strike": (["=half-way", "=overall", "=1"], {Role.COMMISSIONER}),
    "response-edition": (["=answered", "=1"], IMPROVERS),
    "response-edition-file": (["=answered", "=1", "=json"], IMPROVERS),
    "response-letter-file": (["=answered", "=1", "=minister", "=odt"], {Role.COMMISSIONER}),
    "response-sent": (["=answered", "=1", "=minister"], {Role.COMMISSIONER}),
    "response-withdraw": (["=answered", "=1"], {Role.COMMISSIONER}),
    "boards": ([], IMPROVERS),
    "body": (["=gold-group"], IMPROVERS),
    "body-new": ([], KEEPERS_OF_BOARDS),
    "body-edit": (["=gold-group"], KEEPERS_OF_BOARDS),
    "meeting-new": (["=gold-group"], KEEPERS_OF_BOARDS),
    "meeting": (["minuted"], IMPROVERS),
    "meeting-step": (["coming", "=raise"], KEEPERS_OF_BOARDS),
    "matter": (["matter"], IMPROVERS),
    "matter-step": (["matter", "=report"], KEEPERS_OF_BOARDS),
    "line-correct": (["line"], KEEPERS_OF_BOARDS),
    "paper-file": (["paper"], IMPROVERS),
    "paper-withdraw": (["paper"], KEEPERS_OF_BOARDS),
    "minutes-file": (["minuted", "=html"], IMPROVERS),
    "pack": (["coming", 1], READERS | OVERSEERS),
    "pack-changes": (["coming", 1], READERS | OVERSEERS),
    "pack-file": (["coming", 1, "=html"], READERS | OVERSEERS),
    "hidden-crimes": ([], READERS | OVERSEERS),
    "partner-view-new": ([], KEEPERS_OF_BOARDS),
    "partner-view-withdraw": (["view"], KEEPERS_OF_BOARDS),
    "inspections": ([], IMPROVERS),
    "inspection": (["=cdi-2026"], IMPROVERS),
    "inspection-new": ([], KEEPERS_OF_PLANS),
    "inspection-keep": (["=cdi-2026", "=figure"], KEEPERS_OF_PLANS),
    "inspection-import": (["=cdi-2026"], KEEPERS_OF_PLANS),
    "recommendations-file": (["=csv"], IMPROVERS),
    "plans": ([], IMPROVERS),
    "plan": (["=contact"], IMPROVERS),
    "plan-new": ([], KEEPERS_OF_PLANS),
    "plan-keep": (["=contact", "=action"], KEEPERS_OF_PLANS),
    "plan-version": (["=contact", "=1"], IMPROVERS),
    "plan-import": (["=contact"], KEEPERS_OF_PLANS),
    "plan-file": (["=contact", "=json"], IMPROVERS),
    "plan-action": (["action"], IMPROVERS),
    # Its owner reports, too: test_improvement_plans.py.
    "plan-action-step": (["action", "=report"], KEEPERS_OF_PLANS),
    "benefits": ([], IMPROVERS),
    "benefit-change": (["benefit"], KEEPERS_OF_PLANS),
    "benefit-result": (["benefit"], KEEPERS_OF_PLANS),
    "barriers": ([], IMPROVERS),
    "barrier-keep": (["=record"], KEEPERS_OF_PLANS),
    "barrier-part": (["=gone", "barrier"], KEEPERS_OF_PLANS),
    "inspection-part": (["=cdi-2026", "=figure", "=1"], KEEPERS_OF_PLANS),
    "reporting": ([], {Role.REGISTRAR}),
    "report-services": ([], {Role.REGISTRAR}),
    "report-welsh": ([], {Role.REGISTRAR}),
    "report-work": (["on_line"], READERS | RECORDERS),
    "report-confirm": (["on_line"], DECIDERS),
    "decisions": ([], DECIDERS),
    "desk": (["=domestic-abuse"], DECIDERS),
    "decision": (["concluded"], DECIDERS | {Role.AUDITOR}),
    "decision-question": (["asked", 1], DECIDERS),
    "decision-more": (["more"], DECIDERS),
    "decision-facts": (["answered"], DECIDERS),
    "decision-result": (["answered"], DECIDERS),
    "decision-otherwise": (["answered"], DECIDERS),
    "decision-withdraw": (["answered"], DECIDERS),
    "no-crime": (["log"], DECIDERS),
    "reviews": ([], {Role.SUPERVISOR, Role.REGISTRAR}),
    "recording-new": (["log"], RECORDERS),
    "recording": (["recording"], READERS | RECORDERS),
    "recording-sound": (["recording"], READERS | RECORDERS),
    "recording-copy": (["recording"], {Role.REGISTRAR}),
    "recording-erase": (["recording"], {Role.REGISTRAR}),
    "report-file": (["report_file"], READERS | RECORDERS),
    "report-file-picture": (["report_file"], READERS | RECORDERS),
    "report-file-copy": (["report_file"], READERS | RECORDERS),
    **{
        name: ([], RECORDERS)
        for name in (
            *("field", "field-worker", "field-rules", "field-manifest", "field-session"),
            *("field-paper", "field-paper-enter"),
        )
    },
}


POSTS = {
    "report-step": (["on_line", "=write"], RECORDERS),
    "report-message-step": (["added", "=read"], RECORDERS),
    # Designated decision makers may, too: test_fates.py.
    "disclosed-reject": (["unsampled"], READERS | {Role.SUPERVISOR}),
    "disclosed-reopen": (["unsampled"], READERS | {Role.SUPERVISOR}),
    "disclosed-decide": (["unsampled"], DECIDERS),
    "log-command": (["live"], RECORDERS),
    "import-confirm": (["tried"], {Role.REGISTRAR}),
    "import-again": (["tried"], {Role.REGISTRAR}),
    "import-discard": (["done"], {Role.REGISTRAR}),
    "person-active": (["officer"], {Role.ADMINISTRATOR}),
    "person-qualifications": (["officer"], {Role.ADMINISTRATOR}),
    "person-password": (["officer"], {Role.ADMINISTRATOR}),
    "ledger-download": ([], READERS | {*OVERSEERS, Role.ADMINISTRATOR}),
    "decision-start": ([], DECIDERS),
    "shift": ([], READERS | RECORDERS),
    "absence-end": (["away"], LEADERS | {Role.CALL_TAKER}),
    "worklist-bulk": (["=undecided"], RECORDERS),
    "departments-list": ([], {Role.REGISTRAR, Role.ADMINISTRATOR}),
    "alert-again": (["outgoing"], {Role.REGISTRAR, Role.ADMINISTRATOR}),
    "hook-stop": (["hook"], {Role.ADMINISTRATOR}),
    "public-switch": ([], {Role.REGISTRAR}),
    "published-switch": ([], {Role.COMMISSIONER}),
    **{f"audit-schedule-{what}": ([], {Role.REGISTRAR}) for what in ("mark", "reason", "hours")},
    **{
        f"finding-{what}": (["finding"], READERS | {Role.SUPERVISOR})
        for what in ("accept", "dispute", "decide")
    },
    # An auditor sees a finding, but it is given on and corrected by those whose work it was.
    "finding-pass-on": (["finding"], READERS | {Role.SUPERVISOR}),
    # Its log is another department's than that of the supervisor here; test_findings_pages.py has one that is not.
    "finding-correct": (["finding"], set()),
    "decision-review": (["concluded"], {Role.SUPERVISOR, Role.REGISTRAR}),
    "decision-ruling": (["concluded"], {Role.REGISTRAR}),
    "decision-correct": (["concluded"], DECIDERS),
    "done-withdraw": (["done_course"], READERS | {Role.SUPERVISOR}),
    "mark-new": (["recording"], READERS | RECORDERS),
    "mark-withdraw": (["recording", "mark"], READERS | RECORDERS),
    "report-type-try": ([], {Role.REGISTRAR}),
    "report-type-open": (["=theft"], {Role.REGISTRAR}),
    "report-type-back": (["=theft"], {Role.REGISTRAR}),
    "field-send": ([], RECORDERS),
    "field-attach": ([], RECORDERS),
    "transcript-new": (["recording"], READERS | RECORDERS),
    "response-figure-take-back": (["=half-way", "quoted"], {Role.COMMISSIONER}),
    "pack-issue": (["coming"], KEEPERS_OF_BOARDS),
    "recommendation-confirm": (["recommendation"], {Role.CHIEF_OFFICER}),
    "evidence-withdraw": (["evidence"], KEEPERS_OF_PLANS),
    "partner-state": (["shop"], KEEPERS_OF_PARTNERS),
    "partner-person": (["shop"], KEEPERS_OF_PARTNERS),
    "partner-member": (["shop", "=partner"], KEEPERS_OF_PARTNERS),
    "partner-link-new": (["shop"], KEEPERS_OF_PARTNERS),
    "partner-link-revoke": (["shop", "link"], KEEPERS_OF_PARTNERS),
}


# Nobody has refused rows of a sheet here, and the sign-in page sends on those who are signed in.
# What came from the street has tests of its own (test_field.py).
# A draft needs findings of a month: test_messages.py.
# What is published is for everybody, signed in or not: test_public.py, test_published.py.
# The reporter's page asks for reference and secret: test_reporting_standing.py.
# Reports that are being written: test_reporting_front.py.
FOR_EVERYBODY = {
    "report-status",
    "report-look",
    *(
        "report-start",
        "report-back",
        "report-leave-now",
        "report-leave",
        "report-check",
        "report-sent",
    ),
    *("report-save", "report-stop", "report-question"),
    # Whoever has a link needs no account: test_partners_pages.py.
    "partner-link",
    # With the reference and the secret of a receipt: test_partners_after.py.
    "partner-status",
    *("public", "public-edition", "public-file", "public-recommendations"),
    *("published-responses", "published-response", "published-version", "published-file"),
}


ELSEWHERE = {"message-new", "audit-sheet-refused", "sign-in", "field-file"} | FOR_EVERYBODY


# Pages whose look need not be kept. A listen is kept once for many pieces (test_calls_sound.py).
NO_RECORD = {
    "home", "log-open", "roles", "public-manage", "reporting", "alert-rule-new", "password", "sign-out", "imports", "import-new", "maps", "map", "map-download", "audit-new",
    "audit-sheet-upload", "person-add", "token-new", "crime-receive", "incident-new", "recording-new", "recording-sound",
    "field", "field-worker", "field-rules", "field-manifest", "field-session", "field-paper",
    "field-paper-enter", "programmes", "programme", "programme-new", "programme-edit", "audit-readers",
    "courses", "course-new", "course", "training-file-new", "cards", "message-new", "campaign-new", "message-screen",
    "message-image", "message-poster", "message-briefing", "inspection-new", "plan-new", "response-begin", "response-sent",
    "report-services", "report-welsh", "report-types", "report-type-new", "report-type", "report-type-edit", "report-type-compare",
}  # fmt: skip


def names() -> dict[str, URLPattern]:
    found: dict[str, URLPattern] = {}

    def walk(patterns):
        for pattern in patterns:
            if str(pattern.pattern).startswith("api/"):
                continue  # addresses for other programs are no pages: tests/integration/test_api.py
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns)
            else:
                found[pattern.name] = pattern

    walk(get_resolver().url_patterns)
    return found


@pytest.fixture(scope="module")
def made(made_once, tmp_path_factory):
    return made_once(lambda: every_page(tmp_path_factory.mktemp("exports")))


@pytest.fixture
def world(made, monkeypatch):
    with pages_world.no_processes(monkeypatch):
        yield deepcopy(made)


def address(world, name, args):
    actual = []
    for arg in args:
        held = getattr(world, arg, None) if isinstance(arg, str) else None
        actual.append(
            held.pk if held is not None else arg.lstrip("=") if isinstance(arg, str) else arg
        )
    return reverse(name, args=actual)


def test_the_table_names_every_page():
    assert set(names()) == set(PAGES) | set(POSTS) | ELSEWHERE


def test_every_page_goes_through_the_gate():
    for name, pattern in names().items():
        if name == "sign-in" or name in FOR_EVERYBODY:
            continue
        assert hasattr(pattern.callback, "check"), f"{name} has no check"
        if name not in NO_RECORD | set(POSTS):
            assert pattern.callback.reads, f"looks at {name} are not kept"


# Who asks the database for other rows than these do is tried on one.
SAME_ROWS = {Role.CALL_TAKER, Role.COMMISSIONER, Role.ADMINISTRATOR}


ROLES = [
    pytest.param(role, marks=[pytest.mark.one_store] if role in SAME_ROWS else [], id=role.value)
    for role in Role
]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_sees_its_pages_and_no_other(world, client, role):
    client.force_login(world.people[role])
    wrong = []
    for name, (args, allowed) in PAGES.items():
        answer = client.get(address(world, name, args))
        content(answer)
        expected = 200 if role in allowed else 403
        if name == "home" and role == Role.PARTNER:
            assert answer.headers["Location"] == reverse("partner-desk")
            continue
        if answer.status_code != expected:
            wrong.append((name, answer.status_code, expected))
        elif expected == 403:
            assert "These roles may:" in answer.content.decode(), name
    for name, (args, allowed) in POSTS.items():
        answer = client.post(address(world, name, args))
        content(answer)
        refused = answer.status_code == 403
        if refused == (role in allowed):
            wrong.append((name, answer.status_code))
    assert not wrong


@pytest.mark.parametrize("role", ROLES)
def test_the_navigation_leads_only_to_allowed_pages(world, client, role):
    client.force_login(world.people[role])
    answer = client.get(reverse("home"), follow=True)
    for place in answer.context["places"]:
        assert client.get(place.url).status_code == 200, place.label


def test_nobody_sees_anything_without_signing_in(world, client):
    for name, (args, _) in {**PAGES, **POSTS}.items():
        answer = client.get(address(world, name, args))
        assert answer.status_code == 302, name
        assert answer.headers["Location"].startswith(reverse("sign-in")), name


def test_looks_and_refusals_are_kept(world, client):
    client.force_login(world.people["registrar"])
    for name, (args, roles) in PAGES.items():
        if name in NO_RECORD:
            continue
        ReadRecord.objects.all().delete()
        url = address(world, name, args)
        answer = client.get(url)
        content(answer)
        kept = list(ReadRecord.objects.values_list("username", "role", "allowed"))
        # An answer to a card is for whoever gave it.
        expected = Role.REGISTRAR in roles and name != "card-answer"
        assert kept == [("registrar", "registrar", expected)], name
    ReadRecord.objects.all().delete()
    client.get(reverse("log", args=[world.log.pk]))
    assert ReadRecord.objects.get().subject == "log:storm:LOG-0000"
    client.force_login(world.people["officer"])
    ReadRecord.objects.all().delete()
    client.get(reverse("suspects"))
    refused = ReadRecord.objects.get()
    assert (refused.allowed, refused.subject, refused.what) == (
        False,
        "/suspects/",
        "list of suspects",
    )


def test_those_who_hold_to_account_see_no_text_and_no_names(world, client):
    client.force_login(world.people["commissioner"])
    for name in ("home", "audits", "audit-estimate", "audit-estimate-json", "ledger"):
        args, _ = PAGES[name]
        body = client.get(address(world, name, args)).content.decode()
        for secret in ("LOG-0", "CR/", "purse", "stranger", pages_world.NASTY[:7]):
            assert secret not in body, (name, secret)
    answer = client.post(reverse("ledger-download"), {"bodies": "yes"})
    assert answer.status_code == 403
    proof = content(client.post(reverse("ledger-download"), {"bodies": "no"}))
    assert b"purse" not in proof
