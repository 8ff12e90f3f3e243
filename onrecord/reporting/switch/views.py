"""The registrar's page of reporting on line: whether it is open, and who reads the reports."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from onrecord.contact.force import force, is_named
from onrecord.home import home, is_demonstration
from onrecord.people.access import page, whoever
from onrecord.people.sent import sent
from onrecord.reporting.errors import ReportError
from onrecord.reporting.guard.settings import limits
from onrecord.reporting.models import Draft, Report, Switch
from onrecord.reporting.policies import check_can_keep_reporting
from onrecord.reporting.receiving.readers import (
    departments_with_readers,
    has_readers,
    nobody_hears,
)
from onrecord.reporting.states import ReportState
from onrecord.reporting.switch.actions import set_switch
from onrecord.reporting.switch.checks import SERVICES, WELSH, standing, welsh_is_drafted
from onrecord.reporting.types.held import types_now


class SwitchForm(forms.Form):
    department = forms.CharField(
        label="Department whose people read the reports", max_length=200, required=False,
        help_text="Those in which somebody who may work on reports has an account.",
    )  # fmt: skip

    def __init__(self, held: str, **sent: Any) -> None:
        super().__init__(initial={"department": held}, **sent)
        there = departments_with_readers()
        # One that was chosen and has nobody any more stands there still, so that it is seen.
        lost = (
            [(held, f"{held} (nobody reads reports there)")] if held and held not in there else []
        )
        self.fields["department"].widget = forms.Select(
            choices=[
                ("", "Those who see every department"),
                *((each, each) for each in sorted(there)),
                *lost,
            ]
        )


def _done(on: bool) -> str:
    if on:
        return "The public may report on line."
    # A demonstration's pages stay: to say that they are closed would be wrong.
    return "It is set to be closed." if is_demonstration() else "Reporting on line is closed."


@page(check_can_keep_reporting)
def reporting(request: HttpRequest) -> HttpResponse:
    """How it stands; POST opens or closes it."""
    held = Switch.objects.filter(pk=1).first()
    form = SwitchForm(held.department if held else "", **sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            row = set_switch(
                by=whoever(request), on=request.POST.get("on") == "yes", **form.cleaned_data
            )
            messages.success(request, _done(row.on))
            if row.on and (unheard := nobody_hears(row.department)):
                messages.warning(request, unheard)
            return redirect("reporting")
        except ReportError as error:
            form.add_error(None, str(error))
    kinds = types_now()
    return render(
        request,
        "reporting/switch.html",
        {
            "form": form,
            "held": held,
            "on": bool(held and held.on),
            "demonstration": is_demonstration(),
            "force": force().name,
            "unnamed": not is_demonstration() and not is_named(),
            "force_file": home() / "force.toml",
            "conduct": force().conduct_department,
            "conduct_read": has_readers(force().conduct_department),
            "unheard": nobody_hears(held.department if held else ""),
            "kinds": kinds,
            "open": sum(each.open for each in kinds),
            "drafts": Draft.objects.count(),
            "held_back": Report.objects.filter(state=ReportState.HELD_BACK).count(),
            "limits": limits(),
            "limits_file": home() / "guard.toml",
            "services": standing(SERVICES),
            "welsh": standing(WELSH),
            "drafted": welsh_is_drafted(),
            "address": request.build_absolute_uri(reverse("report-start")),
        },
    )
