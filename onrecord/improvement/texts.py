"""How texts and days are taken into inspections, recommendations and plans: one place for limits and messages."""

from datetime import date
from urllib.parse import urlsplit

from onrecord.improvement.errors import ImprovementError
from onrecord.people.models import User

EARLIEST = date(1960, 1, 1)
LATEST = date(2100, 1, 1)
LONG = 20_000


def line(text: str, limit: int, what: str, *, needed: bool = True) -> str:
    """One line of text, blanks tidied. Raises ImprovementError where it is missing or too long."""
    plain = " ".join(text.replace("\0", "").split())
    if needed and not plain:
        raise ImprovementError(f"Write {what}.")
    if len(plain) > limit:
        raise ImprovementError(f"Shorten {what} to {limit:,} letters.")
    return plain


def long_text(text: str, what: str, *, needed: bool = True) -> str:
    """Text that keeps its paragraphs: a quotation stays as it was printed, but for blanks at its ends."""
    plain = text.replace("\0", "").replace("\r\n", "\n").strip()
    if needed and not plain:
        raise ImprovementError(f"Write {what}.")
    if len(plain) > LONG:
        raise ImprovementError(f"Shorten {what} to {LONG:,} letters.")
    return plain


def web_address(text: str, what: str = "the address") -> str:
    """An http or https address, or nothing."""
    plain = text.strip()
    if not plain:
        return ""
    try:
        parts = urlsplit(plain)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc or len(plain) > 500:
        raise ImprovementError(f"Write {what} in full, such as https://www.example.org/report.")
    return plain


def check_day(value: date, what: str, *, until: date = LATEST) -> date:
    """Raises ImprovementError for a day outside 1960 to `until`."""
    if not EARLIEST <= value <= until:
        raise ImprovementError(f"{what} can't be {value:%d/%m/%Y}. Write it as 31/12/2026.")
    return value


def share_of(value: float | None, what: str) -> float | None:
    """A share of 1, or nothing."""
    if value is not None and not 0 <= value <= 1:
        raise ImprovementError(f"{what} must lie between 0 and 100 per cent.")
    return value


def owner_named(username: str, roles: tuple[str, ...]) -> str:
    """The user name of somebody who can own a thing to improve; empty for nobody."""
    plain = username.strip()
    if not plain:
        return ""
    person = User.objects.filter(username=plain, is_active=True, role__in=roles).first()
    if person is None:
        raise ImprovementError(
            f"{plain[:60]!r} has no account, or none that may own this. Choose somebody of the list."
        )
    return person.username
