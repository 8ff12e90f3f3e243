"""Accounts for the demonstration: one for each role, all with one public password."""

from onrecord.home import is_demonstration
from onrecord.people.actions import PersonError, add_person
from onrecord.people.models import User
from onrecord.people.roles import Permission, Role, permissions_of

PASSWORD = "every-report-on-record"  # noqa: S105  (public on purpose; works in a demonstration only)

DEMO_NAMES: dict[str, tuple[str, str]] = {
    Role.REGISTRAR: ("registrar", "Rowan Registrar"),
    Role.AUDITOR: ("auditor", "Ada Auditor"),
    Role.SUPERVISOR: ("supervisor", "Sam Supervisor"),
    Role.OFFICER: ("officer", "Olu Officer"),
    Role.CALL_TAKER: ("calltaker", "Cal Call-taker"),
    Role.CHIEF_OFFICER: ("chief", "Chris Chief-Officer"),
    Role.COMMISSIONER: ("commissioner", "Charlie Commissioner"),
    Role.ADMINISTRATOR: ("administrator", "Alex Administrator"),
    # Of the invented school that `onrecord.partners.demonstration` makes; the account is made with it.
    Role.PARTNER: ("teacher", "Toni Teacher"),
}


# The department of the made-up force that answers most calls (onrecord.simulation).
DEPARTMENT = "Force Response"


def make_demo_accounts(*, department: str = DEPARTMENT) -> list[User]:
    """One account for each role, registrar first; those that are there already stay as they are.

    `department` is what the call-taker, the officer and the supervisor see the logs of. Raises PersonError outside a
    demonstration.
    """
    if not is_demonstration():
        raise PersonError(
            "Demonstration accounts have a public password and are made in a demonstration only. "
            "Add real people with `onrecord user add`."
        )
    people = []
    for role, (username, name) in DEMO_NAMES.items():
        person = User.objects.filter(username=username).first()
        if person is None:
            person, _ = add_person(
                username=username,
                role=role,
                name=name,
                department=department if _is_limited(role) else "",
                by="onrecord demo",
                password=PASSWORD,
                demonstration=True,
            )
        people.append(person)
    return people


def _is_limited(role: str) -> bool:
    """Whether the role sees the logs of one department only."""
    held = permissions_of(role)
    return Permission.VIEW_LOGS in held and Permission.ALL_DEPARTMENTS not in held
