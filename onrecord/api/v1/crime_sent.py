"""Types of what is sent to keep a crime record."""

from typing import Annotated, Literal

from pydantic import Field, StrictInt, StrictStr

from crimerules.cancel import GROUNDS
from crimerules.outcome import outcome_types
from onrecord.api.shapes import In, Moment, Short, Text, Version, Words, Yes
from onrecord.recording.actions.classify import REASONS
from onrecord.recording.actions.leave import ANSWERS, INFORMATION
from onrecord.recording.told import TOPICS, WAYS

Name = Annotated[StrictStr, Field(min_length=1, max_length=200)]
Reference = Annotated[StrictStr, Field(max_length=120)]
Word = Annotated[StrictStr, Field(max_length=100)]
Answer = Yes | Annotated[StrictInt, Field(ge=0, le=1000)] | Word
# The words of each list below come from the tables that the pages read, so they are put together here.
_GROUNDS = tuple(name for name in GROUNDS if name != "C1")


class TellingIn(In):
    """That a victim was told something, by whom it is clear from the token."""

    topic: Literal[tuple(TOPICS)]  # type: ignore[valid-type]  # from the table
    person: Word = Field(description="Label of the victim in the crime.")
    how: Literal[tuple(WAYS)]  # type: ignore[valid-type]  # from the table
    said: Text = Field(description="What was said, and what they answered.")
    matter: Word = Field(default="", description="Of an outcome: which.")
    reference: Reference = Field(default="", description="Of a transfer: the other force's.")
    told_at: Moment | None = Field(default=None, description="Now, if left out.")


class ReclassificationIn(In):
    """Another class and code, and why."""

    to_class: Word
    to_code: Word
    reason: Literal[tuple(REASONS)]  # type: ignore[valid-type]  # from the table
    justification: Text
    version: Version


class CancellationIn(In):
    """A ground (C2 to C5), with the answers that it needs."""

    ground: Literal[_GROUNDS]  # type: ignore[valid-type]  # from the table
    reason: Text
    answers: dict[Literal[ANSWERS], Answer] = Field(  # type: ignore[valid-type]  # from the table
        default={}, description="What the rules ask: a refusal says which are missing."
    )
    information: dict[Literal[tuple(INFORMATION)], Words] = Field(  # type: ignore[valid-type]  # from the table
        default={}, description="Of C2: the additional verifiable information, each of them."
    )
    other_ref: Reference = Field(default="", description="Of C3: the crime that it repeats.")
    version: Version


class TransferIn(In):
    """The force that records it, and its reference, which the victim must have been told."""

    other_force: Name
    other_ref: Reference
    reason: Text
    version: Version


class OutcomeIn(In):
    """An outcome, with the answers that it needs."""

    outcome: Literal[tuple(outcome_types())]  # type: ignore[valid-type]  # from the table
    reason: Text
    answers: dict[Word, Answer] = Field(
        default={},
        max_length=60,
        description="What the rules ask: a refusal says which are missing.",
    )
    decides_as: Word = Field(
        default="", description="Where the account is several things: as which it decides."
    )
    version: Version


class ReopeningOfCrime(In):
    """Why the crime is opened again."""

    reason: Text
    version: Version


class ConductIn(In):
    """Further conduct by the same offender against the same victim."""

    happened_at: Moment
    text: Text
    same_people: Yes
    was_dealt_with: Yes = Field(
        description="Whether police have charged, summonsed or cautioned the offender for it."
    )
    long_gap_excused: Yes | None = Field(
        default=None, description="Over three months: whether an exceptional reason joins them."
    )
    version: Version


class CrimeFactsIn(In):
    """Place, times and modus. What is left out stays; what is empty or null is taken off."""

    place: Short | None = Field(default=None, description="In words.")
    postcode: Word | None = None
    grid: Word | None = Field(default=None, description="Such as SX 923 925.")
    uprn: Word | None = Field(default=None, description="Up to 12 digits.")
    modus: Words | None = None
    committed_from: Moment | None = None
    committed_to: Moment | None = None
    version: Version


class NoteIn(In):
    """A note."""

    text: Text
