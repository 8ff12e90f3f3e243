"""Responses: which are due, how far one is, and the forms that write it. Versions, drafts and files: `edition_views`."""

from dataclasses import dataclass
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
from onrecord.improvement.states import Stance
from onrecord.people.access import page, shown, whoever
from onrecord.people.sent import sent
from onrecord.response import policies, queries
from onrecord.response.checking import Asked, asked, leave, missing
from onrecord.response.forms import DEEDS, AnswerForm, BeginForm, HolderForm
from onrecord.response.holders import end_holder
from onrecord.response.models import OfficeHolder, Quoted, Response
from onrecord.response.quoting import face, quoted, take_back
from onrecord.response.states import CommentsState, ResponseState

# The force's part; everything else is the commissioner's.
_FORCE = {"send-comments"}
_SIGNS = {"sign", "send-back", "publish"}


@dataclass(frozen=True)
class Task:
    """One part of the work: `url` where it is done, empty where it isn't this person's or can't be done now."""

    label: str
    state: str
    colour: str
    url: str = ""
    hint: str = ""


@page(policies.check_can_see_responses, reads="responses")
def responses(request: HttpRequest) -> HttpResponse:
    user = whoever(request)
    context = {
        "rows": queries.standings(),
        "writes": policies.can_write_response(user),
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
            "tasks": _tasks(row, marks) if writes else [],
            "missing": missing(row) if writes else [],
            "open": row.state == ResponseState.OPEN,
            "figures": [(each, face(each)) for each in quoted(row)] if writes else [],
            "editions": row.editions.order_by("-number"),
            "answers": recommendations(inspection),
            "may_comment": policies.can_comment(user),
            "may_send": policies.can_send_comments(user)
            and row.comments != CommentsState.NOT_INVITED
            and row.state in (ResponseState.OPEN, ResponseState.REVIEW),
            "deeds": _deeds(row, writes, policies.can_sign_response(user)),
        }
    return render(request, "response/response.html", context)


def _tasks(row: Response, marks: list[Asked]) -> list[Task]:
    """The work on the commissioner's side, in its order."""
    is_open = row.state == ResponseState.OPEN
    ref = row.inspection.ref

    def url(what: str) -> str:
        return reverse("response-do", args=[ref, what]) if is_open else ""

    came = row.comments in (CommentsState.CAME, CommentsState.NONE_CAME)
    tasks = [
        Task(
            "Invite the chief constable to comment",
            "done" if row.invited_on else "to do",
            "green" if row.invited_on else "amber",
            url("invite"),
            f"invited on {row.invited_on:%d/%m/%Y}, comments by {row.comments_by:%d/%m/%Y}"
            if row.invited_on
            else "Police Act 1996 s.55(4)",
        ),
        Task(
            "Comments of the chief constable",
            str(row.get_comments_display()),
            "green" if came else "amber",
            url("none-came") if row.comments == CommentsState.INVITED else "",
            "If none come, say so here: it is published."
            if row.comments == CommentsState.INVITED
            else "",
        ),
    ]
    if row.comments == CommentsState.CAME:
        tasks.append(
            Task(
                "Answer the comments on the whole report",
                "written" if row.to_comments else "empty",
                "green" if row.to_comments else "",
                url("reply"),
                "May stay empty.",
            )
        )
    tasks.append(
        Task(
            "Overall response",
            "written" if row.overall else "to do",
            "green" if row.overall else "amber",
            url("overall"),
        )
    )
    answers = {each.recommendation_id: each for each in row.answers.all()}
    for each in recommendations(row.inspection):
        answer = answers.get(each.pk)
        tasks.append(
            Task(
                each.label,
                str(answer.get_kind_display()).lower() if answer else "to do",
                "green" if answer else "amber",
                reverse("response-answer", args=[ref, each.number]) if is_open else "",
                each.text[:110] + ("…" if len(each.text) > 110 else ""),
            )
        )
    waiting = sum(not each.reason for each in marks)
    tasks.append(
        Task(
            "What may be about a person",
            f"{waiting} to answer" if waiting else "nothing open",
            "red" if waiting else "green",
            reverse("response-names", args=[ref]),
            "Names, addresses, numbers and references in any part of the text.",
        )
    )
    return tasks


def _deeds(row: Response, writes: bool, signs: bool) -> list[dict[str, str]]:
    """What may be done with it as a whole, as it stands now: label, address, kind of button."""
    by_state = {
        ResponseState.OPEN: ["review"],
        ResponseState.REVIEW: ["sign", "send-back"],
        ResponseState.SIGNED: ["publish", "take-up"],
        ResponseState.PUBLISHED: ["correct"],
    }
    return [
        {
            "label": DEEDS[what].title,
            "url": reverse("response-do", args=[row.inspection.ref, what]),
            "kind": "" if what in ("review", "sign", "publish") else "second",
        }
        for what in by_state[ResponseState(row.state)]
        if (signs if what in _SIGNS else writes)
    ]


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
    elif what in _SIGNS:
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
    asked_for = get_object_or_404(row.inspection.recommendations, number=number)
    shown(request, f"response:{ref}:{number}")
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
