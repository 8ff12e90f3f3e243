"""What is kept of one log: its score, what that was worked out from, and the reasons where there is one to read it."""

import hashlib
from dataclasses import dataclass, fields
from math import log

from onrecord.screening.finder.linear import LinearModel
from onrecord.screening.finder.rank import MIDDLE, SCALE, Finder, Parts, likelihood
from onrecord.screening.finder.terms import BEGINNING
from onrecord.screening.rules.checks import LogFacts
from onrecord.screening.rules.engine import Reason, told_in, weigh, worth_reading

# Scores are kept as tenths of a point above the lowest that is told apart: whole numbers from 1 to MOST.
LOWEST, MOST = -200, 9_999
# A model says something of how a log is told from so many points; from ALONE it is a reason by itself.
SAID, ALONE = 10.0, 25.0
# A shorter text has no manner.
FEWEST_WORDS = 12
MANNER, OWN = "manner-of-telling", "own-model"
# Everything a rule may look at; the meanings of codes are sets, which have no order of their own.
_PLAIN = tuple(each.name for each in fields(LogFacts) if each.name not in ("opening", "closing"))
NAMES = {
    MANNER: "Told like a happening that nobody recorded",
    OWN: "Told like those that this force records",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """`score`: see `kept_score`. `reasons` is empty where nothing asks for reading. `second`: for another crime than the log
    has."""

    score: int
    reasons: list[Reason]
    second: bool = False


def kept_score(points: float) -> int:
    """Points as they are kept: a whole number in the same order.

    >>> kept_score(30), kept_score(-1000), kept_score(5000)
    (2300, 1, 9999)
    """
    return min(MOST, max(1, round((points - LOWEST) * 10)))


def points_of(score: int) -> float:
    """The points that a kept score stands for.

    >>> points_of(kept_score(30.5))
    30.5
    """
    return score / 10 + LOWEST


def shown_score(score: int) -> int:
    """A kept score as pages show it, 0 to 99. It orders logs and is no chance.

    >>> shown_score(kept_score(30)), shown_score(kept_score(60))
    (50, 79)
    """
    return min(99, int(100 * likelihood(points_of(score))))


def least_kept(shown: int) -> int:
    """The lowest kept score that is shown as `shown`.

    >>> all(shown_score(least_kept(n)) == n > shown_score(least_kept(n) - 1) for n in range(1, 100))
    True
    """
    if shown <= 0:
        return 0
    score = kept_score(MIDDLE + SCALE * log(shown / (100 - shown)))
    while shown_score(score) < shown:
        score += 1
    while shown_score(score - 1) >= shown:
        score -= 1
    return score


def hash_of(facts: LogFacts, *more: object) -> int:
    """What a score is worked out from, as a whole number of 64 bits with its sign: two logs that differ in anything that a
    rule or model may look at have different ones."""
    told = repr((
        *(getattr(facts, name) for name in _PLAIN), sorted(facts.opening), sorted(facts.closing), more,
    ))  # fmt: skip
    digest = hashlib.sha256(told.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def judge(finder: Finder, facts: LogFacts, recorded: tuple[str, ...] = ()) -> Verdict:
    """Score one log. `recorded`: classes, codes or titles of the crimes that it has, where they are known."""
    if facts.link == "linked":
        return _with_a_crime(finder, facts, recorded)
    reasons = weigh(facts, finder.book)
    parts = finder.parts(facts, reasons)
    if not asks_for_reading(reasons, facts.text, parts):
        return Verdict(kept_score(parts.total), [])
    told = [*reasons, *how_it_is_told(finder, facts.text, parts)]
    return Verdict(kept_score(parts.total), sorted(told, key=_for_reading))


def asks_for_reading(reasons: list[Reason], text: str, parts: Parts) -> bool:
    """Whether a log without a crime is one to read: the one threshold of lists, `onrecord check` and `find-missed`."""
    return worth_reading(reasons) or _by_manner_alone(text, parts)


def _by_manner_alone(text: str, parts: Parts) -> bool:
    strong = parts.manner + parts.force >= ALONE and parts.total >= MIDDLE
    return strong and len(text.split()) >= FEWEST_WORDS


def _with_a_crime(finder: Finder, facts: LogFacts, recorded: tuple[str, ...]) -> Verdict:
    """A log that has its crimes: a late one, or an offence beside those it has."""
    late = weigh(facts, finder.book)
    points = float(sum(reason.points for reason in late))
    if not recorded:
        return Verdict(kept_score(points if late else finder.nothing_besides), late)
    reasons, parts = finder.second(told_in(facts.text, finder.book), facts, recorded)
    total = points + max(0.0, parts.total) if late else parts.total
    found = [*late, *reasons]
    return Verdict(kept_score(total), sorted(found, key=_for_reading), bool(reasons))


def _for_reading(reason: Reason) -> tuple[bool, bool, int]:
    """What accuses comes first, the strongest on top, and before it what only says how; what explains comes last."""
    return reason.points < 0, reason.beside or reason.rule in NAMES, -reason.points


def how_it_is_told(finder: Finder, text: str, parts: Parts) -> list[Reason]:
    """What the models say of a text, where that counts for something."""
    found = []
    for rule, model, points in (
        (MANNER, finder.manner, parts.manner),
        (OWN, finder.force, parts.force),
    ):
        if model is not None and abs(points) >= SAID:
            found.append(told_like(rule, model, text, points))
    return found


def told_like(rule: str, model: LinearModel, text: str, points: float) -> Reason:
    """What a model makes of how a text is told, in the words that weigh most in that direction."""
    weighty = [term for term, weight in model.strongest(text, 12) if weight * points > 0][:4]
    words = ", ".join(
        f"“{term[1:]}…”" if term.startswith(BEGINNING) else f"“{term}”" for term in weighty
    )
    if rule == OWN:
        like = "those that this force records" if points > 0 else "those that have no crime"
    else:
        like = "a happening that nobody recorded" if points > 0 else "a matter that was looked into"
    return Reason(
        rule, round(points), f"It is told like {like}" + (f" ({words})." if words else ".")
    )
