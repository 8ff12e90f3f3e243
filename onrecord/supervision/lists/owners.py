"""Whose a thing is, in the words in which records name people; and which teams have somebody."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q

from onrecord.people.models import User
from onrecord.people.roles import Permission, permissions_of
from onrecord.supervision.departments.queries import key, successors
from onrecord.supervision.lists.worklist import Worklist
from onrecord.supervision.shifts.absences import OnShift, away, on_shift, stands_in


def names_as_written(user: User) -> list[str]:
    """How records name a person: by user name, or by name."""
    return [each for each in (user.username, user.get_full_name()) if each]


def names_of_all(users: Iterable[User]) -> list[str]:
    """How records name these people."""
    return [name for user in users for name in names_as_written(user)]


@dataclass(frozen=True)
class Staff:
    """Who is here. `departments`: for each role, those (as compared) in which somebody has it. `gone`: the names, as
    records write them, of those who are no longer here, or are away with nobody to cover. `shifts`: who is on shift. `became`: which department does another's work today."""

    departments: dict[str, set[str]]
    gone: frozenset[str]
    shifts: OnShift
    became: Callable[[str], str]

    def nobody(self, owner: str) -> bool:
        """Whether what has this owner is nobody's, as `unowned` asks the database."""
        return owner == "" or owner in self.gone

    def why_nobody(self, roles: Iterable[str], department: str) -> str:
        """Why nobody with one of the roles is there for a department, or for the one that took it over; empty where
        somebody is."""
        wanted = {key(department), key(self.became(department))} if department else {""}
        anybody = False
        for role in roles:
            held = self.departments.get(role, set())
            if held and Permission.ALL_DEPARTMENTS in permissions_of(role):
                return ""
            for name in held & wanted:
                anybody = True
                if not self.shifts.off(name, role):
                    return ""
        return OFF if anybody else EMPTY


OFF, EMPTY = "nobody is on shift", "nobody there has the role"


def staff() -> Staff:
    """Everybody with an account, as of now."""
    absent = away()
    users = list(
        User.objects.only("username", "first_name", "last_name", "role", "department", "is_active")
    )
    here = {user.username for user in users if user.is_active}
    departments: dict[str, set[str]] = {}
    held: set[str] = set()
    gone: set[str] = set()
    for user in users:
        answers = stands_in(user.username, absent) in here and user.is_active
        (held if answers else gone).update(names_as_written(user))
        if user.is_active and user.username not in absent:
            departments.setdefault(user.role, set()).add(key(user.department))
    return Staff(departments, frozenset(gone - held), on_shift(), successors())


def unowned(held: Staff) -> Q:
    """Things that are nobody's by name: given to nobody, or to somebody who is no longer here, or away without cover."""
    return Q(owner="") | Q(owner__in=held.gone)


def without_team(worklist: Worklist, departments: Iterable[str], held: Staff) -> dict[str, str]:
    """Those of the departments for which nobody works on the list, each with why."""
    if worklist.departments:
        reasons = [held.why_nobody(worklist.roles, name) for name in worklist.departments]
        return {} if "" in reasons else dict.fromkeys(departments, reasons[0])
    found = {name: held.why_nobody(worklist.roles, name) for name in departments}
    return {name: why for name, why in found.items() if why}
