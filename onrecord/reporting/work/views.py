"""A report as those who work on it see it: word for word, what presses, and what can be done about it."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from onrecord.contact.force import force
from onrecord.contact.policies import check_can_view_logs
from onrecord.people.access import page, shown, whoever
from onrecord.people.models import User
from onrecord.reporting.content import report_subject
from onrecord.reporting.errors import ReportError
from onrecord.reporting.models import Report, ReportMessage
from onrecord.reporting.policies import (
    can_answer_challenge,
    can_confirm,
    can_work_report,
    check_can_view_report,
    check_can_work_reports,
)
from onrecord.reporting.states import MessageKind
from onrecord.reporting.work import working
from onrecord.reporting.work.decided import decided_of
from onrecord.reporting.work.forms import FORMS, ChallengeForm, form_of
from onrecord.reporting.work.showing import context_of

_SAID = {
    "release": "Released: its log is open, and the 24 hours run from when it was sent.",
    "set-aside": "Set aside, with your reason. It is kept.",
    "pass-on": "Passed on. It is kept here; close its log in the ordinary way.",
    "ours": "It is ours: it is no longer among those for another force. Its 24 hours run from when it was sent, as before.",
    "write": "The reporter finds it on their page.",
}


@page(check_can_view_logs, reads="report on line")
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    return _page(request, _seen(request, report_id))


@page(check_can_work_reports, reads="report on line")
@require_POST
def step(request: HttpRequest, report_id: int, what: str) -> HttpResponse:
    """One step with a report."""
    row, user = _seen(request, report_id), whoever(request)
    if what not in FORMS:
        raise Http404("There is no such step.")
    form = form_of(what, request.POST)
    if form.is_valid():
        try:
            _take(what, row, user, form.cleaned_data)
            messages.success(request, _SAID[what])
            return redirect("report-work", row.pk)
        except ReportError as error:
            form.add_error(None, str(error))
            row.refresh_from_db()
    return _page(request, row, {what: form})


def _take(what: str, row: Report, user: User, said: dict[str, Any]) -> None:
    if what == "release":
        working.release(report=row, by=user)
    elif what == "set-aside":
        working.set_aside(report=row, by=user, reason=said["reason"])
    elif what == "pass-on":
        working.pass_on(report=row, by=user, force=said["force"], their_ref=said["their_ref"])
    elif what == "ours":
        working.keep_ours(report=row, by=user, reason=said["reason"])
    else:
        working.write_to(report=row, by=user, text=said["text"])


@page(check_can_work_reports, reads="report on line")
@require_POST
def message_step(request: HttpRequest, message_id: int, what: str) -> HttpResponse:
    """A message of the reporter: mark it as read, or answer the challenge."""
    message = get_object_or_404(ReportMessage.objects.select_related("report"), pk=message_id)
    row, user = _seen(request, message.report_id), whoever(request)
    if what == "read":
        try:
            working.mark_read(message=message, by=user)
        except ReportError as error:
            messages.error(request, str(error))
        return redirect("report-work", row.pk)
    if what != "answer":
        raise Http404("There is no such step.")
    form = ChallengeForm(request.POST, prefix=f"m{message.pk}", auto_id=f"m{message.pk}-%s")
    if form.is_valid():
        try:
            working.answer_challenge(message=message, by=user, **form.cleaned_data)
            messages.success(request, "Answered. The reporter finds it on their page.")
            return redirect("report-work", row.pk)
        except ReportError as error:
            form.add_error(None, str(error))
    return _page(request, row, {f"m{message.pk}": form})


def _seen(request: HttpRequest, report_id: int) -> Report:
    row = get_object_or_404(Report, pk=report_id)
    check_can_view_report(whoever(request), row)
    shown(request, report_subject(row))
    return row


def _page(request: HttpRequest, row: Report, given: dict[str, Form] | None = None) -> HttpResponse:
    """The page, with a form that was sent and could not be taken."""
    user, given = whoever(request), given or {}
    works = can_work_report(user, row)
    told: list[dict[str, Any]] = []
    for each in row.messages.order_by("number"):
        key = f"m{each.pk}"
        open_challenge = each.kind == MessageKind.CHALLENGE and each.answered_at is None
        may = works and open_challenge and can_answer_challenge(user, each)
        form = given.get(key) or ChallengeForm(prefix=key, auto_id=f"{key}-%s") if may else None
        told.append(
            {
                "row": each,
                "form": form,
                "open_challenge": open_challenge,
                "presses": working.presses(each),
            }
        )
    forms = {what.replace("-", "_"): given.get(what) or form_of(what) for what in FORMS}
    forms["pass_on"] = given.get("pass-on") or form_of(
        "pass-on", initial={"force": row.other_force}
    )
    failed = next((form for form in given.values() if form.errors), None)
    shown_of = context_of(row)
    context = {
        **shown_of,
        **decided_of(row, shown_of["log"], user),
        "works": works,
        "forms": forms,
        "told": told,
        "form": failed,
        "may_confirm": works and can_confirm(user, row),
        "force_name": force().name,
    }
    return render(request, "reporting/work.html", context, status=400 if failed else 200)
