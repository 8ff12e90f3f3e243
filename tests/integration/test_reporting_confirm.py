"""The computed decision, confirmed in one screen by a person: recorded as any other, and never where there is more to say."""

import pytest
from django.urls import reverse
from django.utils import timezone

from onrecord.deciding.actions import start_decision, withdraw
from onrecord.deciding.models import RecordingDecision
from onrecord.deciding.states import State
from onrecord.deciding.suggesting import given
from onrecord.ledger.live import verify_ledger
from onrecord.people.access import NotAllowed
from onrecord.people.roles import Role
from onrecord.recording.models import Crime
from onrecord.reporting.editing.actions import keep_type
from onrecord.reporting.errors import ReportError
from onrecord.reporting.work import confirming
from onrecord.reporting.work.disagreeing import against_in
from onrecord.reporting.work.of_log import log_of
from tests.integration.kept_log import person
from tests.reports_world import GRAVE, THEFT, answered, reported, words_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys")]


def stolen(**more):
    return reported(**{"answers": answered(THEFT), **more})[0]


def test_one_press_records_what_was_shown_as_the_decision_of_whoever_presses(cal, client):
    report = stolen(hours=2)
    client.force_login(cal)
    url = reverse("report-confirm", args=[report.pk])
    page = client.get(url)
    found = page.context["found"]
    assert found.why_not == ""
    assert not RecordingDecision.objects.exists()
    [crime] = found.crimes
    assert "Record this" in page.content.decode()
    assert crime["title"] in page.content.decode()
    assert crime["class"] in page.content.decode()
    answer = client.post(url, {"do": "record", "stands": found.stands})
    assert answer.status_code == 302
    report.refresh_from_db()
    decision = RecordingDecision.objects.get(origin=report.decision)
    assert (decision.state, decision.concluded_by, decision.log_ref) == (
        State.CONCLUDED,
        "cal",
        report.log_ref,
    )
    recorded = Crime.objects.get()
    assert recorded.crime_class == crime["class"]
    assert recorded.known_at == report.submitted_at
    assert recorded.people.get(name="Ada Moss")
    # Pressed again, it is still one crime.
    client.post(url, {"do": "record", "stands": found.stands})
    assert Crime.objects.count() == RecordingDecision.objects.count() == 1
    assert verify_ledger(records=True, processes=1).problems == []


def test_the_questions_go_on_with_what_was_answered(cal, client):
    report = stolen()
    client.force_login(cal)
    answer = client.post(reverse("report-confirm", args=[report.pk]), {"do": "questions"})
    decision = RecordingDecision.objects.get()
    assert answer.headers["Location"].startswith(f"/decisions/{decision.pk}/")
    assert [f"rules:{question}" for question, _ in decision.answers] == [
        question for question, _ in report.answers
    ]
    assert not Crime.objects.exists()
    # Somebody decides: no longer in one screen, and begun once.
    assert "decides about it already" in confirming.computed(report).why_not
    assert confirming.carry_over(report=report, by=cal).pk == decision.pk
    withdraw(decision=decision, by=cal, reason="Begun by mistake.")
    assert confirming.computed(report).why_not == ""
    assert confirming.carry_over(report=report, by=cal).pk != decision.pk


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"type_key": "something-else"}, "by the questions"),
        ({"account": GRAVE}, "is urgent"),
        ({"answers": answered(THEFT)[:2]}, "end of the questions"),
        ({"answers": []}, "end of the questions"),
        ({"other_force": "Otherland Police"}, "Otherland"),
        ({"doubts": ["junk"]}, "log isn't open"),
    ],
)
def test_it_is_not_offered_where_a_person_has_more_to_say(cal, more, words):
    report = stolen(**more)
    found = confirming.computed(report)
    assert words in found.why_not
    assert found.crimes == []
    if log_of(report):
        with pytest.raises(ReportError, match=words):
            confirming.record(report=report, by=cal, stands=found.stands)
    assert not RecordingDecision.objects.exists()


def test_not_a_crime_is_never_offered(cal, client):
    report = stolen(answers=denied())
    found = confirming.computed(report)
    assert "rules do not say that all of it is a crime" in found.why_not
    client.force_login(cal)
    page = client.get(reverse("report-confirm", args=[report.pk])).content.decode()
    assert "Record this" not in page
    with pytest.raises(ReportError):
        confirming.record(report=report, by=cal, stands=found.stands)
    assert not RecordingDecision.objects.exists()


def denied():
    """Answers that lead to no crime: whoever it happened to denies it."""
    from crimerules.tree import FIRST

    return answered({**THEFT, FIRST: "denied"})


def test_what_is_recorded_is_what_was_seen(cal):
    report = stolen()
    with pytest.raises(ReportError, match="changed since"):
        confirming.record(report=report, by=cal, stands="something else")
    assert not RecordingDecision.objects.exists()


