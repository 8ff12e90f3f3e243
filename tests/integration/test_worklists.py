"""Worklists: each shipped list holds what it says, counted by hand; pages, clocks, makers; and what may be done in bulk."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from onrecord.contact.actions import add_account, answer_escalation, close_log, set_resource
from onrecord.contact.models import Log, LogEntry
from onrecord.deciding.actions import review
from onrecord.deciding.models import RecordingDecision
from onrecord.ledger.live import verify_ledger
from onrecord.people.access import NotAllowed
from onrecord.recording.actions import close_incident, note_tried, tell_victim
from onrecord.recording.models import ReportedIncident
from onrecord.supervision.errors import SupervisionError
from onrecord.supervision.lists import authority, items
from onrecord.supervision.lists.keep import keep_list
from onrecord.supervision.lists.kept import current, kept, shipped
from onrecord.supervision.lists.models import Item, ListVersion
from onrecord.supervision.lists.owners import staff
from onrecord.supervision.lists.queries import counts, list_page, listed, visible
from onrecord.supervision.lists.worklist import build
from onrecord.supervision.subjects import SUBJECTS
from onrecord.supervision.subjects.base import DayOf
from tests.supervision_world import COUNTS, HOUR, NORTH, at, make_world, opened, people, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def one(slug):
    return kept(slug).worklist


def numbers(user, slug, whose=""):
    now = timezone.now()
    found = counts(visible(user, one(slug), now, whose), one(slug), now)
    return found.all, found.late


def refs(user, slug, whose=""):
    now = timezone.now()
    return [
        row.shown.ref
        for row in list_page(visible(user, one(slug), now, whose), one(slug), now).rows
    ]


def keys(user, slug):
    now = timezone.now()
    return [row.key for row in list_page(visible(user, one(slug), now), one(slug), now).rows]


def test_every_list_that_is_shipped_holds_what_was_counted_by_hand(world):
    assert set(shipped()) == set(COUNTS)
    now = timezone.now()
    found = {
        slug: (counts(listed(each, now), each, now).all, counts(listed(each, now), each, now).late)
        for slug, each in shipped().items()
    }
    assert found == COUNTS


def test_each_sees_of_a_list_what_their_department_lets_them_see(world):
    assert numbers(world.rex, "undecided") == (3, 2)
    assert numbers(world.sol, "undecided") == (2, 1)
    assert numbers(world.sue, "undecided") == (1, 1)
    # An officer, whose list it is not, sees what is theirs: "soon" was given to Olu.
    assert numbers(world.olu, "undecided") == (1, 0)
    assert numbers(world.pia, "undecided") == (0, 0)
    assert numbers(world.sol, "undecided", "mine") == (0, 0)
    assert numbers(world.sol, "undecided", "nobody") == (1, 1)


def test_the_most_pressing_comes_first_and_its_limit_is_that_of_the_clock_page(world):
    now = timezone.now()
    each = one("undecided")
    rows = list_page(visible(world.rex, each, now), each, now).rows
    assert [row.shown.ref for row in rows] == [
        world.logs[name].ref for name in ("south", "late", "soon")
    ]
    assert [row.hand for row in rows] == ["red", "red", "amber"]
    assert rows[2].due == world.logs["soon"].received_at + 24 * HOUR


def test_what_was_heard_before_the_log_counts_from_then(world):
    """An account in the log says that an officer was told earlier: the list goes by that moment, as the clock does."""
    log = world.logs["soon"]
    add_account(
        log=log, by=world.olu, who="the victim", text="I told your officer.",
        differs=False,
        entered_at=log.received_at - 10 * HOUR,
    )  # fmt: skip
    assert numbers(world.rex, "undecided") == (3, 3)
    now = timezone.now()
    each = one("undecided")
    row = next(
        row for row in list_page(visible(world.rex, each, now), each, now).rows
        if row.shown.ref == log.ref
    )  # fmt: skip
    assert row.due == log.received_at + 14 * HOUR
    assert row.hand == "red"
    assert "account in this log" in row.shown.notes[0]


def test_doing_the_thing_takes_it_off_the_list(world):
    rex, olu = world.rex, world.olu
    question = LogEntry.objects.get(kind="escalation")
    answer_escalation(entry=question, by=world.sol, who="duty inspector", text="Yes.")
    assert numbers(rex, "escalations") == (0, 0)
    set_resource(log=world.logs["late"], by=olu, resource="N1", state="at-scene")
    assert numbers(rex, "missed-response") == (0, 0)
    close_incident(incident=world.incidents["child"], by=rex, reason="Read: no crime is told.")
    assert numbers(rex, "non-crime-child") == (0, 0)
    row = RecordingDecision.objects.get(state="concluded")
    review(decision=row, by=world.sol, outcome="agreed")
    assert numbers(world.sol, "rationale-reviews") == (0, 0)
    for name in ("abh", "rape"):
        assert numbers(rex, "victims-not-told")[0] == {"abh": 2, "rape": 1}[name]
        tell_victim(
            record=world.crimes[name], by=olu, topic="recorded", person="P1", how="telephone",
            said="It is recorded.",
        )  # fmt: skip
    assert numbers(rex, "victims-not-told") == (0, 0)


def test_nobody_is_asked_to_review_their_own_decision(world):
    """A supervisor who is also the officer: the decision is in the list of the others, not in theirs."""
    row = RecordingDecision.objects.get(state="concluded")
    RecordingDecision.objects.filter(pk=row.pk).update(started_by="sol")
    assert numbers(world.sol, "rationale-reviews") == (0, 0)
    pam = person("pam", "supervisor", NORTH)
    assert numbers(pam, "rationale-reviews") == (1, 0)


def test_an_n100_says_who_touched_it_what_is_to_do_and_whether_the_registrar_saw_it(world):
    n100 = one("n100")
    now = timezone.now()

    def notes():
        rows = list_page(visible(world.rex, n100, now), n100, now).rows
        return {row.shown.ref: " ".join(row.shown.notes) for row in rows}

    first, undated = world.incidents["n100"].ref, world.incidents["n100-undated"].ref
    assert "nothing by the registrar in it yet" in notes()[first]
    assert "no day named" in notes()[undated]
    note_tried(incident=world.incidents["n100"], by=world.rex, text="Rang; she will ring back.")
    assert "the registrar has written in it" in notes()[first]


def test_what_comes_up_on_a_day_is_due_until_the_day_is_over_by_the_clocks_here(world):
    """29 March 2026 has 23 hours, 25 October 2026 has 25."""
    n100 = one("n100")
    assert n100.due(date(2026, 3, 29)) == at(2026, 3, 30, 0, 0)
    assert n100.due(date(2026, 3, 29)) - n100.due(date(2026, 3, 28)) == timedelta(hours=23)
    assert n100.due(date(2026, 10, 25)) - n100.due(date(2026, 10, 24)) == timedelta(hours=25)
    just_before = datetime(2026, 6, 30, 22, 59, tzinfo=UTC)  # 23:59 in London
    assert n100.due_before(just_before) == {"comes_up__lt": date(2026, 6, 30)}
    assert n100.due_before(just_before + timedelta(minutes=1)) == {"comes_up__lt": date(2026, 7, 1)}


def test_the_database_works_out_the_day_of_a_moment_by_the_clocks_here(world):
    """In winter and in summer, in the last hour of a day, and around each change of the clocks of ten years."""
    row = world.incidents["n100-undated"]
    moments = [
        datetime(year, month, day, hour, 59, 59, 999999, tzinfo=UTC) + timedelta(microseconds=more)
        for year in range(2020, 2030)
        for month, days in (
            (1, (1,)),
            (3, range(25, 32)),
            (7, (1,)),
            (10, range(25, 32)),
            (12, (31,)),
        )
        for day in days
        for hour in (0, 22, 23)
        for more in (0, 1)
    ]
    for moment in moments:
        ReportedIncident.objects.filter(pk=row.pk).update(recorded_at=moment)
        found = ReportedIncident.objects.annotate(day=DayOf("recorded_at")).get(pk=row.pk).day
        assert found == timezone.localdate(moment), moment


def test_twenty_four_hours_are_twenty_four_hours_across_summer_time(world):
    undecided = one("undecided")
    assert undecided.due(at(2026, 10, 24, 12, 0)) == at(2026, 10, 25, 11, 0)
    assert undecided.due(at(2026, 3, 28, 12, 0)) == at(2026, 3, 29, 13, 0)


def test_pages_follow_one_another_without_a_gap_or_a_double_though_all_are_due_at_once(db):
    """Many with the very same moment, in either order of the list."""
    who = people()
    same = timezone.now() - 5 * HOUR
    made = [opened(who["olu"], 0, received_at=same) for _ in range(7)]
    for newest in (False, True):
        each = build({**one("open-logs").to_json(), "newest_first": newest}, "open-logs")
        now, after, found = timezone.now(), "", []
        for _ in range(10):
            page = list_page(visible(who["sol"], each, now), each, now, after, size=3)
            found += [row.pk for row in page.rows]
            after = page.older
            if not after:
                break
        assert sorted(found) == [log.pk for log in made]
        assert found == sorted(found, reverse=newest)
    # A key that somebody edited shows the first page.
    page = list_page(visible(who["sol"], each, now), each, now, "1~yesterday", size=3)
    assert len(page.rows) == 3


def test_ten_thousand_due_at_once_are_counted_exactly_and_shown_to_the_last(db):
    who = people()
    log = opened(who["olu"], 0, received_at=timezone.now() - 5 * HOUR)
    held = {field.attname: getattr(log, field.attname) for field in Log._meta.concrete_fields}
    Log.objects.bulk_create(
        [
            Log(**{**held, "id": None, "origin": None, "ref": f"M{n}", "ref_key": f"M{n}"})
            for n in range(9_999)
        ],
        batch_size=500,
    )
    each, now = one("open-logs"), timezone.now()
    rows = visible(who["sol"], each, now)
    assert counts(rows, each, now).all == 10_000
    after, found = "", []
    while True:
        page = list_page(rows, each, now, after, size=1_000)
        found += [row.pk for row in page.rows]
        after = page.older
        if not after:
            break
    assert len(found) == len(set(found)) == 10_000


def test_work_is_taken_over_given_and_noted_each_with_its_ledger_entry(world):
    sol, pia = world.sol, world.pia
    chosen = keys(sol, "undecided")
    items.give(keys=chosen, by=sol, to=pia, why="Ring them back first.")
    assert numbers(pia, "undecided") == (2, 1)
    assert numbers(world.olu, "undecided") == (0, 0), "given by hand goes before the log's officer"
    items.note(keys=chosen[:1], by=pia, words="Rang twice. “No answer” 😢")
    assert Item.objects.get(note__startswith="Rang").owner == "pia"
    items.give(keys=chosen, by=pia, to=None)
    assert numbers(sol, "undecided", "nobody") == (2, 1)
    assert verify_ledger(records=True).problems == []
    Item.objects.filter(note__startswith="Rang").update(owner="olu")
    assert not verify_ledger(records=True).ok, "a change behind the ledger's back is found"


def test_all_or_nothing_and_only_what_one_may_see(world):
    sol, sue = world.sol, world.sue
    ours, theirs = keys(sol, "undecided"), keys(sue, "undecided")
    with pytest.raises(SupervisionError, match="1 of what you chose is no longer open"):
        items.give(keys=[*ours, *theirs], by=sol, to=sol)
    assert not Item.objects.exists()
    with pytest.raises(SupervisionError, match="no thing of a list"):
        items.note(keys=["logs; drop:1"], by=sol, words="x")
    with pytest.raises(SupervisionError, match="at least one"):
        items.note(keys=[], by=sol, words="x")
    with pytest.raises(NotAllowed, match="take work over"):
        items.give(keys=ours, by=world.pia, to=world.olu)
    with pytest.raises(SupervisionError, match="can't be given work"):
        items.give(keys=ours, by=sol, to=world.com)
    items.give(keys=ours, by=world.pia, to=world.pia)
    assert numbers(world.pia, "undecided") == (2, 1)


def test_what_was_with_somebody_who_has_left_is_nobodys(world):
    items.give(keys=keys(world.sol, "undecided"), by=world.sol, to=world.pia)
    assert numbers(world.sol, "undecided", "nobody") == (0, 0)
    world.pia.is_active = False
    world.pia.save()
    assert "pia" in staff().gone
    assert numbers(world.sol, "undecided", "nobody") == (2, 1)


def test_authority_is_asked_for_and_answered_by_the_ordinary_step_or_given_back(world):
    crime, olu, rex = world.crimes["abh"], world.olu, world.rex
    again = authority.ask(crime=crime, by=olu, what="cancel", words="Once more.")
    assert again.number == 1, "the same asked twice is one request"
    with pytest.raises(NotAllowed, match="yourself"):
        authority.give_back(request=again, by=olu, words="no") if olu.qualifications else (
            authority.give_back(request=_as_asked_by(again, "rex"), by=rex, words="no")
        )
    authority.give_back(request=_as_asked_by(again, "olu"), by=rex, words="It is another night.")
    assert numbers(rex, "for-authority") == (0, 0)
    assert [event.text for event in crime.events.filter(kind="note").order_by("id")][1].endswith(
        "It is another night."
    )
    with pytest.raises(SupervisionError, match="answered meanwhile"):
        authority.give_back(request=again, by=rex, words="Twice.")
    second = authority.ask(crime=crime, by=olu, what="outcome-16", words="She doesn't support it.")
    assert second.number == 2
    assert numbers(rex, "for-authority") == (1, 0)
    assert verify_ledger(records=True).problems == []


def _as_asked_by(row, username):
    type(row).objects.filter(pk=row.pk).update(asked_by=username)
    row.refresh_from_db()
    return row


def test_a_registrar_makes_a_list_without_a_programmer_and_changes_one_that_came_with_the_system(
    world,
):
    rex = world.rex
    mine = keep_list(
        definition={
            "title": "Emergencies of the north",
            "words": "See to each.",
            "subject": "open-logs",
            "clock": "received",
            "hours": 1,
            "roles": ["supervisor"],
            "departments": [NORTH],
            "filters": {"grade": ["1"]},
        },
        by=rex,
    )
    assert mine.slug == "emergencies-of-the-north"
    assert refs(world.sol, mine.slug) == [world.logs["late"].ref]
    assert refs(world.sue, mine.slug) == []
    changed = {**one("open-logs").to_json(), "hours": 12}
    del changed["slug"]
    keep_list(definition=changed, by=rex, slug="open-logs", why="Shorter nights")
    assert one("open-logs").hours == 12
    keep_list(definition={**changed, "retired": True}, by=rex, slug="open-logs")
    assert "open-logs" not in {each.slug for each in current()}
    assert ListVersion.objects.filter(slug="open-logs").count() == 2
    assert verify_ledger(records=True).problems == []


def test_a_team_leader_makes_lists_of_the_own_department_only(world):
    sol = world.sol
    wanted = {**one("open-logs").to_json(), "title": "Ours", "departments": [NORTH]}
    assert keep_list(definition=wanted, by=sol).slug == "ours"
    for departments in ([], ["South"], [NORTH, "South"]):
        with pytest.raises(NotAllowed, match="not of your department alone"):
            keep_list(definition={**wanted, "departments": departments}, by=sol)
    with pytest.raises(NotAllowed):
        keep_list(definition=wanted, by=sol, slug="open-logs")
    with pytest.raises(NotAllowed):
        keep_list(definition=wanted, by=world.olu)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"subject": "everything"}, "no subject 'everything'"),
        ({"clock": "heard"}, "starts no clock of open-logs"),
        ({"roles": []}, "whose list it is"),
        ({"roles": ["boss"]}, "whose list it is"),
        ({"hours": -1}, "whole number"),
        ({"hours": "12"}, "whole number"),
        ({"hours": True}, "whole number"),
        ({"filters": {"colour": ["red"]}}, "no filter 'colour'"),
        ({"filters": {"older": ["two"]}}, "whole hours"),
        ({"filters": []}, "as a table"),
        ({"escalation": [{"after": 1, "to": "boss"}]}, "can't go to 'boss'"),
        ({"title": " "}, "write title"),
        ({"colour": "red"}, "nothing a worklist has"),
    ],
)
def test_a_list_that_can_not_be_used_says_what_is_wrong(change, words):
    data = {**shipped()["open-logs"].to_json(), **change}
    with pytest.raises(SupervisionError, match=words):
        build(data, "tried")


def test_a_list_survives_its_way_through_json():
    for slug, each in shipped().items():
        assert build(json.loads(json.dumps(each.to_json())), slug) == each


def test_the_guide_names_every_subject_and_its_clocks():
    guide = (Path(__file__).resolve().parents[2] / "docs/how-to/make-a-worklist.md").read_text()
    for subject in SUBJECTS.values():
        line = next((each for each in guide.splitlines() if f"`{subject.key}`" in each), "")
        assert all(f"`{clock}`" in line for clock in subject.clocks), subject.key


def test_a_closed_log_leaves_every_list(world):
    log = opened(world.olu, 1)
    before = numbers(world.sol, "open-logs")[0]
    close_log(log=log, by=world.olu, closing_code="Incident dealt with, no crime reported")
    assert numbers(world.sol, "open-logs")[0] == before - 1


def test_the_pages(world, client):
    client.force_login(world.sol)
    body = client.get(reverse("worklists")).content.decode()
    assert "Undecided reports" in body
    url = reverse("worklist", args=["undecided"])
    answer = client.get(url)
    assert answer.context["counts"].all == 2
    assert world.logs["south"].ref not in answer.content.decode()
    bulk = reverse("worklist-bulk", args=["undecided"])
    chosen = keys(world.sol, "undecided")
    refused = client.post(bulk, {"item": chosen, "what": "give"}).content.decode()
    assert "Choose to whom they are given" in refused
    assert refused.count("checked") == 2, "what was chosen stays chosen"
    kept_one = client.post(
        bulk, {"item": chosen, "what": "give", "to": world.pia.pk, "words": "<b>!"}
    )
    assert kept_one.status_code == 302
    body = client.get(url).content.decode()
    assert "&lt;b&gt;!" in body
    assert client.get(url, {"whose": "nobody"}).context["counts"].all == 0
    assert client.get(reverse("worklist", args=["nothing"])).status_code == 404


def test_making_a_list_on_the_page(world, client):
    client.force_login(world.rex)
    url = reverse("worklist-new")
    assert "What is the list about?" in client.get(url).content.decode()
    form = f"{url}?subject=n100"
    data = {
        "title": "N100 without a plan", "words": "Say what is still to be tried.", "roles": ["registrar"],
        "clock": "recorded", "hours": "24", "filter_to-try": ["no"], "escalate_to": "", "why": "Audit",
    }  # fmt: skip
    wrong = client.post(form, {**data, "title": ""}).content.decode()
    assert "Write a title" in wrong
    assert client.post(form, data).status_code == 302
    assert numbers(world.rex, "n100-without-a-plan") == (2, 0)
    edit = reverse("worklist-edit", args=["n100-without-a-plan"])
    body = client.get(edit).content.decode()
    assert "N100 without a plan" in body
    client.post(edit, {**data, "retired": "on"})
    assert one("n100-without-a-plan").retired
    assert client.get(reverse("worklist-edit", args=["undecided"])).status_code == 200


def test_authority_on_the_page(world, client):
    url = reverse("authority-request", args=[world.crimes["abh"].pk])
    client.force_login(world.rex)
    body = client.get(url).content.decode()
    assert "A duplicate, it seems." in body
    row = world.crimes["abh"].authority_requests.get()
    assert "Say why" in client.post(url, {"request": row.pk, "answer-words": ""}).content.decode()
    assert client.post(url, {"request": row.pk, "answer-words": "No."}).status_code == 302
    client.force_login(world.olu)
    assert client.post(url, {"what": "outcome-15", "words": "Evidential."}).status_code == 302
    assert numbers(world.rex, "for-authority") == (1, 0)
    client.force_login(world.sue)
    assert client.get(url).status_code == 403
