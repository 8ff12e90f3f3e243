"""Conditions that must hold before something may be done to a recorded crime, weighed together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crimerules.offences import UnknownOffence, class_of, normal_class, require
from crimerules.reading import Problem
from crimerules.rule import Rule

REPORTED_INCIDENTS = frozenset({"N100", "N300"})


@dataclass(frozen=True, slots=True)
class Requirement:
    """One condition: its rule, whether it is met (None: not known), the field that says so."""

    rule: Rule
    met: bool | None
    field: str
    asks: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something may be done: every check, who may authorise it, and what else to note."""

    what: str
    checks: tuple[Requirement, ...]
    authorisers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def allowed(self) -> bool | None:
        """True when every check is met, False when one is not, None while answers are missing."""
        if any(check.met is False for check in self.checks):
            return False
        return None if any(check.met is None for check in self.checks) else True

    @property
    def questions(self) -> tuple[Requirement, ...]:
        """What must still be answered; nothing once a check has failed."""
        if self.allowed is False:
            return ()
        return tuple(check for check in self.checks if check.met is None)

    @property
    def failed(self) -> tuple[Requirement, ...]:
        """The checks that rule it out."""
        return tuple(check for check in self.checks if check.met is False)

    def to_dict(self) -> dict[str, Any]:
        """Plain data, ready for JSON."""
        return {
            "what": self.what,
            "allowed": self.allowed,
            "authorisers": list(self.authorisers),
            "notes": list(self.notes),
            "checks": [
                {
                    "rule": check.rule.id,
                    "cite": check.rule.cite,
                    "field": check.field,
                    "asks": check.asks,
                    "met": check.met,
                    "note": check.note,
                }
                for check in self.checks
            ],
        }

    def explain(self) -> str:
        """The verdict in plain English, each check with its source."""
        head = {True: "yes", False: "no", None: "not yet: answers are missing"}[self.allowed]
        lines = [f"{self.what}: {head}."]
        word = {True: "met", False: "NOT met", None: "not known"}
        for check in self.checks:
            lines.append(
                f"- {check.asks} {word[check.met]} ({check.rule.title}; {check.rule.cite})"
            )
            if check.note:
                lines.append(f"  Note: {check.note}.")
        if self.authorisers:
            lines.append("May be authorised by: " + "; or ".join(self.authorisers) + ".")
        lines += [f"Note: {note}" for note in self.notes]
        return "\n".join(lines)


def weigh(
    what: str,
    checks: list[Requirement],
    authorisers: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
) -> Verdict:
    """The verdict on a list of checks."""
    return Verdict(what, tuple(checks), authorisers, notes)


def unknown_offence(crime_class: str, code: str) -> list[Problem]:
    """What is wrong with the class and code of a record, with the remedy; empty if nothing.

    A record may also be a reported incident, which has no place on the offence list.
    """
    if normal_class(crime_class) in REPORTED_INCIDENTS:
        return []
    try:
        if code:
            require(code, crime_class)
        elif crime_class:
            class_of(crime_class)
    except UnknownOffence as error:
        return [Problem("code" if code else "class", f"{error}.", "")]
    return []
