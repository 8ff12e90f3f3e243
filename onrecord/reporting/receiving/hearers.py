"""Who hears at once of a report at which somebody is to look now: those on duty, where the force says who is; never nobody."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils import timezone

from onrecord.people.addresses import address_of
from onrecord.people.departments import names_of
from onrecord.people.models import User
from onrecord.people.roles import Permission, Role, roles_with
from onrecord.reporting.receiving.triage import triage
from onrecord.supervision.shifts.absences import away, stands_in
from onrecord.supervision.shifts.models import Shift


def who_hears(department: str, at: datetime | None = None) -> list[str]:
    """User names, in their order: of the department, in the roles of triage.toml; where nobody is of these, whoever works on
    reports and sees every department; where nobody does, whoever works on reports, and last the registrar.

    Of the first of these that there are, those on shift; else those who aren't away, with whoever covers for those who are;
    else all of them. Somebody to whom no e-mail can be sent doesn't stand for the others: where nobody of these can be
    reached, those who see every department hear as well, and last the administrators, who can give an account its address.
    """
    at = at or timezone.now()
    told = dict.fromkeys(first_to_hear(department, at))
    # Nobody of another department, who might work with whom it is about.
    for permission in (Permission.ALL_DEPARTMENTS, Permission.MANAGE_PEOPLE):
        if reachable(told):
            break
        roles = set(roles_with(permission))
        if permission == Permission.ALL_DEPARTMENTS:
            roles &= set(roles_with(Permission.WORK_REPORTS))
        told.update(dict.fromkeys(_on_duty(_people(roles), at)))
    return list(told)


def first_to_hear(department: str, at: datetime | None = None) -> list[str]:
    """Those whose work it is, whether or not they can be reached."""
    at = at or timezone.now()
    return next((_on_duty(found, at) for found in _groups(department) if found), [])


def reachable(names: Collection[str]) -> bool:
    """Whether an e-mail can be sent to one of these people at least."""
    return any(address_of(each).address for each in User.objects.filter(username__in=names))


def _groups(department: str) -> list[list[User]]:
    works = set(roles_with(Permission.WORK_REPORTS))
    wide = works & set(roles_with(Permission.ALL_DEPARTMENTS))
    hear = _people(works & set(triage().alert_roles))
    # Those of a department that has taken this one over go on with its work.
    theirs = {
        name
        for name in {each.department for each in hear}
        if department in names_of(User(department=name))
    }
    here = [each for each in hear if each.department in theirs]
    groups = [here, *(_people(roles) for roles in (wide, works))]
    return [*groups, _people(roles_with(Permission.KEEP_REPORTING))]


def _people(roles: Collection[str | Role]) -> list[User]:
    rows = User.objects.filter(is_active=True, role__in=list(roles))
    return list(rows.order_by("username"))


def _on_duty(people: Sequence[User], at: datetime) -> list[str]:
    """The user names of those of them who are there at a moment."""
    absent = away(timezone.localdate(at))
    there = {name for each in people if (name := stands_in(each.username, absent))}
    shifts = Shift.objects.filter(since__lte=at, until__gt=at).exclude(ended_at__lte=at)
    on_shift = set(shifts.filter(person__in=there).values_list("person", flat=True))
    # Whoever covers may have another role, or no access any more.
    others = User.objects.filter(is_active=True, role__in=roles_with(Permission.WORK_REPORTS))
    others = others.filter(username__in=there - {each.username for each in people})
    known = {each.username: each for each in (*people, *others)}
    for names in (on_shift, there):
        found = sorted(name for name in names if name in known)
        if any(address_of(known[name]).address for name in found):
            return found
    return sorted(each.username for each in people)
