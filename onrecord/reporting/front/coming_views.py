"""Coming to a report and going from it: choose what happened, save it and come back with a code, leave now."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onrecord.people.sent import sent as sent_with
from onrecord.reporting.front import drafts, slips
from onrecord.reporting.front.fields import words
from onrecord.reporting.front.pages import for_everybody, is_prefetch, private, show, with_draft
from onrecord.reporting.front.ways import (
    address_if_there,
    first_step,
    kind_of,
    onwards,
    start_address,
)
from onrecord.reporting.guard.begun import begin_as, fields_for_start
from onrecord.reporting.languages import language
from onrecord.reporting.models import Draft
from onrecord.reporting.policies import is_open
from onrecord.reporting.status import looks
from onrecord.reporting.stops import settings
from onrecord.reporting.templatetags.spoken import spoken
from onrecord.reporting.types.asking import first_open
from onrecord.reporting.types.held import open_types
from onrecord.reporting.types.shape import ReportType


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
    # Nothing chosen is told on a page that isn't an answer to a form (see `slips`).
    sent = {"data": {}} if "again" in request.GET and request.method != "POST" else sent_with(request)  # fmt: skip
    form = StartForm(kinds, **sent)
    if request.method == "POST":
        if not form.is_valid():
            return redirect(spoken(f"{request.path}?again=1"))
        kind = next(each for each in kinds if each.key == form.cleaned_data["kind"])
        origin, soon = begin_as(request)
        draft, token = drafts.begin(kind, language(), origin=origin, soon=soon)
        if kind.stop:
            return redirect("report-stop", token, "start")
        return redirect("report-question", token, first_step(kind, draft))
    return show(
        request, "start", form=form, kinds=kinds, guard=fields_for_start(request), wrong=bool(form.errors), back_url=reverse("report-back"),
        status_url=address_if_there("report-status"),
    )  # fmt: skip


@with_draft
def save(request: HttpRequest, draft: Draft, token: str) -> HttpResponse:
    """Go away and come back later: a code, shown once."""
    if drafts.receipt_of(draft, token):
        return redirect("report-sent", token)
    if request.method == "POST":
        drafts.give_code(draft, token)
        return slips.here(request)
    code = drafts.code_of(draft, token)
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
    if request.method == "POST":
        form = BackForm(**sent_with(request))
        found = drafts.find_by_code(form.cleaned_data["code"]) if form.is_valid() else None
        kind = kind_of(found[0]) if found else None
        if found is None or kind is None:
            # Not shown again: it may be nearly right, and lies nowhere.
            return redirect(spoken(f"{request.path}?again=1"))
        return onwards(found[0], kind, found[1], first_open(kind, found[0].answers))
    form = BackForm()
    if "again" in request.GET:
        words = _("No report has this code, or it was sent, or it is too old. Look at what you wrote down and try again.")  # fmt: skip
        slips.tell(form, [("code", words)])
    return show(
        request,
        "back",
        form=form,
        wrong=bool(form.errors),
        back=start_address() if is_open() else "",
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
    elif token and request.method == "GET" and not is_prefetch(request):
        looks.leave(token)
    answer = HttpResponseRedirect(settings().leave_to)
    # Browsers may keep the page before for their back button, whatever it says of caches.
    answer["Clear-Site-Data"] = '"cache"'
    answer["Referrer-Policy"] = "no-referrer"
    return private(answer)
