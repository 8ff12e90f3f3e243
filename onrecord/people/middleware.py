"""A one-time password opens one page only: the one where it is changed."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

ALWAYS_OPEN = {"password", "sign-in", "sign-out"}


class PasswordChangeFirstMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if (
            user.is_authenticated
            and user.must_change_password
            and not request.path.startswith("/static/")
            and request.path not in {reverse(name) for name in ALWAYS_OPEN}
        ):
            return HttpResponseRedirect(reverse("password"))
        return self.get_response(request)
