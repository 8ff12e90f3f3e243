"""What the lists of crimes and of references that fit nothing show."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from onrecord.contact.queries import start_of
from onrecord.contact.references import reference_key
from onrecord.recording.models import Crime, ReportedIncident, UnlinkedReference
from onrecord.recording.states import IncidentState

PAGE = 50
_LAST = "\U0010ffff"


@dataclass(frozen=True)
class CrimePage:
    """One page of crimes; `older` continues it."""

    crimes: list[Crime]
    older: str


def crime_page(
    *,
    reference: str = "",
    since: date | None = None,
    until: date | None = None,
    group: str = "",
    unlinked: bool = False,
    undated: bool = False,
    state: str = "",
    after: str = "",
    crimes: QuerySet[Crime] | None = None,
) -> CrimePage:
    """Crimes by the time they were recorded, newest first; by reference where one is looked for or none has a time.

    `crimes`: those that the reader may see; all of them unless given.
    """
    found = Crime.objects.all() if crimes is None else crimes
    if reference:
        key = reference_key(reference)
        if connection.vendor == "postgresql":
            found = found.filter(ref_key__startswith=key)
        else:
            found = found.filter(ref_key__gte=key, ref_key__lt=key + _LAST)
    if since:
        found = found.filter(recorded_at__gte=start_of(since))
    if until:
        found = found.filter(recorded_at__lt=start_of(until + timedelta(days=1)))
    if group:
        found = found.filter(group=group)
    if state:
        # The second half says nothing new; by it SQLite sees that the index of crimes recorded here holds them all.
        found = found.filter(~Q(state=""), state=state)
    if unlinked:
        found = found.filter(crimelog__isnull=True)
    by_reference = bool(reference) or undated
    found = found.filter(recorded_at__isnull=True) if undated else found
    number, _, rest = after.partition("~")
    continues = number.isdecimal() and len(number) < 19 and rest.isprintable()
    if by_reference:
        found = found.order_by("ref_key", "id")
        if continues:
            found = found.filter(ref_key__gte=rest).filter(
                Q(ref_key__gt=rest) | Q(id__gt=int(number))
            )
    else:
        found = found.filter(recorded_at__isnull=False).order_by("-recorded_at", "-id")
        moment = _moment(rest) if continues else None
        if moment:
            found = found.filter(recorded_at__lte=moment).filter(
                Q(recorded_at__lt=moment) | Q(id__lt=int(number))
            )
    rows = list(found[: PAGE + 1])
    older = ""
    if len(rows) > PAGE:
        last = rows[PAGE - 1]
        key_part = (
            last.ref_key
            if by_reference or last.recorded_at is None
            else last.recorded_at.astimezone(UTC).isoformat()
        )
        older = f"{last.id}~{key_part}"
    return CrimePage(rows[:PAGE], older)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def unlinked_page(*, side: str = "", after: int | None = None) -> list[UnlinkedReference]:
    """References that fit nothing, in the order in which they were found; one more than a page holds."""
    found = UnlinkedReference.objects.order_by("id")
    if side:
        found = found.filter(side=side)
    if after:
        found = found.filter(id__gt=after)
    return list(found[: PAGE + 1])


def unlinked_counts(up_to: int = 10_000) -> list[tuple[str, str, int]]:
    """How many there are of each kind (side, words, count), counted no further than `up_to`."""
    return [
        (
            side.value,
            side.label,
            UnlinkedReference.objects.filter(side=side).values("id")[: up_to + 1].count(),
        )
        for side in UnlinkedReference.Side
    ]


def incident_page(
    incidents: QuerySet[ReportedIncident],
    *,
    kind: str = "",
    code: str = "",
    state: str = "",
    due: bool = False,
    reference: str = "",
    after: str = "",
) -> list[ReportedIncident]:
    """Reported incidents, newest first; one more than a page holds. `due`: open, and come up today or earlier."""
    found = incidents
    if kind:
        found = found.filter(kind=kind)
    if code:
        found = found.filter(sub_code=code)
    if state:
        # The second half says nothing new; by it SQLite sees that the index of crimes recorded here holds them all.
        found = found.filter(~Q(state=""), state=state)
    if due:
        found = found.filter(state=IncidentState.OPEN, comes_up_on__lte=timezone.localdate())
    if reference:
        found = found.filter(ref_key__startswith=reference_key(reference))
    if after.isdecimal() and len(after) < 19:
        found = found.filter(pk__lt=int(after))
    return list(found.order_by("-pk")[: PAGE + 1])
