"""Opening a log and writing in it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from onrecord.contact import commands
from onrecord.contact.actions import Conflict, LogError, subject_of
from onrecord.contact.forms.command import CommandForm
from onrecord.contact.forms.deeds import DEEDS
from onrecord.contact.forms.opening import OpenLogForm
from onrecord.contact.models import Log
from onrecord.contact.policies import check_can_open_logs, check_can_write_log
from onrecord.contact.queries import entries_of
from onrecord.contact.views import show_log
from onrecord.people.access import page, shown, whoever
from onrecord.people.sent import sent

NEWEST = 5


@page(check_can_open_logs)
def log_open(request: HttpRequest) -> HttpResponse:
    form = OpenLogForm(user=whoever(request), **sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            log, doubts = form.do()
        except LogError as error:
            form.add_error(None, ValidationError(error.reasons))
        else:
            messages.success(request, f"Log {log.ref} is open.")
            for doubt in doubts:
                messages.warning(request, doubt)
            return redirect("log", log_id=log.pk)
    return render(request, "contact/log_open.html", {"form": form})


@page(check_can_open_logs, reads="log, to write in it")
def log_keep(request: HttpRequest, log_id: int, what: str) -> HttpResponse:
    """One of `DEEDS`."""
    user = whoever(request)
    if what not in DEEDS:
        raise Http404(what)
    log = get_object_or_404(Log, pk=log_id)
    check_can_write_log(user, log)
    shown(request, subject_of(log))
    about = DEEDS[what].find_about(log, request.GET.get("about", ""))
    form = DEEDS[what](log=log, user=user, about=about, **sent(request))
    newer = []
    if request.method == "POST" and form.is_valid():
        try:
            said = form.do()
        except Conflict as error:
            form = form.again()
            form.add_error(None, str(error))
            newer = entries_of(log, 10_000)[-NEWEST:]
        except LogError as error:
            form.add_error(None, ValidationError(error.reasons))
        else:
            messages.success(request, said)
            return redirect("log", log_id=log.pk)
    context = {"form": form, "log": log, "what": what, "about": about, "newer": newer}
    return render(request, "contact/log_keep.html", context)


@require_POST
@page(check_can_open_logs, reads="log")
def log_command(request: HttpRequest, log_id: int) -> HttpResponse:
    """The command line. What was typed wrong comes back in the field, on the log's page."""
    user = whoever(request)
    log = get_object_or_404(Log, pk=log_id)
    check_can_write_log(user, log)
    shown(request, subject_of(log))
    form = CommandForm(request.POST)
    here = reverse("log", args=[log.pk])
    if form.is_valid():
        found = form.cleaned_data
        try:
            said = commands.run(log=log, by=user, line=found["line"], origin=found["origin"])
        except commands.HelpWanted:
            return redirect(f"{here}?help=yes")
        except LogError as error:
            form.add_error("line", str(error))
        else:
            messages.success(request, said, extra_tags="said")
            return redirect(f"{here}?said=yes")
    return show_log(request, Log.objects.get(pk=log.pk), form)
