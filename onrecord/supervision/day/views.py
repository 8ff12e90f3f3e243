"""My day, what is nobody's, and what happens at a shift's end."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from onrecord.audit.findings.queries import waits
from onrecord.audit.schedule.queries import reminders
from onrecord.people.access import page, shown, whoever
from onrecord.people.models import User
from onrecord.people.names import name_of
from onrecord.people.reminding import waiting_for
from onrecord.supervision.day.clock import clock_lines
from onrecord.supervision.day.queries import in_no_list, my_day, nobodys, own_things
from onrecord.supervision.errors import SupervisionError
from onrecord.supervision.lists.kept import current
from onrecord.supervision.lists.owners import staff
from onrecord.supervision.lists.policies import can_share_out, check_can_share_out
from onrecord.supervision.lists.shares import Shares
from onrecord.supervision.reviews.actions import unread
from onrecord.supervision.shifts import actions as shifts
from onrecord.supervision.shifts.absences import covered_for, waiting_handovers
from onrecord.supervision.shifts.forms import AbsenceForm, HandOverForm, ShiftForm
from onrecord.supervision.shifts.models import Absence, Handover
from onrecord.supervision.shifts.policies import (
    can_take_up,
    check_can_have_day,
    check_can_see_handover,
    same_team,
)


@page(check_can_have_day, reads="my day")
def day(request: HttpRequest) -> HttpResponse:
    user, now = whoever(request), timezone.now()
    held = staff()
    shares_out, shares = can_share_out(user), Shares(user, current(), now)
    found = my_day(user, now, held, shares)
    own = [row for row in found.handovers if row.to == user.username or _for_team(user, row)]
    waits_too = waiting_for(user)
    context = {
        "day": found,
        # Whoever works on a list finds them there.
        "clocks": [] if found.team else clock_lines(user),
        "given": own,
        "given_to_others": [row for row in found.handovers if row not in own],
        "nobodys": sum(each.number for each in nobodys(user, now, held, shares))
        if shares_out
        else 0,
        "now": now,
        "shift": shifts.shift_of(user, now),
        "shift_form": ShiftForm(),
        "covers": covered_for(user),
        "reminders": reminders(user),
        "waits": waits(user),
        "unread": unread(user),
        "pressing": [each for each in waits_too if each.urgent],
        "others": [each for each in waits_too if not each.urgent],
        "shares": shares_out,
    }
    return render(request, "supervision/day.html", context)


def _for_team(user: User, row: Handover) -> bool:
    """Handed over to whoever of a department takes it up, and this person belongs to it."""
    return not row.to and same_team(user, row.department)


@page(check_can_share_out, reads="what is nobody's")
def nobody(request: HttpRequest) -> HttpResponse:
    user, now = whoever(request), timezone.now()
    waiting = [
        row for row in waiting_handovers() if can_take_up(user, row) or row.giver == user.username
    ]
    context = {
        "orphans": nobodys(user, now, staff()),
        "unlisted": in_no_list(user, now),
        "handovers": waiting,
    }
    return render(request, "supervision/nobody.html", context)


@page(check_can_have_day)
@require_POST
def shift(request: HttpRequest) -> HttpResponse:
    """Come on shift, or go off with nothing to hand over."""
    user = whoever(request)
    if request.POST.get("what") == "end":
        ended = shifts.end_shift(by=user)
        messages.success(request, "You are off shift." if ended else "You were on no shift.")
        return redirect("my-day")
    form = ShiftForm(request.POST)
    try:
        if not form.is_valid():
            raise SupervisionError(next(iter(form.errors.values()))[0])
        row = shifts.begin_shift(by=user, until=form.end())
        messages.success(
            request, f"You are on shift until {timezone.localtime(row.until):%d/%m/%Y %H:%M}."
        )
    except SupervisionError as error:
        messages.error(request, str(error))
    return redirect("my-day")


@page(check_can_have_day, reads="hand-over")
def hand_over(request: HttpRequest) -> HttpResponse:
    """Everything of one's own, ticked: what goes on to the next shift, in one request."""
    user = whoever(request)
    form = HandOverForm(request.POST if request.method == "POST" else None, user=user)
    keys = request.POST.getlist("item")
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            row = shifts.hand_over(by=user, keys=keys, note=data["note"], to=data["to"])
        except SupervisionError as error:
            form.add_error(None, str(error))
        else:
            number = len(row.things)
            messages.success(
                request,
                f"{number:,} thing{'' if number == 1 else 's'} handed over. They are yours until somebody takes them up.",
            )
            return redirect("my-day")
    waiting = {
        f"{kind}:{number}" for row in shifts.given_by(user) for kind, number, _ in row.things
    }
    things = [each for each in own_things(user, timezone.now()) if each[1].key not in waiting]
    context = {
        "form": form,
        "things": things,
        "chosen": set(keys) if form.is_bound else {row.key for _, row in things},
        "given": Handover.objects.filter(giver=user.username)[:10],
    }
    return render(request, "supervision/hand_over.html", context)


@page(check_can_have_day, reads="hand-over")
def handover(request: HttpRequest, handover_id: int) -> HttpResponse:
    """One hand-over; POST takes it up."""
    row = get_object_or_404(Handover, pk=handover_id)
    user = whoever(request)
    check_can_see_handover(user, row)
    shown(request, f"handover:{row.giver}:{row.number}")
    if request.method == "POST":
        own = user.username == row.giver
        try:
            row = (shifts.take_back if own else shifts.take_up)(handover=row, by=user)
        except SupervisionError as error:
            messages.error(request, str(error))
        else:
            if own:
                messages.success(request, "You have taken it back.")
                return redirect("my-day")
            taken = len(row.things) - len(row.left_out)
            words = f"You have it: {taken:,} thing{'' if taken == 1 else 's'} taken over."
            if row.left_out:
                words += f" {len(row.left_out):,} were done meanwhile, or are not for you to see."
            messages.success(request, words)
        return redirect("handover", row.pk)
    context = {
        "row": row,
        "may": can_take_up(user, row),
        "back": row.taken_at is None and row.giver == user.username,
    }
    return render(request, "supervision/handover.html", context)


@page(check_can_have_day, reads="absences")
def absences(request: HttpRequest) -> HttpResponse:
    user = whoever(request)
    posted = request.POST if request.method == "POST" else None
    form = AbsenceForm(posted, user=user)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            shifts.set_absence(
                person=data["person"],
                by=user,
                since=data["since"],
                until=data["back"],
                covered_by=data["covered_by"],
            )
        except SupervisionError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Kept.")
            return redirect("absences")
    rows = Absence.objects.filter(until__gt=timezone.localdate())
    mine = set(form.fields["person"].queryset.values_list("username", flat=True))  # type: ignore[attr-defined]
    own = rows.filter(Q(person__in=mine) | Q(covered_by=user.username))
    context = {"form": form, "rows": [(row, row.person in mine) for row in own]}
    return render(request, "supervision/absences.html", context)


@page(check_can_have_day)
@require_POST
def absence_end(request: HttpRequest, absence_id: int) -> HttpResponse:
    row = get_object_or_404(Absence, pk=absence_id)
    try:
        shifts.end_absence(absence=row, by=whoever(request))
        messages.success(request, f"{name_of(row.person)} is back.")
    except SupervisionError as error:
        messages.error(request, str(error))
    return redirect("absences")
