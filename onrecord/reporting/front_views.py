"""A report on line, one question a page: choose what happened, answer, stop where one should call, check, send, receipt."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crimerules.deadline import due
from onrecord.people.sent import sent as sent_with
from onrecord.reporting import drafts
from onrecord.reporting.asking import RULES, after, before, first_open, steps
from onrecord.reporting.drafts import ChangedMeanwhile
from onrecord.reporting.errors import ReportError
from onrecord.reporting.files.keeping import files_of, handle_files
from onrecord.reporting.front_door_pages import (
    for_everybody,
    is_prefetch,
    nothing_here,
    private,
    show,
    with_draft,
)
from onrecord.reporting.front_forms import RulesForm, form_for, words
from onrecord.reporting.guard.gate import doubts_of, fields_for
from onrecord.reporting.languages import language, said
from onrecord.reporting.lay import NOT_SURE
from onrecord.reporting.models import Draft, Report
from onrecord.reporting.policies import is_open
from onrecord.reporting.sending import send
from onrecord.reporting.states import ReportState
from onrecord.reporting.stops import settings
from onrecord.reporting.types import FILES, Question, ReportType
from onrecord.reporting.types_held import open_types, type_named
from onrecord.reporting.types_shape import EMPTY
from onrecord.reporting.values import in_lines


class StartForm(forms.Form):
    """What do you want to report?"""

    kind = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy(
                "Choose what fits best. You can't go wrong: we read every report."
            )
        },
    )

    def __init__(self, kinds: list[ReportType], **sent: Any) -> None:
        super().__init__(**sent)
        self.kinds = kinds
        self.fields["kind"].choices = [(each.key, each.title) for each in kinds]  # type: ignore[attr-defined]


class BackForm(forms.Form):
    """Coming back with a code."""

    code = words(
        gettext_lazy("Your code"),
        60,
        fill="off",
        help_text=gettext_lazy("Twelve letters and figures, such as K7PM-2XQR-9TBA."),
    )


@for_everybody
def start(request: HttpRequest) -> HttpResponse:
    """Choose what to report; POST begins it."""
    if not is_open():
        raise Http404("Nothing is reported here.")
    kinds = open_types()
    form = StartForm(kinds, **sent_with(request))
    if request.method == "POST" and form.is_valid():
        kind = next(each for each in kinds if each.key == form.cleaned_data["kind"])
        draft, token = drafts.begin(kind, language())
        if kind.stop:
            return redirect("report-stop", token, "start")
        return redirect("report-question", token, _first(kind, draft))
    return show(
        request, "start", form=form, kinds=kinds, wrong=bool(form.errors), back_url=reverse("report-back"),
        status_url=address_if_there("report-status"), status=400 if form.errors else 200,
    )  # fmt: skip


def address_if_there(name: str) -> str:
    """The address of a page that another part brings; "" without it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _first(kind: ReportType, draft: Draft) -> str:
    return steps(kind, draft.answers)[0]


