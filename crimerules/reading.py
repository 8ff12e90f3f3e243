"""Reads plain data (from JSON or TOML) into frozen dataclasses, and says plainly what is wrong.

Every field of a facts class carries its meaning and its kind in the dataclass metadata; reading,
writing and the published schema all come from there, so that they can't disagree.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from typing import Any, TypeVar

from crimerules import vocabulary
from crimerules.vocabulary import closest

T = TypeVar("T")
LONGEST = 20_000
"""Characters allowed in one text."""
MOST = 1_000
"""Entries allowed in one list: a case holds the facts of one report."""
_FIRST_YEAR, _LAST_YEAR = 1000, 9000


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in what was given: where, what, and what to do about it."""

    field: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.field or 'the file as a whole'}: {self.problem} {self.remedy}".rstrip()


class CaseError(ValueError):
    """The facts can't be read. ``problems`` lists every mistake found, with its remedy."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(each) for each in problems))


def says(
    meaning: str,
    kind: str,
    *,
    of: type | None = None,
    words: str | tuple[str, ...] = (),
    name: str = "",
) -> dict[str, Any]:
    """The metadata of a dataclass field: its meaning and how it is read.

    ``kind``: text, flag, number, texts, moment, day, one, many, facts or word/words (from the
    vocabulary sort or the tuple given in ``words``). ``name``: its name in JSON when that is a
    Python keyword.
    """
    return {"meaning": meaning, "kind": kind, "of": of, "words": words, "name": name}


def allowed(words: str | tuple[str, ...]) -> dict[str, str]:
    """The words a field takes, with their meanings."""
    return vocabulary.WORDS[words] if isinstance(words, str) else dict.fromkeys(words, "")


_LAYOUTS: dict[type, dict[str, dataclasses.Field[Any]]] = {}


def layout(cls: type) -> dict[str, dataclasses.Field[Any]]:
    """JSON name -> field of a facts class."""
    if cls not in _LAYOUTS:
        _LAYOUTS[cls] = _layout(cls)
    return _LAYOUTS[cls]


def _layout(cls: type) -> dict[str, dataclasses.Field[Any]]:
    return {each.metadata["name"] or each.name: each for each in fields(cls)}


def needed(each: dataclasses.Field[Any]) -> bool:
    """Whether a field has no default and must be given."""
    return each.default is MISSING and each.default_factory is MISSING


def read(cls: type[T], data: object, path: str, problems: list[Problem]) -> T | None:
    """An object of ``cls`` from plain data; ``None`` with entries in ``problems`` when it is wrong."""
    if not isinstance(data, Mapping):
        problems.append(
            Problem(
                path, f"is {_sort(data)}.", f"Write an object with the fields of {_title(cls)}."
            )
        )
        return None
    table = layout(cls)
    before = len(problems)
    values: dict[str, Any] = {}
    for key, value in data.items():
        each = table.get(key)
        where = f"{path}.{key}" if path else str(key)
        if each is None:
            problems.append(
                Problem(
                    where,
                    f"is not a field of {_title(cls)}.",
                    f"Take it out or correct its name.{closest(str(key), table)}",
                )
            )
            continue
        if value is None:
            continue  # the same as leaving it out: not known
        values[each.name] = _value(each.metadata, value, where, problems)
    for key, each in table.items():
        if needed(each) and each.name not in values:
            problems.append(
                Problem(
                    f"{path}.{key}" if path else key,
                    "is missing.",
                    f"Give it: {each.metadata['meaning']}.",
                )
            )
    return cls(**values) if len(problems) == before else None


def _value(meta: Mapping[str, Any], value: Any, where: str, problems: list[Problem]) -> Any:
    kind = meta["kind"]

    def wrong(problem: str, remedy: str) -> None:
        problems.append(Problem(where, problem, remedy))

    if kind in ("text", "word"):
        if not isinstance(value, str):
            return wrong(f"is {_sort(value)}.", "Write it as text in quotation marks.")
        if len(value) > LONGEST:
            return wrong(f"has {len(value):,} characters.", f"Keep it under {LONGEST:,}.")
        if kind == "word" and value not in allowed(meta["words"]):
            known = allowed(meta["words"])
            return wrong(
                f'"{value}" is not a word used here.',
                f"Use one of: {', '.join(sorted(known))}.{closest(value, known)}",
            )
        return value
    if kind == "flag":
        if not isinstance(value, bool):
            return wrong(f"is {_sort(value)}.", "Write true or false, or leave it out if unknown.")
        return value
    if kind == "number":
        if isinstance(value, bool) or not isinstance(value, int | float):
            return wrong(f"is {_sort(value)}.", "Write it as a number without quotation marks.")
        if not -1e15 < value < 1e15:
            return wrong(f"{value} is out of any believable range.", "Correct it.")
        return value
    if kind in ("texts", "words"):
        items = (value,) if isinstance(value, str) else value
        if not isinstance(items, list | tuple):
            return wrong(f"is {_sort(value)}.", 'Write a list, such as ["a", "b"].')
        if len(items) > MOST:
            return wrong(f"has {len(items):,} entries.", f"Keep it to {MOST:,}.")
        inner = {**meta, "kind": "text" if kind == "texts" else "word"}
        return tuple(
            _value(inner, item, f"{where}[{at}]", problems) for at, item in enumerate(items)
        )
    if kind == "moment":
        return _moment(value, where, problems)
    if kind == "day":
        return _day(value, where, problems)
    if kind == "one":
        return read(meta["of"], value, where, problems)
    if kind == "many":
        if not isinstance(value, list | tuple):
            return wrong(
                f"is {_sort(value)}.", f"Write a list in which each entry is {_title(meta['of'])}."
            )
        if len(value) > MOST:
            return wrong(f"has {len(value):,} entries.", f"Keep it to {MOST:,}.")
        return tuple(
            read(meta["of"], item, f"{where}[{at}]", problems) for at, item in enumerate(value)
        )
    if not isinstance(value, Mapping):  # kind == "facts"
        return wrong(f"is {_sort(value)}.", "Write an object of named facts.")
    return {
        str(key): _fact(str(key), item, f"{where}.{key}", problems) for key, item in value.items()
    }


def _fact(name: str, value: Any, where: str, problems: list[Problem]) -> Any:
    known = vocabulary.FACTS.get(name)
    if known is None:
        problems.append(
            Problem(
                where,
                "is not a fact known here.",
                "Take it out or correct its name; `crimerules schema` lists them."
                + closest(name, vocabulary.FACTS),
            )
        )
        return None
    kind, _, sort = known[0].partition(":")
    return _value({"kind": kind, "words": sort, "of": None}, value, where, problems)


def _moment(value: Any, where: str, problems: list[Problem]) -> datetime | None:
    remedy = "Write a date and time with its offset, such as 2026-06-01T21:30:00+01:00."
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            problems.append(Problem(where, f'"{value[:40]}" is not a date and time.', remedy))
            return None
    if not isinstance(value, datetime):
        problems.append(Problem(where, f"is {_sort(value)}.", remedy))
        return None
    if value.utcoffset() is None:
        problems.append(Problem(where, "has no time zone.", remedy))
        return None
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        # The ends of the calendar can't be told in UK time, nor a day added to them.
        problems.append(Problem(where, f"{value} is out of any believable range.", "Correct it."))
        return None
    return value


def _day(value: Any, where: str, problems: list[Problem]) -> date | None:
    if isinstance(value, str):
        with suppress(ValueError):
            value = date.fromisoformat(value)
    if isinstance(value, datetime) or not isinstance(value, date):
        problems.append(Problem(where, f"is {_sort(value)}.", "Write a day such as 2026-06-01."))
        return None
    return value


def write(thing: Any) -> dict[str, Any]:
    """Plain data of a facts object, leaving out what has its default; :func:`read` takes it back."""
    plain: dict[str, Any] = {}
    for key, each in layout(type(thing)).items():
        value = getattr(thing, each.name)
        unset = {} if each.metadata["kind"] == "facts" else each.default
        if needed(each) or value != unset:
            plain[key] = _plain(value)
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    return write(value) if dataclasses.is_dataclass(value) else value


def _title(cls: type) -> str:
    name = cls.__name__.lower()
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _sort(value: object) -> str:
    """What sort of thing a value is, in plain words."""
    if value is None:
        return "empty"
    names = {bool: "true or false", int: "a number", float: "a number", str: f'the text "{value}"'}
    for sort, name in names.items():
        if isinstance(value, sort):
            return name[:60]
    return "a list" if isinstance(value, list | tuple) else "not of the right sort"
