"""Where a crime was committed: words, postcode, grid reference, UPRN; what hasn't the form of one is explained."""

import pytest
from django.urls import reverse

from onrecord.contact.actions import name_place
from onrecord.deciding.actions import conclude, put_facts, start_decision
from onrecord.deciding.errors import DecisionError
from onrecord.finding import index
from onrecord.finding.models import Group, Kind
from onrecord.ledger.live import verify_ledger
from onrecord.ledger.models import LedgerBody
from onrecord.recording.actions import correct_facts, receive_crime
from onrecord.recording.errors import CrimeError
from onrecord.recording.models import Crime
from tests.deciding_world import answer_all
from tests.integration.crime_world import ABH, HEARD, make_world
from tests.integration.test_crime_pages import step
from tests.integration.test_finding_live import kinds

pytestmark = pytest.mark.django_db
GIVEN = {"postcode": "ex44qj", "grid": "sx923925", "uprn": "1000 4023 5811"}
KEPT = {"postcode": "EX4 4QJ", "grid": "SX 923 925", "uprn": "100040235811"}
WRONG = [
    ("postcode", "EX4 4Q", "hasn't the form of a postcode, such as EX4 4QJ"),
    ("grid", "XX 12 34", "holds no land of Great Britain"),
    ("grid", "SX 92392", "is not a grid reference: two letters and 2 to 10 digits"),
    ("uprn", "1234567890123", "is not a UPRN: up to 12 digits"),
]


@pytest.fixture
def world():
    return make_world()


def fields(answer) -> dict[str, str]:
    """What the shown form would send if nobody touched it."""
    form = answer.context["form"]
    asked = {each.name: each.field.widget.format_value(each.value()) or "" for each in form}
    return {name: value for name, value in asked.items() if isinstance(value, str)}


def held(crime):
    return {name: getattr(crime, name) for name in KEPT}


def test_recorded_tidied_and_in_the_ledger(world):
    crime = world.crime(place="12 High Street", where=GIVEN)
    assert held(crime) == KEPT
    assert crime.where == "12 High Street, EX4 4QJ, SX 923 925, UPRN 100040235811"
    body = LedgerBody.objects.get(seq=crime.entry_seq).body
    for value in KEPT.values():
        assert f'"{value}"' in body
    plain = world.crime(place="In the street")
    # As crimes were written before they had them.
    assert "postcode" not in LedgerBody.objects.get(seq=plain.entry_seq).body
    assert verify_ledger(records=True).problems == []


@pytest.mark.parametrize(("name", "value", "words"), WRONG)
def test_what_is_wrong_is_refused_in_words(world, name, value, words):
    with pytest.raises(CrimeError, match=words):
        world.crime(where={name: value})
    crime = world.crime()
    with pytest.raises(CrimeError, match=words):
        correct_facts(crime=crime, by=world.officer, where={name: value})
    row = start_decision(by=world.officer, log=world.log)
    with pytest.raises(DecisionError, match=words):
        put_facts(decision=row, by=world.officer, facts={"place": {name: value}})
    assert Crime.objects.count() == 1


def test_corrected_and_taken_off(world):
    crime = correct_facts(crime=world.crime(), by=world.officer, where=GIVEN)
    assert held(crime) == KEPT
    crime = correct_facts(crime=crime, by=world.officer, where={**KEPT, "grid": ""})
    assert held(crime) == {**KEPT, "grid": ""}
    with pytest.raises(CrimeError, match="Nothing is different"):
        correct_facts(crime=crime, by=world.officer, where={**KEPT, "grid": ""})
    assert verify_ledger(records=True).problems == []


def test_received_from_another_force(world):
    crime = receive_crime(
        by=world.officer, crime={"class": "8N", "code": "008/06"}, from_force="Otherforce",
        from_ref="O/1", known_at=HEARD, where=GIVEN,
    )  # fmt: skip
    assert held(crime) == KEPT


def test_on_the_page(world, client):
    client.force_login(world.officer)
    crime = world.crime()
    for name, value, words in WRONG:
        typed = {**fields(client.get(step(crime, "facts"))), "place": "The pub", name: value}
        body = client.post(step(crime, "facts"), typed).content.decode()
        assert words.replace("'", "&#x27;") in body
        assert f'value="{value}"' in body
        assert 'value="The pub"' in body
    typed = {**fields(client.get(step(crime, "facts"))), "place": "The pub", **GIVEN}
    assert client.post(step(crime, "facts"), typed).status_code == 302
    crime.refresh_from_db()
    assert held(crime) == KEPT
    body = client.get(reverse("crime", args=[crime.pk])).content.decode()
    assert "EX4 4QJ" in body
    assert "UPRN 100040235811" in body
    page = fields(client.get(step(crime, "facts")))
    assert {name: page[name] for name in KEPT} == KEPT


def test_on_the_page_of_what_another_force_passes_on(world, client):
    client.force_login(world.officer)
    url = reverse("crime-receive")
    typed = {
        **fields(client.get(url, {"q": "008/06"})), "offence": "8N 008/06", "from_force": "O", "from_ref": "1",
        "known_at": "2026-06-01T21:00", "postcode": "nonsense",
    }  # fmt: skip
    assert "hasn&#x27;t the form of a postcode" in client.post(url, typed).content.decode()
    assert client.post(url, {**typed, "postcode": "ex44qj"}).status_code == 302
    assert Crime.objects.get().postcode == "EX4 4QJ"


def test_from_the_log_through_the_decision_to_the_crime(world, client):
    name_place(
        log=world.log, by=world.officer, text="12 High Street", postcode="ex44qj", uprn="12A"
    )
    row = start_decision(by=world.officer, log=world.log)
    assert row.facts["place"] == {"text": "12 High Street (uprn: 12A)", "postcode": "EX4 4QJ"}
    row = answer_all(row, world.officer, {"what": "assault"})
    client.force_login(world.officer)
    url = reverse("decision-facts", args=[row.pk])
    page = fields(client.get(url))
    assert page["postcode"] == "EX4 4QJ"
    assert "is not a UPRN" in client.post(url, {**page, "uprn": "x"}).content.decode()
    assert client.post(url, {**page, "grid": "SX 92 92"}).status_code == 302
    row.refresh_from_db()
    conclude(decision=row, by=world.officer)
    crime = Crime.objects.get()
    assert held(crime) == {"postcode": "EX4 4QJ", "grid": "SX 92 92", "uprn": ""}
    assert crime.place == "12 High Street (uprn: 12A)"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("12 High Street", "Give the place as text, kind"),
        ({"text": 1}, "Give the place as text, kind"),
        ({"street": "x"}, "'street' is no fact of a place"),
        ({"text": "x" * 301}, "more than 300 characters"),
    ],
)
def test_an_odd_place_among_the_facts(world, place, words):
    row = start_decision(by=world.officer, log=world.log)
    with pytest.raises(DecisionError, match=words):
        put_facts(decision=row, by=world.officer, facts={"place": place})


@pytest.mark.parametrize("typed", ["EX4 4QJ", "ex44qj", "SX 923 925", "SX923925", "100040235811"])
def test_found_by_postcode_grid_and_uprn(world, typed):
    world.crime(where=GIVEN, crime=ABH)
    index.catch_up()
    assert kinds(world.officer, Group.CRIMES, typed) == [Kind.CRIME]
    assert kinds(world.officer, Group.CRIMES, "EX4 4QK") == []
