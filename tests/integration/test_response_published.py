"""What is published of a response, and what stops it: changes since, names, deadlines, later versions."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from onrecord.documents.content import plain_text
from onrecord.improvement import queries as improvement_queries
from onrecord.improvement.recommendations.actions import reword, set_deadline
from onrecord.improvement.recommendations.answer import answer as force_answers
from onrecord.improvement.recommendations.answer import confirm_answer
from onrecord.improvement.recommendations.slips import correct_slip
from onrecord.ledger.live import verify_ledger
from onrecord.response import (
    checking,
    commenting,
    finishing,
    holders,
    queries,
    writing,
)
from onrecord.response.errors import ResponseError
from onrecord.response.facts import edition_document
from onrecord.response.letters import letter
from onrecord.response.models import Edition
from tests.response_world import (
    complete,
    invited,
    published,
    report,
    signed,
    text_of,
)

pytestmark = pytest.mark.django_db


def test_a_recommendation_reworded_after_sign_off_stops_publication(who):
    made = signed(who)
    one = made.inspection.recommendations.get(number=1)
    before = one.text
    reword(
        recommendation=one, by=who["fcr"], text="Within six months, record all.", words="Erratum."
    )
    with pytest.raises(ResponseError, match="Something has changed since it was signed off"):
        finishing.publish(response=made, by=who["pcc"])
    assert not Edition.objects.exists()
    made = finishing.take_up_again(response=made, by=who["pcc"])
    text = text_of(made)
    assert "Within six months, record all." in text
    assert before in text
    assert "Reworded on" in text
    assert ": Erratum." in text


def test_a_slip_and_a_missing_deadline_are_published_as_what_they_are(who):
    made = complete(who)
    one, two = made.inspection.recommendations.order_by("number")
    correct_slip(
        recommendation=one, by=who["fcr"], text="As printed.", deadline="none", words="Miscopied."
    )
    set_deadline(
        recommendation=two, by=who["fcr"], due_on=two.due_on + timedelta(days=9), words="By letter."
    )
    text = text_of(made)
    assert "As printed." in text
    assert "The report names no deadline." in text
    assert "Reworded" not in text
    assert "Miscopied." not in text
    assert ": By letter." in text


def test_a_deadline_moved_and_an_answer_changed_stop_publication_too(who):
    made = signed(who)
    one, two = made.inspection.recommendations.order_by("number")
    set_deadline(
        recommendation=one,
        by=who["fcr"],
        due_on=one.due_on + timedelta(days=30),
        words="By letter.",
    )
    with pytest.raises(ResponseError, match="changed since"):
        finishing.publish(response=made, by=who["pcc"])
    set_deadline(recommendation=one, by=who["fcr"], due_on=one.due_on, words="Back again.")
    force_answers(recommendation=two, by=who["dcc"], stance="accepted", words="After all.")
    with pytest.raises(ResponseError, match="changed since"):
        finishing.publish(response=made, by=who["pcc"])


def test_what_is_published_stays_when_the_register_changes(who):
    edition = published(who)
    before = plain_text(edition_document(edition))
    one = edition.response.inspection.recommendations.get(number=1)
    reword(recommendation=one, by=who["fcr"], text="Other words.", words="Erratum.")
    edition.refresh_from_db()
    assert plain_text(edition_document(edition)) == before


def test_a_correction_is_another_version_with_its_reason(who):
    first = published(who)
    row = finishing.correct(response=first.response, by=who["pcc"], reason="A figure was wrong.")
    with pytest.raises(ResponseError, match="being written"):
        finishing.correct(response=row, by=who["pcc"], reason="Again.")
    writing.write_overall(response=row, by=who["pcc"], overall="Corrected words.")
    row = finishing.send_for_review(response=row, by=who["pcc"])
    row = finishing.sign_off(response=row, by=who["dep"])
    second = finishing.publish(response=row, by=who["pcc"])
    assert (second.number, second.reason) == (2, "A figure was wrong.")
    text = plain_text(edition_document(second))
    assert "Version 2," in text
    assert "A figure was wrong." in text
    assert "Corrected words." not in plain_text(edition_document(first))
    assert [each.number for each in queries.published_editions()] == [2, 1]
    assert verify_ledger(records=True).problems == []


def test_a_late_response_needs_the_reason(who):
    long_ago = timezone.localdate() - timedelta(days=70)
    made = signed(who, report(who, published_on=long_ago))
    with pytest.raises(ResponseError, match="Write why it is published late"):
        finishing.publish(response=made, by=who["pcc"])
    # On day 56 it isn't late yet; it was written down later.
    edition = finishing.publish(response=made, by=who["pcc"], on=long_ago + timedelta(days=55))
    assert edition.late_reason == ""
    assert edition.facts["day_number"] == 56
    made = signed(who, report(who, ref="later", published_on=long_ago))
    edition = finishing.publish(response=made, by=who["pcc"], late_reason="The post was vacant.")
    assert edition.late_reason == "The post was vacant."
    assert "The post was vacant." in plain_text(letter(edition, "minister"))


def test_a_name_is_warned_of_and_answered_before_publication(who):
    made = writing.write_overall(
        response=complete(who),
        by=who["pcc"],
        overall="Jo Bloggs told me of log 1234. Ada Example agrees.",
    )
    waiting = [each.mark.text for each in checking.open_marks(made)]
    assert waiting == ["Jo Bloggs", "log 1234", "Ada Example"]
    with pytest.raises(ResponseError, match="“Jo Bloggs” may be the name of a person"):
        finishing.send_for_review(response=made, by=who["pcc"])
    holders.keep_holder(
        by=who["pcc"], name="Ada Example", office="Chief Constable", since=timezone.localdate()
    )
    checking.leave(
        response=made, by=who["pcc"], kind="reference", words="LOG 1234", reason="Invented."
    )
    assert [each.mark.text for each in checking.open_marks(made)] == ["Jo Bloggs"]
    with pytest.raises(ResponseError, match="don't stand"):
        checking.leave(response=made, by=who["pcc"], kind="name", words="Jo Other", reason="None.")
    made = writing.write_overall(
        response=made, by=who["pcc"], overall="A victim told me of log 1234."
    )
    made = finishing.send_for_review(response=made, by=who["pcc"])
    assert made.state == "review"
    assert verify_ledger(records=True).problems == []


def test_those_that_wait_come_first_and_are_warned_of(who):
    today = timezone.localdate()
    report(who, ref="fresh")
    report(who, ref="late", published_on=today - timedelta(days=60))
    report(who, ref="soon", published_on=today - timedelta(days=50))
    rows = queries.standings()
    assert [each.inspection.ref for each in rows] == ["late", "soon", "fresh"]
    assert [(each.late, each.warned) for each in rows] == [
        (True, False),
        (False, True),
        (False, False),
    ]
    assert rows[0].time_words == "5 days late"


def test_it_is_sent_once_to_each_and_the_day_is_kept(who):
    edition = published(who)
    sending = finishing.record_sending(
        edition=edition, by=who["pcc"], to="minister", how="by e-mail"
    )
    assert sending.sent_on == timezone.localdate()
    with pytest.raises(ResponseError, match="already"):
        finishing.record_sending(edition=edition, by=who["pcc"], to="minister", how="by post")
    words = plain_text(letter(edition, "inspectors"))
    assert "HMICFRS" in words
    assert "1: action is proposed" in words
    assert edition.digest in words
    assert verify_ledger(records=True).problems == []


def test_nobody_outside_the_force_sees_its_drafts(who, client):
    made = invited(who)
    one = made.inspection.recommendations.get(number=1)
    start = timezone.now()
    force_answers(
        recommendation=one, by=who["fcr"], stance="under_review", words="A secret draft.",
        event="the new system is in use",
    )  # fmt: skip
    ref = made.inspection.ref
    pages = [
        one.get_absolute_url(),
        reverse("recommendations"),
        reverse("inspection", args=[ref]),
        reverse("recommendations-file", args=["csv"]),
        reverse("recommendations-file", args=["json"]),
        reverse("response", args=[ref]),
        reverse("response-answer", args=[ref, 1]),
        reverse("response-draft", args=[ref]),
    ]

    def read(name: str) -> str:
        client.force_login(who[name])
        return "".join(client.get(each).content.decode() for each in pages)

    for name in ("pcc", "sam"):
        found = read(name)
        for words in ("secret draft", "new system is in use", "(draft)", "under review until"):
            assert words not in found, (name, words)
    assert "A secret draft." in read("fcr")
    assert improvement_queries.changes_since(start) == []
    # What was said once stays said until a chief officer says otherwise.
    confirm_answer(recommendation=one, by=who["dcc"])
    commenting.send_comments(response=made, by=who["dcc"], words="Ours.")
    force_answers(recommendation=one, by=who["fcr"], stance="refused", words="Another draft.")
    made.refresh_from_db()
    found = read("pcc") + text_of(made)
    assert "A secret draft." in found
    assert "Another draft." not in found
    assert "Recommendation 1: a chief officer has still to say" in found
