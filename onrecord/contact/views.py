"""The list of logs, and one log with all that is known of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from onrecord.contact import queries
from onrecord.contact.actions import subject_of
from onrecord.contact.forms import LogFilterForm
from onrecord.contact.models import Log, Precision
from onrecord.contact.panels import shown_panels
from onrecord.contact.policies import check_can_view_log, check_can_view_logs, visible_logs
from onrecord.ledger.queries import history
from onrecord.people.access import page, shown, whoever
from onrecord.people.models import User
from onrecord.people.roles import Permission

MOST_ENTRIES = 500


@dataclass(frozen=True)
class Moment:
    """One point of a log's time-line."""

    at: datetime
    precision: str
    title: str
    text: str = ""
    who: str = ""
    crime: Any = field(default=None)


@page(check_can_view_logs, reads="list of logs")
def log_list(request: HttpRequest) -> HttpResponse:
    user = whoever(request)
    everywhere = user.may(Permission.ALL_DEPARTMENTS)
    form = LogFilterForm(
        request.GET or None,
        suspects=user.may(Permission.VIEW_SUSPECTS),
        departments=everywhere,
    )
    after = request.GET.get("after", "")
    found = queries.log_page(visible_logs(user, Log.objects.all()), form.asked(), after)
    shown(request, request.GET.urlencode() or "all")
    context = {
        "form": form,
        "page": found,
        "after": after,
        "everywhere": everywhere,
        "filtered": any(value for name, value in request.GET.items() if name != "after"),
    }
    return render(request, "contact/log_list.html", context)


@page(check_can_view_logs, reads="log")
def log_page(request: HttpRequest, log_id: int) -> HttpResponse:
    user = whoever(request)
    log = get_object_or_404(Log, pk=log_id)
    check_can_view_log(user, log)
    subject = subject_of(log)
    shown(request, subject)
    crimes = crimes_of(log)
    lines = queries.entries_of(log, MOST_ENTRIES)
    context = {
        "log": log,
        "crimes": crimes,
        "moments": timeline(log, crimes, lines[:MOST_ENTRIES]),
        "more_lines": len(lines) > MOST_ENTRIES,
        "gap": recording_gap(log),
        "late": (recording_gap(log) or queries.LIMIT) > queries.LIMIT,
        "versions": history(subject),
        "duplicate_of": other_log(log, user),
        "panels": shown_panels(request, user, log),
    }
    return render(request, "contact/log.html", context)


def crimes_of(log: Log) -> list[Any]:
    """The crimes linked to a log, each with `how` it is known."""
    links = log.crimes.through.objects.filter(log=log).select_related("crime").order_by("crime_id")
    crimes = []
    link: Any
    for link in links:
        link.crime.how = link.get_how_display()
        crimes.append(link.crime)
    return crimes


def recording_gap(log: Log) -> Any:
    """From receipt to the first crime record; None where a time is too coarse to say, or there is none."""
    if log.first_recorded_at is None or log.received_precision != Precision.MINUTE:
        return None
    return log.first_recorded_at - log.received_at


def other_log(log: Log, user: User) -> Log | None:
    """The log of which this one is a duplicate, if it is here and this person may see it."""
    if not log.duplicate_of:
        return None
    same_system = visible_logs(user, Log.objects.filter(system=log.system))
    return same_system.filter(ref_key=queries.reference_key(log.duplicate_of)).first()


def timeline(log: Log, crimes: list[Any], lines: list[Any]) -> list[Moment]:
    """Receipt, lines, crimes and closure in the order of their times."""
    moments = [Moment(log.received_at, log.received_precision, "Report received", "", log.source)]
    moments += [
        Moment(
            line.entered_at,
            "minute",
            "",
            line.text,
            ", ".join(filter(None, [line.author, line.role])),
        )
        for line in lines
    ]
    moments += [
        Moment(
            crime.recorded_at, crime.recorded_precision, "Crime recorded", crime.offence, "", crime
        )
        for crime in crimes
        if crime.recorded_at
    ]
    if log.closed_at:
        moments.append(Moment(log.closed_at, "minute", "Log closed", log.closing_code, log.officer))
    return sorted(moments, key=lambda moment: moment.at)
