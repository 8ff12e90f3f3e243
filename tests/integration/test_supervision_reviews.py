"""Dip samples that anybody can draw again, feedback to the person, looks with a content check; never one's own work."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from onrecord.contact.actions import close_log
from onrecord.contact.models import LogEntry
from onrecord.deciding import actions as deciding
from onrecord.deciding.models import RecordingDecision
from onrecord.ledger.live import verify_ledger
from onrecord.people.access import NotAllowed
from onrecord.supervision.errors import SupervisionError
from onrecord.supervision.lists.kept import kept
from onrecord.supervision.lists.queries import counts, list_page, visible
from onrecord.supervision.reviews import actions as reviewing
from onrecord.supervision.reviews import sampling
from onrecord.supervision.reviews.models import Feedback, Look, SampleCheck, TeamSample
from tests.supervision_world import NORTH, SOUTH, WHY, make_world, opened, people, person

pytestmark = pytest.mark.django_db
GOOD = {"account": "good", "crimes": "good"}
SAID = (
    "I have read the log and the notes of the officer. CCTV of the shop was asked for and is not back yet. "
    "Ann was rung this morning and is content with how it goes."
)


@pytest.fixture
def world():
    return make_world()


def decided(by):
    """A decision that nothing is recorded, by hand."""
    return deciding.negate(by=by, log=opened(by, 1), rationale={"test": "balance", **WHY})


def window():
    today = timezone.localdate()
    return {"since": today - timedelta(days=7), "until": today + timedelta(days=1)}


@pytest.fixture
def team(db):
    """Twelve decisions of the north, two of them the supervisor's own, and three of the south."""
    who = people()
    made = [decided(who[name]) for name in ["olu"] * 6 + ["pia"] * 4 + ["sol"] * 2]
    for _ in range(3):
        decided(who["cal"])
    return who, made


def test_a_sample_is_of_the_own_team_without_the_own_work_and_is_drawn_again(team):
    who, made = team
    sample = sampling.draw_sample(by=who["sol"], size=4, **window())
    ours = {row.origin for row in made if row.concluded_by != "sol"}
    assert set(sample.frame) == ours
    assert (sample.size, len(sample.frame), sample.department) == (4, 10, NORTH)
    drawn = [each.decision_origin for each in sample.checks.all()]
    assert len(set(drawn)) == 4
    assert set(drawn) <= ours
    assert sampling.replay(sample) == []
    # By hand: the smallest hashes, in the reading order; another seed gives another sample.
    assert drawn == sampling.drawn(sample.frame, 4, sample.seed)
    others = {tuple(sampling.drawn(sample.frame, 4, f"seed {n}")) for n in range(20)}
    assert len(others) > 15
    assert verify_ledger(records=True).problems == []


def test_who_chooses_their_decisions_afterwards_is_found_out(team):
    who, _ = team
    sample = sampling.draw_sample(by=who["sol"], size=3, **window())
    left = next(
        o for o in sample.frame if o not in {c.decision_origin for c in sample.checks.all()}
    )
    first = sample.checks.first()
    SampleCheck.objects.filter(pk=first.pk).update(decision_origin=left)
    assert sampling.replay(sample) == ["Drawn again, it is other decisions, or another order."]
    TeamSample.objects.filter(pk=sample.pk).update(seed="chosen")
    sample.refresh_from_db()
    assert any("not as the ledger has it" in each for each in sampling.replay(sample))
    assert not verify_ledger(records=True).ok


def test_drawing_again_and_again_is_seen(team):
    who, _ = team
    first = sampling.draw_sample(by=who["sol"], size=3, **window())
    second = sampling.draw_sample(by=who["sol"], size=3, **window())
    assert first.seed != second.seed
    assert sampling.same_frame(second) == [first]


