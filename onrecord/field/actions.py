"""Taking in what was written without signal: once, in order, with its three times.

A report that can be read is never turned away: what doesn't fit (an answer of an older version of the questions, a log
number that nobody knows) is kept with the report and left to a person.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from crimerules.tree import Interview, TreeError
from onrecord.calls.actions import CallError, attach_recording
from onrecord.calls.files import Draft, alone, remove
from onrecord.calls.kinds import SOUND, kind_of
from onrecord.calls.models import Recording
from onrecord.contact.actions import (
    LogError,
    add_account,
    check_origin,
    check_time,
    link_logs,
    name_place,
    open_log,
    write_entry,
)
from onrecord.contact.location import in_words
from onrecord.contact.models import EntryKind, Log
from onrecord.contact.policies import can_write_log, visible_logs
from onrecord.contact.references import reference_key
from onrecord.deciding.actions import answer, conclude, put_facts, start_decision
from onrecord.deciding.errors import DecisionError
from onrecord.deciding.models import RecordingDecision
from onrecord.field.content import attachment_content, report_content
from onrecord.field.envelope import Envelope
from onrecord.field.files import fill
from onrecord.field.models import Attachment, FieldReport
from onrecord.field.naming import named_people
from onrecord.ledger.actions import append
from onrecord.people.models import User

MOST_FILE = 25 * 2**20


def part(origin: str, name: str) -> str:
    """The origin of something that a report brings with it: always the same for the same report."""
    return str(uuid5(UUID(origin), name))


def take_in(
    *, by: User, envelope: Envelope, sent: Mapping[str, Any], route: str = "phone"
) -> FieldReport:
    """Take in one report: its log, its decision, and its crimes where nothing is left to ask.

    `sent`: the report as it came, kept word for word. The same origin again returns what is there and writes nothing.
    Raises LogError for times and texts that can't be.
    """
    origin = check_origin(envelope.origin)
    for name, at in (("known_at", envelope.known_at), ("recorded_at", envelope.recorded_at)):
        check_time(name, at)
    with transaction.atomic():
        there = FieldReport.objects.select_for_update().filter(origin=origin).first()
        if there is not None:
            return there
        log = _log(by, envelope, origin)
        decision = _decision(by, envelope, origin, log, route) if envelope.answers else None
        report = FieldReport(
            origin=origin,
            by=by.username,
            route=route,
            known_at=envelope.known_at,
            recorded_at=envelope.recorded_at,
            sent_at=envelope.sent_at,
            received_at=timezone.now(),
            sent=dict(sent),
            log_system=log.system,
            log_ref=log.ref,
            decision=decision.origin if decision else "",
        )
        report.entry_seq = append(
            kind="field.report",
            subject=f"field-report:{origin}",
            body=report_content(report),
            by=by.username,
        )
        report.save(force_insert=True)
    return report


def _log(by: User, envelope: Envelope, origin: str) -> Log:
    """The log that the report belongs to: the one it names, if this person may write in it, else a new one."""
    named = None
    if envelope.log_ref:
        key = reference_key(envelope.log_ref)
        named = visible_logs(by, Log.objects.filter(ref_key=key)).order_by("-id").first()
    if named is not None and can_write_log(by, named) and named.closed_at is None:
        add_account(
            log=named,
            by=by,
            text=envelope.first_account,
            who="told to an officer in the street",
            differs=False,
            entered_at=envelope.known_at,
            recorded_at=envelope.recorded_at,
            sent_at=envelope.sent_at,
            origin=part(origin, "account"),
        )
        log = named
    else:
        log = open_log(
            by=by,
            source=envelope.source or "officer in the street",
            first_report="an officer was told",
            text=envelope.first_account,
            received_at=envelope.known_at,
            opened_at=envelope.recorded_at,
            sent_at=envelope.sent_at,
            officer=str(by),
            origin=part(origin, "log"),
        )
        if named is not None and named.opened_at is not None:
            link_logs(log=log, other=named, by=by, why="named by the officer")
    # One box on a telephone: a postcode or a grid reference in it is told from words here.
    place = in_words(envelope.place) if envelope.place else {}
    if place and not _has_place(log, place):
        name_place(log=log, by=by, **place, origin=part(origin, "place"))
    notes = [envelope.note] if envelope.note else []
    if envelope.log_ref and (named is None or log.pk != named.pk):
        notes.append(f"The officer named the log {envelope.log_ref}.")
    for number, note in enumerate(notes):
        write_entry(
            log,
            by=by,
            text=note,
            entered_at=envelope.recorded_at,
            origin=part(origin, f"note{number}"),
            recorded_at=envelope.recorded_at,
            sent_at=envelope.sent_at,
        )
    return log


def _has_place(log: Log, place: Mapping[str, str]) -> bool:
    """Whether the log names the place already, in the same words."""
    return any(
        all(
            reference_key(getattr(each, name)) == reference_key(said)
            for name, said in place.items()
        )
        for each in log.places.all()
    )


def _decision(by: User, envelope: Envelope, origin: str, log: Log, route: str) -> RecordingDecision:
    """The decision as far as the answers lead; concluded where nothing is left to ask or to explain."""
    row = start_decision(
        by=by,
        log=log,
        route=route,
        origin=part(origin, "decision"),
        known_at=envelope.known_at,
        recorded_at=envelope.recorded_at,
        sent_at=envelope.sent_at,
    )
    try:
        with transaction.atomic():
            given = dict(row.facts)
            given["people"] = named_people(given.get("people", ()), envelope.names)
            row = put_facts(decision=row, by=by, facts=given)
    except DecisionError as error:
        _note(
            log,
            by,
            f"The names could not be put into the decision: {error} They were: {dict(envelope.names)}.",
        )
    fits = fitting(envelope.answers)
    for say in fits:
        row = answer(decision=row, by=by, say=say)
    if len(fits) < len(envelope.answers):
        _note(
            log,
            by,
            f"The questions have changed since they were answered without signal. The answers from number {len(fits) + 1} on are left: {', '.join(envelope.answers[len(fits) :])}.",
        )
        return row
    try:
        with transaction.atomic():
            row = conclude(decision=row, by=by, recorded_at=envelope.recorded_at)
    except DecisionError as error:
        _note(log, by, f"The decision is left open: {error}", kind=EntryKind.DECISION)
    return row


def fitting(answers: Iterable[str]) -> list[str]:
    """The answers as far as the questions of today offer them, in their order."""
    here, fits = Interview(), []
    for say in answers:
        if here.finished:
            break
        try:
            here = here.answer(say)
        except TreeError:
            break
        fits.append(say)
    return fits


def _note(log: Log, by: User, text: str, kind: str = EntryKind.LINE) -> None:
    write_entry(log, by=by, text=text, kind=kind)


def attach(
    *,
    by: User,
    report: FieldReport,
    origin: str,
    name: str,
    chunks: Iterable[bytes],
    taken_at: datetime | None = None,
) -> Attachment | Recording:
    """Keep a photograph or a voice note of a report. The same origin again returns what is there.

    A voice note is a recording of the log (`onrecord.calls`). Raises LogError for an origin that is none, FileTrouble
    when the file can't be kept.
    """
    origin = check_origin(origin)
    there = (
        Attachment.objects.filter(origin=origin).first()
        or Recording.objects.filter(origin=origin).first()
    )
    if there is not None:
        return there
    log = Log.objects.get(system=report.log_system, ref=report.log_ref)
    name = name.replace("\x00", "").strip()[:200] or "file"
    with Draft() as draft:
        # Before the transaction: a large file keeps nobody else waiting.
        fill(draft, chunks, most=MOST_FILE)
        found = kind_of(draft.file, draft.size)
        if found.what == SOUND:
            with suppress(CallError):
                return attach_recording(
                    log=log,
                    by=by,
                    draft=draft,
                    file_name=name,
                    about="voice note from the street",
                    origin=origin,
                )
        with alone():
            placed = draft.place()
            try:
                return _attached(by, report, log, origin, name, found.media_type, draft, taken_at)
            except BaseException:
                if placed:
                    remove(draft.sha256)
                raise


def _attached(
    by: User,
    report: FieldReport,
    log: Log,
    origin: str,
    name: str,
    kind: str,
    draft: Draft,
    taken_at: datetime | None,
) -> Attachment:
    with transaction.atomic():
        row = Attachment(
            origin=origin,
            report=report,
            report_origin=report.origin,
            name=name,
            media_type=kind,
            size=draft.size,
            sha256=draft.sha256,
            taken_at=taken_at,
            by=by.username,
            received_at=timezone.now(),
        )
        row.entry_seq = append(
            kind="field.attachment",
            subject=f"field-file:{origin}",
            body=attachment_content(row),
            by=by.username,
        )
        row.save(force_insert=True)
        write_entry(
            log,
            by=by,
            text=f"File attached: {row.name}.",
            detail={"file": origin, "sha256": row.sha256, "media_type": kind},
            origin=part(origin, "entry"),
        )
    return row


__all__ = ["LogError", "attach", "fitting", "part", "take_in"]
