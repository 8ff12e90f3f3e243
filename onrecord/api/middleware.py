"""Every wrong answer under /api/ has the API's shape, also where it never reached an endpoint: an unknown address, a
wrong method, a body over the limit, a busy database."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from onrecord.api.problems import MEDIA_TYPE, answer, problem_for_status

ROOT = "/api/"
_KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")


class ProblemMiddleware:
    """Must stand outside of whatever may answer with a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith(ROOT) or response.status_code < 400:
            return response
        if response.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
            return response
        problem = problem_for_status(response.status_code)
        told = answer(problem)
        told.status_code = response.status_code
        for name in _KEPT_HEADERS:
            if name in response.headers:
                told.headers[name] = response.headers[name]
        return told
