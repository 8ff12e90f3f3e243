"""One question a page, the page for files, and the page that says stop and call."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from onrecord.people.sent import sent as sent_with
from onrecord.reporting.files.keeping import files_of, handle_files
from onrecord.reporting.front import drafts, slips
from onrecord.reporting.front.drafts import ChangedMeanwhile
from onrecord.reporting.front.forms import RulesForm, form_for
from onrecord.reporting.front.pages import nothing_here, show, with_draft
from onrecord.reporting.front.ways import (
    back_address,
    first_step,
    kind_of,
    onwards,
    shown,
    start_address,
)
from onrecord.reporting.models import Draft
from onrecord.reporting.stops import settings
from onrecord.reporting.types.asking import RULES, after, first_open, steps
from onrecord.reporting.types.lay import NOT_SURE
from onrecord.reporting.types.shape import EMPTY, FILES, Question, ReportType


@with_draft
def question(request: HttpRequest, draft: Draft, token: str, step: str) -> HttpResponse:
    """One question."""
    kind = kind_of(draft)
    if drafts.receipt_of(draft, token):
        return redirect("report-sent", token)
    if kind is None:
        return nothing_here(request)
    if step not in steps(kind, draft.answers):
        # Another answer was changed, and this isn't asked any more; or an older address.
        return onwards(draft, kind, token, first_open(kind, draft.answers))
    own = kind.question(step)
    if own is not None and own.kind == FILES:
        return _files(request, draft, kind, token, own)
    held = drafts.held_answer(draft, step)
    slip = draft.slips.get(step, {}) if request.method != "POST" else {}
    sent = {"data": slips.as_sent(slip["data"])} if slip else sent_with(request)
    form: Any
    if own is not None:
        form = form_for(own, kind, held, **sent)
    else:
        screen = step.removeprefix(RULES)
        form = RulesForm(screen, kind.lay[screen], kind, held, **sent)
    asked = own or kind.lay[step.removeprefix(RULES)]
    if form.single:
        # Tells those who hear the page that the hint belongs to the field.
        form.fields["value"].help_text = asked.help
    if request.method == "POST":
        return _taken(request, draft, kind, token, step, form)
    changed = bool(slip.get("changed"))
    doubtful = own is not None and form.doubtful
    left_free, there = own is not None and not own.required, held not in EMPTY
    return show(
        request, "question", form=form, asked=asked, kind=kind, token=token, draft=draft,
        step=step, seen=drafts.mark_of(held), changed=changed, theirs=shown(own, held, kind, step) if changed else [],
        back=back_address(kind, draft, token, step), may_skip=left_free and not there, may_remove=left_free and there,
        unsure=own is None and getattr(form, "number", None) is not None, multiple=not form.single,
        doubtful=doubtful and bool(form.errors), wrong=bool(form.errors),
        choices=form.single and hasattr(form.fields["value"], "choices"),
    )  # fmt: skip


def _taken(
    request: HttpRequest, draft: Draft, kind: ReportType, token: str, step: str, form: Any
) -> HttpResponse:
    """Take an answer, and on to the next page; else back to this one, which shows what was typed and what is wrong with it."""
    own, held = kind.question(step), drafts.held_answer(draft, step)
    seen = request.POST.get("seen", "")
    free, changed = own is None or not own.required, False
    try:
        if "skip" in request.POST and own and not own.required and held not in EMPTY:
            # Who passes over a question has said nothing against the answer that is there.
            drafts.unslip(draft, step)
            return _next(request, draft, kind, token, step)
        if free and {"skip", "remove"} & set(request.POST):
            draft = drafts.answer(draft, kind, step, "" if own else NOT_SURE, seen)
            return _next(request, draft, kind, token, step)
        if form.is_valid():
            draft = drafts.answer(draft, kind, step, form.value(), seen)
            return _next(request, draft, kind, token, step)
        if own is not None and form.doubtful and form.typed():
            # What can't be a date or a number is kept, too: whoever goes away now has lost nothing.
            draft = drafts.answer(draft, kind, step, form.typed(), seen)
    except ChangedMeanwhile:
        changed = True
    drafts.slip(draft, step, {"data": slips.typed(request), "changed": changed})
    return slips.here(request)


def _files(
    request: HttpRequest, draft: Draft, kind: ReportType, token: str, own: Question
) -> HttpResponse:
    """The page on which files are added; they lie beside the answers."""
    if request.method == "POST":
        there = {each.pk for each in files_of(draft)}
        problems = handle_files(request, draft)
        held = drafts.find(token)
        if held is None:
            return nothing_here(request)
        draft = held
        if drafts.receipt_of(draft, token):
            # Sent from another window while the file was on its way: it went with the report.
            return redirect("report-sent", token)
        # Whoever goes on at once is told all the same what can't be opened.
        told = any(each.cannot_be_opened and each.pk not in there for each in files_of(draft))
        if not problems and not told and not {"add", "remove"} & set(request.POST):
            names = [each.name for each in files_of(draft)]
            draft = drafts.answer(draft, kind, own.id, "; ".join(names))
            return _next(request, draft, kind, token, own.id)
        drafts.slip(draft, own.id, {"problems": problems})
        return slips.here(request)
    problems = draft.slips.get(own.id, {}).get("problems", [])
    return show(
        request, "files", problems=problems, files=files_of(draft), asked=own, kind=kind, token=token, draft=draft, step=own.id,
        back=back_address(kind, draft, token, own.id), wrong=bool(problems),
    )  # fmt: skip


def _next(
    request: HttpRequest, draft: Draft, kind: ReportType, token: str, step: str
) -> HttpResponse:
    """To the stop page that hangs on the answer, else to the next question."""
    own = kind.question(step)
    if own is not None:
        choice = own.choice(drafts.held_answer(draft, step))
        if choice is not None and choice.stop and choice.stop not in _stopped(kind, draft, step):
            return _with_check(request, redirect("report-stop", token, step))
    if "check" in request.GET:
        return onwards(draft, kind, token, first_open(kind, draft.answers), check=True)
    return onwards(draft, kind, token, after(step, kind, draft.answers))


def _stopped(kind: ReportType, draft: Draft, step: str) -> set[str]:
    """The stop pages that were shown on the way to this question: nobody is asked twice whether they are safe."""
    asked = steps(kind, draft.answers)
    earlier = asked[: asked.index(step)] if step in asked else []
    picked = [
        own.choice(drafts.held_answer(draft, each))
        for each in earlier
        if (own := kind.question(each))
    ]
    return {kind.stop, *(each.stop for each in picked if each is not None)}


def _with_check(request: HttpRequest, answer: HttpResponseRedirect) -> HttpResponse:
    if "check" in request.GET:
        answer["Location"] += "?check=1"
    return answer


@with_draft
def stop(request: HttpRequest, draft: Draft, token: str, step: str) -> HttpResponse:
    """Stop and call; whoever can't, goes on from here, and nothing that was written is lost."""
    kind = kind_of(draft)
    if kind is None:
        return nothing_here(request)
    own = kind.question(step)
    choice = own.choice(drafts.held_answer(draft, step)) if own else None
    name = kind.stop if step == "start" else choice.stop if choice else ""
    page = settings().stops.get(name)
    if page is None:
        return onwards(draft, kind, token, first_open(kind, draft.answers))
    if "check" in request.GET:
        following = first_open(kind, draft.answers)
    else:
        following = first_step(kind, draft) if step == "start" else after(step, kind, draft.answers)
    address = (
        reverse("report-question", args=[token, following])
        if following
        else reverse("report-check", args=[token])
    )
    back = start_address() if step == "start" else reverse("report-question", args=[token, step])
    return show(request, "stop", page=page, go_on=address, back=back, token=token, draft=draft)
