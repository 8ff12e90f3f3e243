"""What may happen to a meeting; each change with its ledger entry, in one transaction.

call_meeting(body=, held_on=, by=, place=)    its agenda follows from what is open
move_meeting(meeting=, held_on=, by=, place=, why=)  another day or place
cancel_meeting(meeting=, by=, why=)           what was open stays open, and comes to the next one
hold_meeting(meeting=, by=, attendance=, chaired_by=)   it took place; agenda and body are fixed
agree_minutes(meeting=, at=, by=)             a later meeting agreed them
"""

from collections.abc import Collection, Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from onrecord.boards.agenda import agenda_of, to_agree
from onrecord.boards.bodies_kept import body_of, kept
from onrecord.boards.errors import BoardError
from onrecord.boards.keeping import add_line, held, keep, next_number, refuse_names, told
from onrecord.boards.models import Line, Meeting
from onrecord.boards.policies import check_can_keep_boards
from onrecord.boards.states import COMING, TOOK_PLACE, MeetingState, may_move
from onrecord.improvement.texts import check_day, line
from onrecord.people.models import User

PRESENT, REPRESENTED, APOLOGIES, ABSENT = "present", "represented", "apologies", "absent"
HOW = {
    PRESENT: "was there",
    REPRESENTED: "sent somebody",
    APOLOGIES: "sent apologies",
    ABSENT: "was not there",
}
CAME = (PRESENT, REPRESENTED)


def call_meeting(*, body: str, held_on: date, by: User, place: str = "") -> Meeting:
    """Call a meeting of a body that isn't retired, on a day after the last one that took place; an urgent one may come before
    others that are called. Numbers follow the order of calling, agendas that of the days."""
    check_can_keep_boards(by)
    check_day(held_on, "The day of the meeting")
    with transaction.atomic():
        one = kept(body).body
        if one.retired:
            raise BoardError(f"{one.title} doesn't meet any more. Take it up again first.")
        rows = Meeting.objects.select_for_update().filter(body=body)
        last = rows.filter(state__in=TOOK_PLACE).order_by("-held_on").first()
        if last is not None and held_on <= last.held_on:
            raise BoardError(f"There was a meeting on {last.held_on:%d/%m/%Y}. Choose a later day.")
        if rows.filter(state__in=COMING, held_on=held_on).exists():
            raise BoardError(
                f"There is a meeting on {held_on:%d/%m/%Y}. Put it on its agenda, or choose another day."
            )
        row = Meeting(
            body=body,
            number=next_number(Meeting, body=body),
            title=one.title,
            held_on=held_on,
            place=line(place, 150, "the place", needed=False),
            definition=one.to_json(),
            made_by=by.username,
            made_at=timezone.now(),
            version=0,
        )
        return keep(row, by)


def move_meeting(
    *,
    meeting: Meeting,
    held_on: date,
    by: User,
    place: str = "",
    why: str = "",
    may_stand: Collection[str] = (),
) -> Meeting:
    """Another day or place, before it was held; not past another meeting of the body. Another day needs a reason."""
    check_can_keep_boards(by)
    check_day(held_on, "The day of the meeting")
    with transaction.atomic():
        row = held(meeting)
        _check_coming(row)
        others = Meeting.objects.filter(body=row.body).exclude(state=MeetingState.CANCELLED)
        before = others.filter(held_on__lt=row.held_on).order_by("-held_on").first()
        after = others.filter(held_on__gt=row.held_on).order_by("held_on").first()
        if (before and held_on <= before.held_on) or (after and held_on >= after.held_on):
            raise BoardError(
                "Meetings of a body keep their order. Choose a day between its other meetings."
            )
        if held_on != row.held_on:
            why = told(why, "why it is moved", may_stand=may_stand)
            move = {
                "before": row.held_on.isoformat(),
                "after": held_on.isoformat(),
                "why": why,
                "by": by.username,
            }
            row.moves = [*row.moves, move]
        else:
            why = ""
        row.held_on, row.place = held_on, line(place, 150, "the place", needed=False)
        return keep(row, by, why)


def cancel_meeting(
    *, meeting: Meeting, by: User, why: str, may_stand: Collection[str] = ()
) -> Meeting:
    """It won't take place. Everything that was on its agenda comes to the next one."""
    check_can_keep_boards(by)
    with transaction.atomic():
        row = held(meeting)
        _check_step(row, MeetingState.CANCELLED)
        row.words = told(why, "why it won't take place", may_stand=may_stand)
        row.state = MeetingState.CANCELLED
        return keep(row, by, row.words)


