"""What the public and partners are told when the store can't take in what they sent: that nothing is lost, what to do, and whom
to call; in the language of their page. Drawn without the store, since that may be what failed.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from onrecord.contact.force import force
from onrecord.home import is_demonstration
from onrecord.people.carried import carry
from onrecord.reporting.front.pages import private
from onrecord.reporting.languages import NOT_UNDER, SPOKEN_UNDER

# Seconds after which to come back: an import writes in batches of a few seconds.
AGAIN_AFTER: Final = 30


def is_public(request: HttpRequest) -> bool:
    """Whether a page is for the public or a partner, and not for the force."""
    path = request.path_info
    return path.startswith(SPOKEN_UNDER) and not path.startswith(NOT_UNDER)


def _token(named: Mapping[str, Any]) -> str:
    """What leaving closes: a draft, or a look at a report."""
    return str(named.get("token") or named.get("look") or "")


def busy(request: HttpRequest, status: int = 503) -> HttpResponse:
    """The page. What was typed is in it, to be sent again with a button; files have to be chosen anew."""
    match = request.resolver_match
    partner = request.path_info.startswith("/partners/")
    # Pages without an account have no token of Django's, and no cookie (see `front_door_pages.for_everybody`).
    guarded = match is not None and not getattr(match.func, "csrf_exempt", False)
    carried = carry(request)
    context = {
        "force": force().name,
        "demonstration": is_demonstration(),
        "partner": partner,
        "token": "" if partner or match is None else _token(match.kwargs),
        "in_draft": match is not None and "token" in match.kwargs,
        "carried": carried,
        "csrf": get_token(request) if carried and guarded else "",
        "again": "" if request.method == "POST" else request.get_full_path(),
    }
    answer = private(HttpResponse(render_to_string("reporting/busy.html", context), status=status))
    if status != 500:
        answer.headers["Retry-After"] = str(AGAIN_AFTER)
    return answer
