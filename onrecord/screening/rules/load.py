"""Read the rule files. A mistake in one gives a RuleError that names file, rule and remedy."""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from onrecord.screening.rules.checks import QUESTIONS, TEXT_QUESTIONS, Question
from onrecord.screening.rules.context import Context, load_context
from onrecord.screening.rules.own import own
from onrecord.screening.rules.phrases import Phrase, PhraseError, Triggers, compile_phrase

HERE = Path(__file__).parent
WORD_FILES = "words-*.toml"  # whoever adds rules of their own may give them a file of their own
EVERYDAY = "words-everyday"  # how the files of rules for everyday words begin
OTHER_FILES = ("explained.toml", "structure.toml", "context.toml", "codes.toml")
_WORD_KEYS = {
    "id", "name", "points", "says", "phrases", "unless", "ignores", "kind", "plain", "off", "shares", "matches", "does_not_match",
}  # fmt: skip
_CHECK_KEYS = {"id", "name", "when", "points", "alone", "says", "matches", "does_not_match"}


class RuleError(ValueError):
    """A rule file that cannot be used; the message names the file, the rule and what to do."""


@dataclass(frozen=True)
class WordRule:
    """A rule that looks at words. Negative `points` explain a log rather than accuse it.

    `unless` cancels a match that it touches or stands close to; `supposed` is False where feared and threatened things
    count too; `plain` rules are not tested for denial (they look for denials themselves);
    the words of a rule that `shares` may serve another rule as well.
    """

    id: str
    name: str
    points: int
    says: str
    phrases: tuple[Phrase, ...]
    unless: re.Pattern[str] | None
    supposed: bool
    kind: str
    plain: bool
    shares: bool
    matches: tuple[str, ...]
    does_not_match: tuple[str, ...]
    file: str


@dataclass(frozen=True)
class CheckRule:
    """A rule that looks at codes, times and links. `when` is a question in checks.py."""

    id: str
    name: str
    when: str
    points: int
    alone: bool
    says: str
    matches: tuple[dict[str, Any], ...]
    does_not_match: tuple[dict[str, Any], ...]
    file: str


@dataclass(frozen=True)
class RuleBook:
    """All rules, ready for use. `version` changes with any byte of a rule file."""

    version: str
    words: tuple[WordRule, ...]
    explained: tuple[WordRule, ...]
    checks: dict[str, CheckRule]
    alone: tuple[tuple[CheckRule, Question], ...]
    beside: tuple[tuple[CheckRule, Question], ...]
    in_text: dict[str, CheckRule]
    context: Context
    rationale: re.Pattern[str]
    evidence: re.Pattern[str]
    # Of all phrases, those of `words` first, then those of `explained`: which are worth trying, and whose each is.
    triggers: Triggers = field(repr=False)
    owners: tuple[tuple[int, Phrase], ...] = field(repr=False)
    explained_owners: tuple[tuple[int, Phrase], ...] = field(repr=False)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise RuleError(f"{path.name}: this is not a TOML file: {problem}.") from problem


def _any_of(phrases: Iterable[Phrase]) -> re.Pattern[str] | None:
    patterns = [r"\b" + phrase.pattern for phrase in phrases]
    return re.compile("|".join(patterns)) if patterns else None


def _compile(
    listed: Iterable[str], words: Mapping[str, Iterable[str]], where: str
) -> tuple[Phrase, ...]:
    try:
        return tuple(compile_phrase(source, words) for source in listed)
    except PhraseError as problem:
        raise RuleError(f"{where}: {problem}") from problem


def _known_keys(entry: dict[str, Any], allowed: set[str], needed: set[str], where: str) -> None:
    unknown, missing = sorted(set(entry) - allowed), sorted(needed - set(entry))
    if unknown:
        raise RuleError(f"{where}: “{unknown[0]}” is not known here; known are {sorted(allowed)}.")
    if missing:
        raise RuleError(f"{where}: “{missing[0]}” is missing.")


def _word_rule(entry: dict[str, Any], context: Context, file: str) -> WordRule:
    where = f"{file}, rule “{entry.get('id', '?')}”"
    needed = {"id", "name", "points", "says", "phrases", "matches", "does_not_match"}
    _known_keys(entry, _WORD_KEYS, needed, where)
    if "{quote}" not in entry["says"]:
        raise RuleError(f"{where}: `says` must show the words found, as {{quote}}.")
    if not entry["matches"] or not entry["does_not_match"]:
        raise RuleError(f"{where}: give at least one text that matches and one that does not.")
    return WordRule(
        id=entry["id"],
        name=entry["name"],
        points=entry["points"],
        says=entry["says"],
        phrases=_compile(entry["phrases"], context.words, where),
        unless=_any_of(_compile(entry.get("unless", ()), context.words, where)),
        supposed="supposed" not in entry.get("ignores", ()),
        kind=entry.get("kind", ""),
        plain=entry.get("plain", False),
        shares=entry.get("shares", False),
        matches=tuple(entry["matches"]),
        does_not_match=tuple(entry["does_not_match"]),
        file=file,
    )


