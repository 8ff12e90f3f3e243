"""Who sees improvement, who keeps inspections and plans, who speaks for the force."""

from onrecord.people.access import NotAllowed, can, check_permission
from onrecord.people.models import User
from onrecord.people.roles import Permission, Role, roles_with

# Who may be given something to improve: those who see these pages and work for the force.
OWNING_ROLES = tuple(
    role for role in roles_with(Permission.VIEW_IMPROVEMENT) if role != Role.COMMISSIONER
)


def check_can_view_improvement(user: User) -> None:
    """See inspections, recommendations and plans. None of them names a victim, a suspect or a record."""
    check_permission(user, Permission.VIEW_IMPROVEMENT)


def can_view_improvement(user: User) -> bool:
    return can(check_can_view_improvement, user)


def check_can_keep_inspections(user: User) -> None:
    """Enter inspections, and keep what became of their recommendations."""
    check_permission(user, Permission.KEEP_INSPECTIONS)


def can_keep_inspections(user: User) -> bool:
    return can(check_can_keep_inspections, user)


def check_can_answer_for_force(user: User) -> None:
    """Say what the force thinks of a recommendation: the registrar drafts it, a chief officer says it."""
    check_permission(user, Permission.ANSWER_FOR_FORCE)


def can_answer_for_force(user: User) -> bool:
    return can(check_can_answer_for_force, user)


def speaks_for_force(user: User) -> bool:
    """Whether what this person says is the force's word and no draft."""
    return user.is_active and user.role == Role.CHIEF_OFFICER


def check_can_confirm_stance(user: User) -> None:
    """Make a drafted stance the force's own."""
    check_can_answer_for_force(user)
    if not speaks_for_force(user):
        raise NotAllowed(
            "The registrar drafts what the force says; a chief officer says it. These roles may: Chief officer."
        )


def check_can_report(user: User, owner: str) -> None:
    """Write what was done, and attach evidence: whoever keeps inspections, and the owner of the thing."""
    check_can_view_improvement(user)
    if not (owner and owner == user.username):
        check_can_keep_inspections(user)


def can_report(user: User, owner: str) -> bool:
    return can(check_can_report, user, owner)


def check_can_keep_plans(user: User) -> None:
    """Make plans, give their actions to owners, keep benefits and barriers."""
    check_permission(user, Permission.KEEP_PLANS)


def can_keep_plans(user: User) -> bool:
    return can(check_can_keep_plans, user)


def check_can_report_action(user: User, owner: str) -> None:
    """Say how an action stands: whoever keeps plans, and its owner."""
    check_can_view_improvement(user)
    if not (owner and owner == user.username):
        check_can_keep_plans(user)


def can_report_action(user: User, owner: str) -> bool:
    return can(check_can_report_action, user, owner)
