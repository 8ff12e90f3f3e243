"""Who may attach, hear, mark, take away and erase the recording of a call: always only of logs that they may see."""

from onrecord.contact.models import Log
from onrecord.contact.policies import check_can_view_log
from onrecord.people.access import can, check_permission
from onrecord.people.models import User
from onrecord.people.roles import Permission


def check_can_listen_calls(user: User) -> None:
    check_permission(user, Permission.LISTEN_CALLS)


def check_can_attach_calls(user: User) -> None:
    check_permission(user, Permission.ATTACH_CALLS)


def check_can_download_calls(user: User) -> None:
    check_permission(user, Permission.DOWNLOAD_CALLS)


def check_can_erase_calls(user: User) -> None:
    check_permission(user, Permission.ERASE_CALLS)


def check_can_listen(user: User, log: Log) -> None:
    """Raise NotAllowed unless the person may listen to calls, and may see this log. Marking needs the same."""
    check_can_listen_calls(user)
    check_can_view_log(user, log)


def can_listen(user: User, log: Log) -> bool:
    return can(check_can_listen, user, log)


def check_can_attach(user: User, log: Log) -> None:
    """Raise NotAllowed unless the person may attach recordings, and may see this log."""
    check_can_attach_calls(user)
    check_can_view_log(user, log)


def can_attach(user: User, log: Log) -> bool:
    return can(check_can_attach, user, log)


def check_can_download(user: User, log: Log) -> None:
    """Raise NotAllowed unless the person may take copies away, and may see this log."""
    check_can_download_calls(user)
    check_can_view_log(user, log)


def can_download(user: User, log: Log) -> bool:
    return can(check_can_download, user, log)


def check_can_erase(user: User, log: Log) -> None:
    """Raise NotAllowed unless the person may erase recordings, and may see this log."""
    check_can_erase_calls(user)
    check_can_view_log(user, log)


def can_erase(user: User, log: Log) -> bool:
    return can(check_can_erase, user, log)
