"""Records that are no crime: their list, each one's page, and the page of each thing that may be done to it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from onrecord.contact.actions import LogError
from onrecord.contact.policies import can_view_log
from onrecord.ledger.queries import history
from onrecord.people.access import page, shown, whoever
from onrecord.people.sent import sent
from onrecord.recording import queries, subjects
from onrecord.recording.decisions import behind
from onrecord.recording.forms.lists import IncidentFilterForm
from onrecord.recording.forms.new import IncidentForm
from onrecord.recording.forms.steps import INCIDENT_FORMS
from onrecord.recording.incidents import sub_codes
from onrecord.recording.models import Crime, ReportedIncident
from onrecord.recording.policies import (
    can_record,
    check_can_record,
    check_can_view_crimes,
    check_can_view_incident,
    check_incident_step,
    visible_crimes,
    visible_incidents,
)
from onrecord.recording.states import INCIDENT_STEPS
from onrecord.recording.stepping import offers, step_page


@page(check_can_view_crimes, reads="list of reported incidents")
def incident_list(request: HttpRequest) -> HttpResponse:
    user = whoever(request)
    form = IncidentFilterForm(request.GET or None)
    asked: dict[str, Any] = form.cleaned_data if form.is_bound and form.is_valid() else {}
    after = request.GET.get("after", "")
    found = queries.incident_page(
        visible_incidents(user, ReportedIncident.objects.all()), **asked, after=after
    )
    shown(request, request.GET.urlencode() or "all")
    context = {
        "form": form,
        "rows": found[: queries.PAGE],
        "older": found[queries.PAGE - 1].pk if len(found) > queries.PAGE else None,
        "after": after,
        "may_record": can_record(user),
    }
    return render(request, "recording/incident_list.html", context)


@page(check_can_record)
def incident_new(request: HttpRequest) -> HttpResponse:
    form = IncidentForm(
        user=whoever(request),
        initial={name: request.GET[name] for name in ("log", "kind") if name in request.GET},
        **sent(request),
    )
    if request.method == "POST" and form.is_valid():
        try:
            incident = form.act()
        except LogError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{incident.ref} is recorded.")
            return redirect("incident", incident.pk)
    return render(request, "recording/incident_new.html", {"form": form})


@page(check_can_view_crimes, reads="reported incident")
def incident_page(request: HttpRequest, incident_id: int) -> HttpResponse:
    user = whoever(request)
    incident = get_object_or_404(ReportedIncident, pk=incident_id)
    check_can_view_incident(user, incident)
    subject = subjects.of_incident(incident)
    shown(request, subject)
    open_now, closed = offers(user, incident, INCIDENT_STEPS, check_incident_step, "incident-step")
    crimes = Crime.objects.filter(system=incident.system, ref__in=incident.crime_refs)
    context = {
        "incident": incident,
        "code_words": sub_codes(incident.kind).get(incident.sub_code, ""),
        "open_now": open_now,
        "closed": closed,
        "events": incident.events.order_by("id"),
        "crimes": visible_crimes(user, crimes),
        "sees_log": incident.log is not None and can_view_log(user, incident.log),
        "decision": behind(user, incident.decision_ref),
        "versions": history(subject),
    }
    return render(request, "recording/incident.html", context)


@page(check_can_view_crimes, reads="reported incident")
def incident_step(request: HttpRequest, incident_id: int, step: str) -> HttpResponse:
    """The page of one step."""
    if step not in INCIDENT_STEPS:
        raise Http404("There is no such step.")
    user = whoever(request)
    incident = get_object_or_404(ReportedIncident, pk=incident_id)
    check_can_view_incident(user, incident)
    shown(request, subjects.of_incident(incident))
    return step_page(
        request,
        record=incident,
        user=user,
        form_class=INCIDENT_FORMS[step],
        back=reverse("incident", args=[incident.pk]),
        allow=lambda: check_incident_step(user, incident, step),
    )
