"""What the pages of boards read."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from onrecord.boards.bodies_kept import current
from onrecord.boards.body import Body
from onrecord.boards.models import Matter, Meeting
from onrecord.boards.rhythm import missed, next_day
from onrecord.boards.states import COMING, TOOK_PLACE, MatterState, MeetingState


@dataclass(frozen=True, slots=True)
class Standing:
    """How a body stands: its next and last meeting, the day that its schedule says, and what is open.

    `missed`: months of the last year, since its first meeting, in which it should have met and did not.
    """

    body: Body
    next: Meeting | None
    last: Meeting | None
    by_schedule: date
    open: int
    late: int
    missed: tuple[date, ...]


def standing(body: Body, today: date | None = None) -> Standing:
    """One body as it stands today."""
    today = today or timezone.localdate()
    rows = Meeting.objects.filter(body=body.slug)
    coming = rows.filter(state__in=COMING).order_by("held_on").first()
    took_place = rows.filter(state__in=TOOK_PLACE)
    last = took_place.order_by("-held_on").first()
    first = rows.exclude(state=MeetingState.CANCELLED).order_by("held_on").first()
    matters = list(Matter.objects.filter(body=body.slug, state=MatterState.OPEN))
    since = max(first.held_on, date(today.year - 1, today.month, 1)) if first else today
    after = max(last.held_on, today) if last else today
    return Standing(
        body,
        coming,
        last,
        next_day(body, after),
        len(matters),
        sum(each.is_late(today) for each in matters),
        tuple(missed(body, took_place.values_list("held_on", flat=True), since, today)),
    )


def standings() -> list[Standing]:
    """Every body that meets."""
    return [standing(body) for body in current()]


def meeting_for(matter: Matter) -> Meeting | None:
    """The meeting for which something is written of a matter: the next to come, else the one that is being minuted."""
    return _later(matter).filter(state__in=COMING).order_by("held_on").first() or minuted(matter)


def minuted(matter: Matter) -> Meeting | None:
    """The latest meeting that took place and whose minutes are in draft: the one that can close a matter."""
    return _later(matter).filter(state=MeetingState.HELD).order_by("-held_on").first()


def _later(matter: Matter) -> QuerySet[Meeting]:
    """Meetings on whose agenda it stands (`agenda.open_matters`)."""
    raised = matter.raised_in
    later = Q(held_on__gte=raised.held_on)
    if raised.state == MeetingState.CANCELLED:
        later |= Q(number__gte=raised.number)
    return Meeting.objects.filter(later, body=matter.body)
