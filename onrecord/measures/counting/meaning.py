"""When an entry in a record is a supervisor's, and when it says anything: the rule of meaning.toml. Pure."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("meaning.toml")

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE = re.compile(r"[.!?;:\n]+")
# What the program writes before somebody's own words.
_PREFIXES = (
    re.compile(r"Decision reviewed: (?:agreed|given back)\.\s*"),
    re.compile(r"The registrar gave the decision back to [^:]*:\s*"),
)


@dataclass(frozen=True)
class Rule:
    """The table, read."""

    roles: tuple[str, ...]
    least_words: int
    copied_from: int
    stock: frozenset[str]
    log_kinds: frozenset[str]
    crime_kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a supervisor. `about`: the record that it stands in. `in_time`: within the measure's time, and not about
    the writer's own work; one that is not is still looked at, to know a copied sentence by."""

    about: int
    words: str
    in_time: bool = True


@cache
def rule() -> Rule:
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Rule(
        tuple(each.casefold() for each in data["roles"]),
        data["least_words"],
        data["copied_from"],
        frozenset(_plain(each) for each in data["stock"]),
        frozenset(data["log_kinds"]),
        frozenset(data["crime_kinds"]),
    )


@cache
def is_supervisor(role: str) -> bool:
    """Whether the role that the record gives is a supervisor's."""
    folded = role.strip().casefold()
    return bool(folded) and any(fnmatchcase(folded, pattern) for pattern in rule().roles)


def own_words(kind: str, text: str, detail: Mapping[str, Any] | None) -> str | None:
    """What the writer says in an entry of a log, without the words that the program puts before it; None for an entry that
    is no act of supervision: a question passed on, a decision of one's own, a kind that doesn't count."""
    if kind not in rule().log_kinds:
        return None
    held = detail or {}
    if kind == "escalation":
        return str(held["answer"]) if "answer" in held else (None if "asked" in held else text)
    if kind in ("grade", "allocation"):
        return str(held["why"]) if "why" in held else text
    if kind == "decision":
        if "review" not in held and "state" not in held:
            return None
        for prefix in _PREFIXES:
            text = prefix.sub("", text, count=1)
    return text


def meaningful(entries: Iterable[Entry]) -> set[int]:
    """The records with at least one entry that counts: in time, of enough own words, and not copied."""
    said: list[tuple[Entry, str]] = []
    on: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        own = _without_stock(entry.words)
        if len(own.split()) >= rule().least_words:
            said.append((entry, own))
            on[own].add(entry.about)
    return {
        entry.about for entry, own in said if entry.in_time and len(on[own]) < rule().copied_from
    }


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


@lru_cache(maxsize=20_000)
def _without_stock(text: str) -> str:
    """The words, in small letters and without figures, so that a copied sentence with another reference in it is the same."""
    parts = (_plain(part) for part in _SENTENCE.split(text))
    return " ".join(part for part in parts if part and part not in rule().stock)
