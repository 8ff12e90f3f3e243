"""What my day counts in one search for all lists of a subject is what each list counts by itself."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from onrecord.supervision.day.queries import first_lines, my_day, nobodys
from onrecord.supervision.lists import items
from onrecord.supervision.lists.keep import keep_list
from onrecord.supervision.lists.kept import current, kept
from onrecord.supervision.lists.owners import staff
from onrecord.supervision.lists.policies import sees_whole
from onrecord.supervision.lists.queries import counts, own_names, visible
from onrecord.supervision.lists.shares import Share, Shares, total
from onrecord.supervision.shifts import actions as shifts
from tests.supervision_world import NORTH, SOUTH, make_world, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """With lists that share rows: narrowed by a filter and a department, with steps at several hours, by another clock."""
    world = make_world()
    data = kept("undecided").worklist.to_json()
    steps = [{"after": hours, "to": "registrar"} for hours in (0, 4, 12)]
    for slug, more in (
        ("north-only", {"departments": [NORTH], "clock": "received", "hours": 8}),
        ("graded", {"filters": {"grade": ["1", "2"]}, "escalation": steps, "amber": 20}),
        ("graded-south", {"filters": {"grade": ["2"]}, "departments": [SOUTH]}),
    ):
        keep_list(definition={**data, **more, "slug": slug, "title": slug}, by=world.rex)
    opened(world.olu, 25, grade="1")
    opened(world.cal, 45, grade="2")
    now = timezone.now()
    [*_, row] = visible(world.rex, kept("graded").worklist, now).order_by("received_at")
    items.give(keys=[f"log:{row.pk}"], by=world.rex, to=world.rex)
    today = timezone.localdate()
    shifts.set_absence(person=world.cal, by=world.cal, since=today, until=today + timedelta(days=1))
    return world


def test_shares_add_up_to_the_counts_of_each_list(world):
    now, held, compared = timezone.now(), staff(), 0
    for name in ("sol", "rex", "sue", "pia", "olu"):
        user = world.people[name]
        shares, names = Shares(user, current(), now), own_names(user)
        for each in current():
            if not sees_whole(user, each):
                continue
            parts = shares.of(each)
            questions: list[tuple[list[Share], dict[str, Any]]] = [
                (parts, {}),
                ([part for part in parts if part.owner in names], {"whose": "mine"}),
                ([part for part in parts if held.nobody(part.owner)], {"whose": "nobody"}),
                ([part for part in parts if part.department == NORTH], {"department": NORTH}),
                *(
                    ([part for part in parts if part.over >= step.after], {"late": step.after})
                    for step in each.escalation
                ),
            ]
            for some, asked in questions:
                found = counts(visible(user, each, now, **asked), each, now)
                assert total(some) == found, (name, each.slug, asked)
                compared += found.all > 0
    assert compared > 60


def test_a_narrowed_list_has_only_its_own(world):
    now = timezone.now()
    shares = Shares(world.rex, current(), now)
    found = {slug: total(shares.of(kept(slug).worklist)).all for slug in ("undecided", "graded")}
    assert found == {"undecided": 5, "graded": 4}
    assert {part.department for part in shares.of(kept("graded-south").worklist)} == {SOUTH}
    assert {part.over for part in shares.of(kept("graded").worklist)} == {0, 4, 12}


def test_the_page_and_what_is_nobodys_ask_each_subject_once(world):
    now, held = timezone.now(), staff()
    shares = Shares(world.rex, current(), now)
    my_day(world.rex, now, held, shares)
    with CaptureQueriesContext(connection) as asked:
        known = nobodys(world.rex, now, held, shares)
    assert not [each["sql"] for each in asked if "supervision_item" in each["sql"]]
    assert known == nobodys(world.rex, now, held)


def test_the_first_page_names_what_my_day_names_first(world):
    now, held = timezone.now(), staff()
    named = 0
    for name in ("sol", "rex", "pia", "olu"):
        user = world.people[name]
        found = first_lines(user, now, held, 3)
        assert found == my_day(user, now, held).named[:3]
        named += len(found)
    assert named > 6
