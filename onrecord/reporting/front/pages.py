"""What every page for the public shares: no sign-in, no cookie, no cache, one language, and a way out."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from onrecord.contact.force import force
from onrecord.reporting.front.drafts import find, speak
from onrecord.reporting.languages import speak as choose_language
from onrecord.reporting.models import Report
from onrecord.reporting.policies import is_open

View = Callable[..., HttpResponse]
PREFETCH: Final = ("Sec-Purpose", "Purpose", "X-Moz")


def for_everybody(view: View) -> View:
    """A page for the public.

    Django's protection of forms needs a cookie, and cookies may be off. Here nothing is done in anybody's name: whoever has
    the address of a draft writes in it, and no other site knows that address (it is never sent on: Referrer-Policy). So the
    address takes the place of the token, and a form that a browser says came from another site is refused all the same.
    """

    @csrf_exempt
    @login_not_required
    @sensitive_post_parameters()
    @wraps(view)
    def gate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and from_elsewhere(request):
            raise PermissionDenied(
                _(
                    "This form was sent from another web site. Open the page here and write it again."
                )
            )
        choose_language(request)
        return private(view(request, *args, **kwargs))

    return gate


def private(answer: HttpResponse) -> HttpResponse:
    """Kept by no browser and no cache, and no other site hears of the address."""
    answer["Cache-Control"] = "no-store, private"
    answer.headers.setdefault("Referrer-Policy", "same-origin")
    answer["X-Robots-Tag"] = "noindex"
    return answer


def from_elsewhere(request: HttpRequest) -> bool:
    """Whether the browser says that another site sent this. One that says nothing (older, or set to) is believed."""
    if request.headers.get("Sec-Fetch-Site", "") == "cross-site":
        return True
    origin = request.headers.get("Origin", "")
    try:
        return origin not in ("", "null") and urlsplit(origin).netloc != request.get_host()
    except ValueError:
        return True  # no browser names such an address


def with_draft(view: View) -> View:
    """A page of the draft in the address, in its language. One that isn't there (any more) is a page that tells nothing."""

    @for_everybody
    @wraps(view)
    def gate(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        draft = find(token)
        if draft is None:
            return nothing_here(request)
        speak(draft, choose_language(request, draft.language))
        return view(request, draft, token, *args, **kwargs)

    return gate


def nothing_here(request: HttpRequest) -> HttpResponse:
    """The neutral page: the same under every address that leads nowhere. Whom to call and the ways that everybody has are on it,
    since somebody may have come back too late."""
    return private(
        show(request, "nothing", status=404, start_url=reverse("report-start"), **_ways())
    )


def not_here(request: HttpRequest) -> HttpResponse:
    """For the public where no page is, or none at the moment: whose pages these are, whom to call, and what there is instead.
    Under the address of a draft nothing of that is told."""
    choose_language(request)
    if request.path_info.startswith("/report/w/"):
        return nothing_here(request)
    return private(show(request, "not_here", status=404, **_ways()))


def _ways() -> dict[str, Any]:
    """Where somebody goes on: reports that were sent can be looked up, and those that were saved be sent, whether or not new ones
    are taken in."""
    there = is_open() or Report.objects.exists()
    return {
        "open": is_open(),
        "status_url": reverse("report-status") if there else "",
        "back_url": reverse("report-back"),
    }


def not_read(request: HttpRequest) -> HttpResponse:
    """For the public where what was sent can't be read, mostly since it is longer than any page takes."""
    choose_language(request)
    return private(show(request, "not_read", status=400))


def show(request: HttpRequest, name: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page with what all of them need."""
    return render(
        request, f"reporting/{name}.html", {"force": force().name, **context}, status=status
    )


def is_prefetch(request: HttpRequest) -> bool:
    """Whether a browser only gets ready for a click: then nothing is done."""
    return any("prefetch" in request.headers.get(each, "") for each in PREFETCH)
