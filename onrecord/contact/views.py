"""The list of logs, and one log with all that is known of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from onrecord.contact import queries
from onrecord.contact.actions import subject_of
from onrecord.contact.clock import clocks
from onrecord.contact.forms import LogFilterForm
from onrecord.contact.forms.command import CommandForm
from onrecord.contact.forms.words import EntryForm
from onrecord.contact.models import Log
from onrecord.contact.page import (
    MOST_ENTRIES,
    crimes_of,
    kept_here,
    other_log,
    recording_gap,
    timeline,
)
from onrecord.contact.panels import shown_panels
from onrecord.contact.policies import check_can_view_log, check_can_view_logs, visible_logs
from onrecord.ledger.queries import history
from onrecord.people.access import page, shown, whoever
from onrecord.people.roles import Permission


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
    running = clocks(found.logs)
    shown(request, request.GET.urlencode() or "all")
    context = {
        "form": form,
        "page": found,
        "rows": [(log, running.get(log.pk)) for log in found.logs],
        "any_clock": bool(running),
        "after": after,
        "everywhere": everywhere,
    }
    return render(request, "contact/log_list.html", context)


@page(check_can_view_logs, reads="log")
def log_page(request: HttpRequest, log_id: int) -> HttpResponse:
    user = whoever(request)
    log = get_object_or_404(Log, pk=log_id)
    check_can_view_log(user, log)
    shown(request, subject_of(log))
    return show_log(request, log)


def show_log(request: HttpRequest, log: Log, command: object = None) -> HttpResponse:
    """The page of a log; `command`: the form of the command line, where it has something to say."""
    user = whoever(request)
    crimes = crimes_of(log)
    lines = queries.entries_of(log, MOST_ENTRIES)
    moments = timeline(log, crimes, lines[:MOST_ENTRIES])
    context: dict[str, object] = {
        "log": log,
        "crimes": crimes,
        "off_count": [crime for crime in crimes if not crime.counted],
        "moments": moments,
        "more_lines": len(lines) > MOST_ENTRIES,
        "gap": recording_gap(log),
        "late": (recording_gap(log) or queries.LIMIT) > queries.LIMIT,
        "versions": history(subject_of(log)),
        "duplicate_of": other_log(log, user),
        "panels": shown_panels(request, user, log),
    }
    if log.opened_at is None:
        return render(request, "contact/log.html", context)
    context |= kept_here(log, user, lines[:MOST_ENTRIES])
    context["command"] = command
    if context["may_write"]:
        said, asks = "said" in request.GET, "help" in request.GET
        context |= {
            "moments": moments[::-1],
            "command": command or CommandForm(said=said, asks=asks),
            "help": asks,
            "entry_form": EntryForm(log=log, user=user),
        }
    return render(request, "contact/log_kept.html", context)
