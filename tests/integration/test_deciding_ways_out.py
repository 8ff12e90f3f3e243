"""Decisions that record no crime, or otherwise than the rules say: each with its rationale, and for whom it waits."""

from datetime import timedelta

import pytest
from django.utils import timezone

from onrecord.contact.actions import LogError, close_log
from onrecord.deciding import actions
from onrecord.deciding.actions import DecisionError
from onrecord.deciding.models import Rationale, Review
from onrecord.deciding.states import ReviewState, State
from onrecord.ledger.live import verify_ledger
from onrecord.people.access import NotAllowed
from onrecord.recording.models import Crime, ReportedIncident
from tests.decisions_made import WHY, not_confirmed, opened, theft

pytestmark = pytest.mark.django_db


ORIGIN = "6f1c2f0e-3f0b-4f0e-9a52-0c8f4a0f9a11"


def test_a_way_out_needs_its_rationale(olu):
    log = opened(olu, opening_code="Crime: theft")
    row = not_confirmed(olu, log)
    with pytest.raises(DecisionError, match="Give the rationale"):
        actions.conclude(decision=row, by=olu)
    with pytest.raises(DecisionError, match="lacks: on what evidence, what the victim was told"):
        actions.conclude(decision=row, by=olu, rationale={"from_whom": "victim"})
    done = actions.conclude(decision=row, by=olu, rationale={**WHY, "text": "Spoke to him."})
    one = Rationale.objects.get()
    assert (one.exit, one.test, one.evidence) == (
        "crime-related-incident",
        "not-confirmed",
        "video",
    )
    assert one.challenge.startswith("They can appeal")
    assert one.told_by == "Olu"
    incident = ReportedIncident.objects.get()
    assert (incident.kind, incident.sub_code) == ("crime-related", "not-confirmed")
    assert done.incident_refs == [incident.ref]
    assert not Crime.objects.exists()
    assert verify_ledger(records=True).problems == []


def test_not_a_crime_straight_from_the_flow_chart(olu):
    log = opened(olu, opening_code="Crime: theft")
    row = actions.negate(by=olu, log=log, rationale={"test": "contrary", **WHY}, origin=ORIGIN)
    assert row.state == State.CONCLUDED
    assert row.result["not_recorded"][0]["exit"] == "incident-only"
    assert (
        actions.negate(by=olu, log=log, rationale={"test": "contrary", **WHY}, origin=ORIGIN).pk
        == row.pk
    )
    assert Rationale.objects.count() == 1
    closed = close_log(log=log, by=olu, closing_code="Not a crime: rationale given")
    assert closed.closed_at is not None


def test_a_rape_that_is_negated_is_n100_with_its_sub_code_and_for_the_registrar(olu, sam, rowan):
    log = opened(olu, opening_code="Crime: sexual offence")
    row = actions.negate(by=olu, log=log, rationale={"test": "contrary", **WHY}, concerns="rape")
    incident = ReportedIncident.objects.get()
    assert (incident.kind, incident.sub_code) == ("N100", "N100/02")
    assert incident.comes_up_on is not None
    held = Review.objects.get(decision=row)
    assert held.by_whom == "registrar"
    with pytest.raises(NotAllowed):
        actions.review(decision=row, by=sam, outcome="agreed")
    assert actions.review(decision=row, by=rowan, outcome="agreed").state == ReviewState.AGREED


def test_nobody_is_traced_and_something_is_still_to_be_tried(olu):
    row = actions.negate(by=olu, log=None, rationale={"test": "not-traced", **WHY})
    one = Rationale.objects.get(decision=row)
    assert one.to_try == "Trace the victim, and ask"
    assert one.comes_up_on == timezone.localdate() + timedelta(days=7)
    assert ReportedIncident.objects.get().comes_up_on == one.comes_up_on


@pytest.mark.parametrize("code", ["Crime: theft", "Domestic incident", "ASB: personal"])
def test_a_log_that_reports_a_crime_is_not_closed_without_crimes_or_rationale(olu, code):
    log = opened(olu, opening_code=code, text="Nothing much was said.")
    with pytest.raises(LogError, match="reports a crime on its face"):
        close_log(log=log, by=olu, closing_code="Incident dealt with, no crime reported")
    row = actions.start_decision(by=olu, log=log)
    with pytest.raises(LogError, match="still open"):
        close_log(log=log, by=olu, closing_code="Opened in error")
    actions.withdraw(decision=row, by=olu, reason="Begun on the wrong log")
    actions.conclude(decision=theft(olu, log), by=olu)
    log.refresh_from_db()
    assert close_log(log=log, by=olu, closing_code="Crime recorded").closed_at is not None


