"""Other programs of partners refer through the API, by the same check and for their own organisation only."""

import json
import re
import uuid
from pathlib import Path

import pytest

from onrecord.api.models import KeptAnswer
from onrecord.contact.models import Log, LogEntry
from onrecord.ledger.live import verify_ledger
from onrecord.partners.forms_held import held_form
from onrecord.partners.models import Referral
from onrecord.people.models import ReadRecord, User
from onrecord.people.roles import Role
from onrecord.reporting.models import DraftFile, Report, ReportFile, ReportMessage
from onrecord.reporting.types.shape import FORMS
from tests import files_made
from tests.api_made import program
from tests.partners_world import CONTACT, WORDS, no_crime, partner, theft

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "partner-referrals.md"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys")]


@pytest.fixture
def shop():
    _row, user = partner("retailer")
    return program(user)


def test_one_referral_its_status_and_sent_again(shop):
    key = str(uuid.uuid4())
    body = {**theft(goods="gin"), "their_ref": "INC-1"}
    [sent] = shop.done("/referrals", body, key=key)["referrals"]
    assert shop.done("/referrals", body, key=key)["referrals"] == [sent]
    assert (sent["stage"], sent["their_ref"], sent["crimes"]) == ("log-open", "INC-1", [])
    assert Log.objects.get().text == WORDS
    assert shop.get(f"/referrals/{sent['id']}").status_code == 200
    assert shop.said == sent
    shop.get("/referrals?reference=inc-1")
    assert shop.said["referrals"] == [sent]
    shop.get("/referrals?reference=other")
    assert shop.said["referrals"] == []
    assert ReadRecord.objects.filter(subject=f"referral:{sent['ref']}").exists()
    assert verify_ledger(records=True, processes=1).problems == []


def test_the_example_of_the_guide_can_be_sent_and_names_every_kind(shop):
    guide = GUIDE.read_text(encoding="utf-8")
    example = json.loads(re.search(r"-d '(\{.*?\})'\n```", guide, re.DOTALL).group(1))
    [sent] = shop.done("/referrals", example)["referrals"]
    assert (sent["form"], sent["their_ref"]) == (example["form"], example["their_ref"])
    asked = {each.id for each in held_form(example["form"]).questions if each.kind != "files"}
    assert set(example["answers"]) == asked
    for kind in {*FORMS.kinds} - {"files"}:
        assert f"| `{kind}` |" in guide, kind


def test_the_same_reference_and_words_are_one_report_under_whatever_key(shop):
    body = {**theft(goods="gin"), "their_ref": "INC-1"}
    [sent] = shop.done("/referrals", body)["referrals"]
    assert shop.done("/referrals", body)["referrals"] == [sent]
    both = {"referrals": [body, {**body, "their_ref": "INC-2"}]}
    first, second = shop.done("/referrals/batch", both)["referrals"]
    assert (first, Report.objects.count()) == (sent, 2)
    # Without a reference, with another one, or told otherwise, it is another one; so is another organisation's.
    for other in (theft(goods="gin"), theft(goods="gin"), {**body, "answers": theft()["answers"]}):
        assert shop.done("/referrals", other)["referrals"] not in ([sent], [second])
    _row, user = partner("retailer", "Other stores", "other")
    assert program(user).done("/referrals", body)["referrals"] != [sent]
    assert Report.objects.count() == 6


def test_a_batch_is_sent_whole_or_not_at_all_and_every_fault_is_told(shop):
    bad = theft(value="dear")
    answer = shop.post(
        "/referrals/batch", {"referrals": [theft(), bad, {**theft(), "form": "zoo"}]}
    )
    assert answer.status_code == 422
    assert shop.said["type"] == "urn:onrecord:problem:not-valid"
    assert [each["field"] for each in shop.said["errors"]] == [
        "body.referrals.1.answers.value",
        "body.referrals.2.form",
    ]
    assert "retailer" in shop.said["errors"][1]["detail"]
    assert not Report.objects.exists()
    done = shop.done("/referrals/batch", {"referrals": [theft(), theft(account="Another")]})
    assert len(done["referrals"]) == Log.objects.count() == 2
    assert all(each["together"] == [] for each in done["referrals"])


def test_disclosures_of_a_meeting_are_reports_that_name_one_another():
    _row, user = partner("social-care")
    care = program(user)
    body = {
        "form": "marac",
        "answers": {"meeting": "2026-06-01"},
        "several": [{"account": "First"}, {"account": "Second"}],
        "contact": CONTACT,
    }
    first, second = care.done("/referrals", body)["referrals"]
    assert (first["together"], second["together"]) == ([second["ref"]], [first["ref"]])
    care.get("/referrals/forms")
    [marac] = [each for each in care.said["forms"] if each["key"] == "marac"]
    assert {each["id"]: each["each"] for each in marac["questions"]}["account"]


