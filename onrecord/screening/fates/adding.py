"""A log's score as a sum that adds up line by line, for the page of its disclosures."""

from dataclasses import dataclass

from onrecord.screening.finder.manner import CAP
from onrecord.screening.finder.rank import Finder, Finding
from onrecord.screening.finder.verdict import MANNER, OWN, told_like
from onrecord.screening.rules.engine import LogFacts


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the sum: `tenths` of a point. `why`: why it isn't the points of the rule."""

    words: str
    tenths: int
    why: str = ""

    @property
    def points(self) -> str:
        return written(self.tenths)


@dataclass(frozen=True, slots=True)
class Sum:
    lines: tuple[Line, ...]
    tenths: int

    @property
    def points(self) -> str:
        return written(self.tenths)


def written(tenths: int) -> str:
    """Tenths of a point with their sign: 40, +2.5, −0.3."""
    sign = "−" if tenths < 0 else "+" if tenths > 0 else ""
    whole, rest = divmod(abs(tenths), 10)
    return f"{sign}{whole}" + (f".{rest}" if rest else "")


def adding_up(finder: Finder, finding: Finding, facts: LogFacts, *, crimes: bool) -> Sum:
    """Every part of the score of one log. `crimes`: the log has crimes, and counts for what it tells beside them."""
    lines = _beside(finder, finding) if crimes else _alone(finder, finding, facts)
    total = round(finding.parts.total * 10)
    # Each line is rounded, and so is the sum: the tenth that may be left over goes to the weightiest line.
    left = total - sum(line.tenths for line in lines)
    if left and lines:
        k = max(range(len(lines)), key=lambda n: abs(lines[n].tenths))
        lines[k] = Line(lines[k].words, lines[k].tenths + left, lines[k].why)
    return Sum(tuple(lines), total)


def _alone(finder: Finder, finding: Finding, facts: LogFacts) -> list[Line]:
    lines = [
        Line(reason.words, round(points * 10), why and f"by itself {reason.points}: {why}")
        for reason, (points, why) in zip(
            finding.reasons, finder.counted(facts, finding.reasons), strict=True
        )
    ]
    for rule, model, points, cap in (
        (MANNER, finder.manner, finding.parts.manner, f"never more than {CAP:.0f} points"),
        (OWN, finder.force, finding.parts.force, ""),
    ):
        if model is not None and points:
            lines.append(
                Line(told_like(rule, model, facts.text, points).words, round(points * 10), cap)
            )
    return lines


def _beside(finder: Finder, finding: Finding) -> list[Line]:
    """Of a log with a crime the strongest other offence counts, once and for a share; what speaks against it for half."""
    found = [reason for reason in finding.reasons if reason.points >= 0]
    if not found:
        nothing = round(finder.nothing_besides * 10)
        return [Line("It has its crime, and its words tell of no other.", nothing)]
    against = [
        Line(reason.words, reason.points * 5, f"by itself {reason.points}: half, where a crime is on record")
        for reason in finding.reasons
        if reason.points < 0
    ]  # fmt: skip
    worth = round(finding.parts.total * 10) - sum(line.tenths for line in against)
    strongest = max(found, key=lambda reason: reason.points)
    lines = [
        Line(reason.words, worth, f"by itself {reason.points}: a share, beside a crime")
        if reason is strongest
        else Line(reason.words, 0, "only the strongest counts")
        for reason in found
    ]
    return lines + against
