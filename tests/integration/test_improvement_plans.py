"""Plans: counts that add up, no circle of actions that wait for each other, versions, and effects that are honest."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from onrecord.boards.sections.of_register import plan_rows
from onrecord.improvement import queries
from onrecord.improvement.barriers import actions as barriers
from onrecord.improvement.effects import crossed, effect, trigger
from onrecord.improvement.errors import ImprovementError
from onrecord.improvement.evidence import actions as evidence
from onrecord.improvement.evidence.forms import PROOFS
from onrecord.improvement.models import Benefit, PlanAction
from onrecord.improvement.plans import actions as plans
from onrecord.improvement.plans import plan_actions
from onrecord.improvement.plans.plan_actions_forms import ACTION_DEEDS
from onrecord.improvement.plans.queries import Counts, counts, nobodys_actions, roll_up
from onrecord.improvement.plans.versions import differences
from onrecord.improvement.promises import Promise
from onrecord.improvement.recommendations.actions import move
from onrecord.improvement.recommendations.answer import answer, set_trigger
from onrecord.ledger.live import verify_ledger
from onrecord.measures.alerts.counts import COUNTS
from onrecord.measures.figures import figure as figures
from onrecord.people.access import NotAllowed
from onrecord.people.actions import set_active
from onrecord.people.reminding import waiting_for
from tests.improvement_world import inspection, people, recommendation

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return people()


@pytest.fixture
def force(who):
    return plans.keep_plan(
        by=who["dcc"], title="Force plan", owner="dcc", rank="Deputy chief constable"
    )


@pytest.fixture
def contact(who, force):
    return plans.keep_plan(by=who["dcc"], title="Contact", department="North", parent=force)


def add(plan, who, text="Do it.", **more) -> PlanAction:
    return plan_actions.add_action(plan=plan, by=who["dcc"], text=text, **more)


def made_figure(rate, n, since, until, **more) -> figures.Figure:
    """A figure of a share that is counted, as the registry gives it."""
    bounds = figures.wilson(rate, n)
    first = {
        "measure": "within-24", "version": 1, "title": "Recorded within 24 hours", "part": "",
        "since": since, "until": until, "n": n, "met": round(rate * n), "share": rate,
        "value": rate, "low": bounds.low, "high": bounds.high, "confidence": 0.95,
        "how": "counted", "as_of": timezone.now(), "ledger_size": 1, "source": "/measures/within-24/",
    }  # fmt: skip
    return figures.Figure(**{**first, **more})


def test_counts_are_computed_and_add_up(who, force, contact):
    """The published tracker of a real force did not: its states came to more than its actions."""
    response = plans.keep_plan(by=who["dcc"], title="Response", department="South", parent=force)
    old = timezone.localdate() - timedelta(days=1)
    made = [
        add(plan, who, owner="sam", due_on=old)
        for plan, number in ((force, 2), (contact, 5), (response, 4))
        for _ in range(number)
    ]
    for row, state in zip(made, ("done", "dropped", "under_way", "done", "done"), strict=False):
        plan_actions.move_action(action=row, by=who["dcc"], to=state, words="So it is.")
    rows = {each.plan.title: each for each in roll_up()}
    for each in rows.values():
        for held in (each.own, each.total):
            assert held.all == held.to_do + held.under_way + held.done + held.dropped
            assert held.late + held.done + held.dropped == held.all
    assert rows["Force plan"].total == counts(PlanAction.objects.all())
    assert rows["Force plan"].total.all == 11
    assert sum((each.own for each in rows.values()), Counts()) == rows["Force plan"].total
    assert queries.actions_late().count() == rows["Force plan"].total.late == 7


def test_no_action_waits_for_itself_in_a_circle(who, force, contact):
    one = add(force, who)
    two = add(contact, who, needs=[one])
    three = add(force, who, needs=[two])
    with pytest.raises(ImprovementError, match="waits for this one"):
        plan_actions.change_action(action=one, by=who["dcc"], text="Do it.", needs=[three])
    with pytest.raises(ImprovementError, match="waits for this one"):
        plan_actions.change_action(action=one, by=who["dcc"], text="Do it.", needs=[one])
    with pytest.raises(ImprovementError, match="which isn't done"):
        plan_actions.move_action(action=two, by=who["dcc"], to="done", words="Done.")
    plan_actions.move_action(action=one, by=who["dcc"], to="done", words="Done.")
    assert plan_actions.move_action(action=two, by=who["dcc"], to="done", words="Done.").closed_on
    assert verify_ledger(records=True).problems == []


def test_plans_feed_no_circle_and_end_only_when_nothing_is_open(who, force, contact):
    with pytest.raises(ImprovementError, match="can't be fed back"):
        plans.keep_plan(slug=force.slug, by=who["dcc"], title="Force plan", parent=contact)
    row = add(contact, who)
    with pytest.raises(ImprovementError, match="1 action is open"):
        plans.end_plan(plan=contact, by=who["dcc"])
    with pytest.raises(ImprovementError, match="Say why"):
        plan_actions.move_action(action=row, by=who["dcc"], to="dropped")
    plan_actions.move_action(action=row, by=who["dcc"], to="dropped", words="No money.")
    with pytest.raises(ImprovementError, match="feed it are still"):
        plans.end_plan(plan=force, by=who["dcc"])
    assert plans.end_plan(plan=contact, by=who["dcc"]).ended_on
    with pytest.raises(ImprovementError, match="has ended"):
        add(contact, who)


def test_the_owner_reports_and_nobody_else(who, contact):
    row = add(contact, who, owner="sam")
    plan_actions.report(action=row, by=who["sam"], words="Half of the team is trained.")
    plan_actions.move_action(action=row, by=who["sam"], to="under_way")
    with pytest.raises(NotAllowed):
        plan_actions.move_action(action=row, by=who["sam"], to="dropped", words="No.")
    for name in ("sue", "pcc", "ada"):
        with pytest.raises(NotAllowed):
            plan_actions.report(action=row, by=who[name], words="Well.")
    set_active(person=who["sam"], active=False, by="alex")
    assert list(nobodys_actions()) == [row]


def test_a_moved_day_needs_its_reason_and_the_earlier_stays(who, contact):
    row = add(contact, who, due_on=date(2026, 6, 1))
    with pytest.raises(ImprovementError, match="why the day is moved"):
        plan_actions.change_action(
            action=row, by=who["dcc"], text="Do it.", due_on=date(2026, 9, 1)
        )
    plan_actions.change_action(
        action=row,
        by=who["dcc"],
        text="Do it.",
        due_on=date(2026, 9, 1),
        words="The system is late.",
    )
    step = row.steps.last()
    assert queries.action_words(step) == "Due day moved from 01/06/2026 to 01/09/2026"
    assert step.words == "The system is late."


def test_each_deed_of_an_action_has_its_page(who, contact, client):
    """The form that changes an action bore the name of the one that attaches a change, and couldn't be reached."""
    assert not set(ACTION_DEEDS) & set(PROOFS)
    row = add(contact, who, owner="sam")
    where = reverse("plan-action-step", args=[row.pk, "edit"])
    client.force_login(who["sam"])
    assert client.get(where).status_code == 403
    client.force_login(who["dcc"])
    client.post(where, {"text": "Do it well.", "due_on": "2026-12-31", "needs": ""})
    row.refresh_from_db()
    assert (row.text, row.due_on) == ("Do it well.", date(2026, 12, 31))
    client.post(
        reverse("plan-action-step", args=[row.pk, "change"]), {"name": "Form", "on": "2026-01-01"}
    )
    assert row.evidence.get().kind == "change"


