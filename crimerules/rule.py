"""The registry of rules: each with its id, the days it was in force, and where it is printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

R26 = "Crime Recording Rules for Front line Officers and Staff 2026/27 (Home Office, April 2026)"
SCHOOLS = "Crime Recording (Schools Protocol) (Home Office, 2023)"
OUTCOMES = "Outcomes for Recorded Crimes: Guidance for Frontline Officers and Staff (Home Office, April 2026)"
LIST26 = "Notifiable Offence and Notifiable Reported Incidents list (Home Office, April 2026)"
EDITION = date(2026, 4, 1)
"""First day of the edition whose full text is held."""

RULES: dict[str, Rule] = {}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``says`` is its content in our words; ``until`` is the last day it was in force.

    ``since`` is the first day for which a source held supports it, not necessarily the day it began.
    """

    id: str
    title: str
    says: str
    page: str
    document: str = R26
    since: date = EDITION
    until: date | None = None
    support: str = ""
    """What supports a ``since`` before the edition whose text is held."""

    def holds(self, on: date) -> bool:
        """Whether the rule was in force on a day, as far as the sources held can say."""
        return self.since <= on and (self.until is None or on <= self.until)

    @property
    def cite(self) -> str:
        """Title, edition and page, to be shown with every finding."""
        short = self.document.split(" (")[0]
        return f"{short}, {pages(self.page)}" if self.page else short


def pages(page: str) -> str:
    """ "p. 7" for one page, "pp. 7-8" for several."""
    first = page.partition(";")[0]
    return (
        f"pp. {page}" if any(mark in first for mark in "-,") or " and " in first else f"p. {page}"
    )


def rule(
    id: str,
    *,
    title: str,
    says: str,
    page: str,
    document: str = R26,
    since: date = EDITION,
    until: date | None = None,
    support: str = "",
) -> Rule:
    """Register a rule and return it. Raises ``ValueError`` when the id is taken or a date is odd."""
    if id in RULES:
        raise ValueError(f"two rules have the id {id!r}")
    if until is not None and until < since:
        raise ValueError(f"rule {id!r} ends before it begins")
    if since < EDITION and not support:
        raise ValueError(f"rule {id!r} says no source for the time before {EDITION}")
    made = Rule(id, title, says, page, document, since, until, support)
    RULES[id] = made
    return made
