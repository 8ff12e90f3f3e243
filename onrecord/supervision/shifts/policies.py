"""Who begins shifts, says that somebody is away, hands over and takes up."""

from onrecord.contact.policies import check_can_view_logs
from onrecord.people.access import NotAllowed, can
from onrecord.people.departments import names_of
from onrecord.people.models import User
from onrecord.people.roles import Permission
from onrecord.supervision.departments.queries import key
from onrecord.supervision.lists.policies import can_share_out
from onrecord.supervision.shifts.models import Handover


def check_can_have_day(user: User) -> None:
    """My day is for everybody whose role works with logs; the others have their home page."""
    check_can_view_logs(user)


def same_team(user: User, department: str) -> bool:
    return key(department) in {key(name) for name in names_of(user)}


def check_can_set_absence(user: User, person: User) -> None:
    """Say that somebody is away: they themselves, and whoever shares out the work of their department."""
    check_can_have_day(user)
    if user.pk == person.pk:
        return
    if not can_share_out(user) or not (
        user.may(Permission.ALL_DEPARTMENTS) or same_team(user, person.department)
    ):
        raise NotAllowed(
            "You may enter your own absence. Others' is entered by whoever shares out their department's work."
        )


def check_can_take_up(user: User, row: Handover) -> None:
    """Take up a hand-over: to whom it is addressed; where to nobody, anybody of the department; and who shares out work
    there, so that nothing waits for somebody who fell ill. Never the one who gave it."""
    check_can_have_day(user)
    if user.username == row.giver:
        raise NotAllowed("You handed this over yourself. Somebody else takes it up.")
    team = same_team(user, row.department)
    if user.username == row.to or (team and not row.to):
        return
    if can_share_out(user) and (team or user.may(Permission.ALL_DEPARTMENTS)):
        return
    raise NotAllowed(
        "This was handed over to somebody else. These roles may: whoever it was addressed to, and the supervisors and "
        "registrars of the department."
    )


def check_can_see_handover(user: User, row: Handover) -> None:
    if user.username != row.giver and user.username != row.taken_by:
        check_can_take_up(user, row)


def can_take_up(user: User, row: Handover) -> bool:
    return row.taken_at is None and can(check_can_take_up, user, row)
