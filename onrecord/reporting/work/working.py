"""What those who work on reports may do with one: everything with its ledger entry, in one transaction.

    release(report=, by=)                           a person read it: it is a report; its log is opened
    set_aside(report=, by=, reason=)                a person read it: nothing is reported
    pass_on(report=, by=, force=, their_ref=)       another force has it, and confirmed so with its reference
    keep_ours(report=, by=, reason=)                it was marked as for another force by mistake
    write_to(report=, by=, text=)                   a message to the reporter
    mark_read(message=, by=)                        read; there is nothing to answer
    answer_challenge(message=, by=, outcome=, text=)

Who may is asked of `onrecord.reporting.policies` here as well, so that no page and no program comes round it. Raises
ReportError in words, NotAllowed.
"""

import uuid
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from onrecord.contact.actions import LogError, add_entry
from onrecord.people.models import User
from onrecord.reporting.errors import ReportError
from onrecord.reporting.files.keeping import note_files
from onrecord.reporting.models import Report, ReportMessage
from onrecord.reporting.policies import check_can_answer_challenge, check_can_work_report
from onrecord.reporting.receiving.intake import open_its_log
from onrecord.reporting.states import MessageKind, ReportState
from onrecord.reporting.status.rights import answer_by
from onrecord.reporting.work.of_log import OURS, SET_ASIDE_BY, log_of
from onrecord.reporting.work.outcome import changed_since, standing_decisions
from onrecord.reporting.writing import held, keep, keep_message, move, next_number, words_of

# What presses has an hour at the most (triage.toml).
PRESSING: Final = timedelta(hours=1)
CHANGED, STANDS = "changed", "stands"
OUTCOMES: Final = {
    CHANGED: "The decision was changed",
    STANDS: "The decision stands",
}
MOST_FORCE = 120


def release(*, report: Report, by: User) -> Report:
    """It is a report: open its log. The 24 hours run from when it was sent, however long it was held back."""
    check_can_work_report(by, report)
    with transaction.atomic():
        row = held(report)
        if row.state == ReportState.RECEIVED:
            return row
        before = row.get_state_display()
        move(row, ReportState.RECEIVED)
        try:
            log = open_its_log(row)
            add_entry(
                log=log,
                by=by,
                text=f"Report {row.ref} was {before.partition(':')[0]} ({'; '.join(map(str, row.doubts)) or 'no reason was kept'}). "
                "Read, and taken as a report.",
            )
        except LogError as error:
            raise ReportError(str(error)) from None
        row = keep(row, by=by.username, log_system=log.system, log_ref=log.ref)
        note_files(row, by)
        return row


def set_aside(*, report: Report, by: User, reason: str) -> Report:
    """Nothing is reported. It is kept, with the reason, and can be taken as a report later."""
    check_can_work_report(by, report)
    reason = words_of("The reason", reason, 1000)
    with transaction.atomic():
        row = held(report)
        move(row, ReportState.SET_ASIDE)
        # Whoever set it aside doesn't answer the challenge of it (`onrecord.reporting.work.of_log`).
        told = {**row.told, SET_ASIDE_BY: by.username}
        return keep(row, by=by.username, told=told, doubts=[*row.doubts, f"Set aside: {reason}"])


def pass_on(*, report: Report, by: User, force: str, their_ref: str) -> Report:
    """Another force confirmed that it has the report. It stays here as it was sent; its log is closed in the ordinary way,
    which asks for a decision or a reason."""
    check_can_work_report(by, report)
    force = words_of("The force", force, MOST_FORCE)
    their_ref = words_of("The reference that it gave", their_ref, MOST_FORCE)
    with transaction.atomic():
        row = held(report)
        move(row, ReportState.TRANSFERRED)
        log = log_of(row)
        if log is not None and log.closed_at is None:
            add_entry(
                log=log,
                by=by,
                text=f"Passed to {force}, which confirmed that it has the report under its reference {their_ref}.",
            )
        return keep(row, by=by.username, other_force=force, other_ref=their_ref)


def keep_ours(*, report: Report, by: User, reason: str) -> Report:
    """It is ours after all, whatever was answered about where it happened. Its clock runs as it did, from when it was sent."""
    check_can_work_report(by, report)
    reason = words_of("The reason", reason, 1000)
    with transaction.atomic():
        row = held(report)
        if row.state != ReportState.RECEIVED or not row.other_force:
            raise ReportError(
                f"Report {row.ref} isn't marked as for another force any more. Load its page again."
            )
        log = log_of(row)
        if log is not None and log.closed_at is not None:
            if not (log.crime_count or standing_decisions(log)):
                raise ReportError(
                    "Its log is closed, and nothing was decided about it: open the log again first, so that somebody decides."
                )
        elif log is not None:
            add_entry(log=log, by=by, text=f"Ours after all, not {row.other_force}'s: {reason}")
        told = {**row.told, OURS: {"not": row.other_force, "why": reason, "by": by.username}}
        return keep(row, by=by.username, other_force="", told=told)