def test_versions_say_what_differs(who, contact):
    one = add(contact, who, "Write the guide.")
    first = plans.keep_version(plan=contact, by=who["dcc"], words="Agreed by the gold group.")
    with pytest.raises(ImprovementError, match="Nothing has changed"):
        plans.keep_version(plan=contact, by=who["dcc"], words="Again.")
    plan_actions.give_action(action=one, by=who["dcc"], owner="sam")
    add(contact, who, "Train the team.")
    second = plans.keep_version(plan=contact, by=who["dcc"], words="A lead was named.")
    changed, added = differences(first.content, second.content)
    assert (changed.what, changed.fields) == ("changed", (("Owner", "", "sam"),))
    assert (added.number, added.what) == (2, "added")
    first.refresh_from_db()
    assert first.content["actions"]["1"]["owner"] == ""


@pytest.mark.parametrize(
    ("after", "verdict", "reached"),
    [(0.86, "no change shown", "isn't reached"), (0.97, "better", "is reached"), (0.70, "worse", "isn't reached")],
)  # fmt: skip
def test_an_effect_is_shown_on_the_figure_that_was_promised(
    who, contact, monkeypatch, after, verdict, reached
):
    promise = Promise(
        "within-24", "", 0.95, date(2026, 1, 1), date(2026, 1, 31), date(2026, 6, 1), date(2026, 6, 30)
    )  # fmt: skip
    row = add(contact, who, promise=promise)

    def held(measure, *, since, until, **_):
        return made_figure(0.85 if since.month == 1 else after, 1000, since, until)

    monkeypatch.setattr("onrecord.improvement.effects.figure", held)
    found = effect(row, who["dcc"], on=date(2026, 8, 1))
    assert found.verdict == verdict
    assert reached in found.reached
    assert "%" in found.sentence
    early = effect(row, who["dcc"], on=date(2026, 6, 30))
    assert early.change is None
    assert "Until then nothing can be said" in early.sentence


