"""In which language a partner's pages are: English or Welsh, as the address asks, and as it asked last."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from onrecord.reporting.languages import asked, speak

_KEPT = "partner-language"
View = Callable[..., HttpResponseBase]


def in_language(view: View) -> View:
    """Show the page in the language that this session asked for last (`?lang=cy`); in English before."""

    @wraps(view)
    def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        kept = request.session.get(_KEPT, "")
        spoken = speak(request, kept)
        if asked(request) and spoken != kept:
            request.session[_KEPT] = spoken
        return view(request, *args, **kwargs)

    return shown
