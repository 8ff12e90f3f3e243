"""Why suggestions are rejected, as codes: `fate-reasons.toml` here, or a force's own in ONRECORD_HOME."""

from dataclasses import dataclass
from pathlib import Path

from onrecord.coded import CodedListError, coded_rows

NAME = "fate-reasons.toml"
FILE = Path(__file__).with_name(NAME)
# What the program itself gives where a decision's rationale answers a suggestion.
RATIONALE = "rationale"


class ReasonError(ValueError):
    """The list of reasons can't be used; the message names file, entry and remedy."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. `learn`: what whoever keeps the patterns takes from it. `own`: whether a person may choose it."""

    code: str
    words: str
    learn: str = ""
    own: bool = True


def reasons() -> tuple[Reason, ...]:
    """All reasons, in the file's order. Raises ReasonError."""
    try:
        rows = coded_rows(FILE, "reason", ("code", "words"))
    except CodedListError as error:
        raise ReasonError(str(error)) from None
    return tuple(
        Reason(
            row["code"],
            row["words"].strip(),
            str(row.get("learn", "")).strip(),
            row.get("own", True),
        )
        for _, row in rows
    )


def reason_named(code: str) -> Reason:
    """The reason of this code; one that has left the list is shown by its code, so that old fates stay readable."""
    listed = (*reasons(), Reason(RATIONALE, "A decision says why no crime is recorded", own=False))
    return next((each for each in listed if each.code == code), Reason(code, code))
