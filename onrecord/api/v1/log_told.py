"""Types of what is told of logs, and in lists of crimes and decisions."""

from typing import Any

from pydantic import AliasChoices, Field

from onrecord.api.shapes import (
    Out,
    Plain,
    Told,
)


class Entry(Out):
    """One entry of a log. `number` is its place in the ledger."""

    number: int = Field(validation_alias=AliasChoices("entry_seq", "number"))
    kind: str
    entered_at: Told
    recorded_at: Told | None
    sent_at: Told | None
    author: str
    role: str
    by: str
    text: str
    detail: Plain | None
    corrects: int | None


class Person(Out):
    """Somebody named in a log."""

    label: str
    name: str
    born: Any = Field(json_schema_extra={"type": ["string", "null"], "format": "date"})
    age: int | None
    sex: str
    phone: str
    address: str
    roles: list[str]
    facts: Plain
    note: str
    version: int


class Place(Out):
    """A place named in a log."""

    label: str
    what: str
    text: str
    postcode: str
    uprn: str
    grid: str
    kind: str
    version: int


class LogRow(Out):
    """A log in a list."""

    id: int
    ref: str
    system: str
    version: int
    received_at: Told
    received_precision: str
    source: str
    opening_code: str
    closing_code: str
    grade: str
    qualifiers: list[str]
    department: str
    officer: str
    closed_at: Told | None
    crime_count: int


class CrimeRow(Out):
    """A crime in a list."""

    id: int
    ref: str
    system: str
    state: str
    crime_class: str
    ho_code: str
    offence: str
    recorded_at: Told | None


class DecisionRow(Out):
    """A recording decision in a list."""

    id: int
    name: str = Field(validation_alias=AliasChoices("origin", "name"))
    state: str
    recorded_at: Told
    concluded_at: Told | None
    crime_refs: list[str]
    incident_refs: list[str]


class LogOut(LogRow):
    """One log with what is in it."""

    text: str
    first_report: str
    opened_at: Told | None
    sent_at: Told | None
    duplicate_of: str
    crime_refs: list[str]
    record_by: Told | None = Field(
        description="The end of the 24 hours, where the first report is timed to the minute."
    )
    people: list[Person]
    places: list[Place]
    entries: list[Entry] = Field(description="The first 500; GET /logs/{log_id}/entries has all.")
    more_entries: bool
    crimes: list[CrimeRow] | None = Field(description="null where the token lacks crimes:read.")
    decisions: list[DecisionRow] | None = Field(
        description="null where the token lacks decisions:read."
    )


class LogPage(Out):
    """A page of a list of logs, newest first; `after` goes on, empty at the end."""

    logs: list[LogRow]
    after: str


class EntryPage(Out):
    """A page of a log's entries in the order in which they were written; `after` goes on, 0 at the end."""

    entries: list[Entry]
    after: int


class GradeOut(Out):
    """A call grade of the force."""

    code: str
    words: str
    minutes: int


class DeskOut(Out):
    """A team's desk."""

    name: str
    title: str


class ForceOut(Out):
    """The force's own words: what may be sent as codes, grades and qualifiers."""

    name: str
    system: str
    sources: list[str]
    grades: list[GradeOut]
    opening_codes: list[str]
    closing_codes: list[str]
    qualifiers: list[str]
    desks: list[DeskOut]


class Me(Out):
    """Whose token it is and what it is for."""

    token: str
    username: str
    role: str
    department: str
    scopes: list[str]
    expires_at: Told
