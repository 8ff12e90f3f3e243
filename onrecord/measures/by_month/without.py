"""The records behind a figure: those of a month that did not meet the measure, one page after another by key."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.db.models.fields.json import KeyTextTransform

from onrecord.contact.models import Log, Precision
from onrecord.contact.policies import visible_logs
from onrecord.measures import months
from onrecord.measures.by_month.queries import Asked
from onrecord.measures.counting.tally import TEAM
from onrecord.measures.models import Counted, Kept
from onrecord.measures.registry import Measure, measure
from onrecord.people.models import User
from onrecord.recording.models import Crime
from onrecord.recording.policies import visible_crimes

PAGE = 50
_NO_TEAM = Q(the_team__isnull=True) | Q(the_team="")


@dataclass(frozen=True)
class Page:
    """One page of logs or crimes; `after` continues it and is 0 at the end."""

    logs: list[Log]
    crimes: list[Crime]
    after: int
    counted: Counted | None


def without(
    one: Measure, month: date, asked: Asked, user: User, *, after: int = 0, size: int = PAGE
) -> Page:
    """The records of the month, as it was counted, that did not meet the measure and that this person may see."""
    counted = Counted.objects.filter(measure=one.id, month=month).first()
    if counted is None:
        return Page([], [], 0, None)
    if one.unit == "log":
        logs = _logs(counted, asked, user, after, size)
        return Page(logs[:size], [], logs[size - 1].pk if len(logs) > size else 0, counted)
    units = Kept.objects.filter(asked.condition("cell__"), counted=counted, unit__gt=after)
    rows = visible_crimes(user, Crime.objects.filter(pk__in=units.values("unit")))
    crimes = list(rows.order_by("pk")[: size + 1])
    return Page([], crimes[:size], crimes[size - 1].pk if len(crimes) > size else 0, counted)


def _logs(counted: Counted, asked: Asked, user: User, after: int, size: int) -> list[Log]:
    """Logs that were due when the month was counted and are not among those with an entry."""
    start, end = months.bounds(counted.month)
    within = timedelta(hours=measure(counted.measure, counted.month).within_hours)
    rows = visible_logs(user, Log.objects.all()).filter(
        received_at__gte=start,
        received_at__lt=min(end, counted.counted_at - within),
        received_precision=Precision.MINUTE,
    )
    # In order of time, which is that of an index: the month's first log isn't looked for among all before it.
    last = Log.objects.filter(pk=after).values_list("received_at", flat=True).first()
    if last is not None:
        rows = rows.filter(received_at__gte=last).filter(Q(received_at__gt=last) | Q(pk__gt=after))
    columns = {"department": "department", "route": "source", "kind": "grade"}
    for name, column in columns.items():
        if getattr(asked, name) is not None:
            rows = rows.filter(**{column: getattr(asked, name)})
    if asked.team is not None:
        rows = rows.annotate(the_team=KeyTextTransform(TEAM, "extra"))
        rows = rows.filter(the_team=asked.team) if asked.team else rows.filter(_NO_TEAM)
    met = Kept.objects.filter(counted=counted, unit=OuterRef("pk"))
    return list(rows.filter(~Exists(met)).defer("text").order_by("received_at", "pk")[: size + 1])
