"""What is counted of reported incidents of rape (N100): a manager, a day to come up again, the registrar, in time."""

from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from onrecord.measures.counting.on_demand import Counting, Part
from onrecord.measures.months import LONDON
from onrecord.recording.models import CrimeEvent, ReportedIncident
from onrecord.recording.states import IncidentKind, IncidentState
from onrecord.supervision.lists.models import Item

# The role that stands in a record beside what the registrar did.
REGISTRAR = "Force crime registrar"


def n100_manager(since: date, until: date, part: Part, now: datetime) -> Counting:
    """`without`: those given to nobody by name."""
    given = Item.objects.filter(kind="incident", target=OuterRef("pk"), owner__gt="")
    return _split(_made(since, until, part), given)


def n100_oversight(since: date, until: date, part: Part, now: datetime) -> Counting:
    """`without`: those in which the registrar wrote and did nothing."""
    seen = CrimeEvent.objects.filter(incident=OuterRef("pk"), role=REGISTRAR)
    return _split(_made(since, until, part), seen)


def n100_date(since: date, until: date, part: Part, now: datetime) -> Counting:
    """`without`: open ones that no day is named for."""
    return _by_day(since, until, part, date.min)


def n100_in_time(since: date, until: date, part: Part, now: datetime) -> Counting:
    """`without`: open ones whose day is past, or that have none."""
    return _by_day(since, until, part, now.astimezone(LONDON).date())


def departments(since: date, until: date) -> list[str]:
    rows = _made(since, until, None).exclude(department="")
    return sorted(set(rows.values_list("department", flat=True)))


def _made(since: date, until: date, part: Part) -> QuerySet[ReportedIncident]:
    start = datetime.combine(since, time.min, LONDON)
    end = datetime.combine(until + timedelta(days=1), time.min, LONDON)
    rows = ReportedIncident.objects.filter(
        kind=IncidentKind.N100, recorded_at__gte=start, recorded_at__lt=end
    ).exclude(state=IncidentState.CANCELLED)
    return rows if part is None else rows.filter(department__iexact=part)


def _by_day(since: date, until: date, part: Part, least: date) -> Counting:
    rows = _made(since, until, part).filter(state=IncidentState.OPEN).order_by("pk")
    found = list(rows.values_list("pk", "comes_up_on"))
    without = [pk for pk, day in found if day is None or day < least]
    return Counting(len(found), len(found) - len(without), without)


def _split(
    rows: QuerySet[ReportedIncident], good: QuerySet[Item] | QuerySet[CrimeEvent]
) -> Counting:
    n = rows.count()
    without = list(rows.filter(~Exists(good)).order_by("pk").values_list("pk", flat=True))
    return Counting(n, n - len(without), without)
