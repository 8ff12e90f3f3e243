"""The words of the logs: phrases with slots, filled by chance.

A phrase may hold `{slot}` (a list in slots.toml, or something known of this log) and `[one|another|]` (one of these).
A slot with a capital first letter gives its text a capital.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from onrecord.simulation.dice import Dice
from onrecord.simulation.tables import read_table

# A phrase is compiled to parts: plain text, a slot, or a choice of compiled phrases.
_MARK = re.compile(r"\{(\w+)\}|\[([^\]]*)\]")
_ACCOUNTS = ("violence", "sexual", "property", "order")

Part = Any  # str | _Known | _Choice
Phrase = tuple[Part, ...]


class _Known:
    """Something known of this log: a pronoun, the relation, a reference."""

    __slots__ = ("capital", "key")

    def __init__(self, key: str, capital: bool) -> None:
        self.key, self.capital = key, capital


class _Choice:
    __slots__ = ("capital", "phrases")

    def __init__(self, phrases: Sequence[Phrase], capital: bool) -> None:
        self.phrases, self.capital = phrases, capital


# What every log supplies: pronouns and nouns of victim (v) and suspect (s), references, times.
KNOWN = frozenset(
    {"v", "vs", "vo", "vp", "s", "ss", "so", "sp", "rel", "partner", "suspect"}
    | {"crime", "other_log", "grade", "clock", "d", "officer"}
)


class Phrasebook:
    """Every phrase of the data folder, compiled. Raises KeyError, with the phrase, for a slot that nobody fills."""

    def __init__(self) -> None:
        self._slots: dict[str, tuple[Phrase, ...]] = {}
        self._raw_slots: Mapping[str, list[str]] = read_table("phrases/slots.toml")
        self.crimes: dict[str, dict[str, tuple[Phrase, ...]]] = {}
        for name in _ACCOUNTS:
            for key, lists in read_table(f"phrases/{name}.toml").items():
                self.crimes[key] = {part: self._list(phrases) for part, phrases in lists.items()}
        self.calls = {
            key: {part: self._list(phrases) for part, phrases in lists.items()}
            for key, lists in read_table("phrases/calls.toml").items()
        }
        self.leads = {
            key: self._list(phrases)
            for key, phrases in read_table("phrases/leads.toml")["leads"].items()
        }
        updates = read_table("phrases/updates.toml")
        self.updates = {key: self._list(found) for key, found in updates["updates"].items()}
        self.closings = {key: self._list(found) for key, found in updates["closings"].items()}
        supervision = read_table("phrases/supervision.toml")
        # What a supervisor of one's own words says, part by part; and what is pasted.
        self.own = tuple(self._list(found) for found in supervision["own"].values())
        self.copied = self._list(supervision["copied"]["entries"])
        people = read_table("phrases/people.toml")
        self.relations: dict[str, list[str]] = people["rel"]
        self.partners: dict[str, list[str]] = people["partner"]
        self.suspects = {sex: self._list(found) for sex, found in people["suspect"].items()}

    def _list(self, phrases: Sequence[str]) -> tuple[Phrase, ...]:
        return tuple(self._compile(phrase) for phrase in phrases)

    def _compile(self, text: str) -> Phrase:
        parts: list[Part] = []
        end = 0
        for mark in _MARK.finditer(text):
            if mark.start() > end:
                parts.append(text[end : mark.start()])
            slot, choices = mark.groups()
            parts.append(
                self._slot(slot, text) if slot else _Choice(self._list(choices.split("|")), False)
            )
            end = mark.end()
        if end < len(text):
            parts.append(text[end:])
        return tuple(parts)

    def _slot(self, name: str, text: str) -> Part:
        key, capital = name[0].lower() + name[1:], name[0].isupper()
        if key in KNOWN:
            return _Known(key, capital)
        if key not in self._raw_slots:
            raise KeyError(f"No list fills the slot {{{name}}} in the phrase: {text}")
        if key not in self._slots:
            self._slots[key] = self._list(self._raw_slots[key])
        return _Choice(self._slots[key], capital)


def say(phrase: Phrase, known: Mapping[str, str], dice: Dice) -> str:
    """The phrase with its slots filled."""
    words: list[str] = []
    for part in phrase:
        if type(part) is str:
            words.append(part)
            continue
        if type(part) is _Known:
            text = known[part.key]
        else:
            chosen = dice.pick(part.phrases)
            text = (
                chosen[0]
                if len(chosen) == 1 and type(chosen[0]) is str
                else say(chosen, known, dice)
            )
        words.append(text[:1].upper() + text[1:] if part.capital else text)
    return "".join(words)
