"""Lines of the minutes; each with its ledger entry, in one transaction.

write_line(meeting=, what=, heading=, words=, by=)   what was discussed, or a decision
correct_line(line=, words=, by=)                     a line beside the one that it corrects, also when they are agreed
"""

from collections.abc import Collection

from django.db import transaction

from onrecord.boards.agenda import headings_of
from onrecord.boards.errors import BoardError
from onrecord.boards.keeping import add_line, held
from onrecord.boards.models import Line, Matter, Meeting
from onrecord.boards.policies import check_can_keep_boards
from onrecord.boards.states import TOOK_PLACE, MeetingState
from onrecord.people.models import User

WRITTEN = (Line.What.SAID, Line.What.DECISION)


def write_line(
    *,
    meeting: Meeting,
    what: str,
    heading: str,
    words: str,
    by: User,
    may_stand: Collection[str] = (),
) -> Line:
    """What was said or decided under an item of the agenda, of a meeting that took place."""
    check_can_keep_boards(by)
    if what not in WRITTEN:
        raise BoardError("Choose whether it was discussed or decided.")
    with transaction.atomic():
        row = held(meeting)
        if row.state != MeetingState.HELD:
            raise BoardError(
                "Minutes are written when it is known who was there, and until they are agreed. Afterwards they are corrected."
            )
        if heading not in headings_of(row):
            raise BoardError("Choose an item of the agenda.")
        number = next((each["matter"] for each in row.agenda if each["heading"] == heading), None)
        matter = Matter.objects.filter(body=row.body, number=number).first() if number else None
        return add_line(
            meeting=row,
            by=by,
            what=what,
            heading=heading,
            words=words,
            matter=matter,
            may_stand=may_stand,
        )


def correct_line(*, line: Line, words: str, by: User, may_stand: Collection[str] = ()) -> Line:
    """What it should have said. The line stays as it was; one that was corrected is corrected by its latest correction."""
    check_can_keep_boards(by)
    with transaction.atomic():
        row = held(line.meeting)
        if row.state not in TOOK_PLACE:
            raise BoardError("There are no minutes to correct yet.")
        first = line.corrects or line
        return add_line(
            meeting=row,
            by=by,
            what=Line.What.CORRECTION,
            heading=first.heading,
            matter=first.matter,
            corrects=first,
            words=words,
            may_stand=may_stand,
        )
