"""Who may see the ledger, and who may take a copy. (The ledger stands below people, so it can't ask itself.)"""

from onrecord.people.access import can, check_permission
from onrecord.people.models import User
from onrecord.people.roles import Permission


def check_can_view_ledger(user: User) -> None:
    check_permission(user, Permission.VIEW_LEDGER)


def check_can_export_ledger(user: User) -> None:
    """A copy holds names, texts and references in full."""
    check_permission(user, Permission.EXPORT_LEDGER)


def can_export_ledger(user: User) -> bool:
    return can(check_can_export_ledger, user)
