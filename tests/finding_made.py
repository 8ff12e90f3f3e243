"""Logs, people and places to be found, for tests of the search."""

from datetime import UTC, datetime

from django.db import transaction

from onrecord.contact import actions
from onrecord.contact.models import Log, LogPerson, LogPlace
from onrecord.finding.asking import understand
from onrecord.finding.models import (
    KINDS,
    Document,
    Group,
    Kind,
)
from onrecord.finding.queries import Filter, find
from onrecord.ledger.actions import append
from onrecord.recording.models import Crime, ReportedIncident


def opened(by, text, *, department="North", at=None) -> Log:
    at = at or datetime(2026, 5, 1, 12, tzinfo=UTC)
    return actions.open_log(
        by=by, source="999", text=text, received_at=at, opened_at=at, department=department
    )


def person(log, name="", **more) -> LogPerson:
    row = LogPerson(
        log=log, log_ref=log.ref, label=f"p{LogPerson.objects.count()}", name=name, **more
    )
    with transaction.atomic():
        row.entry_seq = append(
            kind="person.named", subject=f"log-person:{log.ref}:{row.label}", body={}, by="test"
        )
        row.save()
    return row


def place(log, **more) -> LogPlace:
    row = LogPlace(log=log, log_ref=log.ref, label=f"s{LogPlace.objects.count()}", **more)
    with transaction.atomic():
        row.entry_seq = append(
            kind="place.named", subject=f"log-place:{log.ref}:{row.label}", body={}, by="test"
        )
        row.save()
    return row


def refs(user, typed, group=Group.LOGS, **asked) -> list[str]:
    """The references of what is found; of what belongs to a log or a crime, of that."""
    found = []
    for hit in find(user, group, understand(typed), Filter(**asked)).hits:
        owner = Document.objects.get(id=hit.document).owner or hit.document
        model = {Kind.LOG: Log, Kind.CRIME: Crime, Kind.INCIDENT: ReportedIncident}[owner % KINDS]
        found.append(model.objects.get(pk=owner // KINDS).ref)
    return found
