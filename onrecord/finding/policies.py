"""Who may search, and what of the found they may see: what the pages of the records show them."""

from django.db.models import QuerySet

from onrecord.contact.models import Log
from onrecord.contact.policies import check_can_view_logs, visible_logs
from onrecord.finding.documents import department_mark
from onrecord.finding.models import Kind
from onrecord.people.access import can
from onrecord.people.models import User
from onrecord.people.roles import Permission
from onrecord.recording.models import Crime
from onrecord.recording.policies import can_view_crimes


def check_can_find(user: User) -> None:
    """Whoever may read logs may search."""
    check_can_view_logs(user)


def can_find(user: User) -> bool:
    return can(check_can_find, user)


def kinds_for(user: User) -> list[Kind]:
    """What this person may search for."""
    kinds = [Kind.LOG, Kind.PERSON, Kind.PLACE]
    return [*kinds, Kind.CRIME] if can_view_crimes(user) else kinds


def marks_for(user: User, kind: Kind) -> tuple[tuple[str, ...], ...]:
    """The filters that keep a search to what this person may see, so that nothing else is even counted."""
    if kind == Kind.CRIME or user.may(Permission.ALL_DEPARTMENTS):
        return ()
    return ((department_mark(user.department),),)


def visible(user: User, kind: Kind, ids: list[int]) -> set[int]:
    """Those of the records that their own policy lets through, as they are now: the index may be a moment behind. For
    people and places `ids` are the logs that name them."""
    if kind == Kind.CRIME:
        return set(
            visible_crimes(user, Crime.objects.filter(id__in=ids)).values_list("id", flat=True)
        )
    return set(visible_logs(user, Log.objects.filter(id__in=ids)).values_list("id", flat=True))


def visible_crimes(user: User, crimes: QuerySet[Crime]) -> QuerySet[Crime]:
    return crimes if can_view_crimes(user) else crimes.none()
