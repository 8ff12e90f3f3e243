"""The number of a report as people type and say it: with or without its dash, in small letters, with blanks."""

import re
from string import Formatter
from typing import Final

from onrecord.contact.force import force
from onrecord.contact.references import tidy

_DIGITS: Final = {"date": r"\d{8}", "year": r"\d{4}", "yy": r"\d{2}", "n": r"\d{1,12}"}
MOST: Final = 60


def as_written(text: str) -> list[str]:
    """The numbers that may be meant: as it was typed, and as this force writes it."""
    typed = tidy(text.replace("\0", ""))[:MOST]
    plain = _plain(typed)
    found = re.fullmatch(_without_marks(), plain)
    ours = [_ours(found.groupdict())] if found else []
    return list(dict.fromkeys([typed, typed.upper(), *ours]))


def _plain(text: str) -> str:
    return "".join(each for each in text.upper() if each.isascii() and each.isalnum())


def _pieces() -> list[tuple[str, str | None]]:
    return [
        (literal, name) for literal, name, *_ in Formatter().parse(force().references["report"])
    ]


def _without_marks() -> str:
    """The force's pattern as a regular expression for what is left without dashes and the like."""
    found, seen = "", set()
    for literal, name in _pieces():
        found += re.escape(_plain(literal))
        if name is not None:
            found += f"(?P={name})" if name in seen else f"(?P<{name}>{_DIGITS[name]})"
            seen.add(name)
    return found


def _ours(parts: dict[str, str]) -> str:
    given = {name: parts.get(name, "") for name in ("date", "year", "yy")}
    return force().references["report"].format(**given, n=int(parts.get("n", "0")))
