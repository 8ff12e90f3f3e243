"""Who may decide, see decisions, review them and give rulings."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from onrecord.contact.models import Log
from onrecord.contact.policies import (
    can_view_log,
    check_can_view_log,
    own_department,
    visible_logs,
)
from onrecord.deciding.models import RecordingDecision, Review
from onrecord.deciding.states import Reviewer
from onrecord.people.access import NotAllowed, can, check_permission
from onrecord.people.departments import names_of
from onrecord.people.models import User
from onrecord.people.roles import Permission


def check_can_decide(user: User) -> None:
    check_permission(user, Permission.DECIDE)


def check_can_decide_about(user: User, log: Log) -> None:
    """Decide what must be recorded of a log: one that the person may see."""
    check_can_decide(user)
    check_can_view_log(user, log)


def can_decide_about(user: User, log: Log) -> bool:
    return can(check_can_decide_about, user, log)


def check_can_view_decisions(user: User) -> None:
    check_permission(user, Permission.VIEW_LOGS)


def check_can_view_decision(user: User, row: RecordingDecision) -> None:
    """One's own decisions; others' as their logs: those of one's own department, unless the role sees every one."""
    check_can_view_decisions(user)
    if row.started_by == user.username or user.may(Permission.ALL_DEPARTMENTS):
        return
    seen = row.log is not None and can_view_log(user, row.log)
    if row.department not in names_of(user) and not seen:
        raise NotAllowed(
            "This decision belongs to another department. Ask its supervisor or the registrar."
        )


def can_view_decision(user: User, row: RecordingDecision) -> bool:
    return can(check_can_view_decision, user, row)


def visible_decisions(user: User, rows: QuerySet[RecordingDecision]) -> QuerySet[RecordingDecision]:
    """Those of the decisions that `check_can_view_decision` lets through."""
    if user.may(Permission.ALL_DEPARTMENTS):
        return rows
    own = Q(started_by=user.username) | own_department(user)
    # The log of each decision by its number: a list of all logs that somebody may see is as long as a year.
    seen = visible_logs(user, Log.objects.filter(pk=OuterRef("log")))
    return rows.filter(own | Exists(seen))


def check_can_change_decision(user: User, row: RecordingDecision) -> None:
    """Go on with a decision: whoever began it, or a colleague who takes it over."""
    check_can_decide(user)
    check_can_view_decision(user, row)


def can_change_decision(user: User, row: RecordingDecision) -> bool:
    return can(check_can_change_decision, user, row)


def check_can_see_reviews(user: User) -> None:
    """See the list of what waits for review."""
    check_permission(user, Permission.REVIEW_DECISIONS)


def check_can_review(user: User, review: Review) -> None:
    """Review a decision: never one's own, and what is for the registrar only with the registrar's right."""
    check_can_see_reviews(user)
    row = review.decision
    check_can_view_decision(user, row)
    if user.username in (row.started_by, row.concluded_by):
        raise NotAllowed("This is your own decision. Somebody else reviews it.")
    if review.by_whom == Reviewer.REGISTRAR:
        check_permission(user, Permission.GIVE_RULINGS)


def can_review(user: User, review: Review) -> bool:
    return can(check_can_review, user, review)


def check_can_rule(user: User, row: RecordingDecision) -> None:
    """Settle what the rules leave to the registrar, in a decision that one didn't make oneself."""
    check_permission(user, Permission.GIVE_RULINGS)
    check_can_view_decision(user, row)
    if user.username == row.started_by:
        raise NotAllowed(
            "You began this decision yourself. Another registrar or a delegate rules on it."
        )


def can_rule(user: User, row: RecordingDecision) -> bool:
    return can(check_can_rule, user, row)