def test_a_registrar_draws_of_any_department_and_a_supervisor_of_theirs_only(team):
    who, _ = team
    whole = sampling.draw_sample(by=who["rex"], size=50, **window())
    assert whole.size == 15
    south = sampling.draw_sample(by=who["rex"], size=50, department=SOUTH, **window())
    assert south.size == 3
    ours = sampling.draw_sample(by=who["sol"], size=50, department=SOUTH, **window())
    assert (ours.department, ours.size) == (NORTH, 10)
    for name in ("olu", "aud", "com"):
        with pytest.raises(NotAllowed):
            sampling.draw_sample(by=who[name], size=1, **window())


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"size": 0}, "1 to 100"),
        ({"size": 101}, "1 to 100"),
        ({"since": timezone.localdate() + timedelta(days=9)}, "later one"),
        ({"since": timezone.localdate() - timedelta(days=99), "until": timezone.localdate() - timedelta(days=90)}, "Choose a longer one"),
    ],
)  # fmt: skip
def test_samples_that_can_not_be(team, more, words):
    who, _ = team
    with pytest.raises(SupervisionError, match=words):
        sampling.draw_sample(by=who["sol"], **{"size": 3, **window(), **more})
    assert not TeamSample.objects.exists()


def test_what_was_found_reaches_the_person_and_their_receipt_comes_back(team):
    who, _ = team
    sol, olu = who["sol"], who["olu"]
    sample = sampling.draw_sample(by=sol, size=10, **window())
    check = next(each for each in sample.checks.all() if each.decision.concluded_by == "olu")
    with pytest.raises(SupervisionError, match="is empty"):
        reviewing.check_decision(check=check, by=sol, marks={"told": "improve"})
    with pytest.raises(SupervisionError, match="at least one heading"):
        reviewing.check_decision(check=check, by=sol, marks={"told": "none"}, words="x")
    with pytest.raises(SupervisionError, match="says nothing of a decision"):
        reviewing.check_decision(check=check, by=sol, marks={"shoes": "good"}, words="x")
    assert not Feedback.objects.exists()
    reviewing.check_decision(
        check=check, by=sol, marks={**GOOD, "told": "improve"}, words="Ring first. 😢"
    )
    row = Feedback.objects.get()
    assert (row.person, row.given_by, row.marks["told"]) == ("olu", "sol", "improve")
    assert reviewing.unread(olu) == 1
    with pytest.raises(NotAllowed):
        reviewing.read_feedback(feedback=row, by=who["pia"])
    reviewing.read_feedback(feedback=row, by=olu, answer="I did; it isn't in the log.")
    assert reviewing.unread(olu) == 0
    again = reviewing.read_feedback(feedback=row, by=olu)
    assert again.answer == "I did; it isn't in the log."
    assert verify_ledger(records=True).problems == []


def test_nobody_feeds_back_on_their_own_decision(team):
    who, made = team
    own = next(row for row in made if row.concluded_by == "sol")
    with pytest.raises(NotAllowed, match="your own work"):
        reviewing.give_feedback(decision=own, by=who["sol"], marks=GOOD)
    pam = person("pam", "supervisor", NORTH)
    assert reviewing.give_feedback(decision=own, by=pam, marks=GOOD).person == "sol"
    south = RecordingDecision.objects.filter(department=SOUTH).first()
    with pytest.raises(NotAllowed):
        reviewing.give_feedback(decision=south, by=pam, marks=GOOD)


def test_a_look_moves_the_clock_and_stands_in_the_record(world):
    crime, sol = world.crimes["abh"], world.sol
    one, now = kept("investigations").worklist, timezone.now()

    def rows():
        return list_page(visible(sol, one, timezone.now()), one, now).rows

    assert "no supervisor has looked at it" in rows()[0].shown.notes
    first = reviewing.look(thing=crime, by=sol, text=SAID, next_step="Fetch the CCTV.")
    assert first.meaningful
    row = next(each for each in rows() if each.shown.ref == crime.ref)
    assert row.since == first.made_at
    assert row.due == first.made_at + timedelta(days=28)
    assert "next: Fetch the CCTV." in row.shown.notes
    note = crime.events.filter(kind="note").order_by("-id").first()
    assert note.text.startswith("Supervisor’s look: I have read")
    assert verify_ledger(records=True).problems == []


def test_a_copied_look_is_kept_and_marked_and_says_of_what(world):
    sol = world.sol
    reviewing.look(thing=world.crimes["abh"], by=sol, text=SAID)
    again = reviewing.look(thing=world.crimes["rape"], by=sol, text=SAID)
    assert not again.meaningful
    assert again.copied == 1000
    assert f"Sol about {world.crimes['abh'].ref}" in again.copied_from
    assert len(again.sentences) == 3
    pam = person("pam", "supervisor", NORTH)
    # Another's words in this record are a copy, too; so are the caller's own.
    assert not reviewing.look(thing=world.crimes["rape"], by=pam, text=SAID).meaningful
    log = opened(world.olu, 1, text="He took my bicycle from the shed behind the house last night.")
    copied = reviewing.look(
        thing=log, by=sol, text="He took my bicycle from the shed behind the house last night."
    )
    assert not copied.meaningful
    assert copied.copied_from.startswith("the first account")
    assert not reviewing.look(thing=log, by=sol, text="No change.").meaningful


