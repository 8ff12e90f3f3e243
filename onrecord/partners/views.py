"""A partner's own pages: the desk, a form, what was sent and what became of it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onrecord.partners.afterwards import CHALLENGE, MORE, may_challenge, write, written_since
from onrecord.partners.errors import PartnerError
from onrecord.partners.fields import NOBODY_KNOWN, ReferForm
from onrecord.partners.files import Basket, who_sends
from onrecord.partners.form_files import Form
from onrecord.partners.forms_held import begun, form_named, forms_for
from onrecord.partners.models import Kind, Organisation, Referral
from onrecord.partners.policies import check_can_refer, organisation_of
from onrecord.partners.queries import (
    PAGE,
    form_of,
    own_referral,
    referrals_of,
    said_in,
    sent_together,
)
from onrecord.partners.sending import member_of, send
from onrecord.partners.speaking import in_language
from onrecord.partners.standing import standing_of, standings
from onrecord.partners.unnamed import asked as asked_of
from onrecord.people.access import page, shown, whoever
from onrecord.people.models import User
from onrecord.reporting.files.later import with_files
from onrecord.reporting.languages import said
from onrecord.reporting.status.forms import TextForm, text_form
from onrecord.reporting.status.rights import rights
from onrecord.reporting.stops import settings
from onrecord.reporting.types.shape import CHOOSING, Choice, Question

# What is sent with a form and is no answer.
_NOT_HELD = frozenset(("csrfmiddlewaretoken", "more", "back", "advised", "add", "remove"))
DANGER = "danger"
# Pressed to go on with the form, not to send it.
_GOES_ON = frozenset(("more", "back", "add", "remove"))


@page(check_can_refer, reads="referrals")
@in_language
def desk(request: HttpRequest) -> HttpResponse:
    """What this organisation may send, and what became of what it sent."""
    organisation = organisation_of(whoever(request))
    shown(request, f"partner:{organisation.key}")
    words = request.GET.get("q", "")
    at = request.GET.get("page", "")
    number = max(1, int(at)) if at.isascii() and at.isdecimal() and len(at) < 6 else 1
    rows = list(referrals_of(organisation, words)[(number - 1) * PAGE : number * PAGE + 1])
    listed = rows[:PAGE]
    held = standings(listed)
    context = {
        "organisation": organisation,
        "forms": forms_for(organisation),
        "files": organisation.kind == Kind.RETAILER,
        "rows": [(each, _title(each), held[each.pk]) for each in listed],
        "words": words,
        "older": number + 1 if len(rows) > PAGE else 0,
    }
    return render(request, "partners/desk.html", context)


@page(check_can_refer, reads="form for a referral")
@in_language
def refer(request: HttpRequest, form_key: str) -> HttpResponse:
    user = whoever(request)
    organisation = organisation_of(user)
    form = own_form(organisation, form_key, request.POST.get("version", ""))
    asked = fill_in(request, form, contact=contact_of(user))
    basket = basket_of(request, asked, organisation, who_sends(user, None))
    problems = basket.take(request) if request.method == "POST" else []
    stopped = stopped_at(request, asked) if not problems else None
    if stopped:
        return advice(request, form, stopped)
    if asked.given is not None and not problems:
        try:
            made = send(
                organisation=organisation,
                form=form,
                given=asked.given,
                origin=basket.origin,
                by=user,
                files=basket.files(),
            )
        except PartnerError as error:
            asked.add_error(None, str(error))
        else:
            messages.success(request, _("Sent. The police have it, and the 24 hours run."))
            return redirect("partner-referral", made[0].pk)
    context = {
        "organisation": organisation,
        "asked": form,
        "form": asked,
        "problems": problems,
        "files": basket.files(),
    }
    return render(request, "partners/refer.html", context)


@page(check_can_refer, reads="referral")
@in_language
def referral(request: HttpRequest, referral_id: int) -> HttpResponse:
    """One referral: what was sent, what became of it, and what there is to add."""
    row = own_referral(request, referral_id)
    shown(request, f"referral:{row.report_ref}")
    forms, done, problems = written(request, row, whoever(request))
    if done:
        messages.success(request, DONE[done])
        for words in problems:
            messages.error(request, words)
        return redirect("partner-referral", row.pk)
    context = {**shown_referral(row, forms), "problems": problems}
    return render(request, "partners/referral.html", context)


# What is said when it is done.
DONE = {
    MORE: gettext_lazy("Added, word for word. Whoever works on it is told."),
    CHALLENGE: gettext_lazy("Your challenge is kept. Somebody who did not decide looks at it."),
}


def written(
    request: HttpRequest, row: Referral, by: User | None
) -> tuple[dict[str, TextForm], str, list[str]]:
    """The forms of the page, after what was sent with one of them was done; which that was, "" for none; and what is wrong
    with files that came with it."""
    forms = {what: text_form(what) for what in DONE}
    what = request.POST.get("do", "") if request.method == "POST" else ""
    if what not in DONE:
        return forms, "", []
    typed: QueryDict = request.POST
    problems: list[str] = []
    if what == MORE and takes_files(row):
        typed, problems = with_files(request, row.report, by)
    forms[what] = form = text_form(what, typed)
    doubts = what == MORE and "more-sure" not in request.POST and unnamed_only(row)
    if form.is_valid() and doubts and (words := asked_of(form.cleaned_data["text"])):
        form.add_error("text", words)
    if form.is_valid():
        try:
            write(referral=row, what=what, by=by, **form.cleaned_data)
        except PartnerError as error:
            form.add_error(None, str(error))
        else:
            return {**forms, what: text_form(what)}, what, problems
    elif problems and not typed.get(f"{what}-text", "").strip():
        # Files alone were sent, and could not be taken: that is what is wrong.
        forms[what] = text_form(what)
    return forms, "", problems


def takes_files(row: Referral) -> bool:
    """Whether files may be added to it: where its form took some."""
    form = form_of(row.report)
    return form is not None and form.takes_files


def unnamed_only(row: Referral) -> bool:
    """Whether nothing may be sent by which the victim could be known."""
    form = form_of(row.report)
    return form is not None and form.depersonalised


def shown_referral(row: Referral, forms: dict[str, TextForm]) -> dict[str, Any]:
    """What the page of a referral shows, to its organisation's people and to whoever has its secret."""
    return {
        "row": row,
        # The error summary and the title look for `form`.
        "form": next((each for each in forms.values() if each.errors), forms[MORE]),
        "more": forms[MORE],
        "challenge": forms[CHALLENGE] if may_challenge(row) else None,
        "days": rights().working_days,
        "depersonalised": unnamed_only(row),
        "takes_files": takes_files(row),
        "sure": NOBODY_KNOWN if unnamed_only(row) and "text" in forms[MORE].errors else "",
        "said": said_in(row),
        "since": written_since(row),
        "title": _title(row),
        "standing": standing_of(row),
        "together": [each for each in sent_together(row) if each.pk != row.pk],
    }


