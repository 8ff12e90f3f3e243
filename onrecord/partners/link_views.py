"""Referring with a link, for those without an account: one form of one organisation, and what was sent with the link."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from onrecord.partners.afterwards import secret_of
from onrecord.partners.errors import PartnerError
from onrecord.partners.files import who_sends
from onrecord.partners.forms_held import begun, form_named
from onrecord.partners.models import Referral
from onrecord.partners.organisations import link_with
from onrecord.partners.sending import send
from onrecord.partners.standing import standings
from onrecord.partners.views import advice, basket_of, fill_in, stopped_at
from onrecord.reporting.front.pages import from_elsewhere
from onrecord.reporting.templatetags.spoken import spoken

MOST = 20


@csrf_exempt
@login_not_required
@sensitive_post_parameters()
@never_cache
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """The form, and the references of what was sent with the link.

    Cookies may be off: as with a report of the public (`onrecord.reporting.front.pages`), the address that nobody else knows
    takes the place of the token, and what a browser says comes from another site is refused.
    """
    if request.method == "POST" and from_elsewhere(request):
        raise PermissionDenied(
            _("This form was sent from another web site. Open the page here and write it again.")
        )
    found = link_with(secret)
    form = form_named(found.form_key) if found else None
    if found is None or form is None:
        return _private(render(request, "partners/link_gone.html", status=404))
    form = begun(form, request.POST.get("version", ""))
    if not form.is_for(found.organisation):
        return _private(render(request, "partners/link_gone.html", {"closed": True}, status=404))
    asked = fill_in(request, form, contact={})
    basket = basket_of(request, asked, found.organisation, who_sends(None, found))
    problems = basket.take(request) if request.method == "POST" else []
    stopped = stopped_at(request, asked) if not problems else None
    if stopped:
        return _private(advice(request, form, stopped))
    if asked.given is not None and not problems:
        try:
            made = send(
                organisation=found.organisation,
                form=form,
                given=asked.given,
                origin=basket.origin,
                link=found,
                files=basket.files(),
                secret=secret_of(secret, basket.origin),
            )
        except PartnerError as error:
            asked.add_error(None, str(error))
        else:
            # Not sent on to another address: whoever loads this page again is shown the same receipt.
            receipt = {
                "made": made,
                "secret": secret_of(secret, basket.origin),
                "again": spoken(reverse("partner-link", args=[secret])),
            }
            return _private(render(request, "partners/receipt.html", receipt))
    rows = list(
        Referral.objects.filter(link=found.name)
        .select_related("report")
        .order_by("-sent_at")[:MOST]
    )
    held = standings(rows)
    context: dict[str, object] = {
        "organisation": found.organisation,
        "asked": form,
        "form": asked,
        "link": found,
        "problems": problems,
        "files": basket.files(),
        "rows": [(each, held[each.pk]) for each in rows],
    }
    return _private(render(request, "partners/refer.html", context))


def _private(answer: HttpResponse) -> HttpResponse:
    """The address opens the form, so no other site is told it."""
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer
