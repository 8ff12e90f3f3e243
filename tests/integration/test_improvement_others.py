"""Recommendations that are addressed to others: asked for, kept for reference, in no list, count or response of this force."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from onrecord.improvement import queries
from onrecord.improvement.errors import ImprovementError
from onrecord.improvement.evidence import actions as evidence
from onrecord.improvement.plans import actions as plans
from onrecord.improvement.plans import plan_actions
from onrecord.improvement.recommendations.actions import give, move, open_recommendation
from onrecord.improvement.recommendations.addressees import addressed_to, guess, readdress
from onrecord.improvement.recommendations.answer import answer
from onrecord.improvement.waiting import waiting_for
from onrecord.ledger.cli import verify_report
from onrecord.public.recommendations import recommendations as published_part
from onrecord.response import finishing, writing
from onrecord.response.errors import ResponseError
from onrecord.response.facts import facts_of
from tests import response_world as world
from tests.improvement_world import inspection, people

pytestmark = pytest.mark.django_db
OWN = ["Anyshire Police"]


@pytest.mark.one_store
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("This force", ""),
        ("All forces", ""),
        ("Chief constables of all forces", ""),
        ("all 43 forces in England and Wales", ""),
        ("Chief constables", ""),
        ("anyshire police", ""),
        ("Anyshire Police and Northshire Police", ""),
        ("All forces except Northshire Police", ""),
        ("All forces other than Anyshire Police", "All forces other than Anyshire Police"),
        ("Northshire Police", "Northshire Police"),
        ("The Home Office", "The Home Office"),
        ("police and crime commissioners", "police and crime commissioners"),
        ("Notanyshire Police", "Notanyshire Police"),
    ],
)
def test_all_forces_and_chief_constables_are_this_force_too(typed, kept):
    assert addressed_to(typed, OWN) == kept


@pytest.mark.one_store
@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("The Home Office should issue guidance.", "the Home Office"),
        ("Within six months, the College of Policing should train.", "the College of Policing"),
        ("Northshire Police should record more.", "Northshire Police"),
        ("By June, police and crime commissioners should ask.", "police and crime commissioners"),
        ("Chief constables should make sure.", ""),
        ("Within three months, Anyshire Police should act.", ""),
        ("Within three months, the force should act.", ""),
        ("It is time that this should end.", ""),
        ("Record every crime.", ""),
    ],
)
def test_whom_the_words_name_is_offered(text, who):
    assert guess(text, OWN) == who


@pytest.fixture
def who():
    return people()


@pytest.fixture
def report(who):
    return inspection(who["fcr"])


def entered(who, report, **more):
    return open_recommendation(
        inspection=report, by=who["fcr"], text="Do it.", deadline="immediately", **more
    )


def test_what_is_others_is_counted_and_owed_nowhere(who, report, client):
    ours = entered(who, report, addressed="all forces")
    other = entered(who, report, addressed="the Home Office")
    assert (ours.addressed, other.addressed) == ("", "the Home Office")
    # Its deadline was the day of publication, and is long over.
    assert not other.is_late(timezone.localdate())
    assert list(queries.register("late")) == [ours]
    assert queries.counts(queries.register()).all == 1
    assert list(queries.register("others")) == [other]
    assert queries.recommendations(report) == [ours]
    assert "1 recommendation with no owner here" in {each.words for each in waiting_for(who["fcr"])}
    (table,) = published_part().tables
    assert len(table.rows) == 1
    client.force_login(who["fcr"])
    page = client.get(reverse("inspection", args=[report.ref])).content.decode()
    assert "Addressed to others" in page
    assert "the Home Office" in page
    page = client.get(reverse("recommendation", args=[other.pk])).content.decode()
    assert "It isn’t this force’s to answer" in page
    assert reverse("recommendation-step", args=[other.pk, "answer"]) not in page
    assert reverse("recommendation-step", args=[other.pk, "comment"]) in page
    listed = client.get(reverse("recommendations"), {"state": "others"}).content.decode()
    assert reverse("recommendation", args=[other.pk]) in listed
    assert reverse("recommendation", args=[other.pk]) not in client.get(reverse("recommendations")).content.decode()  # fmt: skip


def test_what_is_others_is_not_answered_owned_closed_or_acted_on(who, report):
    other = entered(who, report, addressed="Northshire Police")
    plan = plans.keep_plan(by=who["dcc"], title="Contact")
    for deed in (
        lambda: answer(recommendation=other, by=who["dcc"], stance="accepted", words="Yes."),
        lambda: give(recommendation=other, by=who["fcr"], owner="sam"),
        lambda: move(recommendation=other, by=who["fcr"], to="being_progressed"),
        lambda: evidence.attach_change(about=other, by=who["fcr"], name="A form", on=timezone.localdate()),
        lambda: plan_actions.add_action(plan=plan, by=who["dcc"], text="Do.", due_on=timezone.localdate(), recommendation=other),
        lambda: entered(who, report, addressed="Northshire Police", owner="sam"),
    ):  # fmt: skip
        with pytest.raises(ImprovementError, match="addressed to Northshire Police"):
            deed()
    assert verify_report(records=True)[0]


def test_who_it_is_addressed_to_is_put_right(who, report, client):
    row = entered(who, report, owner="sam")
    client.force_login(who["fcr"])
    url = reverse("recommendation-step", args=[row.pk, "addressed"])
    client.post(url, {"addressed": "the Home Office", "words": "The report says so."})
    row.refresh_from_db()
    assert (row.addressed, row.owner) == ("the Home Office", "")
    row = readdress(recommendation=row, by=who["fcr"], addressed="chief constables", words="No.")
    assert row.addressed == ""
    answer(recommendation=row, by=who["dcc"], stance="accepted", words="Yes.")
    with pytest.raises(ImprovementError, match="has answered it"):
        readdress(recommendation=row, by=who["fcr"], addressed="the Home Office", words="So.")
    with pytest.raises(ImprovementError, match="120"):
        readdress(recommendation=row, by=who["fcr"], addressed="x" * 121, words="So.")
    assert verify_report(records=True)[0]


def test_lists_and_pasted_texts_ask_for_it(who, report, client):
    client.force_login(who["fcr"])
    where = reverse("inspection-import", args=[report.ref])
    lines = [
        "Recommendation,Timescale,Forces,Lead,Status",
        "Record all.,3 months,All forces,sam,",
        "Guide.,3 months,The Home Office,,",
        "Guide more.,3 months,The Home Office,sam,",
        "Guide again.,3 months,The Home Office,,being progressed",
        f"Long.,3 months,{'x' * 121},,",
    ]
    file = SimpleUploadedFile("list.csv", "\n".join(lines).encode(), content_type="text/csv")
    answer_ = client.post(where, {"file": file})
    assert [(each.line, each.column) for each in answer_.context["bad"]] == [
        (4, "Lead"), (5, "Status"), (6, "Forces"),
    ]  # fmt: skip
    client.post(where, {"held": answer_.context["brought"].text, "deed": "keep", **answer_.context["columns"]})  # fmt: skip
    assert list(report.recommendations.values_list("addressed", flat=True)) == ["", "The Home Office"]  # fmt: skip
    text = "Recommendation 8\nWithin six months, the College of Policing should train.\n\nRecommendation 9\nWithin six months, chief constables should listen.\n"
    forms = client.post(where, {"text": text}).context["formset"].forms
    assert [each.initial["addressed"] for each in forms] == ["the College of Policing", ""]
    data = {"deed": "items", "item-TOTAL_FORMS": 2, "item-INITIAL_FORMS": 2}
    for at, form in enumerate(forms):
        data |= {f"item-{at}-{name}": value for name, value in form.initial.items()}
        data[f"item-{at}-take"] = "on"
    client.post(where, data)
    assert [row.label for row in queries.for_reference(report)] == ["Recommendation 2", "Recommendation 8"]  # fmt: skip
    out = client.get(reverse("recommendations-file", args=["csv"]), {"state": "others"})
    assert b"College of Policing" in out.content


def test_the_response_names_what_is_asked_of_others_and_answers_only_ours():
    team = world.everybody()
    report = world.report(team)
    row = world.complete(team, report)
    other = entered(team, report, addressed="the Home Office", label="Recommendation X")
    with pytest.raises((ResponseError, ImprovementError), match="Home Office"):
        writing.answer(response=row, recommendation=other, by=team["pcc"], kind="taken", words="I.")
    words = str(finishing.draft_of(row).to_json())
    assert "Recommendation X, to the Home Office" in words
    row = finishing.send_for_review(response=row, by=team["pcc"])
    held = facts_of(row, number=1, published_on=timezone.localdate())
    assert len(held["recommendations"]) == 2
    assert held["addressed_to_others"] == [{"label": "Recommendation X", "to": "the Home Office"}]
