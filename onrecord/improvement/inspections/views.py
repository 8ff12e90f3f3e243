"""Inspections: the list, one with its figures, findings and recommendations, and the forms that keep them."""

from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from onrecord.improvement import queries
from onrecord.improvement.doing import done
from onrecord.improvement.form_parts import DeedForm
from onrecord.improvement.inspections.forms import (
    FindingForm,
    HeadlineForm,
    InspectionForm,
    RecommendationForm,
)
from onrecord.improvement.inspections.headlines import headlines, since_before
from onrecord.improvement.inspections.models import Inspection, InspectionFinding
from onrecord.improvement.policies import (
    can_keep_inspections,
    check_can_keep_inspections,
    check_can_view_improvement,
)
from onrecord.improvement.recommendations.register import rows_of
from onrecord.improvement.recommendations.said import as_seen
from onrecord.people.access import page, shown, whoever
from onrecord.people.sent import sent

PARTS: dict[str, type[DeedForm]] = {
    "report": InspectionForm,
    "figure": HeadlineForm,
    "finding": FindingForm,
    "recommendation": RecommendationForm,
}


@page(check_can_view_improvement, reads="inspections")
def inspections(request: HttpRequest) -> HttpResponse:
    rows = Inspection.objects.annotate(
        asked=Count("recommendations", filter=Q(recommendations__addressed=""))
    )
    context = {"inspections": rows, "keeps": can_keep_inspections(whoever(request))}
    return render(request, "improvement/inspections.html", context)


@page(check_can_keep_inspections)
def inspection_new(request: HttpRequest) -> HttpResponse:
    form = InspectionForm(
        user=whoever(request), initial={"body": "HMICFRS", "scope": "force"}, **sent(request)
    )
    kept = done(request, form)
    if kept is not None:
        return redirect("inspection", kept.ref)
    return render(
        request, "improvement/keep.html", {"form": form, "heading": "Enter an inspection"}
    )


@page(check_can_view_improvement, reads="inspection")
def inspection(request: HttpRequest, ref: str) -> HttpResponse:
    row = get_object_or_404(Inspection.objects.select_related("same_as", "follows"), ref=ref)
    shown(request, f"inspection:{row.ref}")
    user = whoever(request)
    asked = [as_seen(each, user) for each in queries.recommendations(row)]
    found = list(row.findings.all())
    Kind = InspectionFinding.Kind
    context = {
        "inspection": row,
        "headlines": headlines(row),
        "since": since_before(row),
        "strengths": [each for each in found if each.kind == Kind.STRENGTH],
        "findings": [each for each in found if each.kind == Kind.FINDING],
        "causes": [
            (each, rows_of([one for one in asked if one.cause_id == each.pk]))
            for each in found
            if each.kind == Kind.CAUSE
        ],
        "rest": rows_of([one for one in asked if one.cause_id is None]),
        "asked": len(asked),
        "reference": queries.for_reference(row),
        "says_same": row.says_same.all(),
        "followed_by": row.followed_by.all(),
        "themed": _themed(row),
        "keeps": can_keep_inspections(user),
    }
    return render(request, "improvement/inspection.html", context)


@page(check_can_keep_inspections, reads="change of an inspection")
def inspection_keep(
    request: HttpRequest, ref: str, what: str, number: int | None = None
) -> HttpResponse:
    """Correct the report, or keep one of its parts; with a number that part is corrected."""
    row = get_object_or_404(Inspection, ref=ref)
    deed = PARTS.get(what)
    if deed is None:
        raise Http404("There is no such part of an inspection.")
    about, first = _about(row, what, number)
    form = deed(user=whoever(request), about=about, initial=first, **sent(request))
    if done(request, form) is not None:
        return redirect("inspection", row.ref)
    context = {"form": form, "heading": form.title, "inspection": row}
    return render(request, "improvement/keep.html", context)


def _about(row: Inspection, what: str, number: int | None) -> tuple[Any, dict[str, Any]]:
    """What the form is about, and what it holds first."""
    if what in ("report", "recommendation"):
        if number is not None:
            raise Http404("A recommendation is changed on its own page.")
        return row, InspectionForm.first(row) if what == "report" else {}
    if number is None:
        return (row, None), {}
    if what == "figure":
        return (row, number), HeadlineForm.first(get_object_or_404(row.headlines, number=number))
    return (row, number), FindingForm.first(get_object_or_404(row.findings, number=number))


def _themed(row: Inspection) -> list[Inspection]:
    """Other reports on the same theme, but for those that are linked anyway."""
    if not row.theme:
        return []
    linked = Q(pk__in=[row.pk, row.same_as_id or 0, row.follows_id or 0])
    linked |= Q(same_as=row) | Q(follows=row)
    return list(Inspection.objects.filter(theme__iexact=row.theme).exclude(linked))
