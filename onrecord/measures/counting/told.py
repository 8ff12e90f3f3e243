"""Victims told that their crime is recorded: of crimes recorded here, by the notes that stand in the record."""

from datetime import date, datetime, timedelta

from onrecord.measures.counting.facts import counted, facts
from onrecord.measures.counting.tally import Tally, batched
from onrecord.measures.months import bounds
from onrecord.measures.registry import Measure
from onrecord.recording.models import Crime, CrimeEvent, CrimePerson
from onrecord.recording.states import EventKind

# What a victim's role is called in the record (onrecord.recording.people).
_VICTIM, _TOPIC = '"victim"', "recorded"


def told_recorded(one: Measure, month: date, now: datetime) -> Tally:
    """Crimes recorded here in the month with a victim, whose time is over or whose victim was told. `kept`: those not told."""
    start, end = bounds(month)
    within = timedelta(hours=one.within_hours)
    rows = counted(
        Crime.objects.exclude(state="").filter(recorded_at__gte=start, recorded_at__lt=end)
    )
    tally = Tally()
    held = {each.pk: each for each in facts(rows)}
    for some in batched(held):
        victims, told = _with_victim(some), _told(some)
        for each in (held[pk] for pk in some):
            if each.pk not in victims or each.recorded_at is None:
                continue
            first = told.get(each.pk)
            met = first is not None and first <= each.recorded_at + within
            if not met and each.recorded_at + within > now:
                continue
            tally.add(each.where, met=int(met), any=int(first is not None))
            if not met:
                tally.kept[each.pk] = each.where
    return tally


def _with_victim(crimes: list[int]) -> set[int]:
    people = CrimePerson.objects.filter(
        crime_id__in=crimes, removed=False, roles__icontains=_VICTIM
    )
    return set(people.values_list("crime_id", flat=True))


def _told(crimes: list[int]) -> dict[int, datetime]:
    """When somebody was first told that it is recorded, by crime."""
    found: dict[int, datetime] = {}
    events = CrimeEvent.objects.filter(
        crime_id__in=crimes, kind=EventKind.TOLD, detail__topic=_TOPIC
    )
    for crime, at in events.values_list("crime_id", "happened_at"):
        if crime is not None:
            found[crime] = min(found.get(crime, at), at)
    return found
