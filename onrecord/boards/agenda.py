"""The agenda of a meeting. Until the meeting was held it is worked out, so that nothing open can be left off by mistake:

the first standing item, the minutes that wait to be agreed, every open matter of the body, the matters put on it for this
meeting, its papers, and the other standing items. When the meeting was held, it is fixed.
"""

from typing import Any

from django.db.models import Q

from onrecord.boards.bodies_kept import body_of
from onrecord.boards.models import Matter, Meeting
from onrecord.boards.states import TOOK_PLACE, MatterState, MeetingState

STANDING, MINUTES, CARRIED, OWN, PAPERS = "standing", "minutes", "carried", "own", "papers"


def agenda_of(meeting: Meeting) -> list[dict[str, Any]]:
    """The items in order, each with `heading`, `kind` and, where it is about one, the number of the `matter`."""
    if meeting.state in TOOK_PLACE:
        return list(meeting.agenda)
    body = body_of(meeting)
    found = [_item(each, STANDING) for each in body.standing[:1]]
    found += [_item(f"Minutes of {_when(each)}", MINUTES) for each in to_agree(meeting)]
    matters = list(open_matters(meeting))
    found += [_of(each, CARRIED) for each in matters if each.raised_in_id != meeting.pk]
    found += [_of(each, OWN) for each in matters if each.raised_in_id == meeting.pk]
    if body.sections_on(meeting.held_on):
        found.append(_item("The pack of this meeting", PAPERS))
    found += [_item(each.title, PAPERS) for each in meeting.papers.filter(withdrawn="")]
    return found + [_item(each, STANDING) for each in body.standing[1:]]


def open_matters(meeting: Meeting) -> Any:
    """The body's open matters that were raised in this meeting, on a day before it, or for one that was cancelled; in their order."""
    before = Q(raised_in__held_on__lte=meeting.held_on) | Q(
        raised_in__state=MeetingState.CANCELLED, raised_in__number__lte=meeting.number
    )
    return (
        Matter.objects.filter(before, body=meeting.body, state=MatterState.OPEN)
        .select_related("raised_in", "plan_action__plan")
        .order_by("number")
    )


def to_agree(meeting: Meeting) -> list[Meeting]:
    """Earlier meetings of the body whose minutes are in draft."""
    rows = Meeting.objects.filter(
        body=meeting.body, held_on__lt=meeting.held_on, state=MeetingState.HELD
    )
    return list(rows.order_by("held_on"))


def headings_of(meeting: Meeting) -> list[str]:
    """What lines of the minutes may stand under."""
    return list(dict.fromkeys(each["heading"] for each in agenda_of(meeting)))


def heading_of(matter: Matter) -> str:
    """How a matter is called on an agenda."""
    return f"{matter.get_kind_display()} {matter.number}: {matter.title}"[:300]


def _of(matter: Matter, kind: str) -> dict[str, Any]:
    return {"heading": heading_of(matter), "kind": kind, "matter": matter.number}


def _item(heading: str, kind: str) -> dict[str, Any]:
    return {"heading": heading[:300], "kind": kind, "matter": None}


def _when(meeting: Meeting) -> str:
    return f"meeting {meeting.number}, {meeting.held_on.day} {meeting.held_on:%B %Y}"
