"""Apply the readable rules to one log: which reasons there are to read it, strongest first.

Nothing here decides that a crime happened, and nothing is counted: a reason is a reason for a person to read.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from onrecord.screening.rules.checks import LogFacts, Question
from onrecord.screening.rules.load import CheckRule, RuleBook, WordRule, load_rules, read_rules
from onrecord.screening.rules.phrases import begins_word
from onrecord.screening.rules.prepared import SENTENCE_END, PreparedText, prepare, quoted

__all__ = [
    "LogFacts",
    "Reason",
    "load_rules",
    "read_rules",
    "score",
    "stands",
    "told_in",
    "total",
    "weigh",
    "worth_reading",
]

# So many reasons from words count; further ones are shown with no points, so that long texts do not win by length.
COUNTED_WORDS = 3
SHOWN_WORDS = 6
GRAVE = 25  # points from which a later "no offences" contradicts a first account
# A log whose strongest reason has fewer points, and which itself says what explains it, is left off the list.
WEAK = 20
_TRIES = 25  # matches of one phrase that are looked at
_NEAR = 40  # letters within which an `unless` phrase cancels


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: the rule's id, its points, the sentence for the reader, and the words quoted from the log ("" if none)."""

    rule: str
    points: int
    words: str
    quote: str = ""
    # Strengthens or explains another reason; never a reason by itself.
    beside: bool = False

    def as_dict(self) -> dict[str, Any]:
        """As kept in screening.Suspect.reasons."""
        return {"rule": self.rule, "points": self.points, "words": self.words, "quote": self.quote}


def _cancelled(rule: WordRule, low: str, start: int, end: int) -> bool:
    if rule.unless is None:
        return False
    begin = start - len(SENTENCE_END.split(low[max(0, start - _NEAR) : start])[-1])
    right = end + len(SENTENCE_END.split(low[end : end + _NEAR])[0])
    return rule.unless.search(low, begin, right) is not None


def _spots(rule: WordRule, phrases: list[re.Pattern[str]], low: str) -> Iterator[tuple[int, int]]:
    for pattern in phrases:
        match, tried = pattern.search(low), 0
        while match is not None and tried < _TRIES:
            start, end = match.span()
            if begins_word(low, start) and not _cancelled(rule, low, start, end):
                yield start, end
            match, tried = pattern.search(low, end), tried + 1


Hit = tuple[WordRule, int, int]
# Words taken back count against a log so many times at most.
TAKEN_BACK = 3


def _word_hits(
    text: PreparedText, book: RuleBook
) -> tuple[list[Hit], list[tuple[str, WordRule, int, int]]]:
    """Rules whose words stand in the text, strongest first, and words that the text takes back, with why.

    A weaker rule does not use the same words again.
    """
    taken: list[tuple[str, WordRule, int, int]] = []
    by_rule: dict[int, list[re.Pattern[str]]] = {}
    for number in text.worth[: bisect_left(text.worth, len(book.owners))]:
        owner, phrase = book.owners[number]
        # Most phrases that are worth trying don't stand there.
        if (regex := phrase.regex).search(text.low):
            by_rule.setdefault(owner, []).append(regex)
    hits: list[Hit] = []
    for owner in sorted(by_rule):
        rule = book.words[owner]
        for start, end in _spots(rule, by_rule[owner], text.low):
            if not rule.shares and any(
                start < other_end and other_start < end
                for other, other_start, other_end in hits
                if not other.shares
            ):
                continue
            why = "" if rule.plain else book.context.taken_back(text.low, start, end, rule.supposed)
            if not why:
                hits.append((rule, start, end))
                break
            if not any(start < other_end and other < end for *_, other, other_end in taken):
                taken.append((why, rule, start, end))
        if len(hits) == SHOWN_WORDS:
            break
    return hits, taken


def stands(rule: WordRule, text: str, book: RuleBook) -> bool:
    """Whether the words of this one rule stand in a text as told. In a score, a stronger rule may take the same words."""
    prepared = prepare(text)
    spots = _spots(rule, [phrase.regex for phrase in rule.phrases], prepared.low)
    return any(
        rule.plain or not book.context.taken_back(prepared.low, start, end, rule.supposed)
        for start, end in spots
    )


def wrong_examples(rule: WordRule, book: RuleBook) -> list[str]:
    """Of the texts that a rule gives as examples, those on which it doesn't do what they say."""
    asked = [(text, True) for text in rule.matches] + [(text, False) for text in rule.does_not_match]  # fmt: skip
    return [text for text, wanted in asked if stands(rule, text, book) is not wanted]


def _explained_hits(text: PreparedText, book: RuleBook) -> list[tuple[WordRule, int, int]]:
    """Rules of explained.toml that the text meets, each with its last place."""
    by_rule: dict[int, list[re.Pattern[str]]] = {}
    first = len(book.owners)
    for number in text.worth[bisect_left(text.worth, first) :]:
        owner, phrase = book.explained_owners[number - first]
        if (regex := phrase.regex).search(text.low):
            by_rule.setdefault(owner, []).append(regex)
    hits = []
    for owner in sorted(by_rule):
        rule = book.explained[owner]
        spots = [
            (start, end)
            for start, end in _spots(rule, by_rule[owner], text.low)
            if rule.plain or not book.context.taken_back(text.low, start, end)
        ]
        if spots:
            hits.append((rule, *max(spots)))
    return hits


