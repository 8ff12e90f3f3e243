"""What became of my report: the reporter's page. One address without anything in it, to be bookmarked by anybody, asks for the
reference and the secret; the report itself is then under an address that ends when they leave (see `looks`). No cookie.
"""

from collections.abc import Callable
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from onrecord.contact.actions.base import clean
from onrecord.contact.force import force
from onrecord.home import is_demonstration
from onrecord.reporting.errors import ReportError
from onrecord.reporting.files.later import with_files
from onrecord.reporting.front import slips
from onrecord.reporting.front.pages import for_everybody
from onrecord.reporting.front.ways import start_address
from onrecord.reporting.languages import speak
from onrecord.reporting.models import Look, Report
from onrecord.reporting.policies import is_open
from onrecord.reporting.status import looks, opening, reporter
from onrecord.reporting.status.forms import TEXTS, text_form
from onrecord.reporting.status.proof_link import is_shown
from onrecord.reporting.status.rights import rights
from onrecord.reporting.status.standing import Standing, standing_of
from onrecord.reporting.templatetags.spoken import spoken
from onrecord.reporting.types.held import type_named

_DEEDS: Final[dict[str, Callable[..., Any]]] = {
    "more": reporter.add_more,
    "challenge": reporter.challenge,
    "not-safe": reporter.not_safe,
    "withdraw": reporter.withdraw,
}


@for_everybody
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """Ask for reference and secret; where both are right, the report lies under an address of its own for a while."""
    if not is_open() and not Report.objects.exists():
        raise Http404("Nothing is reported here.")
    if request.method != "POST":
        return _closed(request)
    words = _("No report has this number and this secret. Look at your receipt and try again.")
    return opening.answer(request, find=reporter.find, nothing=words, look="report-look")


def _closed(request: HttpRequest) -> HttpResponse:
    form, notice = opening.form_again(request)
    back = start_address() if is_open() else ""
    context = {**_page(bool(form.errors)), "form": form, "notice": notice, "back": back}
    return render(request, "reporting/status_closed.html", context)


@for_everybody
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, look: str) -> HttpResponse:
    """How the report stands, and one thing that its reporter asks for. Once it was left, or after half an hour, there is nothing
    under this address: neither Back nor a reload brings it again."""
    there = looks.find(look)
    if there is None or there.report.route == "partner":
        return redirect(spoken(f"{reverse('report-status')}?over=1"))
    speak(request, there.report.language)
    if request.method != "POST":
        return _open(request, there, look)
    what = request.POST.get("do", "")
    if what == "hide":
        looks.leave(look)
        return redirect(spoken(reverse("report-status")))
    if what in TEXTS:
        _do(request, there, what)
    return slips.here(request)


def _do(request: HttpRequest, there: Look, what: str) -> None:
    """One thing that the reporter asks for. What could not be taken is kept for the page."""
    typed: QueryDict = request.POST
    problems: list[str] = []
    if what == "more":
        typed, problems = with_files(request, there.report)
    form = text_form(what, typed)
    errors: list[tuple[str, str]] = []
    if form.is_valid():
        try:
            _DEEDS[what](report=there.report, **form.cleaned_data)
        except ReportError as error:
            errors = [("", str(error))]
    elif not problems or typed.get(f"{what}-text", "").strip():
        errors = [(name, str(words)) for name, each in form.errors.items() for words in each]
    held = {"do": what, "errors": errors, "problems": problems}
    if errors:
        held["text"] = clean(typed.get(f"{what}-text", ""))[: slips.MOST]
    done = form.is_valid() and not errors
    looks.note(there, said=what if done else "", slip=held if errors or problems else None)


def _open(request: HttpRequest, there: Look, token: str) -> HttpResponse:
    row, slip = there.report, there.slip
    held: Standing = standing_of(row)
    failed = slip.get("do", "")
    forms = {what.replace("-", "_"): text_form(what, None, slip.get("text", "") if what == failed else "") for what in TEXTS}  # fmt: skip
    form = forms.get(failed.replace("-", "_"))
    if form is not None:
        slips.tell(form, [(name, words) for name, words in slip["errors"]])
    context = {
        **_page(bool(slip)),
        "report": row,
        "kind": type_named(row.type_key, row.type_version),
        "held": held,
        "forms": forms,
        "form": form,
        "problems": slip.get("problems", []),
        "done": there.said,
        "token": token,
        "in_touch": _in_touch(row),
        "days": rights().working_days,
        "minutes": int(looks.LIFE.total_seconds() // 60),
        "proof": is_shown(),
        "address": request.get_full_path(),
    }
    return render(request, "reporting/status.html", context)


def _in_touch(row: Report) -> str:
    """How whoever investigates is in touch: "safe", in the way that the reporter said is safe; "plain", where they left how
    to reach them but no such way; "" where they left nothing, or said that it is safe no longer and gave no other way."""
    told = str(row.contact.get("safe", ""))
    if told == reporter.NO_OTHER:
        return ""
    reached = any(row.contact.get(name) for name in ("phone", "email", "address"))
    return "safe" if told else "plain" if reached else ""


def _page(wrong: bool) -> dict[str, Any]:
    held = rights()
    return {
        "demonstration": is_demonstration(),
        "force": force().name,
        "wrong": wrong,
        "rights": held,
    }
