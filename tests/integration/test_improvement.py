"""Inspections and recommendations: what was published stays as it was published, nothing is closed without evidence, and
nothing is lost when its owner leaves."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from onrecord.improvement import queries
from onrecord.improvement.errors import ImprovementError
from onrecord.improvement.evidence import actions as evidence
from onrecord.improvement.inspections.actions import keep_headline, keep_inspection
from onrecord.improvement.inspections.headlines import headlines, since_before
from onrecord.improvement.lists.pasted import understand
from onrecord.improvement.lists.recommendations import deadline_in
from onrecord.improvement.models import Evidence, Inspection, Recommendation
from onrecord.improvement.recommendations import actions
from onrecord.improvement.recommendations import answer as answers
from onrecord.improvement.recommendations.slips import correct_slip
from onrecord.ledger.live import verify_ledger
from onrecord.people.access import NotAllowed
from onrecord.people.actions import set_active
from tests.improvement_world import FACTS, PUBLISHED, inspection, people, recommendation

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return people()


@pytest.fixture
def report(who):
    return inspection(who["fcr"])


@pytest.fixture
def one(who, report):
    return recommendation(report, who["fcr"], owner="sam")


def test_the_figures_of_2019_give_the_samples_that_they_rest_on(who):
    """78.2 +/- 2.87 rests on 795 crimes and 89.2 +/- 2.70 on 508; 77.9 +/- 3.36 before shows no change."""
    earlier = keep_inspection(
        ref="cdi-2017", by=who["fcr"], values={**FACTS, "published_on": date(2017, 9, 1),
        "window_since": None, "window_until": None},
    )  # fmt: skip
    keep_headline(
        inspection=earlier, by=who["fcr"], what="Violent crime", share=0.779, half_width=0.0336
    )
    row = keep_inspection(ref="cdi-2019", by=who["fcr"], values={**FACTS, "follows": earlier})
    for what, share, half in (("Violent crime", 0.782, 0.0287), ("Sexual offences", 0.892, 0.027)):
        keep_headline(inspection=row, by=who["fcr"], what=what, share=share, half_width=half)
    keep_headline(
        inspection=row, by=who["fcr"], what="All other crime", withheld=True, note="Not included."
    )
    violence, sexual, other = headlines(row)
    assert (violence.figure, violence.n, violence.n_implied) == ("78.2\u00a0%", 795, True)
    assert "± 2.87 points, 95\u00a0% confidence" in violence.interval
    assert (sexual.n, sexual.n_implied) == (508, True)
    assert "± 2.7 points" in sexual.interval
    assert (other.figure, other.n, other.note) == ("not published", None, "Not included.")
    (since,) = since_before(row)
    assert not since.change.shown
    assert "doesn't show a change" in since.change.sentence


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"share": None}, "Write the figure"),
        ({"withheld": True}, "Say why"),
        ({"share": 0.5, "low": 0.6, "high": 0.7}, "between its bounds"),
        ({"share": 0.5, "low": 0.4}, "both bounds"),
        ({"share": 1.2}, "between 0 and 100"),
        ({"share": 0.5, "half_width": 0.1, "low": 0.4, "high": 0.6}, "not as both"),
    ],
)
def test_a_figure_that_says_nothing_is_refused(who, report, values, words):
    with pytest.raises(ImprovementError, match=words):
        keep_headline(inspection=report, by=who["fcr"], what="Violence", **values)


def test_two_reports_of_one_day_are_told_apart(who):
    first, second = (keep_inspection(by=who["fcr"], values=FACTS) for _ in range(2))
    assert first.ref != second.ref
    assert first.published_on == second.published_on
    with pytest.raises(ImprovementError, match="no grade"):
        keep_inspection(by=who["fcr"], values={**FACTS, "judgement": "Excellent"})
    with pytest.raises(ImprovementError, match="can't be"):
        keep_inspection(
            by=who["fcr"], values={**FACTS, "published_on": timezone.localdate() + timedelta(2)}
        )


@pytest.mark.parametrize(
    ("deadline", "due"),
    [("immediately", PUBLISHED), ("3_months", date(2026, 4, 15)), ("6_months", date(2026, 7, 15))],
)
def test_deadlines_run_from_publication(who, report, deadline, due):
    row = recommendation(report, who["fcr"], deadline=deadline)
    assert (row.due_on, row.label) == (due, "Recommendation 1")
    assert row.is_late(due + timedelta(1))
    assert not row.is_late(due)


def test_a_deadline_at_the_end_of_a_month_is_the_last_of_a_shorter_one():
    assert actions.due_day(date(2026, 8, 31), "6_months") == date(2027, 2, 28)


def test_other_words_and_another_deadline_keep_the_earlier(who, one):
    old = one.text
    row = actions.reword(
        recommendation=one, by=who["fcr"], text="New words.", words="Corrected on the web page.",
        on=date(2026, 2, 1),
    )  # fmt: skip
    row = actions.set_deadline(
        recommendation=row,
        by=who["fcr"],
        due_on=date(2026, 9, 30),
        words="Letter of the inspector.",
    )
    assert (row.text, row.due_on) == ("New words.", date(2026, 9, 30))
    steps = {step.what: step for step in row.steps.all()}
    assert steps["opened"].after["text"] == steps["text"].before["text"] == old
    assert steps["text"].on == date(2026, 2, 1)
    assert steps["deadline"].before == {"deadline": "6_months", "due_on": "2026-07-15"}
    with pytest.raises(ImprovementError, match="who moved"):
        actions.set_deadline(recommendation=row, by=who["fcr"], due_on=date(2026, 10, 1), words=" ")
    with pytest.raises(ImprovementError, match="published on 15/01/2026"):
        actions.reword(recommendation=row, by=who["fcr"], text="x", words="y", on=date(2026, 1, 1))


def test_where_the_report_names_no_deadline_there_is_none_and_nothing_is_late(who, report, client):
    row = recommendation(report, who["fcr"], kind="improvement", deadline="none", cause=None)
    dated = recommendation(report, who["fcr"])
    assert row.due_on is None
    assert not row.is_late(date(2090, 1, 1))
    assert list(queries.register()) == [dated, row]
    assert list(queries.register("late", date(2090, 1, 1))) == [dated]
    client.force_login(who["fcr"])
    for each in (row.get_absolute_url(), reverse("recommendations"), reverse("my-day")):
        assert client.get(each).status_code == 200
    assert "The report names none" in client.get(row.get_absolute_url()).content.decode()
    asked = understand("Areas for improvement\nThe force should read its logs.")
    assert [each.deadline for each in asked] == ["none"]
    assert deadline_in("the report names none", report)["due_on"] is None
    row = actions.set_deadline(
        recommendation=row, by=who["fcr"], due_on=date(2026, 9, 1), words="By letter."
    )
    assert queries.step_words(row.steps.last()) == "Deadline moved from none to 01/09/2026"


def test_a_slip_of_ours_is_no_rewording(who, one, client):
    right = "Within three months, record all crimes."
    client.force_login(who["fcr"])
    answer = client.post(
        reverse("recommendation-step", args=[one.pk, "slip"]),
        {"text": right, "deadline": "3_months", "words": "The wrong line was copied."},
        follow=True,
    )
    page = answer.content.decode()
    assert "Slip of ours put right: text and deadline" in page
    assert "The wrong line was copied." in page
    assert "Earlier words" not in page
    wrong, one.text = one.text, ""
    one.refresh_from_db()
    assert (one.text, one.due_on) == (right, date(2026, 4, 15))
    assert wrong in page  # in the history
    with pytest.raises(ImprovementError, match="are the same"):
        correct_slip(
            recommendation=one, by=who["fcr"], text=right, deadline="3_months", words="Again."
        )
    with pytest.raises(NotAllowed):
        correct_slip(recommendation=one, by=who["sam"], text="X", deadline="none", words="Y")
    actions.reword(recommendation=one, by=who["fcr"], text="Record more.", words="Erratum.")
    page = client.get(one.get_absolute_url()).content.decode()
    earlier = page.split("Earlier words")[1].split("The words above")[0]
    assert right in earlier
    assert wrong not in earlier
    assert verify_ledger(records=True).problems == []


def test_nothing_is_closed_without_evidence(who, one):
    with pytest.raises(ImprovementError, match="Attach the evidence first"):
        actions.move(recommendation=one, by=who["fcr"], to="complete", words="Letter of 1 May")
    proof = evidence.attach_typed(
        about=one, by=who["sam"], what="Recorded at the point of call", number="38 %",
        source="Force's own count",
    )  # fmt: skip
    with pytest.raises(ImprovementError, match="who closed it"):
        actions.move(recommendation=one, by=who["fcr"], to="complete")
    row = actions.move(recommendation=one, by=who["fcr"], to="complete", words="Letter of 1 May")
    assert row.closed_on == timezone.localdate()
    with pytest.raises(ImprovementError, match="closed with it"):
        evidence.withdraw(evidence=proof, by=who["fcr"], why="Wrong number")
    with pytest.raises(ImprovementError, match="why it is opened again"):
        actions.move(recommendation=row, by=who["fcr"], to="being_progressed")
    row = actions.move(
        recommendation=row, by=who["fcr"], to="being_progressed", words="The rate fell."
    )
    assert row.closed_on is None
    assert evidence.withdraw(evidence=proof, by=who["fcr"], why="Wrong number").withdrawn
    assert verify_ledger(records=True).problems == []


def test_a_change_behind_the_ledgers_back_is_found(who, one, report):
    Recommendation.objects.filter(pk=one.pk).update(text="Softer words.")
    report.headlines.filter(number=1).update(share=0.95)
    found = " ".join(str(each) for each in verify_ledger(records=True).problems)
    assert "recommendation" in found
    assert "inspection" in found


def test_a_refusal_with_reasons_is_an_answer_and_a_draft_is_no_answer(who, one):
    with pytest.raises(ImprovementError, match="the reasons"):
        answers.answer(recommendation=one, by=who["dcc"], stance="refused", words="")
    with pytest.raises(ImprovementError, match="what it waits for"):
        answers.answer(recommendation=one, by=who["dcc"], stance="under_review", words="Later.")
    row = answers.answer(
        recommendation=one, by=who["fcr"], stance="under_review", words="Demand is too high.",
        event="the new control system is in use", earlier="https://example.org/2017",
    )  # fmt: skip
    assert row.stance_draft
    with pytest.raises(NotAllowed):
        answers.confirm_answer(recommendation=one, by=who["fcr"])
    assert not answers.confirm_answer(recommendation=one, by=who["dcc"]).stance_draft
    for nobody in ("pcc", "sam", "ada"):
        with pytest.raises(NotAllowed):
            answers.answer(recommendation=one, by=who[nobody], stance="accepted", words="Yes.")


def test_what_an_owner_who_left_had_is_nobodys(who, one, client):
    assert queries.counts(queries.register()).nobodys == 0
    set_active(person=who["sam"], active=False, by="alex")
    assert list(queries.nobodys(queries.register())) == [one]
    client.force_login(who["fcr"])
    page = client.get(reverse("recommendations") + "?owner=-").content.decode()
    # On a narrow screen the rows are cards, and each cell says what it is.
    assert 'class="stack"' in page
    assert 'data-name="Due"' in page
    assert "has left" in page
    actions.give(recommendation=one, by=who["fcr"], owner="sue")
    assert queries.counts(queries.register()).nobodys == 0
    with pytest.raises(ImprovementError, match="no account"):
        actions.give(recommendation=one, by=who["fcr"], owner="sam")
    with pytest.raises(ImprovementError, match="no account"):
        actions.give(recommendation=one, by=who["fcr"], owner="pcc")


def test_only_the_owner_and_the_keepers_report(who, one):
    actions.comment(recommendation=one, by=who["sam"], words="Training has begun.")
    for name in ("sue", "pcc", "ada"):
        with pytest.raises(NotAllowed):
            actions.comment(recommendation=one, by=who[name], words="Well.")
    with pytest.raises(NotAllowed):
        actions.move(recommendation=one, by=who["sam"], to="being_progressed")


def test_counts_add_up_and_changes_are_listed(who, report):
    rows = [recommendation(report, who["fcr"], owner="sam") for _ in range(5)]
    start = timezone.now()
    actions.move(recommendation=rows[0], by=who["fcr"], to="being_progressed")
    evidence.attach_change(about=rows[1], by=who["sam"], name="Rationale box", on=date(2026, 5, 1))
    actions.move(recommendation=rows[1], by=who["fcr"], to="complete", words="Letter")
    found = queries.counts(queries.register(), on=date(2026, 7, 16))
    assert found.all == found.awaiting_review + found.being_progressed + found.complete == 5
    assert (found.late, found.complete) == (4, 1)
    assert [each.words for each in queries.changes_since(start)] == [
        "Status: awaiting review to being progressed",
        "Evidence attached: Change made to a system or process",
        "Status: awaiting review to complete",
    ]
    assert queries.register("late", date(2026, 7, 16)).count() == 4


def test_the_pages_keep_a_report_with_what_it_asks_for(who, client):
    client.force_login(who["dcc"])
    facts = {
        "name": "Crime recording in Anyshire", "body": "HMICFRS", "scope": "force",
        "published_on": "2026-01-15", "grade": "hmicfrs-2014|Inadequate",
    }  # fmt: skip
    empty = client.post(reverse("inspection-new"), {}).content.decode()
    assert "This field is required" not in empty
    assert "Overall judgement: choose one" in empty
    assert '<optgroup label="HMIC' in empty
    assert "Good (HMICFRS, five grades" in empty
    answer = client.post(reverse("inspection-new"), {**facts, "window_since": "2025-03-01"})
    assert "both the first and the last day" in answer.content.decode()
    answer = client.post(reverse("inspection-new"), facts, follow=True)
    row = Inspection.objects.get()
    assert "The inspection is kept." in answer.content.decode()
    for what, data in {
        "figure": {"what": "Violence", "share": "78.0", "plus_minus": "2.70", "confidence": "95"},
        "finding": {"kind": "cause", "text": "Decisions are late."},
        "recommendation": {"kind": "recommendation", "text": "Record.", "deadline": "3_months",
                           "cause": "1", "owner": "dcc"},
    }.items():  # fmt: skip
        if "cause" in data:
            data["cause"] = row.findings.get().pk
        answer = client.post(reverse("inspection-keep", args=[row.ref, what]), data, follow=True)
        assert answer.redirect_chain, (what, answer.context["form"].errors)
    page = client.get(reverse("inspection", args=[row.ref])).content.decode()
    assert "904" in page
    # As printed: the noughts at the end are part of what the report says.
    assert "78.0\u00a0%" in page
    assert "± 2.70 points" in page
    assert "implied by the interval" in page
    one = Recommendation.objects.get()
    client.post(
        reverse("recommendation-step", args=[one.pk, "answer"]),
        {"stance": "refused", "words": "5,700 calls a day."},
    )
    one.refresh_from_db()
    assert (one.stance, one.stance_draft) == ("refused", False)
    client.post(
        reverse("recommendation-step", args=[one.pk, "typed"]),
        {"what": "Point of call", "number": "38 %", "source": "Response of 2019"},
    )
    page = client.get(one.get_absolute_url()).content.decode()
    assert "typed in" in page
    assert "gives no n and no interval and no day" in page
    client.post(reverse("evidence-withdraw", args=[Evidence.objects.get().pk]), {"why": "a slip"})
    assert Evidence.objects.get().withdrawn == "a slip"
    assert client.get(reverse("recommendations") + "?state=late&theme=none").status_code == 200