def write_to(*, report: Report, by: User, text: str, origin: str | None = None) -> ReportMessage:
    """A message that the reporter finds on their page. What they wrote before counts as answered, challenges apart."""
    check_can_work_report(by, report)
    text = words_of("The message", text)
    with transaction.atomic():
        row = held(report)
        origin = origin or str(uuid.uuid4())
        there = ReportMessage.objects.filter(origin=origin).first()
        if there is not None:
            return there
        now = timezone.now()
        for each in row.messages.filter(answered_at=None, by="").exclude(
            kind=MessageKind.CHALLENGE
        ):
            each.answered_at, each.answered_by = now, by.username
            keep_message(each, by=by.username)
        return keep_message(
            ReportMessage(
                report=row,
                report_ref=row.ref,
                number=next_number(row),
                kind=MessageKind.ANSWER,
                origin=origin,
                text=text,
                at=now,
                by=by.username,
            ),
            by=by.username,
        )


def mark_read(*, message: ReportMessage, by: User) -> ReportMessage:
    """Somebody read it, and there is nothing to answer. A challenge is always answered: of one that presses, what presses is
    dealt with, and the challenge keeps its days."""
    check_can_work_report(by, message.report)
    with transaction.atomic():
        row = ReportMessage.objects.select_for_update().get(pk=message.pk)
        if row.kind == MessageKind.CHALLENGE:
            if not presses(row):
                raise ReportError("A challenge is answered in words. Write what came of it.")
            row.due_at = answer_by(row.at)
            return keep_message(row, by=by.username)
        if row.answered_at is None:
            row.answered_at, row.answered_by = timezone.now(), by.username
            keep_message(row, by=by.username)
        return row


def presses(message: ReportMessage) -> bool:
    """Whether what a reporter wrote is to be looked at within the hour, and nobody has."""
    due = message.due_at
    return message.answered_at is None and due is not None and due <= message.at + PRESSING


def answer_challenge(*, message: ReportMessage, by: User, outcome: str, text: str) -> ReportMessage:
    """Say what came of a challenge, in words that the reporter reads. Where the decision is changed, a new decision that
    corrects it is made first, in the ordinary way."""
    if message.kind != MessageKind.CHALLENGE:
        raise ReportError("This is no challenge. Write to the reporter instead.")
    check_can_answer_challenge(by, message)
    if outcome not in OUTCOMES:
        raise ReportError("Say whether the decision was changed or stands.")
    text = words_of("The answer", text)
    with transaction.atomic():
        row = ReportMessage.objects.select_for_update().get(pk=message.pk)
        if row.answered_at is not None:
            raise ReportError("Somebody has answered it already. Load the page again.")
        if outcome == CHANGED and not decided_since(row):
            raise ReportError(
                "Nothing was decided anew since the challenge. Correct the decision first, on the page of the log, or release "
                "what was set aside; then say here that it was changed."
            )
        log = log_of(row.report)
        released = log is not None and log.opened_at is not None and log.opened_at > row.at
        if (
            outcome == CHANGED
            and log is not None
            and not released
            and not changed_since(log, row.at)
        ):
            raise ReportError(
                "It was decided anew since the challenge, and it comes to the same: the same crimes, or the same way of "
                "ending without one. Say that the decision stands, and why; or correct it so that something else comes of it."
            )
        row.answered_at, row.answered_by = timezone.now(), by.username
        row.outcome, row.answer = outcome, text
        keep_message(row, by=by.username)
        if log is not None and log.closed_at is None:
            add_entry(
                log=log,
                by=by,
                text=f"Challenge by the reporter answered. {OUTCOMES[outcome]}. {text}",
            )
        return row


def decided_since(message: ReportMessage) -> bool:
    """Whether something was decided about the log, or about a crime of it, after the challenge was written; or whether what
    had been set aside was taken as a report after all."""
    log = log_of(message.report)
    if log is None:
        return False
    if log.opened_at is not None and log.opened_at > message.at:
        return True
    decided = log.decisions.filter(concluded_at__gt=message.at).exists()
    return decided or changed_since(log, message.at)
