"""One action of a plan with its history, evidence and effect, and the forms of what may happen to it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from onrecord.improvement import queries
from onrecord.improvement.doing import done
from onrecord.improvement.effects import effect, when_set
from onrecord.improvement.evidence.forms import PROOFS
from onrecord.improvement.evidence.page import proof_rows
from onrecord.improvement.moved import moved_days
from onrecord.improvement.plans.models import PlanAction
from onrecord.improvement.plans.plan_actions_forms import ACTION_DEEDS
from onrecord.improvement.plans.queries import action_rows
from onrecord.improvement.policies import (
    can_report_action,
    check_can_keep_plans,
    check_can_report_action,
    check_can_view_improvement,
)
from onrecord.people.access import can, page, shown, whoever
from onrecord.people.models import User

# What the owner may do; the rest is for those who keep plans.
OWNERS = ("report", "state", *PROOFS)


def _row(action_id: int) -> PlanAction:
    rows = PlanAction.objects.select_related("plan", "recommendation__inspection", "barrier")
    return get_object_or_404(rows, pk=action_id)


def _check(user: User, row: PlanAction, what: str) -> None:
    if what in OWNERS:
        check_can_report_action(user, row.owner)
    else:
        check_can_keep_plans(user)


@page(check_can_view_improvement, reads="action of a plan")
def plan_action(request: HttpRequest, action_id: int) -> HttpResponse:
    row, user = _row(action_id), whoever(request)
    shown(request, f"plan-action:{row.plan_id}:{row.number}")
    behind = [
        each
        for each in PlanAction.objects.select_related("plan").exclude(needs=[])
        if row.pk in each.needs
    ]
    context = {
        "row": row,
        "plan": row.plan,
        "face": action_rows([row])[0],
        "effect": effect(row, user),
        "when_set": when_set(row),
        "moved": moved_days(row),
        "steps": [(each, queries.action_words(each)) for each in row.steps.all()],
        "behind": behind,
        "evidence": proof_rows(row.evidence.all(), user),
        "reports": can_report_action(user, row.owner),
        "deeds": [
            (name, deed.title)
            for name, deed in ACTION_DEEDS.items()
            if can(_check, user, row, name)
        ],
        "proofs": [
            (name, deed.title) for name, deed in PROOFS.items() if can(_check, user, row, name)
        ],
    }
    return render(request, "improvement/action.html", context)


@page(check_can_view_improvement, reads="change of an action")
def plan_action_step(request: HttpRequest, action_id: int, what: str) -> HttpResponse:
    row, user = _row(action_id), whoever(request)
    deed = {**ACTION_DEEDS, **PROOFS}.get(what)
    if deed is None:
        raise Http404("There is no such thing to do with an action.")
    _check(user, row, what)
    shown(request, f"plan-action:{row.plan_id}:{row.number}")
    sent = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
    form = deed(user=user, about=row, initial={"owner": row.owner}, **sent)
    if done(request, form) is not None:
        return redirect(row)
    context = {"form": form, "heading": form.title, "plan": row.plan, "action": row}
    return render(request, "improvement/plan_keep.html", context)
