"""What one log appears to disclose: offences with the words, who did what to whom, when, who says so, what was done."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from crimerules.offences import find
from crimerules.points import points_to_prove
from onrecord.screening.rules.engine import Hit, Told
from onrecord.screening.rules.load import RuleBook, WordRule
from onrecord.screening.rules.prepared import quoted

HERE = Path(__file__).parent
_SENTENCE = re.compile(r"[.;!?\n]")
_WORD = re.compile(r"[a-z']+")
_WHEN = re.compile(
    r"\b(?:(?:last|this|every|each|yesterday|tomorrow) (?:night|morning|evening|afternoon|week|weekend|month|year|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday)|yesterday|today|tonight|overnight|"
    r"(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d+ (?:minutes|hours|days|weeks|months|years) ago|"
    r"since [a-z]+|in (?:january|february|march|april|may|june|july|august|september|october|november|december)|"
    r"at \d{4}\b|(?:for|over) (?:\d+|two|three|four|five|six|several) (?:days|weeks|months|years)|"
    r"(?:in|of) (?:19|20)\d\d|(?:second|third|fourth|fifth|sixth) time)\b"
)
_RECORDED = ("text-crime-recorded", "text-recorded-elsewhere")


@dataclass(frozen=True, slots=True)
class Offence:
    """What a rule's words point to: a class and code of the rulebook, or only a group (code then "").

    `within`: words of recorded offences that cover it, so that it is no further crime beside them.
    """

    title: str
    group: str
    crime_class: str = ""
    code: str = ""
    shows: tuple[str, ...] = ()
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One offence that a text appears to disclose. A pointer for a reader, never a classification.

    `stance`: "told", or why the words do not stand as told: "denied", "asked", "supposed", "past", "recorded". `shown` and
    `missing` are the points to prove that the words show and that are open; both empty where the rulebook holds none.
    """

    rule: str
    offence: Offence
    quote: str
    stance: str
    said_by: str = ""
    hearsay: bool = False
    did_it: str = ""
    to_whom: str = ""
    when: str = ""
    several: str = ""
    shown: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@cache
def offences() -> dict[str, Offence]:
    """The offence that each rule points to, by the rule's id."""
    found = {}
    for entry in tomllib.loads((HERE / "offences.toml").read_text(encoding="utf-8"))["offence"]:
        crime_class, code = entry.get("class", ""), entry.get("code", "")
        listed = find(code, crime_class) if code else ()
        group = listed[0].group if listed else entry["group"]
        shows, within = tuple(entry.get("shows", ())), tuple(entry.get("within", ()))
        offence = Offence(entry["title"], group, crime_class, code, shows, within)
        found.update(dict.fromkeys(entry["rules"], offence))
    return found


@cache
def cues() -> dict[str, Any]:
    """The lists of cues.toml."""
    return tomllib.loads((HERE / "cues.toml").read_text(encoding="utf-8"))


def _sentence(low: str, start: int, end: int) -> tuple[int, int]:
    begin = start - len(_SENTENCE.split(low[max(0, start - 400) : start])[-1])
    return begin, end + len(_SENTENCE.split(low[end : end + 400])[0])


def _last(words: list[str], wanted: Iterable[str]) -> str:
    among = frozenset(wanted)
    return next((word for word in reversed(words) if word in among), "")


def _said_by(low: str, begin: int, start: int) -> str:
    """Whose words they are, as the nearest word before them tells; from the whole log if the sentence is silent."""
    for before in (low[begin:start], low[:begin]):
        words = _WORD.findall(before)
        for word in reversed(words):
            for who, listed in cues()["said_by"].items():
                if word in listed:
                    return str(who)
    return ""


@cache
def _phrases(name: str) -> re.Pattern[str]:
    """The several words of a list of cues.toml, as one pattern."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, cues()[name]['pairs']))})\b")


def _any(text: str, name: str) -> str:
    found = _phrases(name).search(text)
    return found.group() if found else ""


def _disclosure(told: Told, rule: WordRule, start: int, end: int, stance: str) -> Disclosure:
    offence = offences().get(rule.id, Offence(rule.name, "Not clear"))
    low, lists = told.text.low, cues()
    begin, stop = _sentence(low, start, end)
    sentence = low[begin:stop]
    if stance == "told" and _any(sentence, "past"):
        stance = "past"
    after = _WORD.findall(low[start:stop])
    when = _WHEN.search(sentence)
    held = points_to_prove(offence.crime_class, offence.code) if offence.code else None
    says = {point.id: point.says for point in held.points} if held else {}
    shown = tuple(says[point] for point in offence.shows if point in says)
    return Disclosure(
        rule=rule.id,
        offence=offence,
        quote=quoted(told.text, start, end),
        stance=stance,
        said_by=_said_by(low, begin, start),
        hearsay=bool(
            _any(sentence, "hearsay")
            or set(_WORD.findall(sentence)) & set(lists["hearsay"]["words"])
        ),
        did_it=_last(_WORD.findall(low[begin:start]) or after[:1], lists["who"]["did_it"]),
        to_whom=next((word for word in after if word in lists["who"]["to_whom"]), ""),
        when=when.group() if when else "",
        several=_any(sentence, "several"),
        shown=shown if stance in ("told", "past") else (),
        missing=tuple(say for say in says.values() if say not in shown),
    )


def disclosures(told: Told, explained: Iterable[str]) -> list[Disclosure]:
    """What the text appears to disclose, gravest first, then what it takes back.

    `explained`: ids of the rules of explained.toml that the log met; a log that says a crime is on record has every
    offence marked "recorded", for the reader to compare.
    """
    stance = "recorded" if any(rule in _RECORDED for rule in explained) else "told"
    hits: list[Hit] = told.hits
    found = [_disclosure(told, rule, start, end, stance) for rule, start, end in hits]
    return found + [
        _disclosure(told, rule, start, end, why) for why, rule, start, end in told.taken
    ]


def titles(book: RuleBook) -> dict[str, str]:
    """The title of the offence, by rule, for every rule that looks for words."""
    return {rule.id: offences()[rule.id].title for rule in book.words if rule.id in offences()}
