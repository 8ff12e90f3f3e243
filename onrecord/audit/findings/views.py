"""Findings: the lists, one finding with what can be done, and what comes again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from onrecord.audit.errors import AuditError
from onrecord.audit.findings import actions, queries
from onrecord.audit.findings.forms import AcceptForm, DecideForm, DisputeForm, PassOnForm
from onrecord.audit.findings.models import Finding
from onrecord.audit.findings.page import face
from onrecord.audit.findings.policies import (
    can_answer,
    can_decide_dispute,
    can_pass_on,
    check_can_have_findings,
    check_can_see_finding,
    check_can_send,
)
from onrecord.audit.findings.ready import ready
from onrecord.audit.models import Audit
from onrecord.audit.policies import can_settle
from onrecord.deciding.views import next_page
from onrecord.people.access import page, shown, whoever

CHOICES = (
    ("mine", "For me"),
    ("open", "Open"),
    ("overdue", "Late"),
    ("disputed", "Disputed"),
    ("accepted", "Accepted"),
    ("reversed", "Reversed"),
    ("all", "All"),
)


@page(check_can_have_findings, reads="list of findings")
def finding_list(request: HttpRequest) -> HttpResponse:
    user = whoever(request)
    show = request.GET.get("show", "mine")
    show = show if show in queries.SHOWN else "mine"
    rows = queries.findings(user, show)
    context = {
        "findings": rows[: queries.MOST],
        "more": len(rows) > queries.MOST,
        "show": show,
        "choices": CHOICES,
        "ageing": queries.ageing(user),
        "waits": queries.waits(user),
    }
    return render(request, "audit/finding_list.html", context)


@page(check_can_have_findings, reads="repeats among findings")
def finding_repeats(request: HttpRequest) -> HttpResponse:
    user = whoever(request)
    context = {"repeats": queries.repeats(user), "sees_all": queries.may_see_all(user)}
    return render(request, "audit/finding_repeats.html", context)


@page(check_can_send, reads="findings of an audit")
def audit_findings(request: HttpRequest, audit_id: int) -> HttpResponse:
    """The findings of one audit; POST sends those that are ready."""
    audit = get_object_or_404(Audit.objects.select_related("programme"), pk=audit_id)
    user = whoever(request)
    shown(request, f"audit:{audit.pk}")
    if request.method == "POST":
        try:
            sent = actions.send_findings(audit=audit, by=user)
            messages.success(request, _sent_words(sent, can_settle(user)))
        except AuditError as error:
            messages.error(request, str(error))
        return redirect("audit-findings", audit.pk)
    found = ready(audit)
    rows = queries.findings(user, "all", audit)
    context = {
        "audit": audit,
        "to_send": len(found.readings),
        # Not for second readers: how many failures wait tells how many of the others were drawn by lot.
        "waiting": found.waiting if can_settle(user) else 0,
        "findings": rows[: queries.MOST],
        "more": len(rows) > queries.MOST,
        "answered": queries.answered(audit),
        "causes": queries.causes_of(audit),
    }
    return render(request, "audit/finding_audit.html", context)


def _sent_words(sent: actions.Sent, settles: bool) -> str:
    text = f"{sent.sent} finding{'' if sent.sent == 1 else 's'} sent."
    if sent.fell:
        text += f" {sent.fell} fell, since the registrar has passed the record."
    if sent.waiting and settles:
        text += f" {sent.waiting} more wait for a second reader."
    return text


@page(check_can_have_findings, reads="finding")
def finding_page(request: HttpRequest, finding_id: int) -> HttpResponse:
    finding = _finding(request, finding_id)
    return _show(request, finding)


@page(check_can_have_findings)
@require_POST
def finding_accept(request: HttpRequest, finding_id: int) -> HttpResponse:
    finding = _finding(request, finding_id)
    form = AcceptForm(request.POST, finding=finding)
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.accept(
                finding=finding,
                by=whoever(request),
                causes=data["causes"],
                words=data["words"],
                crime_refs=form.refs,
            )
            messages.success(request, "Accepted. Thank you: the audit knows what was put right.")
            return redirect("findings")
        except AuditError as error:
            form.add_error(None, str(error))
    return _show(request, finding, accept=form)


@page(check_can_have_findings)
@require_POST
def finding_dispute(request: HttpRequest, finding_id: int) -> HttpResponse:
    finding = _finding(request, finding_id)
    form = DisputeForm(request.POST)
    if form.is_valid():
        try:
            actions.dispute(finding=finding, by=whoever(request), words=form.cleaned_data["words"])
            messages.success(request, "Disputed. The registrar decides and gives reasons.")
            return redirect("findings")
        except AuditError as error:
            form.add_error(None, str(error))
    return _show(request, finding, dispute=form)


@page(check_can_have_findings)
@require_POST
def finding_pass_on(request: HttpRequest, finding_id: int) -> HttpResponse:
    finding = _finding(request, finding_id)
    form = PassOnForm(request.POST, finding=finding)
    if form.is_valid():
        to = form.cleaned_data["to"]
        try:
            actions.pass_on(
                finding=finding, by=whoever(request), to=to, words=form.cleaned_data["words"]
            )
            messages.success(request, f"The finding is with {to} now.")
            return redirect("findings")
        except AuditError as error:
            form.add_error(None, str(error))
    return _show(request, finding, pass_on=form)


@page(check_can_have_findings)
@require_POST
def finding_correct(request: HttpRequest, finding_id: int) -> HttpResponse:
    """Begin, or go on with, the decision that records what was missed."""
    finding = _finding(request, finding_id)
    try:
        decision = actions.begin_correction(finding=finding, by=whoever(request))
    except AuditError as error:
        messages.error(request, str(error))
        return redirect("finding", finding.pk)
    return next_page(decision)


@page(check_can_have_findings)
@require_POST
def finding_decide(request: HttpRequest, finding_id: int) -> HttpResponse:
    """The registrar's decision about a dispute."""
    finding = _finding(request, finding_id)
    form = DecideForm(request.POST, finding=finding)
    if form.is_valid():
        data, by = form.cleaned_data, whoever(request)
        try:
            if data["outcome"] == "uphold":
                actions.uphold(finding=finding, by=by, words=data["words"])
                messages.success(request, "Upheld. It is back with whoever disputed it.")
            else:
                actions.reverse(
                    finding=finding,
                    by=by,
                    words=data["words"],
                    how=data.get("how", ""),
                    answers=form.answers,
                )
                messages.success(
                    request, "Reversed. The rate is corrected; both readings are kept."
                )
            return redirect(f"{reverse('findings')}?show=disputed")
        except AuditError as error:
            form.add_error(None, str(error))
    return _show(request, finding, decide=form)