def test_nobody_looks_at_their_own_work_or_at_what_is_not_open(world):
    sol = world.sol
    mine = opened(sol, 1)
    with pytest.raises(NotAllowed, match="your own work"):
        reviewing.look(thing=mine, by=sol, text=SAID)
    with pytest.raises(NotAllowed):
        reviewing.look(thing=world.crimes["abh"], by=world.olu, text=SAID)
    with pytest.raises(NotAllowed):
        reviewing.look(thing=world.crimes["abh"], by=world.sue, text=SAID)
    log = opened(world.olu, 1)
    close_log(log=log, by=world.olu, closing_code="Incident dealt with, no crime reported")
    with pytest.raises(SupervisionError, match="not open here"):
        reviewing.look(thing=log, by=sol, text=SAID)
    with pytest.raises(SupervisionError, match="is past"):
        reviewing.look(
            thing=world.crimes["abh"], by=sol, text=SAID,
            next_by=timezone.localdate() - timedelta(days=1),
        )  # fmt: skip
    assert not Look.objects.exists()


def test_a_log_s_looks_are_entries_of_the_log_and_its_clock(world):
    log = world.logs["late"]
    one = kept("logs-to-look-at").worklist

    def late():
        return counts(visible(world.sol, one, timezone.now()), one, timezone.now())

    before = late()
    assert (before.all, before.late) == (4, 1)
    reviewing.look(thing=log, by=world.sol, text=SAID)
    assert (late().all, late().late) == (4, 0)
    entry = LogEntry.objects.filter(log_ref_key=log.ref_key).order_by("-id").first()
    assert entry.text.startswith("Supervisor’s look")


def test_pages(world, client):
    client.force_login(world.sol)
    drawn = client.post(
        reverse("team-samples"),
        {k: v.isoformat() for k, v in window().items()} | {"size": 5},
        follow=True,
    )
    body = drawn.content.decode()
    assert "1 of 1 decisions" in body
    assert "drawn again" in body
    check = SampleCheck.objects.get()
    url = reverse("sample-check", args=[check.sample.number, check.position])
    body = client.get(url).content.decode()
    assert "Lost dog, back with its owner." in body
    wrong = client.post(url, {"mark_told": "improve", "tell": "on"}).content.decode()
    assert "is empty" in wrong
    assert (
        client.post(url, {"mark_told": "improve", "words": "<i>Ring</i>", "tell": "on"}).status_code
        == 302
    )
    row = Feedback.objects.get()
    client.force_login(world.olu)
    assert "1 piece of feedback for you" in client.get(reverse("my-day")).content.decode()
    page = reverse("feedback", args=[row.pk])
    assert "&lt;i&gt;Ring" in client.get(page).content.decode()
    client.post(page, {"answer": "Will do."})
    assert "Will do." in client.get(page).content.decode()
    client.force_login(world.pia)
    assert client.get(page).status_code == 403
    client.force_login(world.sue)
    assert client.get(url).status_code == 403


def test_a_copied_look_is_asked_about_on_the_page_before_it_is_kept(world, client):
    reviewing.look(thing=world.crimes["abh"], by=world.sol, text=SAID)
    client.force_login(world.sol)
    url = reverse("look", args=["crime", world.crimes["rape"].pk])
    body = client.post(url, {"text": SAID}).content.decode()
    assert "This was written before" in body
    assert "CCTV of the shop was asked for and is not back yet." in body
    assert Look.objects.count() == 1
    assert client.post(url, {"text": SAID, "as_it_is": "on"}).status_code == 302
    body = client.get(url).content.decode()
    assert "says nothing of its own" in body
    log = world.logs["fresh"]
    client.post(
        reverse("look", args=["log", log.pk]),
        {"text": "Olu has it; Ann comes in at three to make her statement."},
    )
    body = client.get(reverse("log", args=[log.pk])).content.decode()
    assert "Supervisors’ looks" in body
    assert "Ann comes in at three" in body
    assert client.get(reverse("look", args=["shed", 1])).status_code == 404
