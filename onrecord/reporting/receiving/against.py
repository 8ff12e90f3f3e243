"""What doesn't go together in a report: an answer, and what was written or chosen besides. Pure: no Django.

The rules are data (`against.toml`); words are found as triage finds them, so that what is denied doesn't count. Nothing is
decided by it: whoever decides is shown both, and asks.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from onrecord.reporting.receiving.risk import pieces
from onrecord.reporting.receiving.triage import TriageError, book_of, triage, word_rule
from onrecord.screening.rules.engine import quoted, told_in, wrong_examples
from onrecord.screening.rules.load import RuleBook, load_rules

AGAINST: Final = Path(__file__).with_name("against.toml")
RULES: Final = "rules:"
_KNOWN: Final = frozenset(
    ("id", "answers", "says", "triage", "finder", "phrases", "unless", "ignores", "matches", "does_not_match")
)  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """One pair that doesn't go together: these answers, and words by the names of rules in each of the books."""

    id: str
    answers: frozenset[tuple[str, str]]
    says: str
    own: bool
    triage: frozenset[str]
    finder: frozenset[str]


@dataclass(frozen=True, slots=True)
class Against:
    """Something that doesn't go together. `rule`: the id; `words`: the sentence for whoever decides; `quote`: the words that
    stand against the answer; `questions`: the questions of the rules whose answer it is; `own`: those of the type or form."""

    rule: str
    words: str
    quote: str
    questions: tuple[str, ...] = ()
    own: tuple[str, ...] = ()


@dataclass(frozen=True)
class Book:
    """The rules of against.toml, ready for use, and their own words as the finder's engine reads them."""

    rules: tuple[Rule, ...]
    words: RuleBook


@cache
def against(path: Path = AGAINST) -> Book:
    """The rules as they stand. Raises TriageError naming the rule and the remedy."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    words = {**tomllib.loads(_triage_text()).get("words", {}), **data.get("words", {})}
    rules, own = [], []
    for entry in data.get("against", ()):
        rules.append(_rule(entry, path))
        if rules[-1].own:
            own.append(word_rule({**entry, "level": 1}, words, path))
    return Book(tuple(rules), book_of(own))


def _triage_text() -> str:
    return AGAINST.with_name("triage.toml").read_text(encoding="utf-8")


def _rule(entry: Mapping[str, Any], path: Path) -> Rule:
    where = f"{path.name}, rule “{entry.get('id')}”"
    strange = sorted(set(entry) - _KNOWN)
    if strange:
        raise TriageError(f"{where}: {strange[0]!r} is nothing it has. Take it out.")
    if not entry.get("id") or not entry.get("says") or not entry.get("answers"):
        raise TriageError(f"{where}: write id, says and answers.")
    found = Rule(
        id=entry["id"],
        answers=frozenset((str(one), str(say)) for one, say in entry["answers"]),
        says=entry["says"],
        own=bool(entry.get("phrases")),
        triage=frozenset(entry.get("triage", ())),
        finder=frozenset(entry.get("finder", ())),
    )
    known = {rule.id for rule in triage().book.words}, {rule.id for rule in load_rules().words}
    for names, there in zip((found.triage, found.finder), known, strict=True):
        if missing := sorted(names - there):
            raise TriageError(f"{where}: there is no rule “{missing[0]}”. Correct its name.")
    if not (found.own or found.triage or found.finder):
        raise TriageError(f"{where}: write phrases, or rules of triage or of the finder.")
    return found


def find_against(
    answers: Sequence[Sequence[Any]], texts: Iterable[tuple[str, str]]
) -> list[Against]:
    """What doesn't go together. `answers`: pairs as a report keeps them; `texts`: who says something, and what, such as
    ("the account says", ...); an account is read whole, however long."""
    held = against()
    given = {pair for each in answers if len(each) > 1 for pair in _said(each)}
    wanted = [(rule, rule.answers & given) for rule in held.rules]
    wanted = [each for each in wanted if each[1]]
    found: dict[str, Against] = {}
    if not wanted:
        return []
    for where, text in texts:
        for piece in pieces(text):
            told = _told(piece, held, [rule for rule, _pairs in wanted])
            for rule, pairs in wanted:
                quote = next((told[name] for name in _names(rule) if name in told), "")
                if quote and rule.id not in found:
                    words = rule.says.replace("{where}", where).replace("{quote}", quote)
                    found[rule.id] = Against(rule.id, words, quote, *_questions(pairs))
    return [found[rule.id] for rule, _pairs in wanted if rule.id in found]


def _questions(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which questions these are: of the rules, and own ones."""
    names = sorted(one for one, _say in pairs)
    rules = tuple(name.removeprefix(RULES) for name in names if name.startswith(RULES))
    return rules, tuple(name for name in names if not name.startswith(RULES))


def _said(pair: Sequence[Any]) -> list[tuple[str, str]]:
    """A pair [question, answer] as question and word; of one with several answers, each. Of the rules', the last counts: it is
    kept as [screen, say] in some."""
    question, given = str(pair[0]), pair[1] if isinstance(pair[1], list) else [pair[1]]
    says = given[-1:] if question.startswith(RULES) else given
    return [(question, str(say)) for say in says]


def _names(rule: Rule) -> list[tuple[str, str]]:
    own = [("own", rule.id)] if rule.own else []
    named = [("triage", name) for name in sorted(rule.triage)]
    return [*own, *named, *(("finder", name) for name in sorted(rule.finder))]


def _told(text: str, held: Book, rules: Iterable[Rule]) -> dict[tuple[str, str], str]:
    """What the rules find in a text: by book and rule, the words."""
    wanted = {name for rule in rules for name in _names(rule)}
    found: dict[tuple[str, str], str] = {}
    for kind, book in (("own", held.words), ("triage", triage().book), ("finder", load_rules())):
        names = {name for one, name in wanted if one == kind}
        if not names:
            continue
        # Only those that are asked for: the engine stops after so many of the gravest.
        told = told_in(text, _only(kind, frozenset(names), book))
        for rule, start, end in told.hits:
            found[kind, rule.id] = quoted(told.text, start, end)
    return found


_few: dict[tuple[str, frozenset[str]], tuple[RuleBook, RuleBook]] = {}


def _only(kind: str, names: frozenset[str], book: RuleBook) -> RuleBook:
    """A book with these rules alone, made once for as long as the book is the same."""
    whole, few = _few.get((kind, names), (None, None))
    if whole is not book or few is None:
        few = book_of([rule for rule in book.words if rule.id in names])
        _few[kind, names] = book, few
    return few


def wrong_against() -> dict[str, list[str]]:
    """Rule -> its examples on which it doesn't do what they say; for tests."""
    book = against().words
    return {rule.id: wrong for rule in book.words if (wrong := wrong_examples(rule, book))}
