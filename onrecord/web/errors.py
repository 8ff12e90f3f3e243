"""Error pages in the same look as every other page. Each says what happened and what to do."""

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from onrecord.fulldisk import disk_is_full
from onrecord.people.carried import carry, from_here
from onrecord.people.views import send_again, sign_in_first
from onrecord.reporting.front.busy import busy, is_public
from onrecord.reporting.front.pages import not_here, not_read


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path_info.startswith("/report/"):
        return not_read(request)
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", {"reason": str(exception)}, status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path_info.startswith("/report/"):
        return not_here(request)
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Drawn without the database: that may be what failed."""
    # Django calls this while it handles the error.
    if is_public(request):
        return busy(request, 507 if disk_is_full(sys.exception()) else 500)
    if disk_is_full(sys.exception()):
        return render(None, "507.html", status=507)
    return render(None, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Somebody signed in anew in another window, mostly: what they wrote here is offered again."""
    carried = carry(request) if from_here(request) else None
    if carried is None:
        return render(request, "403_csrf.html", status=403)
    if not request.user.is_authenticated:
        return sign_in_first(request, carried)
    return send_again(request, carried, "You signed in anew after the form was shown.", status=403)
