"""guard.toml: the limits, read and checked."""

import tomllib
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

from onrecord.home import home

FILE = Path(__file__).with_name("guard.toml")


class GuardError(ValueError):
    """The file of limits has a slip; the message says where and what to do."""


@dataclass(frozen=True)
class Limits:
    """See guard.toml; every value is a whole number."""

    reports_per_hour: int
    reports_everywhere: int
    drafts_per_hour: int
    drafts_everywhere: int
    sum_bits: int
    sum_hours: int
    quickest_seconds: int
    same_words: int
    same_few_words: int
    few_words: int
    web_addresses: int
    days: int
    files: int
    photo_mb: int
    film_mb: int
    other_mb: int
    report_mb: int
    waiting_mb: int


# What would lock people out, or let a flood through for nothing.
_BETWEEN = {
    "sum_bits": (8, 22),
    "sum_hours": (1, 72),
    "quickest_seconds": (0, 60),
    "days": (1, 365),
    "files": (0, 200),
}
_NAMES = tuple(each.name for each in fields(Limits))


def limits() -> Limits:
    """As shipped, with what the force's own file says instead. While that has a slip, as shipped: nobody's report waits for
    a file to be mended, and `onrecord doctor` says it."""
    try:
        return check_limits()
    except GuardError:
        return _read(None, 0)


def check_limits() -> Limits:
    """The same; raises GuardError for a file with a slip."""
    own = home() / "guard.toml"
    try:
        changed = own.stat().st_mtime_ns
    except OSError:
        return _read(None, 0)
    return _read(own, changed)


@lru_cache(maxsize=4)
def _read(own: Path | None, changed: int) -> Limits:
    held = tomllib.loads(FILE.read_text(encoding="utf-8"))
    if own is not None:
        try:
            held.update(tomllib.loads(own.read_text(encoding="utf-8")))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
            raise GuardError(
                f"{own}: this is not TOML, or can't be read ({error}). Correct what it names."
            ) from None
    for name, value in held.items():
        if name not in _NAMES:
            raise GuardError(f"{own}: {name} is no limit. There are: {', '.join(_NAMES)}.")
        low, high = _BETWEEN.get(name, (1, 10**9))
        if type(value) is not int or not low <= value <= high:
            raise GuardError(
                f"{own}: {name} must be a whole number from {low:,} to {high:,}, not {value!r}."
            )
    return Limits(**held)
