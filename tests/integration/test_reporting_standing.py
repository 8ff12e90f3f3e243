"""What became of my report: the reporter's page, without an account or a cookie; and the challenge of a decision."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from onrecord.contact.actions import allocate, close_log
from onrecord.contact.models import EntryKind, LogEntry
from onrecord.deciding.actions import conclude, negate, start_decision, take_back
from onrecord.deciding.rationale import choices
from onrecord.ledger.live import verify_ledger
from onrecord.measures.alert_models import Outgoing
from onrecord.people.access import NotAllowed
from onrecord.people.roles import Role
from onrecord.recording.models import Crime, CrimePerson
from onrecord.recording.states import IncidentKind
from onrecord.reporting.errors import ReportError
from onrecord.reporting.front.drafts import erase_lapsed
from onrecord.reporting.front.left import marked
from onrecord.reporting.guard.settings import limits
from onrecord.reporting.models import Draft, Look, Report, ReportMessage
from onrecord.reporting.states import MessageKind
from onrecord.reporting.status import proof_link, reporter, standing
from onrecord.reporting.status.rights import answer_by, rights
from onrecord.reporting.status.standing import standing_of
from onrecord.reporting.work import confirming, working
from onrecord.reporting.work.of_log import log_of
from onrecord.reporting.work.waiting import waiting_for
from onrecord.supervision.lists.kept import kept
from tests.deciding_world import answer_all
from tests.integration.kept_log import person
from tests.integration.test_reporting_lists import listed
from tests.reporting_world import a_photo
from tests.reports_world import THEFT, answered, reported, words_on

pytestmark = pytest.mark.django_db
URL = "/report/status/"
WHY = {
    "test": "balance",
    "evidence": "video",
    "from_whom": "witness",
    "source": "PC Secretname 4411",
    "evidence_at": timezone.now() - timedelta(hours=1),
    "told": "not-yet",
    "text": "Suspect Bob Blogg says she gave it to him.",
}


@pytest.fixture(autouse=True)
def keys(tmp_path, monkeypatch):
    monkeypatch.setenv("ONRECORD_HOME", str(tmp_path))
    cache.clear()


@pytest.fixture
def cal():
    made = person("cal", Role.CALL_TAKER)
    made.first_name = "Calpurnia"
    made.save()
    return made


@pytest.fixture
def public():
    """A browser with cookies switched off, that Django asks for its CSRF token."""
    held = Client(enforce_csrf_checks=True)
    yield held
    assert not held.cookies


def look(public, report, secret, **more):
    return public.post(URL, {"ref": report.ref, "secret": secret, **more}, follow=True)


def send(public, page, what, text, origin="", **more):
    """One thing that the reporter asks for, on the page that they see."""
    fields = {"do": what, f"{what}-text": text, f"{what}-origin": origin or str(uuid4())}
    return public.post(page.context["address"], {**fields, **more}, follow=True)


def recorded(cal, **more):
    report, secret = reported(answers=answered(THEFT), **more)
    found = confirming.computed(report)
    confirming.record(report=report, by=cal, stands=found.stands)
    report.refresh_from_db()
    return report, secret


def refused(cal):
    report, secret = reported()
    negate(by=cal, log=log_of(report), rationale=WHY)
    return report, secret


def test_reference_and_secret_open_it_and_nothing_else_does(public):
    report, secret = reported()
    other, other_secret = reported()
    assert public.get(URL).status_code == 200
    page = look(public, report, secret.lower().replace("-", " "))
    assert page.status_code == 200
    assert "We have your report" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    told = set()
    for ref, tried in (
        (report.ref, other_secret),
        (report.ref, "AAAA-AAAA-AAAA"),
        ("R20260101-9999", secret),
        ("‮" * 20, "🐕"),
    ):
        answer = public.post(URL, {"ref": ref, "secret": tried}, follow=True)
        body = answer.content.decode()
        assert report.title not in body
        told.add(body[body.index("error-summary") :][:600].split("</ul>")[0])
    assert len(told) == 1
    nulls = public.post(URL, {"ref": report.ref + "\0", "secret": secret}, follow=True)
    assert "There is a problem" in nulls.content.decode()
    assert secret not in page.content.decode()
    assert other.ref not in page.content.decode()


def test_many_wrong_tries_stop_only_where_they_come_from(public):
    report, secret = reported()
    other, its = reported()
    for _ in range(10):
        look(public, report, "WRONG")
    assert "Too many" in look(public, report, secret).content.decode()
    assert look(public, other, its).status_code == 200
    away = public.post(URL, {"ref": report.ref, "secret": secret}, REMOTE_ADDR="192.0.2.7")
    assert away["Location"].startswith(f"{URL}")
    assert "again" not in away["Location"]
    # One line that changes the second half of its address is one line.
    for number in range(10):
        public.post(URL, {"ref": other.ref, "secret": "NO"}, REMOTE_ADDR=f"2001:db8::{number + 1}")
    again = {"ref": other.ref.lower(), "secret": its}
    late = public.post(URL, again, follow=True, REMOTE_ADDR="2001:db8::99")
    assert "Too many" in late.content.decode()
    assert public.post(URL, again, follow=True, REMOTE_ADDR="2001:db8:1::1").context["held"]


def test_a_crime_with_its_reference_and_no_name_of_anybody(public, cal):
    report, secret = recorded(cal)
    page = look(public, report, secret)
    body = page.content.decode()
    crime = Crime.objects.get()
    assert "A crime is recorded" in body
    assert crime.ref in body
    assert crime.offence in body
    read = words_on(page)
    assert crime.ref in read
    assert not any(word in read for word in ("Calpurnia", "Ada Moss", "07700", report.log_ref))
    assert page.context["held"].may_challenge


def test_what_was_done_to_somebody_else_is_on_record_and_no_more(cal):
    report, _ = recorded(cal, people=[{"roles": ["victim"], "name": "Neighbour"}])
    [crime] = standing_of(report).crimes
    assert (crime.ref, crime.title) == (Crime.objects.get().ref, "")
    # Neither does a crime with a further victim tell of her.
    own, _ = recorded(cal)
    crime_row = Crime.objects.exclude(ref=crime.ref).get()
    assert standing_of(own).crimes[0].title
    first = crime_row.people.first()
    CrimePerson.objects.create(
        crime=crime_row, crime_ref=crime_row.ref, label="P9", roles=["victim"], name="Eve",
        entry_seq=first.entry_seq,
    )  # fmt: skip
    assert standing_of(own).crimes[0].title == ""


def test_for_a_business_its_own_crime_has_its_name(cal):
    report, _ = reported(
        answers=[["reporter", "business"], *answered(THEFT)],
        people=[{"roles": ["caller"], "name": "Ada Moss"}, {"roles": ["victim"], "facts": {"kind": "business"}}],
    )  # fmt: skip
    found = confirming.computed(report)
    confirming.record(report=report, by=cal, stands=found.stands)
    assert standing_of(Report.objects.get()).crimes[0].title


def test_a_report_in_welsh_is_answered_in_welsh(public):
    report, secret = reported(language="cy")
    page = look(public, report, secret).content.decode()
    assert '<html lang="cy">' in page
    assert "We have your report" not in page
    assert "?lang=en" in page


def test_the_other_language_shows_the_same_report_and_its_address_ends(public):
    report, secret = reported()
    page = look(public, report, secret)
    body, address = page.content.decode(), page.context["address"]
    assert report.ref not in address
    assert f'href="{address}?lang=cy"' in body
    welsh = public.get(f"{address}?lang=cy")
    assert (welsh.status_code, welsh.context["report"]) == (200, report)
    there = welsh.content.decode()
    assert '<html lang="cy">' in there
    # What is sent from there comes back in Welsh.
    done = send(public, welsh, "more", "Mae gen i lun.").content.decode()
    assert '<html lang="cy">' in done
    assert secret not in body + there + done


def test_what_was_left_comes_back_by_no_way(public, monkeypatch, tmp_path):
    """Neither Back nor a reload: no page was an answer to a form, and the address leads nowhere."""
    report, secret = reported()
    for way in ("leave", "hide", "over", "busy"):
        page = look(public, report, secret)
        address, body = page.context["address"], page.content.decode()
        assert page.redirect_chain[-1] == (address, 302)
        assert "no-store" in page.headers["Cache-Control"]
        if way == "hide":
            answer = public.post(address, {"do": "hide"})
            assert answer["Location"] == URL
        elif way == "over":
            Look.objects.update(expires_at=timezone.now())
        else:
            [link] = re.findall(r'class="button button-leave"[^>]* href="([^"]+)"', body)
            # A browser that gets ready for a click closes nothing.
            public.get(link, headers={"sec-purpose": "prefetch"})
            assert public.get(address).status_code == 200
            with monkeypatch.context() as patched:
                if way == "busy":
                    patched.setattr(QuerySet, "delete", refuses)
                assert public.get(link).status_code == 302
        for again in (public.get(address, follow=True), public.post(address, {"do": "more", "more-text": "x"}, follow=True)):  # fmt: skip
            told = again.content.decode()
            assert report.ref not in told
            assert "To see it again, type both again." in told
    assert not report.messages.exists()
    assert erase_lapsed() == 0
    assert not Look.objects.exists()
    assert marked() == []


def refuses(rows):
    raise OperationalError("database is locked")


def test_a_slip_is_told_on_a_page_that_was_asked_for(public, cal):
    """So that Back never asks whether to send again."""
    report, secret = refused(cal)
    wrong = public.post(URL, {"ref": report.ref, "secret": "AAAA"}, follow=True)
    assert (wrong.redirect_chain[-1][1], wrong.status_code) == (302, 200)
    assert report.ref in wrong.content.decode()
    assert "AAAA" not in wrong.content.decode()
    empty = public.post(URL, {"ref": "", "secret": ""}, follow=True)
    assert empty.content.decode().count("This field is required.") == 4
    page = look(public, report, secret)
    page = send(public, page, "challenge", "x" * 20_001)
    told = public.get(page.context["address"]).content.decode()
    assert "at most 20000 characters" in told
    assert "x" * 20_001 in told
    right = send(public, page, "challenge", "I saw him do it.").content.decode()
    assert "Your challenge is kept." in right
    assert "There is a problem" not in right


def test_a_way_that_is_safe_is_named_only_to_whoever_said_one(public, cal):
    safe = "in the way that you said is safe"
    for contact, told, plain in (
        ({"phone": "01632 960001", "safe": "by text"}, True, False),
        ({"phone": "01632 960001"}, False, True),
        ({}, False, False),
    ):
        report, secret = recorded(cal, contact=contact)
        body = look(public, report, secret).content.decode()
        assert (safe in body, "is in touch with you." in body) == (told, plain), contact
    reporter.not_safe(report=report, text="", origin=str(uuid4()))
    assert safe not in look(public, report, secret).content.decode()


def test_an_empty_challenge_is_told_what_to_write(public, cal):
    report, secret = refused(cal)
    page = look(public, report, secret)
    answer = send(public, page, "challenge", " ")
    assert "Write what you think is wrong with the decision." in answer.content.decode()


def test_why_not_in_plain_words_without_evidence_or_names(public, cal, monkeypatch):
    report, secret = refused(cal)
    body = look(public, report, secret).content.decode()
    assert "No crime is recorded" in body
    assert rights().why["balance"] in body
    assert "I think that the decision is wrong" in body
    assert "/proof/#challenge" not in body
    # Where the force publishes its proof, that page says more of it.
    monkeypatch.setattr(proof_link, "_shown", [lambda: True])
    assert "/proof/#challenge" in look(public, report, secret).content.decode()
    read = words_on(look(public, report, secret))
    assert rights().why["balance"] in read
    assert not any(word in read for word in ("Secretname", "4411", "Blogg", "CCTV"))


def test_a_quarrel_is_no_crime_and_nobody_is_told_that_another_body_deals_with_it(cal):
    report, _ = reported("My neighbour and I quarrelled about the hedge.")
    row = start_decision(by=cal, log=log_of(report))
    row = answer_all(row, cal, {"what": "more", "what-else": "no-crime"})
    given = {name: WHY[name] for name in ("evidence", "from_whom", "told")}
    row = conclude(decision=row, by=cal, rationale=given)
    assert [each.test for each in row.rationales.all()] == ["not-a-crime"]
    assert standing_of(report).why == [rights().why["not-a-crime"]]
    # Nobody is promised that asking is enough: the page has a way to challenge it.
    assert "unless you ask" not in " ".join(rights().why.values())


def test_there_are_lay_words_for_every_test_and_every_kind_of_record():
    assert set(rights().why) == set(choices().tests)
    assert set(rights().incident) == set(IncidentKind.values)
    assert len(rights().text) == 12


def test_what_is_added_is_in_the_log_and_told_and_weighed(public, cal):
    report, secret = reported()
    page = look(public, report, secret)
    words, origin = "He had a knife, I forgot to say. <b>", str(uuid4())
    for _ in range(2):  # sent twice, it is one message
        answer = send(public, page, "more", words, origin)
    assert "&lt;b&gt;" in answer.content.decode()
    entry = LogEntry.objects.get(log_ref=report.log_ref, kind=EntryKind.ACCOUNT)
    assert entry.text == words
    report.refresh_from_db()
    assert (report.risk, report.risks[0]["rule"]) == (2, "weapon")
    assert report.messages.count() == 1
    assert listed(cal, "on-line-messages") == [f"{report.ref}, message 1"]
    working.write_to(report=report, by=cal, text="Thank you, we add it.")
    assert listed(cal, "on-line-messages") == []
    assert "Thank you, we add it." in look(public, report, secret).content.decode()
    assert "Write what you want to tell us." in send(public, page, "more", " ").content.decode()
    assert verify_ledger(records=True, processes=1).problems == []


def test_what_is_added_reaches_whoever_has_the_log_or_decided_and_officers_have_the_lists(
    client, sue
):
    officer, other = person("ola", Role.OFFICER), person("otto", Role.OFFICER)
    report, _ = reported()
    assert listed(officer, "on-line-reports") == [report.log_ref]
    assert Role.OFFICER in kept("on-line-reports").worklist.roles
    assert Role.OFFICER in kept("on-line-messages").worklist.roles
    negate(by=officer, log=log_of(report), rationale=WHY)
    owned, _ = reported("Somebody scratched my car.")
    allocate(log=log_of(owned), by=sue, department="Contact", officer="otto")
    reporter.add_more(report=report, text="He had a knife.", origin=str(uuid4()))
    reporter.withdraw(report=owned, text="", origin=str(uuid4()))
    assert [each.words for each in waiting_for(officer)] == [
        f"The reporter added something to report {report.ref}"
    ]
    assert [each.url for each in waiting_for(other)] == [reverse("report-work", args=[owned.pk])]
    client.force_login(officer)
    assert (
        f"The reporter added something to report {report.ref}"
        in client.get(reverse("my-day")).content.decode()
    )
    working.mark_read(message=report.messages.get(), by=officer)
    assert waiting_for(officer) == []
    assert waiting_for(person("north", Role.OFFICER, "North")) == []


def test_photographs_may_be_added_later(public, cal):
    report, secret = reported()
    page = look(public, report, secret)
    photo, script = a_photo(), b"<html><script>alert(1)</script></html>"
    files = [SimpleUploadedFile("bruise.jpg", photo), SimpleUploadedFile("bad.html", script)]
    page = send(public, page, "more", "", files=files)
    told = page.content.decode()
    assert "bad.html" in told
    assert "Kept, word for word" in told
    assert "Files added: bruise.jpg" in report.messages.get().text
    file = report.files.get()
    assert (file.name, file.media_type) == ("bruise.jpg", "image/jpeg")
    # The same once more is the one that is there, and a report has only so many.
    send(public, page, "more", "Again", files=[SimpleUploadedFile("b.jpg", photo)])
    assert report.files.count() == 1
    entries = LogEntry.objects.filter(log_ref=report.log_ref, text__contains="added later")
    assert [each.text for each in entries] == [
        f"1 file was added later to on-line report {report.ref}: bruise.jpg."
    ]
    over = [SimpleUploadedFile(f"{n}.jpg", a_photo((20 + n, 20))) for n in range(limits().files)]
    told = send(public, page, "more", "All", files=over).content.decode()
    assert "as many files as it can take" in told
    assert report.files.count() == limits().files
    assert not Draft.objects.exists()
    assert verify_ledger(records=True, processes=1).problems == []


def test_a_closed_log_stays_closed_and_the_message_waits_all_the_same(cal):
    report, _ = reported("Lost dog, reunited with its owner.")
    close_log(log=log_of(report), by=cal, closing_code="Incident dealt with, no crime reported")
    reporter.add_more(report=report, text="It was stolen!", origin=str(uuid4()))
    assert log_of(report).closed_at
    assert listed(cal, "on-line-messages")
    assert not LogEntry.objects.filter(log_ref=report.log_ref, kind=EntryKind.ACCOUNT).exists()


def test_it_is_no_longer_safe_to_be_in_touch(cal, client):
    report, _ = reported()
    reporter.not_safe(report=report, text="Ring my sister", origin=str(uuid4()))
    report.refresh_from_db()
    assert report.contact["safe"].startswith(reporter.UNSAFE)
    client.force_login(cal)
    for url in (reverse("report-work", args=[report.pk]), reverse("log", args=[log_of(report).pk])):
        assert "Ring my sister" in client.get(url).content.decode()


def first_in_day(client, user):
    client.force_login(user)
    return client.get(reverse("my-day")).content.decode()


def test_no_longer_safe_is_heard_at_once_and_the_old_way_does_not_stand_bare(cal, client):
    report, _ = reported("My phone was taken on the bus.")
    Outgoing.objects.all().delete()
    reporter.not_safe(report=report, text="", origin=str(uuid4()))
    assert Outgoing.objects.filter(kind=Outgoing.Kind.MAIL, to="cal").count() == 1
    message = report.messages.get()
    assert message.due_at == message.at
    assert f"{report.ref}, message 1" in first_in_day(client, cal)
    page = client.get(reverse("report-work", args=[report.pk])).content.decode()
    warning = page.index("Be in touch only in the way that is safe")
    assert warning < page.index("Sent</dt>")
    assert "<dt>Telephone" not in page[: page.index("not safe any more")]


def test_a_challenge_that_presses_is_looked_at_at_once_and_keeps_its_days(cal, sue, client):
    report, _ = reported("My neighbour shouted at me over the fence.")
    negate(by=sue, log=log_of(report), rationale=WHY)
    Outgoing.objects.all().delete()
    words = "He said he would burn my house down with my children in it. Nobody rang me."
    message = reporter.challenge(report=report, text=words, origin=str(uuid4()))
    assert Outgoing.objects.filter(kind=Outgoing.Kind.MAIL, to="cal").exists()
    report.refresh_from_db()
    assert report.risk == 3
    assert "threat-to-life" in {risk["rule"] for risk in report.risks}
    assert f"{report.ref}, message 1" in first_in_day(client, cal)
    assert listed(cal, "on-line-messages") == [f"{report.ref}, message 1"]
    # The reporter is promised what everybody is.
    promised = standing.promised(message)
    assert promised > message.at + timedelta(days=10)
    client.post(reverse("report-message-step", args=[message.pk, "read"]))
    message.refresh_from_db()
    assert (message.answered_at, message.due_at) == (None, promised)
    assert listed(cal, "on-line-messages") == []
    with pytest.raises(ReportError, match="answered in words"):
        working.mark_read(message=message, by=cal)
    # Said before, and said again: it presses again.
    again = reporter.add_more(report=report, text=words, origin=str(uuid4()))
    assert again.due_at == again.at
    calm = reporter.add_more(report=report, text="His name is Smith.", origin=str(uuid4()))
    assert calm.due_at == calm.at + timedelta(hours=24)


def test_a_pass_is_of_one_report_and_ends(monkeypatch):
    report, _ = reported()
    held = reporter.pass_of(report)
    assert reporter.by_pass(held).pk == report.pk
    assert reporter.by_pass(held[:-1] + ("a" if held[-1] != "a" else "b")) is None
    assert reporter.by_pass("") is None
    monkeypatch.setattr(reporter, "PASS_AGE", timedelta(0))
    assert reporter.by_pass(held) is None


def test_a_challenge_goes_to_somebody_who_did_not_decide(public, cal, sue, client):
    person("rex", Role.REGISTRAR, "")
    report, secret = reported()
    with pytest.raises(ReportError, match="nothing to challenge"):
        reporter.challenge(report=report, text="Wrong", origin=str(uuid4()))
    negate(by=sue, log=log_of(report), rationale=WHY)
    page = look(public, report, secret)
    body = send(public, page, "challenge", "I saw him do it.").content.decode()
    assert "Answered at the latest by" in body
    assert "I think that the decision is wrong" not in body
    message = ReportMessage.objects.get(kind=MessageKind.CHALLENGE)
    # Who decided neither finds it in the list nor may answer it.
    assert listed(sue, "on-line-challenges") == []
    said = {"outcome": "stands", "text": "We looked again."}
    with pytest.raises(NotAllowed, match="You decided"):
        working.answer_challenge(message=message, by=sue, **said)
    with pytest.raises(NotAllowed):
        working.answer_challenge(message=message, by=cal, **said)
    sam = person("sam", Role.SUPERVISOR)
    assert listed(sam, "on-line-challenges") == [f"{report.ref}, message 1"]
    with pytest.raises(ReportError, match="decided anew"):
        working.answer_challenge(message=message, by=sam, outcome="changed", text="x")
    client.force_login(sam)
    url = reverse("report-message-step", args=[message.pk, "answer"])
    prefix = f"m{message.pk}"
    assert client.post(url, {f"{prefix}-outcome": "stands"}).status_code == 400
    client.post(url, {f"{prefix}-outcome": "stands", f"{prefix}-text": said["text"]})
    body = look(public, report, secret).content.decode()
    assert "The decision stands." in body
    assert "We looked again." in body
    assert "Sam" not in words_on(look(public, report, secret))
    assert listed(sam, "on-line-challenges") == []
    # The same isn't offered again: the ways that are left are named. Decided anew, it may be challenged anew.
    assert not standing_of(report).may_challenge
    assert "force crime registrar" in body
    first = log_of(report).decisions.get()
    row = start_decision(by=sam, log=log_of(report), corrects=first)
    conclude(decision=answer_all(row, sam, THEFT), by=sam)
    assert standing_of(Report.objects.get(pk=report.pk)).may_challenge
    assert verify_ledger(records=True, processes=1).problems == []


def test_a_challenge_changes_the_outcome_through_the_ordinary_corrected_decision(cal):
    sam = person("sam", Role.SUPERVISOR)
    report, _ = refused(cal)
    message = reporter.challenge(report=report, text="Wrong", origin=str(uuid4()))
    first = log_of(report).decisions.get()
    row = start_decision(by=sam, log=log_of(report), corrects=first)
    conclude(decision=answer_all(row, sam, THEFT), by=sam)
    done = working.answer_challenge(
        message=message, by=sam, outcome="changed", text="You are right."
    )
    assert done.outcome == "changed"
    held = standing_of(Report.objects.get(pk=report.pk))
    assert (held.stage, held.why) == ("recorded", [])


def test_the_same_decision_made_again_is_no_change(cal):
    sam = person("sam", Role.SUPERVISOR)
    report, _ = recorded(cal)
    message = reporter.challenge(report=report, text="It was a robbery", origin=str(uuid4()))
    changed = {"message": message, "by": sam, "outcome": "changed", "text": "Looked at again."}
    log = log_of(report)
    again = start_decision(by=sam, log=log, corrects=log.decisions.get())
    again = conclude(decision=answer_all(again, sam, THEFT), by=sam)
    with pytest.raises(ReportError, match="comes to the same"):
        working.answer_challenge(**changed)
    assert ReportMessage.objects.get(pk=message.pk).answered_at is None
    # Decided otherwise, it is one.
    row = start_decision(by=sam, log=log, corrects=again)
    while row.answers:
        row = take_back(decision=row, by=sam)
    conclude(decision=answer_all(row, sam, {"what": "robbery"}), by=sam)
    assert working.answer_challenge(**changed).outcome == "changed"


@pytest.mark.parametrize(
    ("written", "due"),
    [
        # A Monday; a Friday before the bank holiday of 31 August 2026; before Christmas 2026.
        ("2026-06-01T10:00:00+00:00", "2026-06-15"),
        ("2026-08-28T10:00:00+00:00", "2026-09-14"),
        ("2026-12-21T23:30:00+00:00", "2027-01-07"),
    ],
)
def test_ten_working_days(written, due):
    found = answer_by(timezone.datetime.fromisoformat(written))
    assert timezone.localdate(found).isoformat() == due


def test_other_stages_in_words(public, cal):
    report, secret = reported(other_force="Otherland Police")
    working.pass_on(report=report, by=cal, force="Otherland Police", their_ref="OP-9")
    assert "OP-9" in look(public, report, secret).content.decode()
    junk, its = reported(doubts=["the same was sent ten times"])
    body = look(public, junk, its).content.decode()
    assert "We have your report" in body
    assert "ten times" not in body
    working.set_aside(report=junk, by=cal, reason="Rubbish of a bored child.")
    body = look(public, junk, its).content.decode()
    assert "A person has read it" in body
    assert "bored" not in body


def test_nothing_is_there_until_something_is_reported(public):
    assert public.get(URL).status_code == 404
    assert public.put(URL).status_code == 405