def _check_rule(entry: dict[str, Any], file: str) -> CheckRule:
    where = f"{file}, check “{entry.get('id', '?')}”"
    _known_keys(entry, _CHECK_KEYS, _CHECK_KEYS, where)
    if entry["when"] not in QUESTIONS and entry["when"] not in TEXT_QUESTIONS:
        raise RuleError(f"{where}: no such question: “{entry['when']}”; they are in checks.py.")
    return CheckRule(
        **{**entry, "matches": tuple(entry["matches"])}
        | {"does_not_match": tuple(entry["does_not_match"]), "file": file}
    )


def _numbered(rules: Iterable[WordRule]) -> tuple[tuple[int, Phrase], ...]:
    return tuple((at, phrase) for at, rule in enumerate(rules) for phrase in rule.phrases)


def read_rules(
    folder: Path, own_files: Iterable[Path] = (), off: frozenset[str] = frozenset()
) -> RuleBook:
    """Read every rule file of a folder. Raises RuleError.

    `own_files`: an installation's own rules for words, besides; `off`: ids of rules for words that are switched off.
    """
    digest = hashlib.sha256()
    word_files = [*sorted(folder.glob(WORD_FILES)), *own_files]
    for path in (*word_files, *(folder / name for name in OTHER_FILES)):
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    digest.update("".join(f"off {name}\n" for name in sorted(off)).encode())
    context = load_context(folder / "context.toml")
    words = [
        _word_rule(entry, context, path.name)
        for path in word_files
        for entry in _read(path).get("rule", [])
        if not entry.get("off", False) and entry.get("id") not in off
    ]
    # Of rules with the same points, the one that knows the words of the law comes first.
    words.sort(key=lambda rule: (-rule.points, rule.file.startswith(EVERYDAY)))
    explained = tuple(
        _word_rule(entry, context, "explained.toml")
        for entry in _read(folder / "explained.toml").get("rule", [])
        if not entry.get("off", False) and entry.get("id") not in off
    )
    structure = _read(folder / "structure.toml")
    checks = [_check_rule(entry, "structure.toml") for entry in structure.get("check", [])]
    ids = [rule.id for rule in (*words, *explained)] + [check.id for check in checks]
    twice = {name for name in ids if ids.count(name) > 1}
    if twice:
        raise RuleError(f"The id “{min(twice)}” is used by two rules; rename one.")
    rationale = structure["rationale"]
    owners, explained_owners = _numbered(words), _numbered(explained)
    return RuleBook(
        version=digest.hexdigest()[:12],
        words=tuple(words),
        explained=explained,
        checks={check.id: check for check in checks},
        alone=_with_questions(check for check in checks if check.alone),
        beside=_with_questions(check for check in checks if not check.alone),
        in_text={check.when: check for check in checks if check.when in TEXT_QUESTIONS},
        context=context,
        rationale=_must(_any_of(_compile(rationale["phrases"], context.words, "[rationale]"))),
        evidence=_must(_any_of(_compile(rationale["evidence"], context.words, "[rationale]"))),
        triggers=Triggers(phrase for _, phrase in (*owners, *explained_owners)),
        owners=owners,
        explained_owners=explained_owners,
    )


def _with_questions(checks: Iterable[CheckRule]) -> tuple[tuple[CheckRule, Question], ...]:
    return tuple((check, QUESTIONS[check.when]) for check in checks if check.when in QUESTIONS)


def _must(pattern: re.Pattern[str] | None) -> re.Pattern[str]:
    if pattern is None:
        raise RuleError("structure.toml, [rationale]: the lists may not be empty.")
    return pattern


def load_rules() -> RuleBook:
    """The rules that come with onrecord, with this installation's own and without those that it has switched off; read
    once for each state of its files. Files of its own that can't be used are left out: see `broken`."""
    held = own(WORD_FILES)
    return _book(held.changed)[0]


def broken() -> str:
    """What is wrong with the installation's own files of rules; "" where nothing is."""
    return _book(own(WORD_FILES).changed)[1]


def shipped_rules() -> RuleBook:
    """The rules that come with onrecord, whatever an installation has done to them."""
    return _book(())[0]


def every_rule() -> RuleBook:
    """The rules as `load_rules` has them, with those that are switched off: for the page that lists them."""
    held = own(WORD_FILES)
    return _every(held.changed) if held.changed else shipped_rules()


@lru_cache(maxsize=2)
def _every(changed: tuple[tuple[str, int, int], ...]) -> RuleBook:
    held = own(WORD_FILES)
    try:
        return read_rules(HERE, held.files)
    except (RuleError, OSError):
        return shipped_rules()


@lru_cache(maxsize=4)
def _book(changed: tuple[tuple[str, int, int], ...]) -> tuple[RuleBook, str]:
    if not changed:
        return read_rules(HERE), ""
    held = own(WORD_FILES)
    try:
        return read_rules(HERE, held.files, held.off), ""
    except (RuleError, OSError) as problem:
        return read_rules(HERE, (), held.off), str(problem)
