"""What endpoints that change something share: who does it, and the origin by which doing it twice is doing it once."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from onrecord.api.keys import origin_of
from onrecord.contact.actions import subject_of
from onrecord.contact.models import Log
from onrecord.contact.policies import check_can_write_log
from onrecord.people.access import shown, whoever


def doer(request: HttpRequest) -> dict[str, Any]:
    """Arguments that every action takes: who acts, and the origin that follows from the request's key."""
    return {"by": whoever(request), "origin": origin_of(request)}


def log_written(request: HttpRequest, log_id: int) -> Log:
    """The log, if the token's user may write in it."""
    log = get_object_or_404(Log, pk=log_id)
    check_can_write_log(whoever(request), log)
    shown(request, subject_of(log))
    return log
