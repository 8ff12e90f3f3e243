"""What goes in and out of the API, as types: they check what comes in, and the description is written from them.

A field that is not described is refused, so that a misspelt one can't be lost. Times have a zone.
"""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StrictBool,
    StrictInt,
    StrictStr,
    WithJsonSchema,
)

from onrecord.contact.actions import MOST_TEXT

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d")
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")


def _written_moment(value: Any) -> Any:
    if not isinstance(value, str) or not _MOMENT.match(value):
        raise ValueError("write a time with its zone, such as 2026-06-01T21:30:00+01:00")
    return value


def _in_reach(value: datetime) -> datetime:
    # Others can't be told in UK time.
    if not 1000 <= value.year <= 9000:
        raise ValueError("the year can't be right")
    return value.astimezone(UTC)


def _written_day(value: Any) -> Any:
    if not isinstance(value, str) or not _DAY.match(value):
        raise ValueError("write a day, such as 2026-06-01")
    return value


def _day_in_reach(value: date) -> date:
    if not 1000 <= value.year <= 9000:
        raise ValueError("the year can't be right")
    return value


def _z(value: datetime) -> str:
    return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


# A time that is sent to us, and one that we send: UTC, with Z.
Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_written_moment),
    AfterValidator(_in_reach),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Day = Annotated[
    date,
    BeforeValidator(_written_day),
    AfterValidator(_day_in_reach),
    WithJsonSchema({"type": "string", "format": "date"}),
]
Told = Annotated[
    datetime,
    PlainSerializer(_z, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Number = Annotated[StrictInt, Field(ge=1, le=2**63 - 1)]
Text = Annotated[StrictStr, Field(min_length=1, max_length=MOST_TEXT)]
Words = Annotated[StrictStr, Field(max_length=10_000)]
Short = Annotated[StrictStr, Field(max_length=300)]
Version = Annotated[StrictInt, Field(ge=1, le=2**31 - 1)]
Yes = StrictBool
Plain = dict[str, Any]


class In(Schema):
    """Something sent to us."""

    model_config = ConfigDict(extra="forbid")


class Out(Schema):
    """Something that we send."""


class Problem(Out):
    """What went wrong (RFC 9457)."""

    type: str = Field(description="Names the kind of problem; programs look at this.")
    title: str
    status: int
    detail: str = Field(description="What happened here, and what to do.")
    field: str = Field(
        description="The part of the request it is about, such as body.grade, or empty."
    )
    errors: list["FieldProblem"] = Field(
        default=[], description="Where several fields are wrong: each of them."
    )


class FieldProblem(Out):
    """One field that is wrong."""

    field: str
    detail: str
