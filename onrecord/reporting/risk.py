"""What presses in a report that came on line: rules over its words, its answers and the people in it. Pure: no Django.

A rule proposes: how soon somebody should look, a call grade, qualifiers, what to think of under the heads of THRIVE. A person
decides. The rules are data (`triage.toml`); words are found by the engine of the finder's rules, which knows what is denied
and what is only feared, and the finder's own rules say which offences a text discloses.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from onrecord.reporting.legible import legible
from onrecord.screening.finder.disclosed import offences
from onrecord.screening.rules.context import load_context
from onrecord.screening.rules.engine import HEAD, quoted, told_in, wrong_examples
from onrecord.screening.rules.load import RuleBook, WordRule, load_rules
from onrecord.screening.rules.phrases import Triggers, compile_phrase

TRIAGE: Final = Path(__file__).with_name("triage.toml")
# A long account is read in pieces, so that its middle is read as well; the pieces overlap, so that no words are cut in two.
PIECE: Final = HEAD
OVERLAP: Final = 200
_NOTHING = re.compile(r"(?!)")
VICTIM: Final = "victim"
ENGLISH: Final = "en"
# The rule that says that the rules can't read it; it presses like any other.
UNREAD: Final = "unread"


class TriageError(ValueError):
    """triage.toml can't be used; the message names the rule and the remedy."""


@dataclass(frozen=True, slots=True)
class Level:
    """How soon somebody is to have looked, in hours from when the report was sent."""

    number: int
    words: str
    hours: int


@dataclass(frozen=True)
class Proposal:
    """What a rule proposes where it holds. `says` may hold {quote}, or {marks}: those that the log was given."""

    id: str
    level: int
    says: str
    grade: str = ""
    qualifiers: tuple[str, ...] = ()
    heads: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answered:
    """When a rule over answers holds: any one of these is enough."""

    proposal: Proposal
    answers: tuple[tuple[str, str], ...] = ()
    told: frozenset[str] = frozenset()
    victim_under: int | None = None
    victim_from: int | None = None
    contact_safe: bool = False


@dataclass(frozen=True)
class Triage:
    """The rules, ready for use."""

    levels: Mapping[int, Level]
    alert_roles: tuple[str, ...]
    alert_most: int
    words: Mapping[str, Proposal]
    book: RuleBook
    disclosed: Mapping[str, Proposal]
    answered: tuple[Answered, ...]
    unread: Proposal


@dataclass(frozen=True, slots=True)
class Risk:
    """One thing that presses, as it is kept with the report. `quote`: the words that it goes by, empty for an answer."""

    rule: str
    level: int
    says: str
    quote: str
    grade: str
    qualifiers: list[str]
    heads: dict[str, str]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


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
    for entry in data.get("disclosed", []):
        for rule in entry["rules"]:
            if rule not in known:
                raise TriageError(
                    f"{path.name}: the finder has no rule “{rule}”. Its rules stand in offences.toml."
                )
            says = f"It reads like {known[rule].title.lower()}: “{{quote}}”"
            given = {**entry, "id": f"finder-{rule}", "says": says}
            disclosed[rule] = _proposal(given, path)
    return Triage(
        levels=levels,
        alert_roles=tuple(data["alert"]["roles"]),
        alert_most=data["alert"]["most"],
        words={entry["id"]: _proposal(entry, path) for entry in entries},
        book=_book([_word_rule(entry, path) for entry in entries]),
        disclosed=disclosed,
        answered=tuple(_answered(entry, path) for entry in data.get("answered", [])),
        unread=_proposal({**_unread(data, path), "id": UNREAD}, path),
    )


def _unread(data: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    """What is proposed for words that the rules can't read: never that they are calm."""
    entry: Mapping[str, Any] = data.get("unread", {})
    if entry.get("level") not in (2, 3) or not entry.get("says"):
        raise TriageError(f"{path.name}: write [unread] with a level of 2 or 3 and what it says.")
    return entry


def _proposal(entry: Mapping[str, Any], path: Path) -> Proposal:
    if entry.get("level") not in (1, 2, 3):
        raise TriageError(f"{path.name}, rule “{entry.get('id')}”: write a level of 1, 2 or 3.")
    return Proposal(
        id=entry["id"],
        level=entry["level"],
        says=entry["says"],
        grade=entry.get("grade", ""),
        qualifiers=tuple(entry.get("qualifiers", ())),
        heads=dict(entry.get("heads", {})),
    )


def _word_rule(entry: Mapping[str, Any], path: Path) -> WordRule:
    lists = load_context().words
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


def _book(rules: Iterable[WordRule]) -> RuleBook:
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
        proposal=_proposal(entry, path),
        answers=tuple((str(one), str(say)) for one, say in entry.get("answers", ())),
        told=frozenset(entry.get("told", ())),
        victim_under=entry.get("victim_under"),
        victim_from=entry.get("victim_from"),
        contact_safe=bool(entry.get("contact_safe", False)),
    )


