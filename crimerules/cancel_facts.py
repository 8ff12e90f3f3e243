"""What is known when a recorded crime is to be cancelled or transferred; everything left out is not known."""

from __future__ import annotations

from dataclasses import dataclass, field

from crimerules.reading import CaseError, Problem, read, says
from crimerules.requirements import unknown_offence

GROUNDS = {
    "C1": "transferred: committed in another force's area, and passed to that force",
    "C2": "additional verifiable information shows that no notifiable crime occurred",
    "C3": "a duplicate, or part of a crime already recorded",
    "C4": "recorded in error",
    "C5": "self-defence, for certain assaults",
}
DECIDERS = {
    "registrar": "the Force Crime Registrar (FCR), on the College of Policing register",
    "registrar-unlisted": "the Force Crime Registrar, not on the College of Policing register",
    "designated": "a trained designated decision maker (DDM)",
    "chief-officer": "the chief officer responsible for crime recording",
    "investigator": "an officer of the investigation",
    "other": "somebody else",
}
REFERRALS = ("", "negative-conclusive", "negative-reasonable")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A crime on record and the grounds on which it is to be cancelled or transferred."""

    ground: str = field(metadata=says("C1 to C5", "word", words=tuple(GROUNDS)))
    class_: str = field(metadata=says("class of the recorded crime", "text", name="class"))
    code: str = field(default="", metadata=says("its Home Office code", "text"))
    decided_by: str = field(default="", metadata=says("who decides", "word", words=tuple(DECIDERS)))
    independent: bool | None = field(
        default=None, metadata=says("the decider has no part in the investigation", "flag")
    )
    trained: bool | None = field(
        default=None, metadata=says("the decider is trained in cancelling crimes", "flag")
    )
    registrar_advised: bool | None = field(
        default=None, metadata=says("the chief officer has taken the registrar's advice", "flag")
    )
    victim_told: bool | None = field(
        default=None, metadata=says("the victim has been told, on record", "flag")
    )
    other_reference: str = field(
        default="",
        metadata=says("the other force's crime or crime-related incident reference", "text"),
    )
    additional: bool | None = field(
        default=None, metadata=says("not available when the crime was recorded", "flag")
    )
    verifiable: bool | None = field(
        default=None, metadata=says("origin, reliability and relevance can be verified", "flag")
    )
    no_crime: bool | None = field(
        default=None, metadata=says("it shows that no notifiable crime occurred", "flag")
    )
    withdrawn: bool = field(
        default=False, metadata=says("the victim has withdrawn the report", "flag")
    )
    pressure: bool | None = field(
        default=None,
        metadata=says("clear concern of fear, coercion, influence or pressure", "flag"),
    )
    live_duplicate: bool | None = field(
        default=None,
        metadata=says("the other record is live and in the force's returned data", "flag"),
    )
    mistake: bool | None = field(
        default=None, metadata=says("recording the crime was a genuine mistake", "flag")
    )
    self_defence: bool | None = field(
        default=None, metadata=says("clear evidence of self-defence", "flag")
    )
    referral: str = field(
        default="",
        metadata=says("decision of the National Referral Mechanism", "word", words=REFERRALS),
    )
    after_april_2020: bool | None = field(
        default=None, metadata=says("the crime was recorded after 1 April 2020", "flag")
    )
    paid_before_police: bool | None = field(
        default=None, metadata=says("of making off: paid before any contact with police", "flag")
    )
    fgm_duty: bool = field(
        default=False, metadata=says("recorded on a professional's report of FGM", "flag")
    )

    @classmethod
    def from_dict(cls, data: object) -> Proposal:
        """The proposal in plain data. Raises CaseError with every mistake and its remedy."""
        problems: list[Problem] = []
        made = read(cls, data, "", problems)
        if made is not None:
            problems += unknown_offence(made.class_, made.code)
        if made is None or problems:
            raise CaseError(problems)
        return made
