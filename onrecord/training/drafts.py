"""What a month's findings say most often, and the draft of a message from it. Counts of this installation, never a record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from onrecord.audit.findings.causes import cause_named
from onrecord.audit.findings.lessons import Lesson, lessons
from onrecord.contact.queries import start_of
from onrecord.statistics.compare import Figure
from onrecord.statistics.shares import weighted_share
from onrecord.training.courses import add_months
from onrecord.training.topics import CAUSE, RULE, topic_of_cause

HEADLINE, TEXT, CITE = 90, 300, 200


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that findings of a month have in common: `number` of `n`; `share` weighted, with its interval."""

    aim: str
    words: str
    number: int
    n: int
    share: Figure
    month: date

    @property
    def sentence(self) -> str:
        """The figure as a message may quote it."""
        interval = self.share.interval
        return (
            f"{self.number:,} of {self.n:,} finding{'' if self.n == 1 else 's'} of {self.month:%B %Y}: {100 * self.share.rate:.0f} % "
            f"({100 * interval.low:.0f} to {100 * interval.high:.0f} %, 95 % interval)."
        )

    def figures(self) -> dict[str, Any]:
        """What is kept with the message: whole numbers and shares in tenths of a per cent."""
        return {
            "month": f"{self.month:%Y-%m}",
            "number": self.number,
            "n": self.n,
            "per_mille": [
                round(1000 * each)
                for each in (self.share.rate, self.share.interval.low, self.share.interval.high)
            ],
            "sentence": self.sentence,
        }


def marks(found: Sequence[Lesson], aim: str) -> list[bool]:
    """Which of the findings have the cause, or failed the rule."""
    kind, _, value = aim.partition(":")
    if kind == CAUSE:
        return [value in each.causes for each in found]
    return [any(failed.rule == value for failed in each.failed) for each in found]


def month_of(month: date) -> list[Lesson]:
    """The findings that were accepted in this month."""
    first = month.replace(day=1)
    return list(lessons(closed_from=start_of(first), closed_to=start_of(add_months(first, 1))))


def candidates(month: date) -> list[Candidate]:
    """Causes and rules of a month's findings, the most frequent first."""
    found = month_of(month)
    weights = [each.weight for each in found]
    aims: dict[str, str] = {}
    for lesson in found:
        for code in lesson.causes:
            aims.setdefault(f"{CAUSE}:{code}", cause_named(code).words)
        for failed in lesson.failed:
            aims.setdefault(f"{RULE}:{failed.rule}", f"Failed: {failed.rule}")
    rows = []
    for aim, words in aims.items():
        marked = marks(found, aim)
        if any(marked):
            share = weighted_share(marked, weights)
            rows.append(Candidate(aim, words, sum(marked), len(found), share, month.replace(day=1)))
    return sorted(rows, key=lambda row: (-row.number, row.aim))


def draft(candidate: Candidate) -> dict[str, str]:
    """The words to begin with: headline, what goes wrong, what to do, the rule. A person edits them."""
    found = month_of(candidate.month)
    kind, _, value = candidate.aim.partition(":")
    marked = [each for each, yes in zip(found, marks(found, candidate.aim), strict=True) if yes]
    failed = [each for lesson in marked for each in lesson.failed]
    if kind == CAUSE:
        cause, topic = cause_named(value), topic_of_cause(value)
        cited = topic.cited.cite if topic else failed[0].rule if failed else ""
        headline = topic.headline if topic else cause.words
        return _fit(headline, f"{cause.words}.", cause.learn, cited)
    rule = next(each for each in failed if each.rule == value)
    return _fit(rule.asks, f"The answer was often no. {rule.asks}", rule.help, rule.rule)


def _fit(headline: str, wrong: str, do: str, rule: str) -> dict[str, str]:
    return {
        "headline": _short(headline, HEADLINE),
        "wrong": _short(wrong, TEXT),
        "do": _short(do, TEXT),
        "rule": _short(rule, CITE),
    }


def _short(text: str, limit: int) -> str:
    """Whole words up to the limit."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"
