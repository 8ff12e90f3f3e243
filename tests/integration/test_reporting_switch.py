"""Reporting is opened only where somebody reads the reports and the public learns whose page it is; and what `doctor` says later."""

import pytest
from django.utils import timezone

from onrecord.contact.force import ForceError, force
from onrecord.contact.models import Log
from onrecord.contact.policies import can_view_log
from onrecord.home import demonstration_marker
from onrecord.people.models import User
from onrecord.people.roles import Permission, Role
from onrecord.reporting.editing.lay import screens_in_words
from onrecord.reporting.errors import ReportError
from onrecord.reporting.health import doctors_findings
from onrecord.reporting.models import Switch
from onrecord.reporting.policies import is_open
from onrecord.reporting.receiving.hearers import who_hears
from onrecord.reporting.receiving.readers import has_readers
from onrecord.reporting.switch.actions import set_switch
from onrecord.reporting.types.lay import lay_words
from onrecord.web import context
from tests.integration.kept_log import person
from tests.reporting_front import Reporter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house(tmp_path, monkeypatch):
    monkeypatch.setenv("ONRECORD_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def named(house):
    (house / "force.toml").write_text('name = "Loamshire Police"\n')


@pytest.fixture
def registrar():
    return person("reg", Role.REGISTRAR, department="")


def troubles():
    return " ".join(words for well, words in doctors_findings() if not well)


def test_it_is_not_opened_for_a_department_in_which_nobody_reads_reports(registrar, named, client):
    with pytest.raises(ReportError, match="Nobody who may work on reports is in the department “Nobody At All”"):  # fmt: skip
        set_switch(by=registrar, on=True, department="Nobody At All")
    reader = person("pc", Role.OFFICER, department="Contact")
    person("aud", Role.AUDITOR, department="Audit")
    reader.is_active = False
    reader.save()
    for name in ("Contact", "Audit"):
        with pytest.raises(ReportError, match="nobody would read them"):
            set_switch(by=registrar, on=True, department=name)
    assert not is_open()
    reader.is_active = True
    reader.save()
    client.force_login(registrar)
    page = client.get("/reporting/").content.decode()
    assert '<option value="Contact">' in page
    assert "Audit<" not in page
    refused = client.post("/reporting/", {"on": "yes", "department": "Nobody At All"})
    assert "have an administrator put people there first" in refused.content.decode()
    assert client.post("/reporting/", {"on": "yes", "department": "Contact"}).status_code == 302
    assert is_open()
    # It is empty later: doctor says so, and what is kept unchanged isn't confirmed either.
    reader.is_active = False
    reader.save()
    assert "Reports on line go to Contact, and nobody" in troubles()
    assert "Contact (nobody reads reports there)" in client.get("/reporting/").content.decode()
    with pytest.raises(ReportError, match="nobody would read them"):
        set_switch(by=registrar, on=True, department="Contact")
    assert set_switch(by=registrar, on=False, department="Contact").on is False


def test_without_a_department_those_who_see_all_of_them_read_the_reports(registrar, named):
    assert has_readers("")
    assert set_switch(by=registrar, on=True, department=" ").on
    registrar.is_active = False
    registrar.save()
    assert "go to those who see every department, and nobody" in troubles()


def test_nobody_is_told_that_an_invented_force_is_theirs(registrar, house, client):
    with pytest.raises(ReportError, match=r"“Anyshire Police”, which is no force.*force\.toml"):
        set_switch(by=registrar, on=True, department="")
    client.force_login(registrar)
    assert "write your own name into" in client.get("/reporting/").content.decode()
    demonstration_marker().write_text("{}")
    assert set_switch(by=registrar, on=True, department="").on


def test_reports_about_police_staff_wait_for_the_registrar_while_their_department_is_empty(
    registrar, house
):
    (house / "force.toml").write_text(
        'name = "Loamshire Police"\nconduct_department = "Conduct Unit"\n'
    )
    officer = person("pc", Role.OFFICER, department="")
    Switch.objects.create(pk=1, on=True, department="", by="reg", at=timezone.now(), entry_seq=0)
    assert "Some reports on line go to Conduct Unit alone" in troubles()
    answers = {"what_happened": "An officer pushed me", "who": "police", "police_told": "on-duty", "what_done": "hit"}  # fmt: skip
    report = Reporter().begin("assault").go(**answers).send()
    log = Log.objects.get(ref=report.log_ref)
    assert log.department == "Conduct Unit"
    assert (can_view_log(registrar, log), can_view_log(officer, log)) == (True, False)
    assert who_hears(log.department) == ["reg"]
    theirs = person("con", Role.SUPERVISOR, department="Conduct Unit")
    assert can_view_log(theirs, log)
    # Whom no e-mail reaches isn't the only one who hears.
    assert who_hears(log.department) == ["con", "reg"]
    User.objects.filter(pk=theirs.pk).update(email="con@example.org")
    assert who_hears(log.department) == ["con"]
    assert "Conduct Unit" not in troubles()
    (house / "force.toml").write_text('conduct_department = " "')
    with pytest.raises(ForceError, match="conduct_department is empty"):
        force()


def test_closed_and_mistyped_addresses_of_the_public_say_whose_they_are_and_whom_to_call(
    registrar, named, client
):
    client.force_login(registrar)
    for address in ("/report/", "/report/status/", "/report/nothing/"):
        page = Reporter().get(address)
        assert (page.status, "Reporting on line is closed" in page.text) == (404, True)
        for words in ("Loamshire Police", "999", "101"):
            assert words in page.text
        assert "Sign in" not in page.text
        assert "Go to your home page" not in client.get(address).content.decode()
    assert "Mae rhoi gwybod ar-lein ar gau" in Reporter().get("/report/?lang=cy").text
    set_switch(by=registrar, on=True, department="")
    report = Reporter().begin("damage").go(what_happened="My wall").send()
    page = Reporter().get("/report/nothing/")
    assert (page.status, 'href="/report/"' in page.text) == (404, True)
    assert "There is no such page" in page.text
    # The address of a draft tells nothing, whatever is wrong with it, but whom to call.
    nowhere = Reporter().get("/report/w/x/").text
    assert ("There is nothing here" in nowhere, "999" in nowhere) == (True, True)
    assert "Go to your home page" in client.get("/reporting/nothing/").content.decode()
    # Whoever has sent a report finds it after closing, too.
    set_switch(by=registrar, on=False, department="")
    closed = Reporter().get("/report/").text
    assert 'href="/report/status/"' in closed
    assert 'href="/report/back/"' in closed
    assert Reporter().get("/report/status/").status == 200
    assert report.ref


def test_a_demonstration_does_not_say_closed_and_open_at_once(registrar, house, client):
    demonstration_marker().write_text("{}")
    set_switch(by=registrar, on=True, department="")
    client.force_login(registrar)
    text = client.post("/reporting/", {"on": "no"}, follow=True).content.decode()
    assert "It is set to be closed" in text
    assert "Reporting on line is closed" not in text
    assert "It is open to everybody" not in text
    assert "Open it to everybody" in text


def test_who_is_not_signed_in_finds_the_way_to_report_while_it_is_open(registrar, named, client):
    assert "Report something to the police" not in client.get("/", follow=True).content.decode()
    set_switch(by=registrar, on=True, department="")
    text = client.get("/", follow=True).content.decode()
    assert '<a href="/report/">Report something to the police</a>' in text


def test_one_place_of_the_menu_is_where_somebody_is(registrar, monkeypatch):
    more = ("Types of report", "report-types", (Permission.KEEP_REPORTING,))
    monkeypatch.setattr(context, "NAVIGATION", [*context.NAVIGATION, more])
    for path, label in (("/reporting/types/", "Types of report"), ("/reporting/", "On line")):
        found = [each.label for each in context.places(registrar, path) if each.current]
        assert found == [label]


def test_every_question_of_the_rules_is_told_from_the_others():
    found = screens_in_words()
    assert {screen for screen, _ in found} == set(lay_words())
    assert all(words and words != screen for screen, words in found)
