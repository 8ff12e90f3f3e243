"""The way from the page of a log to what the finder reads in it, and what became of that."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from onrecord.contact.models import Log
from onrecord.contact.panels import Panel
from onrecord.people.models import User
from onrecord.screening.fates.models import Fate
from onrecord.screening.fates.page import told
from onrecord.screening.fates.policies import can_see_disclosed
from onrecord.screening.kinds import kind_of
from onrecord.screening.models import Suspect


def _context(request: HttpRequest, log: Log) -> Mapping[str, Any]:
    rows = Fate.objects.filter(log=log, newest=True).order_by("id")
    suspect = Suspect.objects.filter(pk=log.pk).first()
    return {
        "fates": [told(row) for row in rows],
        "suspect": suspect,
        "kind": kind_of(suspect) if suspect else "",
    }


def _may_see(user: User, log: Log) -> bool:
    return can_see_disclosed(user, log)


PANEL = Panel("disclosed", 15, "screening/disclosed_panel.html", _context, _may_see)
