"""What is told to the police and is no crime."""

from __future__ import annotations

from crimerules.classes.common import Found, Look, verb
from crimerules.general.facts import SECTION_A, SINCE_2018
from crimerules.rule import rule

INCIDENT = rule(
    "whether.no-crime-reported",
    title="A report that tells of no crime",
    says="Every report, crime or not, gets an auditable incident record unless it is recorded as a "
    "crime at once. What is told and amounts to no notifiable crime stays an incident.",
    page="6-7",
    since=SINCE_2018,
    support=SECTION_A,
)


@verb("is-no-crime", "nothing that is a crime: a quarrel, lost property, worry about somebody")
def no_crime(look: Look) -> Found:
    """An incident record and no more."""
    return look.leave(INCIDENT, "incident-only", "what is told is no notifiable crime")
