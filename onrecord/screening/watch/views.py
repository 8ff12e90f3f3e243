"""Whether the finder works as well for every kind of log, and whether the logs have moved away from it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from onrecord.people.access import page
from onrecord.screening.fates.policies import check_can_see_shares
from onrecord.screening.watch.drift import BANDS, watch
from onrecord.screening.watch.drift import verdict as drift_verdict
from onrecord.screening.watch.equality import lines


@page(check_can_see_shares, reads="equality check of the finder")
def equality(request: HttpRequest) -> HttpResponse:
    return render(request, "screening/equality.html", {"lines": lines()})


@page(check_can_see_shares, reads="drift of the finder")
def drift(request: HttpRequest) -> HttpResponse:
    months = watch()
    context = {
        "months": months,
        "bands": BANDS,
        "verdict": drift_verdict(months) if months else "",
        "own": any(month.own is not None for month in months),
    }
    return render(request, "screening/drift.html", context)
