"""The notifiable offence list: which codes and classes exist, since when, in which group.

Source: Home Office, *Notifiable Offence and Notifiable Reported Incidents list*, April 2026.
One row of ``rulebook/offences.csv`` is one entry of that list. A code alone is not a key (008/06
stands in 8N, 8S and 8T): the key is ``(code, class)``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from crimerules.tables import TableError, read_table

LIST_TITLE = "Notifiable Offence and Notifiable Reported Incidents list"
LIST_EDITION = "April 2026"

BASES = {"V": "victim", "S": "state", "SV": "either"}
LIFE = 1200
"""Months that stand for a sentence of life, above every fixed maximum on the list."""

_CODE = re.compile(r"\s*(\d{1,3})\s*[/.\-]\s*(\d{1,3})\s*")
_PLAIN_CODE = re.compile(r"\s*(\d{3})(\d{2})\s*")


class UnknownOffence(ValueError):
    """A code or class that isn't on the list, or a class that doesn't hold the code."""


@dataclass(frozen=True, slots=True)
class Offence:
    """One entry of the list.

    ``basis`` is V (victim), S (against the State) or SV (either). ``since`` is the first day the
    list gives for the entry, ``until`` the first day it is no longer notifiable; None where the
    list gives no date. ``sentence`` is the maximum as printed ("Life", "5", "6m", "fine").
    """

    code: str
    crime_class: str
    class_name: str
    title: str
    act: str
    section: str
    group: str
    subgroup: str
    mode: str
    sentence: str
    basis: str
    since: date | None
    until: date | None
    note: str

    @property
    def key(self) -> tuple[str, str]:
        """What identifies a recorded crime's kind: code and class together."""
        return (self.code, self.crime_class)

    @property
    def months(self) -> int:
        """Maximum sentence in months; 0 for a fine or where the list prints none."""
        return sentence_months(self.sentence)

    def in_force(self, on: date) -> bool:
        """True if the entry is notifiable on that day, as far as the list dates it."""
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class CrimeClass:
    """One class of the list with the entries it holds."""

    name: str
    title: str
    group: str
    subgroup: str
    entries: tuple[Offence, ...]

    @property
    def police(self) -> bool:
        """True for the classes that police forces record; False for the fraud bureau's."""
        return not self.name.startswith("NFIB")

    @property
    def current(self) -> bool:
        """True if at least one entry is still notifiable."""
        return any(entry.until is None for entry in self.entries)


@lru_cache(maxsize=64)
def sentence_months(text: str) -> int:
    """Months of a maximum sentence as the list prints it ("Life", "14", "6m", "51 weeks", "fine")."""
    text = text.strip().lower()
    if text == "life":
        return LIFE
    number = re.match(r"\d+", text)
    if not number:
        return 0
    value = int(number.group())
    if "week" in text:
        return value * 12 // 52
    return value if text.endswith("m") else value * 12


_COLUMNS = (
    *("code", "class", "class_name", "offence", "act", "section", "group", "subgroup"),
    *("mode", "sentence", "basis", "since", "until", "note"),
)


@cache
def all_offences() -> tuple[Offence, ...]:
    """Every entry of the list, also those no longer notifiable, in the list's order."""
    return tuple(offences_from(read_table("offences.csv", _COLUMNS), "offences.csv"))


def offences_from(rows: Iterable[tuple[int, dict[str, str]]], name: str) -> Iterator[Offence]:
    """Turn rows of a list into entries; raises TableError naming file, row and remedy."""
    for line, row in rows:
        if not _CODE.fullmatch(row["code"]):
            raise TableError(
                f"{name}, row {line}: code {row['code']!r} isn't of the form 008/06; correct it"
            )
        if row["basis"] not in BASES:
            raise TableError(
                f"{name}, row {line}: basis {row['basis']!r} must be V, S or SV; correct it"
            )
        if not row["class"]:
            raise TableError(f"{name}, row {line}: no class; give the class that holds the code")
        yield Offence(
            code=row["code"],
            crime_class=row["class"],
            class_name=row["class_name"],
            title=row["offence"],
            act=row["act"],
            section=row["section"],
            group=row["group"],
            subgroup=row["subgroup"],
            mode=row["mode"],
            sentence=row["sentence"],
            basis=row["basis"],
            since=_day(row["since"], name, line, "since"),
            until=_day(row["until"], name, line, "until"),
            note=row["note"],
        )


