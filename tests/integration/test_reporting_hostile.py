"""The front door attacked: what comes in wrong on purpose neither breaks a page, nor fills anybody's inbox, nor tells what is
secret."""

import logging
import sqlite3
from contextlib import closing
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from onrecord.calls.files import path_of
from onrecord.contact.models import LogEntry
from onrecord.deciding.actions import negate
from onrecord.home import home
from onrecord.ledger.live import verify_ledger
from onrecord.measures.alerts.models import Outgoing
from onrecord.partners.forms_held import held_form
from onrecord.partners.given import GivenError, checked
from onrecord.partners.models import Referral
from onrecord.partners.organisations import make_link
from onrecord.reporting.errors import ReportError
from onrecord.reporting.files import keeping, scanning
from onrecord.reporting.files.kinds import FileRefused
from onrecord.reporting.front.sending import send
from onrecord.reporting.front.ways import kind_of
from onrecord.reporting.guard.settings import limits
from onrecord.reporting.models import Report, Switch
from onrecord.reporting.receiving.mail import MOST_AN_HOUR, put_receipt
from onrecord.reporting.status import looks, reporter
from onrecord.reporting.stops import checked_settings
from onrecord.reporting.stops import settings as stops_now
from onrecord.reporting.types import asking
from onrecord.reporting.types.held import shipped_definitions
from onrecord.reporting.types.reading import read_type
from onrecord.reporting.types.shape import TypeError_
from onrecord.reporting.work.of_log import log_of
from onrecord.web.logs import Discreet
from tests.integration.kept_log import person
from tests.partners_world import CONTACT, partner, referred, registrar
from tests.reporting_front import Reporter
from tests.reporting_world import a_draft, a_photo
from tests.reports_world import WHY_NO_CRIME, reported

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh", "open_house")]


def test_a_browser_that_names_no_address_as_its_origin_is_refused():
    for origin in ("http://[", "http://[::1", "//", "http://a.example@testserver"):
        assert (
            Client().post("/report/", {"kind": "theft"}, headers={"origin": origin}).status_code
            == 403
        )


def test_pages_and_ages_beyond_counting_are_no_fault_of_the_server(client):
    _row, toni = partner()
    client.force_login(toni)
    for number in ("00000199999999999999999999", "0" * 5 + "9" * 5000, "99999", "-1", "²"):
        assert client.get(reverse("partner-desk"), {"page": number}).status_code == 200
    for age in ("0001" + "9" * 20, "123", "²", "-1"):
        with pytest.raises(GivenError):
            checked(
                held_form("school"),
                {
                    "answers": {"account": "He fell.", "victim": {"name": "Ada", "age": age}},
                    "contact": CONTACT,
                },
            )


def test_a_partners_link_works_with_cookies_off_and_not_from_another_site():
    row, _toni = partner()
    _link, secret = make_link(
        organisation=row, by=registrar(), form="school", label="Night staff",
        expires_on=timezone.localdate() + timedelta(days=7),
    )  # fmt: skip
    address = reverse("partner-link", args=[secret])
    body = {
        "origin": str(uuid4()),
        "account": "He hit her.",
        "safe": "no",
        **{f"contact-{name}": text for name, text in CONTACT.items()},
    }
    away = Client(enforce_csrf_checks=True, headers={"sec-fetch-site": "cross-site"})
    assert away.post(address, body).status_code == 403
    assert not Referral.objects.exists()
    browser = Client(enforce_csrf_checks=True)
    first = browser.get(address)
    assert (first.status_code, dict(first.cookies)) == (200, {})
    stopped = browser.post(address, body)
    assert "999" in stopped.content.decode()
    sent = browser.post(address, {**body, "advised": "1"})
    assert Referral.objects.get().report_ref in sent.content.decode()
    assert Referral.objects.get().report_ref in Client().get(address).content.decode()
    assert "no-store" in first.headers["Cache-Control"]


def test_a_partner_learns_no_more_by_the_pages_of_the_public():
    """The address of a partner's page is for that page: the public's tells of decisions, which a partner may not be told."""
    row, user = partner("sarc")
    [sent] = referred(
        row, user, "sarc-depersonalised", account="Somebody was hurt.", chose="depersonalised"
    )
    token = looks.begin(sent.report)
    body = {"do": "withdraw", "withdraw-text": "", "withdraw-origin": str(uuid4())}
    page = Client().post(reverse("report-look", args=[token]), body, follow=True)
    assert sent.report_ref not in page.content.decode()
    assert not sent.report.messages.exists()
    other, _secret = reported()
    page = Client().get(reverse("partner-look", args=[looks.begin(other)]), follow=True)
    assert other.ref not in page.content.decode()


