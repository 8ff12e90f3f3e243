"""Types of decisions: what is sent, and how a decision and what the rules say are told."""

from typing import Annotated, Any, Literal

from pydantic import Field, StrictInt, StrictStr, WithJsonSchema

from onrecord.api.shapes import (
    Day,
    In,
    Moment,
    Number,
    Out,
    Plain,
    Short,
    Told,
    Version,
    Words,
    Yes,
)
from onrecord.api.v1.log_told import DecisionRow

Word = Annotated[StrictStr, Field(max_length=100)]
Slot = Annotated[StrictStr, Field(pattern=r"^(victim|suspect)[1-9][0-9]?$")]
Case = Annotated[dict[str, Any], WithJsonSchema({"type": "object", "x-case": True})]


class TryIn(In):
    """A case for the rules, to be decided without keeping anything."""

    case: Case
    on: Day | None = Field(
        default=None,
        description="The day whose rules apply; that of the first report, if left out.",
    )
    audience: Literal["officer", "victim", "auditor"] = Field(
        default="officer", description="For whom it is explained."
    )


class TryOut(Out):
    """What the rules say: crimes, ways out, questions, referrals, and each step with its rule."""

    decision: Plain = Field(description="crimerules.Decision.to_dict(), with its trace in `steps`.")
    explanation: str
    settled: bool = Field(description="Nothing is left to ask or to refer.")


class StartIn(In):
    """A decision, about a log or none."""

    log_id: Number | None = None
    desk: Word = Field(default="", description="The team's desk, whose first answers are given.")
    known_at: Moment | None = None
    recorded_at: Moment | None = None
    sent_at: Moment | None = None


class AnswerIn(In):
    """The answer to the question that is asked, or another one to an earlier question."""

    say: Word = Field(
        description="One of the choices' `say`, or a whole number where one is asked."
    )
    number: Annotated[StrictInt, Field(ge=1, le=1000)] | None = Field(
        default=None, description="Of the question, from 1; the next one, if left out."
    )
    version: Version


class PersonOfCase(In):
    """What is known of one victim or suspect of the case."""

    slot: Slot = Field(
        alias="as", description="victim1 is the first victim of whom the answers speak."
    )
    label: Word = ""
    name: Annotated[StrictStr, Field(max_length=200)] = ""
    age: Annotated[StrictInt, Field(ge=0, le=122)] | None = None
    sex: Literal["", "female", "male"] = ""
    kind: Word = ""
    roles: list[Word] = Field(default=[], max_length=20)
    states: list[Word] = Field(default=[], max_length=20)
    traced: Yes | None = None
    confirms: Yes | None = None
    supports: Yes | None = None
    identified: Yes | None = None
    household: Word = ""


class RelationshipOfCase(In):
    """`first` is the `kind` of `second`."""

    first: Slot
    kind: Word
    second: Slot
    former: Yes = False


class PlaceOfCase(In):
    """Where it happened."""

    text: Annotated[StrictStr, Field(max_length=300)] = ""
    kind: Word = ""
    postcode: Word = ""
    grid: Word = Field(default="", description="British grid reference, such as SX 923 925.")
    uprn: Word = Field(default="", description="Unique property reference number, up to 12 digits.")


class FactsIn(In):
    """What is known beside the answers. What is left out stays; what is empty is taken off."""

    reported_at: Moment | None = None
    happened_at: Moment | None = None
    place: PlaceOfCase | None = None
    modus: Words | None = None
    people: list[PersonOfCase] | None = Field(default=None, max_length=60)
    relationships: list[RelationshipOfCase] | None = Field(default=None, max_length=100)
    against: Words | None = Field(default=None, description="What speaks against it, in words.")
    answers: dict[Short, Word] | None = Field(
        default=None,
        description='Field of the case (see `asks`) to the answer; "?" where it is not known.',
    )
    version: Version


