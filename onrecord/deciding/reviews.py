"""Which decisions somebody else must look at, by rule: read from `reviews.toml`."""

import tomllib
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from onrecord.deciding.marks import MARKS
from onrecord.deciding.states import Reviewer
from onrecord.home import home

DEFAULTS = Path(__file__).with_name("reviews.toml")


class ReviewRulesError(ValueError):
    """reviews.toml can't be used; the message says where and what to do."""


@dataclass(frozen=True)
class ReviewRule:
    """Where all marks of `when` hold, `by` looks at the decision within `hours`."""

    id: str
    when: frozenset[str]
    by: Reviewer
    hours: int
    words: str


@dataclass(frozen=True)
class Wanted:
    """A review that rules ask for."""

    by: Reviewer
    within: timedelta
    rules: tuple[str, ...]
    reasons: tuple[str, ...]


def rules() -> tuple[ReviewRule, ...]:
    """The rules of this installation. Raises ReviewRulesError."""
    own = home() / "reviews.toml"
    path = own if own.exists() else DEFAULTS
    return _read(str(path), path.stat().st_mtime_ns)


@cache
def _read(path: str, changed: int) -> tuple[ReviewRule, ...]:
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ReviewRulesError(
            f"{path}: this is not TOML ({error}). Correct the line it names."
        ) from error
    return tuple(build(each, path) for each in data.get("rule", []))


def build(each: dict[str, Any], where: str) -> ReviewRule:
    """One rule from its table. Raises ReviewRulesError naming file, rule and remedy."""
    name = each.get("id", "(no id)")
    lacks = {"id", "when", "by", "hours", "words"} - set(each)
    if lacks:
        raise ReviewRulesError(f"{where}: rule {name!r} lacks {', '.join(sorted(lacks))}; add it.")
    strange = sorted(set(each["when"]) - set(MARKS))
    if strange or not each["when"]:
        raise ReviewRulesError(
            f"{where}: rule {name!r} asks for {strange[:1] or 'nothing'}. Use: {', '.join(MARKS)}."
        )
    if each["by"] not in Reviewer.values:
        raise ReviewRulesError(
            f"{where}: rule {name!r} is for {each['by']!r}. Use: {', '.join(Reviewer.values)}."
        )
    if not (type(each["hours"]) is int and each["hours"] > 0):
        raise ReviewRulesError(f"{where}: rule {name!r}: give hours as a whole number above 0.")
    return ReviewRule(
        each["id"], frozenset(each["when"]), Reviewer(each["by"]), each["hours"], each["words"]
    )


def qualifiers() -> dict[str, list[str]]:
    """Mark -> the qualifiers of a log that stand for it, of this installation; ours where its file can't be used."""
    own: dict[str, Any] = {}
    with suppress(OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        own = tomllib.loads((home() / "reviews.toml").read_text(encoding="utf-8"))
    usual = tomllib.loads(DEFAULTS.read_text(encoding="utf-8"))["qualifiers"]
    return {**usual, **own.get("qualifiers", {})}


def wanted(marks: Collection[str]) -> Wanted | None:
    """The review that the marks of a decision ask for; None where none does.

    Where the force's own file can't be used, ours holds and the registrar is told: nothing goes unreviewed, and nothing
    waits to be recorded.
    """
    try:
        held = rules()
    except ReviewRulesError as error:
        words = f"The force's own review rules can't be used, so the usual ones hold. {error}"
        held = (
            *_read(str(DEFAULTS), DEFAULTS.stat().st_mtime_ns),
            ReviewRule("broken-file", frozenset(), Reviewer.REGISTRAR, 72, words),
        )
    found = [rule for rule in held if rule.when <= set(marks)]
    if not found:
        return None
    by = (
        Reviewer.REGISTRAR
        if any(r.by == Reviewer.REGISTRAR for r in found)
        else Reviewer.SUPERVISOR
    )
    return Wanted(
        by,
        timedelta(hours=min(rule.hours for rule in found)),
        tuple(rule.id for rule in found),
        tuple(rule.words for rule in found),
    )
