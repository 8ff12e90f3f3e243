"""Whether one further incident joins a conduct crime on record."""

from datetime import UTC, datetime

import pytest

from crimerules.continuation import Further, is_conduct_crime, may_continue

LAST = datetime(2026, 1, 31, 12, tzinfo=UTC)
BASE = {
    "class_": "8Q",
    "code": "195/12",
    "at": datetime(2026, 4, 30, 12, tzinfo=UTC),
    "last_incident": LAST,
    "same_people": True,
    "dealt_with": False,
}


@pytest.mark.parametrize(
    ("more", "allowed", "rule"),
    [
        ({}, True, ""),
        ({"at": datetime(2026, 4, 30, 12, 1, tzinfo=UTC)}, None, "conduct-three-months"),
        (
            {"at": datetime(2026, 5, 1, tzinfo=UTC), "long_gap_excused": False},
            False,
            "conduct-three-months",
        ),
        ({"at": datetime(2027, 1, 31, tzinfo=UTC), "long_gap_excused": True}, True, ""),
        ({"at": None}, None, "conduct-three-months"),
        ({"dealt_with": True}, False, "conduct-dealt-with"),
        ({"same_people": None}, None, "conduct-continues"),
        ({"class_": "8N", "code": "008/06"}, False, "conduct-continues"),
    ],
)
def test_what_joins(more, allowed, rule):
    verdict = may_continue(Further(**{**BASE, **more}))
    assert verdict.allowed is allowed
    if rule:
        assert rule in {
            check.rule.id.removeprefix("continuing.")
            for check in verdict.failed or verdict.questions
        }


def test_the_conduct_crimes_are_those_of_the_ranking():
    assert is_conduct_crime("8q", "195/12")
    assert is_conduct_crime("8U", "8/67")
    assert not is_conduct_crime("105A", "105/01")
