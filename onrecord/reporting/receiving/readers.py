"""Who reads what comes on line: a report that goes to a department without such people waits where nobody looks."""

from collections.abc import Iterator

from onrecord.contact.force import force
from onrecord.measures.alerts.models import Hook
from onrecord.people.departments import names_of
from onrecord.people.models import User
from onrecord.people.roles import Permission, roles_with
from onrecord.reporting.receiving.hearers import first_to_hear, reachable
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


def nobody_hears(department: str) -> str:
    """What is wrong, in words, where an alert of a report to be looked at now would reach nobody of those whose work it is;
    "" where somebody is reached."""
    if reachable(first_to_hear(department)) or Hook.objects.filter(active=True).exists():
        return ""
    return (
        "Nobody who works on these reports would hear at once of one that is to be looked at now: none of them has an e-mail "
        "address. Have an administrator enter addresses (People), or set ONRECORD_EMAIL_DOMAIN."
    )


def named(department: str) -> str:
    """The department of an answer or a type: the force's own name where it stands for police staff's conduct."""
    return force().conduct_department if department == POLICE_STAFF else department


def departments_of(kind: ReportType) -> Iterator[str]:
    """The departments to which reports of a type go besides the one that gets all, each once."""
    found = [kind.department, *(each.department for one in kind.questions for each in one.answers)]
    yield from dict.fromkeys(named(each) for each in found if each)
