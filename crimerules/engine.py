"""What a rule works with: an indexed view of the case, the day, and the trace it writes to."""

from __future__ import annotations

from datetime import date

from crimerules.case import Act, Case, Person, Report
from crimerules.decision import EXITS, NotRecorded, Question, Referral, Step
from crimerules.rule import Rule
from crimerules.vocabulary import SYMMETRIC

INTIMATE = frozenset({"spouse", "partner", "fiance"})
CONNECTED = INTIMATE | {"shared-child", "parent", "grandparent", "sibling", "relative", "in-law"}
"""Relationships that make two people "personally connected" (2026/27 rules, pp. 28 and 54)."""


class Context:
    """A case on a day, indexed, with the trace, questions and referrals that the rules add."""

    __slots__ = (
        *("acts", "case", "exits", "links", "notes", "on", "people"),
        *("questions", "referrals", "steps"),
    )

    def __init__(self, case: Case, on: date) -> None:
        self.case = case
        self.on = on
        self.people: dict[str, Person] = {each.id: each for each in case.people}
        self.acts: dict[str, Act] = {each.id: each for each in case.acts}
        self.links: dict[tuple[str, str], set[tuple[str, bool]]] = {}
        for each in case.relationships:
            self.links.setdefault((each.first, each.second), set()).add((each.kind, each.former))
            if each.kind in SYMMETRIC:
                self.links.setdefault((each.second, each.first), set()).add(
                    (each.kind, each.former)
                )
        self.steps: list[Step] = []
        self.exits: list[NotRecorded] = []
        self.notes: dict[str, None] = {}
        self.questions: dict[str, Question] = {}
        self.referrals: dict[str, Referral] = {}

    def note(self, rule: Rule, about: str, finding: str, decides: bool = True) -> None:
        """Write a step: ``decides`` is false when the rule was looked at and did not apply."""
        self.steps.append(Step(rule.id, about, finding, decides))

    def exit(
        self,
        rule: Rule,
        act: str,
        exit: str,
        reason: str,
        code: str = "",
        count: int = 1,
        victims: tuple[str, ...] = (),
        force: str = "",
    ) -> None:
        """End an act without a crime here, by an exit named in :data:`decision.EXITS`; note the step."""
        if exit not in EXITS:
            raise ValueError(f"{exit!r} is not an exit; use one of {', '.join(EXITS)}")
        self.note(rule, act, reason)
        self.exits.append(NotRecorded(exit, reason, (act,), rule.id, code, victims, count, force))

    def remind(self, text: str) -> None:
        """Add, once, something to be done besides recording."""
        self.notes.setdefault(text)

    def unheld(self, rule: Rule, act: str) -> bool:
        """Whether ``rule`` is needed but not held for the day; if so the act ends with that exit."""
        if rule.holds(self.on):
            return False
        reason = f"no edition held says how this stood on {self.on.isoformat()}: {rule.title}"
        if not any(each.acts == (act,) and each.rule == rule.id for each in self.exits):
            self.exit(rule, act, "not-held", reason)
        return True

    def ask(
        self,
        rule: Rule,
        id: str,
        field: str,
        asks: str,
        why: str,
        answers: tuple[str, ...] = ("yes", "no"),
    ) -> None:
        """Add a question, once; the order of asking is the order in which rules need the answers."""
        self.questions.setdefault(id, Question(id, field, asks, why, rule.id, answers))

    def refer(
        self,
        rule: Rule,
        id: str,
        asks: str,
        readings: tuple[str, ...],
        acts: tuple[str, ...],
        why: str,
    ) -> str | None:
        """The FCR's choice if the case holds a ruling on ``id``; else add a referral, return ``None``."""
        for ruling in self.case.rulings:
            if ruling.about == id and (not ruling.acts or set(acts) & set(ruling.acts)):
                who = ruling.by or "the FCR"
                reasons = f": {ruling.why}" if ruling.why else ""
                self.note(rule, ", ".join(acts), f"{who} ruled: {ruling.choice}{reasons}")
                return ruling.choice
        known = self.referrals.get(id)
        about = acts if known is None else tuple(dict.fromkeys((*known.acts, *acts)))
        self.referrals[id] = Referral(id, asks, readings, rule.id, about, why)
        return None

    def linked(self, first: str, second: str, kinds: frozenset[str] = CONNECTED) -> bool:
        """Whether ``first`` is, or was, one of ``kinds`` to ``second``."""
        return any(kind in kinds for kind, _ in self.links.get((first, second), ()))

    def connected(self, one: str, other: str) -> bool:
        """Whether two people are personally connected, in either direction."""
        return self.linked(one, other) or self.linked(other, one)

    def former_partner(self, one: str, other: str) -> bool:
        """Whether two people are former partners: an intimate relationship between them has ended."""
        pair = self.links.get((one, other), set()) | self.links.get((other, one), set())
        return any(kind in INTIMATE and former for kind, former in pair) and not any(
            kind in INTIMATE and not former for kind, former in pair
        )

    def reports_of(self, act: Act) -> list[Report]:
        """The reports that tell of an act."""
        return [each for each in self.case.reports if not each.acts or act.id in each.acts]

    def age(self, person: str) -> float | None:
        """Age in years, or ``None`` when not known."""
        found = self.people.get(person)
        return None if found is None else found.age
