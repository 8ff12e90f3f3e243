"""What a token may be for. A scope never gives more than the role of the token's user: both are asked."""

from enum import StrEnum

from onrecord.people.models import User
from onrecord.people.roles import Permission


class Scope(StrEnum):
    """One thing that a token lets a program do. The words complete "may ..."; the role must hold `permission`."""

    def __new__(cls, value: str, permission: Permission, words: str) -> "Scope":
        member = str.__new__(cls, value)
        member._value_ = value
        member.permission = permission
        member.words = words
        return member

    permission: Permission
    words: str

    LOGS_READ = "logs:read", Permission.VIEW_LOGS, "read logs with their entries, people and places"
    LOGS_WRITE = "logs:write", Permission.OPEN_LOGS, "open logs and write in them"
    DECISIONS_READ = (
        "decisions:read",
        Permission.VIEW_LOGS,
        "read recording decisions, and ask the rules without keeping anything",
    )
    DECISIONS_WRITE = (
        "decisions:write",
        Permission.DECIDE,
        "make recording decisions; concluding one records its crimes",
    )
    CRIMES_READ = "crimes:read", Permission.VIEW_LOGS, "read crime records"
    CRIMES_WRITE = (
        "crimes:write",
        Permission.CHANGE_CRIMES,
        "keep crime records: tell victims, correct, reclassify, cancel, transfer, give outcomes",
    )
    CALLS_WRITE = "calls:write", Permission.ATTACH_CALLS, "attach recordings of calls"
    CALLS_MARK = (
        "calls:mark",
        Permission.LISTEN_CALLS,
        "read and make marks in recordings of calls",
    )
    REFERRALS = (
        "referrals",
        Permission.REFER,
        "refer for their own organisation, and see what becomes of it",
    )
    SEARCH_READ = (
        "search:read",
        Permission.VIEW_LOGS,
        "search logs, crimes, people, places and calls",
    )


def scopes_for(user: User) -> list[Scope]:
    """The scopes that this person's role can fill."""
    return [scope for scope in Scope if user.may(scope.permission)]
