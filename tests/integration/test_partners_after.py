"""After a referral was sent: whoever sent it with a link sees what became of it by reference and secret, tells more, and challenges
the decision where they speak for the victim; no more is told than the organisation's people are."""

import re
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from onrecord.contact.models import LogEntry
from onrecord.ledger.live import verify_ledger
from onrecord.partners.afterwards import may_challenge
from onrecord.partners.forms_held import held_form
from onrecord.partners.models import Link, Referral
from onrecord.partners.organisations import make_link, revoke_link
from onrecord.reporting.front_door import front_door
from onrecord.reporting.models import ReportMessage
from tests.partners_world import WORDS, no_crime, partner, referred, registrar
from tests.reporting_world import a_photo
from tests.reports_world import words_on
from tests.welsh_pages import english_left

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys")]
CONTACT = {"contact-name": "Toni Teacher", "contact-phone": "01632 960001"}
PAGE = "/partners/report/"


def by_link(kind, form, **answers):
    """Sent with a link; the link, the referral, the secret of its receipt, and what was posted where."""
    row, _user = partner(kind)
    day = timezone.localdate() + timedelta(days=3)
    link, secret = make_link(
        organisation=row, by=registrar(), form=form, label="Night", expires_on=day
    )
    page = reverse("partner-link", args=[secret])
    body = {"origin": str(uuid4()), **CONTACT, **answers}
    receipt = Client().post(page, body).content.decode()
    [told] = re.findall(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", receipt)
    return link, Referral.objects.get(link=link.name), told, (page, body)


def opened(client, referral, secret, **more):
    """The page after reference and secret: a form is never answered by it, so that Back and a reload send nothing again."""
    answer = client.post(PAGE, {"ref": referral.report_ref, "secret": secret}, **more)
    assert answer.status_code == 302
    return client.get(answer.headers["Location"], **more)


def test_who_sent_with_a_link_sees_adds_and_challenges_after_the_link_is_gone(client, olu):
    link, row, secret, (page, body) = by_link("school", "school", account=WORDS, where="school")
    # Loaded again, the receipt is the same; the secret is kept nowhere.
    assert secret in client.post(page, body).content.decode()
    assert Referral.objects.count() == 1
    assert secret.replace("-", "") not in f"{row.report.__dict__}"
    revoke_link(link=Link.objects.get(pk=link.pk), by=registrar())
    text = opened(client, row, secret.lower()).content.decode()
    assert "A log is open" in text
    assert "On the school&#x27;s premises" in text or "On the school's premises" in text
    assert "Challenge the decision" not in text
    assert row.report_ref not in client.get(PAGE).content.decode()
    there = opened(client, row, secret).request["PATH_INFO"]
    more = {"do": "more", "more-text": "He has a knife", "more-origin": str(uuid4())}
    for _again in range(2):
        assert client.post(there, more).headers["Location"] == there
        assert "Added, word for word" in client.get(there).content.decode()
    [entry] = LogEntry.objects.filter(text="He has a knife")
    assert entry.kind == "account"
    # What can't be yet is refused, whatever is posted; what was typed is kept.
    wrong = {"do": "challenge", "challenge-text": "x", "challenge-origin": str(uuid4())}
    text = client.post(there, wrong, follow=True).content.decode()
    assert "Added, word for word" not in text
    no_crime(row, olu)
    text = opened(client, row, secret).content.decode()
    assert "Decided: no crime was recorded" in text
    assert "Brown" not in text
    empty = client.post(there, {**wrong, "challenge-text": " "}, follow=True).content.decode()
    assert "Write what you think is wrong" in empty
    right = {**wrong, "challenge-text": "The rules say that we speak for her <b>"}
    text = client.post(there, right, follow=True).content.decode()
    assert "Your challenge is kept" in text
    assert "we speak for her &lt;b&gt;" in text
    message = ReportMessage.objects.get(kind="challenge")
    assert message.due_at
    assert LogEntry.objects.filter(text__contains="Toni Teacher of Invented school").exists()
    assert not may_challenge(row)
    # Hidden, it is nowhere any more: neither Back nor a reload brings it again.
    assert client.post(there, {"do": "hide"}).headers["Location"] == PAGE
    over = client.get(there, follow=True).content.decode()
    assert row.report_ref not in over
    assert "Your report is hidden" in over
    assert verify_ledger(records=True, processes=1).problems == []


def test_a_wrong_secret_a_page_of_the_public_and_others_show_nothing(client):
    _link, row, secret, _sent = by_link("school", "school", account=WORDS)
    # From an address of its own: wrong tries are counted, and other tests have the same numbers.
    here = {"REMOTE_ADDR": "203.0.113.7"}
    answer = opened(client, row, "AAAA-BBBB-CCCC", **here)
    assert answer.request["PATH_INFO"] == PAGE
    assert "Nothing was sent with this number and this secret" in answer.content.decode()
    # The page of the public tells more: it has nothing for partners.
    there = {"ref": row.report_ref, "secret": secret}
    other = client.post("/report/status/", there, follow=True).content.decode()
    assert "No report has this number and this secret" in other
    assert WORDS[:20] not in other
    for _try in range(12):
        answer = opened(client, row, "AAAA-BBBB-CCCC", **here)
    assert "Too many wrong tries" in answer.content.decode()
    # Somebody elsewhere is not locked out by it.
    assert (
        "A log is open" in opened(client, row, secret, REMOTE_ADDR="203.0.113.9").content.decode()
    )
    typed = {"ref": row.report_ref, "secret": secret}
    welsh = client.post(f"{PAGE}?lang=cy", typed, follow=True, REMOTE_ADDR="203.0.113.8")
    names = (
        "Invented",
        "Toni Teacher",
        "onrecord",
        "Anyshire Police",
        "She said",
        "behind the hall",
        "twice",
    )
    assert english_left(welsh.content.decode(), names=names) == []
    assert english_left(client.get(f"{PAGE}?lang=cy").content.decode(), names=names) == []


def test_what_may_be_a_name_in_a_depersonalised_one_is_asked_about_once(client):
    _link, row, secret, _sent = by_link(
        "sarc", "sarc-depersonalised", account="In May", chose="depersonalised"
    )
    there = opened(client, row, secret).request["PATH_INFO"]
    more = {"do": "more", "more-text": "Ring Ada on 07700 900123", "more-origin": str(uuid4())}
    page = client.post(there, more, follow=True).content.decode()
    assert "07700 900123" in page
    assert 'name="more-sure"' in page
    assert not row.report.messages.exists()
    client.post(there, {**more, "more-sure": "on"})
    assert row.report.messages.get().text == "Ring Ada on 07700 900123"


def test_who_speaks_for_nobody_adds_only_and_of_what_is_depersonalised_only_the_receipt_is_told(
    olu,
):
    housing, clerk = partner("housing")
    [heard] = referred(housing, clerk, "housing", account="A neighbour says", capacity="heard")
    [tenant] = referred(housing, clerk, "housing", account="She told me", capacity="tenant")
    for each in (heard, tenant):
        no_crime(each, olu)
    assert (may_challenge(heard), may_challenge(tenant)) == (False, True)
    client = Client()
    client.force_login(clerk)
    assert (
        "Challenge the decision"
        in client.get(reverse("partner-referral", args=[tenant.pk])).content.decode()
    )
    page = client.get(reverse("partner-referral", args=[heard.pk])).content.decode()
    assert "Challenge the decision" not in page
    assert "call 101 and name the reference" in page
    _link, row, secret, _sent = by_link(
        "sarc", "sarc-depersonalised", account="In May", chose="depersonalised"
    )
    no_crime(row, olu)
    text = opened(client, row, secret).content.decode()
    assert "Received" in text
    assert "no crime" not in text.casefold()
    assert "Challenge the decision" not in text
    assert not may_challenge(row)


def test_files_are_added_to_what_was_sent_by_an_account_and_by_a_link(client):
    photo, script = a_photo(), b"<html><script>alert(1)</script></html>"

    def files():
        return [
            SimpleUploadedFile("bruise.jpg", photo, "image/jpeg"),
            SimpleUploadedFile("page.jpg", script, "image/jpeg"),
        ]

    more = {"do": "more", "more-text": "", "more-origin": str(uuid4())}
    _link, row, secret, _sent = by_link("school", "school", account=WORDS)
    there = opened(client, row, secret).request["PATH_INFO"]
    page = words_on(client.post(there, {**more, "files": files()}, follow=True))
    assert "page.jpg:" in page
    assert "Added, word for word" in page
    assert "Files added: bruise.jpg" in page
    [kept] = row.report.files.all()
    entry = LogEntry.objects.get(log_ref=row.report.log_ref, text__contains="was added later")
    assert entry.by == front_door().username
    # The same bytes again are the file that is there; one that can't be taken is told, and nothing else.
    alone = {**more, "more-origin": str(uuid4()), "files": files()[1]}
    page = words_on(client.post(there, alone, follow=True))
    assert "A file was not added" in page
    assert "Write what you want to tell us" not in page
    client.post(there, {**more, "more-origin": str(uuid4()), "files": files()[0]})
    assert list(row.report.files.all()) == [kept]
    shop, user = partner("retailer")
    [sent] = referred(shop, user, "retailer", account="A man took gin", capacity="staff", place="1")
    client.force_login(user)
    at = reverse("partner-referral", args=[sent.pk])
    again = {**more, "more-text": "The pictures of it.", "more-origin": str(uuid4())}
    page = words_on(client.post(at, {**again, "files": files()}, follow=True))
    assert "Added, word for word" in page
    assert "page.jpg:" in page
    [file] = sent.report.files.all()
    assert file.sha256 == kept.sha256
    log = {"log_ref": sent.report.log_ref, "text__contains": "was added later"}
    assert LogEntry.objects.get(**log).by == user.username
    assert verify_ledger(records=True, processes=1).problems == []


def test_what_was_sent_by_a_form_without_files_takes_none_afterwards(client, monkeypatch):
    shop, user = partner("retailer")
    [sent] = referred(shop, user, "retailer", account="A man took gin", capacity="staff", place="1")
    form = replace(held_form("retailer"), questions=())
    monkeypatch.setattr("onrecord.partners.views.form_of", lambda report: form)
    client.force_login(user)
    at = reverse("partner-referral", args=[sent.pk])
    assert 'type="file"' not in client.get(at).content.decode()
    more = {"do": "more", "more-text": "More.", "more-origin": str(uuid4())}
    photo = SimpleUploadedFile("bruise.jpg", a_photo(), "image/jpeg")
    assert client.post(at, {**more, "files": [photo]}).status_code == 302
    assert not sent.report.files.exists()
