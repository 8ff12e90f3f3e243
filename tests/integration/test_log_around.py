"""What a log kept here does to the rest: meanings of its codes, suspects, home page, the apps above."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from onrecord.contact import actions, after, clock, closing
from onrecord.contact.force import force
from onrecord.contact.meanings import keep_in_step
from onrecord.contact.models import CodeMeaning, LinkState, Log
from onrecord.deciding.actions import conclude, start_decision
from onrecord.people.roles import Role
from onrecord.recording.actions import record_crime
from onrecord.recording.linking import link_all
from onrecord.screening.models import Suspect
from onrecord.screening.scoring.facts import FactReader, code_books
from onrecord.web.installation import make_installation
from tests.deciding_world import answer_all
from tests.integration.crime_world import ABH
from tests.integration.kept_log import QUIET, kept_log, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_codes(tmp_path, monkeypatch):
    """A force.toml of one's own, in a home of one's own."""
    monkeypatch.setattr("onrecord.contact.force.home", lambda: tmp_path)

    def write(text: str) -> None:
        (tmp_path / "force.toml").write_text(text, encoding="utf-8")

    return write


def test_the_meanings_of_the_force_s_codes_reach_the_rules():
    keep_in_step()
    books, system = code_books(), force().system
    for side, codes in (("opening", force().opening), ("closing", force().closing)):
        for code, meaning in codes.items():
            assert books.meanings(system, side, code) == ({meaning} if meaning else set()), code


def test_odd_codes_mean_only_themselves(own_codes):
    own_codes(
        '[codes.closing]\n"!Odd *code? [1]" = "no-crime"\n"Odd" = "duplicate"\n[codes.opening]\n"All" = "crime"\n'
    )
    assert keep_in_step() == 3
    books, system = code_books(), force().system
    assert books.meanings(system, "closing", "!Odd *code? [1]") == {"no-crime"}
    assert books.meanings(system, "closing", "!Odd anycode? [1]") == set()
    assert books.meanings(system, "closing", "Odd") == {"duplicate"}


def test_a_changed_code_is_in_step_again_and_other_systems_stay(own_codes):
    CodeMeaning.objects.create(system="storm", which="closing", pattern="X", meaning="crime")
    own_codes('[codes.closing]\n"A" = "crime"\n[codes.opening]\n"B" = "crime"\n')
    keep_in_step()
    before = set(CodeMeaning.objects.filter(system="onrecord").values_list("pk", flat=True))
    keep_in_step()
    assert set(CodeMeaning.objects.filter(system="onrecord").values_list("pk", flat=True)) == before
    own_codes('[codes.closing]\n"A" = "no-crime"\n[codes.opening]\n"B" = "crime"\n')
    keep_in_step()
    assert CodeMeaning.objects.get(system="onrecord", which="closing").meaning == "no-crime"
    assert CodeMeaning.objects.filter(system="storm").count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_installation_brings_them():
    CodeMeaning.objects.all().delete()
    make_installation()
    assert CodeMeaning.objects.filter(system=force().system, meaning="duplicate").exists()


def test_a_log_closed_without_its_crime_is_a_suspect_at_once(
    cal, django_capture_on_commit_callbacks, monkeypatch
):
    """As far as it can be closed at all: here nobody asks for the crime or a rationale."""
    keep_in_step()
    monkeypatch.setattr(closing, "_checks", {})
    log = kept_log(cal, text="He punched me in the face and took my purse.")
    with django_capture_on_commit_callbacks(execute=True):
        actions.close_log(
            log=log, by=cal, closing_code="Incident dealt with, no crime reported", text="No reply"
        )
    assert Suspect.objects.get(log=log).reasons
    with django_capture_on_commit_callbacks(execute=True):
        actions.reopen_log(log=log, by=cal, why="She rang again")
    assert Suspect.objects.filter(log=log).exists()


def test_rules_read_what_people_said_not_what_the_program_wrote(cal):
    """An entry such as "Log opened: Crime: robbery" is no witness."""
    log = kept_log(cal, text=QUIET, opening_code="Crime: robbery", qualifiers=["weapons"])
    actions.change_codes(log=log, by=cal, opening_code="Crime: burglary", why="It was a house")
    seen = FactReader().these([log.pk])[0].facts.text
    assert "robbery" not in seen
    actions.assess_thrive(log=log, by=cal, heads={"threat": "none"})
    assert "Threat" not in FactReader().these([log.pk])[0].facts.text
    actions.add_entry(log=log, by=cal, text="She says a robbery")
    actions.add_account(log=log, by=cal, who="Ann", text="He took my bag", differs=True)
    seen = FactReader().these([log.pk])[0].facts.text
    assert "She says a robbery" in seen
    assert "He took my bag" in seen


def test_the_apps_above_are_told_within_the_change_or_after_it(cal, monkeypatch):
    told = []
    monkeypatch.setattr(after, "_within", {})
    monkeypatch.setattr(after, "_afterwards", {})
    after.register("a", lambda log: told.append((log.ref, log.duplicate_of)), within=True)
    first, second = kept_log(cal, text=QUIET), kept_log(cal, text=QUIET)
    actions.mark_duplicate(log=second, by=cal, of=first)
    actions.reopen_log(log=second, by=cal, why="another matter")
    assert told == [(second.ref, first.ref), (second.ref, "")]

    def refuse(log):
        raise RuntimeError("no")

    after.register("b", refuse, within=True)
    with pytest.raises(RuntimeError):
        actions.close_log(log=second, by=cal, closing_code="Opened in error")
    assert Log.objects.get(pk=second.pk).closed_at is None


def test_home_says_what_is_due_and_late(cal, client):
    client.force_login(cal)
    now = timezone.now()
    text = client.get(reverse("home")).content.decode()
    assert reverse("log-open") in text
    assert "24 hours" not in text
    for hours in (20, 21, 30):
        kept_log(cal, received_at=now - timedelta(hours=hours))
    text = client.get(reverse("home")).content.decode()
    assert "1 log is over the 24 hours and undecided" in text
    assert "2 logs are to be decided within 6 hours" in text
    assert "?due=6" in text
    client.force_login(person("com", role=Role.COMMISSIONER))
    text = client.get(reverse("home")).content.decode()
    assert reverse("log-open") not in text
    assert "over the 24 hours" not in text


def test_imported_logs_have_no_clock_and_no_forms(cal, client):
    Log.objects.create(
        system="storm", ref="A1", ref_key="A1", received_at=timezone.now(), entry_seq=0,
        department="Contact", link_state=LinkState.NONE,
    )  # fmt: skip
    client.force_login(cal)
    log = Log.objects.get()
    text = client.get(reverse("log", args=[log.pk])).content.decode()
    assert "Command" not in text
    answer = client.get(reverse("log-keep", args=[log.pk, "entry"]))
    assert answer.status_code == 403
    assert "came from storm" in answer.content.decode()


def test_a_duplicate_shares_the_crimes_and_gives_them_back(cal):
    first, second = kept_log(cal), kept_log(cal)
    record_crime(log=first, by=cal, crime={**ABH, "victims": [], "by": []})
    actions.mark_duplicate(log=second, by=cal, of=first, why="same caller")
    assert Log.objects.get(pk=second.pk).crime_count == 1
    actions.reopen_log(log=second, by=cal, why="another matter")
    assert Log.objects.get(pk=second.pk).crime_count == 0
    assert Log.objects.get(pk=first.pk).crime_count == 1
    marked = Log.objects.values_list("pk", "crime_count", "link_state")
    before = set(marked)
    link_all()
    assert set(marked) == before


def test_a_concluded_decision_stops_the_clock_and_one_that_waits_does_not(cal):
    log = kept_log(cal, text="He took a bottle and ran.")
    row = answer_all(start_decision(by=cal, log=log), cal, {"what": "theft", "theft-from": "shop"})
    assert clock.clock_of(log).hand == clock.Hand.GREEN
    assert list(clock.undecided(Log.objects.all())) == [log]
    done = conclude(decision=row, by=cal)
    Log.objects.filter(pk=log.pk).update(first_recorded_at=None)
    log.refresh_from_db()
    found = clock.clock_of(log)
    assert (found.hand, found.stopped_at) == (clock.Hand.IN_TIME, done.concluded_at)
    assert list(clock.undecided(Log.objects.all())) == []


def test_a_log_that_reports_a_crime_is_not_closed_on_the_page_without_it(cal, client):
    client.force_login(cal)
    log = kept_log(cal)
    answer = client.post(
        reverse("log-keep", args=[log.pk, "close"]),
        {"origin": str(uuid4()), "version": "1", "closing_code": "Crime recorded", "text": "x"},
    )
    text = answer.content.decode()
    assert "says that a crime was recorded, and none was" in text
    assert Log.objects.get(pk=log.pk).closed_at is None
