"""What became of my report: the reporter's page. One address without anything in it, to be bookmarked by anybody; what it
shows depends on the reference and the secret that are typed, and nothing is kept in a cookie or an address.
"""

from collections.abc import Callable
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from onrecord.contact.force import force
from onrecord.home import is_demonstration
from onrecord.people.access import address_of
from onrecord.reporting.errors import ReportError
from onrecord.reporting.front.pages import for_everybody
from onrecord.reporting.front.ways import start_address
from onrecord.reporting.guard import counting
from onrecord.reporting.languages import ENGLISH, LANGUAGES, WELSH, language, speak
from onrecord.reporting.models import Report
from onrecord.reporting.numbers import as_written
from onrecord.reporting.policies import is_open
from onrecord.reporting.status import reporter
from onrecord.reporting.status.forms import TEXTS, OpenForm, TextForm, text_form
from onrecord.reporting.status.proof_link import is_shown
from onrecord.reporting.status.rights import rights
from onrecord.reporting.status.standing import Standing, standing_of
from onrecord.reporting.types.held import type_named

# Wrong tries with one reference from one address in an hour. A shelter behind one address is not locked out by it, and
# nobody can lock out a reporter from elsewhere; with some 59 bits in a secret nobody guesses one either.
MOST_TRIES = 10
_DEEDS: Final[dict[str, Callable[..., Any]]] = {
    "more": reporter.add_more,
    "challenge": reporter.challenge,
    "not-safe": reporter.not_safe,
    "withdraw": reporter.withdraw,
}


@for_everybody
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """Ask for reference and secret, or show how the report stands and do what was asked for."""
    if not is_open() and not Report.objects.exists():
        raise Http404("Nothing is reported here.")
    if request.method != "POST":
        return _closed(request, OpenForm())
    if "pass" in request.POST:
        row = reporter.by_pass(request.POST["pass"][:400])
        if row is None or row.route == "partner":
            form = OpenForm()
            return _closed(request, form, _("The page was open for long. Please type both again."))
        return _do(request, row)
    form = OpenForm(request.POST)
    if not form.is_valid():
        return _closed(request, form)
    here, ref = address_of(request), as_written(form.cleaned_data["ref"])[-1]
    if counting.seen_tries(here, ref) >= MOST_TRIES:
        form.add_error(None, _("Too many wrong tries. Wait an hour, or call 101."))
        return _closed(request, form)
    row = reporter.find(**form.cleaned_data)
    if row is None:
        counting.count_try(here, ref)
        form.add_error(
            "ref",
            _("No report has this number and this secret. Look at your receipt and try again."),
        )
        return _closed(request, form)
    return _open(request, row)


def _do(request: HttpRequest, row: Report) -> HttpResponse:
    """One thing that the reporter asks for."""
    what = request.POST.get("do", "")
    if what not in TEXTS:
        return _open(request, row)
    form = text_form(what, request.POST)
    if form.is_valid():
        try:
            _DEEDS[what](report=row, **form.cleaned_data)
        except ReportError as error:
            form.add_error(None, str(error))
        else:
            row.refresh_from_db()
            return _open(request, row, done=what)
    return _open(request, row, failed=(what, form))


def _closed(request: HttpRequest, form: OpenForm, notice: str = "") -> HttpResponse:
    wrong = bool(form.errors)
    back = start_address() if is_open() else ""
    context = {**_page(wrong), "form": form, "notice": notice, "back": back}
    return render(request, "reporting/status_closed.html", context, status=400 if wrong else 200)


def _open(
    request: HttpRequest, row: Report, done: str = "", failed: tuple[str, TextForm] | None = None
) -> HttpResponse:
    speak(request, row.language)
    held: Standing = standing_of(row)
    other = ENGLISH if language() == WELSH else WELSH
    forms = {what.replace("-", "_"): text_form(what) for what in TEXTS}
    if failed is not None:
        forms[failed[0].replace("-", "_")] = failed[1]
    context = {
        **_page(failed is not None),
        "report": row,
        "kind": type_named(row.type_key, row.type_version),
        "held": held,
        "forms": forms,
        "form": failed[1] if failed else None,
        "done": done,
        "pass": reporter.pass_of(row),
        "in_touch": _in_touch(row),
        "other": {"code": other, "name": LANGUAGES[other]},
        "days": rights().working_days,
        "proof": is_shown(),
        "address": request.path,
    }
    return render(request, "reporting/status.html", context, status=400 if failed else 200)


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
