"""One crime, and the page of each thing that may be done to it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from crimerules.flags import FLAGS
from crimerules.grave import RAPES
from onrecord.contact.actions import LogError
from onrecord.contact.policies import visible_logs
from onrecord.ledger.queries import history
from onrecord.people.access import page, shown, whoever
from onrecord.people.sent import sent
from onrecord.recording import subjects
from onrecord.recording.actions.classify import is_conduct
from onrecord.recording.decisions import behind
from onrecord.recording.forms.new import ReceiveForm
from onrecord.recording.forms.steps import CRIME_FORMS
from onrecord.recording.models import Crime, ReportedIncident
from onrecord.recording.people import ROLES
from onrecord.recording.policies import (
    check_can_record,
    check_can_view_crime,
    check_can_view_crimes,
    check_crime_step,
)
from onrecord.recording.states import CRIME_STEPS
from onrecord.recording.stepping import offers, step_page
from onrecord.recording.told import tellings, victims_of


def more_reasons(crime: Crime, step: str) -> str:
    """Why a step makes no sense for this crime, whoever asks."""
    if step == "continue" and not is_conduct(crime):
        return "Only stalking, harassment and controlling or coercive behaviour go on as one crime. Further conduct is a new crime."
    if step == "n100" and crime.crime_class not in RAPES:
        return "Only a rape can be reclassified as N100."
    if step == "tell" and not victims_of(crime):
        return "The crime has no victim. Add the victim first."
    return ""


@page(check_can_view_crimes, reads="crime")
def crime_page(request: HttpRequest, crime_id: int) -> HttpResponse:
    user = whoever(request)
    crime = get_object_or_404(Crime, pk=crime_id)
    check_can_view_crime(user, crime)
    subject = subjects.of_crime(crime)
    shown(request, subject)
    links = crime.crimelog_set.filter(log__in=visible_logs(user, crime.logs.all()))
    context: dict[str, Any] = {
        "crime": crime,
        "links": links.select_related("log").order_by("log_id"),
        "versions": history(subject),
    }
    if not crime.here:
        return render(request, "recording/crime.html", context)
    open_now, closed = offers(
        user, crime, CRIME_STEPS, check_crime_step, "crime-step", more_reasons
    )
    context |= {
        "open_now": open_now,
        "closed": closed,
        "may": {offer.step.name for offer in open_now},
        "people": [(each, _roles(each)) for each in crime.people.order_by("id")],
        "things": crime.things.order_by("number"),
        "owners": {each.label: str(each) for each in crime.people.all()},
        "flags": [FLAGS.get(flag, flag) for flag in crime.flags or ()],
        "events": crime.events.order_by("id"),
        "told": tellings(crime),
        "untold": _untold(crime),
        "absorbed": (crime.decided or {}).get("absorbed", []),
        "incidents": _incidents(crime),
        "decision": behind(user, crime.decision_ref),
    }
    return render(request, "recording/crime_here.html", context)


def _untold(crime: Crime) -> list[str]:
    """The victims who were never told anything, by name."""
    heard = {event.detail.get("person") for event in tellings(crime)}
    return [str(person) for person in victims_of(crime) if person.label not in heard]


def _roles(person: Any) -> str:
    return ", ".join(ROLES.get(role, role) for role in person.roles)


def _incidents(crime: Crime) -> list[ReportedIncident]:
    """The reported incidents that became this crime, or that it became."""
    names = [event.detail.get("incident") for event in crime.events.filter(kind="to-n100")]
    found = ReportedIncident.objects.filter(ref__in=[name for name in names if name])
    logs = [link.log_id for link in crime.crimelog_set.all()]
    same = ReportedIncident.objects.filter(log__in=logs)
    return [*found, *(each for each in same if crime.ref in each.crime_refs)]


@page(check_can_view_crimes, reads="crime")
def crime_step(request: HttpRequest, crime_id: int, step: str) -> HttpResponse:
    """The page of one step."""
    if step not in CRIME_STEPS:
        raise Http404("There is no such step.")
    user = whoever(request)
    crime = get_object_or_404(Crime, pk=crime_id)
    check_can_view_crime(user, crime)
    shown(request, subjects.of_crime(crime))
    return step_page(
        request,
        record=crime,
        user=user,
        form_class=CRIME_FORMS[step],
        back=reverse("crime", args=[crime.pk]),
        allow=lambda: check_crime_step(user, crime, step),
    )


@page(check_can_record)
def crime_receive(request: HttpRequest) -> HttpResponse:
    """A crime that another force passes on."""
    form = ReceiveForm(user=whoever(request), query=request.GET, **sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            crime = form.act()
        except LogError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Crime {crime.ref} is recorded.")
            return redirect("crime", crime.pk)
    return render(request, "recording/receive.html", {"form": form})
