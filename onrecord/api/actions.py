"""Everything that may happen to a token: it is made, and revoked. Each with its ledger entry."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from onrecord.api.content import token_content, token_subject
from onrecord.api.models import KeptAnswer, Token
from onrecord.api.policies import check_can_make_token, check_can_manage_tokens
from onrecord.api.scopes import Scope, scopes_for
from onrecord.contact.actions import LogError, check_text
from onrecord.ledger.actions import append
from onrecord.people.backends import refusal_of_account
from onrecord.people.models import User

PREFIX = "onr_"
LASTS_AT_MOST = timedelta(days=366)


class TokenError(ValueError):
    """The change can't be made; the message says why and what to do."""


def secret_hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


def make_token(
    *, by: User, person: User, label: str, scopes: Iterable[str], expires_on: date
) -> tuple[Token, str]:
    """Make a token that acts as `person` until the end of `expires_on` (UK time). Returns it and its secret.

    The secret can't be had a second time. Raises TokenError, NotAllowed.
    """
    check_can_make_token(by, person)
    label = _text("What the token is for", label, 100)
    why = refusal_of_account(person)
    if why:
        raise TokenError(f"{person.username}: {why}")
    wanted = _scopes(person, scopes)
    now = timezone.now()
    if expires_on <= timezone.localdate(now):
        raise TokenError("The last day has passed already, or is today. Choose a later one.")
    if expires_on > timezone.localdate(now + LASTS_AT_MOST):
        raise TokenError(
            f"A token lasts {LASTS_AT_MOST.days} days at most, so that somebody looks at it once a year. Choose an "
            "earlier day."
        )
    secret = PREFIX + secrets.token_urlsafe(32)
    row = Token(
        name=str(uuid4()),
        label=label,
        user=person,
        username=person.username,
        scopes=wanted,
        secret_hash=secret_hash(secret),
        begins=secret[: len(PREFIX) + 6],
        made_by=by.username,
        made_at=now,
        expires_at=_end_of(expires_on),
    )
    with transaction.atomic():
        row.entry_seq = append(
            kind="token.made", subject=token_subject(row), body=token_content(row), by=by.username
        )
        row.save(force_insert=True)
    return row, secret


def revoke_token(*, token: Token, by: User, why: str) -> Token:
    """End a token at once, with the reason. The answers kept for it go, too. Raises TokenError, NotAllowed."""
    check_can_manage_tokens(by)
    why = _text("The reason", why, 500)
    with transaction.atomic():
        row = Token.objects.select_for_update().get(pk=token.pk)
        if row.revoked_at is not None:
            raise TokenError("This token is revoked already.")
        row.revoked_at, row.revoked_by, row.revoked_why = timezone.now(), by.username, why
        row.version += 1
        row.entry_seq = append(
            kind="token.revoked",
            subject=token_subject(row),
            body=token_content(row),
            by=by.username,
        )
        row.save(update_fields=["revoked_at", "revoked_by", "revoked_why", "version", "entry_seq"])
        KeptAnswer.objects.filter(token=row).delete()
    return row


def _scopes(person: User, scopes: Iterable[str]) -> list[str]:
    given = set(scopes)
    unknown = sorted(given - {scope.value for scope in Scope})
    if unknown:
        raise TokenError(f"{unknown[0]!r} is no scope. Choose from the list.")
    if not given:
        raise TokenError("Choose at least one thing that the token is for.")
    beyond = sorted(given - {scope.value for scope in scopes_for(person)})
    if beyond:
        raise TokenError(
            f"{person.username} is {person.get_role_display()}, and that role does not go with: {', '.join(beyond)}. "
            "A token never gives more than the role of its user."
        )
    return [scope.value for scope in Scope if scope.value in given]


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _text(name: str, text: str, most: int) -> str:
    try:
        text = " ".join(check_text(name, text).split())
    except LogError as error:
        raise TokenError(str(error)) from None
    if len(text) > most:
        raise TokenError(f"{name} has {len(text):,} characters; {most:,} at most.")
    return text
