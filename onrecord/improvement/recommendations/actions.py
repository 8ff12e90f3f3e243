"""What may happen to a recommendation; each change a step, with its ledger entries, in one transaction.

open_recommendation(inspection=, by=, text=, ...)   it is entered, with the deadline of the report
comment(recommendation=, by=, words=, on=)          a dated word on how it stands
move(recommendation=, by=, to=, words=, on=)        its status in the inspectorate's register
reword(recommendation=, by=, text=, words=, on=)    the inspectorate published other words: both are kept
set_deadline(recommendation=, by=, due_on=, words=) the deadline is moved: the earlier one is kept, with the reason
give(recommendation=, by=, owner=)                  it gets an owner, another, or none
keep_details(recommendation=, by=, ...)             its register number, theme, department, cause

What the force answers, what it costs and what it is linked with: `answer`. Evidence: `improvement.evidence`.
A slip that was made here: `slips`.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from onrecord.improvement.content import day
from onrecord.improvement.errors import ImprovementError
from onrecord.improvement.inspections.models import Inspection, InspectionFinding
from onrecord.improvement.policies import (
    OWNING_ROLES,
    check_can_keep_inspections,
    check_can_report,
)
from onrecord.improvement.recommendations.addressees import addressed_to, held_ours, names_of
from onrecord.improvement.recommendations.keeping import held, keep_step
from onrecord.improvement.recommendations.models import (
    Deadline,
    Recommendation,
    RecommendationStep,
)
from onrecord.improvement.recommendations.states import RecommendationState, may_move
from onrecord.improvement.texts import check_day, line, long_text, owner_named
from onrecord.people.models import User
from onrecord.training.courses import add_months

What = RecommendationStep.What
MONTHS = {Deadline.IMMEDIATELY: 0, Deadline.THREE_MONTHS: 3, Deadline.SIX_MONTHS: 6}
MOST = 500  # recommendations of one report


def due_day(published_on: date, deadline: str, due_on: date | None = None) -> date | None:
    """The last day of a deadline that runs from publication: the same day of the month, or its last. None where the
    report names none. Raises ImprovementError."""
    if deadline == Deadline.NONE:
        return None
    if deadline == Deadline.DATE:
        if due_on is None:
            raise ImprovementError("Write the day by which it is to be done.")
        check_day(due_on, "The deadline")
        if due_on < published_on:
            raise ImprovementError("The deadline lies before the report. Write a later day.")
        return due_on
    if deadline not in MONTHS:
        raise ImprovementError(
            "Choose the deadline: immediately, three months, six months, a date, or none."
        )
    return add_months(published_on, MONTHS[Deadline(deadline)])


def open_recommendation(
    *,
    inspection: Inspection,
    by: User,
    text: str,
    deadline: str,
    kind: str = Recommendation.Kind.RECOMMENDATION,
    label: str = "",
    register_id: str = "",
    cause: InspectionFinding | None = None,
    due_on: date | None = None,
    owner: str = "",
    department: str = "",
    theme: str = "",
    addressed: str = "",
) -> Recommendation:
    """Enter a recommendation or area for improvement as the report has it. `addressed`: to whom; empty, "all forces" and the
    like are this force. Raises ImprovementError, NotAllowed."""
    check_can_keep_inspections(by)
    if kind not in Recommendation.Kind.values:
        raise ImprovementError("Choose whether it is a recommendation or an area for improvement.")
    with transaction.atomic():
        report = Inspection.objects.select_for_update().get(pk=inspection.pk)
        if cause is not None:
            _check_cause(report, cause)
        to = addressed_to(addressed, names_of(report))
        if to and owner:
            raise ImprovementError(f"It is addressed to {to}, so nobody here owns it. Leave the owner empty.")  # fmt: skip
        rows = Recommendation.objects.filter(inspection=report)
        last = rows.aggregate(last=Max("number"))["last"] or 0
        if last >= MOST:
            raise ImprovementError(f"The report has {MOST} recommendations already.")
        nth = rows.filter(kind=kind).count() + 1
        name = line(label, 60, "its name", needed=False)
        name = name or f"{Recommendation.Kind(kind).label} {nth}"
        if rows.filter(label__iexact=name).exists():
            raise ImprovementError(f"The report has a {name} already. Give it another name.")
        row = Recommendation(
            inspection=report,
            number=last + 1,
            kind=kind,
            label=name,
            register_id=line(register_id, 40, "the register's number", needed=False),
            addressed=to,
            text=long_text(text, "the recommendation's text"),
            theme=line(theme or report.theme, 80, "the theme", needed=False),
            cause=cause,
            deadline=deadline,
            due_on=due_day(report.published_on, deadline, due_on),
            owner=owner_named(owner, OWNING_ROLES),
            department=line(department, 200, "the department", needed=False),
            made_by=by.username,
            made_at=timezone.now(),
            version=0,
        )
        keep_step(
            row,
            What.OPENED,
            by,
            on=report.published_on,
            after={
                "text": row.text,
                "deadline": str(row.deadline),
                "due_on": day(row.due_on),
                "owner": row.owner,
                **({"addressed": to} if to else {}),
            },
        )
        return row


def comment(
    *, recommendation: Recommendation, by: User, words: str, on: date | None = None
) -> RecommendationStep:
    """Write a dated word on how it stands: whoever keeps inspections, or its owner."""
    check_can_report(by, recommendation.owner)
    words = long_text(words, "the comment")
    with transaction.atomic():
        return keep_step(held(recommendation), What.COMMENT, by, on=on, words=words)


def move(
    *,
    recommendation: Recommendation,
    by: User,
    to: str,
    words: str = "",
    on: date | None = None,
) -> Recommendation:
    """Put its status as the inspectorate's register has it. It is complete only with evidence attached and with words
    that say who closed it, and opened again only with the reason. Raises ImprovementError, NotAllowed."""
    check_can_keep_inspections(by)
    words = long_text(words, "the words", needed=False)
    with transaction.atomic():
        row = held_ours(recommendation)
        if to not in RecommendationState.values or not may_move(row.state, to):
            raise ImprovementError(
                f"A recommendation that is {row.get_state_display()} can't be changed so. Look at it again."
            )
        if to == RecommendationState.COMPLETE:
            if not row.evidence.filter(withdrawn="").exists():
                raise ImprovementError(
                    "Nothing is attached that shows it. Attach the evidence first; then it can be closed."
                )
            if not words:
                raise ImprovementError("Say who closed it, and in which letter or report.")
        if row.state == RecommendationState.COMPLETE and not words:
            raise ImprovementError("Say why it is opened again.")
        before, row.state = row.state, RecommendationState(to)
        row.closed_on = (on or timezone.localdate()) if to == RecommendationState.COMPLETE else None
        keep_step(
            row,
            What.STATE,
            by,
            on=on,
            words=words,
            before={"state": str(before)},
            after={"state": str(row.state)},
        )
        return row


def reword(
    *, recommendation: Recommendation, by: User, text: str, words: str, on: date | None = None
) -> Recommendation:
    """The inspectorate published other words on a day. The earlier ones stay readable, with their day."""
    check_can_keep_inspections(by)
    text = long_text(text, "the new text")
    words = long_text(words, "where the new words were published, and why")
    with transaction.atomic():
        row = held(recommendation)
        if row.text == text:
            raise ImprovementError("The words are the same. Nothing was changed.")
        before, row.text = row.text, text
        keep_step(
            row, What.TEXT, by, on=on, words=words, before={"text": before}, after={"text": text}
        )
        return row


def set_deadline(
    *, recommendation: Recommendation, by: User, due_on: date, words: str, on: date | None = None
) -> Recommendation:
    """Move the deadline to another day. The earlier one is kept, with the reason."""
    check_can_keep_inspections(by)
    words = long_text(words, "who moved the deadline, and why")
    with transaction.atomic():
        row = held(recommendation)
        if row.due_on == due_on:
            raise ImprovementError("The deadline is that day already.")
        before = {"deadline": str(row.deadline), "due_on": day(row.due_on)}
        row.due_on = due_day(row.inspection.published_on, Deadline.DATE, due_on)
        row.deadline = Deadline.DATE
        after = {"deadline": str(row.deadline), "due_on": day(row.due_on)}
        keep_step(row, What.DEADLINE, by, on=on, words=words, before=before, after=after)
        return row


def give(
    *, recommendation: Recommendation, by: User, owner: str, words: str = ""
) -> Recommendation:
    """Give it to somebody with an account, or to nobody (empty)."""
    check_can_keep_inspections(by)
    words = long_text(words, "the words", needed=False)
    with transaction.atomic():
        row = held_ours(recommendation)
        to = owner_named(owner, OWNING_ROLES)
        if to == row.owner:
            return row
        before, row.owner = row.owner, to
        keep_step(row, What.OWNER, by, words=words, before={"owner": before}, after={"owner": to})
        return row


def keep_details(
    *,
    recommendation: Recommendation,
    by: User,
    register_id: str,
    theme: str,
    department: str,
    cause: InspectionFinding | None,
) -> Recommendation:
    """Its number in the register, its theme, the department it falls to, its cause of concern."""
    check_can_keep_inspections(by)
    new: dict[str, Any] = {
        "register_id": line(register_id, 40, "the register's number", needed=False),
        "theme": line(theme, 80, "the theme", needed=False),
        "department": line(department, 200, "the department", needed=False),
    }
    with transaction.atomic():
        row = held(recommendation)
        if cause is not None:
            _check_cause(row.inspection, cause)
        before = {name: getattr(row, name) for name in new}
        before["cause"] = row.cause.number if row.cause else None
        after = {**new, "cause": cause.number if cause else None}
        if before == after:
            return row
        for name, value in new.items():
            setattr(row, name, value)
        row.cause = cause
        changed = [name for name in after if before[name] != after[name]]
        keep_step(
            row,
            What.DETAILS,
            by,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
        return row


def _check_cause(report: Inspection, cause: InspectionFinding) -> None:
    if cause.inspection_id != report.pk or cause.kind != InspectionFinding.Kind.CAUSE:
        raise ImprovementError("Choose a cause of concern of this report.")
