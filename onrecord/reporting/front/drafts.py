"""A report that is being written. Whoever knows its address writes in it: no account, no cookie (ADR 80).

It isn't a report yet, so nothing of it is in the ledger; it lapses, and then all of it is erased. Of the address and of the
code for coming back only hashes are kept.

    begin(kind, language)              a new one and the part of its address that can't be guessed
    find(token), find_by_code(code)    None when there is none (any more)
    answer(draft, step, value, ...)    one answer, with what was seen before
    slip(draft, step, held)            what was sent and could not be taken
    give_code(draft, token), leave(draft), erase_lapsed()
"""

import hmac
import json
import logging
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import uuid4

from django.db import DatabaseError, transaction
from django.utils import timezone

from onrecord.reporting.front import left
from onrecord.reporting.models import Draft, Look, Report
from onrecord.reporting.receiving.intake import new_secret, secret_hash
from onrecord.reporting.stops import settings
from onrecord.reporting.types.asking import as_dict, with_answer
from onrecord.reporting.types.shape import ReportType

logger = logging.getLogger(__name__)
TOKEN_BYTES: Final = 16
# How long a draft that lapses soon lies here after the last answer; how many that are over go when one comes.
SOON: Final = timedelta(hours=1)
AT_ONCE: Final = 5
# The pair that takes the place of all answers once a report was sent.
SENT: Final = "sent"
# Where a code that was given just now lies among the slips; no question has this name.
CODE: Final = ":code"
RECEIPT_KEY, CODE_KEY = b"receipt of a report on line", b"code of a report on line"


class ChangedMeanwhile(Exception):
    """The same question was answered otherwise in another window. Nothing was written."""


