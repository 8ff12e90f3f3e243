"""What stands around a log: other calls from its place and by its caller, how it was graded, how long police were there.

A place is known again by its UPRN, or by an address that has a number; a caller by the telephone number. Names are not used: two
people have one name more often than one person has two numbers. Keys are hashes of 64 bits: short and of one
length, but no secret, since telephone numbers can all be tried.
"""

import hashlib
import re
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from onrecord.exchange.layouts import normalise
from onrecord.recording.keys import address_key

DAY = 86_400
MONTH, YEAR = 30 * DAY, 365 * DAY
SIDES = ("place", "caller")
# A place or caller with more calls than this is an institution whatever their days; they are not gone through.
MOST = 2_000
# Names of columns that exports give such things under, beside those of the layouts; normalised.
COLUMNS: dict[str, frozenset[str]] = {
    "uprn": frozenset({"uprn", "locationuprn", "addressuprn"}),
    "place": frozenset({
        "address", "location", "incidentaddress", "incidentlocation", "locationtext", "locationdescription", "place", "scene",
        "sceneaddress", "calladdress",
    }),
    "postcode": frozenset({"postcode", "locationpostcode", "incidentpostcode"}),
    "caller": frozenset({
        "phone", "telephone", "callerphone", "callertelephone", "callernumber", "callersnumber", "cli", "contactnumber", "phonenumber",
        "callertel",
    }),
    "first_grade": frozenset({"initialgrade", "originalgrade", "firstgrade", "openinggrade", "gradeatopening"}),
    "there_at": frozenset({
        "atscene", "atsceneat", "arrived", "arrivedat", "arrivaltime", "firstatscene", "timeatscene", "resourceatscene",
    }),
    "clear_at": frozenset({"clear", "clearat", "cleared", "clearedat", "resourceclear", "lastclear", "timeclear"}),
}  # fmt: skip
_DIGITS = re.compile(r"\D+")
# How urgent a grade is, by the words forces use: the lower, the sooner.
_GRADES = (
    re.compile(r"^(?:i|imm\w*|emergency|grade ?1|g1|p1|1|a)$"),
    re.compile(r"^(?:s|p|priority|prompt|significant|grade ?2|g2|p2|2|b)$"),
    re.compile(r"^(?:e|extended|scheduled|routine|appointment|diary|grade ?3|g3|p3|3|c)$"),
    re.compile(r"^(?:r|resolved?\b.*|no attendance|telephone|deferred|grade ?[45]|g[45]|p[45]|[45]|d)$"),
)  # fmt: skip


def columns_of(header: Sequence[str]) -> dict[str, int]:
    """Where a file has what is told of places, callers, grades and resources."""
    found: dict[str, int] = {}
    for at, name in enumerate(header):
        for role, names in COLUMNS.items():
            if normalise(name) in names:
                found.setdefault(role, at)
    return found


def _key(text: str) -> int:
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def place_key(text: str = "", postcode: str = "", uprn: str = "") -> int | None:
    """The key of a place; None where it is too vague to be known again."""
    if number := _DIGITS.sub("", uprn).lstrip("0"):
        return _key(f"uprn {number}")
    address = address_key(text, postcode) if text.strip() else ""
    return _key(f"place {address}") if address else None


def caller_key(phone: str) -> int | None:
    """The key of a telephone number; None where there is none whole.

    >>> caller_key("+44 7700 900123") == caller_key("07700 900 123"), caller_key("withheld")
    (True, None)
    """
    digits = _DIGITS.sub("", phone)
    if digits.startswith("0044"):
        digits = "0" + digits[4:]
    elif digits.startswith("44") and len(digits) > 11:
        digits = "0" + digits[2:]
    return _key(f"caller {digits}") if 9 <= len(digits) <= 15 else None


def keys_in(told: Mapping[str, str]) -> tuple[int | None, int | None]:
    """The keys of place and caller, from what a row tells by the roles of COLUMNS."""
    place = place_key(told.get("place", ""), told.get("postcode", ""), told.get("uprn", ""))
    return place, caller_key(told.get("caller", ""))


@lru_cache(maxsize=1_000)
def urgency(grade: str) -> int | None:
    """How urgent a grade is: 0 for at once to 3 for no attendance; None for a word that is not known."""
    plain = " ".join(grade.split()).lower()
    return next((at for at, pattern in enumerate(_GRADES) if pattern.match(plain)), None)


def lowered(first: str, last: str) -> bool:
    """Whether the grade was made less urgent."""
    if first == last:
        return False
    before, after = urgency(first), urgency(last)
    return before is not None and after is not None and after > before


@dataclass(frozen=True, slots=True)
class Call:
    """One call from a place or by a caller: when (seconds), and whether it has a crime. `log` tells it from the others."""

    when: float
    crime: bool
    log: int


def counted(calls: Iterable[Call], when: float, log: int) -> tuple[int, int, int]:
    """Other calls in the 30 days and the 12 months before, and how many of the latter have a crime."""
    month = year = crimes = 0
    for call in calls:
        ago = when - call.when
        if call.log != log and 0 <= ago <= YEAR:
            year += 1
            month += ago <= MONTH
            crimes += call.crime
    return month, year, crimes


class CallsOfAFile:
    """The calls of a file by place and caller, in whole numbers only: 25 bytes for each side of a log."""

    def __init__(self) -> None:
        self._keys = {side: array("q") for side in SIDES}
        self._when = array("d")
        self._crime = array("b")
        self._order: dict[str, Any] = {}

    def add(self, keys: tuple[int | None, int | None], when: float | None, crime: bool) -> None:
        """The next row of the file. A call of unknown time is no earlier call of any other."""
        for side, key in zip(SIDES, keys, strict=True):
            self._keys[side].append(0 if key is None or when is None else key)
        self._when.append(when or 0.0)
        self._crime.append(crime)

    def around(self, row: int) -> dict[str, int]:
        """The fields of LogFacts that tell of other calls, for a row (from 0)."""
        import numpy as np

        found: dict[str, int] = {}
        for side in SIDES:
            key = self._keys[side][row]
            if not key:
                continue
            if side not in self._order:
                keys = np.frombuffer(self._keys[side], dtype=np.int64)
                order = np.argsort(keys, kind="stable").astype(np.int32)
                self._order[side] = order, keys[order]
            order, ordered = self._order[side]
            first, end = (
                np.searchsorted(ordered, key, "left"),
                np.searchsorted(ordered, key, "right"),
            )
            if end - first > MOST:
                found[f"{side}_year"] = MOST
                continue
            calls = (
                Call(self._when[other], bool(self._crime[other]), int(other))
                for other in order[first:end]
            )
            month, year, crimes = counted(calls, self._when[row], row)
            found |= {f"{side}_30": month, f"{side}_year": year, f"{side}_crimes": crimes}
        return found
