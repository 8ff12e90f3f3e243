"""Asking for a reference and a secret, for the public and for those who sent with a link: both are sent on to an address that ends
(see `looks`), or back to the form with what was wrong. No page is the answer to a form.

    answer(request, find=, nothing=, look=)   to what was typed
    form_again(request)                       the form, with what was wrong, and what is said above it
"""

import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from onrecord.people.access import address_of
from onrecord.reporting.front import slips
from onrecord.reporting.guard import counting
from onrecord.reporting.models import Report
from onrecord.reporting.numbers import as_written
from onrecord.reporting.status import looks
from onrecord.reporting.status.forms import OpenForm
from onrecord.reporting.templatetags.spoken import spoken

# Wrong tries with one reference from one address in an hour. A shelter behind one address is not locked out by it, and
# nobody can lock out a reporter from elsewhere; with some 59 bits in a secret nobody guesses one either.
MOST_TRIES: Final = 10
# What was wrong with a form is told within so many seconds.
AGAIN, AGAIN_FOR = "report-again", 600


def answer(
    request: HttpRequest, *, find: Callable[..., Report | None], nothing: str, look: str
) -> HttpResponse:
    """To the page of the report (`look`: the name of its address), or to the form once more. `nothing`: what is said where
    reference and secret open nothing."""
    form = OpenForm(request.POST)
    if not form.is_valid():
        pairs = [(name, str(words)) for name, each in form.errors.items() for words in each]
        return _again(request, pairs)
    here, ref = address_of(request), as_written(form.cleaned_data["ref"])[-1]
    if counting.seen_tries(here, ref) >= MOST_TRIES:
        return _again(request, [("", _("Too many wrong tries. Wait an hour, or call 101."))])
    row = find(**form.cleaned_data)
    if row is None:
        counting.count_try(here, ref)
        return _again(request, [("ref", nothing)])
    return redirect(spoken(reverse(look, args=[looks.begin(row)])))


def _again(request: HttpRequest, errors: list[tuple[str, str]]) -> HttpResponse:
    """To the form once more, with what was wrong. The secret that was typed lies nowhere."""
    mark = secrets.token_urlsafe(12)
    # Without room for it the form is empty, and says so.
    with suppress(OSError):
        cache.set(f"{AGAIN}:{mark}", (errors, request.POST.get("ref", "")[:60]), AGAIN_FOR)
    return redirect(spoken(f"{request.path}?again={mark}"))


def form_again(request: HttpRequest) -> tuple[OpenForm, str]:
    """The form, with what was wrong where it was sent before; and what is said above it."""
    form, mark = OpenForm(), request.GET.get("again", "")
    held = None
    with suppress(OSError, ValueError):
        held = cache.get(f"{AGAIN}:{mark[:40]}") if mark else None
    if held:
        form = OpenForm(initial={"ref": held[1]})
        slips.tell(form, held[0])
    elif mark or "over" in request.GET:
        return form, _("Your report is hidden: you left the page, or it was open for long. To see it again, type both again.")  # fmt: skip
    return form, ""
