"""Telling the victim, on record: to whom, by whom, when, how and what."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from onrecord.contact.actions import check_text, check_time
from onrecord.contact.models import EntryKind
from onrecord.people.models import User
from onrecord.recording.actions.writing import (
    begin_crime_step,
    begin_incident_step,
    sent_before,
    tell_logs,
    write_event,
)
from onrecord.recording.errors import CrimeError
from onrecord.recording.models import Crime, CrimeEvent, ReportedIncident
from onrecord.recording.states import EventKind
from onrecord.recording.told import TOPICS, WAYS, victims_of


def tell_victim(
    *,
    record: Crime | ReportedIncident,
    by: User,
    topic: str,
    person: str,
    how: str,
    said: str,
    matter: str = "",
    reference: str = "",
    told_at: datetime | None = None,
    version: int | None = None,
    origin: str | None = None,
) -> CrimeEvent:
    """Write down that a victim, or somebody for them, was told something, and return the event.

    `topic` and `how`: keys of `told.TOPICS` and `told.WAYS`. `person`: label of the victim in the crime; of an incident,
    any name. `matter`: the outcome of which they were told; `reference`: another force's. Raises CrimeError (LogError for
    a text or time), NotAllowed, Conflict.
    """
    there = sent_before(origin)
    if there is not None:
        return there
    if topic not in TOPICS:
        raise CrimeError(f"{topic!r} is no topic. Use one of: {', '.join(TOPICS)}.")
    if how not in WAYS:
        raise CrimeError(f"{how!r} is no way of telling. Use one of: {', '.join(WAYS)}.")
    said = check_text("What was said", said)
    told_at = check_time("The time of telling", told_at or timezone.now())
    if topic == "transfer" and not reference.strip():
        raise CrimeError(
            "A victim whose crime goes to another force is told that force's reference (Crime Recording Rules 2026/27, "
            "p. 25). Write it in."
        )
    if topic == "outcome" and not matter.strip():
        raise CrimeError("Say which outcome the victim was told of.")
    detail: dict[str, Any] = {
        "topic": topic,
        "person": person.strip(),
        "how": how,
        "matter": matter.strip(),
        "reference": reference.strip(),
    }
    with transaction.atomic():
        row: Crime | ReportedIncident
        if isinstance(record, Crime):
            row = begin_crime_step(record, by=by, step="tell", version=version)
            detail["name"] = _victim(row, person)
        else:
            row = begin_incident_step(record, by=by, step="tell", version=version)
            detail["name"] = check_text("Who was told", person)[:200]
        event = write_event(
            row,
            by=by,
            kind=EventKind.TOLD,
            text=said,
            detail=detail,
            happened_at=told_at,
            origin=origin,
        )
        tell_logs(
            row,
            by=by,
            kind=EntryKind.TOLD,
            text=f"{detail['name']} was told {WAYS[how]}: {TOPICS[topic]}. {said}",
            detail={"what": "told", "topic": topic, "how": how},
        )
    return event


def _victim(crime: Crime, label: str) -> str:
    victims = {person.label: str(person) for person in victims_of(crime)}
    if label not in victims:
        known = ", ".join(victims) or "nobody; add the victim first"
        raise CrimeError(f"{label!r} is no victim of this crime. Its victims are: {known}.")
    return victims[label]
