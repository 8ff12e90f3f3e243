"""The register of recommendations, one of them with its history and evidence, and the forms of what may happen to it."""

from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from onrecord.documents.side_by_side import side_by_side
from onrecord.improvement import queries
from onrecord.improvement.doing import done
from onrecord.improvement.effects import trigger
from onrecord.improvement.errors import ImprovementError
from onrecord.improvement.evidence import actions as proofs
from onrecord.improvement.evidence.forms import RECOMMENDATION_PROOFS as PROOFS
from onrecord.improvement.evidence.models import Evidence
from onrecord.improvement.evidence.page import proof_rows
from onrecord.improvement.moved import moved_deadlines
from onrecord.improvement.policies import (
    can_answer_for_force,
    can_keep_inspections,
    can_report,
    check_can_answer_for_force,
    check_can_confirm_stance,
    check_can_keep_inspections,
    check_can_report,
    check_can_view_improvement,
    speaks_for_force,
)
from onrecord.improvement.recommendations import answer as recommendations_answer
from onrecord.improvement.recommendations.forms import DEEDS
from onrecord.improvement.recommendations.models import Recommendation, RecommendationStep
from onrecord.improvement.recommendations.register import NOBODY, RegisterForm, found, rows_of
from onrecord.improvement.recommendations.said import as_seen, is_draft, sees_drafts
from onrecord.people.access import can, page, shown, whoever
from onrecord.people.models import User
from onrecord.people.sent import sent

MOST = 200


@page(check_can_view_improvement, reads="register of recommendations")
def recommendations(request: HttpRequest) -> HttpResponse:
    user = whoever(request)
    form = RegisterForm(request.GET)
    rows = found(form)
    everything = queries.register()
    context = {
        "form": form,
        "rows": rows_of(as_seen(row, user) for row in rows[:MOST]),
        "number": rows.count(),
        "most": MOST,
        "counts": queries.counts(everything),
        "nobody": NOBODY,
        "keeps": can_keep_inspections(user),
    }
    return render(request, "improvement/recommendations.html", context)


def _row(recommendation_id: int) -> Recommendation:
    rows = Recommendation.objects.select_related("inspection", "cause", "same_as__inspection")
    return get_object_or_404(rows, pk=recommendation_id)


@page(check_can_view_improvement, reads="recommendation")
def recommendation(request: HttpRequest, recommendation_id: int) -> HttpResponse:
    user = whoever(request)
    row = as_seen(_row(recommendation_id), user)
    shown(request, f"recommendation:{row.inspection.ref}:{row.number}")
    steps = [each for each in row.steps.all() if sees_drafts(user) or not is_draft(each)]
    What = RecommendationStep.What
    earlier, reworded = _earlier(row, steps)
    moved = moved_deadlines(row)
    deadlines = [each for each in steps if each.what in (What.OPENED, What.DEADLINE)]
    context = {
        "row": row,
        "face": rows_of([row])[0],
        "steps": [(each, queries.step_words(each)) for each in steps],
        "earlier": earlier,
        "reworded": reworded,
        "deadlines": deadlines,
        "wordings": _wordings(row, earlier),
        # One that was never moved stands above already.
        "moved": moved if len(moved) > 1 else [],
        "trigger": trigger(row, user),
        "evidence": proof_rows(row.evidence.all(), user),
        "actions": row.actions.select_related("plan"),
        "says_same": row.says_same.select_related("inspection"),
        "deeds": [(name, deed.title) for name, deed in DEEDS.items() if _may(user, row, name)],
        "proofs": [
            (name, deed.title)
            for name, deed in PROOFS.items()
            if not row.addressed and can_report(user, row.owner)
        ],
        "reports": can_report(user, row.owner),
        "confirms": row.stance_draft and can_answer_for_force(user) and speaks_for_force(user),
    }
    return render(request, "improvement/recommendation.html", context)


def _earlier(
    row: Recommendation, steps: Sequence[RecommendationStep]
) -> tuple[list[tuple[date, str]], RecommendationStep | None]:
    """What was published before, each with its day, and the step that put the present words. A slip of ours was never
    published."""
    found, since, last = [], row.inspection.published_on, None
    for step in steps:
        if step.what == RecommendationStep.What.TEXT:
            found.append((since, step.before["text"]))
            since, last = step.on, step
    return found, last


def _wordings(row: Recommendation, earlier: list[tuple[date, str]]) -> list[dict[str, object]]:
    """Each wording beside the one before it. A step tells on which day the next was published."""
    steps = row.steps.filter(what=RecommendationStep.What.TEXT)
    found = []
    for (on, text), step in zip(earlier, steps, strict=True):
        left, right = f"Published on {on:%d/%m/%Y}", f"Published on {step.on:%d/%m/%Y}"
        pair = side_by_side(text, step.after["text"])
        found.append({"caption": f"Reworded on {step.on:%d/%m/%Y}", "left": left, "right": right, "pair": pair})  # fmt: skip
    return found


def _check(user: User, row: Recommendation, what: str) -> None:
    """Who may do this: the owner reports, the force answers, the rest is kept by those who keep inspections."""
    if what == "comment" or what in PROOFS:
        check_can_report(user, row.owner)
    elif what == "answer":
        check_can_answer_for_force(user)
    else:
        check_can_keep_inspections(user)


# What may be done with one that is addressed to others.
_REFERENCE = ("comment", "deadline", "text", "slip", "link", "details", "addressed")


def _may(user: User, row: Recommendation, what: str) -> bool:
    return (not row.addressed or what in _REFERENCE) and can(_check, user, row, what)


@page(check_can_view_improvement, reads="change of a recommendation")
def recommendation_step(request: HttpRequest, recommendation_id: int, what: str) -> HttpResponse:
    row = _row(recommendation_id)
    user = whoever(request)
    deed = {**DEEDS, **PROOFS}.get(what)
    if deed is None:
        raise Http404("There is no such thing to do with a recommendation.")
    _check(user, row, what)
    shown(request, f"recommendation:{row.inspection.ref}:{row.number}")
    first = {"owner": row.owner, "department": row.department}
    form = deed(user=user, about=row, initial=first, **sent(request))
    if done(request, form) is not None:
        return redirect("recommendation", row.pk)
    context = {"form": form, "heading": form.title, "row": row}
    return render(request, "improvement/keep.html", context)


@page(check_can_confirm_stance)
@require_POST
def recommendation_confirm(request: HttpRequest, recommendation_id: int) -> HttpResponse:
    """A chief officer makes the drafted answer the force's word."""
    row = _row(recommendation_id)
    try:
        recommendations_answer.confirm_answer(recommendation=row, by=whoever(request))
        messages.success(request, "It is the force's answer now.")
    except ImprovementError as error:
        messages.error(request, str(error))
    return redirect("recommendation", row.pk)


@page(check_can_view_improvement)
@require_POST
def evidence_withdraw(request: HttpRequest, evidence_id: int) -> HttpResponse:
    row = get_object_or_404(Evidence, pk=evidence_id)
    try:
        proofs.withdraw(evidence=row, by=whoever(request), why=request.POST.get("why", ""))
        messages.success(request, "Taken back. It stays readable, with the reason.")
    except ImprovementError as error:
        messages.error(request, str(error))
    return redirect(row.about)
