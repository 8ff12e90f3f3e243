"""What the list of tokens shows."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from onrecord.api.models import Token, TokenUse


@dataclass(frozen=True)
class Shown:
    """A token, whether it works, and when it was last used. `state`: active, expired, revoked, or ended (its user is)."""

    token: Token
    state: str
    last: TokenUse | None


def state_of(token: Token, now: datetime | None = None) -> str:
    if token.revoked_at is not None:
        return "revoked"
    if token.expires_at <= (now or timezone.now()):
        return "expired"
    return "active" if token.user.is_active else "ended"


def tokens() -> list[Shown]:
    """Every token, those that work first, then the newest first."""
    rows = list(Token.objects.select_related("user").order_by("-made_at", "-id"))
    now = timezone.now()
    found = [_shown(row, now) for row in rows]
    return sorted(found, key=lambda each: each.state != "active")


def shown(token: Token) -> Shown:
    return _shown(token, timezone.now())


def _shown(token: Token, now: datetime) -> Shown:
    return Shown(token, state_of(token, now), TokenUse.objects.filter(token_id=token.pk).first())
