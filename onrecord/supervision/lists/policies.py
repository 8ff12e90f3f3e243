"""Who sees which list, and of it what; who makes lists; who gives work to whom."""

from onrecord.contact.policies import check_can_view_logs
from onrecord.people.access import NotAllowed, can, check_permission
from onrecord.people.departments import names_of
from onrecord.people.models import User
from onrecord.people.roles import Permission
from onrecord.supervision.departments.queries import key
from onrecord.supervision.lists.worklist import Worklist


def check_can_see_worklists(user: User) -> None:
    """Worklists, at least one's own things in them."""
    check_can_view_logs(user)


def check_can_work_lists(user: User) -> None:
    """Take things over, pass on one's own, write notes: whoever decides and records. Others read."""
    check_permission(user, Permission.DECIDE)


def works_on(user: User, worklist: Worklist) -> bool:
    """Whether it is this person's list: by role and, where the list names departments, by department."""
    if user.role not in worklist.roles:
        return False
    if not worklist.departments or user.may(Permission.ALL_DEPARTMENTS):
        return True
    own = {key(name) for name in names_of(user)}
    return bool(own & {key(name) for name in worklist.departments})


def sees_whole(user: User, worklist: Worklist) -> bool:
    """Whether the person sees the list's things whoever has them; else only their own. Each thing has its own policy
    besides."""
    return works_on(user, worklist) or user.may(Permission.SHARE_OUT)


def check_can_keep_lists(user: User) -> None:
    check_permission(user, Permission.KEEP_WORKLISTS)


def can_keep_lists(user: User) -> bool:
    return can(check_can_keep_lists, user)


def check_can_keep_list(user: User, worklist: Worklist, before: Worklist | None) -> None:
    """A team leader's list is of their own department, and stays so; a registrar's may be of the whole force."""
    check_can_keep_lists(user)
    if user.may(Permission.ALL_DEPARTMENTS):
        return
    own = {key(name) for name in names_of(user)}
    for each in (worklist, before):
        if each is not None and not (
            each.departments and {key(name) for name in each.departments} <= own
        ):
            raise NotAllowed(
                "This list is not of your department alone. Make one of your department. Lists of the whole force are kept "
                "by the registrar. These roles may: Force crime registrar."
            )


def can_keep_list(user: User, worklist: Worklist) -> bool:
    return can(check_can_keep_list, user, worklist, worklist)


def check_can_share_out(user: User) -> None:
    """Give work to others, and see what is nobody's."""
    check_permission(user, Permission.SHARE_OUT)


def can_share_out(user: User) -> bool:
    return can(check_can_share_out, user)
