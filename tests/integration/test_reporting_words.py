"""What the pages for the public say and ask, where a new user was left alone, misled or put in danger by it."""

import re
from html import unescape

import pytest
from django.core.cache import cache
from django.urls import reverse

from onrecord.contact.force import force
from onrecord.contact.models import Log
from onrecord.home import demonstration_marker
from onrecord.people.roles import Role
from onrecord.reporting.models import Report
from onrecord.reporting.receiving.mail import words
from onrecord.reporting.status.rights import rights
from onrecord.reporting.types.held import shipped_types
from onrecord.reporting.work.showing import answers_of
from onrecord.web import serving
from tests.integration.kept_log import person
from tests.reporting_front import Reporter
from tests.reporting_world import sent_with_photo
from tests.reports_world import reported

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


@pytest.mark.one_store
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


@pytest.mark.one_store
def test_nobody_is_led_to_send_pictures_of_children():
    for kind in shipped_types().values():
        asked = kind.question("evidence")
        assert asked is None or "intimate pictures" in asked.help, kind.key
    assert "photograph" not in shipped_types()["sexual"].question("evidence").asks.lower()


@pytest.mark.one_store
def test_who_reads_it_is_said_before_it_is_sent_and_that_no_mail_comes_here():
    her = Reporter().begin("theft")
    her.go(what_happened="My bag", contact={"email": "ada@example.org", "mail": "on"})
    assert "Who reads it" in her.text
    her.send()
    assert "In this demonstration no e-mail is sent." in her.text
    assert "on its way" not in her.text


@pytest.mark.one_store
def test_texting_999_is_never_offered_without_its_registration():
    assert all("register" in words for words in rights().speak if "999" in words and "deaf" in words)  # fmt: skip


@pytest.mark.one_store
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


def test_the_link_in_an_email_leads_to_where_this_machine_serves(settings, monkeypatch):
    settings.SERVED_PORT = 0
    monkeypatch.setattr(serving, "check_port", lambda host, port: None)
    monkeypatch.setattr(serving, "welcome", lambda host, port: [])
    monkeypatch.setattr(serving._Pages, "run", lambda pages: None)
    serving.serve_pages(host="127.0.0.1", port=8123, workers=1, say=print)
    report = reported()[0]
    assert "http://127.0.0.1:8123/report/status/" in words(report)[1]
    # Behind a proxy it is the name that others use.
    settings.OTHERS_MAY_CALL, settings.ALLOWED_HOSTS = True, ["onrecord.example.police.uk"]
    assert "http://onrecord.example.police.uk/report/status/" in words(report)[1]


def test_the_registrar_finds_junk_limits_and_what_the_rules_may_be_told(client):
    client.force_login(person("rex", Role.REGISTRAR, ""))
    reported(doubts=["Too quick."])
    page = client.get("/reporting/").content.decode()
    assert reverse("worklist", args=["on-line-held-back"]) in page
    assert "1 held back now" in page
    assert "guard.toml" in page
    new = client.get("/reporting/types/new/").content.decode()
    assert "nothing to say yet" in new
    shown = client.get("/reporting/types/theft/").content.decode()
    assert "{force}" not in shown
    assert force().name in shown
    form = re.findall(r'name="(definition|part|since|key)" value="([^"]*)"', new)
    asked = client.post("/reporting/types/new/", {**{n: unescape(v) for n, v in form}, "add": "1"})
    told = asked.content.decode()
    assert "<code>theft-from</code>" in told
    assert "former-partner" in told


def test_a_picture_that_may_be_intimate_is_shown_only_to_whoever_asks(client):
    client.force_login(person("rex", Role.REGISTRAR, ""))
    for kind, covered in (("sexual", True), ("theft", False)):
        report = sent_with_photo()
        Report.objects.filter(pk=report.pk).update(type_key=kind, type_version=0)
        file = report.files.get().origin
        at, picture = reverse("report-file", args=[file]), reverse("report-file-picture", args=[file])  # fmt: skip
        page = client.get(at).content.decode()
        assert (f'src="{picture}"' in page) != covered
        assert ("may be an intimate picture" in page) == covered
        assert f'src="{picture}"' in client.get(f"{at}?show=yes").content.decode()
