"""What is counted of training: courses that are needed and held on a day, from the register of who did what."""

from datetime import date, datetime

from django.utils import timezone

from onrecord.measures.counting.on_demand import Counting, Part
from onrecord.people.models import User
from onrecord.training.standing import Standing, standings


def training_held(since: date, until: date, part: Part, now: datetime) -> Counting:
    """`without`: the people (not the courses) who lack one."""
    rows = needed(until, part)
    without = sorted({row.person.pk for row in rows if not row.counts})
    return Counting(len(rows), sum(row.counts for row in rows), without)


def needed(day: date, part: Part) -> list[Standing]:
    """Every course with everybody who needs it on the day and was here by then."""
    people = User.objects.filter(is_active=True).order_by("username")
    if part is not None:
        people = people.filter(department__iexact=part)
    here = [each for each in people if timezone.localdate(each.date_joined) <= day]
    return standings(here, day)


def departments(since: date, until: date) -> list[str]:
    rows = User.objects.filter(is_active=True).exclude(department="")
    return sorted(set(rows.values_list("department", flat=True)))
