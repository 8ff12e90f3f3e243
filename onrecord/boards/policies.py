"""Who sees boards and their papers, and who calls meetings, makes packs and keeps minutes."""

from onrecord.audit.models import Audit, CheckState, SecondCheck
from onrecord.people.access import can, check_permission
from onrecord.people.models import User
from onrecord.people.roles import Permission


def check_can_view_boards(user: User) -> None:
    """See meetings, papers and minutes. None of them names a victim, a suspect or a record."""
    check_permission(user, Permission.VIEW_IMPROVEMENT)


def check_can_view_packs(user: User) -> None:
    """See packs and the report on hidden crimes, which hold rates of audits and figures of every department."""
    check_can_view_boards(user)
    check_permission(user, Permission.VIEW_ESTIMATE)


def can_view_packs(user: User) -> bool:
    return can(check_can_view_packs, user)


def for_everybody(audit: Audit) -> bool:
    """Whether a pack may hold a rate of this audit. Readers are among those who see packs, so while a record of it waits for a
    second reader, who may not know what the first one found, there is none."""
    waiting = SecondCheck.objects.filter(item__audit=audit, state=CheckState.WAITING)
    return not waiting.exists()


def check_can_keep_boards(user: User) -> None:
    """Make and change bodies, call meetings, issue packs, keep minutes and what partners say."""
    check_permission(user, Permission.KEEP_BOARDS)


def can_keep_boards(user: User) -> bool:
    return can(check_can_keep_boards, user)
