"""Postcodes, grid references and UPRNs as people give them: tidied where they fit, doubted where they don't, never lost.

The forms are the well-known ones: Royal Mail's outward and inward parts, the letters of Ordnance Survey's National Grid
squares that hold land, a UPRN of up to 12 digits. No gazetteer is asked: what is well formed may still not exist.
"""

import re
from dataclasses import dataclass

_POSTCODE = re.compile(
    r"(GIR|[A-PR-UWYZ]([0-9]{1,2}|[A-HK-Y][0-9]([0-9]|[ABEHMNPRV-Y])?|[0-9][A-HJKPS-UW]))([0-9][ABD-HJLNP-UW-Z]{2})"
)
_GRID = re.compile(r"([A-HJ-Z]{2})([0-9]*)")
# 500 km square -> the 100 km squares in it that hold land.
_SQUARES = {
    "H": "PTUWXYZ",
    "N": "ABCDFGHJKLMNORSTUWXYZ",
    "O": "V",
    "S": "CDEHJKMNOPRSTUVWXYZ",
    "T": "AFGLMQRV",
}


@dataclass(frozen=True)
class Read:
    """A value as it is kept, and what is wrong with it; empty where nothing is."""

    value: str
    wrong: str = ""

    @property
    def doubt(self) -> str:
        """What is wrong, where it is kept all the same."""
        return f"{self.wrong} It is kept as you wrote it." if self.wrong else ""


def postcode(text: str) -> Read:
    """A postcode in capitals with one space before its last three characters, where it has the form of one."""
    bare = "".join(text.split()).upper()
    if not bare:
        return Read("")
    if _POSTCODE.fullmatch(bare):
        return Read(f"{bare[:-3]} {bare[-3:]}")
    return Read(
        text.strip(),
        f"“{text.strip()}” hasn't the form of a postcode, such as EX4 4QJ.",
    )


def grid(text: str) -> Read:
    """A British grid reference with spaces, such as SX 923 925, where it is one."""
    bare = "".join(text.split()).upper()
    if not bare:
        return Read("")
    match = _GRID.fullmatch(bare)
    if match and len(match[2]) % 2 == 0 and 2 <= len(match[2]) <= 10:
        half = len(match[2]) // 2
        shown = f"{match[1]} {match[2][:half]} {match[2][half:]}"
        if match[1][1] in _SQUARES.get(match[1][0], ""):
            return Read(shown)
        return Read(
            shown,
            f"The square {match[1]} of “{shown}” holds no land of Great Britain.",
        )
    return Read(
        text.strip(),
        f"“{text.strip()}” is not a grid reference: two letters and 2 to 10 digits, such as SX 923 925.",
    )


def uprn(text: str) -> Read:
    """A unique property reference number."""
    bare = "".join(text.split())
    if not bare:
        return Read("")
    if re.fullmatch(r"[0-9]{1,12}", bare) and int(bare):
        return Read(bare)
    return Read(
        text.strip(),
        f"“{text.strip()}” is not a UPRN: up to 12 digits.",
    )


READERS = {"postcode": postcode, "grid": grid, "uprn": uprn}


def doubts(postcode: str, grid: str, uprn: str) -> list[str]:
    """Every doubt about what was given, as sentences."""
    given = {"postcode": postcode, "grid": grid, "uprn": uprn}
    return [found.doubt for name, value in given.items() if (found := READERS[name](value)).doubt]


def in_words(text: str) -> dict[str, str]:
    """What somebody wrote as one line, taken apart: "text", "postcode", "grid" and "uprn", where it has them.

    A whole line that is a postcode or a grid reference is that; words may end with a postcode; `uprn 1234` is a UPRN.
    """
    first, _, number = text.strip().partition(" ")
    if first.lower() == "uprn":
        return {"uprn": number.strip()}
    for name in ("postcode", "grid"):
        read = READERS[name](text)
        if read.value and not read.wrong:
            return {name: read.value}
    words = text.split()
    for count in (2, 1):
        read = postcode(" ".join(words[-count:]))
        if len(words) > count and not read.wrong:
            return {"text": " ".join(words[:-count]).rstrip(","), "postcode": read.value}
    return {"text": text.strip()}


def shown(text: str, postcode: str = "", grid: str = "", uprn: str = "") -> str:
    """A place in one line."""
    parts = (text, postcode, grid, f"UPRN {uprn}" if uprn else "")
    return ", ".join(part for part in parts if part)
