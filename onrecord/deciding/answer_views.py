"""The answer of the rules: confirming it, choosing otherwise, going through the flow chart by hand."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from onrecord.contact.models import Log
from onrecord.deciding import actions
from onrecord.deciding.actions import Conflict, DecisionError
from onrecord.deciding.concluding import referred_because
from onrecord.deciding.face import on_its_face
from onrecord.deciding.facts_page import people_with, person_slots
from onrecord.deciding.forms import DelayForm, OtherwiseForm, RationaleForm, WhoForm
from onrecord.deciding.judge import Judged, certain, judge
from onrecord.deciding.models import RecordingDecision
from onrecord.deciding.otherwise import Final, choose, final, search, stands_of
from onrecord.deciding.policies import (
    check_can_decide,
    check_can_decide_about,
)
from onrecord.deciding.states import State
from onrecord.deciding.suggesting import presses
from onrecord.deciding.views import beside, next_page, to_change, version_in
from onrecord.deciding.wording import (
    crime_shown,
    exit_shown,
    moment_of,
    named,
    page_of,
    reasons,
)
from onrecord.people.access import page, shown, whoever


@never_cache
@page(check_can_decide, reads="decision")
def result(request: HttpRequest, decision_id: int) -> HttpResponse:
    """What must be recorded, with the reasons; one button confirms it."""
    row = to_change(request, decision_id)
    if row.state != State.OPEN:
        return redirect("decision", row.pk)
    try:
        judged = judge(row)
    except DecisionError as error:
        messages.error(request, str(error))
        return redirect("decision-facts", row.pk)
    if judged.unfinished:
        return next_page(row)
    decided = final(judged, row.facts)
    if judged.asked and not decided.disagreed:
        return redirect("decision-more", row.pk)
    why = referred_because(judged, decided)
    exits = () if why else decided.exits
    data = request.POST if request.method == "POST" else None
    who = WhoForm(data, people=_to_name(row))
    found = presses(row.log) if exits else []
    forms = [
        RationaleForm(data, prefix=f"x{number}", in_words=bool(found))
        for number in range(len(exits))
    ]
    answer = _answer(judged, decided)
    late = (
        DelayForm(data, initial={"delay": row.facts.get("delay", "")})
        if answer["overdue"]
        else None
    )
    asked = [form for form in (who, late, *forms) if form is not None]
    wrong = ""
    if data is not None and all(form.is_valid() for form in asked):
        try:
            done = _confirm(request, row, who, forms, late)
            _say(request, done)
            return redirect("decision", done.pk)
        except Conflict as error:
            messages.error(request, str(error))
            return redirect("decision-result", row.pk)
        except DecisionError as error:
            wrong = str(error)
            row.refresh_from_db()
    context = {
        **beside(row),
        **answer,
        "presses": found,
        "exits": [
            {**exit_shown(entry, named(judged.case)), "form": form, "part": f"x{number}"}
            for number, (entry, form) in enumerate(zip(exits, forms, strict=True))
        ],
        "who": who,
        "referred": why,
        "wrong": wrong,
        "choice": _choice_held(row, judged),
        "late": late,
        "failed": bool(wrong) or any(form.errors for form in asked),
        "form": next((form for form in asked if form.errors), None),
    }
    return render(
        request, "deciding/result.html", context, status=400 if context["failed"] else 200
    )


def _to_name(row: RecordingDecision) -> list[dict[str, Any]]:
    found = []
    for person in person_slots(row):
        known = ", ".join(f"{value}" for value in person["settled"].values() if value != "person")
        found.append({**person, "hint": known})
    return found


def _confirm(
    request: HttpRequest,
    row: RecordingDecision,
    who: WhoForm,
    forms: list[RationaleForm],
    late: DelayForm | None,
) -> RecordingDecision:
    """Keep the names that were typed, and why it comes late, then conclude."""
    user, version = whoever(request), version_in(request)
    people = people_with(row, {slot: {"name": name} for slot, name in who.cleaned_data.items()})
    told: dict[str, Any] = {}
    if people != row.facts.get("people", []):
        told["people"] = people
    # A page without the field says nothing of it; what stands there already stays.
    if late is not None and "delay" in late.data:
        delay = late.cleaned_data["delay"].strip()
        if delay != row.facts.get("delay", ""):
            told["delay"] = delay
    if told:
        before = row.version
        row = actions.put_facts(decision=row, by=user, facts=told, version=version)
        version = row.version if version == before else version
    return actions.conclude(
        decision=row,
        by=user,
        rationale={"exits": [form.cleaned_data for form in forms]} if forms else None,
        version=version,
    )


def _say(request: HttpRequest, row: RecordingDecision) -> None:
    if row.state == State.REFERRED:
        messages.warning(
            request, "Sent to the registrar. You will find the ruling among your decisions."
        )
    elif row.crime_refs:
        messages.success(request, f"Recorded: {', '.join(row.crime_refs)}.")
    elif row.result and row.result["joined"]:
        added = dict.fromkeys(each["ref"] for each in row.result["joined"])
        messages.success(request, f"Added to what is recorded: {', '.join(added)}.")
    else:
        messages.success(request, "Concluded. The rationale is kept with the log.")


def _answer(judged: Judged, decided: Final) -> dict[str, Any]:
    made, case = judged.decision, named(judged.case)
    record_by = moment_of(made.record_by)
    return {
        "crimes": [
            {**crime_shown(each, case, made), "part": f"c{number}"}
            for number, each in enumerate(decided.crimes)
        ],
        "count": sum(each.count for each in decided.crimes),
        "joined": [
            {"ref": each.ref, "reason": each.reason, "page": page_of(each.rule)}
            for each in made.joined
        ],
        "referrals": made.referrals,
        "unknown": judged.unknown,
        "notes": made.notes,
        "record_by": record_by,
        "overdue": record_by is not None and record_by < timezone.now(),
        "reasons": reasons(made),
        "disagreed": decided.disagreed,
        "edition": made.edition,
        "on": made.on,
        "handed_over": judged.handed_over,
    }


def _choice_held(row: RecordingDecision, judged: Judged) -> dict[str, Any]:
    """The choice otherwise that was put among the facts, and whether the rules still say what it was made against."""
    held = row.facts.get("otherwise") or {}
    return {**held, "stale": held.get("of") != stands_of(judged)} if held else {}


@never_cache
@page(check_can_decide, reads="decision")
def otherwise(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Choose another offence, or none, for one part of the answer, or one more; with the reason."""
    row = to_change(request, decision_id)
    if row.state != State.OPEN:
        return redirect("decision", row.pk)
    judged = judge(row)
    if judged.unfinished:
        return next_page(row)
    part = request.GET.get("part", "also")[:4]
    words = request.GET.get("words", "")[:200]
    form = OtherwiseForm(request.POST or None)
    if request.method == "POST":
        try:
            if "undo" in request.POST:
                chosen: dict[str, Any] = {}
            elif form.is_valid():
                class_, _, code = request.POST.get("offence", "").partition(" ")
                chosen = choose(
                    judged,
                    row.facts,
                    part=part,
                    class_=class_,
                    code=code,
                    reason=form.cleaned_data["reason"],
                )
            else:
                raise DecisionError("")
            actions.put_facts(
                decision=row,
                by=whoever(request),
                facts={"otherwise": chosen},
                version=version_in(request),
            )
            return redirect("decision-result", row.pk)
        except Conflict as error:
            messages.error(request, str(error))
            return redirect("decision-result", row.pk)
        except DecisionError as error:
            if str(error):
                form.add_error(None, str(error))
            row.refresh_from_db()
    crimes = certain(judged)
    instead_of = None
    if part.startswith("c") and part[1:].isdecimal() and int(part[1:]) < len(crimes):
        instead_of = crime_shown(crimes[int(part[1:])], named(judged.case), judged.decision)
    context = {
        **beside(row),
        "form": form,
        "part": part,
        "words": words,
        "found": search(words, row.on_date),
        "instead_of": instead_of,
        "may_leave": part.startswith("c"),
        "chosen": request.POST.get("offence", ""),
    }
    return render(request, "deciding/otherwise.html", context, status=400 if form.errors else 200)


@never_cache
@page(check_can_decide, reads="log")
def no_crime(request: HttpRequest, log_id: int) -> HttpResponse:
    """Not a crime: the official flow chart gone through by hand, with the rationale."""
    log = get_object_or_404(Log, pk=log_id)
    check_can_decide_about(whoever(request), log)
    shown(request, f"log:{log.system}:{log.ref_key}")
    found = presses(log)
    form = RationaleForm(request.POST or None, by_hand=True, in_words=bool(found))
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.negate(
                by=whoever(request),
                log=log,
                rationale=form.cleaned_data,
                concerns=form.cleaned_data["concerns"],
                origin=request.POST.get("origin") or None,
            )
            _say(request, row)
            return redirect("log", log.pk)
        except DecisionError as error:
            form.add_error(None, str(error))
    context = {
        "log": log,
        "form": form,
        "origin": request.POST.get("origin") or str(uuid.uuid4()),
        "reasons": on_its_face(log),
        "presses": found,
    }
    return render(request, "deciding/no_crime.html", context, status=400 if form.errors else 200)
