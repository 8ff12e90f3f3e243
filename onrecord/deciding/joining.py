"""What was reported belongs to a crime on record: it is written into that crime."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from crimerules.case import Case
from crimerules.counting.continuing import CONTINUED, MESSAGE
from crimerules.decision import Joined
from onrecord.deciding.chain import part_origin, root_of
from onrecord.deciding.models import RecordingDecision
from onrecord.people.models import User
from onrecord.recording.actions import continue_conduct, write_note
from onrecord.recording.actions.classify import is_conduct
from onrecord.recording.errors import NotMet
from onrecord.recording.models import Crime

# By these rules it is a further incident of the same course of conduct.
CONDUCT = (CONTINUED.id, MESSAGE.id)


def add_to_crimes(
    row: RecordingDecision, case: Case | None, joined: Sequence[Joined], *, by: User
) -> None:
    """Write what joins a crime into that crime, once. Inside the transaction of the decision.

    A crime from another system is kept there: only the log says what belongs to it.
    """
    for each in joined:
        crime = Crime.objects.filter(crimelog__log=row.log, ref=each.ref).first()
        if crime is not None and crime.here and case is not None:
            _add(row, case, crime, each, by)


def _add(row: RecordingDecision, case: Case, crime: Crime, one: Joined, by: User) -> None:
    told = str(row.facts.get("modus", "")).strip()
    text = f"Reported again: {one.reason}.{f' {told}' if told else ''}"
    origin = part_origin(root_of(row), f"joins {one.ref} {one.acts}")
    at = _when(case, one)
    if one.rule in CONDUCT and is_conduct(crime) and at is not None:
        held = next(each for each in case.recorded if each.ref == one.ref)
        try:
            with transaction.atomic():
                continue_conduct(
                    crime=crime,
                    by=by,
                    happened_at=at,
                    text=text,
                    same_people=True,
                    was_dealt_with=held.dealt_with,
                    long_gap_excused=held.long_gap_excused,
                    origin=origin,
                )
            return
        except NotMet:
            # It came before police dealt with the offender: it belongs to the crime, but the conduct doesn't go on.
            pass
    write_note(record=crime, by=by, text=text, origin=origin)


def _when(case: Case, one: Joined) -> datetime | None:
    times = [act.at for act in case.acts if act.id in one.acts and act.at is not None]
    return max(times) if times else None


def joined_words(joined: Sequence[Joined]) -> list[str]:
    """What joins which crime, in sentences."""
    return [f"Added to {each.ref}: {each.reason}." for each in joined]