def _repeats(words: list[str]) -> bool:
    if len(words) < 20 or len(set(words)) > len(words) / 2:
        return False
    most = Counter(words).most_common(1)[0][1]
    return most > len(words) / 5 or len(set(words)) < len(words) / 10


def _fill(check: CheckRule, answer: dict[str, str]) -> Reason:
    return Reason(check.id, check.points, check.says.format_map(answer), beside=not check.alone)


def _asked(facts: LogFacts, checks: tuple[tuple[CheckRule, Question], ...]) -> list[Reason]:
    reasons = []
    for check, question in checks:
        answer = question(facts)
        if answer is not None:
            reasons.append(_fill(check, answer))
    return reasons


def _from_words(
    text: PreparedText, hits: list[tuple[WordRule, int, int]], told: bool
) -> list[Reason]:
    reasons = []
    for place, (rule, start, end) in enumerate(hits):
        points = rule.points if place < COUNTED_WORDS else 0
        if told:
            quote = quoted(text, start, end)
            reasons.append(Reason(rule.id, points, rule.says.replace("{quote}", quote), quote))
        else:
            reasons.append(Reason(rule.id, points, ""))
    return reasons


def _beside(
    facts: LogFacts,
    text: PreparedText,
    hits: list[Hit],
    taken: list[tuple[str, WordRule, int, int]],
    book: RuleBook,
    words: bool,
) -> list[Reason]:
    """What strengthens or explains a log that has a reason to be read."""
    reasons = _asked(facts, book.beside)
    told = [(start, end) for rule, start, end in hits if rule.points >= GRAVE]
    explained = _explained_hits(text, book)
    nothing = [hit for hit in explained if hit[0].kind == "nothing-found"]
    if told and nothing:
        (start, end), (rule, later, later_end) = min(told), max(nothing, key=lambda hit: hit[1])
        if later > end and not book.evidence.search(text.low, end, later_end):
            explained = [hit for hit in explained if hit[0].kind != "nothing-found"]
            differ = book.in_text.get("told first, denied later")
            if differ:
                first, last = quoted(text, start, end), quoted(text, later, later_end)
                reasons.append(_fill(differ, {"first": first, "later": last}))
    for rule, start, end in explained:
        quote = quoted(text, start, end)
        said = rule.says.replace("{quote}", quote)
        reasons.append(Reason(rule.id, rule.points, said, quote, beside=True))
    denied = book.in_text.get("told and taken back")
    if denied and taken:
        shown = [f"“{quoted(text, start, end)}”" for *_, start, end in taken[:TAKEN_BACK]]
        said = denied.says.format_map({"quotes": ", ".join(shown)})
        reasons.append(Reason(denied.id, denied.points * len(shown), said, beside=True))
    gave_reason = facts.closing & {"reason", "no-crime", "passed", "duplicate", "report"}
    silent = book.in_text.get("no reason in closing code or text")
    if silent and not gave_reason and not book.rationale.search(text.low):
        reasons.append(_fill(silent, {}))
    repeats = book.in_text.get("few different words")
    if repeats and hits and _repeats(text.words):
        reasons.append(_fill(repeats, {}))
    return reasons


def score(facts: LogFacts, book: RuleBook | None = None) -> list[Reason]:
    """The reasons to read one log, strongest first; empty when there is none.

    A log with a crime in time has none; a log with a late crime, or one that names a crime we do not hold, has that
    reason alone. Otherwise codes and words are looked at, then what explains them. What takes points away comes last and
    never brings a log on to the list; it keeps one off only where no reason has WEAK points.
    """
    reasons = weigh(facts, book)
    return reasons if worth_reading(reasons) else []


def worth_reading(reasons: list[Reason]) -> bool:
    """Whether what was weighed puts a log on the list: a reason that stands by itself, and is not weak and explained."""
    strongest = max((reason.points for reason in reasons if not reason.beside), default=0)
    explained = strongest < WEAK and any(reason.points < 0 for reason in reasons)
    return strongest > 0 and not explained


def weigh(
    facts: LogFacts, book: RuleBook | None = None, told: "Told | None" = None, *, words: bool = True
) -> list[Reason]:
    """Everything that speaks for or against reading one log, also where `score` would leave it off its list.

    `told`: what the rules find in its text, where that is known already. `words`: False leaves out sentences and quotes where
    only the points are wanted, which is most of the work of ranking.
    """
    book = book or load_rules()
    reasons = _asked(facts, book.alone)
    if facts.link != "none":
        return reasons
    told = told or told_in(facts.text, book)
    reasons += _from_words(told.text, told.hits, words)
    reasons += _beside(facts, told.text, told.hits, told.taken, book, words)
    return sorted(reasons, key=lambda reason: -reason.points)


@dataclass(frozen=True, slots=True)
class Told:
    """A text with the words that rules found in it: those that stand, and those that the text takes back."""

    text: PreparedText
    hits: list[Hit]
    taken: list[tuple[str, WordRule, int, int]]


def told_in(text: str, book: RuleBook) -> Told:
    """What the rules find in one text."""
    prepared = prepare(text)
    prepared.worth = book.triggers.candidates(set(prepared.words))
    return Told(prepared, *_word_hits(prepared, book))


def total(reasons: list[Reason]) -> int:
    """The score: the sum of the points, never below 1, since a suspect stays on the list whatever explains it."""
    return max(1, sum(reason.points for reason in reasons)) if reasons else 0
