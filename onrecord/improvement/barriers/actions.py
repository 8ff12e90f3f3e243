"""What may happen to barriers, to the records of reality testing, and to benefits; each with its ledger entry.

keep_barrier(by=, words=, barrier=, ...)      a barrier is found, or what was written of it corrected
remove_barrier(barrier=, by=, on=, words=)    it is no more, with what shows it
keep_record(by=, kind=, on=, words=, ...)     an interview, an observation, a walk through a process
keep_benefit(plan=, by=, ...)                 what a change was promised to give
look_at_benefit(benefit=, by=, result=)       what came of it, in words, beside the figure
"""

from datetime import date
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone

from onrecord.audit.findings.causes import causes
from onrecord.improvement.barriers.models import Barrier, FieldRecord
from onrecord.improvement.errors import ImprovementError
from onrecord.improvement.plans.content import (
    barrier_content,
    barrier_subject,
    benefit_content,
    benefit_subject,
    field_record_content,
    field_record_subject,
)
from onrecord.improvement.plans.models import Benefit, Plan
from onrecord.improvement.policies import check_can_keep_plans
from onrecord.improvement.promises import Promise
from onrecord.improvement.texts import check_day, line, long_text
from onrecord.ledger.actions import append
from onrecord.people.models import User
from onrecord.training.personal import personal

Row = TypeVar("Row", bound=models.Model)


def keep_barrier(
    *,
    by: User,
    words: str,
    cause: str = "",
    department: str = "",
    barrier: Barrier | None = None,
) -> Barrier:
    """Write down what keeps crimes from being recorded. `cause`: the code of a cause of findings that it explains."""
    check_can_keep_plans(by)
    if cause and cause not in {each.code for each in causes()}:
        raise ImprovementError(f"There is no cause {cause[:40]!r}. Choose one of the list.")
    with transaction.atomic():
        row = _held(Barrier, barrier) if barrier else Barrier(**_fresh(by))
        row.words = line(words, 300, "what stands in the way")
        row.cause = cause
        row.department = line(department, 200, "the department", needed=False)
        return _keep(row, "barrier.kept", barrier_subject, barrier_content, by)


def remove_barrier(*, barrier: Barrier, by: User, on: date, words: str) -> Barrier:
    """It is no more. The words say what shows it."""
    check_can_keep_plans(by)
    check_day(on, "The day", until=timezone.localdate())
    with transaction.atomic():
        row = _held(Barrier, barrier)
        row.gone_on, row.gone_words = on, line(words, 500, "what shows that it is gone")
        return _keep(row, "barrier.kept", barrier_subject, barrier_content, by)


def keep_record(
    *,
    by: User,
    kind: str,
    on: date,
    words: str,
    department: str = "",
    role: str = "",
    barrier: Barrier | None = None,
    record: FieldRecord | None = None,
) -> FieldRecord:
    """Keep what was seen or said. Whoever it was is not named: a role and a department are enough. Raises ImprovementError for
    words that look as if they were about somebody."""
    check_can_keep_plans(by)
    if kind not in FieldRecord.Kind.values:
        raise ImprovementError("Choose what it was: an interview, an observation, a walk.")
    check_day(on, "The day", until=timezone.localdate())
    words = long_text(words, "what was seen or said")
    if found := personal(f"{words} \n {role}"):
        raise ImprovementError(f"{'; '.join(found)}. Nobody is named here: take it out.")
    with transaction.atomic():
        row = _held(FieldRecord, record) if record else FieldRecord(**_fresh(by))
        row.kind, row.on, row.words, row.barrier = kind, on, words, barrier
        row.department = line(department, 200, "the department", needed=False)
        row.role = line(role, 120, "the role", needed=False)
        return _keep(row, "field-record.kept", field_record_subject, field_record_content, by)


def keep_benefit(
    *,
    plan: Plan,
    by: User,
    source: str,
    promise: str,
    figure: Promise | None = None,
    due_on: date | None = None,
    benefit: Benefit | None = None,
    why: str = "",
) -> Benefit:
    """Write down what a system or change was promised to give, before anybody knows what came of it. One that is changed needs
    the reason; what was promised before stays in the ledger, and is shown."""
    check_can_keep_plans(by)
    if due_on is not None:
        check_day(due_on, "The day")
    with transaction.atomic():
        held = Plan.objects.select_for_update().get(pk=plan.pk)
        if benefit is not None:
            row = _held(Benefit, benefit)
            if row.looked_on is not None:
                raise ImprovementError("Somebody has looked at what came of it: it stays as it is.")
            row.why = line(why, 500, "why it is changed")
        else:
            last = held.benefits.aggregate(last=Max("number"))["last"] or 0
            row = Benefit(plan=held, number=last + 1, **_fresh(by))
        row.source = line(source, 200, "what promises it: a system, a change")
        row.promise = long_text(promise, "what is promised")
        row.due_on = due_on
        (figure or Promise()).checked().put(row)
        return _keep(row, "benefit.kept", benefit_subject, benefit_content, by)


def look_at_benefit(*, benefit: Benefit, by: User, result: str) -> Benefit:
    """Say what came of it; the figure beside it speaks for itself."""
    check_can_keep_plans(by)
    with transaction.atomic():
        row = _held(Benefit, benefit)
        row.result = long_text(result, "what came of it")
        row.looked_on = timezone.localdate()
        return _keep(row, "benefit.kept", benefit_subject, benefit_content, by)


def _fresh(by: User) -> dict[str, Any]:
    return {"made_by": by.username, "made_at": timezone.now(), "version": 0}


def _held(model: type[Row], row: Row) -> Row:
    return model._default_manager.select_for_update().get(pk=row.pk)


def _keep(row: Any, kind: str, subject: Any, content: Any, by: User) -> Any:
    row.version += 1
    if row.pk is None:
        # Its number is part of what the ledger says.
        row.entry_seq = 0
        row.save()
    row.entry_seq = append(kind=kind, subject=subject(row), body=content(row), by=by.username)
    row.save()
    return row
