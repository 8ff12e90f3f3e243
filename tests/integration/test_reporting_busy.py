"""The store can't be written: whoever reports is told so in their language, keeps what they typed, and gets away at once."""

import re
import sqlite3
import time
from datetime import timedelta
from html import unescape

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from onrecord.partners.models import Referral
from onrecord.partners.organisations import make_link
from onrecord.reporting.front import drafts, left
from onrecord.reporting.models import Draft, Report
from tests.partners_world import partner, registrar
from tests.reporting_front import Reporter, at_each_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_house")]
HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"')
WORDS = "He took <b>two</b> bottles"


def locked(*args, **kwargs):
    raise OperationalError("database is locked")


def hidden(text):
    """What the form of the page sends again."""
    return {name: unescape(value) for name, value in HIDDEN.findall(text)}


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError("database is locked"), 503),
        (OperationalError("connection to server failed: Connection refused"), 503),
        (OperationalError("database or disk is full"), 507),
    ],
)
def test_what_was_typed_stays_and_is_sent_again_with_a_button(monkeypatch, error, status):
    her = Reporter().begin("shop-theft").post(value="no").post(value="me")
    step = her.at
    assert her.step == "what-happened"

    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr("onrecord.reporting.front.question_views.drafts.answer", fail)
    her.post(value=WORDS)
    assert (her.status, her.headers["Retry-After"]) == (status, "30")
    assert "no-store" in her.headers["Cache-Control"]
    for words in (
        "Call 999 now",
        "101",
        "It is still in this page",
        "Your answers before that are kept",
    ):
        assert words in her.text
    assert "The record is busy" not in her.text
    assert f'href="/report/leave/{her.token}/"' in her.text
    again = hidden(her.text.replace("&lt;", "<"))
    assert again["value"] == WORDS
    monkeypatch.undo()
    her.post(step, **again)
    assert dict(her.draft.answers)["what-happened"] == WORDS


def test_it_is_said_in_the_language_of_the_draft(monkeypatch):
    her = Reporter().begin("shop-theft", lang="cy")
    monkeypatch.setattr("onrecord.reporting.front.question_views.drafts.answer", locked)
    her.post(value="no")
    assert her.status == 503
    assert '<html lang="cy">' in her.text
    assert "We can't take this in" not in her.text
    assert "999" in her.text


def test_a_report_that_meets_a_busy_store_is_sent_once_it_is_free(monkeypatch):
    token = at_each_page()["ready"]
    before = Report.objects.count()
    her = Reporter().get(f"/report/w/{token}/check/")
    with monkeypatch.context() as busy:
        busy.setattr("onrecord.reporting.front.sending.keep", locked)
        her.post()
        assert her.status == 503
    assert Report.objects.count() == before
    her.get(f"/report/w/{token}/check/")
    her.send()
    assert Report.objects.count() == before + 1


def test_a_page_without_a_form_offers_to_try_again(monkeypatch):
    monkeypatch.setattr("onrecord.reporting.front.coming_views.open_types", locked)
    page = Client().get("/report/?lang=cy")
    assert page.status_code == 503
    assert 'href="/report/?lang=cy"' in page.content.decode()


def test_anything_else_that_fails_says_the_same_and_whom_to_call(monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("onrecord.reporting.front.coming_views.open_types", broken)
    page = Client(raise_request_exception=False).get("/report/")
    assert page.status_code == 500
    assert "Call 999 now" in page.content.decode()
    assert "Retry-After" not in page.headers


@pytest.mark.parametrize(("way", "sent_with"), [("link", 200), ("account", 302)])
def test_a_partner_is_told_and_what_was_typed_is_sent_again(monkeypatch, way, sent_with):
    row, toni = partner()
    careful = Client(enforce_csrf_checks=True)
    if way == "link":
        day = timezone.localdate() + timedelta(days=3)
        _, secret = make_link(organisation=row, by=registrar(), form="school", label="Office", expires_on=day)  # fmt: skip
        url = reverse("partner-link", args=[secret])
    else:
        careful.force_login(toni)
        url = reverse("partner-refer", args=["school"])
    sent = hidden(careful.get(url).content.decode())
    sent |= {"account": WORDS, "contact-name": "Toni Teacher", "contact-job": "Head", "contact-phone": "01632 960001"}  # fmt: skip
    with monkeypatch.context() as busy:
        for place in ("views", "link_views"):
            busy.setattr(f"onrecord.partners.{place}.send", locked)
        page = careful.post(url, sent)
    text = page.content.decode()
    assert (page.status_code, page.headers["Retry-After"]) == (503, "30")
    assert "Call 999 now" in text
    assert "keep no cookie" not in text
    # With a token of Django's where the page has one.
    assert ("csrfmiddlewaretoken" in text) == (way == "account")
    again = {name: unescape(value) for name, value in HIDDEN.findall(text)}
    assert careful.post(url, again).status_code == sent_with
    assert Referral.objects.get().report.account.count(WORDS) == 1


def test_who_leaves_in_a_hurry_is_gone_at_once_and_nobody_opens_the_address_again(monkeypatch):
    token = at_each_page()["ready"]
    number = Draft.objects.count()
    with monkeypatch.context() as busy:
        busy.setattr("onrecord.reporting.front.drafts._close", locked)
        answer = Client().get(f"/report/leave/{token}/")
    assert answer.status_code == 302
    assert not answer["Location"].startswith("/")
    assert Draft.objects.count() == number
    assert Client().get(f"/report/w/{token}/check/").status_code == 404
    # As soon as something can be erased, it is.
    drafts.erase_lapsed()
    assert Draft.objects.count() == number - 1
    assert left.marked() == []


@pytest.mark.django_db(transaction=True)
def test_who_leaves_waits_for_nobody_elses_writing():
    if connection.vendor != "sqlite":
        pytest.skip("a server lets several write")
    token = at_each_page()["ready"]
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, uri=True)
    other.execute("BEGIN IMMEDIATE")
    begun = time.monotonic()
    try:
        drafts.leave(drafts.find(token))
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert time.monotonic() - begun < 10
    assert drafts.find(token) is None
