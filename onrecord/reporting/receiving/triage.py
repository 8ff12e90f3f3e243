"""The rules on what presses in a report that came on line, read from `triage.toml` and checked. Pure: no Django.

A rule proposes: how soon somebody should look, a call grade, qualifiers, what to think of under the heads of THRIVE. A person
decides.
"""

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from onrecord.reporting.receiving.proposals import (
    Proposal,
    TriageError,
    Where,
    proposal_of,
    where_of,
)
from onrecord.reporting.receiving.signs import Signs, read_signs
from onrecord.screening.finder.disclosed import offences
from onrecord.screening.rules.context import load_context
from onrecord.screening.rules.engine import wrong_examples
from onrecord.screening.rules.load import RuleBook, WordRule, load_rules
from onrecord.screening.rules.phrases import Triggers, compile_phrase

TRIAGE: Final = Path(__file__).with_name("triage.toml")
_NOTHING = re.compile(r"(?!)")
# The rule that says that the rules can't read it; it presses like any other.
UNREAD: Final = "unread"


@dataclass(frozen=True, slots=True)
class Level:
    """How soon somebody is to have looked, in hours from when the report was sent."""

    number: int
    words: str
    hours: int


@dataclass(frozen=True)
class Answered:
    """When a rule over answers holds: any one of these is enough. `by_kind`: that it is a report in which it counts."""

    proposal: Proposal
    answers: tuple[tuple[str, str], ...] = ()
    told: frozenset[str] = frozenset()
    victim_under: int | None = None
    victim_from: int | None = None
    contact_safe: bool = False
    by_kind: bool = False


@dataclass(frozen=True)
class Together:
    """When several things press together: one of each group, by the ids of their rules."""

    proposal: Proposal
    groups: tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Triage:
    """The rules, ready for use."""

    levels: Mapping[int, Level]
    alert_roles: tuple[str, ...]
    alert_most: int
    words: Mapping[str, Proposal]
    book: RuleBook
    disclosed: Mapping[str, Proposal]
    # Those of the finder's rules that are in `disclosed`, and no others: reading by all of them takes four times as long.
    finder: RuleBook
    answered: tuple[Answered, ...]
    unread: Proposal
    together: tuple[Together, ...]
    # Concepts that stand near one another (signs.toml).
    signs: Signs
    # In which reports a rule counts, by its id; one that isn't here counts in all.
    where: Mapping[str, Where]


@cache
def triage(path: Path = TRIAGE) -> Triage:
    """The rules as they stand. Raises TriageError."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    levels = {
        each["number"]: Level(each["number"], each["says"], each["hours"]) for each in data["level"]
    }
    if sorted(levels) != [0, 1, 2, 3]:
        raise TriageError(f"{path.name}: write the levels 0, 1, 2 and 3, each once.")
    entries = data.get("rule", [])
    disclosed: dict[str, Proposal] = {}
    known = offences()
    kinds = data.get("kinds", {})
    where = {entry["id"]: where_of(entry, kinds, path) for entry in entries}
    for entry in data.get("disclosed", []):
        for rule in entry["rules"]:
            if rule not in known:
                raise TriageError(
                    f"{path.name}: the finder has no rule “{rule}”. Its rules stand in offences.toml."
                )
            says = f"It reads like {known[rule].title.lower()}: “{{quote}}”"
            given = {**entry, "id": f"finder-{rule}", "says": says}
            disclosed[rule] = proposal_of(given, path)
            where[given["id"]] = where_of(given, kinds, path)
    answered = tuple(_answered(entry, path) for entry in data.get("answered", []))
    where |= {entry["id"]: where_of(entry, kinds, path) for entry in data.get("answered", [])}
    book = book_of([word_rule(entry, data.get("words", {}), path) for entry in entries])
    signs = read_signs(tuple((name, tuple(types)) for name, types in kinds.items()))
    where |= signs.where
    names = {*where, UNREAD}
    return Triage(
        levels=levels,
        alert_roles=tuple(data["alert"]["roles"]),
        alert_most=data["alert"]["most"],
        words={entry["id"]: proposal_of(entry, path) for entry in entries},
        book=book,
        disclosed=disclosed,
        finder=book_of(rule for rule in load_rules().words if rule.id in disclosed),
        answered=answered,
        unread=proposal_of({**_unread(data, path), "id": UNREAD}, path),
        together=tuple(_together(entry, names, path) for entry in data.get("together", [])),
        signs=signs,
        where={rule: each for rule, each in where.items() if each != Where()},
    )


def _together(entry: Mapping[str, Any], known: Collection[str], path: Path) -> Together:
    groups = tuple(frozenset(group) for group in entry.get("groups", ()))
    strange = sorted({name for group in groups for name in group} - set(known))
    if len(groups) < 2 or strange:
        raise TriageError(
            f"{path.name}, rule “{entry.get('id')}”: "
            + (f"there is no rule “{strange[0]}”." if strange else "write two groups or more.")
        )
    return Together(proposal_of(entry, path), groups)


def _unread(data: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    """What is proposed for words that the rules can't read: never that they are calm."""
    entry: Mapping[str, Any] = data.get("unread", {})
    if entry.get("level") not in (2, 3) or not entry.get("says"):
        raise TriageError(f"{path.name}: write [unread] with a level of 2 or 3 and what it says.")
    return entry


