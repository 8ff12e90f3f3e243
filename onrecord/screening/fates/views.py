"""What the finder reads in one log, and what becomes of it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from onrecord.contact.actions import subject_of
from onrecord.contact.models import Log
from onrecord.people.access import check_permission, page, shown, whoever
from onrecord.people.roles import Permission
from onrecord.screening.fates import actions
from onrecord.screening.fates.actions import FateError
from onrecord.screening.fates.forms import RejectForm, ReopenForm
from onrecord.screening.fates.page import earlier, shown_of
from onrecord.screening.fates.policies import (
    can_judge,
    check_can_judge_any,
    check_can_see_any_disclosed,
    check_can_see_disclosed,
)
from onrecord.screening.fates.sources import start_decision
from onrecord.screening.scoring.suggestions import disclosed_now


def _log(request: HttpRequest, log_id: int) -> Log:
    log = get_object_or_404(Log, pk=log_id)
    check_can_see_disclosed(whoever(request), log)
    shown(request, subject_of(log))
    return log


@page(check_can_see_any_disclosed, reads="what the finder reads in a log")
def disclosed(request: HttpRequest, log_id: int) -> HttpResponse:
    return _show(request, _log(request, log_id))


def _show(
    request: HttpRequest, log: Log, form: forms.Form | None = None, offence: str = ""
) -> HttpResponse:
    """The page; `form`: the one that has something to say, and of which offence."""
    user = whoever(request)
    now = disclosed_now(log)
    rows = shown_of(now, log, user)
    judges = can_judge(user, log)
    context = {
        "log": log,
        "now": now,
        "rows": [(row, *_forms(row, number, form, offence)) for number, row in enumerate(rows)],
        "earlier": earlier(now, log),
        "form": form,
        "may_judge": judges,
        "may_decide": user.may(Permission.DECIDE),
        "open": any(row.colour == "amber" for row in rows),
    }
    return render(request, "screening/disclosed.html", context)


def _forms(row: Any, number: int, form: forms.Form | None, offence: str) -> tuple[Any, Any]:
    """The two forms of a suggestion, each with names of its own on the page."""
    title = row.suggestion.offence.title
    given = form if offence == title else None
    found = []
    for kind in (RejectForm, ReopenForm):
        if isinstance(given, kind):
            found.append(given)
        else:
            found.append(kind(initial={"offence": title}, auto_id=f"{kind.__name__}-{number}-%s"))
    return found[0], found[1]


@page(check_can_judge_any)
@require_POST
def disclosed_reject(request: HttpRequest, log_id: int) -> HttpResponse:
    return _changed(
        request,
        log_id,
        RejectForm,
        actions.reject,
        "Rejected. The reason is kept, and counts for how good the finder is.",
    )


@page(check_can_judge_any)
@require_POST
def disclosed_reopen(request: HttpRequest, log_id: int) -> HttpResponse:
    return _changed(request, log_id, ReopenForm, actions.reopen, "It is open again.")


def _changed(
    request: HttpRequest,
    log_id: int,
    kind: type[forms.Form],
    act: Callable[..., Any],
    done: str,
) -> HttpResponse:
    log = _log(request, log_id)
    form = kind(request.POST)
    if form.is_valid():
        try:
            act(log=log, by=whoever(request), **form.cleaned_data)
            messages.success(request, done)
            return redirect("disclosed", log.pk)
        except FateError as error:
            form.add_error(None, str(error))
    return _show(request, log, form, request.POST.get("offence", ""))


@page(check_can_see_any_disclosed)
@require_POST
def disclosed_decide(request: HttpRequest, log_id: int) -> HttpResponse:
    """To the ordinary decision. Nothing is recorded, and nothing is answered beforehand."""
    user = whoever(request)
    check_permission(user, Permission.DECIDE)
    log = _log(request, log_id)
    actions.take_up(log=log, by=user)
    return redirect(start_decision(log, user))
