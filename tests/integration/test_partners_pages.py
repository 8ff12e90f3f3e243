"""A partner's pages: what was typed is kept, what is wrong is said of its field, a link opens its form, and the force keeps its own."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml.html import document_fromstring

from onrecord.contact.models import Log, LogEntry
from onrecord.ledger.live import verify_ledger
from onrecord.partners.models import Link, Member, Organisation, Referral
from onrecord.partners.organisations import add_member, make_link
from onrecord.people.models import ReadRecord, User
from onrecord.people.roles import Role
from onrecord.reporting.models import Draft, DraftFile, Report, ReportFile
from tests import files_made
from tests.partners_world import WORDS, partner, referred, registrar

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys")]
NASTY = "<img src=x onerror=alert(1)> {{ 7*7 }} ‏שלום"
CONTACT = {"contact-name": "Toni Teacher", "contact-phone": "01632 960001"}


@pytest.fixture
def school(client):
    row, toni = partner()
    client.force_login(toni)
    return row


def typed(**more):
    return {"origin": str(uuid4()), **CONTACT, **more}


def test_a_teacher_refers_on_the_page_and_sees_where_it_stands(school, client):
    page = reverse("partner-refer", args=["school"])
    first = client.get(page).content.decode()
    assert 'value="Toni Teacher"' in first
    assert 'value="Head of year"' in first
    body = typed(
        account=NASTY,
        where="school",
        their_ref="CP 7",
        **{"victim-name": "Ada", "when-day": "2026-06-01"},
    )
    answer = client.post(page, body, follow=True)
    text = answer.content.decode()
    [row] = Referral.objects.all()
    assert answer.redirect_chain == [(reverse("partner-referral", args=[row.pk]), 302)]
    assert "<img src=x" not in text
    assert "&lt;img src=x" in text
    assert "A log is open" in text
    assert Log.objects.get().text == NASTY
    # The back button and the same form again: still one.
    client.post(page, body)
    assert Report.objects.count() == 1
    desk = client.get(reverse("partner-desk"), {"q": "cp 7"}).content.decode()
    assert row.report_ref in desk
    assert row.report_ref not in client.get(reverse("partner-desk"), {"q": "x"}).content.decode()


@pytest.mark.one_store
def test_what_is_wrong_is_said_of_its_field_and_what_was_typed_stays(school, client):
    page = reverse("partner-refer", args=["school"])
    body = typed(account=" ", their_ref=NASTY, **{"when-day": "2026-02-31", "victim-age": "old"})
    body["contact-phone"] = ""
    text = client.post(page, body).content.decode()
    assert "There is a problem" in text
    for field in ("account", "when-day", "victim-age", "contact-phone"):
        assert f'href="#id_{field}"' in text, field
    assert "Toni Teacher" in text
    assert not Report.objects.exists()


def test_who_is_not_safe_until_tomorrow_is_told_of_999_before_it_is_sent(school, client):
    page = reverse("partner-refer", args=["school"])
    words = "She says that her uncle touches her at night.\n“Don't tell”"
    body = typed(account=words, safe="no", their_ref=NASTY)
    answer = client.post(page, body)
    text = answer.content.decode()
    assert "Call 999 now" in text
    assert "Is the pupil safe until tomorrow?” with: No" in text
    assert "not sent yet" in text
    assert "<img src=x" not in text
    assert not Report.objects.exists()
    # All that was typed goes with it, there and back.
    form = document_fromstring(text).find(".//main//form")
    held = {each.get("name"): each.get("value") for each in form.iter("input")}
    held.pop("csrfmiddlewaretoken", "")
    assert held == body
    back = client.post(page, {**held, "back": "1"}).content.decode()
    assert "her uncle touches her" in back
    assert not Report.objects.exists()
    client.post(page, {**held, "advised": "1"})
    row = Report.objects.get()
    assert row.risk == 3
    said = {each["rule"]: each["says"] for each in row.risks}
    assert "not safe until tomorrow" in said["said-not-safe"]
    assert "uncle touches her" in said["touched-at-home"]


def test_whoever_is_safe_is_not_stopped(school, client):
    client.post(reverse("partner-refer", args=["school"]), typed(account=WORDS, safe="yes"))
    assert "said-not-safe" not in {each["rule"] for each in Report.objects.get().risks}


def test_a_link_stops_too(client):
    row, _toni = partner()
    day = timezone.localdate() + timedelta(days=3)
    _link, secret = make_link(
        organisation=row, by=registrar(), form="school", label="Office", expires_on=day
    )
    page = reverse("partner-link", args=[secret])
    body = typed(account=WORDS, safe="no")
    answer = client.post(page, body)
    assert "Call 999 now" in answer.content.decode()
    assert answer.headers["Referrer-Policy"] == "same-origin"
    client.post(page, {**body, "advised": "1"})
    assert Report.objects.count() == 1


def test_all_that_was_sent_is_shown_in_the_forms_words_and_may_be_added_to(school, client):
    toni = User.objects.get(username=f"of-{school.key}")
    answers = {"victim": {"name": NASTY, "age": "12"}, "where": "trip", "safe": "yes"}
    [row] = referred(school, toni, "school", account=WORDS, **answers)
    page = reverse("partner-referral", args=[row.pk])
    text = client.get(page).content.decode()
    for said in (
        "What happened, or what did the pupil tell you?",
        "The pupil",
        "On a school trip, or on the way to or from school",
        "Is the pupil safe until tomorrow?",
        "01632 960001",
    ):
        assert said in text
    assert "<img src=x" not in text
    assert "rules:" not in text
    assert (
        "There is a problem" in client.post(page, {"do": "more", "more-text": " "}).content.decode()
    )
    origin = str(uuid4())
    words = "He strangled her last week, too. <b>"
    for _again in range(2):
        answer = client.post(
            page, {"do": "more", "more-text": words, "more-origin": origin}, follow=True
        )
    assert "He strangled her last week, too. &lt;b&gt;" in answer.content.decode()
    [entry] = LogEntry.objects.filter(text=words)
    assert entry.kind == "account"
    row.report.refresh_from_db()
    assert row.report.risk == 3
    assert verify_ledger(records=True, processes=1).problems == []
    _other, clerk = partner("retailer")
    client.force_login(clerk)
    assert client.post(page, {"do": "more", "more-text": "x"}).status_code == 404
    assert LogEntry.objects.filter(text="x").count() == 0


@pytest.mark.one_store
def test_what_is_needed_is_marked_and_an_empty_file_form_says_all_at_once(client):
    _row, user = partner("retailer")
    client.force_login(user)
    for page in (reverse("partner-refer", args=["retailer"]), reverse("partner-bulk")):
        text = client.get(page).content.decode()
        for label in (
            "Your name (needed)",
            "Your telephone number (needed, or an e-mail address)",
            "Your e-mail address (needed, or a telephone number)",
            "As what do you report? (needed)",
        ):
            assert label in text, (page, label)
    assert "The file (needed)" in text
    page = reverse("partner-bulk")
    text = client.post(page, {"origin": str(uuid4())}).content.decode()
    for field in ("id_file", "id_capacity_0", "id_contact-name", "id_contact-phone"):
        assert f'href="#{field}"' in text, field
    bare = SimpleUploadedFile("bare.csv", b"shop,date,what happened\n")
    text = client.post(page, typed(capacity="staff", file=bare)).content.decode()
    assert "no rows below" in text


@pytest.mark.one_store
@pytest.mark.parametrize(
    ("written", "kept"),
    [("£90.50", "90.50"), ("1,046.5", "1046.50"), ("90", "90"), ("90.00", "90")],
)
def test_pence_are_kept(client, written, kept):
    _row, user = partner("retailer")
    client.force_login(user)
    page = reverse("partner-refer", args=["retailer"])
    body = typed(capacity="staff", account="Gin", value=written, **{"place-text": "Shop 1"})
    for wrong in ("90.505", "dear", "-3", "9e3"):
        text = client.post(page, {**body, "value": wrong}).content.decode()
        assert "Write pounds, such as 46 or 46.50." in text
    client.post(page, body)
    assert dict(Report.objects.get().answers)["value"] == kept


@pytest.mark.one_store
def test_a_birth_date_that_does_not_go_with_the_age_is_asked_again(school, client):
    page = reverse("partner-refer", args=["school"])
    body = typed(account=WORDS, **{"victim-born": "2001-05-01", "victim-age": "12"})
    assert "both right" not in client.get(page).content.decode()
    text = client.post(page, body).content.decode()
    assert "the age says 12" in text
    assert 'href="#id_victim-born"' in text
    assert 'name="sure"' in text
    assert not Report.objects.exists()
    # Kept where it is insisted on; and the age on the day of something long ago is no mistake.
    client.post(page, {**body, "sure": "on"})
    client.post(page, {**body, "origin": str(uuid4()), "when-day": "2013-06-01"})
    assert Report.objects.count() == 2
    assert {dict(each.answers)["victim"] for each in Report.objects.all()} == {"01/05/2001, 12"}


@pytest.mark.one_store
def test_a_time_or_postcode_that_can_not_be_is_asked_again_and_kept_where_it_is_right(
    school, client
):
    page = reverse("partner-refer", args=["school"])
    body = typed(account=WORDS, **{"when-words": "25:99", "place-postcode": "NOTAPOST"})
    text = client.post(page, body).content.decode()
    assert "There is no such time." in text
    assert "It is no postcode." in text
    assert not Report.objects.exists()
    client.post(page, {**body, "sure": "on"})
    assert "25:99" in dict(Report.objects.get().answers)["when"]


def test_one_more_disclosure_keeps_what_was_typed(client):
    _row, user = partner("social-care")
    client.force_login(user)
    page = reverse("partner-refer", args=["marac"])
    body = typed(number="1", more="1", **{"s0-account": "First", "meeting-day": "2026-06-01"})
    text = client.post(page, body).content.decode()
    assert 'name="s1-account"' in text
    assert "First" in text
    assert not Report.objects.exists()
    del body["more"]
    body |= {"number": "2", "s1-account": "Second"}
    client.post(page, body)
    assert set(Log.objects.values_list("text", flat=True)) == {"First", "Second"}


def test_a_link_opens_its_form_without_an_account_until_it_is_taken_back(client):
    row, toni = partner()
    referred(row, toni, "school", account="Sent by an account")
    day = timezone.localdate() + timedelta(days=3)
    link, secret = make_link(
        organisation=row, by=registrar(), form="school", label="Night staff", expires_on=day
    )
    page = reverse("partner-link", args=[secret])
    # It says whose page it is and to whom the words go, or it looks like somebody's who fishes for them.
    text = client.get(page).content.decode()
    head = document_fromstring(text).find(".//header")
    assert head.find(".//span").text_content() == "Anyshire Police"
    assert head.find(".//a[@class='brand']") is None
    assert "Your words go to Anyshire Police" in text
    assert "- Anyshire Police</title>" in text
    answer = client.post(page, typed(account=WORDS), follow=True)
    text = answer.content.decode()
    assert "It is with Anyshire Police" in text
    [sent] = Referral.objects.filter(link=link.name)
    assert sent.report_ref in text
    assert "Sent by an account" not in text
    assert Log.objects.filter(text=WORDS).exists()
    assert answer.headers["Referrer-Policy"] == "same-origin"
    Link.objects.filter(pk=link.pk).update(expires_at=timezone.now())
    for address in (
        page,
        reverse("partner-link", args=["x"]),
        reverse("partner-link", args=["%00"]),
    ):
        gone = client.get(address)
        assert gone.status_code == 404
        assert "no longer works" in gone.content.decode()
    assert client.post(page, typed(account="late")).status_code == 404
    assert Report.objects.count() == 2


def test_a_file_is_sent_on_the_page_and_its_bad_rows_come_back(client):
    _row, user = partner("retailer")
    client.force_login(user)
    data = "shop,date,what happened\nShop 1,31/05/2026,A man took gin\nShop 1,31/02/2026,=1+1\n"
    body = typed(capacity="staff", file=SimpleUploadedFile("thefts.csv", data.encode()))
    answer = client.post(reverse("partner-bulk"), body, follow=True)
    text = answer.content.decode()
    assert "What to mend" in text
    assert "31/02/2026" in text
    rows = client.get(re.search(r'href="([^"]+rows\.csv)"', text).group(1)).content.decode(
        "utf-8-sig"
    )
    assert "'=1+1" in rows
    template = client.get(reverse("partner-template")).content.decode("utf-8-sig")
    assert template.startswith("incident,shop")
    assert Log.objects.get().text == "A man took gin"
    for wrong in ({"capacity": "king"}, {"file": ""}, {"contact-name": ""}):
        sent = typed(capacity="staff", file=SimpleUploadedFile("a.csv", data.encode())) | wrong
        assert "There is a problem" in client.post(reverse("partner-bulk"), sent).content.decode()


def test_a_partner_sees_nothing_of_the_force_and_no_menu(school, client):
    text = client.get(reverse("home"), follow=True).content.decode()
    assert 'aria-label="Main"' not in text
    assert "Who may do what" not in text
    for name in (
        "logs",
        "roles",
        "own-address",
        "worklists",
        "find",
        "ledger",
        "people",
    ):
        assert client.get(reverse(name)).status_code == 403, name
    refused = ReadRecord.objects.filter(role=Role.PARTNER, allowed=False)
    assert refused.exists()
    other, clerk = partner("retailer")
    [sent] = referred(other, clerk, "retailer", account=WORDS, capacity="staff", place="Shop 1")
    assert client.get(reverse("partner-referral", args=[sent.pk])).status_code == 404
    assert client.get(reverse("partner-refer", args=["retailer"])).status_code == 404
    assert client.get(reverse("partner-bulk")).status_code == 403


def test_the_registrar_names_an_organisation_adds_its_people_and_takes_all_back(client):
    client.force_login(registrar())
    body = {"name": "Invented Academy", "kind": "school", "department": "North"}
    assert client.post(reverse("partner-new"), body).status_code == 302
    row = Organisation.objects.get()
    again = client.post(reverse("partner-new"), body).content.decode()
    assert "already" in again
    person = {"username": "tess", "name": NASTY[:60], "job": "Head"}
    made = client.post(reverse("partner-person", args=[row.key]), person)
    assert made.context["password"] in made.content.decode()
    tess = User.objects.get(username="tess")
    assert (tess.role, tess.must_change_password) == (Role.PARTNER, True)
    link = {"form": "school", "label": "Office", "expires_on": "2999-01-01"}
    assert (
        "last day"
        in client.post(reverse("partner-link-new", args=[row.key]), link).content.decode()
    )
    link["expires_on"] = (timezone.localdate() + timedelta(days=9)).isoformat()
    shown = client.post(reverse("partner-link-new", args=[row.key]), link)
    address = reverse("partner-link", args=[shown.context["secret"]])
    assert address in shown.content.decode()
    # The day that was chosen is the last one, and is shown as such.
    day = f"{timezone.localdate() + timedelta(days=9):%d/%m/%Y}"
    assert f"until the end of {day}" in shown.content.decode()
    assert day in client.get(reverse("partner", args=[row.key])).content.decode()
    assert client.get(address).status_code == 200
    member = reverse("partner-member", args=[row.key, "tess"])
    client.post(member, {"do": "end"})
    assert not User.objects.get(username="tess").is_active
    client.post(member, {"do": "back"})
    client.post(member, {"do": "nothing"})
    assert User.objects.get(username="tess").is_active
    client.post(reverse("partner-state", args=[row.key]), {"why": "It closed."})
    assert client.get(address).status_code == 404
    page = client.get(reverse("partner", args=[row.key])).content.decode()
    assert "It closed." in page
    assert "<img src=x" not in page
    assert Member.objects.count() == 1


def test_an_account_of_a_partner_stays_one(client):
    _row, toni = partner()
    administrator = User.objects.create(username="alex", role=Role.ADMINISTRATOR)
    client.force_login(administrator)
    page = reverse("person", args=[toni.username])
    client.post(page, {"role": "officer", "department": ""})
    toni.refresh_from_db()
    assert toni.role == Role.PARTNER
    assert "refers for a partner" in client.get(page).content.decode()
    wrong = {"username": "new", "name": "N", "role": "partner", "department": ""}
    client.post(reverse("person-add"), wrong)
    assert not User.objects.filter(username="new").exists()


@pytest.mark.one_store
def test_the_pages_are_in_welsh_where_the_address_asked_for_it(school, client):
    text = client.get(reverse("partner-desk"), {"lang": "cy"}).content.decode()
    assert "Dweud wrth yr heddlu" in text
    assert '<html lang="cy">' in text
    # The session keeps it, so that links and forms go on in it.
    page = reverse("partner-refer", args=["school"])
    assert "Atebwch y cwestiwn hwn." in client.post(page, typed(account="")).content.decode()
    assert "Tell the police" in client.get(reverse("partner-desk"), {"lang": "en"}).content.decode()
    day = timezone.localdate() + timedelta(days=3)
    _link, secret = make_link(
        organisation=school, by=registrar(), form="school", label="Office", expires_on=day
    )
    address = f"{reverse('partner-link', args=[secret])}?lang=cy"
    answer = client.post(address, typed(account=WORDS))
    assert f'href="{address}"' in answer.content.decode()
    assert "Anfonwyd at yr heddlu" in answer.content.decode()


def send_file(client, page, body, name, data, **more):
    return client.post(page, {**body, "files": SimpleUploadedFile(name, data), **more})


def test_files_wait_beside_the_form_and_come_with_the_report(school, client):
    page = reverse("partner-refer", args=["school"])
    body = typed(account="She showed me this.")
    photo = files_made.picture("PNG")
    # Added first: nothing is sent or found wrong, and what was typed stays.
    shown = send_file(client, page, {**body, "account": ""}, "bruise.png", photo, add="1")
    assert "bruise.png" in shown.content.decode()
    assert "error-summary" not in shown.content.decode()
    # A bad one with the sending: the other stays, and nothing is sent.
    refused = send_file(client, page, body, "x.jpg", b"#!/bin/sh\nrm").content.decode()
    assert "x.jpg: This file is a program" in refused
    assert "bruise.png" in refused
    assert "She showed me this." in refused
    assert not Report.objects.exists()
    # Somebody of the same school who has the page's number gets none of it.
    [waits] = DraftFile.objects.all()
    stranger, _pw = add_member(
        organisation=school, by=registrar(), username="lee", name="Lee", password="x"
    )
    User.objects.filter(pk=stranger.user_id).update(must_change_password=False)
    other = Client()
    other.force_login(stranger.user)
    assert "somebody else" in send_file(other, page, body, "b.png", photo, add="1").content.decode()
    other.post(page, {**body, "remove": waits.origin})
    assert DraftFile.objects.count() == 1
    sent = client.post(page, body, follow=True).content.decode()
    [report] = Report.objects.all()
    [kept] = report.files.all()
    assert (kept.name, kept.media_type) == ("bruise.png", "image/png")
    assert not Draft.objects.exists()
    assert "bruise.png" in sent
    assert ["evidence", "bruise.png"] in report.answers
    assert LogEntry.objects.filter(log_ref=report.log_ref, text__contains="bruise.png").exists()
    # The page once more, with its file: it is one report, and nothing is left over.
    send_file(client, page, body, "bruise.png", photo)
    assert Report.objects.count() == ReportFile.objects.count() == 1
    assert not Draft.objects.exists()
    # The sender has no way to the file itself or to what it says of itself.
    for name in ("report-file", "report-file-copy", "report-file-picture"):
        assert client.get(reverse(name, args=[kept.origin])).status_code == 403
    assert verify_ledger(records=True, processes=1).problems == []


def test_a_link_and_a_centre_send_files_and_each_of_several_reports_has_them(client):
    centre, _user = partner("sarc")
    day = timezone.localdate() + timedelta(days=3)
    _link, secret = make_link(
        organisation=centre,
        by=registrar(),
        form="sarc-depersonalised",
        label="Night",
        expires_on=day,
    )
    page = reverse("partner-link", args=[secret])
    form = client.get(page).content.decode()
    assert 'enctype="multipart/form-data"' in form
    assert "Add nothing by which the victim could be known." in form
    body = typed(account="In May.", chose="depersonalised")
    send_file(client, page, body, "note.pdf", b"%PDF-1.7\n")
    assert ReportFile.objects.get().name == "note.pdf"
    _care, user = partner("social-care")
    client.force_login(user)
    origin = str(uuid4())
    both = {"origin": origin, **CONTACT, "number": "2", "s0-account": "One", "s1-account": "Two"}
    send_file(client, reverse("partner-refer", args=["marac"]), both, "minutes.pdf", b"%PDF-1.7\nx")
    told = Referral.objects.filter(sending=origin)
    assert [each.report.files.get().name for each in told] == ["minutes.pdf"] * 2
    assert len({each.report.files.get().origin for each in told}) == 2
    assert verify_ledger(records=True, processes=1).problems == []
