"""The schedule: what is due, what was left out and why, and whether the readers' hours are enough."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from onrecord.audit.errors import AuditError
from onrecord.audit.schedule import actions
from onrecord.audit.schedule.capacity import capacity
from onrecord.audit.schedule.forms import HoursForm, ReasonForm, SuspendForm
from onrecord.audit.schedule.policies import (
    can_keep_schedule,
    can_see_readers,
    check_can_keep_schedule,
    check_can_see_schedule,
)
from onrecord.audit.schedule.runs import rows
from onrecord.people.access import page, whoever


@page(check_can_see_schedule, reads="schedule of audits")
def schedule(request: HttpRequest) -> HttpResponse:
    return _show(request)


@page(check_can_keep_schedule)
@require_POST
def schedule_mark(request: HttpRequest) -> HttpResponse:
    """Suspend a programme, or take it up again."""
    form = SuspendForm(request.POST, held=rows())
    if form.is_valid():
        data = form.cleaned_data
        act = actions.suspend if data["what"] == "suspend" else actions.resume
        try:
            act(slug=data["programme"], by=whoever(request), why=data["why"], day=data["day"])
            messages.success(request, "Written, with the reason.")
            return redirect("audit-schedule")
        except AuditError as error:
            form.add_error(None, str(error))
    return _show(request, suspend=form)


@page(check_can_keep_schedule)
@require_POST
def schedule_reason(request: HttpRequest) -> HttpResponse:
    """Say why a period has no audit."""
    form = ReasonForm(request.POST, held=rows())
    if form.is_valid():
        slug, _, period = form.cleaned_data["gap"].partition("\t")
        try:
            actions.give_reason(
                slug=slug, by=whoever(request), period=period, why=form.cleaned_data["why"]
            )
            messages.success(request, "Written. The gap stays visible, with its reason.")
            return redirect("audit-schedule")
        except AuditError as error:
            form.add_error(None, str(error))
    return _show(request, reason=form)


@page(check_can_keep_schedule)
@require_POST
def schedule_hours(request: HttpRequest) -> HttpResponse:
    """Set a reader's hours a week."""
    form = HoursForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.set_hours(reader=data["reader"], by=whoever(request), hours=data["hours"])
            messages.success(request, f"The hours of {data['reader']} are set.")
            return redirect("audit-schedule")
        except AuditError as error:
            form.add_error(None, str(error))
    return _show(request, hours=form)


def _show(request: HttpRequest, **bound: object) -> HttpResponse:
    user = whoever(request)
    held = rows()
    keeps = can_keep_schedule(user)
    gaps = any(row.gaps for row in held)
    context = {
        "rows": held,
        "capacity": capacity(held) if can_see_readers(user) else None,
        "keeps": keeps,
        "suspend": bound.get("suspend") or (SuspendForm(held=held) if keeps else None),
        "reason": bound.get("reason") or (ReasonForm(held=held) if keeps and gaps else None),
        "hours": bound.get("hours") or (HoursForm() if keeps else None),
        "form": next(iter(bound.values()), None),
    }
    return render(request, "audit/schedule.html", context)
