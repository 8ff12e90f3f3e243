"""The address under which a reporter sees their report for a while. It takes the place of a session: no cookie, and no page that
was answered to a form, which a browser would offer to send again to whoever presses Back.

    token = begin(report)        after reference and secret were right
    find(token)                  None when it is over, was left, or never was
    note(look, said=, slip=)     what the page says next; the half hour begins anew
    leave(token)                 the address leads nowhere from now on
"""

import logging
import secrets
from datetime import timedelta
from typing import Any, Final

from django.db import DatabaseError, transaction
from django.utils import timezone

from onrecord.reporting.front import left
from onrecord.reporting.front.drafts import TOKEN_BYTES, token_hash
from onrecord.reporting.models import Look, Report

logger = logging.getLogger(__name__)
LIFE: Final = timedelta(minutes=30)


def begin(report: Report) -> str:
    """Open it for half an hour. Returns the part of the address that can't be guessed. What is over is erased by the way."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now = timezone.now()
    Look.objects.filter(expires_at__lte=now).delete()
    Look.objects.create(token_hash=token_hash(token), report=report, expires_at=now + LIFE)
    return token


def find(token: str) -> Look | None:
    known = token_hash(token)
    if left.is_left(known):
        return None
    rows = Look.objects.select_related("report").filter(token_hash=known)
    return rows.filter(expires_at__gt=timezone.now()).first()


def note(look: Look, *, said: str = "", slip: dict[str, Any] | None = None) -> None:
    """Keep what the page says next. One that was left meanwhile stays closed."""
    Look.objects.filter(pk=look.pk).update(
        said=said, slip=slip or {}, expires_at=timezone.now() + LIFE
    )


def leave(token: str) -> None:
    """Close it at once; where the store can't be written, by a file (see `left`)."""
    known = token_hash(token)
    if not Look.objects.filter(token_hash=known).exists():
        return
    try:
        with left.hurried(), transaction.atomic():
            Look.objects.filter(token_hash=known).delete()
    except DatabaseError as error:
        logger.warning("a reporter's page was left and could not be erased at once: %s", error)
        left.mark(known)
