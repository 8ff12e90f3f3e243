"""The footprint of supervision on open investigations: crimes recorded here that were open at a month's end."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from onrecord.deciding.models import Review
from onrecord.measures.counting.facts import Fact, facts
from onrecord.measures.counting.meaning import Entry, is_supervisor, meaningful, rule
from onrecord.measures.counting.tally import Tally, batched
from onrecord.measures.months import bounds
from onrecord.measures.registry import Measure
from onrecord.recording.models import Crime, CrimeEvent
from onrecord.recording.states import CRIME_STEPS, CrimeState, EventKind

_OPEN = (CrimeState.RECORDED, CrimeState.REOPENED)
# What ends an investigation, and what begins it again.
_ENDS = {
    step.event for step in CRIME_STEPS.values() if step.to is not None and step.to not in _OPEN
}
_TURNS = (*_ENDS, EventKind.REOPENED)


def crime_footprint(one: Measure, month: date, now: datetime) -> Tally:
    """Crimes open at the month's end, and those in which a supervisor wrote. `kept`: those without."""
    start, end = bounds(month)
    tally = Tally()
    if start > now:
        return tally
    at = min(end, now)
    since = at - timedelta(hours=one.within_hours)
    held = {each.pk: each for each in _open_at(at, since)}
    met, looked = _supervised(held, since, at)
    for pk, each in held.items():
        tally.add(each.where, met=int(pk in met), any=int(pk in looked))
        if pk not in met:
            tally.kept[pk] = each.where
    return tally


def _open_at(at: datetime, since: datetime) -> list[Fact]:
    """Crimes recorded here before `since` that were open at `at`: open now and not opened again since, or ended since."""
    later = CrimeEvent.objects.filter(crime=OuterRef("pk"), kind__in=_TURNS, recorded_at__gte=at)
    rows = Crime.objects.exclude(state="").filter(recorded_at__lt=since)
    rows = rows.filter(Q(state__in=_OPEN) | Q(Exists(later))).order_by()
    turned = _last_turns(rows.filter(Exists(later)).values_list("pk", flat=True), at)
    open_then = []
    for each in facts(rows):
        if turned.get(each.pk, EventKind.REOPENED) == EventKind.REOPENED:
            open_then.append(each)
    return open_then


def _last_turns(crimes: Iterable[int], at: datetime) -> dict[int, str]:
    """Of crimes that ended or were opened again afterwards: what had happened last until then."""
    found: dict[int, str] = {}
    for some in batched(crimes):
        rows = CrimeEvent.objects.filter(crime_id__in=some, kind__in=_TURNS, recorded_at__lt=at)
        for crime, kind in rows.order_by("recorded_at", "id").values_list("crime_id", "kind"):
            found[crime] = kind
    return found


def _supervised(held: dict[int, Fact], since: datetime, at: datetime) -> tuple[set[int], set[int]]:
    """Of these crimes, those with a meaningful entry of a supervisor between the times, and those with any."""
    entries: list[Entry] = []
    looked: set[int] = set()

    def said(pk: int, by: str, words: str) -> None:
        in_time = by != held[pk].recorded_by
        entries.append(Entry(pk, words, in_time))
        if in_time:
            looked.add(pk)

    for some in batched(held):
        rows = CrimeEvent.objects.filter(
            crime_id__in=some,
            kind__in=rule().crime_kinds,
            recorded_at__gte=since,
            recorded_at__lt=at,
        )
        for pk, by, role, text in rows.values_list("crime_id", "by", "role", "text"):
            if pk is not None and is_supervisor(role):
                said(pk, by, text)
        for pk, by, words in _reviews(some, since, at):
            said(pk, by, words)
    return meaningful(entries), looked


def _reviews(crimes: list[int], since: datetime, at: datetime) -> list[tuple[int, str, str]]:
    """Reviews of the decisions from which these crimes came: only supervisors and the registrar give one."""
    behind: dict[str, list[int]] = defaultdict(list)
    rows = Crime.objects.filter(pk__in=crimes).exclude(decision_ref="")
    for pk, ref in rows.values_list("pk", "decision_ref"):
        behind[ref].append(pk)
    reviews = Review.objects.filter(
        decision_origin__in=behind, reviewed_at__gte=since, reviewed_at__lt=at
    )
    return [
        (pk, by, words)
        for ref, by, words in reviews.values_list("decision_origin", "reviewed_by", "words")
        for pk in behind[ref][:1]
    ]
