"""What became of a report from the street, and what a log has from there."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from onrecord.calls.integrity import Held
from onrecord.contact.models import Log
from onrecord.contact.policies import can_write_log
from onrecord.deciding.models import RecordingDecision
from onrecord.deciding.states import State
from onrecord.field.models import Attachment, FieldReport
from onrecord.field.policies import can_use_field
from onrecord.people.models import User


def became(report: FieldReport) -> dict[str, Any]:
    """What the device shows: {origin, log, url, words, crimes}."""
    log = Log.objects.get(system=report.log_system, ref=report.log_ref)
    decision = (
        RecordingDecision.objects.filter(origin=report.decision).first()
        if report.decision
        else None
    )
    crimes = list(decision.crime_refs) if decision else []
    return {
        "origin": report.origin,
        "log": log.ref,
        "url": reverse("log", args=[log.pk]),
        "crimes": crimes,
        "words": _words(decision, crimes),
    }


def _words(decision: RecordingDecision | None, crimes: list[str]) -> str:
    if decision is None:
        return "The questions are not answered yet: open the log and decide."
    if crimes:
        return f"Recorded: {', '.join(crimes)}."
    if decision.state == State.CONCLUDED:
        return "Decided: no crime is recorded, and why is kept."
    if decision.state == State.REFERRED:
        return "With the registrar: the rules leave a point open."
    return "Something is left to answer: open the log and finish the decision."


def from_the_street(user: User, log: Log) -> dict[str, Any] | None:
    """What a log has from the street, and the way there with it, for the log page; None where there is neither.

    `take`: the address of the page for the street with this log's number, for whoever may write in the log now.
    """
    may_take = log.closed_at is None and can_use_field(user) and can_write_log(user, log)
    reports = list(
        FieldReport.objects.filter(log_system=log.system, log_ref=log.ref).order_by("id")
    )
    if not reports and not may_take:
        return None
    return {
        "take": reverse("field", query={"log": log.ref}) if may_take else "",
        "reports": reports,
        "files": list(Attachment.objects.filter(report__in=reports).order_by("id")),
    }


def held_files() -> Iterator[Held]:
    """Every photograph and other file, for the check of the files on the disk."""
    for row in Attachment.objects.order_by("id").iterator(chunk_size=500):
        yield Held(row.sha256, row.size, f"The file {row.name} from the street", row.entry_seq)