def own_form(organisation: Organisation, key: str, version: str = "") -> Form:
    """The form of this name, if this organisation has it. `version`: as it was when its page was opened."""
    form = form_named(key)
    form = begun(form, version) if form is not None and version else form
    if form is None or not form.is_for(organisation):
        raise Http404("Your organisation has no form of that name.")
    return form


def fill_in(request: HttpRequest, form: Form, *, contact: dict[str, Any]) -> ReferForm:
    """The form as it was sent, checked (`given` is set when all is well); or empty, or with one more of several."""
    typed = request.POST.get("number", "1")
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else 1
    if request.method != "POST":
        return ReferForm(form, initial={"origin": uuid.uuid4(), **contact})
    if _GOES_ON & set(request.POST):
        held = {name: text for name, text in request.POST.items() if name not in _NOT_HELD}
        return ReferForm(form, initial=held, number=number + ("more" in request.POST))
    asked = ReferForm(form, request.POST, number=number)
    if not asked.is_valid():
        asked.given = None
    return asked


def basket_of(
    request: HttpRequest, asked: ReferForm, organisation: Organisation, who: str
) -> Basket:
    """The files of this page; of one whose origin is none, an empty basket."""
    try:
        origin = str(uuid.UUID(str(asked["origin"].value() or "")))
    except ValueError:
        origin = str(uuid.uuid4())
    return Basket(organisation, who, origin)


def stopped_at(request: HttpRequest, asked: ReferForm) -> tuple[Question, Choice] | None:
    """The question and the answer that says that somebody can't wait, until its sender was told to call 999."""
    if asked.given is None or "advised" in request.POST:
        return None
    told = [asked.given.answers, *asked.given.several]
    chosen = (
        (each, each.choice(one.get(each.id)))
        for each in asked.form.questions
        if each.kind in CHOOSING
        for one in told
    )
    stops = [(each, answer) for each, answer in chosen if answer and answer.stop]
    # Where somebody is in danger, that is said, and not what may be said as well.
    return min(stops, key=lambda each: each[1].stop != DANGER, default=None)


def advice(request: HttpRequest, form: Form, stopped: tuple[Question, Choice]) -> HttpResponse:
    """Call 999 now, and send it all the same: nothing that was written is lost, and nothing is sent so far."""
    question, answer = stopped
    context = {
        "question": question,
        "answer": answer.text,
        "asked": form,
        "advice": settings().stops[answer.stop],
        "danger": answer.stop == DANGER,
        "held": [each for each in request.POST.items() if each[0] not in _NOT_HELD],
    }
    return render(request, "partners/advice.html", context)


def contact_of(user: User) -> dict[str, str]:
    """What is known of the reporter beforehand."""
    member = member_of(user)
    return {
        "contact-name": user.get_full_name() or user.username,
        "contact-job": member.job if member else "",
        "contact-email": user.email,
    }


def _title(row: Referral) -> str:
    form = form_of(row.report)
    return said(form.title, form.welsh) if form else row.form_key
