"""Everything that may happen to a recording decision; each change with its ledger entry, in one transaction.

    start_decision(by=, log=, desk=, route=, origin=, ...)   begin; the same origin again: the decision that is there
    answer(decision=, by=, say=, number=, version=)          the next question, or the one of this number anew
    take_back(decision=, by=, version=)                      the last answer
    put_facts(decision=, by=, facts=, version=)              what else is known (layout: onrecord.deciding.facts)
    conclude(decision=, by=, rationale=, disagree=, version=, recorded_at=)
    negate(by=, log=, rationale=, concerns=, origin=)        not a crime, straight from the flow chart
    withdraw(decision=, by=, reason=)
    give_ruling(decision=, by=, about=, choice=, why=)       the registrar settles what was referred
    review(decision=, by=, outcome=, words=)                 a supervisor or the registrar looks at it

Everything raises DecisionError in words, Conflict where somebody was quicker, NotAllowed. An answer, a fact or a
conclusion sent a second time changes nothing.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from crimerules.tree import TreeError
from onrecord.contact.actions import LogError, check_origin, check_text, check_time
from onrecord.contact.models import Log
from onrecord.deciding import facts as facts_of
from onrecord.deciding import interview
from onrecord.deciding.concluding import conclude, negate
from onrecord.deciding.desks import desk_named
from onrecord.deciding.errors import Conflict, DecisionError
from onrecord.deciding.models import RecordingDecision
from onrecord.deciding.policies import (
    check_can_change_decision,
    check_can_decide,
    check_can_decide_about,
)
from onrecord.deciding.reviewing import review
from onrecord.deciding.ruling import give_ruling
from onrecord.deciding.states import State
from onrecord.deciding.writing import held, move, save_change, save_new
from onrecord.people.models import User

__all__ = [
    "Conflict",
    "DecisionError",
    "answer",
    "conclude",
    "give_ruling",
    "negate",
    "put_facts",
    "review",
    "start_decision",
    "take_back",
    "withdraw",
]


def start_decision(
    *,
    by: User,
    log: Log | None = None,
    desk: str = "",
    route: str = "desk",
    origin: str | None = None,
    known_at: datetime | None = None,
    recorded_at: datetime | None = None,
    sent_at: datetime | None = None,
    corrects: RecordingDecision | None = None,
) -> RecordingDecision:
    """Begin a decision, about a log or none, and return it.

    `known_at`: when the force first knew (the log's first report, else now); `recorded_at` and `sent_at` where a device
    without signal wrote it earlier. `corrects`: the concluded decision that this one is to take the place of. The
    same `origin` again returns the decision that is there.
    """
    check_can_decide(by)
    if log is not None:
        check_can_decide_about(by, log)
    try:
        origin = check_origin(origin) if origin else str(uuid.uuid4())
        there = RecordingDecision.objects.filter(origin=origin).first()
        if there is not None:
            check_can_change_decision(by, there)
            return there
        recorded_at = check_time("The time of writing", recorded_at or timezone.now())
        known_at = check_time(
            "The time when it became known", known_at or (log.received_at if log else recorded_at)
        )
        if sent_at is not None:
            check_time("The time of sending", sent_at)
    except LogError as error:
        raise DecisionError(str(error)) from None
    if corrects is not None and corrects.state != State.CONCLUDED:
        raise DecisionError("Only a concluded decision can be corrected by a new one.")
    at_desk = desk_named(desk) if desk else None
    known = facts_of.prefill(log, known_at)
    row = RecordingDecision(
        origin=origin,
        log=log,
        log_system=log.system if log else "",
        log_ref=log.ref if log else "",
        corrects=corrects.origin if corrects else "",
        desk=desk,
        route=(at_desk.route if at_desk and at_desk.route else route)[:40],
        department=(log.department if log else "") or by.department,
        started_by=by.username,
        known_at=known_at,
        recorded_at=recorded_at,
        sent_at=sent_at,
        answers=corrects.answers
        if corrects
        else interview.start_with(at_desk.answers if at_desk else ()),
        facts=corrects.facts if corrects else known,
        on_date=corrects.on_date if corrects else facts_of.on_date(known, known_at),
    )
    try:
        with transaction.atomic():
            return save_new(row, by=by)
    except IntegrityError:
        # The same form arrived twice at the same moment.
        there = RecordingDecision.objects.filter(origin=origin).first()
        if there is None:
            raise
        return there


def answer(
    *,
    decision: RecordingDecision,
    by: User,
    say: str,
    number: int | None = None,
    version: int | None = None,
) -> RecordingDecision:
    """Give the next answer, or change the one of this number (from 1); what came after it is kept where it still fits.

    The same answer to the same question again, from a double tap or an old page, changes nothing.
    """
    check_can_change_decision(by, decision)
    say = say.strip()
    with transaction.atomic():
        row = held(decision, State.OPEN)
        if (
            number is not None
            and 0 < number <= len(row.answers)
            and row.answers[number - 1][1] == say
        ):
            return row
        _check_version(row, version)
        try:
            row.answers = interview.next_answers(row.answers, say, number)
        except TreeError as error:
            raise DecisionError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None
        if len(row.answers) > interview.MOST:
            raise DecisionError(
                "One decision takes no more answers. Conclude it and begin another."
            )
        return save_change(row, by=by)


def take_back(
    *, decision: RecordingDecision, by: User, version: int | None = None
) -> RecordingDecision:
    """Take the last answer back."""
    check_can_change_decision(by, decision)
    with transaction.atomic():
        row = held(decision, State.OPEN)
        _check_version(row, version)
        if not row.answers:
            raise DecisionError("Nothing has been answered yet.")
        row.answers = row.answers[:-1]
        return save_change(row, by=by)


def put_facts(
    *,
    decision: RecordingDecision,
    by: User,
    facts: Mapping[str, Any],
    version: int | None = None,
) -> RecordingDecision:
    """Put or correct facts: each given key takes the place of what is held under it; an empty one removes it."""
    check_can_change_decision(by, decision)
    if "rulings" in facts:
        raise DecisionError("A ruling is given by the registrar, not put among the facts.")
    with transaction.atomic():
        row = held(decision, State.OPEN)
        new = facts_of.clean({**row.facts, **facts})
        if new == row.facts:
            return row
        _check_version(row, version)
        row.facts = new
        row.on_date = facts_of.on_date(new, row.known_at)
        return save_change(row, by=by)


def withdraw(*, decision: RecordingDecision, by: User, reason: str) -> RecordingDecision:
    """Give a decision up before anything is recorded, with the reason."""
    check_can_change_decision(by, decision)
    try:
        reason = check_text("The reason", reason)
    except LogError as error:
        raise DecisionError(str(error)) from None
    with transaction.atomic():
        row = held(decision, State.OPEN, State.REFERRED)
        if row.crime_refs:
            raise DecisionError(
                f"{', '.join(row.crime_refs)} was recorded already. A crime is cancelled on its own page, by its rules."
            )
        move(row, State.WITHDRAWN)
        row.reason = reason
        return save_change(row, by=by)


def _check_version(row: RecordingDecision, version: int | None) -> None:
    if version is not None and row.version != version:
        raise Conflict(
            "This decision was changed meanwhile, on another device or by somebody else. Look at the answers as they "
            "are now, and go on from there."
        )
