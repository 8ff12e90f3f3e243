"""My day: numbers that agree with the lists, nothing that falls between two teams, hand-over, cover."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from onrecord.contact import clock
from onrecord.contact.actions import allocate, close_log
from onrecord.contact.models import Log
from onrecord.contact.policies import visible_of_few
from onrecord.ledger.live import verify_ledger
from onrecord.people.access import NotAllowed
from onrecord.supervision.day import queries as day
from onrecord.supervision.day.queries import in_no_list, my_day, nobodys, own_things
from onrecord.supervision.departments import actions as departments
from onrecord.supervision.errors import SupervisionError
from onrecord.supervision.lists import items
from onrecord.supervision.lists.keep import keep_list
from onrecord.supervision.lists.kept import current, kept
from onrecord.supervision.lists.owners import staff
from onrecord.supervision.lists.queries import counts, visible
from onrecord.supervision.shifts import actions as shifts
from onrecord.supervision.shifts.absences import covered_for, on_shift, stands_in
from onrecord.supervision.shifts.forms import ShiftForm
from onrecord.supervision.shifts.models import Absence, Handover, Shift
from tests.supervision_world import HOUR, NORTH, SOUTH, at, make_world, opened, people, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def day_of(user):
    return my_day(user, timezone.now(), staff())


def numbers(lines):
    return {
        line.worklist.slug: (line.counts.all, line.counts.late) for line in lines if line.counts.all
    }


def of(user, slug, whose=""):
    one, now = kept(slug).worklist, timezone.now()
    return counts(visible(user, one, now, whose), one, now)


def test_the_numbers_are_those_counted_by_hand(world):
    items.give(keys=keys(world.rex, "n100")[:1], by=world.rex, to=world.rex)
    assert numbers(day_of(world.sol).team) == {
        "undecided": (2, 1),
        "referrals": (1, 0),
        "rationale-reviews": (1, 0),
        "unfinished-decisions": (1, 0),
        "missed-response": (1, 1),
        "escalations": (1, 0),
        "open-logs": (4, 0),
        "logs-to-look-at": (4, 1),
        "investigations": (2, 0),
        "investigations-sexual": (1, 0),
        "victim-to-find": (1, 0),
        "victims-not-told": (2, 0),
    }
    mine = numbers(day_of(world.rex).mine)
    assert mine == {"n100": (1, 0)}
    # Whom a log was given to by name; what he recorded and began is his, too, until somebody gives it to another.
    assert numbers(day_of(world.olu).mine)["undecided"] == (1, 0)
    # An officer has the lists of reports on line, and nobody has reported anything there.
    assert {line.worklist.slug for line in day_of(world.olu).team} == {
        *("on-line-urgent", "on-line-reports", "on-line-held-back"),
        *("on-line-messages", "on-line-elsewhere"),
    }
    assert numbers(day_of(world.olu).team) == {}


def keys(user, slug):
    from onrecord.supervision.lists.queries import list_page

    one, now = kept(slug).worklist, timezone.now()
    return [row.key for row in list_page(visible(user, one, now), one, now, size=1000).rows]


def test_every_number_of_the_page_is_that_of_the_list_it_leads_to(world, client):
    """The page is followed as a person would: each link's list counts what the page said."""
    for name in ("sol", "olu", "rex", "sue"):
        client.force_login(world.people[name])
        body = client.get(reverse("my-day")).content.decode()
        found = re.findall(
            r'<a href="(/worklists/[^"]+)">[^<]*</a>.*?</th><td class="number" data-name="Open">(\d+)</td>',
            body,
        )
        assert found or name == "sue"
        for url, number in found:
            listed = client.get(url.replace("&amp;", "&"))
            assert listed.context["counts"].all == int(number), (name, url)
        pressing = re.findall(
            r'data-name="(?:Late|Soon)"><a href="([^"]+)">.*?<strong[^>]*>([^<]*)<', body
        )
        for url, number in pressing:
            listed = client.get(url.replace("&amp;", "&")).context["counts"]
            assert listed.all == int(number), (name, url)


def test_the_most_pressing_is_named_once_with_why_and_by_when(world):
    day = day_of(world.sol)
    named = [(each.row.shown.ref, each.row.hand) for each in day.named]
    assert named[0] == (world.logs["late"].ref, "red")
    assert "Undecided reports" in (day.named[0].worklist.title, *day.named[0].also)
    assert len({ref for ref, _ in named}) == len(named)
    assert [each.row.due for each in day.named] == sorted(each.row.due for each in day.named)


def test_long_lists_are_passed_over_only_where_others_go_before(world, monkeypatch):
    def shown():
        return [(each.row.key, each.row.due) for each in day_of(world.sol).named]

    for hours in range(40, 60):
        opened(world.olu, hours)
    whole = shown()
    assert len(whole) == day.MOST_NAMED
    monkeypatch.setattr(day, "MANY", 0)
    assert [due for _, due in shown()] == [due for _, due in whole]


