"""How often a program may ask. Counted in Django's cache, which the workers share; near enough, not to the last request."""

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from onrecord.api.models import Token
from onrecord.api.problems import Problem
from onrecord.people.access import address_of

WINDOW = 60
# Tokens can't be guessed; this keeps whoever tries from filling the record of refusals.
STRANGERS = 60


def count_request(token: Token) -> None:
    """Raise Problem (429) when the token has asked too often in this minute."""
    most: int = settings.API_PER_MINUTE
    _count(
        f"api:{token.name}",
        most,
        f"This token may ask {most:,} times a minute. Wait as many seconds as Retry-After says.",
    )


def count_stranger(request: HttpRequest) -> None:
    """Raise Problem (429) when too many wrong tokens came from one address in this minute."""
    # An address is no key that every cache takes: colons and, behind odd proxies, anything else.
    name = address_of(request).encode("utf-8", "replace").hex()
    _count(f"api-stranger:{name}", STRANGERS, "Too many wrong tokens came from this address.")


def _count(key: str, most: int, detail: str) -> None:
    now = time.time()
    window = int(now // WINDOW)
    try:
        began, count = cache.get(key) or (window, 0)
        count = count + 1 if began == window else 1
        cache.set(key, (window, count), WINDOW * 2)
    except (OSError, TypeError, ValueError):
        return  # a full disk or a damaged file of the cache shuts nobody out
    if count > most:
        wait = max(1, int((window + 1) * WINDOW - now) + 1)
        raise Problem("too-many", detail, headers={"Retry-After": str(wait)})
