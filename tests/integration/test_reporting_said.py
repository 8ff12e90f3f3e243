"""What reporters say after they reported: more, not safe any more, and the challenge of a decision."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from onrecord.contact.actions import allocate, close_log
from onrecord.contact.models import EntryKind, LogEntry
from onrecord.deciding.actions import conclude, negate, start_decision, take_back
from onrecord.ledger.live import verify_ledger
from onrecord.measures.alerts.models import Outgoing
from onrecord.people.access import NotAllowed
from onrecord.people.roles import Role
from onrecord.reporting.errors import ReportError
from onrecord.reporting.guard.settings import limits
from onrecord.reporting.models import Draft, Report, ReportMessage
from onrecord.reporting.states import MessageKind
from onrecord.reporting.status import reporter, standing
from onrecord.reporting.status.rights import answer_by
from onrecord.reporting.status.standing import standing_of
from onrecord.reporting.work import working
from onrecord.reporting.work.of_log import log_of
from onrecord.reporting.work.waiting import waiting_for
from onrecord.supervision.lists.kept import kept
from tests.deciding_world import answer_all
from tests.integration.kept_log import person
from tests.integration.standing_world import WHY, look, recorded, refused, send
from tests.reporting_world import a_photo
from tests.reports_world import THEFT, listed, reported, words_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys", "fresh")]


def test_an_empty_challenge_is_told_what_to_write(public, cal):
    report, secret = refused(cal)
    page = look(public, report, secret)
    answer = send(public, page, "challenge", " ")
    assert "Write what you think is wrong with the decision." in answer.content.decode()


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


def test_a_challenge_goes_to_somebody_who_did_not_decide(public, cal, sue, client):
    person("rex", Role.REGISTRAR, "")
    report, secret = reported()
    with pytest.raises(ReportError, match="nothing to challenge"):
        reporter.challenge(report=report, text="Wrong", origin=str(uuid4()))
    negate(by=sue, log=log_of(report), rationale=WHY)
    page = look(public, report, secret)
    body = send(public, page, "challenge", "I saw him do it.").content.decode()
    assert "You will have an answer by" in body
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
    # At the head of the report's page it is said whose turn it is, for as long as it waits.
    work = reverse("report-work", args=[report.pk])
    client.force_login(sue)
    assert "it waits for somebody who did not decide it" in client.get(work).content.decode()
    client.force_login(sam)
    assert "Read why, and answer" in client.get(work).content.decode()
    url = reverse("report-message-step", args=[message.pk, "answer"])
    prefix = f"m{message.pk}"
    assert client.post(url, {f"{prefix}-outcome": "stands"}).status_code == 400
    client.post(url, {f"{prefix}-outcome": "stands", f"{prefix}-text": said["text"]})
    body = look(public, report, secret).content.decode()
    assert "The decision stands." in body
    assert "We looked again." in body
    assert "Sam" not in words_on(look(public, report, secret))
    assert listed(sam, "on-line-challenges") == []
    assert "The reporter challenges the decision" not in client.get(work).content.decode()
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
