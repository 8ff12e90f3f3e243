"""One log's score: readable rules, the manner of telling, and a force's own model where there is one.

The score orders logs for reading. It is no probability, decides nothing, and no estimate rests on it.
"""

from dataclasses import dataclass
from functools import cached_property
from math import exp

from onrecord.screening.finder.besides import SAME_GROUP, besides
from onrecord.screening.finder.disclosed import Disclosure, disclosures, offences
from onrecord.screening.finder.linear import LinearModel, input_hash
from onrecord.screening.finder.manner import MOST, manner_model, weighed
from onrecord.screening.rules.engine import LogFacts, Reason, Told, told_in, weigh
from onrecord.screening.rules.load import EVERYDAY, RuleBook, load_rules

# Points for one unit of the log-odds of a force's own model.
FORCE_POINTS = 18.0
# The points at which the score is one half, and those that make the odds about three times as high.
MIDDLE, SCALE = 30.0, 22.0
# Where logs are told as stories, what rules say counts for this share, since the manner says it as well, and of an offence that
# is only named NAMED is taken off besides (callers tell, police name). What was done about it is then a reason by itself; in
# short notes it needs something to stand beside.
RULES, NAMED = 0.4, 0.4
# A text of fewer words has less of a manner: there rules count for more.
ENOUGH = 12
# An offence beside a recorded crime needs so many points to be named, and counts for this share of them.
SECOND, SECOND_SHARE = 18, 0.6


@dataclass(frozen=True, slots=True)
class Parts:
    """What the score is made of, in points."""

    rules: float
    manner: float
    force: float

    @property
    def total(self) -> float:
        return self.rules + self.manner + self.force


@dataclass(frozen=True, slots=True)
class Finding:
    """What the finder makes of one log. `score` is between 0 and 1; `made_by` and `of` say by what and from what."""

    score: float
    parts: Parts
    reasons: list[Reason]
    disclosed: list[Disclosure]
    made_by: str
    of: str


