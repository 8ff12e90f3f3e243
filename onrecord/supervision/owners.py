"""Whose a thing is, in the words in which records name people; and which teams have somebody."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from onrecord.people.models import User
from onrecord.people.roles import Permission, permissions_of
from onrecord.supervision.departments_queries import became, key
from onrecord.supervision.worklist import Worklist


def names_as_written(user: User) -> list[str]:
    """How records name a person: by user name, or by name."""
    return [each for each in (user.username, user.get_full_name()) if each]


def theirs(users: Iterable[User]) -> Q:
    """Things that are these people's (on rows with `owner`)."""
    return Q(owner__in=[name for user in users for name in names_as_written(user)])


@dataclass(frozen=True)
class Staff:
    """Who is here: for each role, the departments (as compared) in which somebody has it; and the names, as records write
    them, of those who are no longer here."""

    departments: dict[str, set[str]]
    gone: frozenset[str]

    def has(self, roles: Iterable[str], department: str) -> bool:
        """Whether somebody with one of the roles works for the department, or for the one that took it over."""
        wanted = {key(department), key(became(department))} if department else {""}
        for role in roles:
            held = self.departments.get(role, set())
            if held and Permission.ALL_DEPARTMENTS in permissions_of(role):
                return True
            if held & wanted:
                return True
        return False


def staff() -> Staff:
    """Everybody with an account, as of now."""
    departments: dict[str, set[str]] = {}
    here: set[str] = set()
    away: set[str] = set()
    for user in User.objects.only(
        "username", "first_name", "last_name", "role", "department", "is_active"
    ):
        (here if user.is_active else away).update(names_as_written(user))
        if user.is_active:
            departments.setdefault(user.role, set()).add(key(user.department))
    return Staff(departments, frozenset(away - here))


def unowned(held: Staff) -> Q:
    """Things that are nobody's by name: given to nobody, or to somebody who is no longer here."""
    return Q(owner="") | Q(owner__in=held.gone)


def without_team(worklist: Worklist, departments: Iterable[str], held: Staff) -> list[str]:
    """Those of the departments in which nobody works on the list."""
    if worklist.departments:
        if any(held.has(worklist.roles, name) for name in worklist.departments):
            return []
        return list(departments)
    return [name for name in departments if not held.has(worklist.roles, name)]
