"""What other parts of the system have published with the proof: each registers a part, in words and tables of text.

    register("recommendations", 10, build)

`build()` is asked when an edition is made and returns a Part, or None where there is nothing to say. What it returns is published as
it stands, so it must hold no personal data and no number that is small (onrecord.statistics.suppression); names of people who
have an account here, addresses and telephone numbers are looked for, and stop the edition.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """A table of text. `about`: what it is about, by a short name for programs, where it has one."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    about: str = ""


@dataclass(frozen=True)
class Part:
    """One part of the published page. `key` is its anchor: small letters, digits and hyphens."""

    key: str
    title: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


Build = Callable[[], Part | None]
_parts: dict[str, tuple[int, Build]] = {}


def register(key: str, order: int, build: Build) -> None:
    """Have a part published; registering a key again replaces it. Parts with a smaller order come first."""
    _parts[key] = (order, build)


def unregister(key: str) -> None:
    _parts.pop(key, None)


def parts() -> list[Part]:
    """Every part that has something to say, in order."""
    built = (build() for _, build in sorted(_parts.values(), key=lambda each: each[0]))
    return [part for part in built if part is not None]
