"""What a telephone on a slow line loads: pages for the public and the style sheet go compressed, and what a page names with the
hash of its content is kept by the browser for good (`{% lasting "onrecord.css" %}`).

Compressed are only pages for the public and partners. No other site can have them asked for with words of its choice beside a
secret (`front_door_pages.from_elsewhere`; an address that nobody can guess), and Django adds random bytes besides (BREACH).
"""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.templatetags.static import static

from onrecord.reporting.languages import SPOKEN_UNDER

STATIC: Final = "/static/"
TEXTS: Final = (".css", ".js", ".svg")
FOREVER: Final = "max-age=31536000, public, immutable"


@cache
def mark_of(name: str) -> str:
    """A short name of what a static file holds; "" where there is none."""
    found = finders.find(name)
    return sha256(Path(found).read_bytes()).hexdigest()[:12] if isinstance(found, str) else ""


def lasting(name: str) -> str:
    """The address of a static file as it is now: another one once it is changed."""
    mark = mark_of(name)
    return f"{static(name)}?v={mark}" if mark else static(name)


class SlowLineMiddleware(GZipMiddleware):
    """Must stand before what serves static files."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        path = request.path_info
        if path.startswith(STATIC):
            mark = request.GET.get("v", "")
            # The name in the address is anybody's: it is looked up only where there is such a file.
            there = response.status_code in (200, 304)
            if there and mark and mark == mark_of(path.removeprefix(STATIC)):
                response.headers["Cache-Control"] = FOREVER
            fits = path.endswith(TEXTS) and response.status_code == 200
        else:
            fits = path.startswith(SPOKEN_UNDER) and response.status_code not in (204, 304)
        if not fits or request.method == "HEAD":
            return response
        found: HttpResponseBase = super().process_response(request, response)
        return found
