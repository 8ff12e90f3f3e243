"""What is open about crimes recorded here: rape under investigation, victims not told, requests for authority."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from onrecord.people.models import User
from onrecord.people.names import name_of
from onrecord.recording.models import Crime, CrimeEvent, CrimePerson, Group
from onrecord.recording.people import VICTIM
from onrecord.recording.policies import visible_crimes
from onrecord.recording.states import LIVE, CrimeState, EventKind
from onrecord.supervision.lists.models import AuthorityRequest
from onrecord.supervision.reviews.models import Look
from onrecord.supervision.subjects.base import Clock, Filter, Rows, Shown, Subject, first, one_of
from onrecord.supervision.subjects.looked import last_looks, notes_of

OPEN = (CrimeState.RECORDED, CrimeState.REOPENED)
# Classes 19C to 19K of the Home Office list are rape.
RAPE = "19"
# Crimes recorded longer ago than this are the audit's business (programme victims-told), no longer a shift's.
TOLD_WITHIN = timedelta(days=28)


def here(*states: str) -> Rows:
    """Crimes recorded here in these states. The second half says nothing new: by it SQLite sees that the index of crimes
    recorded here holds them all."""
    return Crime.objects.filter(~Q(state=""), state__in=states)


def _rape(now: datetime) -> Rows:
    return here(*OPEN).filter(crime_class__startswith=RAPE, recorded_at__isnull=False)


def _untold(now: datetime) -> Rows:
    """Crimes in the count, with a victim, of whom nobody was told that it is recorded."""
    told = CrimeEvent.objects.filter(
        crime=OuterRef("pk"), kind=EventKind.TOLD, detail__topic="recorded"
    )
    victim = CrimePerson.objects.filter(
        crime=OuterRef("pk"), removed=False, roles__icontains=f'"{VICTIM}"'
    )
    return here(*LIVE).filter(~Exists(told), Exists(victim), recorded_at__gte=now - TOLD_WITHIN)


def _investigations(now: datetime) -> Rows:
    """With `looked`: when a supervisor last looked at it; where none has, when it was recorded."""
    last = (
        Look.objects.filter(kind="crime", target=OuterRef("pk"))
        .order_by("-made_at")
        .values("made_at")[:1]
    )
    return (
        here(*OPEN)
        .filter(recorded_at__isnull=False)
        .annotate(looked=Coalesce(Subquery(last), F("recorded_at")))
    )


def _show_investigations(rows: Sequence[Crime], now: datetime) -> Mapping[int, Shown]:
    """Leading to the page of the look, with who looked last and what was to be done next."""
    latest = last_looks("crime", [row.pk for row in rows])
    found = {}
    for row in rows:
        last = latest.get(row.pk)
        notes = notes_of(last)
        if last and last.next_step:
            notes.append(f"next: {first(last.next_step)}")
        what = f"{row.crime_class} {row.offence}".strip()
        found[row.pk] = Shown(row.ref, what, reverse("look", args=["crime", row.pk]), notes)
    return found


def _show(rows: Sequence[Crime], now: datetime) -> Mapping[int, Shown]:
    events = CrimeEvent.objects.filter(crime__in=[row.pk for row in rows]).order_by()
    touched = dict(events.values_list("crime").annotate(last=Max("recorded_at")))
    return {
        row.pk: Shown(
            row.ref,
            f"{row.crime_class} {row.offence}".strip(),
            reverse("crime", args=[row.pk]),
            [f"last touched {timezone.localtime(touched[row.pk]):%d/%m/%Y %H:%M}"]
            if row.pk in touched
            else [],
        )
        for row in rows
    }


def _requests(now: datetime) -> Rows:
    """Requests that nobody has given back, and whose step hasn't been taken since."""
    since = CrimeEvent.objects.filter(
        crime=OuterRef("crime"),
        kind__in=(EventKind.CANCELLED, EventKind.OUTCOME, EventKind.TRANSFERRED, EventKind.TO_N100),
        recorded_at__gte=OuterRef("asked_at"),
    )
    return (
        AuthorityRequest.objects.filter(given_back_at__isnull=True)
        .exclude(Exists(since))
        .select_related("crime")
    )


def _see_requests(user: User, rows: Rows) -> Rows:
    return rows.filter(Exists(visible_crimes(user, Crime.objects.filter(pk=OuterRef("crime")))))


def _show_requests(rows: Sequence[AuthorityRequest], now: datetime) -> Mapping[int, Shown]:
    return {
        row.pk: Shown(
            row.crime_ref,
            f"{row.get_what_display()}: {first(row.words)}",
            reverse("authority-request", args=[row.crime_id]),
            [f"asked by {name_of(row.asked_by)}", row.crime.offence],
        )
        for row in rows
    }


def _group() -> list[tuple[str, str]]:
    return list(Group.choices)


_RECORDED = Clock("when it was recorded", "recorded_at")
_FILTERS = {"group": Filter("Group of offences", one_of("group"), _group)}


def _crimes(key: str, words: str, rows: Any) -> Subject:
    return Subject(
        key=key,
        words=words,
        kind="crime",
        rows=rows,
        seen=visible_crimes,
        clocks={"recorded": _RECORDED},
        department="department",
        natural=F("recorded_by"),
        filters=_FILTERS,
        show=_show,
    )


CRIMES = (
    _crimes("rape", "crimes of rape under investigation", _rape),
    _crimes("not-told", "crimes of the last 28 days whose victim has not been told", _untold),
    Subject(
        key="investigations",
        words="open investigations, by when a supervisor last looked at them",
        # A kind of its own: whose the investigation is, and who looks at it, are two people.
        kind="look",
        rows=_investigations,
        seen=visible_crimes,
        clocks={
            "looked": Clock("a supervisor's last look, or the recording", "looked"),
            "recorded": _RECORDED,
        },
        department="department",
        filters=_FILTERS,
        show=_show_investigations,
        not_for=lambda user: Q(recorded_by=user.username),
    ),
    Subject(
        key="for-authority",
        words="cancellations and outcomes that wait for somebody with the authority",
        kind="authority",
        rows=_requests,
        seen=_see_requests,
        clocks={"asked": Clock("when it was asked for", "asked_at")},
        department="department",
        filters={
            "what": Filter(
                "What is asked", one_of("what"), lambda: list(AuthorityRequest.What.choices)
            )
        },
        show=_show_requests,
        not_for=lambda user: Q(asked_by=user.username),
    ),
)
