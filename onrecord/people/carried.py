"""What somebody typed while their session ended is carried through the sign-in, so that it needn't be typed again.

It travels in the page itself, signed and for one hour, and lies nowhere on the server. Nothing is sent without a
person looking at it and pressing a button, since it may be another person who signs in.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core import signing
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

FIELD = "carried"
KEEP = 60 * 60  # seconds
MOST = 1_000_000  # characters
_SALT = "onrecord.carried"
_LEAVE = ("csrfmiddlewaretoken", FIELD, "next")
_HIDDEN = ("origin", "version")


@dataclass(frozen=True)
class Carried:
    """A form on its way: where it was to go, and its fields in order."""

    path: str
    fields: tuple[tuple[str, str], ...]
    files: bool = False

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What a person reads of it."""
        return [(name, value) for name, value in self.fields if name not in _HIDDEN and value]

    @property
    def text(self) -> str:
        """For a hidden field."""
        return signing.dumps([self.path, list(self.fields), self.files], salt=_SALT, compress=True)


def carry(request: HttpRequest) -> Carried | None:
    """What a request was to send; None when that is nothing, is a password, or is too long."""
    if request.method != "POST" or "json" in (request.content_type or ""):
        return None
    fields = tuple(
        (name, value)
        for name, values in request.POST.lists()
        if name not in _LEAVE
        for value in values
    )
    if any("password" in name for name, _ in fields) or not any(value for _, value in fields):
        return None
    if sum(len(name) + len(value) for name, value in fields) > MOST:
        return None
    return Carried(request.get_full_path(), fields, bool(request.FILES))


def unpack(text: str) -> Carried | None:
    """What `Carried.text` holds; None when it isn't ours, is too old, or would lead elsewhere."""
    try:
        held: Any = signing.loads(text, salt=_SALT, max_age=KEEP)
        path, fields, files = held
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if urlsplit(path).netloc or not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return None
    return Carried(path, tuple((name, value) for name, value in fields), bool(files))


def from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent it: only such a form is offered again."""
    origin = request.headers.get("Origin", "")
    return bool(origin) and origin == f"{request.scheme}://{request.get_host()}"
