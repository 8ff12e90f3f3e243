"""Responses: which are due, how far one is, and the forms that write it. Versions, drafts and files: `edition_views`."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from onrecord.improvement.doing import done
from onrecord.improvement.errors import ImprovementError
from onrecord.improvement.models import Inspection
from onrecord.improvement.queries import recommendations
from onrecord.improvement.recommendations.said import as_said, as_seen
from onrecord.improvement.recommendations.states import Stance
from onrecord.people.access import page, shown, whoever
from onrecord.people.sent import sent
from onrecord.response import policies, queries
from onrecord.response.checking import asked, leave, missing
from onrecord.response.finishing_forms import HolderForm
from onrecord.response.forms import DEEDS, AnswerForm, BeginForm
from onrecord.response.holders import end_holder
from onrecord.response.models import OfficeHolder, Opening, Quoted, Response
from onrecord.response.opening import is_open
from onrecord.response.quoting import face, quoted, take_back
from onrecord.response.states import CommentsState, ResponseState
from onrecord.response.tasks import SIGNS, deeds_of, tasks_of
from onrecord.response.wordings import parts_of

# The force's part; everything else is the commissioner's.
_FORCE = {"send-comments"}


@page(policies.check_can_see_responses, reads="responses")
def responses(request: HttpRequest) -> HttpResponse:
    user = whoever(request)
    context = {
        "rows": queries.standings(),
        "writes": policies.can_write_response(user),
        "signs": policies.can_sign_response(user),
        "is_open": is_open(),
        "opening": Opening.objects.filter(pk=1).first(),
        "address": request.build_absolute_uri(reverse("published-responses")),
    }
    return render(request, "response/responses.html", context)


@page(policies.check_can_see_responses, reads="response")
def response(request: HttpRequest, ref: str) -> HttpResponse:
    """How far the response is: the clock, what is to be done by whom, what was published."""
    inspection = get_object_or_404(Inspection.objects.select_related("same_as"), ref=ref)
    shown(request, f"response:{inspection.ref}")
    standing = queries.standing(inspection)
    row, user = standing.response, whoever(request)
    writes = policies.can_write_response(user)
    context = {
        "inspection": inspection,
        "standing": standing,
        "row": row,
        "writes": writes,
        "warnings": [(number, day) for number, day in standing.clock.warnings if number],
    }
    if row is not None:
        marks = asked(row) if writes else []
        context |= {
            "tasks": tasks_of(row, marks) if writes else [],
            "missing": missing(row) if writes else [],
            "wordings": parts_of(row) if writes else {},
            "open": row.state == ResponseState.OPEN,
            "figures": [(each, face(each)) for each in quoted(row)] if writes else [],
            "editions": row.editions.select_related("withdrawal").order_by("-number"),
            "answers": [as_seen(each, user) for each in recommendations(inspection)],
            "may_comment": policies.can_comment(user),
            "may_send": policies.can_send_comments(user)
            and row.comments != CommentsState.NOT_INVITED
            and row.state in (ResponseState.OPEN, ResponseState.REVIEW),
            "deeds": deeds_of(row, writes, policies.can_sign_response(user)),
        }
    return render(request, "response/response.html", context)


@page(policies.check_can_write_response)
def response_begin(request: HttpRequest, ref: str) -> HttpResponse:
    inspection = get_object_or_404(Inspection, ref=ref)
    form = BeginForm(user=whoever(request), about=inspection, **sent(request))
    if done(request, form) is not None:
        return redirect("response", ref)
    return _form(request, form, inspection)


@page(policies.check_can_see_responses, reads="change of a response")
def response_do(request: HttpRequest, ref: str, what: str) -> HttpResponse:
    """One of the deeds; who may do it is checked before the form is shown and again when it is done."""
    deed = DEEDS.get(what)
    if deed is None:
        raise Http404("There is no such thing to do with a response.")
    user = whoever(request)
    if what in _FORCE:
        policies.check_can_send_comments(user)
    elif what in SIGNS:
        policies.check_can_sign_response(user)
    else:
        policies.check_can_write_response(user)
    row = _response(ref)
    shown(request, f"response:{ref}")
    form = deed(user=user, about=row, **sent(request))
    if done(request, form) is not None:
        return redirect("response", ref)
    return _form(request, form, row.inspection)


@page(policies.check_can_write_response, reads="answer to a recommendation")
def response_answer(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """The commissioner's answer to one recommendation, beside what the force answers."""
    row = _response(ref)
    asked_for = get_object_or_404(row.inspection.recommendations, number=number, addressed="")
    shown(request, f"response:{ref}:{number}")
    asked_for = as_said(asked_for)
    form = AnswerForm(user=whoever(request), about=(row, asked_for), **sent(request))
    if done(request, form) is not None:
        return redirect("response", ref)
    force = asked_for.stance != Stance.NONE and row.comments == CommentsState.CAME
    return _form(request, form, row.inspection, recommendation=asked_for, force=force)