@pytest.mark.one_store
def test_open_logs_are_found_by_being_open_and_not_among_all_of_a_department(world):
    """Two million imported logs lie beside them: looked for by department, my day took twenty seconds."""
    now = timezone.now()
    asked = [
        rows
        for one in current()
        if one.subject.kind.startswith("log")
        for more in ({}, {"department": NORTH}, {"late": 0})
        for rows in [visible(world.sol, one, now, **more)]
    ]
    asked.append(visible_of_few(world.sol, clock.undecided(Log.objects.all())))
    assert len(asked) > 8
    for rows in asked:
        plan = rows.explain()
        assert "log_open" in plan
        assert "log_by_department" not in plan


def test_what_is_late_comes_before_whom_the_list_says(world):
    late = {line.worklist.slug: line for line in day_of(world.rex).late_for_me}
    assert (late["undecided"].counts.all, late["undecided"].counts.late) == (2, 2)
    assert "when it is due" in late["undecided"].why
    assert "missed-response" not in late
    departments.open_department(name=NORTH, by=world.rex, since=timezone.localdate(), head="sol")
    # It is sol's own list; a head who doesn't work on it gets it after the hour.
    ina = person("ina", "registrar")
    departments.name_head(name=NORTH, by=world.rex, head="ina")
    late = {line.worklist.slug for line in day_of(ina).late_for_me}
    assert "missed-response" in late


def test_a_team_with_nobody_in_it_is_shown_as_nobodys_with_who_answers_for_it(world):
    found = nobodys(world.rex, timezone.now(), staff())
    assert found == []
    world.sue.is_active = False
    world.sue.save()
    departments.open_department(name=SOUTH, by=world.rex, since=timezone.localdate(), head="rex")
    found = {each.worklist.slug: each for each in nobodys(world.rex, timezone.now(), staff())}
    assert (found["undecided"].department, found["undecided"].number) == (SOUTH, 1)
    assert found["undecided"].why == "nobody there has the role"
    assert found["undecided"].head == "rex"
    assert {each.department for each in day_of(world.rex).headless} == {SOUTH}
    assert nobodys(world.olu, timezone.now(), staff()) == []


def test_a_team_that_goes_by_shifts_with_nobody_on_is_nobodys(world):
    """North's supervisor was on yesterday and nobody is now; before she ever was on shift, having the role was enough."""
    assert nobodys(world.rex, timezone.now(), staff()) == []
    shift = shifts.begin_shift(by=world.sol, until=timezone.now() + 8 * HOUR)
    assert nobodys(world.rex, timezone.now(), staff()) == []
    shifts.end_shift(by=world.sol)
    assert shifts.shift_of(world.sol) is None
    found = nobodys(world.rex, timezone.now(), staff())
    assert {(each.department, each.why) for each in found} == {(NORTH, "nobody is on shift")}
    # What has somebody's name on it is theirs all the same: of two undecided one was given to Olu.
    assert {each.worklist.slug: each.number for each in found}["undecided"] == 1
    Shift.objects.filter(pk=shift.pk).update(
        since=timezone.now() - timedelta(days=20), until=timezone.now() - timedelta(days=19)
    )
    assert nobodys(world.rex, timezone.now(), staff()) == []


def test_a_shift_whose_end_is_past_is_over(world):
    row = shifts.begin_shift(by=world.sol, until=timezone.now() + HOUR)
    assert not on_shift().off(NORTH.casefold(), "supervisor")
    later = row.until + timedelta(seconds=1)
    assert on_shift(later).off(NORTH.casefold(), "supervisor")
    assert shifts.shift_of(world.sol, later) is None


@pytest.mark.parametrize("end", [timedelta(), -HOUR, 25 * HOUR])
def test_a_shift_ends_within_a_day(world, end):
    with pytest.raises(SupervisionError, match="within the next 24 hours"):
        shifts.begin_shift(by=world.sol, until=timezone.now() + end)


def test_the_end_of_a_shift_is_the_next_time_the_clocks_show_it():
    def end(text, now):
        form = ShiftForm({"until": text})
        assert form.is_valid()
        return form.end(now)

    assert end("22:00", at(2026, 6, 1, 14, 0)) == at(2026, 6, 1, 22, 0)
    assert end("07:00", at(2026, 6, 1, 22, 0)) == at(2026, 6, 2, 7, 0)
    # The clocks go back in the night of 25 October 2026.
    assert end("07:00", at(2026, 10, 24, 22, 0)) == at(2026, 10, 25, 7, 0)


def test_what_no_list_shows_is_said(world):
    assert in_no_list(world.rex, timezone.now()) == []
    narrow = {**kept("open-logs").worklist.to_json(), "filters": {"grade": ["1"]}}
    keep_list(definition=narrow, by=world.rex, slug="open-logs")
    found = in_no_list(world.rex, timezone.now())
    assert [(each.words, each.number) for each in found] == [("open logs", 4)]
    assert in_no_list(world.sol, timezone.now()) == []
    for each in current():
        if each.subject_key == "n100":
            keep_list(definition={**each.to_json(), "retired": True}, by=world.rex, slug=each.slug)
    assert ("open reported incidents of rape (N100)", 2) in [
        (each.words, each.number) for each in in_no_list(world.rex, timezone.now())
    ]


def hand_over(world, to=None, **more):
    things = own_things(world.olu, timezone.now())
    return shifts.hand_over(
        by=world.olu, keys=[row.key for _, row in things], note="Ring Ann.", to=to, **more
    )


def test_a_hand_over_is_the_givers_until_it_is_taken_up(world):
    shifts.begin_shift(by=world.olu, until=timezone.now() + HOUR)
    row = hand_over(world, to=world.pia)
    assert shifts.shift_of(world.olu) is None
    number = len(row.things)
    assert number == len(own_things(world.olu, timezone.now())) == 5
    assert own_things(world.pia, timezone.now()) == []
    assert day_of(world.pia).handovers == [row]
    assert day_of(world.sue).handovers == []
    for who in (world.olu, world.cal, world.sue):
        with pytest.raises(NotAllowed):
            shifts.take_up(handover=row, by=who)
    taken = shifts.take_up(handover=row, by=world.pia)
    assert (taken.taken_by, taken.left_out) == ("pia", [])
    assert own_things(world.olu, timezone.now()) == []
    assert len(own_things(world.pia, timezone.now())) == number
    with pytest.raises(SupervisionError, match="Pia has taken it up already"):
        shifts.take_up(handover=row, by=world.sol)
    assert verify_ledger(records=True).problems == []


def test_what_is_handed_over_is_not_handed_over_twice_unless_it_is_taken_back(world):
    """A form sent twice makes one hand-over; a wrong one is taken back by whoever gave it, and by nobody else."""
    row = hand_over(world, to=world.pia)
    with pytest.raises(SupervisionError, match="handed over already"):
        hand_over(world)
    with pytest.raises(NotAllowed):
        shifts.take_back(handover=row, by=world.pia)
    shifts.take_back(handover=row, by=world.olu)
    assert day_of(world.pia).handovers == []
    assert len(own_things(world.olu, timezone.now())) == len(row.things)
    with pytest.raises(SupervisionError, match="taken it up already"):
        shifts.take_up(handover=row, by=world.pia)
    assert hand_over(world, to=world.pia).number == 2
    assert verify_ledger(records=True).problems == []


def test_who_only_reads_takes_nothing_over(world):
    with pytest.raises(NotAllowed):
        items.note(keys=keys(world.sol, "undecided"), by=world.aud, words="x")
    with pytest.raises(SupervisionError, match="only reads"):
        items.give(keys=keys(world.sol, "undecided"), by=world.sol, to=world.aud)


def test_what_was_done_meanwhile_is_left_out_and_nothing_else_is_lost(world):
    log = opened(world.olu, 1)
    allocate(log=log, by=world.olu, department=NORTH, officer="olu")
    row = hand_over(world)
    close_log(log=log, by=world.olu, closing_code="Incident dealt with, no crime reported")
    allocate(log=world.logs["soon"], by=world.olu, department=SOUTH, officer="Olu")
    taken = shifts.take_up(handover=row, by=world.pia)
    assert set(taken.left_out) == {log.ref, world.logs["soon"].ref}
    # It was opened by Olu, who goes on seeing it, and it is still with him.
    left = {r.shown.ref for _, r in own_things(world.olu, timezone.now())}
    assert left == {world.logs["soon"].ref}


def test_only_ones_own_is_handed_over_and_a_note_alone_may_be(world):
    strange = keys(world.sol, "missed-response")
    with pytest.raises(SupervisionError, match="no longer yours"):
        shifts.hand_over(by=world.olu, keys=strange)
    with pytest.raises(SupervisionError, match="or write a note"):
        shifts.hand_over(by=world.olu, keys=[])
    with pytest.raises(SupervisionError, match="somebody else who works with logs"):
        shifts.hand_over(by=world.olu, keys=[], note="x", to=world.com)
    assert shifts.hand_over(by=world.sol, keys=[], note="Quiet night.").things == []
    assert Handover.objects.count() == 1


