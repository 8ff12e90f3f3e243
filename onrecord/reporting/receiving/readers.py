"""Who reads what comes on line: a report that goes to a department without such people waits where nobody looks."""

from collections.abc import Iterator

from onrecord.contact.force import force
from onrecord.people.departments import names_of
from onrecord.people.models import User
from onrecord.people.roles import Permission, roles_with
from onrecord.reporting.types.shape import POLICE_STAFF, ReportType


def departments_with_readers() -> frozenset[str]:
    """The departments in which somebody who may work on reports has an active account, and those that these took over."""
    names = (
        User.objects.filter(is_active=True, role__in=roles_with(Permission.WORK_REPORTS))
        .exclude(department="")
        .values_list("department", flat=True)
    )
    return frozenset(
        each for name in set(names.order_by()) for each in names_of(User(department=name))
    )


def everywhere() -> bool:
    """Whether somebody who may work on reports sees those of every department."""
    wide = set(roles_with(Permission.WORK_REPORTS)) & set(roles_with(Permission.ALL_DEPARTMENTS))
    return User.objects.filter(is_active=True, role__in=wide).exists()


def has_readers(department: str) -> bool:
    """Whether somebody reads what goes to a department; "" stands for those who see every department."""
    return department in departments_with_readers() if department else everywhere()


def named(department: str) -> str:
    """The department of an answer or a type: the force's own name where it stands for police staff's conduct."""
    return force().conduct_department if department == POLICE_STAFF else department


def departments_of(kind: ReportType) -> Iterator[str]:
    """The departments to which reports of a type go besides the one that gets all, each once."""
    found = [kind.department, *(each.department for one in kind.questions for each in one.answers)]
    yield from dict.fromkeys(named(each) for each in found if each)