@dataclass(frozen=True)
class Finder:
    """Everything a score depends on. `manner_weight`: points for one unit of the manner model, from `manner_points`."""

    book: RuleBook
    manner: LinearModel
    manner_weight: float = 0.0
    force: LinearModel | None = None
    # Points of a log that has a crime and tells of no other.
    nothing_besides = -40.0

    @cached_property
    def named(self) -> frozenset[str]:
        """The rules that know the words of the law."""
        return frozenset(rule.id for rule in self.book.words if not rule.file.startswith(EVERYDAY))

    @cached_property
    def beyond_text(self) -> frozenset[str]:
        """The checks of codes, times, links, places and callers, of which the manner of a text says nothing."""
        texts = {check.id for check in self.book.in_text.values()}
        return frozenset(self.book.checks) - texts

    @property
    def version(self) -> str:
        """Changes with rules, models or weights."""
        own = self.force.version if self.force else "-"
        return f"{self.book.version}.{self.manner.version}.{self.manner_weight:.0f}.{own}"

    def parts(self, facts: LogFacts, reasons: list[Reason]) -> Parts:
        """The points of one log whose reasons are known."""
        rules = sum(points for points, _ in self.counted(facts, reasons))
        if facts.link != "none":
            # What it tells is, or is said to be, on record: only what speaks against that counts.
            return Parts(rules, 0.0, 0.0)
        weight = self._weight(facts)
        manner = weighed(self.manner.score(facts.text), weight) if weight else 0.0
        force = self.force.score(facts.text) * FORCE_POINTS if self.force else 0.0
        return Parts(rules, manner, force)

    def manner_part(self, odds: float) -> float:
        """The points of a log whose manner has these log-odds."""
        return weighed(odds, self.manner_weight)

    def _weight(self, facts: LogFacts) -> float:
        """Points for one unit of the manner model in a text of this length."""
        weight = self.manner_weight
        if weight and (words := facts.text.count(" ") + 1) < ENOUGH:
            weight *= words / ENOUGH
        return weight

    def counted(self, facts: LogFacts, reasons: list[Reason]) -> list[tuple[float, str]]:
        """The points for which each reason counts in these logs, and why not for its own where they differ."""
        story = self._weight(facts) / MOST
        share = 1 - (1 - RULES) * story
        accused = any(reason.points > 0 and not reason.beside for reason in reasons)
        found = []
        for reason in reasons:
            points, why = float(reason.points), ""
            if reason.rule in self.beyond_text:
                found.append((points, ""))
                continue
            if points > 0 and reason.rule in self.named:
                points *= 1 - NAMED * story
                why = ", words of the law most of all"
            elif points > 0 and reason.beside and not accused:
                points *= story
                why = ", and this stands by itself, with nothing told as done"
            points *= share
            less = "words found count for less where logs are told as stories"
            found.append((points, less + why if points != reason.points else ""))
        return found

    def points(self, facts: LogFacts, recorded: tuple[str, ...] = ()) -> float:
        """The points of one log: all that ranking needs. `recorded` as for `find`."""
        if recorded:
            return self.second(told_in(facts.text, self.book), facts, recorded)[1].total
        return self.parts(facts, weigh(facts, self.book, words=False)).total

    def find(self, facts: LogFacts, recorded: tuple[str, ...] = ()) -> Finding:
        """The whole finding. `recorded`: classes, codes or titles of the crimes that the log already has."""
        told = told_in(facts.text, self.book)
        if recorded:
            reasons, parts = self.second(told, facts, recorded)
        else:
            reasons = weigh(facts, self.book, told)
            parts = self.parts(facts, reasons)
        shown = disclosures(told, [reason.rule for reason in reasons])
        of = input_hash(
            (
                facts.text,
                facts.opening_code,
                facts.closing_code,
                *facts.qualifiers,
                *recorded,
                *facts.around(),
            )
        )
        return Finding(likelihood(parts.total), parts, reasons, shown, self.version, of)

    def second(
        self, told: Told, facts: LogFacts, recorded: tuple[str, ...]
    ) -> tuple[list[Reason], Parts]:
        """Reasons to read a log that has a crime: another kind of offence, or a graver one of the same kind."""
        alone = LogFacts(
            text=facts.text, opening_code=facts.opening_code, closing_code=facts.closing_code,
            opening=facts.opening, closing=facts.closing, qualifiers=facts.qualifiers, closed=facts.closed,
        )  # fmt: skip
        if not any(rule.points >= SECOND for rule, *_ in told.hits):
            return [], Parts(self.nothing_besides, 0.0, 0.0)
        all_reasons = weigh(alone, self.book, told)
        by_rule = {reason.rule: reason for reason in all_reasons}
        found: list[Reason] = []
        worth = 0.0
        for rule, *_ in told.hits:
            offence, reason = offences().get(rule.id), by_rule.get(rule.id)
            if offence is None or reason is None or rule.points < SECOND:
                continue
            how = besides(offence, recorded)
            if not how:
                continue
            says = f"The log has a crime ({', '.join(recorded)}), and its text tells of {how}: {reason.words}"
            found.append(Reason(reason.rule, reason.points, says, reason.quote))
            worth = max(worth, rule.points * (SECOND_SHARE if how == SAME_GROUP else 1.0))
        against = [
            reason for reason in all_reasons if reason.points < 0 and reason.rule not in _EXPECTED
        ]
        if not found:
            return [], Parts(self.nothing_besides, 0.0, 0.0)
        total = SECOND_SHARE * worth + sum(reason.points for reason in against) / 2
        return found + against, Parts(total, 0.0, 0.0)


# What a log with a crime is expected to say; no argument against a second crime.
_EXPECTED = frozenset({"text-crime-recorded", "text-recorded-elsewhere", "closing-says-report"})


def likelihood(points: float) -> float:
    """Points as a number between 0 and 1 that keeps their order."""
    return 1.0 / (1.0 + exp(-max(-600.0, min(600.0, (points - MIDDLE) / SCALE))))


def make_finder(manner_weight: float = 0.0, force: LinearModel | None = None) -> Finder:
    """The finder with the rules and the model that came with onrecord."""
    return Finder(load_rules(), manner_model(), manner_weight, force)
