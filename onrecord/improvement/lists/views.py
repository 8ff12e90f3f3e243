"""Lists in and out: recommendations from a file or from a report's text, actions from a file, both as CSV and JSON.

What was understood is shown before anything is kept. Between the two steps it travels in the page, signed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from onrecord.improvement.errors import ImprovementError
from onrecord.improvement.inspections.models import Inspection
from onrecord.improvement.lists import plan as plan_list
from onrecord.improvement.lists import recommendations as recommendations_in
from onrecord.improvement.lists.columns import (
    ACTIONS,
    RECOMMENDATIONS,
    Layout,
    Problem,
    Weighed,
    guess,
    read_upload,
    weigh,
)
from onrecord.improvement.lists.forms import ColumnsForm, ItemFormSet, ListForm
from onrecord.improvement.lists.out import as_csv, as_json, plan_rows, register_rows
from onrecord.improvement.lists.pasted import CAUSE, understand
from onrecord.improvement.lists.pasted_in import keep_items
from onrecord.improvement.plans.models import Plan
from onrecord.improvement.policies import (
    check_can_keep_inspections,
    check_can_keep_plans,
    check_can_view_improvement,
)
from onrecord.improvement.recommendations.addressees import guess as guess_addressee
from onrecord.improvement.recommendations.addressees import names_of
from onrecord.improvement.recommendations.register import RegisterForm, found
from onrecord.improvement.recommendations.said import as_seen
from onrecord.people.access import page, shown, whoever
from onrecord.people.sent import sent

_SALT, _KEEP = "onrecord.improvement.list", 60 * 60
MOST_BAD = 100


@dataclass
class Brought:
    """A file between its two steps."""

    name: str
    header: list[str]
    rows: list[list[Any]]

    @property
    def text(self) -> str:
        """For a hidden field."""
        return signing.dumps([self.name, self.header, self.rows], salt=_SALT, compress=True)

    @classmethod
    def unpack(cls, text: str) -> "Brought":
        try:
            return cls(*signing.loads(text, salt=_SALT, max_age=_KEEP))
        except (signing.BadSignature, TypeError, ValueError):
            raise ImprovementError("The list has waited too long. Bring it again.") from None


@page(check_can_keep_inspections, reads="recommendations brought in")
def inspection_import(request: HttpRequest, ref: str) -> HttpResponse:
    """Bring a report's recommendations: its text, or a list as a file; nothing is kept before somebody has looked."""
    report = get_object_or_404(Inspection, ref=ref)
    shown(request, f"inspection:{report.ref}")
    context: dict[str, Any] = {"inspection": report, "kind": "recommendations"}
    form = ListForm(pasted=True, **sent(request))
    try:
        if "held" in request.POST:
            read = recommendations_in.reader(report)
            return _second(request, RECOMMENDATIONS, read, context, _keeps_rows(report))
        if request.POST.get("deed") == "items":
            return _items(request, report, context)
        if request.method == "POST" and form.is_valid():
            if form.cleaned_data["text"]:
                return _understood(request, form.cleaned_data["text"], context)
            read = recommendations_in.reader(report)
            return _first(request, form.cleaned_data["file"], RECOMMENDATIONS, read, context)
    except ImprovementError as error:
        form.add_error(None, str(error)) if form.is_bound else messages.error(request, str(error))
    return render(request, "improvement/list_new.html", {**context, "form": form})


@page(check_can_keep_plans, reads="list of actions brought in")
def plan_import(request: HttpRequest, slug: str) -> HttpResponse:
    plan = get_object_or_404(Plan, slug=slug)
    shown(request, f"plan:{plan.slug}")
    context: dict[str, Any] = {"plan": plan, "kind": "actions"}
    form = ListForm(pasted=False, **sent(request))

    def keep(request: HttpRequest, held: Weighed) -> tuple[int, list[Problem]]:
        return plan_list.take_in(plan=plan, by=whoever(request), rows=held.good), []

    try:
        if "held" in request.POST:
            return _second(request, ACTIONS, plan_list.read_action, context, keep)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            return _first(request, file, ACTIONS, plan_list.read_action, context)
    except ImprovementError as error:
        form.add_error(None, str(error)) if form.is_bound else messages.error(request, str(error))
    return render(request, "improvement/list_new.html", {**context, "form": form})


def _keeps_rows(report: Inspection) -> Callable[..., tuple[int, list[Problem]]]:
    def keep(request: HttpRequest, held: Weighed) -> tuple[int, list[Problem]]:
        kept, bad = recommendations_in.take_in(report=report, by=whoever(request), rows=held.good)
        return len(kept), bad

    return keep