def test_four_hundred_things_are_handed_over_in_one_request(db, client):
    who = people()
    for _ in range(400):
        opened(who["olu"], 1)
    logs = keys(who["sol"], "open-logs")
    items.give(keys=logs, by=who["sol"], to=who["olu"])
    client.force_login(who["olu"])
    url = reverse("hand-over")
    answer = client.get(url)
    offered = re.findall(r'name="item" value="([^"]+)" checked', answer.content.decode())
    assert sorted(offered) == sorted(logs)
    assert client.post(url, {"item": offered, "note": "All of it."}).status_code == 302
    row = Handover.objects.get()
    client.force_login(who["pia"])
    assert "400 things" in client.get(reverse("my-day")).content.decode()
    done = client.post(reverse("handover", args=[row.pk]), follow=True).content.decode()
    assert "400 things taken over" in done
    assert of(who["pia"], "open-logs", "mine").all == 400
    assert verify_ledger(records=True).problems == []


def test_cover(world):
    today = timezone.localdate()
    row = shifts.set_absence(
        person=world.olu, by=world.sol, since=today, until=today + timedelta(days=3),
        covered_by=world.pia,
    )  # fmt: skip
    assert covered_for(world.pia) == [world.olu]
    assert of(world.pia, "undecided", "mine").all == 1
    assert of(world.sol, "undecided", "nobody").all == 1
    # Whoever covers hands on what they cover, too.
    things = own_things(world.pia, timezone.now())
    assert shifts.hand_over(by=world.pia, keys=[r.key for _, r in things]).things
    shifts.end_absence(absence=row, by=world.olu)
    assert of(world.pia, "undecided", "mine").all == 0
    assert verify_ledger(records=True).problems == []


def test_away_without_cover_makes_things_nobodys(world):
    today = timezone.localdate()
    assert of(world.sol, "undecided", "nobody").all == 1
    shifts.set_absence(person=world.olu, by=world.olu, since=today, until=today + timedelta(days=1))
    assert of(world.sol, "undecided", "nobody").all == 2
    # Tomorrow he is back.
    Absence.objects.update(since=today - timedelta(days=2), until=today)
    assert of(world.sol, "undecided", "nobody").all == 1


def test_who_covers_may_be_covered_and_a_ring_of_covers_covers_nobody():
    assert stands_in("a", {}) == "a"
    assert stands_in("a", {"a": "b", "b": "c"}) == "c"
    assert stands_in("a", {"a": "b", "b": ""}) == ""
    assert stands_in("a", {"a": "b", "b": "a"}) == ""


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [(2, 2, "after the day on which they leave"), (-3, 0, "over"), (0, 2, "in that time already")],
)
def test_absences_that_can_not_be(world, since, until, words):
    today = timezone.localdate()
    shifts.set_absence(person=world.olu, by=world.olu, since=today, until=today + timedelta(days=1))
    with pytest.raises(SupervisionError, match=words):
        shifts.set_absence(
            person=world.olu,
            by=world.sol,
            since=today + timedelta(days=since),
            until=today + timedelta(days=until),
        )


def test_whose_absence_may_be_entered(world):
    today = timezone.localdate()
    days = {"since": today, "until": today + timedelta(days=1)}
    for by in (world.pia, world.sue):
        with pytest.raises(NotAllowed):
            shifts.set_absence(person=world.olu, by=by, **days)
    with pytest.raises(SupervisionError, match="Somebody else covers"):
        shifts.set_absence(person=world.olu, by=world.rex, covered_by=world.olu, **days)


def test_pages(world, client):
    client.force_login(world.sol)
    body = client.get(reverse("my-day")).content.decode()
    assert "Come on shift" in body
    assert "Give the time" in client.post(reverse("shift"), {}, follow=True).content.decode()
    end = timezone.localtime(timezone.now() + HOUR).strftime("%H:%M")
    assert (
        "You are on shift until"
        in client.post(reverse("shift"), {"until": end}, follow=True).content.decode()
    )
    again = client.post(reverse("shift"), {"until": end}, follow=True).content.decode()
    assert "end it, first" in again
    wrong = client.post(reverse("hand-over"), {}).content.decode()
    assert "or write a note" in wrong
    body = client.get(reverse("nobodys")).content.decode()
    assert "Everything open is somebody" in body
    today = timezone.localdate()
    data = {"person": world.olu.pk, "since": today, "back": today, "covered_by": ""}
    assert "after the day" in client.post(reverse("absences"), data).content.decode()
    data["back"] = today + timedelta(days=2)
    assert client.post(reverse("absences"), data).status_code == 302
    body = client.get(reverse("absences")).content.decode()
    assert "Olu is back" in body
    row = Absence.objects.get()
    assert client.post(reverse("absence-end", args=[row.pk])).status_code == 302
    client.force_login(world.cal)
    assert client.post(reverse("absence-end", args=[row.pk])).status_code == 403
