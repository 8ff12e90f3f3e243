"""A depersonalised referral: what may say who the victim is is asked about once, with the words, before anything is sent."""

from uuid import uuid4

import pytest
from django.urls import reverse

from onrecord.partners.given import GivenError
from onrecord.partners.unnamed import found_in
from onrecord.reporting.models import Report
from tests.api_made import program
from tests.partners_world import CONTACT, given, partner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys")]
FORM = "sarc-depersonalised"
NAMES = "Jane Bloggs, born 12/03/1990, of 12 Market Street, EX4 4QJ, ring 01632 960123"


@pytest.fixture
def centre(client):
    row, user = partner("sarc")
    client.force_login(user)
    return row, user


def typed(**more):
    who = {"contact-name": "Toni", "contact-phone": "01632 960001"}
    usual = {"account": "A rape by a stranger.", "chose": "depersonalised"}
    return {"origin": str(uuid4()), **who, **usual, **more}


def test_what_may_say_who_it_was_is_asked_about_once_with_the_words(centre, client):
    page = reverse("partner-refer", args=[FORM])
    assert 'name="sure"' not in client.get(page).content.decode()
    body = typed(account=NAMES)
    text = client.post(page, body).content.decode()
    for words in (
        "“Jane Bloggs”",
        "12/03/1990”",
        "“12 Market Street”",
        "“EX4 4QJ”",
        "01632 960123”",
    ):
        assert words in text, words
    assert 'href="#id_account"' in text
    assert 'name="sure"' in text
    assert "date of birth and the age" not in text
    assert not Report.objects.exists()
    client.post(page, {**body, "sure": "on"})
    assert Report.objects.get().account == NAMES


@pytest.mark.parametrize(
    "words",
    [
        "Her name is sarah bloggs and she came alone",
        "She is called Zephira",
        "Mrs Bloggs came",
        "she lives at 12 market street",
        "Ring 07700 900123",
        "Born 12 March 1990",
        "It was on 3/11/2026",
        "jo@example.org",
        "AB12 CDE was the car",
    ],
)
def test_found(words):
    assert found_in(words)


@pytest.mark.parametrize(
    "words",
    [
        "In May a stranger raped her in a park. She called the police box, and nobody came.",
        "Somebody came to the centre in March 2026 and told of a rape. They were 19.",
        "Cafodd ei threisio ym mis Mai gan ddieithryn.",
        "She was called names, and walked up the street at 2 in the morning.",
    ],
)
def test_not_found(words):
    assert found_in(words) == []


def test_details_that_were_withheld_are_not_asked_for_and_are_asked_about(centre, client):
    page = reverse("partner-refer", args=[FORM])
    text = client.get(page).content.decode()
    assert "no details of it go to the police" not in text
    with pytest.raises(GivenError) as error:
        given(FORM, account="Somebody came.", chose="details-withheld", month="May", area="North")
    assert {where for where, _ in error.value.problems} == {"answers.month", "answers.area"}
    assert given(FORM, account="Somebody came.", chose="details-withheld", age="not-said")
    assert given(FORM, account="Somebody came.", chose="depersonalised", month="May")


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"age": "under-13"}, "Is a child in danger?"),
        ({"danger": "yes"}, "Call 999 now"),
        ({"age": "under-13", "danger": "yes"}, "Call 999 now"),
    ],
)
def test_a_young_child_and_danger_bring_advice_before_it_is_sent(centre, client, answers, says):
    page = reverse("partner-refer", args=[FORM])
    body = typed(**answers)
    text = client.post(page, body).content.decode()
    assert says in text
    assert "not sent yet" in text
    assert not Report.objects.exists()
    client.post(page, {**body, "advised": "1"})
    report = Report.objects.get()
    assert ("danger" in answers) == ("said-danger" in {each["rule"] for each in report.risks})


def test_a_program_is_asked_too(centre):
    _row, user = centre
    centre = program(user)
    body = {
        "form": FORM,
        "answers": {"chose": "depersonalised", "account": NAMES},
        "contact": CONTACT,
    }
    assert centre.post("/referrals", body).status_code == 422
    assert centre.said["field"] == "body.answers.account"
    assert "Jane Bloggs" in centre.said["detail"]
    centre.done("/referrals", {**body, "sure": True})


def test_what_is_added_afterwards_is_asked_about_too(centre, client):
    page = reverse("partner-refer", args=[FORM])
    answer = client.post(page, typed(), follow=True)
    [(sent, _status)] = answer.redirect_chain
    more = {"do": "more", "more-text": NAMES, "more-origin": str(uuid4())}
    text = client.post(sent, more).content.decode()
    assert "“Jane Bloggs”" in text
    assert Report.objects.get().messages.count() == 0
    client.post(sent, {**more, "more-sure": "on"})
    assert Report.objects.get().messages.count() == 1
