"""The departments: as they stand or stood, what may be done to them, and who belonged to them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from onrecord.people.access import page, whoever
from onrecord.people.models import User
from onrecord.people.names import name_of
from onrecord.supervision.departments import actions
from onrecord.supervision.departments.forms import DEEDS, DateMembershipForm, OnForm
from onrecord.supervision.departments.models import Membership
from onrecord.supervision.departments.policies import (
    can_keep_departments,
    check_can_keep_departments,
    check_can_see_departments,
)
from onrecord.supervision.departments.queries import members_on, past, tree, unlisted
from onrecord.supervision.errors import SupervisionError


@page(check_can_see_departments, reads="departments")
def departments(request: HttpRequest) -> HttpResponse:
    form = OnForm(request.GET or None)
    today = timezone.localdate()
    day = (form.cleaned_data["on"] if form.is_valid() else None) or today
    keeps = can_keep_departments(whoever(request))
    context = {
        "form": form,
        "day": day,
        "is_today": day == today,
        "rows": tree(day),
        "past": past(day),
        "keeps": keeps,
        "unlisted": unlisted() if keeps else [],
        "deeds": [(name, deed.title) for name, deed in DEEDS.items()],
    }
    return render(request, "supervision/departments.html", context)


@page(check_can_keep_departments, reads="change of departments")
def department_keep(request: HttpRequest, what: str) -> HttpResponse:
    deed = DEEDS.get(what)
    if deed is None:
        raise Http404("There is no such thing to do with a department.")
    posted = request.POST if request.method == "POST" else None
    form = deed(posted, user=whoever(request), initial={"name": request.GET.get("name", "")})
    if form.is_bound and form.is_valid():
        try:
            form.act()  # type: ignore[attr-defined]
        except SupervisionError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, form.done)
            return redirect("departments")
    return render(request, "supervision/department_keep.html", {"form": form})


@page(check_can_keep_departments)
@require_POST
def departments_list(request: HttpRequest) -> HttpResponse:
    made = actions.list_names(by=whoever(request))
    messages.success(request, f"{len(made)} department{'' if len(made) == 1 else 's'} listed.")
    return redirect("departments")


@page(check_can_keep_departments, reads="members of a department")
def department_members(request: HttpRequest, name: str) -> HttpResponse:
    """Who belongs to a department today, and where each of them was before; POST corrects the day of a move."""
    form = DateMembershipForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        row = get_object_or_404(Membership, pk=_number(request.POST.get("membership", "")))
        try:
            actions.date_membership(
                membership=row, by=whoever(request), since=form.cleaned_data["since"]
            )
        except SupervisionError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{name_of(row.person)} came on another day: kept.")
            return redirect("department-members", name)
    people = members_on(name, timezone.localdate())
    rows = list(Membership.objects.filter(person__in=people).order_by("person", "since"))
    names = {each.username: str(each) for each in User.objects.filter(username__in=people)}
    context = {"name": name, "rows": rows, "names": names, "form": form}
    return render(request, "supervision/department_members.html", context)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0
