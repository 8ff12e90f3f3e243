"""Who comes in: a token in the header, never a session. The token's user is then the one who acts, reads and is refused."""

from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from onrecord.api import limits
from onrecord.api.actions import PREFIX, secret_hash
from onrecord.api.models import Token, TokenUse
from onrecord.api.problems import Problem
from onrecord.api.scopes import Scope
from onrecord.people.access import NotAllowed, address_of, record_read
from onrecord.people.backends import refusal_of_account

_NOTED_EVERY = timedelta(minutes=1)
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="onrecord"'}


class Bearer(HttpBearer):
    """Lets in who sends a token that works and has the scope (None: any token)."""

    def __init__(self, scope: Scope | None) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Token:
        kind, _, secret = request.headers.get(self.header, "").partition(" ")
        if kind.lower() != self.openapi_scheme or not secret.strip():
            raise Problem(
                "no-token",
                "Send a token: Authorization: Bearer onr_... An administrator makes one under People, API tokens.",
                field="header.authorization",
                headers=_CHALLENGE,
            )
        return self.authenticate(request, secret.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Token:
        row = found(request, token)
        request.user = row.user
        limits.count_request(row)
        note_use(request, row)
        if self.scope is not None and self.scope not in row.scopes:
            record_read(request, "API", subject=request.path, allowed=False)
            raise Problem(
                "not-allowed",
                f"This token is not for that: it lacks the scope {self.scope.value}. An administrator can make one that "
                "has it.",
            )
        return row


def found(request: HttpRequest, secret: str) -> Token:
    """The token with this secret. Raises Problem when there is none, or it no longer works."""
    row = None
    if secret.startswith(PREFIX) and len(secret) < 100:
        row = Token.objects.select_related("user").filter(secret_hash=secret_hash(secret)).first()
    if row is None:
        limits.count_stranger(request)
        raise _shut("There is no such token. Look whether all of it was copied.")
    why = ""
    if row.revoked_at is not None:
        why = "This token was revoked."
    elif row.expires_at <= timezone.now():
        why = "This token has expired."
    elif refusal_of_account(row.user):
        why = "The account of this token has no access any more."
    if why:
        limits.count_stranger(request)
        record_read(request, "API", subject=request.path, allowed=False, user=row.user)
        raise _shut(f"{why} Ask an administrator for another.")
    return row


def _shut(detail: str) -> Problem:
    return Problem(
        "no-token",
        detail,
        field="header.authorization",
        headers={"WWW-Authenticate": f'{_CHALLENGE["WWW-Authenticate"]}, error="invalid_token"'},
    )


def note_use(request: HttpRequest, token: Token) -> None:
    """When and from where, to the minute."""
    now = timezone.now()
    address = address_of(request)
    same = TokenUse.objects.filter(
        token_id=token.pk, used_at__gt=now - _NOTED_EVERY, address=address
    )
    if not same.exists():
        TokenUse.objects.update_or_create(
            token_id=token.pk, defaults={"used_at": now, "address": address}
        )


def refuse(request: HttpRequest, what: str, error: NotAllowed) -> None:
    """Keep a refusal, as pages do."""
    record_read(request, what, subject=request.path, allowed=False)
