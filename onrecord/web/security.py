"""Headers that Django doesn't set itself."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# No scripts at all: every page but that for the street works without them. Pictures and the style sheet come from this server only.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

# The one page with scripts (onrecord.field): its own, from this server, and nothing else.
SCRIPTS = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; manifest-src 'self'; connect-src 'self'; "
    "style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def own_scripts(response: HttpResponse) -> HttpResponse:
    """Let a page run this server's own scripts."""
    response.headers["Content-Security-Policy"] = SCRIPTS
    return response


# On the pages that play a recording, and on no others.
SOUND = "; media-src 'self'"
# On the reading screen of an audit: this server's own script, for its keys.
SCRIPT = "; script-src 'self'"


class ContentSecurityPolicyMiddleware:
    """A view whose page plays sound says so with `request.plays_sound = True`, one with a script of its own with
    `request.runs_script = True`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = POLICY
        if getattr(request, "plays_sound", False):
            policy += SOUND
        if getattr(request, "runs_script", False):
            policy += SCRIPT
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=()"
        )
        if request.path.startswith("/static/"):
            return response
        # Police data must not be left in a shared machine's cache.
        response.headers.setdefault("Cache-Control", "no-store")
        return response
