"""What may happen to an action of a plan; each change a step, with its ledger entries, in one transaction.

add_action(plan=, by=, text=, ...)          it is written into a plan
change_action(action=, by=, words=, ...)    its words, days, group, what it waits for, what it belongs to
give_action(action=, by=, owner=)           it gets an owner, another, or none
promise(action=, by=, promise=)             the figure that it promises to move, and the days on which it is read
move_action(action=, by=, to=, words=)      to do, under way, done, dropped
report(action=, by=, words=)                how it stands: its owner, or whoever keeps plans
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from onrecord.improvement.barriers.models import Barrier
from onrecord.improvement.content import day
from onrecord.improvement.errors import ImprovementError
from onrecord.improvement.plans.content import (
    action_content,
    action_step_content,
    action_step_subject,
    action_subject,
)
from onrecord.improvement.plans.models import ActionStep, Plan, PlanAction
from onrecord.improvement.plans.states import OPEN, ActionState, may_move
from onrecord.improvement.policies import (
    OWNING_ROLES,
    check_can_keep_plans,
    check_can_report_action,
)
from onrecord.improvement.promises import Promise
from onrecord.improvement.recommendations.addressees import check_ours
from onrecord.improvement.recommendations.models import Recommendation
from onrecord.improvement.texts import check_day, line, long_text, owner_named
from onrecord.ledger.actions import append
from onrecord.people.models import User

What = ActionStep.What
MOST = 1000  # actions of one plan


def add_action(
    *,
    plan: Plan,
    by: User,
    text: str,
    group: str = "",
    owner: str = "",
    starts_on: date | None = None,
    due_on: date | None = None,
    needs: Iterable[PlanAction] = (),
    recommendation: Recommendation | None = None,
    barrier: Barrier | None = None,
    promise: Promise | None = None,
) -> PlanAction:
    """Write an action into a plan. Raises ImprovementError, NotAllowed."""
    check_can_keep_plans(by)
    with transaction.atomic():
        held = Plan.objects.select_for_update().get(pk=plan.pk)
        if held.ended_on is not None:
            raise ImprovementError("The plan has ended. Write the action into another.")
        last = held.actions.aggregate(last=Max("number"))["last"] or 0
        if last >= MOST:
            raise ImprovementError(f"A plan has {MOST:,} actions at most.")
        row = PlanAction(
            plan=held,
            number=last + 1,
            owner=owner_named(owner, OWNING_ROLES),
            made_by=by.username,
            made_at=timezone.now(),
            version=0,
        )
        _put(row, text, group, starts_on, due_on, recommendation, barrier)
        row.needs = check_needs(row, needs)
        (promise or Promise()).checked().put(row)
        keep_action_step(row, What.OPENED, by, after=_said(row))
        return row


def change_action(
    *,
    action: PlanAction,
    by: User,
    text: str,
    group: str = "",
    starts_on: date | None = None,
    due_on: date | None = None,
    needs: Iterable[PlanAction] = (),
    recommendation: Recommendation | None = None,
    barrier: Barrier | None = None,
    words: str = "",
) -> PlanAction:
    """Change what it says. A day that is moved needs the reason. What was there before stays in the history."""
    check_can_keep_plans(by)
    words = long_text(words, "why", needed=False)
    with transaction.atomic():
        row = held_action(action)
        before = _said(row)
        _put(row, text, group, starts_on, due_on, recommendation, barrier)
        row.needs = check_needs(row, needs)
        after = _said(row)
        if before == after:
            return row
        if before["due_on"] not in (None, after["due_on"]) and not words:
            raise ImprovementError("Say why the day is moved.")
        changed = [name for name in after if before[name] != after[name]]
        keep_action_step(
            row,
            What.CHANGED,
            by,
            words=words,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
        return row


def give_action(*, action: PlanAction, by: User, owner: str, words: str = "") -> PlanAction:
    """Give it to somebody, or to nobody (empty)."""
    check_can_keep_plans(by)
    words = long_text(words, "the words", needed=False)
    with transaction.atomic():
        row = held_action(action)
        to = owner_named(owner, OWNING_ROLES)
        if to == row.owner:
            return row
        before, row.owner = row.owner, to
        keep_action_step(
            row, What.OWNER, by, words=words, before={"owner": before}, after={"owner": to}
        )
        return row


def promise(*, action: PlanAction, by: User, promise: Promise, words: str = "") -> PlanAction:
    """Say which figure it promises to move. Once days after are set, another figure or other days before need the reason, so
    that nobody chooses what to compare by the result."""
    check_can_keep_plans(by)
    words = long_text(words, "why", needed=False)
    checked = promise.checked()
    with transaction.atomic():
        row = held_action(action)
        before = Promise.of(row)
        if before == checked:
            return row
        if before.measure and not words:
            raise ImprovementError(
                "Say why the promise is changed. The earlier one stays readable."
            )
        checked.put(row)
        keep_action_step(
            row, What.PROMISE, by, words=words, before=before.to_json(), after=checked.to_json()
        )
        return row


def move_action(*, action: PlanAction, by: User, to: str, words: str = "") -> PlanAction:
    """Say how far it is. Its owner may begin it and say that it is done; dropping it is for those who keep plans."""
    keeps = to not in (ActionState.UNDER_WAY, ActionState.DONE)
    if keeps:
        check_can_keep_plans(by)
    else:
        check_can_report_action(by, action.owner)
    words = long_text(words, "the words", needed=False)
    with transaction.atomic():
        row = held_action(action)
        if to not in ActionState.values or not may_move(row.state, to):
            raise ImprovementError(
                f"An action that is {row.get_state_display()} can't be changed so. Look at it again."
            )
        begins = row.state == ActionState.TO_DO and to == ActionState.UNDER_WAY
        if not words and not begins:
            done = to == ActionState.DONE
            raise ImprovementError("Say what was done." if done else "Say why.")
        if to == ActionState.DONE:
            waits = PlanAction.objects.filter(pk__in=row.needs, state__in=OPEN)
            if first := waits.order_by("plan", "number").first():
                raise ImprovementError(
                    f"It waits for action {first.number} of {first.plan}, which isn't done."
                )
        before, row.state = row.state, ActionState(to)
        row.closed_on = None if row.is_open() else timezone.localdate()
        keep_action_step(
            row, What.STATE, by, words=words, before={"state": str(before)}, after={"state": to}
        )
        return row


def report(*, action: PlanAction, by: User, words: str) -> ActionStep:
    """Write how it stands."""
    check_can_report_action(by, action.owner)
    words = long_text(words, "how it stands")
    with transaction.atomic():
        return keep_action_step(held_action(action), What.REPORT, by, words=words)


def held_action(action: PlanAction) -> PlanAction:
    return (
        PlanAction.objects.select_for_update(of=("self",)).select_related("plan").get(pk=action.pk)
    )


def _put(
    row: PlanAction,
    text: str,
    group: str,
    starts_on: date | None,
    due_on: date | None,
    recommendation: Recommendation | None,
    barrier: Barrier | None,
) -> None:
    row.text = long_text(text, "what is to be done")
    row.group = line(group, 120, "the group", needed=False)
    for value in (starts_on, due_on):
        if value is not None:
            check_day(value, "The day")
    if starts_on and due_on and due_on < starts_on:
        raise ImprovementError("It is due before it begins. Change one of the days.")
    row.starts_on, row.due_on = starts_on, due_on
    if recommendation is not None:
        check_ours(recommendation)
    row.recommendation, row.barrier = recommendation, barrier


def check_needs(row: PlanAction, needs: Iterable[PlanAction]) -> list[int]:
    """What it waits for. Raises ImprovementError where it would wait for itself, in however many steps."""
    wanted = sorted({each.pk for each in needs})
    if row.pk is None or not wanted:
        return wanted
    behind = dict(PlanAction.objects.values_list("pk", "needs"))
    names = {each.pk: each for each in needs}
    for first in wanted:
        stack, seen = [first], set()
        while stack:
            at = stack.pop()
            if at == row.pk:
                raise ImprovementError(
                    f"Action {names[first].number} of {names[first].plan} waits for this one, so this one can't wait for it."
                )
            if at not in seen:
                seen.add(at)
                stack.extend(behind.get(at, []))
    return wanted


def _said(row: PlanAction) -> dict[str, Any]:
    return {
        "text": row.text,
        "group": row.group,
        "starts_on": day(row.starts_on),
        "due_on": day(row.due_on),
        "needs": list(row.needs),
        "recommendation": row.recommendation_id,
        "barrier": row.barrier_id,
        "owner": row.owner,
    }


def keep_action_step(
    row: PlanAction,
    what: ActionStep.What,
    by: User,
    *,
    words: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> ActionStep:
    row.version += 1
    row.entry_seq = append(
        kind="plan-action.kept",
        subject=action_subject(row),
        body=action_content(row),
        by=by.username,
    )
    row.save()
    last = row.steps.aggregate(last=Max("number"))["last"] or 0
    step = ActionStep(
        action=row,
        number=last + 1,
        what=what,
        words=words,
        before=before or {},
        after=after or {},
        made_by=by.username,
        made_at=timezone.now(),
    )
    step.entry_seq = append(
        kind="plan-action.step",
        subject=action_step_subject(step),
        body=action_step_content(step),
        by=by.username,
    )
    step.save()
    return step
