"""Types of what is sent to open and keep a log."""

from typing import Annotated, Literal

from pydantic import Field, StrictInt, StrictStr

from onrecord.api.shapes import (
    Day,
    In,
    Moment,
    Short,
    Text,
    Version,
    Words,
    Yes,
)
from onrecord.contact.thrive import HEADS


class PersonFacts(In):
    """What the rules ask of a person (see the layout Case.Person). What is left out is not known."""

    kind: Short = ""
    roles: list[Short] = Field(default=[], max_length=20)
    states: list[Short] = Field(default=[], max_length=20)
    identified: Yes | None = None
    traced: Yes | None = None
    confirms: Yes | None = None
    supports: Yes | None = None
    household: Short = ""


class PersonIn(In):
    """Somebody named in a log."""

    roles: list[Short] = Field(
        min_length=1,
        max_length=10,
        description="caller, victim, suspect, witness, child, professional, other",
    )
    name: Short = ""
    born: Day | None = None
    age: Annotated[StrictInt, Field(ge=0, le=130)] | None = Field(
        default=None, description="In years, where no birth date is known."
    )
    sex: Literal["", "female", "male"] = ""
    phone: Short = ""
    address: Short = ""
    facts: PersonFacts = PersonFacts()
    note: Words = ""


class PersonChange(In):
    """What is to be said otherwise of somebody; what is left out stays."""

    version: Version = Field(description="The version that you saw; another one is a conflict.")
    roles: list[Short] | None = Field(default=None, min_length=1, max_length=10)
    name: Short | None = None
    born: Day | None = None
    age: Annotated[StrictInt, Field(ge=0, le=130)] | None = None
    sex: Literal["", "female", "male"] | None = None
    phone: Short | None = None
    address: Short | None = None
    facts: PersonFacts | None = None
    note: Words | None = None


class PlaceIn(In):
    """A place: any one of words, postcode, grid reference or UPRN is enough."""

    what: Short = Field(default="scene", description="What the place is in this matter.")
    text: Short = ""
    postcode: Short = ""
    uprn: Short = ""
    grid: Short = ""
    kind: Short = Field(default="", description="In the words of the rules (Case.Place).")


class PlaceChange(In):
    """What is to be said otherwise of a place; what is left out stays."""

    version: Version = Field(description="The version that you saw; another one is a conflict.")
    what: Short | None = None
    text: Short | None = None
    postcode: Short | None = None
    uprn: Short | None = None
    grid: Short | None = None
    kind: Short | None = None


class LogIn(In):
    """A new log. Codes and grades are the force's own: see GET /force."""

    source: Annotated[StrictStr, Field(min_length=1, max_length=120)] = Field(
        description="How it was reported, such as: 999 call."
    )
    text: Text = Field(description="The first account, word for word. It is never changed.")
    first_report: Annotated[StrictStr, Field(max_length=200)] = Field(
        default="", description="By what the force first heard of it; the source if left empty."
    )
    opening_code: Short = ""
    grade: Short = ""
    qualifiers: list[Short] = Field(default=[], max_length=50)
    received_at: Moment | None = Field(
        default=None,
        description="When any part of the force first heard of it: the 24 hours run from there. Now, if left out.",
    )
    opened_at: Moment | None = Field(
        default=None, description="When it was written down, where that was earlier than now."
    )
    sent_at: Moment | None = Field(
        default=None, description="Where a device without signal sent it later."
    )
    department: Annotated[StrictStr, Field(max_length=200)] | None = Field(
        default=None, description="Whose log it is; the token user's department, if left out."
    )
    officer: Annotated[StrictStr, Field(max_length=200)] = ""
    people: list[PersonIn] = Field(default=[], max_length=60)
    places: list[PlaceIn] = Field(default=[], max_length=20)


class EntryIn(In):
    """A time-stamped entry."""

    text: Text
    entered_at: Moment | None = Field(
        default=None, description="When it became known, if earlier than now."
    )
    recorded_at: Moment | None = Field(
        default=None, description="When it was written, where that was earlier than now."
    )
    sent_at: Moment | None = None


class CorrectionIn(In):
    """What an entry should have said. Both stay."""

    text: Text
    why: Text


class AccountIn(In):
    """A later account, word for word, kept beside the first one."""

    text: Text
    who: Annotated[StrictStr, Field(min_length=1, max_length=200)]
    differs: Yes = Field(description="Whether it says otherwise than the first account.")
    entered_at: Moment | None = None


class ThriveIn(In):
    """A THRIVE assessment, or what is to be added to one."""

    heads: dict[Literal[tuple(HEADS)], Words] = Field(  # type: ignore[valid-type]
        min_length=1, description=f"Head to words: {', '.join(HEADS)}."
    )


class GradeIn(In):
    """A call grade. A change of grade needs its reason."""

    grade: Short
    why: Words = ""
    version: Version


class CodesIn(In):
    """Opening code, qualifiers, or both; what is left out stays."""

    opening_code: Short | None = None
    qualifiers: list[Short] | None = Field(default=None, max_length=50)
    why: Words = ""
    version: Version


class ClosingIn(In):
    """Closing a log."""

    closing_code: Short
    text: Words = ""
    version: Version


class ReopeningIn(In):
    """Opening a closed log again."""

    why: Text
    version: Version