def hold_meeting(
    *,
    meeting: Meeting,
    by: User,
    attendance: Mapping[str, tuple[str, str]],
    chaired_by: str = "",
    may_stand: Collection[str] = (),
) -> Meeting:
    """Write down that it took place, and who came.

    `attendance`: for each office of the body, by its title, how it was there and by whom it was represented, a title, too.
    `chaired_by`: the title of whoever chaired, where it wasn't the chair.
    """
    check_can_keep_boards(by)
    with transaction.atomic():
        row = held(meeting)
        _check_step(row, MeetingState.HELD)
        if row.held_on > timezone.localdate():
            raise BoardError(
                "The meeting is still to come. Move it first if it took place earlier."
            )
        row.definition = _present(row)
        body = body_of(row)
        row.attendance = [
            _row(each.title, each.office, each.part, *attendance.get(each.title, ("", "")))
            for each in body.members
        ]
        sent = "\n".join(each["by"] for each in row.attendance)
        refuse_names(sent, may_stand)
        row.chaired_by = _chair(row, body.chair, chaired_by)
        row.agenda = agenda_of(row)
        row.state = MeetingState.HELD
        return keep(row, by, sent)


def agree_minutes(*, meeting: Meeting, at: Meeting, by: User) -> Meeting:
    """A later meeting of the same body agreed the minutes, corrections included; from then on they are only corrected."""
    check_can_keep_boards(by)
    with transaction.atomic():
        # In the order of their numbers, so that two who do it at one time don't wait for each other.
        locked = {each.pk: held(each) for each in sorted((meeting, at), key=lambda one: one.pk)}
        row, later = locked[meeting.pk], locked[at.pk]
        _check_step(row, MeetingState.AGREED)
        if later.body != row.body or later.held_on <= row.held_on:
            raise BoardError("Minutes are agreed by a later meeting of the same body.")
        if later.state not in TOOK_PLACE:
            raise BoardError("Write down first who was at the meeting that agreed them.")
        if to_agree(later) and to_agree(later)[0].pk != row.pk:
            raise BoardError("Earlier minutes wait to be agreed. Agree those first.")
        number = row.lines.filter(what=Line.What.CORRECTION).count()
        corrected = f" with {number} correction{'s' if number > 1 else ''}" if number else ""
        add_line(
            meeting=later,
            by=by,
            what=Line.What.AGREED,
            heading=_minutes_heading(later, row),
            words=f"The minutes of meeting {row.number} were agreed{corrected}.",
        )
        row.state, row.agreed_in = MeetingState.AGREED, later
        return keep(row, by)


def _minutes_heading(later: Meeting, row: Meeting) -> str:
    begins = f"Minutes of meeting {row.number},"
    headings = [each["heading"] for each in later.agenda]
    return next((each for each in headings if each.startswith(begins)), f"{begins[:-1]}")


def _present(row: Meeting) -> dict[str, object]:
    """The body as it stands on the day it is held: somebody may have joined since the meeting was called."""
    return kept(row.body).body.to_json()


def _row(title: str, office: str, part: str, how: str, by: str) -> dict[str, str]:
    if how not in HOW:
        raise BoardError(f"Say of each office whether it was there: {title} is missing.")
    by = line(by, 150, "who came in its place", needed=how == REPRESENTED)
    return {
        "title": title,
        "office": office,
        "part": part,
        "how": how,
        "by": by if how == REPRESENTED else "",
    }


def _chair(row: Meeting, chair: str, chaired_by: str) -> str:
    there = [each["title"] for each in row.attendance if each["how"] in CAME]
    who = " ".join(chaired_by.split()) or chair
    if who not in there:
        raise BoardError(
            f"{who} wasn't there. Say which of those who were there chaired: a meeting without a chair decides nothing."
        )
    return who


def _check_coming(row: Meeting) -> None:
    if row.state not in COMING:
        raise BoardError(
            f"The meeting is {row.get_state_display()}. That can't be changed any more."
        )


def _check_step(row: Meeting, to: MeetingState) -> None:
    if not may_move(row.state, to):
        raise BoardError(f"The meeting is {row.get_state_display()}. Look at it again.")