def test_a_log_that_only_reads_like_a_crime_is_asked_about_too(olu):
    log = opened(
        olu,
        opening_code="Civil dispute",
        text="My neighbour punched me in the face and broke my nose.",
    )
    with pytest.raises(LogError, match="it says"):
        close_log(log=log, by=olu, closing_code="Incident dealt with, no crime reported")
    quiet = opened(
        olu, opening_code="Lost or found property", text="Found an umbrella at the station."
    )
    assert close_log(
        log=quiet, by=olu, closing_code="Incident dealt with, no crime reported"
    ).closed_at


@pytest.mark.parametrize(
    ("text", "perhaps"),
    [
        ("He had me by the throat, I could not breathe.", "strangulation or suffocation"),
        ("She says he put his boot through the front door again.", "criminal damage"),
        ("Shop says he helped himself to the till.", "theft"),
    ],
)
def test_what_is_told_in_everyday_words_is_quoted_at_closing(olu, text, perhaps):
    log = opened(olu, opening_code="Civil dispute", text=text)
    with pytest.raises(LogError, match=rf"it says “.*” \(perhaps {perhaps}\)"):
        close_log(log=log, by=olu, closing_code="Incident dealt with, no crime reported")


def test_a_log_that_says_why_there_is_no_crime_is_not_held_up(olu):
    text = "Thought a man had punched her. CCTV viewed with her: she tripped, nobody touched her. No assault."
    log = opened(olu, opening_code="Civil dispute", text=text)
    done = close_log(log=log, by=olu, closing_code="Incident dealt with, no crime reported")
    assert done.closed_at is not None


def test_a_closing_code_that_promises_a_crime(olu):
    log = opened(olu, opening_code="Lost or found property", text="Found an umbrella.")
    with pytest.raises(LogError, match="none was"):
        close_log(log=log, by=olu, closing_code="Crime recorded")


def test_choosing_otherwise_keeps_both_and_goes_to_the_registrar(olu, rowan):
    row = theft(olu)
    with pytest.raises(DecisionError, match="Say why"):
        actions.conclude(
            decision=row, by=olu, disagree={"instead": {"c0": {"class": "49", "code": "049/10"}}}
        )
    with pytest.raises(DecisionError, match="doesn't hold code"):
        actions.conclude(
            decision=row,
            by=olu,
            disagree={"reason": "x", "instead": {"c0": {"class": "49", "code": "008/06"}}},
        )
    done = actions.conclude(
        decision=row,
        by=olu,
        disagree={
            "reason": "It lay outside on the pavement.",
            "instead": {"c0": {"class": "49", "code": "049/10"}},
        },
    )
    assert done.result["crimes"][0]["class"] == "46"
    assert done.chosen["crimes"][0]["class"] == "49"
    assert Crime.objects.get().crime_class == "49"
    held = Review.objects.get()
    assert (held.by_whom, held.rules) == ("registrar", ["disagreed"])
    assert verify_ledger(records=True).problems == []


def test_choosing_not_to_record_needs_a_rationale_and_one_more_crime_may_be_added(olu):
    row = theft(olu)
    nothing = {"reason": "He had paid.", "instead": {"c0": {"none": True}}}
    with pytest.raises(DecisionError, match="Give the rationale"):
        actions.conclude(decision=row, by=olu, disagree=nothing)
    row.refresh_from_db()
    assert row.state == State.OPEN
    more = {"reason": "A window went, too.", "also": [{"class": "58B", "code": "149/01"}]}
    from crimerules.offences import classes

    entry = next(each for each in classes()["58B"].entries if each.until is None)
    more["also"] = [{"class": "58B", "code": entry.code}]
    done = actions.conclude(decision=row, by=olu, disagree=more)
    assert sorted(each.crime_class for each in Crime.objects.all()) == ["46", "58B"]
    assert len(done.crime_refs) == 2
