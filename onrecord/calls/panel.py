"""The recordings of a log, on the log's own page."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from onrecord.calls.models import ErasedRecording, Recording
from onrecord.calls.policies import can_attach, can_listen
from onrecord.contact.models import Log
from onrecord.contact.panels import Panel
from onrecord.people.access import whoever
from onrecord.people.models import User


def let_play(request: HttpRequest) -> None:
    """Have this page's Content-Security-Policy allow sound from this server (see onrecord.web.security)."""
    request.plays_sound = True  # type: ignore[attr-defined]


def _context(request: HttpRequest, log: Log) -> Mapping[str, Any] | None:
    may_attach = can_attach(whoever(request), log)
    recordings = list(Recording.objects.filter(log=log).order_by("id"))
    erased = list(ErasedRecording.objects.filter(log=log).order_by("id"))
    if not (recordings or erased or may_attach):
        return None
    if any(recording.can_play for recording in recordings):
        let_play(request)
    return {"recordings": recordings, "erased": erased, "may_attach": may_attach}


def _may_see(user: User, log: Log) -> bool:
    return can_listen(user, log)


PANEL = Panel("recordings", 20, "calls/panel.html", _context, _may_see)
