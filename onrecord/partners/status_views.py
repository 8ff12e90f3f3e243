"""What became of what was sent with a link: by its reference and secret, as the public's page is, under an address of its own that
ends. Nothing is kept in a cookie, and no more is told than the organisation's people are."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from onrecord.contact.actions.base import clean
from onrecord.partners import afterwards
from onrecord.partners.models import Referral
from onrecord.partners.views import DONE, shown_referral, written
from onrecord.reporting.front import slips
from onrecord.reporting.front.pages import for_everybody
from onrecord.reporting.models import Look
from onrecord.reporting.status import looks, opening
from onrecord.reporting.status.forms import text_form
from onrecord.reporting.templatetags.spoken import spoken


@for_everybody
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """Ask for reference and secret; where both are right, the referral lies under an address of its own for a while."""
    if request.method == "POST":
        words = _("Nothing was sent with this number and this secret. Look at your receipt.")
        return opening.answer(request, find=afterwards.find, nothing=words, look="partner-look")
    form, notice = opening.form_again(request)
    return render(request, "partners/status_closed.html", {"form": form, "notice": notice})


@for_everybody
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, look: str) -> HttpResponse:
    """How it stands, and one thing that its sender asks for. Once it was hidden, or after half an hour, there is nothing under
    this address. One of the public is none of a partner's: their page tells more."""
    there = looks.find(look)
    row = afterwards.of_report(there.report) if there is not None else None
    if there is None or row is None:
        return redirect(spoken(f"{reverse('partner-status')}?over=1"))
    if request.method != "POST":
        return _open(request, there, row)
    if request.POST.get("do") == "hide":
        looks.leave(look)
        return redirect(spoken(reverse("partner-status")))
    _do(request, there, row)
    return slips.here(request)


def _do(request: HttpRequest, there: Look, row: Referral) -> None:
    """Do what was asked for. What could not be taken is kept for the page."""
    what = request.POST.get("do", "")
    forms, done, problems = written(request, row, None)
    form = forms.get(what)
    errors: list[tuple[str, str]] = []
    if form is not None:
        errors = [(name, str(words)) for name, each in form.errors.items() for words in each]
        # Of the form as a whole, under the name that Django gives such errors.
        errors = [("" if name == "__all__" else name, words) for name, words in errors]
    slip: dict[str, Any] = {"do": what, "errors": errors, "problems": problems, "text": ""}
    if errors:
        slip["text"] = clean(request.POST.get(f"{what}-text", ""))[: slips.MOST]
    looks.note(there, said=done, slip=slip if errors or problems else None)


def _open(request: HttpRequest, there: Look, row: Referral) -> HttpResponse:
    slip = there.slip
    failed = slip.get("do", "")
    forms = {what: text_form(what, None, slip["text"] if what == failed else "") for what in DONE}
    if failed in forms:
        slips.tell(forms[failed], [(name, words) for name, words in slip["errors"]])
    context = {
        **shown_referral(row, forms),
        "look": True,
        "problems": slip.get("problems", []),
        "done": there.said,
        "address": request.get_full_path(),
        "minutes": int(looks.LIFE.total_seconds() // 60),
    }
    return render(request, "partners/referral.html", context)
