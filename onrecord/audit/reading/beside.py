"""What stands beside the questions: the record's lines, recording, crimes, decisions, incidents, whoever was told."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from onrecord.audit.models import RecordKind, SampleItem
from onrecord.audit.programmes.programme import Programme
from onrecord.calls.models import Recording
from onrecord.calls.panel import let_play
from onrecord.calls.policies import can_listen
from onrecord.contact.models import EntryKind, Log
from onrecord.contact.page import crimes_of, recording_gap
from onrecord.contact.queries import entries_of
from onrecord.contact.thrive import latest
from onrecord.deciding import queries as deciding
from onrecord.deciding.interview import given
from onrecord.deciding.panel import told
from onrecord.people.access import whoever
from onrecord.recording.models import CrimeEvent

MOST_ENTRIES = 500


@dataclass(frozen=True, slots=True)
class Trace:
    """A recording decision: what was asked and answered, the rules' steps, and the rationales."""

    row: Any
    given: list[Any]
    steps: list[dict[str, Any]]
    rationales: list[dict[str, Any]]


def beside(request: HttpRequest, item: SampleItem, programme: Programme) -> dict[str, Any]:
    """The context of everything but the questions. Nothing of any reading is in it."""
    log = log_of(item)
    lines = entries_of(log, MOST_ENTRIES) if log is not None else []
    found: dict[str, Any] = {
        "log": log,
        "lines": lines[:MOST_ENTRIES],
        "more_lines": len(lines) > MOST_ENTRIES,
        "crimes": crimes_of(log) if log is not None else [],
        "gap": recording_gap(log) if log is not None else None,
        "traces": traces_of(log) if log is not None else [],
        "incidents": list(log.incidents.order_by("id")) if log is not None else [],
        "thrive": latest(sorted(lines, key=lambda line: line.entry_seq)) if log else None,
        "told": [line for line in lines if line.kind == EntryKind.TOLD],
        "recordings": [],
        "happened": happened_to(item),
    }
    if log is not None and can_listen(whoever(request), log):
        found["recordings"] = list(Recording.objects.filter(log=log).order_by("id"))
        if any(recording.can_play for recording in found["recordings"]):
            let_play(request)
    return found


def log_of(item: SampleItem) -> Log | None:
    """The log of the record: itself, or the one its crime or incident belongs to."""
    if item.kind == RecordKind.LOG:
        return item.log
    if item.kind == RecordKind.CRIME:
        return item.crime.logs.order_by("received_at", "id").first() if item.crime else None
    return item.incident.log if item.incident else None


def happened_to(item: SampleItem) -> list[CrimeEvent]:
    """What happened to a crime or incident, oldest first."""
    if item.kind == RecordKind.CRIME:
        return list(CrimeEvent.objects.filter(crime=item.crime).order_by("id")[:MOST_ENTRIES])
    if item.kind == RecordKind.INCIDENT:
        return list(CrimeEvent.objects.filter(incident=item.incident).order_by("id")[:MOST_ENTRIES])
    return []


def traces_of(log: Log) -> list[Trace]:
    """The decisions made about a log, with the steps by which the rules came to what they said."""
    found = []
    for row in deciding.of_log(log):
        steps = (row.result or {}).get("steps", [])
        found.append(
            Trace(
                row, given(row.answers), list(steps), [told(each) for each in row.rationales.all()]
            )
        )
    return found
