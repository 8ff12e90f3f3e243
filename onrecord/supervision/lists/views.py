"""Worklists: which there are, one with what may be done in it, and making one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from onrecord.people.access import can, page, shown, whoever
from onrecord.people.models import User
from onrecord.supervision.errors import SupervisionError
from onrecord.supervision.lists import items
from onrecord.supervision.lists.forms import BulkForm, ListForm, SubjectForm
from onrecord.supervision.lists.keep import keep_list
from onrecord.supervision.lists.kept import all_kept, kept
from onrecord.supervision.lists.policies import (
    can_keep_list,
    can_keep_lists,
    can_share_out,
    check_can_keep_list,
    check_can_keep_lists,
    check_can_see_worklists,
    check_can_work_lists,
    sees_whole,
    works_on,
)
from onrecord.supervision.lists.queries import WHOSE, counts, list_page, visible
from onrecord.supervision.lists.worklist import Worklist
from onrecord.supervision.subjects import SUBJECTS


@page(check_can_see_worklists, reads="worklists")
def worklists(request: HttpRequest) -> HttpResponse:
    """Every list that is this person's, with its counts; those that share out work see the others, too."""
    user, now = whoever(request), timezone.now()
    held = [each for each in all_kept() if not each.worklist.retired]
    mine = [each for each in held if works_on(user, each.worklist)]
    others = [each for each in held if each not in mine]
    context = {
        "lists": [
            (each.worklist, counts(visible(user, each.worklist, now), each.worklist, now))
            for each in mine
        ],
        "others": [each.worklist for each in others],
        "retired": [each.worklist for each in all_kept() if each.worklist.retired],
        "keeps": can_keep_lists(user),
        "shares": can_share_out(user),
    }
    return render(request, "supervision/worklists.html", context)


@page(check_can_see_worklists, reads="worklist")
def worklist(request: HttpRequest, slug: str) -> HttpResponse:
    held = _kept(slug)
    shown(request, f"worklist:{slug}")
    return _show(request, held.worklist)


@page(check_can_work_lists)
@require_POST
def worklist_bulk(request: HttpRequest, slug: str) -> HttpResponse:
    """Do one thing with all the things chosen."""
    user, one = whoever(request), _kept(slug).worklist
    form = BulkForm(request.POST, user=user, aside=one.subject.aside)
    keys = request.POST.getlist("item")
    if not form.is_valid():
        return _show(request, one, form=form, chosen=keys)
    try:
        number = _do(form.cleaned_data, keys, user)
    except SupervisionError as error:
        form.add_error(None, str(error))
        return _show(request, one, form=form, chosen=keys)
    done = _DONE[form.cleaned_data["what"]].format(
        "it" if number == 1 else f"all {number:,} things"
    )
    messages.success(request, done)
    return redirect(f"{reverse('worklist', args=[slug])}{_query(request)}")


_DONE = {
    "take": "You have {} now.",
    "give": "The person you chose has {} now.",
    "release": "The name came off {}: nobody’s now, by name.",
    "note": "Your note is on {}.",
    "aside": "Set aside {}, with your words.",
}


def _do(data: dict[str, Any], keys: list[str], user: User) -> int:
    what, words = data["what"], data["words"]
    if what == "note":
        return len(items.note(keys=keys, by=user, words=words))
    if what == "aside":
        return len(items.set_aside(keys=keys, by=user, words=words))
    to = {"take": user, "give": data.get("to"), "release": None}[what]
    return len(items.give(keys=keys, by=user, to=to, why=words))


def _query(request: HttpRequest) -> str:
    whose = request.POST.get("whose", "")
    return f"?whose={whose}" if whose in WHOSE and whose else ""


def _show(
    request: HttpRequest,
    one: Worklist,
    *,
    form: BulkForm | None = None,
    chosen: list[str] | None = None,
) -> HttpResponse:
    user, now = whoever(request), timezone.now()
    whose = request.POST.get("whose", "") or request.GET.get("whose", "")
    whose = whose if whose in WHOSE else ""
    department = request.GET.get("department")
    asked = request.GET.get("late", "")
    late = int(asked) if asked.isdecimal() and len(asked) < 6 else None
    soon = request.GET.get("soon") == "1"
    rows = visible(user, one, now, whose, department, late, soon=soon)
    after = request.GET.get("after", "")
    size = 400 if request.GET.get("size") == "400" else 50
    found = list_page(rows, one, now, after, size)
    context = {
        "list": one,
        "counts": counts(rows, one, now),
        "rows": found.rows,
        "older": found.older,
        "after": after,
        "whose": whose,
        "department": department,
        "late": late,
        "soon": soon,
        "size": size,
        "whole": sees_whole(user, one),
        "form": form or BulkForm(user=user, aside=one.subject.aside),
        "chosen": set(chosen or ()),
        "works": can(check_can_work_lists, user),
        "keeps": can_keep_list(user, one),
        "tabs": [("", "All"), ("mine", "Mine"), ("nobody", "Nobody's by name")],
    }
    return render(request, "supervision/worklist.html", context)


@page(check_can_keep_lists, reads="making a worklist")
def worklist_new(request: HttpRequest) -> HttpResponse:
    subject = SUBJECTS.get(request.GET.get("subject", ""))
    if subject is None:
        asked = SubjectForm(request.GET if "subject" in request.GET else None)
        return render(request, "supervision/worklist_subject.html", {"form": asked})
    posted = request.POST if request.method == "POST" else None
    user = whoever(request)
    initial = {"clock": next(iter(subject.clocks)), "roles": [user.role]}
    form = ListForm(posted, subject=subject, user=user, initial=initial)
    return _keep(request, form, "", "Make a worklist")


@page(check_can_keep_lists, reads="changing a worklist")
def worklist_edit(request: HttpRequest, slug: str) -> HttpResponse:
    one = _kept(slug).worklist
    check_can_keep_list(whoever(request), one, one)
    posted = request.POST if request.method == "POST" else None
    form = ListForm(posted, subject=one.subject, user=whoever(request), worklist=one)
    return _keep(request, form, slug, f"Change “{one.title}”")


def _keep(request: HttpRequest, form: ListForm, slug: str, title: str) -> HttpResponse:
    if form.is_bound and form.is_valid():
        try:
            row = keep_list(
                definition=form.definition(),
                by=whoever(request),
                why=form.cleaned_data["why"],
                slug=slug,
            )
        except SupervisionError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The list is kept.")
            return redirect("worklist", row.slug)
    context = {"form": form, "title": title, "subject": form.subject}
    return render(request, "supervision/worklist_edit.html", context)


def _kept(slug: str) -> Any:
    try:
        return kept(slug)
    except SupervisionError as error:
        raise Http404(str(error)) from None
