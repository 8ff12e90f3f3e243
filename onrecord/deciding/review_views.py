"""What a reviewer or the registrar does with a decision."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from onrecord.deciding import actions
from onrecord.deciding.actions import DecisionError
from onrecord.deciding.models import RecordingDecision
from onrecord.deciding.policies import check_can_decide, check_can_see_reviews
from onrecord.deciding.views import next_page, to_change, version_in
from onrecord.people.access import page, whoever


@page(check_can_see_reviews)
@require_POST
def review(request: HttpRequest, decision_id: int) -> HttpResponse:
    row = get_object_or_404(RecordingDecision, pk=decision_id)
    try:
        held = actions.review(
            decision=row,
            by=whoever(request),
            outcome=request.POST.get("outcome", ""),
            words=request.POST.get("words", ""),
            version=version_in(request),
        )
        messages.success(request, f"Reviewed: {held.get_state_display()}.")
    except DecisionError as error:
        messages.error(request, str(error))
        return redirect("decision", row.pk)
    return redirect("reviews")


@page(check_can_see_reviews)
@require_POST
def ruling(request: HttpRequest, decision_id: int) -> HttpResponse:
    row = get_object_or_404(RecordingDecision, pk=decision_id)
    about, _, choice = request.POST.get("choice", "").partition("\t")
    try:
        row = actions.give_ruling(
            decision=row,
            by=whoever(request),
            about=about,
            choice=choice,
            why=request.POST.get("why", ""),
        )
        messages.success(request, "Your ruling is kept in the decision.")
    except DecisionError as error:
        messages.error(request, str(error))
    return redirect("decision", row.pk)


@page(check_can_decide)
@require_POST
def correct(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Begin a new decision that takes the place of this one, with its answers."""
    row = to_change(request, decision_id)
    try:
        new = actions.start_decision(
            by=whoever(request),
            log=row.log,
            corrects=row,
            origin=request.POST.get("origin") or None,
        )
    except DecisionError as error:
        messages.error(request, str(error))
        return redirect("decision", row.pk)
    return next_page(new)