class RationaleIn(In):
    """Why no crime is recorded. Keys of the choices: GET /rules/choices."""

    test: Word = Field(default="", description="Which test of the flow chart failed.")
    evidence: Word
    from_whom: Word
    told: Word = Field(description="What the victim was told.")
    source: Annotated[StrictStr, Field(max_length=200)] = ""
    evidence_at: Moment | None = None
    told_at: Moment | None = None
    told_by: Annotated[StrictStr, Field(max_length=200)] = ""
    challenge: Words = ""
    text: Words = Field(
        default="",
        description="In your own words. Needed where something presses in what was reported: the refusal says what.",
    )
    to_try: Words = ""
    comes_up_on: Day | None = None


class OffenceIn(In):
    """An offence of the list; empty: none is recorded."""

    class_: Word = Field(default="", alias="class")
    code: Word = ""


class DisagreeIn(In):
    """What is recorded otherwise than the rules say. It goes to the registrar's list."""

    reason: Words
    instead: dict[Annotated[StrictStr, Field(pattern=r"^[cx][0-9]{1,2}$")], OffenceIn] = Field(
        default={}, description="c0 is the first crime of the answer, x0 its first way out."
    )
    also: list[OffenceIn] = Field(default=[], max_length=20)


class ConcludeIn(In):
    """Confirming the answer: its crimes are recorded, its ways out get their rationale."""

    rationale: RationaleIn | None = Field(default=None, description="For every way out alike.")
    rationales: list[RationaleIn] = Field(
        default=[], max_length=20, description="Where the ways out differ: one for each, in order."
    )
    disagree: DisagreeIn | None = None
    recorded_at: Moment | None = None
    version: Version


class NegationIn(In):
    """Not a crime, straight from the official flow chart."""

    rationale: RationaleIn
    concerns: Literal["other", "rape", "death"] = "other"


class WithdrawalIn(In):
    """Giving a decision up before anything is recorded."""

    reason: Annotated[StrictStr, Field(min_length=1, max_length=10_000)]


class VersionIn(In):
    """The version that you saw."""

    version: Version


class Choice(Out):
    """One answer that may be given; with `number` a whole number from `least` to `most` is."""

    say: str
    text: str
    number: bool
    least: int
    most: int


class Question(Out):
    """The question that is asked next."""

    number: int
    id: str
    asks: str
    help: str
    page: str
    choices: list[Choice]


class Ask(Out):
    """Something that the rules need to know besides; put it among the facts, under `answers`."""

    field: str
    asks: str
    why: str
    kind: str
    choices: list[list[str]]


class RationaleOut(Out):
    """One way out with its rationale."""

    number: int
    exit: str
    code: str
    test: str
    evidence: str
    from_whom: str
    source: str
    evidence_at: Told
    told: str
    told_at: Told | None
    told_by: str
    challenge: str
    text: str
    to_try: str
    written_by: str
    written_at: Told


class DecisionOut(DecisionRow):
    """One recording decision: what was asked and answered, what the rules say, what came of it."""

    log_id: int | None
    log_ref: str
    version: int
    desk: str
    route: str
    started_by: str
    known_at: Told
    sent_at: Told | None
    answers: list[list[str]]
    facts: Plain
    question: Question | None = Field(description="null at the end of the questions.")
    asks: list[Ask]
    decision: Plain | None = Field(
        description="What the rules say now; what they said, once it is concluded."
    )
    trouble: str = Field(description="Why the rules can't be asked as the facts stand; else empty.")
    concluded_by: str
    chosen: Plain | None
    rationales: list[RationaleOut]
    review: str = Field(description="State of the review, or empty.")
    reason: str


class DecisionList(Out):
    """Decisions."""

    decisions: list[DecisionRow]


class Choices(Out):
    """What a rationale may say: key to words."""

    tests: dict[str, str]
    evidence: dict[str, str]
    from_whom: dict[str, str]
    told: dict[str, str]
    concerns: dict[str, str]
    challenge: str
