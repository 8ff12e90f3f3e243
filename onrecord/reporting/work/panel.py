"""The part of a log's page that says from which report on line it came."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from onrecord.contact.models import Log
from onrecord.contact.panels import Panel
from onrecord.people.access import whoever
from onrecord.people.models import User
from onrecord.people.roles import Permission
from onrecord.reporting.policies import can_confirm, can_view_report
from onrecord.reporting.receiving.triage import triage
from onrecord.reporting.work.confirming import computed
from onrecord.reporting.work.decided import decided_of
from onrecord.reporting.work.of_log import reports_of


def _context(request: HttpRequest, log: Log) -> Mapping[str, Any] | None:
    if log.opened_at is None:
        return None
    user = whoever(request)
    rows = [row for row in reports_of(log) if can_view_report(user, row)]
    if not rows:
        return None
    found = [
        {
            "row": row,
            "level": triage().levels[row.risk],
            "waits": decided_of(row, log, user)["waits"],
            "waiting": row.messages.filter(answered_at=None, by="").count(),
            "may_confirm": can_confirm(user, row) and not computed(row).why_not,
        }
        for row in rows
    ]
    return {"reports": found}


def _may_see(user: User, log: Log) -> bool:
    return user.may(Permission.VIEW_LOGS)


PANEL = Panel("report", 5, "reporting/panel.html", _context, _may_see)