def test_a_promise_is_fixed_beforehand_and_changed_only_with_the_reason(who, contact):
    row = add(contact, who)
    assert effect(row, who["dcc"]) is None
    days = (date(2026, 1, 1), date(2026, 1, 31), date(2026, 6, 1), date(2026, 6, 30))
    plan_actions.promise(action=row, by=who["dcc"], promise=Promise("within-24", "", 0.95, *days))
    with pytest.raises(ImprovementError, match="why the promise is changed"):
        plan_actions.promise(action=row, by=who["dcc"], promise=Promise("log-footprint", "", 0.9))
    for wrong, words in (
        (Promise("nothing"), "no figure"),
        (Promise("within-24", target=95), "between 0 and 100"),
        (Promise("within-24", "", 0.9, *days[:3]), "both the first"),
        (Promise("within-24", "", 0.9, None, None, *days[2:]), "days before"),
        (Promise("within-24", "", 0.9, days[0], days[3], days[2], days[3]), "must begin when"),
    ):
        with pytest.raises(ImprovementError, match=words):
            wrong.checked()


def test_days_of_a_figure_that_is_counted_by_months_are_whole_months(who, contact):
    days = (date(2026, 4, 1), date(2026, 6, 14), date(2026, 6, 15), date(2026, 8, 31))
    with pytest.raises(ImprovementError, match="whole months, such as 01/04/2026 to 30/06/2026"):
        Promise("within-24", "", 0.9, *days).checked()
    # Kept before that was asked for: no overlap is spoken of, since the person entered none.
    row = add(contact, who)
    Promise("within-24", "", 0.9, *days).put(row)
    found = effect(row, who["dcc"], on=date(2026, 11, 1))
    assert found.change is None
    assert "both in June 2026" in found.sentence


def test_days_set_afterwards_are_said_to_prove_little(who, contact, client):
    today = timezone.localdate().replace(day=1)
    last = today - timedelta(days=1)
    earlier = last.replace(day=1) - timedelta(days=1)
    past = (earlier.replace(day=1), earlier, last.replace(day=1), last)
    row = add(contact, who, promise=Promise("within-24", "", 0.95, *past))
    client.force_login(who["dcc"])
    page = client.get(row.get_absolute_url()).content.decode()
    assert "when the days after were over: it proves little" in page
    ahead = (past[0], past[1], date(2098, 1, 1), date(2098, 1, 31))
    plan_actions.promise(
        action=row, by=who["dcc"], promise=Promise("within-24", "", 0.95, *ahead), words="Anew."
    )
    page = client.get(row.get_absolute_url()).content.decode()
    assert "before the days after began" in page
    assert "proves little" not in page


