"""What may happen to a finding; each change with its ledger entry, in one transaction.

    send_findings(audit=, by=)                  every record that failed, once its reading holds
    pass_on(finding=, by=, to=, words=)         to a supervisor, or to the person
    begin_correction(finding=, by=)             the recording decision that makes good what was missed
    accept(finding=, by=, causes=, words=, crime_refs=)
    dispute(finding=, by=, words=)
    uphold(finding=, by=, words=)               the registrar: it stands
    reverse(finding=, by=, words=, how=, answers=)   the registrar: it falls; a final reading corrects the estimate

Everything raises AuditError in words, or NotAllowed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from onrecord.audit.actions import record_reading
from onrecord.audit.errors import AuditError
from onrecord.audit.findings.causes import causes as known_causes
from onrecord.audit.findings.content import finding_content, finding_subject, moment
from onrecord.audit.findings.correcting import begin_correction, recorded_since
from onrecord.audit.findings.models import Finding
from onrecord.audit.findings.people import department_of, officer_of
from onrecord.audit.findings.policies import (
    check_can_answer,
    check_can_decide_dispute,
    check_can_pass_on,
    check_can_send,
)
from onrecord.audit.findings.ready import ready
from onrecord.audit.findings.reversal import reading_that_passes
from onrecord.audit.findings.states import OPEN, FindingState, may_move
from onrecord.audit.models import Audit, Phase, Reading
from onrecord.audit.programmes.kept import programme_of
from onrecord.audit.reading.answers import AnswerError
from onrecord.audit.reading.second_queries import settled_reading
from onrecord.ledger.actions import append, append_many
from onrecord.ledger.entry import canonical_json
from onrecord.people.models import User
from onrecord.people.roles import Role

__all__ = [
    "AuditError",
    "Sent",
    "accept",
    "begin_correction",
    "dispute",
    "pass_on",
    "reverse",
    "send_findings",
    "uphold",
]

MOST_WORDS = 5000
_FIRST = {
    "department": FindingState.DEPARTMENT,
    "supervisor": FindingState.SUPERVISOR,
    "person": FindingState.PERSON,
}


@dataclass(frozen=True, slots=True)
class Sent:
    """What sending came to: findings sent, findings that fell meanwhile, failures that still wait for a second reader."""

    sent: int
    fell: int
    waiting: int


def send_findings(*, audit: Audit, by: User) -> Sent:
    """Make a finding of each record that failed and whose reading holds; those sent before stay as they are.

    A finding whose record the registrar has passed meanwhile, on the reading page, falls.
    """
    check_can_send(by)
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=audit.pk)
        found = ready(audit)
        rows = [_new(reading, by) for reading in found.readings]
        numbers = append_many(
            (("finding.sent", finding_subject(r), canonical_json(finding_content(r))) for r in rows),
            by=by.username,
        ) if rows else range(0)  # fmt: skip
        for row, number in zip(rows, numbers, strict=True):
            row.entry_seq = number
        Finding.objects.bulk_create(rows, batch_size=500)
        fell = _let_fall(audit, by)
    return Sent(len(rows), fell, found.waiting)


def _new(reading: Reading, by: User) -> Finding:
    programme = programme_of(reading.item.audit)
    route = list(programme.feedback.route) or ["department"]
    person = officer_of(reading.item)
    state = _FIRST[route[0]]
    if state == FindingState.PERSON and person is None:
        # Nobody here is known by the name that the record gives: somebody has to find out.
        state = FindingState.DEPARTMENT
    now = timezone.now()
    row = Finding(
        item=reading.item,
        reading=reading,
        route=route,
        state=state,
        department=department_of(reading.item),
        person=person.username if person and state == FindingState.PERSON else "",
        sent_at=now,
        due_at=now + timedelta(days=programme.feedback.days),
    )
    _note(row, by, "sent", to=str(state))
    return row


def _let_fall(audit: Audit, by: User) -> int:
    """Findings whose record has been passed by a final reading since they were sent."""
    fell = 0
    held = Finding.objects.select_for_update(of=("self",)).filter(item__audit=audit)
    for row in held.exclude(state=FindingState.REVERSED).select_related("item", "reading"):
        now = settled_reading(row.item)
        if now is not None and now.phase == Phase.FINAL and now.passed is not False:
            _reverse(row, now, by, now.comment)
            fell += 1
    return fell


def pass_on(*, finding: Finding, by: User, to: User, words: str = "") -> Finding:
    """Give a finding to a supervisor, or to the person whose work it was."""
    check_can_pass_on(by, finding)
    words = _words(words, needed=False)
    with transaction.atomic():
        row = _held(finding)
        check_can_pass_on(by, row)
        if not to.is_active:
            raise AuditError(f"{to} has left. Choose somebody who is here.")
        state = FindingState.SUPERVISOR if to.role == Role.SUPERVISOR else FindingState.PERSON
        if state not in row.route:
            raise AuditError(
                f"The programme doesn't give findings to the {state}. Choose somebody else."
            )
        _move(row, state)
        if state == FindingState.SUPERVISOR:
            row.supervisor = to.username
        else:
            row.person = to.username
        row.due_at = timezone.now() + timedelta(days=programme_of(row.item.audit).feedback.days)
        _note(row, by, "passed on", words, to=to.username)
        return _save(row, by)


def accept(
    *,
    finding: Finding,
    by: User,
    causes: Sequence[str],
    words: str,
    crime_refs: Iterable[str] = (),
) -> Finding:
    """Accept a finding: why it happened, and what has been put right. Crimes that were missed must be on record by now."""
    check_can_answer(by, finding)
    words = _words(words)
    known = {each.code for each in known_causes()}
    chosen = list(dict.fromkeys(causes))
    if not chosen or not set(chosen) <= known:
        raise AuditError("Choose at least one cause from the list.")
    with transaction.atomic():
        row = _held(finding)
        check_can_answer(by, row)
        row.crime_refs = recorded_since(row, crime_refs)
        _move(row, FindingState.ACCEPTED)
        row.causes, row.closed_at = chosen, timezone.now()
        _note(row, by, "accepted", words)
        return _save(row, by)


def dispute(*, finding: Finding, by: User, words: str) -> Finding:
    """Dispute a finding, with reasons, to the registrar."""
    check_can_answer(by, finding)
    words = _words(words)
    with transaction.atomic():
        row = _held(finding)
        check_can_answer(by, row)
        if row.upheld:
            raise AuditError(
                "The registrar has upheld this finding, and is final. Accept it, with the correction made."
            )
        row.before = row.state
        _move(row, FindingState.DISPUTED)
        _note(row, by, "disputed", words)
        return _save(row, by)


def uphold(*, finding: Finding, by: User, words: str) -> Finding:
    """The finding stands; it goes back to where it was disputed."""
    check_can_decide_dispute(by, finding.item)
    words = _words(words)
    with transaction.atomic():
        row = _held(finding, FindingState.DISPUTED)
        _move(row, row.before)
        row.before, row.upheld = "", True
        row.due_at = timezone.now() + timedelta(days=programme_of(row.item.audit).feedback.days)
        _note(row, by, "upheld", words, to=str(row.state))
        return _save(row, by)


def reverse(
    *,
    finding: Finding,
    by: User,
    words: str,
    how: str = "",
    answers: Mapping[str, str] | None = None,
) -> Finding:
    """The finding falls: the registrar's final reading passes the record, and both readings are kept.

    `how`: "no-crime" (what was counted need not have been recorded) or "on-record" (it was on record all along), where
    crimes were counted as missed. `answers`: the right answers to the questions that failed.
    """
    check_can_decide_dispute(by, finding.item)
    words = _words(words)
    with transaction.atomic():
        row = _held(finding, *OPEN, FindingState.ACCEPTED)
        if row.crime_refs:
            raise AuditError(
                f"{', '.join(row.crime_refs)} was recorded because of this finding. Cancel it on its own page first, by its rules."
            )
        try:
            reading = record_reading(
                item=row.item,
                by=by.username,
                phase=Phase.FINAL,
                **reading_that_passes(row, how, answers or {}, words),
            )
        except AnswerError as error:
            raise AuditError(
                " ".join(str(problem) for problem in error.problems)
                + " Where one answer leads to other questions, decide on the reading page."
            ) from None
        if reading.passed is False:
            raise AuditError(
                "With these answers the record still fails. Put right every question that failed, or uphold the finding."
            )
        return _reverse(row, reading, by, words)


def _reverse(row: Finding, reading: Reading, by: User, words: str) -> Finding:
    _move(row, FindingState.REVERSED)
    row.reversal, row.closed_at = reading, timezone.now()
    _note(row, by, "reversed", words)
    return _save(row, by)


def _held(finding: Finding, *states: str) -> Finding:
    """The finding as it is now, locked. Raises AuditError when somebody was quicker."""
    row = (
        Finding.objects.select_for_update(of=("self",))
        .select_related("item__audit__programme", "reading", "reversal")
        .get(pk=finding.pk)
    )
    if (states and row.state not in states) or row.version != finding.version:
        raise AuditError(
            f"Somebody was quicker: the finding is {row.get_state_display()} now. Look at it again."
        )
    return row


def _move(row: Finding, to: str) -> None:
    if not may_move(row.state, to):
        raise AuditError(
            f"A finding that is {row.get_state_display()} can't be {FindingState(to).label}."
        )
    row.state = FindingState(to)


def _note(row: Finding, by: User, what: str, words: str = "", to: str = "") -> None:
    at = moment(timezone.now())
    row.steps = [*row.steps, {"at": at, "by": by.username, "what": what, "words": words, "to": to}]


def _save(row: Finding, by: User) -> Finding:
    row.version += 1
    row.entry_seq = append(
        kind="finding.changed",
        subject=finding_subject(row),
        body=finding_content(row),
        by=by.username,
    )
    row.save()
    return row


def _words(words: str, *, needed: bool = True) -> str:
    text = words.replace("\0", "").strip()
    if needed and not text:
        raise AuditError("Say it in words: whoever reads this later was not there.")
    if len(text) > MOST_WORDS:
        raise AuditError(f"Shorten the text to {MOST_WORDS:,} letters.")
    return text