def kind_of(draft: Draft) -> ReportType | None:
    """The type in the version in which the draft was begun, else as it is now."""
    return type_named(draft.type_key, draft.type_version) or type_named(draft.type_key)


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
        return _onwards(draft, kind, token, first_open(kind, draft.answers))
    own = kind.question(step)
    if own is not None and own.kind == FILES:
        return _files(request, draft, kind, token, own)
    held = drafts.held_answer(draft, step)
    sent = sent_with(request)
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
    changed, doubtful = False, own is not None and form.doubtful
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        free = own is None or not own.required
        try:
            if "skip" in request.POST and own and not own.required and held not in EMPTY:
                # Who passes over a question has said nothing against the answer that is there.
                return _next(request, draft, kind, token, step)
            if free and {"skip", "remove"} & set(request.POST):
                draft = drafts.answer(draft, kind, step, "" if own else NOT_SURE, seen)
                return _next(request, draft, kind, token, step)
            if form.is_valid():
                draft = drafts.answer(draft, kind, step, form.value(), seen)
                return _next(request, draft, kind, token, step)
            if doubtful and form.typed():
                # What can't be a date or a number is kept, too: whoever goes away now has lost nothing.
                draft = drafts.answer(draft, kind, step, form.typed(), seen)
        except ChangedMeanwhile:
            draft.refresh_from_db()
            changed = True
        held = drafts.held_answer(draft, step)
    left_free, there = own is not None and not own.required, held not in EMPTY
    return show(
        request, "question", form=form, asked=asked, kind=kind, token=token, draft=draft,
        step=step, seen=drafts.mark_of(held), changed=changed, theirs=_shown(own, held, kind, step) if changed else [],
        back=_back(kind, draft, token, step), may_skip=left_free and not there, may_remove=left_free and there,
        unsure=own is None and getattr(form, "number", None) is not None, multiple=not form.single,
        doubtful=doubtful and bool(form.errors), wrong=bool(form.errors),
        choices=form.single and hasattr(form.fields["value"], "choices"), status=409 if changed else 400 if form.errors else 200,
    )  # fmt: skip


