"""What becomes of a reported incident: a crime, closed, cancelled as a mistake."""

import pytest
from django.utils import timezone

from onrecord.ledger.live import verify_ledger
from onrecord.people.access import NotAllowed
from onrecord.recording import actions
from onrecord.recording.errors import CrimeError, NotMet
from onrecord.recording.models import ReportedIncident
from onrecord.recording.states import IncidentState
from tests.integration.crime_steps_made import refused
from tests.integration.crime_world import make_world

pytestmark = pytest.mark.django_db


ORIGIN = "6f1c2f0e-3f0b-4f0e-9a52-0c8f4a0f9a11"


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def incident(world) -> ReportedIncident:
    return actions.record_incident(
        log=world.log,
        by=world.officer,
        kind="N100",
        sub_code="N100/01",
        reason="She was asleep.",
        to_try="Visit at ten",
        comes_up_on=timezone.localdate(),
        victims=["ann"],
    )


def test_an_incident_becomes_a_crime_once(world, incident):
    crime = actions.convert_incident(
        incident=incident,
        by=world.officer,
        crime={"class": "19C", "code": "019/08"},
        reason="She confirms it.",
        people={each.label: each for each in world.log.people.all()},
        origin=ORIGIN,
    )
    row = ReportedIncident.objects.get(pk=incident.pk)
    assert (row.state, row.crime_refs, row.comes_up_on) == (
        IncidentState.CONVERTED,
        [crime.ref],
        None,
    )
    assert (crime.known_at, [p.label for p in crime.people.all() if "victim" in p.roles]) == (
        incident.known_at,
        ["ann"],
    )
    again = actions.convert_incident(
        incident=incident, by=world.officer, crime={}, reason="x", origin=ORIGIN
    )
    assert again.pk == crime.pk
    refused(
        lambda: actions.convert_incident(
            incident=incident, by=world.officer, crime={"class": "19C"}, reason="x"
        ),
        "a crime was recorded",
        CrimeError,
    )
    assert verify_ledger(records=True).problems == []


def test_an_n100_is_closed_by_the_registrar_and_cancelled_only_as_a_mistake(world, incident):
    by = world.officer
    actions.note_tried(incident=incident, by=by, text="Nobody in.", to_try="Ring her sister")
    actions.redate_incident(
        incident=incident, by=by, comes_up_on=timezone.localdate(), reason="Ring at noon."
    )
    refused(
        lambda: actions.close_incident(incident=incident, by=by, reason="x"),
        "registrar",
        NotAllowed,
    )
    actions.set_sub_code(incident=incident, by=world.registrar, sub_code="2", reason="Film.")
    refused(
        lambda: actions.cancel_incident(
            incident=incident, by=world.registrar, reason="x", mistake=False
        ),
        "genuine error",
        NotMet,
    )
    closed = actions.close_incident(incident=incident, by=world.registrar, reason="Seen by FCR.")
    assert (closed.state, closed.comes_up_on) == (IncidentState.CLOSED, None)
    refused(
        lambda: actions.close_incident(incident=incident, by=world.registrar, reason="x"),
        "closed without a crime",
    )
    opened = actions.reopen_incident(incident=incident, by=by, reason="She rang.")
    assert opened.state == IncidentState.OPEN
    assert (
        actions.cancel_incident(
            incident=incident, by=world.registrar, reason="Wrong box.", mistake=True
        ).state
        == IncidentState.CANCELLED
    )
    assert verify_ledger(records=True).problems == []
