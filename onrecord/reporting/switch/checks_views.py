"""The registrar's pages of what must be checked before the public reads it."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from onrecord.home import home
from onrecord.people.access import page, whoever
from onrecord.people.sent import sent
from onrecord.reporting import languages
from onrecord.reporting.catalogue import texts
from onrecord.reporting.errors import ReportError
from onrecord.reporting.policies import check_can_keep_reporting
from onrecord.reporting.switch.actions import MOST_HOW, keep_check
from onrecord.reporting.switch.checks import SERVICES, WELSH, new_since, standing


class CheckForm(forms.Form):
    """How it was checked. `digest`: what stood on the page."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    how = forms.CharField(max_length=MOST_HOW)


class ServicesForm(CheckForm):
    how = forms.CharField(
        label="How you checked them", max_length=MOST_HOW,
        help_text="For instance “rang each number and opened each address today”. It is kept with your name.",
    )  # fmt: skip


class WelshForm(CheckForm):
    how = forms.CharField(
        label="Who read the Welsh", max_length=MOST_HOW,
        help_text="The name and the post of somebody who speaks Welsh and has read all of it. It is kept with your name.",
    )  # fmt: skip


def _form(request: HttpRequest, what: str, form: type[CheckForm]) -> tuple[CheckForm, bool]:
    """The form, and whether it was kept."""
    made = form(initial={"digest": standing(what).digest}, **sent(request))
    if request.method == "POST" and made.is_valid():
        try:
            keep_check(by=whoever(request), what=what, **made.cleaned_data)
            return made, True
        except ReportError as error:
            made.add_error(None, str(error))
    return made, False


@page(check_can_keep_reporting)
def services(request: HttpRequest) -> HttpResponse:
    """Numbers and addresses of other services: where each stands, and whether somebody checked them; POST: somebody did."""
    form, kept = _form(request, SERVICES, ServicesForm)
    if kept:
        messages.success(request, "Kept: the numbers and addresses are checked.")
        return redirect("report-services")
    now = standing(SERVICES)
    # What is seen now is what is checked next.
    form.data = {**form.data.dict(), "digest": now.digest} if form.is_bound else form.data  # type: ignore[attr-defined]
    context = {"form": form, "now": now, "rows": new_since(now), "own_file": home() / "stops.toml"}
    return render(request, "reporting/services.html", context, status=400 if form.errors else 200)


@page(check_can_keep_reporting)
def welsh(request: HttpRequest) -> HttpResponse:
    """Every text that the public reads, with its Welsh; POST: a speaker has checked it."""
    form, kept = _form(request, WELSH, WelshForm)
    if kept:
        messages.success(
            request,
            "Kept: the Welsh is checked. Pages in Welsh no longer say that a machine drafted it.",
        )
        return redirect("report-welsh")
    now = standing(WELSH)
    form.data = {**form.data.dict(), "digest": now.digest} if form.is_bound else form.data  # type: ignore[attr-defined]
    context = {
        "form": form,
        "now": now,
        "texts": texts(),
        "unchecked": languages.unchecked(),
    }
    return render(request, "reporting/welsh.html", context, status=400 if form.errors else 200)