def _files(
    request: HttpRequest, draft: Draft, kind: ReportType, token: str, own: Question
) -> HttpResponse:
    """The page on which files are added; they lie beside the answers."""
    problems: list[str] = []
    if request.method == "POST":
        there = {each.pk for each in files_of(draft)}
        problems = handle_files(request, draft)
        # Whoever goes on at once is told all the same what can't be opened.
        told = any(each.cannot_be_opened and each.pk not in there for each in files_of(draft))
        if not problems and not told and not {"add", "remove"} & set(request.POST):
            names = [each.name for each in files_of(draft)]
            draft = drafts.answer(draft, kind, own.id, "; ".join(names))
            return _next(request, draft, kind, token, own.id)
    return show(
        request, "files", problems=problems, files=files_of(draft), asked=own, kind=kind, token=token, draft=draft, step=own.id,
        back=_back(kind, draft, token, own.id), wrong=bool(problems), status=400 if problems else 200,
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
        return _onwards(draft, kind, token, first_open(kind, draft.answers), check=True)
    return _onwards(draft, kind, token, after(step, kind, draft.answers))


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


def _onwards(
    draft: Draft, kind: ReportType, token: str, step: str, check: bool = False
) -> HttpResponse:
    if not step:
        # What was passed over on the way, such as a question that came up later.
        step = first_open(kind, draft.answers)
    if not step:
        return redirect("report-check", token)
    address = reverse("report-question", args=[token, step])
    return redirect(f"{address}?check=1" if check else address)


def _back(kind: ReportType, draft: Draft, token: str, step: str) -> str:
    earlier = before(step, kind, draft.answers)
    return reverse("report-question", args=[token, earlier]) if earlier else ""


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
        return _onwards(draft, kind, token, first_open(kind, draft.answers))
    if "check" in request.GET:
        following = first_open(kind, draft.answers)
    else:
        following = _first(kind, draft) if step == "start" else after(step, kind, draft.answers)
    address = (
        reverse("report-question", args=[token, following])
        if following
        else reverse("report-check", args=[token])
    )
    back = "" if step == "start" else reverse("report-question", args=[token, step])
    return show(request, "stop", page=page, go_on=address, back=back, token=token, draft=draft)


@with_draft
def check(request: HttpRequest, draft: Draft, token: str) -> HttpResponse:
    """All answers, each with a link to change it; POST sends the report."""
    kind = kind_of(draft)
    if drafts.receipt_of(draft, token):
        return redirect("report-sent", token)
    if kind is None:
        return nothing_here(request)
    missing = first_open(kind, draft.answers)
    if missing:
        return _onwards(draft, kind, token, missing)
    problem = ""
    if request.method == "POST":
        try:
            send(draft, kind, token, lambda sent: doubts_of(request, draft=draft, sent=sent))
            return redirect("report-sent", token)
        except ReportError as error:
            problem = str(error)
    rows = []
    for step in steps(kind, draft.answers):
        own, value = kind.question(step), drafts.held_answer(draft, step)
        asks = own.asks if own else kind.lay[step.removeprefix(RULES)].asks
        rows.append(
            {
                "step": step,
                "asks": asks,
                "lines": _shown(own, value, kind, step),
                "required": bool(own and own.required),
            }
        )
    last = steps(kind, draft.answers)[-1]
    return show(
        request, "check", rows=rows, kind=kind, token=token, draft=draft, problem=problem, guard=fields_for(request, draft),
        back=reverse("report-question", args=[token, last]), wrong=bool(problem), status=400 if problem else 200,
    )  # fmt: skip


def _shown(own: Question | None, value: Any, kind: ReportType, step: str) -> list[tuple[str, str]]:
    if own is not None:
        return in_lines(own, value, kind)
    if value == NOT_SURE:
        return [("", _("I'm not sure"))]
    offered = kind.lay[step.removeprefix(RULES)].answers
    return [("", said(offered[value], kind.welsh) if value in offered else str(value))]


@with_draft
def sent(request: HttpRequest, draft: Draft, token: str) -> HttpResponse:
    """The receipt: number and secret, what happens next and by when. Here for some hours, and only under this address."""
    held = drafts.receipt_of(draft, token)
    if held is None:
        return redirect("report-check", token)
    ref, secret = held
    report = Report.objects.get(ref=ref)
    status = address_if_there("report-status")
    return show(
        request, "sent", ref=ref, secret=secret, draft=draft, token=token, hours=settings().receipt_hours,
        due=due(report.submitted_at), police=["who", "police"] in report.answers, other=report.other_force,
        held_back=report.state == ReportState.HELD_BACK, mailed=report.contact.get("mail") == "yes", status_address=request.build_absolute_uri(status) if status else "",
    )  # fmt: skip


@with_draft
def save(request: HttpRequest, draft: Draft, token: str) -> HttpResponse:
    """Go away and come back later: a code, shown once."""
    if drafts.receipt_of(draft, token):
        return redirect("report-sent", token)
    code = drafts.give_code(draft) if request.method == "POST" else ""
    draft.refresh_from_db()
    kind = kind_of(draft)
    following = first_open(kind, draft.answers) if kind else ""
    on = (
        reverse("report-question", args=[token, following])
        if following
        else reverse("report-check", args=[token])
    )
    return show(
        request, "save", code=code, draft=draft, token=token, days=settings().days_with_code, on_url=on,
        back_address=request.build_absolute_uri(reverse("report-back")),
    )  # fmt: skip


@for_everybody
def back(request: HttpRequest) -> HttpResponse:
    """Come back with a code. Which code is wrong and which has lapsed isn't told."""
    form = BackForm(**sent_with(request))
    if request.method == "POST" and form.is_valid():
        found = drafts.find_by_code(form.cleaned_data["code"])
        if found is None:
            form.add_error(
                "code",
                _(
                    "No report has this code, or it was sent, or it is too old. Look at what you wrote down and try again."
                ),
            )
        else:
            draft, token = found
            kind = kind_of(draft)
            if kind is not None:
                return _onwards(draft, kind, token, first_open(kind, draft.answers))
    return show(
        request, "back", form=form, wrong=bool(form.errors), status=400 if form.errors else 200
    )


@for_everybody
def leave(request: HttpRequest, token: str = "") -> HttpResponse:
    """Leave this page now. A link, since a form that leads to another site is held up by browsers; what it changes can only
    be changed by whoever has the address."""
    draft = (
        drafts.find(token)
        if token and request.method == "GET" and not is_prefetch(request)
        else None
    )
    if draft is not None:
        drafts.leave(draft)
    answer = HttpResponseRedirect(settings().leave_to)
    # Browsers may keep the page before for their back button, whatever it says of caches.
    answer["Clear-Site-Data"] = '"cache"'
    answer["Referrer-Policy"] = "no-referrer"
    return private(answer)
