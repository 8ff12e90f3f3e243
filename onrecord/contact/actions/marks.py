"""Call grade, opening code and qualifiers: what they were, what they are, and why."""

from collections.abc import Sequence

from django.db import transaction

from onrecord.contact.actions.base import (
    LogError,
    begin,
    change_log,
    check_text,
    clean,
    known_codes,
    known_grade,
    write_entry,
)
from onrecord.contact.force import force
from onrecord.contact.models import EntryKind, Log
from onrecord.people.models import User


def change_grade(
    *,
    log: Log,
    by: User,
    grade: str,
    why: str = "",
    version: int | None = None,
    origin: str | None = None,
) -> Log:
    """Give the log a call grade. A change of grade needs its reason; the first grade needs none. Raises LogError."""
    if not known_grade(grade):
        raise LogError("No call grade is given. Choose one of the list.")
    with transaction.atomic():
        row, there = begin(log, origin=origin, version=version)
        if there is not None:
            return row
        before = row.grade
        if before == grade:
            raise LogError(f"The call grade is {_shown(grade)} already.")
        why = check_text("The reason for the new grade", why) if before else clean(why)
        change_log(row, by=by, grade=grade)
        words = f"Call grade {_shown(grade)}" + (f", was {_shown(before)}" if before else "") + "."
        write_entry(
            row,
            kind=EntryKind.GRADE,
            by=by,
            text=f"{words} {why}".strip(),
            detail={"before": before, "after": grade, "why": why},
            origin=origin and origin.lower(),
        )
    return row


def change_codes(
    *,
    log: Log,
    by: User,
    opening_code: str | None = None,
    qualifiers: Sequence[str] | None = None,
    why: str = "",
    version: int | None = None,
    origin: str | None = None,
) -> Log:
    """Change the opening code, the qualifiers, or both; None leaves as it is.

    Adding a qualifier or a first opening code needs no reason; taking one off or changing the code does. Raises
    LogError.
    """
    known_codes(opening_code or "", qualifiers or ())
    with transaction.atomic():
        row, there = begin(log, origin=origin, version=version)
        if there is not None:
            return row
        code = row.opening_code if opening_code is None else opening_code
        marks = list(row.qualifiers if qualifiers is None else dict.fromkeys(qualifiers))
        added = [name for name in marks if name not in row.qualifiers]
        removed = [name for name in row.qualifiers if name not in marks]
        recoded = code != row.opening_code
        if not (added or removed or recoded):
            raise LogError(
                "Nothing is changed: opening code and qualifiers are as they were. Choose another."
            )
        if removed or (recoded and row.opening_code):
            why = check_text("The reason for the change", why)
        why = clean(why)
        words = []
        if recoded:
            was = f", was {row.opening_code}" if row.opening_code else ""
            words.append(f"Opening code {code or 'taken off'}{was}.")
        if added:
            words.append(f"Qualifier added: {', '.join(added)}.")
        if removed:
            words.append(f"Qualifier taken off: {', '.join(removed)}.")
        detail = {
            "opening_code": [row.opening_code, code],
            "added": added,
            "removed": removed,
            "why": why,
        }
        change_log(row, by=by, opening_code=code, qualifiers=marks)
        write_entry(
            row,
            kind=EntryKind.CODES,
            by=by,
            text=" ".join([*words, why]).strip(),
            detail=detail,
            origin=origin and origin.lower(),
        )
    return row


def _shown(code: str) -> str:
    return str(force().grade(code) or code)
