"""What of improvement waits for somebody: late and soon due things of their own, nobody's things, answers to confirm."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from onrecord.improvement import queries
from onrecord.improvement.effects import trigger
from onrecord.improvement.plans.models import PlanAction
from onrecord.improvement.plans.queries import nobodys_actions
from onrecord.improvement.plans.states import OPEN
from onrecord.improvement.policies import (
    can_keep_inspections,
    can_keep_plans,
    can_view_improvement,
    speaks_for_force,
)
from onrecord.improvement.recommendations.models import Recommendation
from onrecord.improvement.recommendations.states import RecommendationState
from onrecord.people.models import User
from onrecord.people.reminding import Waiting

SOON = timedelta(days=14)
MOST = 10


def waiting_for(user: User) -> list[Waiting]:
    """For the owner, each thing of theirs that is late or soon due; for those who keep them, what is nobody's; for a chief
    officer, answers that are drafted."""
    if not can_view_improvement(user):
        return []
    until = timezone.localdate() + SOON
    asked = queries.register("open").filter(owner=user.username, due_on__lte=until)
    actions = PlanAction.objects.filter(
        state__in=OPEN, owner=user.username, due_on__lte=until
    ).select_related("plan")
    found = [_line(row, row.label) for row in asked[:MOST]]
    found += [
        _line(row, f"Action {row.number} of {row.plan}")
        for row in actions.order_by("due_on")[:MOST]
    ]
    if can_keep_inspections(user):
        found += _number(
            queries.nobodys(queries.register("open")).count(),
            "recommendation",
            f"{reverse('recommendations')}?state=open&owner=-",
        )
        found += [
            Waiting(f"Beyond the line that opens it again: {row.label}", row.get_absolute_url())
            for row in _watched()
            if (said := trigger(row, user)) and said.against
        ]
    if can_keep_plans(user):
        found += _number(nobodys_actions().count(), "action", reverse("plans"))
    if speaks_for_force(user):
        drafts = queries.register().filter(stance_draft=True)
        found += [
            Waiting(f"Say whether this is the force's answer: {row.label}", row.get_absolute_url())
            for row in drafts[:MOST]
        ]
    return found


def _watched() -> QuerySet[Recommendation]:
    """What is complete and has a line beyond which it is to be opened again."""
    rows = queries.register(RecommendationState.COMPLETE)
    return rows.exclude(trigger_measure="")[:MOST]


def _line(row: Recommendation | PlanAction, name: str) -> Waiting:
    due = f"due on {row.due_on:%d/%m/%Y}" if row.due_on else "no deadline"
    return Waiting(name, row.get_absolute_url(), f"late, {due}" if row.is_late() else due)


def _number(number: int, one: str, url: str) -> list[Waiting]:
    if not number:
        return []
    words = f"{one}{'' if number == 1 else 's'}"
    return [Waiting(f"{number:,} {words} with no owner here", url)]


def recommendations_late(department: str | None, now: datetime) -> int:
    """Recommendations past their deadline, for alerts."""
    rows = queries.register("late", timezone.localdate(now))
    return (rows if department is None else rows.filter(department__iexact=department)).count()


def actions_late(department: str | None, now: datetime) -> int:
    """Actions of plans past their day, for alerts; of a department: those of its plan."""
    rows = queries.actions_late(timezone.localdate(now))
    if department is not None:
        rows = rows.filter(plan__department__iexact=department)
    return rows.count()