def test_no_page_of_a_partner_puts_a_file_into_a_report_that_was_sent():
    """Its origin comes with the form, and may be that of anything."""
    report, _secret = reported()
    draft = a_draft(origin=report.origin, organisation="a-school", by="somebody")
    keeping.add_file(draft=draft, name="forged.jpg", chunks=[a_photo()])
    assert not report.files.exists()


OWN = {"title": "Tools", "routes": ["public"]}
ASKED = [{"use": "what-happened"}, {"id": "worth", "kind": "number", "asks": "Worth?"}]


@pytest.mark.parametrize("only", ["worth>=lots", "worth<", "worth<1|2", "worth>=-1"])
def test_a_condition_that_no_number_meets_is_refused_when_it_is_kept(only):
    more = {"id": "more", "kind": "text", "asks": "More?", "only": [only]}
    with pytest.raises(TypeError_, match="only"):
        read_type({**OWN, "question": [*ASKED, more]})


def test_a_type_that_would_ask_the_same_again_and_again_ends():
    """Answers are kept by question: asked a second time, it would be answered already, and so on until no more acts fit."""
    lay = {"same-who": {"ask": True, "asks": "The same?", "answers": {"same": "Yes"}, "sure": True}}
    kind = read_type({**shipped_definitions()["theft"], "lay": lay})
    wanted, answers = ("same-person", "same"), [["what-happened", "x"]]
    while step := asking.first_open(kind, answers):
        own = kind.question(step)
        says = (
            list(kind.lay[step.removeprefix("rules:")].answers)
            if own is None
            else [each.say for each in own.answers]
        )
        say = next((each for each in wanted if each in says), says[0] if says else "")
        answers = asking.with_answer(kind, answers, step, say)
    steps = asking.steps(kind, answers)
    assert "rules:same-who" in steps
    assert len(steps) == len(set(steps))
    path = asking.rules_path(kind, answers)
    assert len(path.pairs) == len(set(path.pairs))
    assert not path.finished


@pytest.mark.parametrize(
    "slip",
    ["days = -1", "days = 0", "days = 9999999999", "receipt_hours = 0", "days_with_code = 'a'", "[stop.danger]\ntitle = 5",
     '[stop.danger]\ntitle = "Now"\nwords = "Call"\nhelp = []',
     '[stop.danger]\ntitle = "Now"\nwords = ["Call"]\nhelp = [{name = "Police", words = "", phone = 999}]',
     '[stop.danger]\ntitle = "Now"\nwords = ["Call"]\nhelp = [{name = "Police", words = "", web = "javascript:alert(1)"}]'],
)  # fmt: skip
def test_a_slip_in_stops_toml_leaves_the_door_as_it_was(slip):
    (home() / "stops.toml").write_text(slip, encoding="utf-8")
    with pytest.raises(ValueError, match=r"stops\.toml"):
        checked_settings()
    assert (stops_now().days, stops_now().receipt_hours) == (2, 2)
    begun = Reporter().begin("theft")
    assert begun.status == 200


def test_nobody_fills_the_inbox_of_somebody_else_with_receipts():
    """Who writes a report gives an address, and it may be anybody's."""
    said = [
        {"email": email, "mail": "yes"}
        for email in ["ada@example.org", "ADA@Example.org"] * MOST_AN_HOUR
    ]
    put = [put_receipt(reported(f"Report {n}", contact=each)[0]) for n, each in enumerate(said)]
    assert put == [True] * MOST_AN_HOUR + [False] * MOST_AN_HOUR
    assert Outgoing.objects.filter(kind=Outgoing.Kind.REPORTER).count() == MOST_AN_HOUR
    assert put_receipt(reported("Another", contact={"email": "bob@example.org", "mail": "yes"})[0])


def test_two_challenges_at_the_same_moment_are_one(monkeypatch):
    """Both were looked at while there was none: whoever comes second to the lock is told so."""
    report, _ = reported()
    negate(by=person("cal"), log=log_of(report), rationale=WHY_NO_CRIME)
    real, others = reporter.held, []

    def held(row):
        if not others:
            others.append("on its way")
            others[:] = [
                reporter.challenge(report=report, text="It is wrong.", origin=str(uuid4()))
            ]
        return real(row)

    monkeypatch.setattr(reporter, "held", held)
    with pytest.raises(ReportError, match="already"):
        reporter.challenge(report=report, text="It is wrong!", origin=str(uuid4()))
    assert others


def test_what_is_sent_and_cannot_be_read_is_told_in_the_publics_words():
    """Longer than any page takes, or a thousand files: what was saved before is there, and who to call is on the page."""
    her = Reporter().begin("theft")
    body = {"value": "x" * 3_000_000}
    for page in (
        her.post(**body),
        Reporter().post("/report/status/", **body),
        her.post(**{f"a{n}": "" for n in range(3000)}),
    ):
        assert page.status == 400
        assert "999" in page.text
        assert "whoever looks after this installation" not in page.text
        assert page.headers["Cache-Control"] == "no-store, private"
    assert her.draft


