"""Dip samples, feedback, and a supervisor's look at what is open."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from onrecord.contact.actions import subject_of
from onrecord.contact.models import Log
from onrecord.contact.policies import can_view_log
from onrecord.deciding.models import RecordingDecision
from onrecord.deciding.panel import told
from onrecord.people.access import can, page, shown, whoever
from onrecord.people.models import User
from onrecord.people.names import name_of
from onrecord.recording import subjects
from onrecord.recording.models import Crime, CrimeEvent
from onrecord.supervision.errors import SupervisionError
from onrecord.supervision.reviews import actions
from onrecord.supervision.reviews.actions import MARKS, headings
from onrecord.supervision.reviews.forms import DrawForm, FeedbackForm, LookForm, ReadForm
from onrecord.supervision.reviews.models import Feedback, SampleCheck, TeamSample
from onrecord.supervision.reviews.policies import (
    can_feed_back,
    check_can_draw,
    check_can_feed_back,
    check_can_look_at,
    check_can_see_feedback,
    check_can_see_feedback_list,
    check_can_see_sample,
)
from onrecord.supervision.reviews.sampling import draw_sample, replay, same_frame

MOST = 100


@page(check_can_draw, reads="dip samples")
def team_samples(request: HttpRequest) -> HttpResponse:
    """The samples of one's team; POST draws another."""
    user = whoever(request)
    form = DrawForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            row = draw_sample(
                by=user,
                since=data["since"],
                until=data["until"],
                size=data["size"],
                department=data.get("department") or None,
            )
        except SupervisionError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                f"{row.size} decision{'' if row.size == 1 else 's'} of {len(row.frame):,} drawn.",
            )
            return redirect("team-sample", row.number)
    rows = [
        row
        for row in TeamSample.objects.prefetch_related("checks")[:MOST]
        if can(check_can_see_sample, user, row)
    ]
    for row in rows:
        row.done = sum(bool(each.checked_at) for each in row.checks.all())  # type: ignore[attr-defined]
    return render(request, "supervision/team_samples.html", {"form": form, "rows": rows})


@page(check_can_draw, reads="dip sample")
def team_sample(request: HttpRequest, number: int) -> HttpResponse:
    row = _sample(request, number)
    user = whoever(request)
    checks = row.checks.select_related("decision__log").order_by("position")
    context = {
        "sample": row,
        "checks": [(each, can_feed_back(user, each.decision)) for each in checks],
        "problems": replay(row),
        "same": same_frame(row),
        "summary": _summary([each.marks for each in checks]),
    }
    return render(request, "supervision/team_sample.html", context)


def _summary(found: list[dict[str, str]]) -> list[tuple[str, int, int]]:
    """Heading -> how often good, how often to improve."""
    return [
        (
            words,
            sum(marks.get(code) == actions.GOOD for marks in found),
            sum(marks.get(code) == actions.IMPROVE for marks in found),
        )
        for code, words in headings().items()
    ]


@page(check_can_draw, reads="decision of a dip sample")
def sample_check(request: HttpRequest, number: int, position: int) -> HttpResponse:
    """One decision beside what there is to say of it: first account, trace, crimes."""
    sample = _sample(request, number)
    row = get_object_or_404(
        SampleCheck.objects.select_related("sample", "decision__log"),
        sample=sample,
        position=position,
    )
    check_can_feed_back(whoever(request), row.decision)
    shown(request, f"decision:{row.decision_origin}")
    initial = {f"mark_{code}": mark for code, mark in row.marks.items()}
    form = FeedbackForm(
        request.POST if request.method == "POST" else None,
        initial={**initial, "words": row.words, "tell": True},
    )
    if form.is_bound and form.is_valid():
        try:
            actions.check_decision(
                check=row,
                by=whoever(request),
                marks=form.marks,
                words=form.cleaned_data["words"],
                tell=form.cleaned_data["tell"],
            )
        except SupervisionError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Kept.")
            after = sample.checks.filter(checked_at=None).order_by("position").first()
            if after is None:
                return redirect("team-sample", sample.number)
            return redirect("sample-check", sample.number, after.position)
    context = {"check": row, "sample": sample, "form": form, **_face(row.decision)}
    return render(request, "supervision/sample_check.html", context)


