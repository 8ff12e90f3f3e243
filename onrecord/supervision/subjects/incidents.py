"""Records that are no crime and are still open: N100, crime-related incidents, non-crime records."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from onrecord.people.roles import Role
from onrecord.recording.incidents import sub_codes
from onrecord.recording.models import CrimeEvent, ReportedIncident
from onrecord.recording.policies import visible_incidents
from onrecord.recording.states import IncidentKind, IncidentState
from onrecord.supervision.subjects.base import (
    Clock,
    DayOf,
    Filter,
    Rows,
    Shown,
    Subject,
    first,
    one_of,
)

# A crime-related incident whose victim may still be found (onrecord.recording.incidents).
TO_FIND = ("", "not-traced")


def _incidents(*kinds: str, codes: Sequence[str] | None = None) -> Any:
    def rows(now: datetime) -> Rows:
        """With `comes_up`: the day on which it comes up again; where nobody named one, it comes up at once."""
        found = ReportedIncident.objects.filter(kind__in=kinds, state=IncidentState.OPEN)
        if codes is not None:
            found = found.filter(sub_code__in=codes)
        return found.annotate(comes_up=Coalesce(F("comes_up_on"), DayOf("recorded_at")))

    return rows


def _show(rows: Sequence[ReportedIncident], now: datetime) -> Mapping[int, Shown]:
    """With when it was last touched, whether the registrar has, and what is still to be tried."""
    events = CrimeEvent.objects.filter(incident__in=[row.pk for row in rows]).order_by()
    touched = dict(events.values_list("incident").annotate(last=Max("recorded_at")))
    overseen = set(
        events.filter(role=Role.REGISTRAR.label).values_list("incident", flat=True).distinct()
    )
    found = {}
    for row in rows:
        last = touched.get(row.pk)
        notes = [
            f"last touched {timezone.localtime(last):%d/%m/%Y %H:%M}" if last else "never touched"
        ]
        if row.kind == IncidentKind.N100:
            seen = row.pk in overseen
            notes.append(
                "the registrar has written in it" if seen else "nothing by the registrar in it yet"
            )
        if row.to_try:
            notes.append(f"still to try: {first(row.to_try)}")
        if row.comes_up_on is None:
            notes.append("no day named on which it comes up again")
        code = f" {row.sub_code}" if row.sub_code and "/" in row.sub_code else ""
        what = f"{IncidentKind(row.kind).label}{code}: {first(row.reason)}"
        found[row.pk] = Shown(row.ref, what, reverse("incident", args=[row.pk]), notes)
    return found


def _to_try(values: Sequence[str]) -> Q:
    found = Q(pk__in=[])
    for each in values:
        found |= Q(to_try="") if each == "no" else ~Q(to_try="")
    return found


def _codes(kind: str) -> Any:
    return lambda: list(sub_codes(kind).items())


_CLOCKS = {
    "comes-up": Clock("the day on which it comes up again", "comes_up", day=True),
    "recorded": Clock("when it was recorded", "recorded_at"),
}


def _subject(key: str, words: str, kind: str, natural: Any = None, **more: Any) -> Subject:
    held = {} if natural is None else {"natural": natural}
    return Subject(
        key=key,
        words=words,
        kind="incident",
        rows=_incidents(kind, **more),
        seen=visible_incidents,
        clocks=_CLOCKS,
        department="department",
        filters={
            "code": Filter("Code", one_of("sub_code"), _codes(kind)),
            "to-try": Filter(
                "What is still to try",
                _to_try,
                lambda: [("yes", "something is named"), ("no", "nothing is named")],
            ),
        },
        show=_show,
        **held,
    )


INCIDENTS = (
    # Those who manage them are named by hand: whoever recorded it isn't whose it stays.
    _subject("n100", "open reported incidents of rape (N100)", IncidentKind.N100),
    _subject("n300", "open reported incidents of sudden death (N300)", IncidentKind.N300),
    _subject(
        "non-crime",
        "open non-crime records of domestic abuse, children and vulnerable adults",
        IncidentKind.NON_CRIME,
    ),
    _subject(
        "victim-to-find",
        "crime-related incidents whose victim is still to be found",
        IncidentKind.CRIME_RELATED,
        F("recorded_by"),
        codes=TO_FIND,
    ),
)