def test_no_log_of_the_server_holds_an_address_that_opens_something():
    held = logging.getLogger("django.request").makeRecord(
        "django.request", logging.ERROR, "f", 1, "Internal Server Error: %s (%s)",
        ("/report/w/AbC-_123/check/?x=1", "/report/leave/AbC-_123/ /report/status/AbC-_123/ /partners/link/AbC-_123/ /partners/report/AbC-_123/"), None,
    )  # fmt: skip
    shown = Discreet("{levelname}: {message}", style="{").format(held)
    assert "AbC-_123" not in shown
    assert shown == (
        "ERROR: Internal Server Error: /report/w/.../check/?x=1 (/report/leave/.../ /report/status/.../ /partners/link/.../ /partners/report/.../)"
    )
    assert django_settings.LOGGING["formatters"]["plain"]["()"] == "onrecord.web.logs.Discreet"


def test_what_is_erased_is_overwritten_wherever_sqlite_was_made():
    """Some makers of SQLite leave what was deleted in the file."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL overwrites when it next vacuums")
    with closing(sqlite3.connect(":memory:")) as held:
        held.execute("PRAGMA secure_delete = OFF")
        held.executescript(django_settings.DATABASES["default"]["OPTIONS"]["init_command"])
        assert held.execute("PRAGMA secure_delete").fetchone() == (1,)


def test_a_file_that_is_on_its_way_while_the_report_is_sent_goes_with_it(monkeypatch):
    """Two windows: a long film in one, the report sent from the other. Nothing of it may be lost."""
    her = Reporter().begin("theft").go(what_happened="Somebody took my bag.")
    token, real = her.token, keeping._read

    def slow(*about):
        read = real(*about)
        monkeypatch.setattr(keeping, "_read", real)
        draft = her.draft
        send(draft, kind_of(draft), token)
        return read

    monkeypatch.setattr(keeping, "_read", slow)
    # What is done at the end of a transaction is done in it: it may wait for nothing that the transaction holds.
    ends = SimpleNamespace(on_commit=lambda deed: deed(), atomic=transaction.atomic)
    monkeypatch.setattr(keeping, "transaction", ends)
    film = SimpleUploadedFile("film.jpg", a_photo(), "image/jpeg")
    her.post(f"/report/w/{token}/evidence/", files=film, add="1")
    assert her.step == "sent"
    report = Report.objects.get()
    [kept] = report.files.all()
    assert kept.name == "film.jpg"
    assert not her.draft.files.exists()
    assert path_of(kept.sha256).is_file()
    log = log_of(report)
    assert LogEntry.objects.filter(log_ref=log.ref, text__contains="film.jpg").count() == 1
    Switch.objects.all().delete()
    assert verify_ledger(records=True, processes=1).problems == []


def test_files_sent_from_many_windows_at_once_are_counted_together(monkeypatch):
    draft, real = a_draft(), keeping._read

    def slow(*about):
        read = real(*about)
        monkeypatch.setattr(keeping, "_read", real)
        for number in range(limits().files):
            keeping.add_file(draft=draft, name="a.txt", chunks=[f"words {number}".encode()])
        return read

    monkeypatch.setattr(keeping, "_read", slow)
    with pytest.raises(FileRefused, match="files"):
        keeping.add_file(draft=draft, name="b.txt", chunks=[b"one too many"])
    assert draft.files.count() == limits().files


def test_a_scanner_that_hangs_holds_up_one_file_and_not_the_front_door(monkeypatch, settings):
    settings.ONRECORD_SCAN_COMMAND = "/bin/sh -c 'exec sleep 30'"
    monkeypatch.setattr(scanning, "AT_ONCE_SECONDS", 0.2)
    asked = []
    monkeypatch.setattr(
        scanning, "scan", lambda *about, real=scanning.scan: asked.append(about) or real(*about)
    )
    for number in range(3):
        row = keeping.add_file(draft=a_draft(), name="a.txt", chunks=[f"words {number}".encode()])
        assert row.scan == "waiting"
    assert len(asked) == 1


def test_a_wrong_secret_and_no_report_are_the_same_work():
    report, secret = reported()
    asked = []
    for ref in (report.ref, "R20260101-9999"):
        with CaptureQueriesContext(connection) as held:
            assert reporter.find(ref=ref, secret="AAAA-AAAA-AAAA") is None
        asked.append([each["sql"].replace(ref, "") for each in held])
    assert asked[0] == asked[1]
    assert "account" not in "".join(asked[0])
    assert reporter.find(ref=report.ref, secret=secret) == report
