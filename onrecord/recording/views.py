"""Crimes, and references that fit nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from onrecord.people.access import page, shown, whoever
from onrecord.recording import queries
from onrecord.recording.forms.lists import CrimeFilterForm, UnlinkedFilterForm
from onrecord.recording.models import Crime
from onrecord.recording.policies import (
    can_record,
    check_can_view_crimes,
    check_can_view_unlinked,
    visible_crimes,
)


@page(check_can_view_crimes, reads="list of crimes")
def crime_list(request: HttpRequest) -> HttpResponse:
    form = CrimeFilterForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    after = request.GET.get("after", "")
    user = whoever(request)
    found = queries.crime_page(
        **asked, after=after, crimes=visible_crimes(user, Crime.objects.all())
    )
    shown(request, request.GET.urlencode() or "all")
    context = {
        "form": form,
        "page": found,
        "after": after,
        "may_record": can_record(user),
    }
    return render(request, "recording/crime_list.html", context)


@page(check_can_view_unlinked, reads="references that fit nothing")
def unlinked(request: HttpRequest) -> HttpResponse:
    form = UnlinkedFilterForm(request.GET or None)
    side = form.cleaned_data["side"] if form.is_bound and form.is_valid() else ""
    after = request.GET.get("after", "")
    rows = queries.unlinked_page(
        side=side, after=int(after) if after.isdecimal() and len(after) < 19 else None
    )
    shown(request, request.GET.urlencode() or "all")
    context = {
        "form": form,
        "rows": rows[: queries.PAGE],
        "counts": queries.unlinked_counts(),
        "after": after,
        "older": rows[queries.PAGE - 1].id if len(rows) > queries.PAGE else None,
    }
    return render(request, "recording/unlinked.html", context)