def word_rule(entry: Mapping[str, Any], words: Mapping[str, Any], path: Path) -> WordRule:
    """A rule of words from its entry. `words`: lists besides those of the finder. Raises TriageError."""
    lists = {**load_context().words, **words}
    for name in ("phrases", "matches", "does_not_match"):
        if not entry.get(name):
            raise TriageError(f"{path.name}, rule “{entry['id']}”: write {name}.")
    unless = [compile_phrase(each, lists).pattern for each in entry.get("unless", ())]
    return WordRule(
        id=entry["id"],
        name=entry["id"],
        points=entry["level"],
        says=entry["says"],
        phrases=tuple(compile_phrase(each, lists) for each in entry["phrases"]),
        unless=re.compile("|".join(rf"\b{each}" for each in unless)) if unless else None,
        supposed="supposed" not in entry.get("ignores", ()),
        kind="",
        plain=entry.get("plain", False),
        shares=True,
        matches=tuple(entry["matches"]),
        does_not_match=tuple(entry["does_not_match"]),
        file=path.name,
    )


def book_of(rules: Iterable[WordRule]) -> RuleBook:
    """The rules of words as the finder's engine reads them."""
    words = tuple(sorted(rules, key=lambda rule: -rule.points))
    owners = tuple((at, phrase) for at, rule in enumerate(words) for phrase in rule.phrases)
    return RuleBook(
        version="",
        words=words,
        explained=(),
        checks={},
        alone=(),
        beside=(),
        in_text={},
        context=load_context(),
        rationale=_NOTHING,
        evidence=_NOTHING,
        triggers=Triggers(phrase for _, phrase in owners),
        owners=owners,
        explained_owners=(),
    )


def _answered(entry: Mapping[str, Any], path: Path) -> Answered:
    return Answered(
        proposal=proposal_of(entry, path),
        answers=tuple((str(one), str(say)) for one, say in entry.get("answers", ())),
        told=frozenset(entry.get("told", ())),
        victim_under=entry.get("victim_under"),
        victim_from=entry.get("victim_from"),
        contact_safe=bool(entry.get("contact_safe", False)),
        by_kind=bool(entry.get("by_kind", False)),
    )


def wrong_triage() -> dict[str, list[str]]:
    """Rule -> its examples on which it doesn't do what they say; for tests."""
    book = triage().book
    return {rule.id: wrong for rule in book.words if (wrong := wrong_examples(rule, book))}