def test_only_those_who_decide_and_see_its_log(client):
    report = stolen()
    for user in (person("nora", Role.CALL_TAKER, "North"), person("aud", Role.AUDITOR, "")):
        with pytest.raises(NotAllowed):
            confirming.record(report=report, by=user, stands="x")
        client.force_login(user)
        assert client.get(reverse("report-confirm", args=[report.pk])).status_code == 403


def test_a_late_one_takes_the_reason(cal):
    report = stolen(hours=30)
    found = confirming.computed(report)
    assert found.record_by < timezone.now()
    row = confirming.record(report=report, by=cal, stands=found.stands, delay="It lay unread.")
    assert row.facts["delay"] == "It lay unread."
    assert row.review.rules


def test_when_it_happened_goes_into_the_decision(cal):
    when = {"day": "28", "month": "11", "year": "2026", "time": "14:30", "at": "2026-11-28T14:30"}
    report = stolen(answers=[*answered(THEFT), ["when", when]])
    found = confirming.computed(report)
    row = confirming.record(report=report, by=cal, stands=found.stands)
    assert row.facts["happened_at"].startswith("2026-11-28T14:30")


def test_what_presses_does_not_end_without_a_crime_in_a_few_clicks(client):
    sue = person("sue", Role.SUPERVISOR)
    report, _ = reported("My neighbour said he would burn my house down.")
    log = log_of(report)
    client.force_login(sue)
    page = reverse("no-crime", args=[log.pk])
    body = client.get(page).content.decode()
    assert "What is urgent in what was reported" in body
    assert "threat to kill" in body
    clicks = {"test": "not-a-crime", "evidence": "first-account", "from_whom": "victim", "told": "in-person"}  # fmt: skip
    answer = client.post(page, clicks)
    assert answer.status_code == 400
    assert "Say in your own words why it is no crime" in answer.content.decode()
    calm, _ = reported("The road is noisy.")
    quiet = reverse("no-crime", args=[log_of(calm).pk])
    assert "in your own words why" not in client.post(quiet, clicks).content.decode()


def test_who_goes_on_with_somebody_elses_decision_is_told_whose_it_is(client):
    sue, cal = person("sue", Role.SUPERVISOR), person("cal", Role.CALL_TAKER)
    row = start_decision(by=sue, log=log_of(reported("The road is noisy.")[0]))
    page = reverse("decision-question", args=[row.pk, 1])
    for user, told in ((cal, True), (sue, False)):
        client.force_login(user)
        assert ("Sue began this decision" in client.get(page).content.decode()) == told


def test_answers_and_words_that_do_not_go_together_are_shown_and_never_confirmed_in_one_screen(
    cal, client
):
    report = stolen(account="He took the gin and shoved past the guard at the door.")
    assert report.risk < confirming.PRESSES
    with pytest.raises(ReportError, match="don't go together"):
        confirming.record(report=report, by=cal, stands=confirming.computed(report).stands)
    assert not Crime.objects.exists()
    client.force_login(cal)
    for name in ("report-confirm", "report-work"):
        page = words_on(client.get(reverse(name, args=[report.pk])))
        assert "What doesn't go together" in page
        assert "no force was used or threatened, and the account says" in page
    # Beside the very answer in the questions, too.
    decision = confirming.carry_over(report=report, by=cal)
    [force] = [each for each in given(decision) if each.question == "theft-force"]
    assert "shoved past the guard" in force.source


def test_two_answers_that_tell_the_rules_different_things_are_shown():
    definition = {
        "title": "Two answers",
        "routes": ["public"],
        "start": ["victim", "no"],
        "question": [
            {"use": "what-happened"},
            {"id": "one", "kind": "yes-no", "asks": "Was it taken?", "answers": [{"say": "yes", "text": "Yes", "fact": {"what": "theft"}}]},
            {"id": "two", "kind": "yes-no", "asks": "Was it broken?", "answers": [{"say": "yes", "text": "Yes", "fact": {"what": "damage"}}]},
            {"id": "three", "kind": "yes-no", "asks": "Was a knife shown to anybody?"},
        ],
    }  # fmt: skip
    keep_type(by=person("reg", Role.REGISTRAR), definition=definition)
    answers = [["one", "yes"], ["two", "yes"], ["three", "yes"], ["rules:theft-force", "no"]]
    report, _ = reported(type_key="two-answers", type_version=1, answers=answers)
    words = [each.words for each in against_in(report)]
    assert any("“Was it broken?” doesn't go together" in each for each in words)
    # A question that was said yes to is something that was told.
    assert any("“Was a knife shown to anybody?” was answered with yes" in each for each in words)
    calm, _ = reported(type_key="two-answers", type_version=1, answers=[["one", "yes"]])
    assert against_in(calm) == []
