"""Sending twice is harmless: the same Idempotency-Key with the same request gets the same answer.

The answer is kept in the transaction of what was done. Whoever sends the same at the same moment waits for the first one
(at the key's unique index on PostgreSQL, for the write lock on SQLite) and then gets its answer. A refused or failed
request keeps nothing: it may be sent again. Beyond the time for which answers are kept, the `origin` that the actions
get from the key still makes one deed of two requests.
"""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from onrecord.api.models import KeptAnswer, Token
from onrecord.api.problems import Problem

HEADER = "Idempotency-Key"
KEPT_FOR = timedelta(hours=48)
_KEY = re.compile(r"[\x21-\x7e]{8,255}\Z")
_SPACE = UUID("0b5e2d3e-6a55-4f0c-9d0c-0a6f2f6c1d57")
_TIDY_EVERY = 3600.0  # seconds between looks for answers that are old enough to go, in one process
_last_tidied = -_TIDY_EVERY


def token_of(request: HttpRequest) -> Token:
    """The token that let this request in; `Bearer` has put it there."""
    token: Token = request.auth  # type: ignore[attr-defined]  # django-ninja adds it
    return token


def key_of(request: HttpRequest) -> str:
    """The request's key. Raises Problem when it has none, or one that can't be used."""
    key = request.headers.get(HEADER, "")
    if not key:
        raise Problem(
            "no-key",
            f"Send a fresh {HEADER} (a UUID does) with each new request, and the same one when you send it again.",
            field="header.idempotency-key",
        )
    if not _KEY.match(key):
        raise Problem(
            "not-readable",
            f"The {HEADER} has 8 to 255 characters from the printable ones of ASCII, without spaces.",
            field="header.idempotency-key",
        )
    return key


def origin_of(request: HttpRequest, same: str = "") -> str:
    """The `origin` for actions: the same for the same user, key and request (its fingerprint).

    What was sent is part of it: a program that counts its keys and starts again one day must not have a new report
    taken for an old one.
    """
    token = token_of(request)
    same = same or fingerprint(request, request.body)
    return str(uuid5(_SPACE, f"{token.username}\n{key_of(request)}\n{same}"))


def fingerprint(request: HttpRequest, body: bytes) -> str:
    """What makes two requests the same: method, address and body."""
    digest = sha256()
    for part in (request.method or "", request.get_full_path()):
        digest.update(part.encode("utf-8", "replace") + b"\n")
    digest.update(body)
    return digest.hexdigest()


def once(request: HttpRequest, body: bytes, do: Callable[[], HttpResponse]) -> HttpResponse:
    """Do it and keep the answer, or give the answer that is kept. Raises Problem for a key used otherwise."""
    tidy()
    token = token_of(request)
    key, same = key_of(request), fingerprint(request, body)
    with transaction.atomic():
        kept = KeptAnswer(token=token, key=key, request_hash=same, made_at=timezone.now())
        try:
            with transaction.atomic():
                kept.save(force_insert=True)
        except IntegrityError:
            return _again(KeptAnswer.objects.get(token=token, key=key), same)
        answer = do()
        _fill(kept, answer)
    return answer


def kept_answer(request: HttpRequest, same: str) -> HttpResponse | None:
    """The answer kept for this key, for deeds that can't run inside one transaction. Raises Problem as `once`."""
    token = token_of(request)
    kept = KeptAnswer.objects.filter(token=token, key=key_of(request)).first()
    return None if kept is None else _again(kept, same)


def keep_answer(request: HttpRequest, same: str, answer: HttpResponse) -> HttpResponse:
    """Keep the answer of such a deed; if another request was quicker, its answer is given."""
    tidy()
    token = token_of(request)
    kept = KeptAnswer(token=token, key=key_of(request), request_hash=same, made_at=timezone.now())
    try:
        with transaction.atomic():
            kept.save(force_insert=True)
            _fill(kept, answer)
    except IntegrityError:
        return _again(KeptAnswer.objects.get(token=token, key=kept.key), same)
    return answer


def _fill(kept: KeptAnswer, answer: HttpResponse) -> None:
    kept.status, kept.body = answer.status_code, answer.content.decode()
    kept.save(update_fields=["status", "body"])


def _again(kept: KeptAnswer, same: str) -> HttpResponse:
    if kept.request_hash != same:
        raise Problem(
            "key-used",
            f"This {HEADER} was sent with another request before. Make a fresh one for each new request.",
            field="header.idempotency-key",
        )
    return HttpResponse(
        kept.body,
        status=kept.status,
        content_type="application/json",
        headers={"Idempotent-Replayed": "true"},
    )


def tidy() -> None:
    """Answers go when nobody sends again any more: they hold what the records hold."""
    global _last_tidied
    if time.monotonic() - _last_tidied < _TIDY_EVERY:
        return
    _last_tidied = time.monotonic()
    KeptAnswer.objects.filter(made_at__lt=timezone.now() - KEPT_FOR).delete()