@page(policies.check_can_write_response, reads="words that may be about a person")
def response_names(request: HttpRequest, ref: str) -> HttpResponse:
    """What may be about a person; POST leaves words in, with the reason."""
    row = _response(ref)
    shown(request, f"response:{ref}")
    failed, error = ("", ""), ""
    if request.method == "POST":
        failed = (request.POST.get("kind", ""), request.POST.get("words", ""))
        try:
            leave(
                response=row,
                by=whoever(request),
                kind=failed[0],
                words=failed[1],
                reason=request.POST.get("reason", ""),
            )
        except ImprovementError as problem:
            error = str(problem)
        else:
            messages.success(request, "Kept: they stay, with the reason.")
            return redirect("response-names", ref)
    found = asked(row)
    context = {
        "row": row,
        "inspection": row.inspection,
        "waiting": [each for each in found if not each.reason],
        "answered": [each for each in found if each.reason],
        "open": row.state == ResponseState.OPEN,
        "failed": failed,
        "error": error,
    }
    return render(request, "response/names.html", context)


@page(policies.check_can_write_response)
@require_POST
def figure_take_back(request: HttpRequest, ref: str, quoted_id: int) -> HttpResponse:
    row = _response(ref)
    figure = get_object_or_404(Quoted, pk=quoted_id, response=row)
    try:
        take_back(quoted=figure, by=whoever(request), why=request.POST.get("why", ""))
        messages.success(request, "It isn't quoted any more.")
    except ImprovementError as error:
        messages.error(request, str(error))
    return redirect("response", ref)


@page(policies.check_can_write_response, reads="office holders")
def office_holders(request: HttpRequest) -> HttpResponse:
    """Who may be named in what is published; POST adds somebody, or ends an office."""
    user = whoever(request)
    form = HolderForm(user=user)
    if request.method == "POST" and (ended := request.POST.get("holder", "")):
        holder = get_object_or_404(
            OfficeHolder, pk=int(ended) if ended.isdecimal() and len(ended) < 19 else 0
        )
        try:
            end_holder(holder=holder, by=user, until=_day(request.POST.get("until", "")))
            messages.success(request, f"{holder.name} holds the office until that day.")
        except ImprovementError as error:
            messages.error(request, str(error))
        return redirect("office-holders")
    if request.method == "POST":
        form = HolderForm(request.POST, user=user)
        if done(request, form) is not None:
            return redirect("office-holders")
    context = {"form": form, "rows": OfficeHolder.objects.all(), "today": timezone.localdate()}
    return render(request, "response/office_holders.html", context)


def _day(text: str) -> date:
    try:
        return parse_date(text) or date.min
    except ValueError:
        return date.min


def _form(
    request: HttpRequest, form: object, inspection: Inspection, **more: object
) -> HttpResponse:
    return render(request, "response/form.html", {"form": form, "inspection": inspection, **more})


def _response(ref: str) -> Response:
    return get_object_or_404(Response.objects.select_related("inspection"), inspection__ref=ref)
