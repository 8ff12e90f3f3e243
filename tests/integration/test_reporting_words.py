"""What the pages for the public say and ask, where a new user was left alone, misled or put in danger by it."""

import re

import pytest
from django.core.cache import cache

from onrecord.contact.models import Log
from onrecord.home import demonstration_marker
from onrecord.reporting.models import Report
from onrecord.reporting.status.rights import rights
from onrecord.reporting.types.held import shipped_types
from onrecord.reporting.work.showing import answers_of
from tests.reporting_front import Reporter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demonstration(tmp_path, monkeypatch):
    monkeypatch.setenv("ONRECORD_HOME", str(tmp_path))
    demonstration_marker().write_text("{}")
    cache.clear()


def test_a_business_is_named_in_its_log():
    her = Reporter().begin("shop-theft")
    her.go(reporter="business", business="Mill Street\n Stores", what_happened="Two bottles")
    her.send()
    [victim] = [each for each in Log.objects.get().people.all() if "victim" in each.roles]
    assert (victim.name, victim.facts["kind"]) == ("Mill Street Stores", "business")
    # Left out, somebody asks later.
    Reporter().begin("shop-theft").go(reporter="business", what_happened="A coat").send()
    assert Report.objects.count() == 2


@pytest.mark.parametrize("key", ["sexual", "domestic-abuse"])
def test_what_is_done_to_people_asks_for_no_business(key):
    kind = shipped_types()[key]
    assert kind.question("business") is None
    assert kind.question("reporter").choice("business") is None
    her = Reporter().begin(key).go(reporter="me", what_happened="He hit me")
    report = her.send()
    told = [one.answer for one in answers_of(report)]
    assert "The victim" in told
    assert "business" not in " ".join(told)
    # The receipt: who helps besides the police, and what a picture of it may do.
    assert "If somebody looks at your telephone" in her.text
    assert re.search(r'href="tel:08\d+"', her.text)
    theft = Reporter().begin("theft").go(what_happened="My telephone")
    theft.send()
    assert "If somebody looks at your telephone" not in theft.text


def test_nobody_is_led_to_send_pictures_of_children():
    for kind in shipped_types().values():
        asked = kind.question("evidence")
        assert asked is None or "intimate pictures" in asked.help, kind.key
    assert "photograph" not in shipped_types()["sexual"].question("evidence").asks.lower()


def test_who_reads_it_is_said_before_it_is_sent_and_that_no_mail_comes_here():
    her = Reporter().begin("theft")
    her.go(what_happened="My bag", contact={"email": "ada@example.org", "mail": "on"})
    assert "Who reads it" in her.text
    her.send()
    assert "In this demonstration no e-mail is sent." in her.text
    assert "on its way" not in her.text


def test_texting_999_is_never_offered_without_its_registration():
    assert all("register" in words for words in rights().speak if "999" in words and "deaf" in words)  # fmt: skip


def test_welsh_answers_a_question_with_its_verb():
    her = Reporter().begin("theft", lang="cy")
    assert her.step == "danger"
    labels = re.findall(r"<label[^>]*>(?!<)([^<]+)</label>", her.text)
    assert labels == ["Oes", "Nac oes"]
    # What a machine drafted is said last, not before whom to call.
    assert her.text.index('role="note"') > her.text.index("<h1")
    her.post(value="no").get(f"/report/w/{her.token}/danger/")
    start = Reporter().get("/report/?lang=cy").text
    assert "Treisio, ymosodiad rhywiol" in start
