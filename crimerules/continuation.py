"""May further conduct be added to a conduct crime on record, or is it a new crime.

Source: *Crime Recording Rules* 2026/27, pp. 52, 57-58. The rules are those by which a whole case is decided
(:mod:`crimerules.counting.continuing`); this asks them about one crime and one further incident.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from crimerules.counting.conduct import RANK
from crimerules.counting.continuing import (
    CONTINUED,
    DEALT_WITH,
    THREE_MONTHS,
    three_months_after,
)
from crimerules.offences import normal_class, normal_code
from crimerules.requirements import Requirement, Verdict, weigh


@dataclass(frozen=True, slots=True)
class Further:
    """A conduct crime on record and an incident that may belong to it. None is not known."""

    class_: str
    code: str
    at: datetime | None = None
    last_incident: datetime | None = None
    same_people: bool | None = None
    dealt_with: bool | None = None
    long_gap_excused: bool | None = None


def is_conduct_crime(crime_class: str, code: str) -> bool:
    """Whether a recorded crime is stalking, harassment or controlling or coercive behaviour."""
    return (normal_class(crime_class), normal_code(code)) in RANK


def may_continue(one: Further) -> Verdict:
    """Whether the incident is added to the crime; every check with its page. Where it isn't, it is a new crime."""
    return weigh("Adding to the conduct crime", list(_checks(one)))


def _checks(one: Further) -> Iterator[Requirement]:
    yield Requirement(
        CONTINUED,
        is_conduct_crime(one.class_, one.code),
        "class",
        "Is the crime stalking, harassment or controlling or coercive behaviour?",
    )
    yield Requirement(
        CONTINUED,
        one.same_people,
        "same_people",
        "Is it the same offender and the same victim, and does the conduct go on?",
    )
    yield Requirement(
        DEALT_WITH,
        None if one.dealt_with is None else not one.dealt_with,
        "dealt_with",
        "Is it so that police have not charged, summonsed or cautioned the offender for it?",
    )
    if one.at is None or one.last_incident is None:
        missing = "at" if one.at is None else "last_incident"
        yield Requirement(
            THREE_MONTHS, None, missing, "When was it, and when was the last incident?"
        )
    elif one.at > three_months_after(one.last_incident):
        yield Requirement(
            THREE_MONTHS,
            one.long_gap_excused,
            "long_gap_excused",
            "Over three months have passed: does an exceptional reason, such as an anniversary, join them?",
        )


__all__ = ["Further", "is_conduct_crime", "may_continue"]
