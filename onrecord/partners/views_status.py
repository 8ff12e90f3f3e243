"""What became of what was sent with a link: by its reference and secret, as the public's page is. Nothing is kept in a cookie or
an address, and no more is told than the organisation's people are."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from onrecord.partners import afterwards
from onrecord.partners.models import Referral
from onrecord.partners.views import shown_referral, written
from onrecord.people.access import address_of
from onrecord.reporting.front.pages import for_everybody
from onrecord.reporting.guard import counting
from onrecord.reporting.languages import ENGLISH, LANGUAGES, WELSH, language
from onrecord.reporting.numbers import as_written
from onrecord.reporting.status import reporter
from onrecord.reporting.status.forms import OpenForm
from onrecord.reporting.status.views import MOST_TRIES


@for_everybody
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """Ask for reference and secret, or show where it stands and do what was asked for."""
    if request.method != "POST":
        return _closed(request, OpenForm())
    if "pass" in request.POST:
        row = afterwards.by_pass(request.POST["pass"][:400])
        if row is None:
            words = _("The page was open for long. Please type both again.")
            return _closed(request, OpenForm(), words)
        return _open(request, row)
    form = OpenForm(request.POST)
    if not form.is_valid():
        return _closed(request, form)
    here, ref = address_of(request), as_written(form.cleaned_data["ref"])[-1]
    if counting.seen_tries(here, ref) >= MOST_TRIES:
        form.add_error(None, _("Too many wrong tries. Wait an hour, or call 101."))
        return _closed(request, form)
    row = afterwards.find(**form.cleaned_data)
    if row is None:
        counting.count_try(here, ref)
        words = _("Nothing was sent with this number and this secret. Look at your receipt.")
        form.add_error(None, words)
        return _closed(request, form)
    return _open(request, row)


def _closed(request: HttpRequest, form: OpenForm, notice: str = "") -> HttpResponse:
    context = {"form": form, "notice": notice}
    answer = 400 if form.errors else 200
    return render(request, "partners/status_closed.html", context, status=answer)


def _open(request: HttpRequest, row: Referral) -> HttpResponse:
    forms, done = written(request, row, None)
    row.refresh_from_db()
    other = ENGLISH if language() == WELSH else WELSH
    context = {
        **shown_referral(row, forms),
        "pass": reporter.pass_of(row.report),
        "done": done,
        "address": request.path,
        "other": {"code": other, "name": LANGUAGES[other]},
    }
    return render(request, "partners/referral.html", context)
