"""The published proof, for everybody and without signing in; and the page from which the registrar publishes it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from onrecord.home import is_demonstration
from onrecord.people.access import page, shown, whoever
from onrecord.people.sent import sent
from onrecord.public import answers, showing
from onrecord.public.actions import MOST_WORDS, publish, switch
from onrecord.public.building import compose
from onrecord.public.models import Edition, Switch
from onrecord.public.policies import check_can_publish, is_open
from onrecord.public.rules import PublicError

# Seconds for which a cache between here and the reader may keep a page.
_FRESH = 300
_KINDS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def _edition(number: int | None) -> Edition | None:
    """The edition asked for, or the newest. Nobody learns whether there is one while the page is switched off."""
    if not is_open():
        raise Http404("Nothing is published here.")
    if number is None:
        return Edition.objects.first()
    return get_object_or_404(Edition, number=number)


@login_not_required
@require_safe
def public(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """The newest edition, or an earlier one, as it was published."""
    row = _edition(number)
    context = {
        **({**showing.context(row), "answered": answers.links(row)} if row else {"edition": None}),
        "demonstration": is_demonstration(),
        "others": Edition.objects.exclude(pk=row.pk).values("number", "made_at")[:50]
        if row
        else [],
    }
    return _to_everybody(render(request, "public/proof.html", context))


@login_not_required
@require_safe
def public_file(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """The data of an edition."""
    row = _edition(number)
    if row is None:
        raise Http404("There is no such edition.")
    body = showing.as_csv(row) if form == "csv" else showing.as_json(row)
    return _file(body, form, f"proof-{row.number}.{form}")


@login_not_required
@require_safe
def public_recommendations(request: HttpRequest, number: int) -> HttpResponse:
    """The recommendations of an edition, with where the responses to them are read."""
    row = _edition(number)
    if row is None:
        raise Http404("There is no such edition.")
    return _file(answers.as_csv(row), "csv", f"recommendations-{row.number}.csv")


def _file(body: str, form: str, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=_KINDS[form])
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return _to_everybody(answer)


def _to_everybody(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = f"public, max-age={_FRESH}"
    return answer


class PublishForm(forms.Form):
    note = forms.CharField(
        label="What is to be known of this edition (not needed)", max_length=MOST_WORDS, required=False,
        widget=forms.Textarea(attrs={"rows": 3}), help_text="Published with it, such as what was corrected since the last one.",
    )  # fmt: skip
    despite = forms.CharField(
        label="Why it is right to publish it although something in it looks like a person (only then)",
        max_length=MOST_WORDS, required=False, help_text="Not published; the ledger keeps it.",
    )  # fmt: skip


@page(check_can_publish)
def manage(request: HttpRequest) -> HttpResponse:
    """What would be published now; POST publishes it."""
    user = whoever(request)
    form = PublishForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            row = publish(by=user, **form.cleaned_data)
            messages.success(request, f"Edition {row.number} is published.")
            return redirect("public-manage")
        except PublicError as error:
            form.add_error(None, str(error))
    held = Switch.objects.filter(pk=1).first()
    editions = list(Edition.objects.all()[:20])
    context: dict[str, Any] = {
        "form": form,
        "editions": editions,
        "on": bool(held and held.on),
        "switch": held,
        "demonstration": is_demonstration(),
        "address": request.build_absolute_uri(reverse("public")),
    }
    try:
        found = compose(1 + max((each.number for each in editions), default=0))
        context["would"] = found
        figures = (*found.content["accuracy"], *found.content["measures"])
        context["lines"] = showing.Lines(showing.Line(each) for each in figures)
    except PublicError as error:
        context["problem"] = str(error)
    shown(request, "what would be published")
    return render(request, "public/manage.html", context)


@require_POST
@page(check_can_publish)
def public_switch(request: HttpRequest) -> HttpResponse:
    try:
        row = switch(by=whoever(request), on=request.POST.get("on") == "yes")
        messages.success(
            request, "The page is there for everybody." if row.on else "The page is hidden."
        )
    except PublicError as error:
        messages.error(request, str(error))
    return redirect("public-manage")