def test_nothing_of_others_and_nothing_of_the_force(shop):
    _row, toni = partner("school")
    school = program(toni)
    body = {"form": "school", "answers": {"account": "A pupil said ..."}, "contact": CONTACT}
    [sent] = school.done("/referrals", body)["referrals"]
    # A foreign number is answered as one that isn't there, or others' referrals could be counted; the try is kept.
    assert shop.get(f"/referrals/{sent['id']}").status_code == 404
    foreign = shop.said
    assert shop.get("/referrals/999999").status_code == 404
    assert shop.said == foreign
    assert ReadRecord.objects.filter(subject=f"referral:{sent['ref']}", allowed=False).exists()
    shop.get("/referrals")
    assert shop.said["referrals"] == []
    for path in ("/logs", "/logs/1", "/crimes", "/search?q=gin", "/force"):
        assert shop.get(path).status_code == 403, path
    assert program().get("/referrals").status_code == 403


def test_files_are_sent_beforehand_and_come_with_the_referral(shop):
    photo = files_made.picture("JPEG")

    def add(name, data, key=""):
        return shop.post(
            f"/referrals/files?file_name={name}",
            data,
            key,
            CONTENT_TYPE="application/octet-stream",
        )

    key = str(uuid.uuid4())
    assert add("till.jpg", photo, key).status_code == 201
    first = shop.said
    assert (first["name"], first["media_type"]) == ("till.jpg", "image/jpeg")
    assert add("till.jpg", photo, key).status_code == 201
    assert shop.said == first
    assert add("run.jpg", b"#!/bin/sh\nrm").status_code == 422
    assert "program" in shop.said["detail"]
    # Another organisation's program knows its name, and gets nothing by it.
    _row, other = partner("retailer", "Other stores", "other")
    stranger = program(other)
    assert stranger.post("/referrals", {**theft(), "files": [first["file"]]}).status_code == 422
    assert not Report.objects.exists()
    [sent] = shop.done("/referrals", {**theft(), "files": [first["file"]]})["referrals"]
    assert sent["files"] == ["till.jpg"]
    [kept] = ReportFile.objects.all()
    assert (kept.report_ref, kept.sha256) == (sent["ref"], first["sha256"])
    assert not DraftFile.objects.exists()
    assert shop.post("/referrals", {**theft(), "files": [first["file"]]}).status_code == 422
    assert "camera" not in str(sent)
    assert verify_ledger(records=True, processes=1).problems == []


def test_a_decision_is_challenged_by_the_same_action_as_on_its_page_and_once():
    _row, toni = partner("school")
    school = program(toni)
    body = {"form": "school", "answers": {"account": "A pupil said ..."}, "contact": CONTACT}
    [sent] = school.done("/referrals", body)["referrals"]
    at = f"/referrals/{sent['id']}/challenges"
    words = {"text": "The rules say that we speak for her."}
    assert school.get(at).status_code == 200
    assert school.said == {"may_challenge": False, "challenges": []}
    # Nothing is decided yet: said, with what to do.
    assert school.post(at, words).status_code == 422
    assert "Call 101" in school.said["detail"]
    olu = User.objects.create(username="olu", role=Role.OFFICER, department="North")
    no_crime(Referral.objects.get(pk=sent["id"]), olu)
    school.get(at)
    assert school.said["may_challenge"]
    key = str(uuid.uuid4())
    told = school.done(at, words, key=key)
    [one] = told["challenges"]
    assert (one["text"], one["outcome"], told["may_challenge"]) == (words["text"], "", False)
    assert one["due_at"]
    assert school.done(at, words, key=key) == told
    # Sent again after its answer was forgotten, it is the same one.
    KeptAnswer.objects.all().delete()
    assert school.done(at, words, key=key) == told
    assert ReportMessage.objects.filter(kind="challenge").count() == 1
    [entry] = LogEntry.objects.filter(text__contains=words["text"])
    assert "of Invented school, through the API challenges the decision" in entry.text
    # Another while it waits is refused, and so is another organisation.
    assert school.post(at, words).status_code == 422
    _other, sam = partner("school", "Other school", "sam")
    assert program(sam).post(at, words).status_code == 404
    assert verify_ledger(records=True, processes=1).problems == []