@page(check_can_draw, reads="feedback on a decision")
def feedback_new(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Tell somebody about a decision that no sample drew."""
    decision = get_object_or_404(RecordingDecision.objects.select_related("log"), pk=decision_id)
    check_can_feed_back(whoever(request), decision)
    shown(request, f"decision:{decision.origin}")
    form = FeedbackForm(request.POST if request.method == "POST" else None, asks_tell=False)
    if form.is_bound and form.is_valid():
        try:
            row = actions.give_feedback(
                decision=decision,
                by=whoever(request),
                marks=form.marks,
                words=form.cleaned_data["words"],
            )
        except SupervisionError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{name_of(row.person)} finds it among their feedback.")
            return redirect("feedback", row.pk)
    context = {"form": form, **_face(decision)}
    return render(request, "supervision/sample_check.html", context)


def _face(decision: RecordingDecision) -> dict[str, Any]:
    """What a supervisor has to see to judge a decision in two minutes."""
    result = decision.result or {}
    return {
        "decision": decision,
        "crimes": Crime.objects.filter(ref__in=decision.crime_refs)
        .exclude(state="")
        .order_by("ref"),
        "rationales": [told(each) for each in decision.rationales.all()],
        "reasons": [
            str(each.get("finding", ""))
            for each in result.get("steps", [])
            if isinstance(each, dict)
        ][:12],
    }


@page(check_can_see_feedback_list, reads="list of feedback")
def feedback_list(request: HttpRequest) -> HttpResponse:
    user = whoever(request)
    rows = Feedback.objects.select_related("decision")
    context = {
        "received": rows.filter(person=user.username)[:MOST],
        "given": rows.filter(given_by=user.username)[:MOST],
    }
    return render(request, "supervision/feedback_list.html", context)


@page(check_can_see_feedback_list, reads="feedback")
def feedback(request: HttpRequest, feedback_id: int) -> HttpResponse:
    """One piece of feedback; POST says that it was read."""
    row = get_object_or_404(Feedback.objects.select_related("decision"), pk=feedback_id)
    user = whoever(request)
    check_can_see_feedback(user, row)
    shown(request, f"feedback:{row.person}:{row.number}")
    form = ReadForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        actions.read_feedback(feedback=row, by=user, answer=form.cleaned_data["answer"])
        messages.success(request, "Kept that you have read it.")
        return redirect("feedback", row.pk)
    context = {
        "row": row,
        "marks": [
            (words, MARKS[row.marks[c]]) for c, words in headings().items() if c in row.marks
        ],
        "form": form if user.username == row.person and not row.read_at else None,
    }
    return render(request, "supervision/feedback.html", context)


@page(check_can_draw, reads="supervisor's look")
def look(request: HttpRequest, kind: str, target: int) -> HttpResponse:
    """A look at an open investigation or log. What is copied is shown and asked about before it is kept."""
    user = whoever(request)
    thing = _thing(kind, target)
    check_can_look_at(user, thing)
    shown(request, subjects.of_crime(thing) if isinstance(thing, Crime) else subject_of(thing))
    form = LookForm(request.POST if request.method == "POST" else None)
    found = None
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        found = actions.held_against(thing, user, data["text"])
        if found.meaningful or data["as_it_is"]:
            try:
                actions.look(
                    thing=thing,
                    by=user,
                    text=data["text"],
                    next_step=data["next_step"],
                    next_by=data["next_by"],
                )
            except SupervisionError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, "Your look is kept in the record.")
                return redirect("look", kind, target)
        else:
            form = LookForm(request.POST, ask=True)
            form.add_error("text", _why(found))
    looks = actions.looks_at(thing)
    context = {
        "thing": thing, "kind": kind, "form": form, "found": found, "looks": looks, **_beside(thing, user),
    }  # fmt: skip
    return render(request, "supervision/look.html", context)


def _beside(thing: Crime | Log, user: User) -> dict[str, Any]:
    """Of a crime what was reported and what was done last, so that whoever writes sees what about."""
    if isinstance(thing, Log):
        return {}
    logs = [log for log in thing.logs.order_by("received_at")[:3] if can_view_log(user, log)]
    lines = CrimeEvent.objects.filter(crime=thing).order_by("-recorded_at", "-id")[:5]
    return {"logs": logs, "lines": lines}


def _why(found: Any) -> str:
    if found.copied:
        return "This was written before. Say what is new, in your own words"
    return "This says too little to help anybody. Say what you see"


def _thing(kind: str, target: int) -> Crime | Log:
    if kind == "crime":
        return get_object_or_404(Crime.objects.exclude(state=""), pk=target)
    if kind == "log":
        return get_object_or_404(Log, pk=target, opened_at__isnull=False)
    raise Http404("There is nothing of that kind to look at.")


def _sample(request: HttpRequest, number: int) -> TeamSample:
    row = get_object_or_404(TeamSample, number=number)
    check_can_see_sample(whoever(request), row)
    shown(request, f"team-sample:{row.number}")
    return row
