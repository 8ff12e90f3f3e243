"""Departments with their history: figures stay with where the work was done, and nothing is lost in a merger."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from onrecord.contact.models import Log
from onrecord.contact.policies import can_view_log, visible_logs
from onrecord.ledger.live import verify_ledger
from onrecord.people.access import NotAllowed
from onrecord.people.actions import add_person, change_person
from onrecord.people.roles import Role
from onrecord.recording.policies import visible_incidents
from onrecord.supervision.departments import actions
from onrecord.supervision.departments.models import Department, Membership
from onrecord.supervision.departments.queries import (
    Span,
    became,
    department_on,
    earlier_names,
    members_on,
    spans,
    standing,
    unlisted,
)
from onrecord.supervision.errors import SupervisionError
from tests.supervision_world import NORTH, SOUTH, make_world, opened, people

pytestmark = pytest.mark.django_db
JAN, JULY, DEC = date(2026, 1, 1), date(2026, 7, 1), date(2026, 12, 1)


@pytest.fixture
def world():
    return people()


def begin(rex, *names, since=JAN, **more):
    for name in names:
        actions.open_department(name=name, by=rex, since=since, **more)


def test_a_department_stands_from_its_first_day_to_the_day_before_its_end(world):
    rex = world["rex"]
    begin(rex, NORTH, SOUTH)
    actions.end_department(name=NORTH, by=rex, until=JULY, merged_into="south", why="one area")
    assert [row.name for row in standing(date(2025, 12, 31))] == []
    assert [row.name for row in standing(date(2026, 6, 30))] == [NORTH, SOUTH]
    assert [row.name for row in standing(JULY)] == [SOUTH]
    assert became("NORTH", date(2026, 6, 30)) == NORTH
    assert became(NORTH, JULY) == SOUTH
    assert became("nowhere listed") == "nowhere listed"
    assert verify_ledger(records=True).ok


def test_figures_stay_with_the_name_of_their_day_through_a_merger_and_a_move(world):
    rex = world["rex"]
    begin(rex, "Local policing", "Operations", NORTH, SOUTH)
    actions.place_department(name=NORTH, by=rex, parent="Local policing", since=JAN)
    actions.place_department(name=NORTH, by=rex, parent="Operations", since=date(2026, 4, 1))
    actions.end_department(name=NORTH, by=rex, until=JULY, merged_into=SOUTH)
    year = (JAN, date(2027, 1, 1))
    assert spans(NORTH, *year) == [Span(NORTH, JAN, JULY)]
    assert spans(SOUTH, *year) == [Span(SOUTH, *year)]
    assert spans("Local policing", *year) == [
        Span("Local policing", *year),
        Span(NORTH, JAN, date(2026, 4, 1)),
    ]
    assert Span(NORTH, date(2026, 4, 1), JULY) in spans("Operations", *year)
    assert spans("Nobody listed it", *year) == [Span("Nobody listed it", *year)]


def test_a_merger_mid_year_loses_no_open_log(world):
    """The people of the department that goes on see what bears the old name; nobody else does."""
    rex, sue, olu = world["rex"], world["sue"], world["olu"]
    log = opened(olu, 1)
    assert not can_view_log(sue, log)
    begin(rex, NORTH, SOUTH, "West")
    today = timezone.localdate()
    actions.end_department(name=NORTH, by=rex, until=today, merged_into="West")
    assert earlier_names(SOUTH) == ()
    actions.end_department(name="West", by=rex, until=today, merged_into=SOUTH)
    assert earlier_names("south") == (NORTH, "West")
    del sue._departments  # a later request
    assert can_view_log(sue, log)
    assert list(visible_logs(sue, Log.objects.all())) == [log]
    assert log.department == NORTH, "the record keeps the name of its day"


def test_a_merger_to_come_shows_nothing_before_its_day(world):
    begin(world["rex"], NORTH, SOUTH)
    tomorrow = timezone.localdate() + timedelta(days=1)
    actions.end_department(name=NORTH, by=world["rex"], until=tomorrow, merged_into=SOUTH)
    assert earlier_names(SOUTH) == ()


def test_a_name_that_stands_again_is_not_the_one_that_was_taken_over(world):
    rex = world["rex"]
    begin(rex, NORTH, SOUTH)
    actions.end_department(name=NORTH, by=rex, until=JULY, merged_into=SOUTH)
    assert earlier_names(SOUTH) == (NORTH,)
    begin(rex, NORTH, since=date(2026, 9, 1))
    assert earlier_names(SOUTH) == ()
    assert became(NORTH) == NORTH


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda rex: begin(rex, "north"), "stands on 01/01/2026 already"),
        (lambda rex: begin(rex, " "), "Write the department's name"),
        (lambda rex: begin(rex, "East", parent="Moon"), "Moon doesn't stand on"),
        (lambda rex: begin(rex, "East", head="nobody-here"), "Nobody here has the user name"),
        (
            lambda rex: actions.end_department(name=NORTH, by=rex, until=JAN),
            "Choose a later day",
        ),
        (
            lambda rex: actions.end_department(name=NORTH, by=rex, until=JULY, merged_into=NORTH),
            "Choose another department",
        ),
        (
            lambda rex: actions.place_department(name=SOUTH, by=rex, parent=NORTH, since=JULY),
            "so South can't stand under it",
        ),
        (
            lambda rex: actions.end_department(name=SOUTH, by=rex, until=JULY),
            "North stand under South",
        ),
        (lambda rex: actions.name_head(name="Moon", by=rex, head=""), "no department 'Moon'"),
    ],
)
def test_what_can_not_be_is_refused_and_nothing_is_written(world, act, words):
    rex = world["rex"]
    begin(rex, SOUTH)
    begin(rex, NORTH, parent=SOUTH)
    before = list(Department.objects.values_list("name", "until", "version"))
    with pytest.raises(SupervisionError, match=words):
        act(rex)
    assert list(Department.objects.values_list("name", "until", "version")) == before


def test_only_those_who_keep_departments_change_them(world):
    for name in ("sol", "olu", "aud", "com"):
        with pytest.raises(NotAllowed):
            begin(world[name], NORTH)
    begin(world["adm"], NORTH)


def test_names_that_records_bear_are_listed_each_since_its_earliest_log(world):
    first = opened(world["olu"], 50)
    opened(world["olu"], 2)
    assert unlisted() == [NORTH, SOUTH]
    made = actions.list_names(by=world["rex"])
    assert [(row.name, row.since) for row in made] == [
        (NORTH, timezone.localdate(first.received_at)),
        (SOUTH, timezone.localdate()),
    ]
    assert actions.list_names(by=world["rex"]) == []


def test_membership_follows_the_account_and_its_day_can_be_corrected(world):
    rex = world["rex"]
    ann, _ = add_person(username="ann", role=Role.OFFICER, by="adm", department=NORTH)
    today = timezone.localdate()
    assert department_on("ann", today) == NORTH
    # As if she had been added a month ago.
    Membership.objects.filter(person="ann").update(since=today - timedelta(days=30))
    change_person(person=ann, by="adm", role=Role.OFFICER, department=SOUTH)
    assert (department_on("ann", today), department_on("ann", today - timedelta(days=3))) == (
        SOUTH,
        NORTH,
    )
    row = Membership.objects.get(person="ann", department=SOUTH)
    actions.date_membership(membership=row, by=rex, since=today - timedelta(days=5))
    assert department_on("ann", today - timedelta(days=3)) == SOUTH
    assert department_on("ann", today - timedelta(days=6)) == NORTH
    assert members_on(NORTH, today) == []
    assert members_on(SOUTH.lower(), today) == ["ann"]
    with pytest.raises(SupervisionError, match="Choose a later day"):
        actions.date_membership(membership=row, by=rex, since=today - timedelta(days=40))
    # Changing the role alone, or the department twice on one day, makes no second membership.
    change_person(person=ann, by="adm", role=Role.SUPERVISOR, department=SOUTH)
    assert Membership.objects.filter(person="ann").count() == 2


def test_a_move_of_two_steps_on_one_day_is_one_move_and_the_ledger_agrees(world):
    ann, _ = add_person(username="ann", role=Role.OFFICER, by="adm", department=NORTH)
    change_person(person=ann, by="adm", role=Role.OFFICER, department=SOUTH)
    change_person(person=ann, by="adm", role=Role.OFFICER, department=NORTH)
    assert list(Membership.objects.filter(person="ann").values_list("department", "until")) == [
        (NORTH, None)
    ]
    assert verify_ledger(records=True).ok


def test_where_nothing_is_kept_of_somebody_the_account_says_it(world):
    assert department_on("olu", date(2020, 1, 1)) == NORTH


def test_pages(world, client):
    rex = world["rex"]
    opened(world["olu"], 5)
    client.force_login(rex)
    body = client.get(reverse("departments")).content.decode()
    assert "2 names that stand nowhere" in body
    client.post(reverse("departments-list"))
    keep = reverse("department-keep", args=["end"])
    wrong = client.post(keep, {"name": NORTH, "until": "1.1.", "merged_into": SOUTH})
    assert "Enter a date such as 31/12/2026" in wrong.content.decode()
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    assert (
        client.post(keep, {"name": NORTH, "until": tomorrow, "merged_into": SOUTH}).status_code
        == 302
    )
    later = client.get(reverse("departments"), {"on": tomorrow}).content.decode()
    assert "went into South" in later
    assert client.get(reverse("department-keep", args=["burn"])).status_code == 404
    client.force_login(world["olu"])
    body = client.get(reverse("departments")).content.decode()
    assert "Change something" not in body
    assert client.get(keep).status_code == 403


def test_incidents_of_a_department_that_was_taken_over(db):
    world = make_world()
    rex, sue = world.rex, world.sue
    assert not visible_incidents(sue, type(world.incidents["n100"]).objects.all()).exists()
    begin(rex, NORTH, SOUTH)
    actions.end_department(name=NORTH, by=rex, until=timezone.localdate(), merged_into=SOUTH)
    del sue._departments
    seen = visible_incidents(sue, type(world.incidents["n100"]).objects.all())
    # One more came of the decision that nothing is recorded.
    assert seen.count() == len(world.incidents) + 1
