"""Plans: all of them with counts that add up, one with its actions and versions, and the forms that keep them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from onrecord.improvement.doing import done
from onrecord.improvement.effects import effect
from onrecord.improvement.moved import moved_promises
from onrecord.improvement.plans.forms import (
    PLAN_DEEDS,
    BenefitChangeForm,
    BenefitResultForm,
    PlanForm,
)
from onrecord.improvement.plans.models import Benefit, Plan, PlanVersion
from onrecord.improvement.plans.queries import Counts, action_rows, counts, roll_up
from onrecord.improvement.plans.states import OPEN, ActionState
from onrecord.improvement.plans.versions import differences, in_words
from onrecord.improvement.policies import (
    can_keep_plans,
    check_can_keep_plans,
    check_can_view_improvement,
)
from onrecord.improvement.promises import known
from onrecord.improvement.queries import names_of, owners_here
from onrecord.people.access import page, shown, whoever

SHOWN = ("open", "late", "nobodys", "all", *ActionState.values)
WORDS = {"open": "Open", "late": "Late", "nobodys": "Nobody’s", "all": "All"}


@page(check_can_view_improvement, reads="plans")
def plans(request: HttpRequest) -> HttpResponse:
    rows = roll_up()
    total = sum((each.own for each in rows), Counts())
    context = {"rows": rows, "total": total, "keeps": can_keep_plans(whoever(request))}
    return render(request, "improvement/plans.html", context)


@page(check_can_keep_plans)
def plan_new(request: HttpRequest) -> HttpResponse:
    form = PlanForm(request.POST if request.method == "POST" else None, user=whoever(request))
    kept = done(request, form)
    if kept is not None:
        return redirect("plan", kept.slug)
    return render(request, "improvement/plan_keep.html", {"form": form, "heading": "Begin a plan"})


@page(check_can_view_improvement, reads="plan")
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    row = get_object_or_404(Plan.objects.select_related("parent"), slug=slug)
    shown(request, f"plan:{row.slug}")
    show = request.GET.get("show", "open")
    show = show if show in SHOWN else "open"
    every = row.actions.select_related("plan", "recommendation__inspection", "barrier")
    held = action_rows(every)
    here = set(owners_here().values_list("username", flat=True))
    chosen = {
        "open": [each for each in held if each.row.state in OPEN],
        "late": [each for each in held if each.late],
        "nobodys": [each for each in held if each.row.is_open() and each.row.owner not in here],
        "all": held,
    }
    rows = chosen.get(show, [each for each in held if each.row.state == show])
    names = known()
    context = {
        "plan": row,
        "rows": rows,
        "show": show,
        "choices": [(each, WORDS.get(each) or ActionState(each).label) for each in SHOWN],
        "counts": counts(row.actions.all()),
        "feeds": [each for each in roll_up() if each.plan.parent_id == row.pk],
        "owner": names_of([row.owner]).get(row.owner, row.owner),
        "left": bool(row.owner) and row.owner not in here,
        "objectives": [
            (each["words"], [(m, names[m].name if m in names else m) for m in each["measures"]])
            for each in row.objectives
        ],
        "versions": row.versions.all(),
        "benefits": row.benefits.count(),
        "keeps": can_keep_plans(whoever(request)),
        "deeds": [(name, deed.title) for name, deed in PLAN_DEEDS.items() if name != "action"],
    }
    return render(request, "improvement/plan.html", context)


@page(check_can_keep_plans, reads="change of a plan")
def plan_keep(request: HttpRequest, slug: str, what: str) -> HttpResponse:
    row = get_object_or_404(Plan, slug=slug)
    deed = PLAN_DEEDS.get(what)
    if deed is None:
        raise Http404("There is no such thing to do with a plan.")
    first = PlanForm.first(row) if what == "details" else {}
    posted = request.POST if request.method == "POST" else None
    form = deed(posted, user=whoever(request), about=row, initial=first)
    if done(request, form) is not None:
        if what == "benefit":
            return redirect("benefits")
        return redirect("plan", row.slug)
    context = {"form": form, "heading": form.title, "plan": row}
    return render(request, "improvement/plan_keep.html", context)


@page(check_can_view_improvement, reads="version of a plan")
def plan_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A version that was agreed, and what differs from the one before."""
    version = get_object_or_404(
        PlanVersion.objects.select_related("plan"), plan__slug=slug, number=number
    )
    shown(request, f"plan:{slug}")
    before = version.plan.versions.filter(number=number - 1).first()
    context = {
        "kept": version,
        "plan": version.plan,
        "differs": differences(before.content, version.content) if before else [],
        "first": before is None,
        "actions": [
            (
                number,
                {
                    **held,
                    "state_words": in_words("state", held["state"]),
                    "due_words": in_words("due_on", held["due_on"]),
                },
            )
            for number, held in sorted(
                version.content["actions"].items(), key=lambda item: int(item[0])
            )
        ],
    }
    return render(request, "improvement/plan_version.html", context)


@page(check_can_view_improvement, reads="benefits")
def benefits(request: HttpRequest) -> HttpResponse:
    """What was promised of every system and change, and what came of it."""
    user = whoever(request)
    rows = [
        (each, effect(each, user), moved if len(moved) > 1 else [])
        for each in Benefit.objects.select_related("plan")
        for moved in [moved_promises(each)]
    ]
    context = {"rows": rows, "keeps": can_keep_plans(user)}
    return render(request, "improvement/benefits.html", context)


@page(check_can_keep_plans, reads="change of a benefit")
def benefit_change(request: HttpRequest, benefit_id: int) -> HttpResponse:
    row = get_object_or_404(Benefit.objects.select_related("plan"), pk=benefit_id)
    posted = request.POST if request.method == "POST" else None
    form = BenefitChangeForm(posted, user=whoever(request), about=row)
    if done(request, form) is not None:
        return redirect("benefits")
    context = {"form": form, "heading": form.title, "plan": row.plan, "benefit": row}
    return render(request, "improvement/plan_keep.html", context)


@page(check_can_keep_plans, reads="result of a benefit")
def benefit_result(request: HttpRequest, benefit_id: int) -> HttpResponse:
    row = get_object_or_404(Benefit.objects.select_related("plan"), pk=benefit_id)
    posted = request.POST if request.method == "POST" else None
    form = BenefitResultForm(posted, user=whoever(request), about=row)
    if done(request, form) is not None:
        return redirect("benefits")
    context = {"form": form, "heading": form.title, "plan": row.plan, "benefit": row}
    return render(request, "improvement/plan_keep.html", context)