def _finding(request: HttpRequest, finding_id: int) -> Finding:
    finding = get_object_or_404(
        Finding.objects.select_related("item__audit__programme", "reading", "reversal"),
        pk=finding_id,
    )
    check_can_see_finding(whoever(request), finding)
    # Under the record's own name: whoever asks who saw a log finds those who saw it here.
    item = finding.item
    shown(request, f"{item.kind}:{item.system}:{item.ref_key}")
    return finding


def _show(request: HttpRequest, finding: Finding, **bound: object) -> HttpResponse:
    user = whoever(request)
    answer = can_answer(user, finding)
    decide = can_decide_dispute(user, finding)
    context = {
        **face(request, finding),
        "can_answer": answer,
        "can_dispute": answer and not finding.upheld,
        "can_settle": can_settle(user),
        "accept": bound.get("accept") or (AcceptForm(finding=finding) if answer else None),
        "dispute": bound.get("dispute") or (DisputeForm() if answer else None),
        "pass_on": bound.get("pass_on")
        or (PassOnForm(finding=finding) if can_pass_on(user, finding) else None),
        "decide": bound.get("decide") or (DecideForm(finding=finding) if decide else None),
        # The summary of errors at the top of the page is that of the form that was sent.
        "form": next(iter(bound.values()), None),
    }
    return render(request, "audit/finding.html", context)
