"""Who isn't signed in is sent to the sign-in page, with what they wrote; a one-time password opens one page only.

The API takes neither sessions nor passwords, only tokens, and asks for them itself."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from onrecord.people.carried import carry

ALWAYS_OPEN = {"password", "sign-in", "sign-out"}


class SignInFirstMiddleware(LoginRequiredMiddleware):
    """Django's own, except that a form sent after the session ended isn't thrown away (see `onrecord.people.carried`)."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        carried = carry(request)
        if carried is None:
            return super().handle_no_permission(request, view_func)
        from onrecord.people.views import sign_in_first

        answer = sign_in_first(request, carried)
        answer.headers["WWW-Authenticate"] = 'Form realm="onrecord"'
        return answer


class PasswordChangeFirstMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if (
            user.is_authenticated
            and user.must_change_password
            and not request.path.startswith(("/static/", "/api/"))
            and request.path not in {reverse(name) for name in ALWAYS_OPEN}
        ):
            return HttpResponseRedirect(reverse("password"))
        return self.get_response(request)
