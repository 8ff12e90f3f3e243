"""The what-if for the board: a form of which every field may stay empty, the results, and where each input comes from."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from onrecord.audit.policies import check_can_view_estimate
from onrecord.measures.figures.seeing import Eyes
from onrecord.measures.what_if.inputs import inputs
from onrecord.measures.what_if.results import LEFT_OUT, NO_RANGE, audits, more
from onrecord.people.access import page, shown, whoever

# Records read in the audit that is asked about until somebody names another number.
USUAL_SIZE = 400
_FIELDS = (
    ("target", "Rate asked about, in per cent", 0.1, 100),
    ("rate", "Recording rate now, in per cent", 0.1, 100),
    ("recorded", "Crimes recorded in a year", 0, 100_000_000),
    ("decide", "Minutes to decide and record a crime", 0, 600),
    ("keep", "Minutes to keep the record afterwards", 0, 6000),
    ("investigate", "Hours to investigate a crime", 0, 1000),
    ("post", "Hours of a full-time post in a year", 1, 3000),
    ("pounds", "Pounds an hour", 0, 1000),
    ("read", "Minutes to read a record of an audit", 0.1, 600),
)


class WhatIfForm(forms.Form):
    """Empty: what was measured, or the assumption."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, label, least, most in _FIELDS:
            self.fields[name] = forms.FloatField(
                label=label, min_value=least, max_value=most, required=False,
                error_messages={"invalid": "Enter a number", "min_value": f"At least {least}", "max_value": f"At most {most:,}"},
            )  # fmt: skip
        self.fields["size"] = forms.IntegerField(
            label="Records in the audit", min_value=20, max_value=20_000, required=False,
            error_messages={"invalid": "Enter a whole number", "min_value": "At least 20", "max_value": "At most 20,000"},
        )  # fmt: skip


@page(check_can_view_estimate, reads="what-if")
def what_if(request: HttpRequest) -> HttpResponse:
    """GET only: nothing is kept, and the address can be sent to somebody."""
    form = WhatIfForm(request.GET or None)
    given: dict[str, Any] = form.cleaned_data if form.is_bound and form.is_valid() else {}
    held = inputs(given, Eyes.of(whoever(request)).sees)
    shown(request, request.GET.urlencode()[:200] or "as measured")
    context: dict[str, Any] = {
        "form": form,
        "inputs": list(held.values()),
        "left_out": LEFT_OUT,
        "no_range": NO_RANGE,
    }
    if not form.is_bound or form.is_valid():
        context["more"] = more(held, given.get("pounds"))
        context["audits"] = audits(held, given.get("size") or USUAL_SIZE)
    return render(request, "measures/what_if.html", context)