def test_a_figure_is_kept_as_it_was_and_only_when_there_is_one(who, contact, client):
    row = add(contact, who, owner="sam")
    kept = made_figure(0.9, 400, date(2026, 5, 1), date(2026, 5, 31))
    evidence.attach_figure(about=row, by=who["dcc"], figure=kept)
    missing = made_figure(
        0.9, 400, kept.since, kept.until, share=None, value=None, low=None, note="Too few."
    )
    with pytest.raises(ImprovementError, match=r"no such figure\. Too few"):
        evidence.attach_figure(about=row, by=who["dcc"], figure=missing)
    typed = made_figure(0.9, 400, kept.since, kept.until, how="typed")
    with pytest.raises(ImprovementError, match="typed in"):
        evidence.attach_figure(about=row, by=who["dcc"], figure=typed)
    client.force_login(who["dcc"])
    page = client.get(row.get_absolute_url()).content.decode()
    assert "90.0 %" in page
    assert "360 of 400" in page
    # A supervisor sees figures of the own department only; this one is of the whole force.
    client.force_login(who["sam"])
    page = client.get(row.get_absolute_url()).content.decode()
    assert "90.0 %" not in page
    assert "your role doesn" in page
    assert verify_ledger(records=True).problems == []


def test_a_figure_beyond_the_line_speaks_for_opening_again(who):
    row = recommendation(inspection(who["fcr"]), who["fcr"])
    row = set_trigger(recommendation=row, by=who["fcr"], measure="within-24", share=0.9)
    days = (date(2026, 5, 1), date(2026, 5, 31))
    assert crossed(made_figure(0.8, 1000, *days), row)
    assert not crossed(made_figure(0.89, 100, *days), row)
    said = trigger(row, who["dcc"])
    assert "below 90.0 %" in said.words
    assert "no figure" in said.speaks
    assert not said.against
    with pytest.raises(ImprovementError, match="no measure"):
        set_trigger(recommendation=row, by=who["fcr"], measure="hours-to-record", share=0.9)


def test_what_was_closed_and_was_lost_again_waits_for_those_who_keep_it(who, contact, monkeypatch):
    """Closed with an action that is done; then the figure falls below the line."""
    asked = recommendation(inspection(who["fcr"]), who["fcr"])
    set_trigger(recommendation=asked, by=who["fcr"], measure="within-24", share=0.9)
    done = add(contact, who)
    with pytest.raises(ImprovementError, match="isn't done yet"):
        evidence.attach_action(about=asked, by=who["fcr"], action=done)
    done = plan_actions.move_action(action=done, by=who["dcc"], to="done", words="Done.")
    evidence.attach_action(about=asked, by=who["fcr"], action=done)
    move(recommendation=asked, by=who["fcr"], to="complete", words="Letter of 1 May.")
    fallen = made_figure(0.8, 1000, date(2026, 5, 1), date(2026, 5, 31))
    monkeypatch.setattr("onrecord.improvement.effects.figure", lambda *_, **__: fallen)
    words = "Beyond the line that opens it again: Recommendation 1"
    assert words in [each.words for each in waiting_for(who["fcr"])]
    assert words not in [each.words for each in waiting_for(who["sam"])]
    asked.refresh_from_db()
    assert asked.state == "complete"


