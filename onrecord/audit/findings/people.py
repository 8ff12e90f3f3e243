"""Whose work a record is, among those who have an account here."""

from django.db.models import QuerySet

from onrecord.audit.findings.models import Finding
from onrecord.audit.models import RecordKind, SampleItem
from onrecord.audit.reading.eligible import folded, hands_of
from onrecord.people.models import User
from onrecord.people.roles import Permission, Role, roles_with


def department_of(item: SampleItem) -> str:
    """The department, as it stood when the frame was frozen; else as the record has it now."""
    return str(item.facts.get("department") or item.record.department or "")


def officer_named(item: SampleItem) -> str:
    """The name of whoever the record says did the work; empty where it says nobody."""
    record = item.record
    now = record.officer if item.kind == RecordKind.LOG else record.recorded_by
    return str(item.facts.get("officer") or now or "")


def officer_of(item: SampleItem) -> User | None:
    """The account of whoever the record names, if exactly one fits."""
    wanted = folded(officer_named(item))
    if not wanted:
        return None
    fits = [
        user
        for user in User.objects.filter(is_active=True)
        if wanted in (folded(user.username), folded(user.get_full_name()))
    ]
    return fits[0] if len(fits) == 1 else None


def recipients(finding: Finding) -> QuerySet[User]:
    """To whom the finding may be given: people of the department who work on logs and, by the route, its supervisors."""
    roles = [role for role in roles_with(Permission.DECIDE) if role != Role.REGISTRAR]
    if "supervisor" not in finding.route:
        roles.remove(Role.SUPERVISOR)
    if "person" not in finding.route:
        roles = [role for role in roles if role == Role.SUPERVISOR]
    found = User.objects.filter(is_active=True, role__in=roles)
    if finding.department:
        found = found.filter(department__iexact=finding.department)
    return found.order_by("username")


def likely(finding: Finding) -> set[str]:
    """User names among the recipients whom the record names, to be offered first."""
    officers = hands_of(finding.item).officers
    return {
        user.username
        for user in recipients(finding)
        if {folded(user.username), folded(user.get_full_name())} & officers
    }
