"""Who may import files and keep maps."""

from onrecord.people.access import check_permission
from onrecord.people.models import User
from onrecord.people.roles import Permission


def check_can_import(user: User) -> None:
    check_permission(user, Permission.IMPORT_FILES)