def _day(text: str, name: str, line: int, column: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise TableError(
            f"{name}, row {line}: {column} {text!r} isn't a date; write it as 2026-04-01"
        ) from None


@cache
def classes() -> dict[str, CrimeClass]:
    """Every class of the list by its short name, in the list's order."""
    held: dict[str, list[Offence]] = {}
    for entry in all_offences():
        held.setdefault(entry.crime_class, []).append(entry)
    return {
        name: CrimeClass(
            name, entries[0].class_name, entries[0].group, entries[0].subgroup, tuple(entries)
        )
        for name, entries in held.items()
    }


@cache
def police_classes() -> tuple[str, ...]:
    """Current classes that a police force records (without the fraud bureau's)."""
    return tuple(name for name, one in classes().items() if one.police and one.current)


@cache
def _by_code() -> dict[str, tuple[Offence, ...]]:
    held: dict[str, list[Offence]] = {}
    for entry in all_offences():
        held.setdefault(entry.code, []).append(entry)
    return {code: tuple(entries) for code, entries in held.items()}


def normal_code(text: str) -> str:
    """The list's spelling of a code: "8/06", "8.6", "00806" all become "008/06"; "" if it is none."""
    found = _CODE.fullmatch(text) or _PLAIN_CODE.fullmatch(text)
    return f"{int(found[1]):03}/{int(found[2]):02}" if found else ""


def normal_class(text: str) -> str:
    """The list's spelling of a class: "class 8n", "8 N", "4.1" become "8N", "4/1"."""
    name = re.sub(r"\s+", "", text.upper()).removeprefix("CLASS").lstrip("0")
    return re.sub(r"[.\-]", "/", name)


@lru_cache(maxsize=8192)
def find(code: str, crime_class: str = "", on: date | None = None) -> tuple[Offence, ...]:
    """Entries with this code, of this class if one is given, in force on the day if one is given.

    Returns nothing where the list has none; `require` raises instead.
    """
    entries = _by_code().get(normal_code(code), ())
    if crime_class:
        name = normal_class(crime_class)
        entries = tuple(entry for entry in entries if entry.crime_class.upper() == name)
    if on is not None:
        entries = tuple(entry for entry in entries if entry.in_force(on))
    return entries


@lru_cache(maxsize=8192)
def require(code: str, crime_class: str = "", on: date | None = None) -> Offence:
    """The one kind of crime with this code and class.

    Raises UnknownOffence if the code isn't on the list, the class doesn't hold it, it isn't in
    force on the day, or several classes hold it and none is given; the message says what to do.
    """
    entries = find(code)
    if not entries:
        raise UnknownOffence(
            f"code {code!r} isn't on the offence list; write it as 008/06 and look it up in "
            f"{LIST_TITLE}, {LIST_EDITION}"
        )
    held_in = list(dict.fromkeys(entry.crime_class for entry in entries))
    if crime_class:
        entries = find(code, crime_class)
        if not entries:
            raise UnknownOffence(
                f"class {crime_class!r} doesn't hold code {code!r}; it stands in "
                f"{', '.join(held_in)}"
            )
    elif len(held_in) > 1:
        raise UnknownOffence(
            f"code {code!r} stands in several classes ({', '.join(held_in)}); give the class too"
        )
    if on is not None:
        live = tuple(entry for entry in entries if entry.in_force(on))
        if not live:
            raise UnknownOffence(
                f"code {code!r} isn't notifiable on {on.isoformat()} ({_dates(entries[0])}); "
                "choose an offence in force on that day"
            )
        entries = live
    return next((entry for entry in entries if entry.until is None), entries[0])


def _dates(entry: Offence) -> str:
    since = f"from {entry.since.isoformat()}" if entry.since else "no start date on the list"
    until = f"until {entry.until.isoformat()}" if entry.until else "no end date on the list"
    return f"{since}, {until}"


def class_of(name: str) -> CrimeClass:
    """The class of that name in any spelling; raises UnknownOffence if the list has none."""
    wanted = normal_class(name)
    for held, one in classes().items():
        if held.upper() == wanted:
            return one
    raise UnknownOffence(
        f"class {name!r} isn't on the offence list; look it up in {LIST_TITLE}, {LIST_EDITION}"
    )
