"""What became of my report: the reporter's page, without an account or a cookie."""

import re
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.db.models import QuerySet
from django.utils import timezone

from onrecord.deciding.actions import conclude, start_decision
from onrecord.deciding.rationale import choices
from onrecord.people.roles import Role
from onrecord.recording.models import Crime, CrimePerson
from onrecord.recording.states import IncidentKind
from onrecord.reporting.front.drafts import erase_lapsed
from onrecord.reporting.front.left import marked
from onrecord.reporting.models import Look, Report
from onrecord.reporting.status import proof_link, reporter
from onrecord.reporting.status.rights import rights
from onrecord.reporting.status.standing import standing_of
from onrecord.reporting.work import confirming, working
from onrecord.reporting.work.of_log import log_of
from tests.deciding_world import answer_all
from tests.integration.kept_log import person
from tests.integration.standing_world import URL, WHY, look, recorded, refused, send
from tests.reports_world import THEFT, answered, reported, words_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys", "fresh")]


@pytest.fixture
def cal():
    made = person("cal", Role.CALL_TAKER)
    made.first_name = "Calpurnia"
    made.save()
    return made


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
        assert (safe in body, "will be in touch with you." in body) == (told, plain), contact
    reporter.not_safe(report=report, text="", origin=str(uuid4()))
    assert safe not in look(public, report, secret).content.decode()


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
