"""Whom the street names, and who of them the log knows already."""

from onrecord.field.naming import named_people

ZOE = {"as": "victim1", "label": "p1", "name": "Zoë Ashdown", "age": 34}
RORY = {"as": "victim2", "label": "p2", "name": "Rory Ashdown", "age": 9}
SOMEBODY = {"as": "suspect1", "label": "p3", "name": ""}


def test_the_same_name_is_the_same_person():
    assert named_people([ZOE], {"victim1": " zoe  ASHDOWN"}) == [ZOE]


def test_the_order_of_the_answers_goes_before_that_of_the_log():
    found = named_people([ZOE, RORY], {"victim1": "Rory Ashdown", "victim2": "Zoë Ashdown"})
    assert found == [{**RORY, "as": "victim1"}, {**ZOE, "as": "victim2"}]


def test_somebody_without_a_name_gets_it():
    assert named_people([SOMEBODY], {"suspect1": "Mark Ashdown"}) == [
        {**SOMEBODY, "name": "Mark Ashdown"}
    ]


def test_another_name_is_another_person():
    assert named_people([ZOE, RORY], {"victim1": "Pat Oduya"}) == [
        {"as": "victim1", "name": "Pat Oduya"},
        RORY,
    ]
    # A suspect is never taken for the victim of the same name.
    assert named_people([ZOE], {"suspect1": "Zoë Ashdown"}) == [
        {"as": "suspect1", "name": "Zoë Ashdown"},
        ZOE,
    ]


def test_who_is_not_named_again_stays():
    assert named_people([ZOE, SOMEBODY], {"victim2": "Rory Ashdown"}) == [
        {"as": "victim2", "name": "Rory Ashdown"},
        ZOE,
        SOMEBODY,
    ]
    assert named_people([], {}) == []
