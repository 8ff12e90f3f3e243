"""A repeat victim is known by crimes on record within 12 months, too: the same person, or the same address."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from onrecord.contact.actions import name_person, name_place, open_log
from onrecord.deciding.actions import negate, put_facts, start_decision
from onrecord.deciding.models import Review
from onrecord.deciding.repeat import crimes_before
from onrecord.recording.actions import correct_facts, set_person
from onrecord.recording.keys import address_key, name_key
from onrecord.recording.models import Crime, CrimePerson
from tests.integration.crime_world import make_world

pytestmark = pytest.mark.django_db
WHY = {"test": "balance", "evidence": "video", "from_whom": "officer", "told": "by-phone"}


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def crime(world):
    """On another log: Ann O’Hara Łuczak, born in 1990, of 12 High Street, robbed in a park."""
    made = world.crime(log=None)
    ann = made.people.get(label="ann")
    set_person(
        crime=made, by=world.officer, person=ann, roles=["victim"], name="Ann O’Hara Łuczak", born=date(1990, 5, 1),
        address="Flat 3, 12 High Street, EX4 4QJ",
    )  # fmt: skip
    made.refresh_from_db()
    return made


def log_with(world, role="victim", address="", **who):
    log = open_log(by=world.officer, source="999 call", text="He took it.")
    if who or address:
        name_person(log=log, by=world.officer, roles=[role], address=address, **who)
    return log


def before(world, log):
    return crimes_before(start_decision(by=world.officer, log=log))


@pytest.mark.parametrize(
    "who",
    [
        {"name": "ANN OHARA ŁUCZAK"},
        {"name": " ann o'hara  Łuczak", "born": date(1990, 5, 1)},
        {"name": "Somebody Else", "address": "flat 3 12 High St ex44qj"},
        {"address": "Flat 3, 12 High Street, EX4 4QJ"},
    ],
)
def test_the_same_person_or_address(world, crime, who):
    assert before(world, log_with(world, **who)) == [crime]


@pytest.mark.parametrize(
    "who",
    [
        {"name": "Ann"},
        {"name": "Ann O’Hara Łuczak", "born": date(1991, 5, 1)},
        {"name": "Ann Smith"},
        {"name": "Ann Smith", "address": "12 High Street, EX4 4QJ"},
        {"name": "Ann Smith", "address": "EX4 4QJ"},
        {"name": "Ann O’Hara Łuczak", "role": "suspect"},
    ],
)
def test_somebody_else(world, crime, who):
    assert before(world, log_with(world, **who)) == []


def test_a_suspect_of_that_name_is_no_victim(world, crime):
    person = crime.people.get(name="Ann O’Hara Łuczak")
    set_person(
        crime=crime, by=world.officer, person=person, roles=["suspect"], name=person.name, address=person.address
    )  # fmt: skip
    assert before(world, log_with(world, name=person.name, address=person.address)) == []


def test_where_it_happened(world, crime):
    correct_facts(
        crime=crime, by=world.officer, place="7 Mill Lane", where={"uprn": "100040235811"}
    )
    for given in ({"text": "7, Mill Lane"}, {"uprn": "100040235811"}):
        log = log_with(world)
        name_place(log=log, by=world.officer, **given)
        assert before(world, log) == [crime], given
    log = log_with(world)
    name_place(log=log, by=world.officer, text="The park")
    assert before(world, log) == []


def test_somebody_typed_in_the_decision_without_a_log(world, crime):
    row = start_decision(by=world.officer)
    people = [{"as": "victim1", "name": "Ann O'Hara Łuczak"}]
    row = put_facts(decision=row, by=world.officer, facts={"people": people})
    assert crimes_before(row) == [crime]


def test_older_cancelled_and_of_the_same_log_do_not_count(world, crime):
    log = log_with(world, name="Ann O’Hara Łuczak")
    held = Crime.objects.filter(pk=crime.pk)
    held.update(recorded_at=timezone.now() - timedelta(days=366))
    assert before(world, log) == []
    held.update(recorded_at=timezone.now() - timedelta(days=364))
    assert before(world, log) == [crime]
    held.update(state="cancelled")
    assert before(world, log) == []
    own = world.crime(log=log, people={"ann": log.people.get()})
    assert own.people.get(label="ann").name == "Ann O’Hara Łuczak"
    assert before(world, log) == []


@pytest.mark.parametrize("known", [True, False])
def test_a_supervisor_looks_at_it_without_any_qualifier(world, crime, known):
    log = log_with(world, name="Ann O’Hara Łuczak" if known else "Zoë Zander")
    negate(by=world.officer, log=log, rationale=WHY)
    rules = [rule for each in Review.objects.all() for rule in each.rules]
    assert ("repeat-not-recorded" in rules) is known


def test_old_records_get_their_keys(world, crime):
    Crime.objects.filter(pk=crime.pk).update(place="7 Mill Lane", place_key="")
    CrimePerson.objects.update(name_key="", address_key="")
    import_module("onrecord.recording.migrations.0004_keys").fill(apps, None)
    person = crime.people.get(label="ann")
    assert (person.name_key, person.address_key) == ("ann ohara łuczak", "3 12 ex44qj")
    assert Crime.objects.get(pk=crime.pk).place_key == "7 mill lane"


def test_the_indexes_are_used(world, crime):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads a small table whole, and rightly")
    held = CrimePerson.objects.filter(name_key__in=["x"], name_key__gt="", removed=False)
    assert "crime_person_by_name" in held.explain()
    held = Crime.objects.filter(place_key__in=["x"], place_key__gt="")
    assert "crime_by_place" in held.explain()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Flat 3, 12 High Street, ex4 4qj", "3 12 ex44qj"),
        ("12a High Street", "12a high street"),
        ("Rose Cottage, EX4 4QJ", "rose cottage ex44qj"),
        ("EX4 4QJ", ""),
        ("at home", ""),
        ("12", ""),
        ("", ""),
    ],
)
def test_keys_of_addresses(text, key):
    assert address_key(text) == key


def test_keys_of_names():
    assert name_key("  Zoë\tO’BRIEN-Smith ") == name_key("zoe obrien smith") == "zoe obrien smith"
    assert name_key("李 小龍") == "李 小龍"
    assert name_key("") == ""