def assess(
    *,
    account: str,
    answers: Sequence[Sequence[Any]] = (),
    qualifiers: Iterable[str] = (),
    people: Iterable[Mapping[str, Any]] = (),
    contact: Mapping[str, str] | None = None,
    language: str = ENGLISH,
    on: date,
) -> list[Risk]:
    """What presses, the gravest first; empty where nothing does. `on`: the day on which ages are reckoned. `language`: in
    which it was sent; of an account that isn't in English it is never said that nothing presses."""
    rules = triage()
    found: dict[str, Risk] = {}
    marks, people = set(qualifiers), list(people)
    for rule in rules.answered:
        if _holds(rule, answers, marks, people, contact or {}, on):
            _put(found, rule.proposal, "", ", ".join(sorted(rule.told & marks)))
    for piece in _pieces(account):
        told = told_in(piece, rules.book)
        for rule_, start, end in told.hits:
            _put(found, rules.words[rule_.id], quoted(told.text, start, end))
    told = told_in(account, load_rules())
    for rule_, start, end in told.hits:
        if rule_.id in rules.disclosed:
            _put(found, rules.disclosed[rule_.id], quoted(told.text, start, end))
    if account.strip() and (language != ENGLISH or not legible(account)):
        _put(found, rules.unread, "")
    return sorted(found.values(), key=lambda risk: -risk.level)


def _pieces(text: str) -> Iterable[str]:
    for start in range(0, max(1, len(text)), PIECE - OVERLAP):
        yield text[start : start + PIECE]


def _put(found: dict[str, Risk], held: Proposal, quote: str, marks: str = "") -> None:
    if held.id not in found:
        says = held.says.replace("{quote}", quote).replace("{marks}", marks)
        found[held.id] = Risk(
            held.id, held.level, says, quote, held.grade, list(held.qualifiers), dict(held.heads)
        )


def _holds(
    rule: Answered,
    answers: Sequence[Sequence[Any]],
    marks: set[str],
    people: Sequence[Mapping[str, Any]],
    contact: Mapping[str, str],
    on: date,
) -> bool:
    if rule.told & marks or (rule.contact_safe and contact.get("safe", "").strip()):
        return True
    for wanted, say in rule.answers:
        if any(_is(pair, wanted, say) for pair in answers):
            return True
    ages = [_age(each, on) for each in people if VICTIM in each.get("roles", ())]
    return any(
        age is not None
        and (
            (rule.victim_under is not None and age < rule.victim_under)
            or (rule.victim_from is not None and age >= rule.victim_from)
        )
        for age in ages
    )


def goes_by(risk: str, pairs: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
    """Of the answers [question, answer] those by which a rule over answers holds; by its id. Empty for other rules."""
    rules = [each for each in triage().answered if each.proposal.id == risk]
    wanted = [one for rule in rules for one in rule.answers]
    return [pair for pair in pairs if any(_is(pair, *one) for one in wanted)]


def marks_of(risk: str) -> frozenset[str]:
    """The marks of a log by which a rule over answers holds; by its id. Empty for other rules."""
    found = (each.told for each in triage().answered if each.proposal.id == risk)
    return next(found, frozenset())


def _is(pair: Sequence[Any], wanted: str, say: str) -> bool:
    """Whether a pair [question, answer] is this answer. An answer may be one of several that were ticked."""
    if len(pair) < 2 or str(pair[0]) != wanted:
        return False
    given = pair[1] if isinstance(pair[1], list) else [pair[1]]
    if wanted.startswith("rules:"):
        # Kept as [screen, say].
        given = given[-1:]
    return say == "*" or say in [str(each) for each in given]


def _age(person: Mapping[str, Any], on: date) -> int | None:
    """Age in whole years, from the birth date or as it was said."""
    born = person.get("born")
    if born:
        day = born if isinstance(born, date) else date.fromisoformat(str(born))
        return on.year - day.year - ((on.month, on.day) < (day.month, day.day))
    age = person.get("age")
    return int(age) if isinstance(age, int | str) and str(age).isdecimal() else None


def level_of(risks: Iterable[Risk]) -> int:
    """How soon somebody is to look: the gravest level of all."""
    return max((risk.level for risk in risks), default=0)


def proposed(risks: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What the kept risks propose together: the most urgent grade, the qualifiers, and words under each head."""
    risks = list(risks)
    heads: dict[str, list[str]] = {}
    for risk in risks:
        for head, words in risk.get("heads", {}).items():
            if words not in heads.setdefault(head, []):
                heads[head].append(words)
    return {
        "grade": min((risk["grade"] for risk in risks if risk.get("grade")), default=""),
        "qualifiers": list(dict.fromkeys(q for risk in risks for q in risk.get("qualifiers", ()))),
        "heads": {head: " ".join(words) for head, words in heads.items()},
    }


def wrong_triage() -> dict[str, list[str]]:
    """Rule -> its examples on which it doesn't do what they say; for tests."""
    book = triage().book
    return {rule.id: wrong for rule in book.words if (wrong := wrong_examples(rule, book))}
