"""The part of the log page that shows supervisors' looks."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from onrecord.contact.models import Log
from onrecord.people.access import whoever
from onrecord.people.models import User
from onrecord.people.roles import Permission
from onrecord.supervision.reviews.actions import looks_at
from onrecord.supervision.reviews.policies import can_look_at


def may_see(user: User, log: Log) -> bool:
    return user.may(Permission.VIEW_LOGS)


def context(request: HttpRequest, log: Log) -> Mapping[str, Any] | None:
    """The looks at a log, and whether this person may look at it as a supervisor; nothing where neither is."""
    if log.opened_at is None:
        return None
    rows = looks_at(log)
    may = log.closed_at is None and can_look_at(whoever(request), log)
    return {"looks": rows, "may_look": may} if rows or may else None
