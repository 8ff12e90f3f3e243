"""The questions of a decision, one a screen, and the facts beside them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from onrecord.contact.models import Log
from onrecord.deciding import actions, interview, queries
from onrecord.deciding.actions import Conflict, DecisionError
from onrecord.deciding.answers import UNKNOWN
from onrecord.deciding.face import meanings_of
from onrecord.deciding.facts_page import facts_forms, facts_from, person_slots
from onrecord.deciding.forms import ReasonForm
from onrecord.deciding.judge import ask_of, judge
from onrecord.deciding.models import RecordingDecision
from onrecord.deciding.policies import (
    check_can_change_decision,
    check_can_decide,
    check_can_decide_about,
)
from onrecord.deciding.reviews import qualifiers
from onrecord.deciding.states import State
from onrecord.deciding.suggesting import given, suggested
from onrecord.deciding.wording import page_of
from onrecord.people.access import page, shown, whoever


def to_change(request: HttpRequest, decision_id: int) -> RecordingDecision:
    """The decision, if this person may go on with it."""
    row = get_object_or_404(RecordingDecision.objects.select_related("log"), pk=decision_id)
    check_can_change_decision(whoever(request), row)
    shown(request, f"decision:{row.origin}")
    return row


def version_in(request: HttpRequest) -> int | None:
    """The version that the person saw, from the form."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def next_page(row: RecordingDecision) -> HttpResponse:
    """Where a decision goes on: its next question, or its answer."""
    if row.state != State.OPEN:
        return redirect("decision", row.pk)
    here, fits = interview.so_far(row.answers)
    if not here.finished:
        return redirect("decision-question", row.pk, len(fits) + 1)
    return redirect("decision-result", row.pk)


def beside(row: RecordingDecision) -> dict[str, Any]:
    """What stands beside every page of a decision: the log's accounts, and the answers so far."""
    found: dict[str, Any] = {"decision": row, "log": row.log, "given": given(row)}
    if row.log is not None:
        domestic = "domestic" in meanings_of(row.log) or bool(
            set(qualifiers().get("domestic", ())) & set(row.log.qualifiers)
        )
        found["domestic"] = domestic
        found["later"] = queries.later_accounts(row.log) if domestic else []
        found["already"] = queries.recorded_of(row.log)
    return found


@page(check_can_decide)
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    user = whoever(request)
    log = None
    if request.POST.get("log", "").isdecimal():
        log = get_object_or_404(Log, pk=int(request.POST["log"]))
        check_can_decide_about(user, log)
    try:
        row = actions.start_decision(
            by=user,
            log=log,
            desk=request.POST.get("desk", "")[:60],
            origin=request.POST.get("origin") or None,
        )
    except DecisionError as error:
        messages.error(request, str(error))
        return redirect("decisions")
    return next_page(row)


@never_cache
@page(check_can_decide, reads="decision")
def question(request: HttpRequest, decision_id: int, number: int) -> HttpResponse:
    row = to_change(request, decision_id)
    if row.state != State.OPEN:
        return redirect("decision", row.pk)
    wrong = ""
    if request.method == "POST":
        try:
            if "back" in request.POST:
                row = actions.take_back(
                    decision=row, by=whoever(request), version=version_in(request)
                )
                return next_page(row)
            row = actions.answer(
                decision=row,
                by=whoever(request),
                say=request.POST.get("say", ""),
                number=number,
                version=version_in(request),
            )
            if number < len(row.answers):
                return redirect("decision-question", row.pk, number + 1)
            return next_page(row)
        except Conflict as error:
            messages.error(request, str(error))
            return redirect("decision", row.pk)
        except DecisionError as error:
            wrong = str(error)
            row.refresh_from_db()
    _, fits = interview.so_far(row.answers)
    if len(fits) < len(row.answers):
        row.answers = fits  # the questions were changed by a new version; the page goes on where they still fit
    asked = interview.shown(row.answers, number, suggested(row, number))
    if asked is None:
        return next_page(row)
    context = {
        **beside(row),
        "asked": asked,
        "wrong": wrong,
        "hint": suggested(row, number),
        "before": number - 1,
    }
    return render(request, "deciding/question.html", context, status=400 if wrong else 200)


@never_cache
@page(check_can_decide, reads="decision")
def more(request: HttpRequest, decision_id: int) -> HttpResponse:
    """A question that the rules ask after those of the tree."""
    row = to_change(request, decision_id)
    if row.state != State.OPEN:
        return redirect("decision", row.pk)
    wrong = ""
    if request.method == "POST":
        field, say = request.POST.get("field", ""), request.POST.get("say", "").strip()
        try:
            _put_answer(request, row, field, say)
            return redirect("decision-more", row.pk)
        except Conflict as error:
            messages.error(request, str(error))
            return redirect("decision", row.pk)
        except DecisionError as error:
            wrong = str(error)
            row.refresh_from_db()
    try:
        judged = judge(row)
    except DecisionError as error:
        messages.error(request, str(error))
        return redirect("decision-facts", row.pk)
    if judged.unfinished or not judged.asked:
        return next_page(row)
    first = judged.asked[0]
    context = {
        **beside(row),
        "ask": ask_of(first),
        "page": page_of(first.rule),
        "wrong": wrong,
        "unknown": UNKNOWN,
    }
    return render(request, "deciding/more.html", context, status=400 if wrong else 200)


def _put_answer(request: HttpRequest, row: RecordingDecision, field: str, say: str) -> None:
    asked = {each.field: each for each in judge(row).asked}
    if field not in asked:
        return  # answered already: a double tap
    ask = ask_of(asked[field])
    if not say:
        raise DecisionError("Give an answer, or say that it isn't known yet.")
    if say != UNKNOWN:
        if ask.kind == "choose" and say not in dict(ask.choices):
            raise DecisionError("Choose one of the answers.")
        if ask.kind == "number" and not (say.isdecimal() and len(say) < 7):
            raise DecisionError("Enter a whole number.")
    before = row.facts.get("answers", {})
    row.facts = {**row.facts, "answers": {**before, field: say}}
    judge(row)  # refuses what can't be read as an answer
    actions.put_facts(
        decision=row,
        by=whoever(request),
        facts={"answers": {**before, field: say}},
        version=version_in(request),
    )


@never_cache
@page(check_can_decide, reads="decision")
def facts(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Everything known beside the answers, on one page, to be corrected in any order."""
    row = to_change(request, decision_id)
    if row.state != State.OPEN:
        return redirect("decision", row.pk)
    data = request.POST if request.method == "POST" else None
    form, people = facts_forms(row, data)
    if data is not None and form.is_valid() and all(each["form"].is_valid() for each in people):
        try:
            actions.put_facts(
                decision=row,
                by=whoever(request),
                facts=facts_from(row, form, people),
                version=version_in(request),
            )
            return next_page(row)
        except (Conflict, DecisionError) as error:
            form.add_error(None, str(error))
    context = {**beside(row), "form": form, "people": people, "slots": person_slots(row)}
    return render(request, "deciding/facts.html", context, status=400 if form.errors else 200)


@page(check_can_decide, reads="decision")
def withdraw(request: HttpRequest, decision_id: int) -> HttpResponse:
    row = to_change(request, decision_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(decision=row, by=whoever(request), reason=form.cleaned_data["reason"])
            messages.success(request, "Withdrawn. It is kept, with your reason.")
            return redirect("log", row.log_id) if row.log_id else redirect("decisions")
        except DecisionError as error:
            form.add_error(None, str(error))
    context = {"decision": row, "log": row.log, "form": form}
    return render(request, "deciding/withdraw.html", context, status=400 if form.errors else 200)