def test_barriers_tie_what_was_said_to_what_is_done(who, contact, client):
    row = barriers.keep_barrier(
        by=who["fcr"], words="Logs are closed before they are read.", cause="not-read"
    )
    with pytest.raises(ImprovementError, match="no cause"):
        barriers.keep_barrier(by=who["fcr"], words="X", cause="no-such-thing")
    day = timezone.localdate()
    with pytest.raises(ImprovementError, match="Nobody is named"):
        barriers.keep_record(by=who["fcr"], kind="interview", on=day, words="PC 1234 said so.")
    barriers.keep_record(
        by=who["fcr"], kind="observation", on=day, words="Four of five were closed unread.",
        department="North", barrier=row,
    )  # fmt: skip
    add(contact, who, "Closing asks for the reason.", barrier=row)
    client.force_login(who["pcc"])
    page = client.get(reverse("barriers")).content.decode()
    assert "Closing asks for the reason." in page
    assert "0 of 0" in page
    barriers.remove_barrier(barrier=row, by=who["fcr"], on=day, words="Dip sample of May.")
    assert verify_ledger(records=True).problems == []


def test_benefits_keep_promise_and_result(who, contact, client):
    row = barriers.keep_benefit(
        plan=contact,
        by=who["dcc"],
        source="Control system",
        promise="Calls can be heard from the log.",
    )
    barriers.look_at_benefit(benefit=row, by=who["dcc"], result="It is so since May.")
    row = Benefit.objects.get()
    with pytest.raises(ImprovementError, match="stays as it is"):
        barriers.keep_benefit(plan=contact, by=who["dcc"], source="X", promise="Less.", benefit=row)
    client.force_login(who["pcc"])
    assert "It is so since May." in client.get(reverse("benefits")).content.decode()


def test_objectives_name_figures_that_are_there(who, force, client):
    client.force_login(who["dcc"])
    where = reverse("plan-keep", args=[force.slug, "objectives"])
    answer = client.post(where, {"rows": "High standards (no-such-figure)"})
    assert "There is no figure" in answer.content.decode()
    client.post(
        where,
        {"rows": "Crimes are recorded in time (within-24, hours-to-record)\nVictims are heard"},
    )
    force.refresh_from_db()
    assert force.objectives == [
        {"words": "Crimes are recorded in time", "measures": ["within-24", "hours-to-record"]},
        {"words": "Victims are heard", "measures": []},
    ]


def test_what_is_late_waits_on_the_first_page_and_in_my_day(who, contact, client):
    """For its owner; what is nobody's for those who keep it; and a drafted answer for the chief officer."""
    day = timezone.localdate()
    row = add(contact, who, owner="sam", due_on=day - timedelta(days=1))
    soon = add(contact, who, owner="sam", due_on=day + timedelta(days=14))
    add(contact, who, owner="sam", due_on=day + timedelta(days=15))
    asked = recommendation(inspection(who["fcr"]), who["fcr"])
    answer(recommendation=asked, by=who["fcr"], stance="accepted", words="Yes.")
    assert [each.words for each in waiting_for(who["sam"])] == [
        "Action 1 of Contact",
        "Action 2 of Contact",
    ]
    assert waiting_for(who["sam"])[0].note.startswith("late")
    assert "1 recommendation with no owner here" in [e.words for e in waiting_for(who["fcr"])]
    assert any("force's answer" in each.words for each in waiting_for(who["dcc"]))
    assert waiting_for(who["pcc"]) == waiting_for(who["olu"]) == []
    set_active(person=who["sam"], active=False, by="alex")
    assert "3 actions with no owner here" in [each.words for each in waiting_for(who["fcr"])]
    client.force_login(who["fcr"])
    for name in ("home", "my-day"):
        assert "3 actions with no owner here" in client.get(reverse(name)).content.decode()
    assert COUNTS["actions"].number(None, timezone.now()) == 1
    assert COUNTS["actions"].number("North", timezone.now()) == 1
    assert COUNTS["actions"].number("South", timezone.now()) == 0
    assert COUNTS["recommendations"].number(None, timezone.now()) == 1
    assert (row.is_late(), soon.is_late()) == (True, False)


def test_a_late_action_is_in_the_pack_of_a_board(who, contact):
    """The pack named actions by a column that they haven't got."""
    day = timezone.localdate()
    add(contact, who, "Train the team.", owner="sam", due_on=day - timedelta(days=3))
    ((what, of, *_),) = plan_rows(day)
    assert (what, of) == ("Action 1 of a plan", "Contact: Train the team.")
