"""What was set and moved, and how it was worded before: days, targets, promises, drafts of a response, recommendations."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from onrecord.documents.side_by_side import Pair, side_by_side
from onrecord.improvement.barriers import actions as barriers
from onrecord.improvement.errors import ImprovementError
from onrecord.improvement.moved import moved_days, moved_deadlines, moved_promises
from onrecord.improvement.plans import actions as plans
from onrecord.improvement.plans import plan_actions
from onrecord.improvement.promises import Promise
from onrecord.improvement.recommendations.actions import reword, set_deadline
from onrecord.ledger.cli import verify_report
from onrecord.ledger.models import LedgerBody
from onrecord.response import writing
from onrecord.response.errors import ResponseError
from onrecord.response.models import Wording
from onrecord.response.since import since
from onrecord.response.wordings import strike
from tests import response_world as world
from tests.improvement_world import recommendation

pytestmark = pytest.mark.django_db


def told(pair: Pair):
    return tuple("".join(f"[{p.text.strip()}] " if p.differs else p.text for p in side) for side in (pair.before, pair.after))  # fmt: skip


@pytest.mark.one_store
@pytest.mark.parametrize(
    ("before", "after", "marked"),
    [
        ("", "", ("", "")),
        ("a b", "a b", ("a b", "a b")),
        ("act in three months", "act in six months", ("act in [three] months", "act in [six] months")),
        ("one", "", ("[one] ", "")),
        ("one\n\ntwo", "one\n\ntwo three", ("one\n\ntwo", "one\n\ntwo [three] ")),
    ],
)  # fmt: skip
def test_the_words_that_differ_are_marked_and_the_text_stays_whole(before, after, marked):
    pair = side_by_side(before, after)
    assert told(pair) == marked
    assert "".join(p.text for p in pair.before) == before
    assert "".join(p.text for p in pair.after) == after


def test_very_long_texts_are_not_compared_word_by_word():
    before, after = "a " * 15_000, "b " * 15_000
    assert [p.text for p in side_by_side(before, after).after] == [after]


def test_a_moved_deadline_shows_both_days_who_when_and_why(who, client):
    report = world.report(who)
    row = report.recommendations.order_by("number").first()
    first = row.due_on
    set_deadline(recommendation=row, by=who["fcr"], due_on=first + timedelta(days=30), words="The inspectorate wrote on 3 June.")  # fmt: skip
    one, two = moved_deadlines(row)
    assert (one.is_set, two.is_set) == (True, False)
    assert two.before.startswith(f"{first:%d/%m/%Y}")
    assert two.after.startswith(f"{first + timedelta(days=30):%d/%m/%Y}")
    assert (two.why, two.by) == ("The inspectorate wrote on 3 June.", "fcr")
    client.force_login(who["pcc"])
    page = client.get(reverse("recommendation", args=[row.pk])).content.decode()
    assert f"{first:%d/%m/%Y}" in page
    assert "Days and targets, as they were set and moved" in page
    other = report.recommendations.order_by("number").last()
    page = client.get(reverse("recommendation", args=[other.pk])).content.decode()
    assert "Days and targets, as they were set and moved" not in page


def test_days_and_targets_of_an_action_and_of_a_benefit(who, client):
    plan = plans.keep_plan(by=who["dcc"], title="Contact")
    action = plan_actions.add_action(plan=plan, by=who["dcc"], text="Do it.", due_on=date(2026, 9, 1), owner="sam")  # fmt: skip
    plan_actions.change_action(action=action, by=who["dcc"], text="Do it.", due_on=date(2026, 10, 1), words="The system is late.")  # fmt: skip
    days = {"before_since": date(2026, 1, 1), "before_until": date(2026, 3, 31), "after_since": date(2026, 4, 1), "after_until": date(2026, 6, 30)}  # fmt: skip
    plan_actions.promise(action=action, by=who["dcc"], promise=Promise("within-24", "", 0.9, **days))  # fmt: skip
    plan_actions.promise(action=action, by=who["dcc"], promise=Promise("within-24", "", 0.8, **days), words="Too much was asked.")  # fmt: skip
    rows = {(each.what, each.before, each.after): each for each in moved_days(action)}
    assert rows["Due", "01/09/2026", "01/10/2026"].why == "The system is late."
    assert rows["Target", "90 %", "80 %"].why == "Too much was asked."
    assert ("Days before", "", "01/01/2026 to 31/03/2026") in rows
    benefit = barriers.keep_benefit(plan=plan, by=who["dcc"], source="System", promise="Better.", due_on=date(2026, 9, 1))  # fmt: skip
    with pytest.raises(ImprovementError, match="why it is changed"):
        barriers.keep_benefit(plan=plan, by=who["dcc"], source="System", promise="Better.", benefit=benefit)  # fmt: skip
    client.force_login(who["dcc"])
    url = reverse("benefit-change", args=[benefit.pk])
    held = {"source": "System", "promise": "Better.", "due_on": "2026-12-01", "measure": "", "part": ""}  # fmt: skip
    assert "Why it is changed: write it" in client.post(url, held).content.decode()
    client.post(url, {**held, "why": "It was delivered late."})
    _, two = moved_promises(benefit)
    assert (two.before, two.after, two.why) == ("01/09/2026", "01/12/2026", "It was delivered late.")  # fmt: skip
    page = client.get(reverse("benefits")).content.decode()
    assert "It was delivered late." in page
    page = client.get(reverse("plan-action", args=[action.pk])).content.decode()
    assert "The system is late." in page
    assert verify_report(records=True)[0]


def test_older_wordings_of_a_draft_are_read_side_by_side_by_those_who_write(who, client):
    row = world.complete(who)
    first = row.inspection.recommendations.order_by("number").first()
    writing.answer(response=row, recommendation=first, by=who["dep"], kind="taken", words="I followed the plan.")  # fmt: skip
    writing.write_overall(response=row, by=who["pcc"], overall="Behind each crime is somebody.")
    # The same words again are no wording.
    writing.write_overall(response=row, by=who["pcc"], overall="Behind each crime is somebody.")
    kept = list(row.wordings.filter(part="answer-1"))
    assert [each.made_by for each in kept] == ["pcc", "dep"]
    assert row.wordings.filter(part="overall").count() == 2
    url = reverse("response-wordings", args=[row.inspection.ref, "answer-1"])
    for name in ("fcr", "dcc", "ada"):
        client.force_login(who[name])
        assert client.get(url).status_code == 403
    client.force_login(who["pcc"])
    page = client.get(url).content.decode()
    assert "<del>proposed." in page
    assert "<ins>taken." in page
    same = client.get(url, {"before": 1, "after": 1}).content.decode()
    assert "<ins>" not in same
    for odd in ({"before": "99"}, {"after": "x"}, {"before": "9" * 30}):
        assert client.get(url, odd).status_code == 200
    assert client.get(reverse("response-wordings", args=[row.inspection.ref, "nothing"])).status_code == 404  # fmt: skip
    assert url in client.get(row.get_absolute_url()).content.decode()
    # The ledger holds no word of them.
    assert not LedgerBody.objects.filter(body__contains="I followed the plan").exists()
    assert verify_report(records=True)[0]


def test_a_name_in_an_older_wording_is_struck_out_for_good(who, client):
    row = world.complete(who)
    writing.write_overall(response=row, by=who["pcc"], overall="Jane Doe told me of it.")
    writing.write_overall(response=row, by=who["pcc"], overall="A victim told me of it.")
    named, stands = row.wordings.filter(part="overall", number__gt=1)
    with pytest.raises(ResponseError, match="stand now"):
        strike(wording=stands, by=who["pcc"], reason="No.")
    client.force_login(who["pcc"])
    url = reverse("wording-strike", args=[row.inspection.ref, "overall", named.number])
    client.post(url, {"reason": "It named somebody."})
    page = client.get(reverse("response-wordings", args=[row.inspection.ref, "overall"]))
    assert "It named somebody." in page.content.decode()
    assert "Jane Doe" not in page.content.decode()
    assert not Wording.objects.filter(words__contains="Jane Doe").exists()
    with pytest.raises(ResponseError, match="already"):
        strike(wording=named, by=who["pcc"], reason="Again.")
    assert verify_report(records=True)[0]
    Wording.objects.filter(pk=stands.pk).update(words="Otherwise.")
    assert not verify_report(records=True)[0]


def test_what_stood_there_before_wordings_were_kept_is_nobodys(who):
    row = world.complete(who)
    row.wordings.all().delete()
    writing.write_overall(response=row, by=who["dep"], overall="Other words.")
    first, second = row.wordings.filter(part="overall")
    assert (first.lost, first.made_by, second.made_by) == (True, "", "dep")
    assert first.words.startswith("Behind each crime")


def test_what_was_reworded_after_publication_stands_beside_what_was_published(who, client):
    edition = world.published(who)
    assert since(edition) == []
    row = edition.response.inspection.recommendations.order_by("number").first()
    set_deadline(recommendation=row, by=who["fcr"], due_on=timezone.localdate(), words="By letter.")
    reword(recommendation=row, by=who["fcr"], text=f"{row.text} At once.", words="A new list.")
    recommendation(edition.response.inspection, who["fcr"], text="Another.", label="Late one")
    one, two = since(edition)
    assert one.pair is not None
    assert one.moved
    assert two.words == "entered since"
    client.force_login(who["pcc"])
    page = client.get(reverse("response-edition", args=["cdi-2026", 1])).content.decode()
    assert "<ins>At once.</ins>" in page
    page = client.get(reverse("recommendation", args=[row.pk])).content.decode()
    assert "<ins>At once.</ins>" in page