def token_hash(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def begin(
    kind: ReportType, language: str = "en", *, origin: str = "", soon: bool = False
) -> tuple[Draft, str]:
    """A new draft and its token. `origin`: of the report that it becomes, else a new one. `soon`: it lapses soon after the last
    answer (see `onrecord.reporting.guard.begun`), and so have others that are over by now: they are erased by the way."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now = timezone.now()
    if soon:
        _erase_some(now)
    draft = Draft.objects.create(
        token_hash=token_hash(token),
        origin=origin or str(uuid4()),
        type_key=kind.key,
        type_version=kind.version,
        language=language,
        started_at=now,
        changed_at=now,
        expires_at=now + (SOON if soon else timedelta(days=settings().days)),
    )
    return draft, token


def _erase_some(now: datetime) -> None:
    """More than one goes for each that comes, so that a flood leaves no more than an hour of it in the store."""
    over = Draft.objects.filter(expires_at__lte=now).order_by("expires_at").values_list("pk")
    for row in Draft.objects.filter(pk__in=[pk for (pk,) in over[:AT_ONCE]]):
        # One by one, so that the bytes of files go with them.
        row.delete()


def find(token: str) -> Draft | None:
    """The draft under this address."""
    known = token_hash(token)
    return None if left.is_left(known) else _still_there(token_hash=known)


def find_by_code(code: str) -> tuple[Draft, str] | None:
    """The draft that has this code, and its new address: the old one, which may lie in somebody's history, leads nowhere from
    now on."""
    with transaction.atomic():
        draft = _still_there(code_hash=secret_hash(code))
        if draft is None:
            return None
        token = secrets.token_urlsafe(TOKEN_BYTES)
        draft.token_hash = token_hash(token)
        draft.slips.pop(CODE, None)
        draft.save(update_fields=["token_hash", "slips"])
    return draft, token


def _still_there(**which: str) -> Draft | None:
    return Draft.objects.filter(expires_at__gt=timezone.now(), **which).first()


def mark_of(value: Any) -> str:
    """A short name of what a page showed as the answer, so that another window's answer isn't overwritten unseen."""
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def held_answer(draft: Draft, step: str) -> Any:
    """What is answered to a step so far; "" when nothing."""
    held = as_dict(draft.answers)
    return held.get(step, held.get(step.replace("rules:", "unsure:", 1), ""))


def answer(draft: Draft, kind: ReportType, step: str, value: Any, seen: str = "") -> Draft:
    """Keep one answer. `seen`: the mark of what the page showed. Raises ChangedMeanwhile."""
    with transaction.atomic():
        row = Draft.objects.select_for_update().get(pk=draft.pk)
        if SENT in as_dict(row.answers):
            return row
        held = held_answer(row, step)
        if seen and seen != mark_of(held) and held != value:
            raise ChangedMeanwhile
        for each in (step, CODE):
            row.slips.pop(each, None)
        if row.expires_at - row.changed_at <= SOON:
            row.expires_at = timezone.now() + SOON
        _write(row, with_answer(kind, row.answers, step, value))
    return row


def speak(draft: Draft, language: str) -> None:
    """Go on in this language."""
    if draft.language != language:
        draft.language = language
        draft.save(update_fields=["language"])


def slip(draft: Draft, step: str, held: Mapping[str, Any]) -> None:
    """Keep what was sent to a step and could not be taken, until it is right (see `slips`)."""
    with transaction.atomic():
        row = Draft.objects.select_for_update().get(pk=draft.pk)
        row.slips = {**row.slips, step: dict(held)}
        row.save(update_fields=["slips"])


def unslip(draft: Draft, step: str) -> None:
    """What was sent before to a step counts no longer."""
    if step in draft.slips:
        with transaction.atomic():
            row = Draft.objects.select_for_update().get(pk=draft.pk)
            row.slips.pop(step, None)
            row.save(update_fields=["slips"])


def give_code(draft: Draft, token: str) -> str:
    """A code for coming back; an earlier one is no longer good. Its page shows it until the next answer, and nobody reads it
    here but who has the address."""
    code = new_secret()
    with transaction.atomic():
        row = Draft.objects.select_for_update().get(pk=draft.pk)
        row.code_hash = secret_hash(code)
        row.expires_at = timezone.now() + timedelta(days=settings().days_with_code)
        row.slips = {**row.slips, CODE: _lock(code, token, CODE_KEY)}
        row.save(update_fields=["code_hash", "expires_at", "slips"])
    return code


def code_of(draft: Draft, token: str) -> str:
    """The code that was given just now; "" when there is none, or it was shown long enough."""
    locked = draft.slips.get(CODE, "")
    return _unlock(locked, token, CODE_KEY) if locked else ""


def leave(draft: Draft) -> None:
    """Close a draft at once: its address leads nowhere. With a code it can still be gone on with; without one it is erased.

    Whoever leaves in a hurry doesn't wait for the store: while that can't be written the address is closed all the same, and
    the draft is erased with those that have lapsed.
    """
    known = draft.token_hash
    try:
        with left.hurried(), transaction.atomic():
            _close(draft)
    except DatabaseError as error:
        logger.warning("a draft was left and could not be erased at once: %s", error)
        left.mark(known)


def _close(draft: Draft) -> None:
    if draft.code_hash:
        draft.token_hash = token_hash(secrets.token_urlsafe(TOKEN_BYTES))
        draft.save(update_fields=["token_hash"])
    else:
        draft.delete()


def erase_lapsed(now: datetime | None = None) -> int:
    """Erase what nobody sent in time, with its files, and what was left while it could not be erased. Returns how many there
    were."""
    for known in left.marked():
        draft = Draft.objects.filter(token_hash=known).first()
        if draft is not None:
            _close(draft)
        Look.objects.filter(token_hash=known).delete()
        left.unmark(known)
    Look.objects.filter(expires_at__lte=now or timezone.now()).delete()
    rows = Draft.objects.filter(expires_at__lte=now or timezone.now())
    number = 0
    for row in rows.iterator(chunk_size=200):
        # One by one, so that the bytes of files go with them.
        row.delete()
        number += 1
    return number


def close_as_sent(draft: Draft, report: Report, secret: str, token: str) -> None:
    """The draft was sent: its answers are gone, and what the receipt shows lies here for some hours. For the transaction that
    keeps the report.

    The secret is locked with the address, of which only the hash is kept: nobody reads it here but who has the address.
    """
    held = {
        "ref": report.ref,
        "secret": _lock(secret, token),
        "mail": report.contact.get("mail", ""),
    }
    draft.code_hash, draft.slips = None, {}
    draft.expires_at = timezone.now() + timedelta(hours=settings().receipt_hours)
    _write(draft, [[SENT, held]])


def receipt_of(draft: Draft, token: str) -> tuple[str, str] | None:
    """Reference and secret of a draft that was sent; None while it wasn't."""
    held = as_dict(draft.answers).get(SENT)
    return (held["ref"], _unlock(held["secret"], token)) if held else None


def _lock(secret: str, token: str, what: bytes = RECEIPT_KEY) -> str:
    """The secret under a key made of the token, which is used for this once (the secret is shorter than the key)."""
    return _mixed(secret.encode(), token, what).hex()


def _unlock(locked: str, token: str, what: bytes = RECEIPT_KEY) -> str:
    return _mixed(bytes.fromhex(locked), token, what).decode("ascii", "replace")


def _mixed(text: bytes, token: str, what: bytes) -> bytes:
    key = hmac.new(token.encode("utf-8", "replace"), what, "sha256")
    return bytes(one ^ other for one, other in zip(text, key.digest(), strict=False))


def _write(row: Draft, answers: Sequence[Sequence[Any]]) -> None:
    row.answers = [list(pair) for pair in answers]
    row.version += 1
    row.changed_at = timezone.now()
    row.save()
