"""Why records fail, as codes: `causes.toml` here, or a force's own in ONRECORD_HOME/causes.toml."""

from dataclasses import dataclass
from pathlib import Path

from onrecord.audit.errors import AuditError
from onrecord.coded import CodedListError, coded_rows

FILE = Path(__file__).with_name("causes.toml")
GROUPS = ("process", "understanding", "supervision", "timing")


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause. `learn` is what to take from it, as the recipient reads it."""

    code: str
    group: str
    words: str
    learn: str


def causes() -> tuple[Cause, ...]:
    """All causes, in the file's order. Raises AuditError with file, entry and remedy."""
    try:
        rows = coded_rows(FILE, "cause", ("code", "group", "words", "learn"))
    except CodedListError as error:
        raise AuditError(str(error)) from None
    wrong = next((where for where, row in rows if row["group"] not in GROUPS), None)
    if wrong:
        raise AuditError(f"{wrong}: group must be one of {', '.join(GROUPS)}.")
    return tuple(
        Cause(row["code"], row["group"], row["words"].strip(), row["learn"].strip())
        for _, row in rows
    )


def cause_named(code: str) -> Cause:
    """The cause of this code; one that has left the list is shown by its code, so that old findings stay readable."""
    return next((each for each in causes() if each.code == code), Cause(code, "", code, ""))