def _first(
    request: HttpRequest, file: Any, layout: Layout, read: Any, context: dict[str, Any]
) -> HttpResponse:
    header, rows = read_upload(file)
    brought = Brought(file.name[:200], header, rows)
    return _look(request, brought, guess(header, layout), layout, read, context)


def _look(
    request: HttpRequest,
    brought: Brought,
    columns: dict[str, str],
    layout: Layout,
    read: Any,
    context: dict[str, Any],
) -> HttpResponse:
    """What the list says with these columns."""
    held = _weighed(brought, columns, layout, read)
    form = ColumnsForm(header=brought.header, layout=layout, initial=columns)
    more = {
        "form": form,
        "brought": brought,
        "good": held.good[:20],
        "number": len(held.good),
        "bad": held.bad[:MOST_BAD],
        "bad_number": len(held.bad),
        "columns": columns,
    }
    return render(request, "improvement/list_look.html", {**context, **more})


def _second(
    request: HttpRequest, layout: Layout, read: Any, context: dict[str, Any], keep: Any
) -> HttpResponse:
    """Look again with other columns, or keep the good rows."""
    brought = Brought.unpack(request.POST.get("held", ""))
    form = ColumnsForm(request.POST, header=brought.header, layout=layout)
    if not form.is_valid():
        return _look(request, brought, guess(brought.header, layout), layout, read, context)
    columns = {name: value for name, value in form.cleaned_data.items() if value}
    if request.POST.get("deed") != "keep":
        return _look(request, brought, columns, layout, read, context)
    held = _weighed(brought, columns, layout, read)
    kept, refused = keep(request, held)
    bad = sorted([*held.bad, *refused], key=lambda each: each.line)
    messages.success(request, f"{kept:,} kept.")
    if bad:
        lines = ", ".join(str(each.line) for each in bad[:20])
        more = " and more" if len(bad) > 20 else ""
        messages.warning(request, f"Not kept: line{'' if len(bad) == 1 else 's'} {lines}{more}.")
    return _back(context)


def _weighed(brought: Brought, columns: dict[str, str], layout: Layout, read: Any) -> Weighed:
    held = weigh(brought.header, brought.rows, columns, read)
    return plan_list.check_order(held) if layout is ACTIONS else held


def _back(context: dict[str, Any]) -> HttpResponse:
    if "plan" in context:
        return redirect("plan", context["plan"].slug)
    return redirect("inspection", context["inspection"].ref)


def _understood(request: HttpRequest, text: str, context: dict[str, Any]) -> HttpResponse:
    """What was read from a report's text, to be corrected before it is kept."""
    items = understand(text)
    if not items:
        raise ImprovementError(
            "Nothing was understood. Put “Cause of concern”, “Recommendation 1” or “Area for improvement” on a line of its own above each."
        )
    own = names_of(context["inspection"])
    first = [
        {
            "kind": each.kind,
            "text": each.text,
            "deadline": each.deadline,
            "label": each.label,
            "addressed": guess_addressee(each.text, own) if each.kind != CAUSE else "",
        }
        for each in items
    ]
    formset = ItemFormSet(initial=first, prefix="item")
    return render(request, "improvement/items.html", {**context, "formset": formset})


def _items(request: HttpRequest, report: Inspection, context: dict[str, Any]) -> HttpResponse:
    formset = ItemFormSet(request.POST, prefix="item")
    if formset.is_valid():
        wanted = [form.cleaned_data for form in formset if form.cleaned_data.get("take")]
        try:
            number = keep_items(report=report, by=whoever(request), items=wanted)
        except ImprovementError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"{number:,} kept.")
            return _back(context)
    return render(request, "improvement/items.html", {**context, "formset": formset})


@page(check_can_view_improvement, reads="register of recommendations as a file")
def recommendations_file(request: HttpRequest, form: str) -> HttpResponse:
    """The register, or what its filter shows, as CSV or JSON."""
    user = whoever(request)
    asked = found(RegisterForm(request.GET))
    rows = register_rows(as_seen(each, user) for each in asked)
    return _file(form, "recommendations", rows)


@page(check_can_view_improvement, reads="plan as a file")
def plan_file(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    plan = get_object_or_404(Plan, slug=slug)
    shown(request, f"plan:{plan.slug}")
    return _file(form, plan.slug, plan_rows(plan))


def _file(form: str, name: str, rows: Sequence[dict[str, Any]]) -> HttpResponse:
    if form not in ("csv", "json"):
        raise Http404("There is no such form.")
    kind = "text/csv; charset=utf-8" if form == "csv" else "application/json"
    answer = HttpResponse(as_csv(rows) if form == "csv" else as_json(rows), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer
