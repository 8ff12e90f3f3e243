"""Who may search, and what of the found they may see: what the pages of the records show them, and nothing else."""

from collections.abc import Callable, Iterable, Mapping

from django.db.models import QuerySet

from onrecord.calls.policies import check_can_listen_calls
from onrecord.contact.models import Log
from onrecord.contact.policies import check_can_view_logs, visible_logs
from onrecord.finding.marks import LINKED, OF_CRIME, OF_LOG, author_mark, department_mark
from onrecord.finding.models import KINDS, Group, Kind
from onrecord.people.access import can
from onrecord.people.departments import names_of
from onrecord.people.models import User
from onrecord.people.roles import Permission
from onrecord.recording.models import Crime, ReportedIncident
from onrecord.recording.policies import can_view_crimes, visible_crimes, visible_incidents

Marks = tuple[tuple[str, ...], ...]


def check_can_find(user: User) -> None:
    """Whoever may read logs may search."""
    check_can_view_logs(user)


def groups_for(user: User) -> list[Group]:
    """What this person may look for."""
    asked = {Group.CRIMES: can_view_crimes(user), Group.CALLS: can(check_can_listen_calls, user)}
    return [group for group in Group if asked.get(group, True)]


def marks_for(user: User, group: Group) -> Marks:
    """Filters that keep a search to what this person may see, so that nothing else is even counted."""
    everywhere = user.may(Permission.ALL_DEPARTMENTS)
    own = tuple(department_mark(name) for name in names_of(user))
    logs: tuple[str, ...] = (OF_LOG,) if everywhere else own
    crimes: tuple[str, ...] = (OF_CRIME,)
    if not user.may(Permission.VIEW_CRIMES):
        crimes = (author_mark(user.username), *((LINKED,) if everywhere else own))
    if group == Group.CRIMES:
        return (crimes,)
    if group == Group.PEOPLE and can_view_crimes(user):
        return (tuple(dict.fromkeys((*logs, *crimes))),)
    return ((OF_LOG,), logs) if group == Group.PEOPLE else (logs,)


# By the kind of a document, or of the one to which it belongs: what its policy lets through.
_VISIBLE: Mapping[Kind, tuple[Callable[[User, QuerySet], QuerySet], Callable[[], QuerySet]]] = {
    Kind.LOG: (visible_logs, Log.objects.all),
    Kind.CRIME: (visible_crimes, Crime.objects.all),
    Kind.INCIDENT: (visible_incidents, ReportedIncident.objects.all),
}


def visible(user: User, documents: Iterable[int]) -> set[int]:
    """Those of the documents of logs, crimes and incidents that their own policies let through, as the records are now:
    the index may be a moment behind."""
    by_kind: dict[int, list[int]] = {}
    for number in documents:
        by_kind.setdefault(number % KINDS, []).append(number // KINDS)
    found: set[int] = set()
    for kind, ids in by_kind.items():
        if kind != Kind.LOG and not can_view_crimes(user):
            continue
        policy, records = _VISIBLE[Kind(kind)]
        rows = policy(user, records().filter(id__in=ids)).values_list("id", flat=True)
        found.update(number * KINDS + kind for number in rows)
    return found
