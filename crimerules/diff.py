"""What changed in the rules between two days, and for which cases the answer changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from crimerules.case import Case
from crimerules.deciding import decide
from crimerules.decision import Decision
from crimerules.offences import Offence, all_offences
from crimerules.rule import EDITION, RULES, Rule


@dataclass(frozen=True, slots=True)
class Changed:
    """A case whose answer differs between two days, with both answers in one line each."""

    name: str
    before: str
    after: str


def rules_between(first: date, second: date) -> tuple[list[Rule], list[Rule], list[Rule]]:
    """The rules that ended between two days, that began, and that only the later texts let us hold.

    A rule whose first day is that of the edition held in full, without anything to show that it was
    new then, may well be older: it is in the third list.
    """
    ended = [each for each in RULES.values() if each.holds(first) and not each.holds(second)]
    came = [each for each in RULES.values() if each.holds(second) and not each.holds(first)]
    began = [each for each in came if each.since != EDITION or each.support]
    return ended, began, [each for each in came if each not in began]


def offences_between(first: date, second: date) -> tuple[list[Offence], list[Offence]]:
    """The entries of the offence list that are notifiable only on the first day, and only on the second."""
    left = [e for e in all_offences() if e.in_force(first) and not e.in_force(second)]
    came = [e for e in all_offences() if e.in_force(second) and not e.in_force(first)]
    return left, came


def summary(decision: Decision) -> str:
    """A decision in one line: crimes, exits, and what is open."""
    counts: Counter[str] = Counter()
    for crime in decision.crimes:
        counts[f"{crime.class_} {crime.code}".strip()] += crime.count
    for entry in decision.not_recorded:
        counts[f"{entry.exit} {entry.code}".strip()] += entry.count
    parts = [f"{number} x {name}" for name, number in counts.items()]
    parts += [f"joins {each.ref}" for each in decision.joined]
    if decision.questions:
        parts.append("questions")
    if decision.referrals:
        parts.append("refer to the FCR")
    return ", ".join(sorted(parts)) or "nothing to record"


def cases_between(cases: Iterable[tuple[str, Case]], first: date, second: date) -> list[Changed]:
    """The cases whose answer changes, in the order given."""
    found = []
    for name, case in cases:
        before, after = summary(decide(case, first)), summary(decide(case, second))
        if before != after:
            found.append(Changed(name, before, after))
    return found
