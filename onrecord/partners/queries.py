"""What partners and those who keep them look up."""

from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from onrecord.contact.models import Log
from onrecord.contact.references import reference_key
from onrecord.partners.form_files import TYPE, Form
from onrecord.partners.forms_held import form_named
from onrecord.partners.models import Link, Member, Organisation, Referral
from onrecord.partners.policies import NotOwn, check_can_see_referral
from onrecord.people.access import record_read, whoever
from onrecord.reporting.languages import said
from onrecord.reporting.models import Report
from onrecord.reporting.types.shape import CHOOSING, YES_NO

PAGE = 50


def capacity_of(log: Log) -> str:
    """Who told the police, by the form with which a partner referred: the answer to the first question of a decision."""
    rows = Referral.objects.filter(report__log_system=log.system, report__log_ref=log.ref)
    return rows.values_list("capacity", flat=True).first() or ""


def names_with_organisation() -> dict[str, str]:
    """Who of which organisation somebody is who isn't of the force, by user name."""
    people = Member.objects.select_related("user", "organisation")
    return {each.user.username: f"{each.user}, {each.organisation}" for each in people}


def sender_of(report: Report) -> str:
    """Which organisation sent a report, and who of it; "" where none did."""
    name = Organisation.objects.filter(key=report.organisation).values_list("name", flat=True)
    people = Member.objects.filter(organisation__key=report.organisation)
    person = people.filter(user__username=report.sent_by).select_related("user").first()
    found = name.first() if report.organisation else None
    return f"{found}: {person.user}" if found and person else found or ""


def asked_of(report: Report) -> dict[str, str]:
    """The words of the questions of a partner's report, for those who work on it."""
    form = form_of(report) if report.organisation else None
    return {each.id: each.asks for each in form.questions} if form else {}


def form_of(report: Report) -> Form | None:
    """The form of a partner's report, in the version under which it was sent."""
    return form_named(report.type_key.removeprefix(TYPE), report.type_version)


def said_in(referral: Referral) -> list[tuple[str, str]]:
    """All that was sent, question by question, in the words of its form and the language of the page."""
    report = referral.report
    form = form_of(report)
    held = {str(pair[0]): str(pair[1]) for pair in report.answers if len(pair) > 1}
    if form is None:
        return [(_("What was sent"), report.account)]
    found = []
    for each in form.questions:
        if each.account:
            found.append((said(each.asks, form.welsh), report.account))
        elif each.id in held:
            answer = held[each.id]
            if each.kind == YES_NO:
                chosen = each.choice(answer)
                answer = chosen.text if chosen else answer
            found.append(
                (
                    said(each.asks, form.welsh),
                    said(answer, form.welsh) if each.kind in CHOOSING else answer,
                )
            )
    return found


def own_referral(request: HttpRequest, referral_id: int) -> Referral:
    """A referral of the organisation of whoever asks. One of another organisation is answered as one that isn't there, or the
    numbers would tell how many others send; that it was asked for is kept. Raises Http404, NotAllowed."""
    rows = Referral.objects.select_related("report", "organisation")
    row = get_object_or_404(rows, pk=referral_id)
    try:
        check_can_see_referral(whoever(request), row)
    except NotOwn:
        record_read(request, "referral", subject=f"referral:{row.report_ref}", allowed=False)
        raise Http404("No Referral matches the given query.") from None
    return row


def referrals_of(organisation: Organisation, words: str = "") -> QuerySet[Referral]:
    """What an organisation sent, newest first; by our reference or theirs where one is asked for."""
    rows = Referral.objects.filter(organisation=organisation).select_related("report")
    words = words.replace("\0", "").strip()[:120]
    if words:
        rows = rows.filter(
            Q(report__their_ref__icontains=words) | Q(report_ref__istartswith=reference_key(words))
        )
    return rows.order_by("-sent_at", "-id")


def sent_together(referral: Referral) -> list[Referral]:
    """A referral and those that were sent with it."""
    rows = Referral.objects.filter(sending=referral.sending).select_related("report")
    return list(rows.order_by("number"))


@dataclass(frozen=True)
class Shown:
    """An organisation in the list of those who keep them."""

    row: Organisation
    people: int
    links: int
    sent: int
    last: object


def organisations() -> list[Shown]:
    """Every organisation, those that refer first, by name."""
    rows = Organisation.objects.annotate(
        people=Count("members", filter=Q(members__user__is_active=True), distinct=True),
        sent=Count("referrals", distinct=True),
        last=Max("referrals__sent_at"),
    )
    works: dict[int, int] = {}
    for link in Link.objects.select_related("organisation"):
        works[link.organisation_id] = works.get(link.organisation_id, 0) + link.works
    found = [Shown(row, row.people, works.get(row.pk, 0), row.sent, row.last) for row in rows]
    return sorted(found, key=lambda each: (not each.row.active, each.row.name.casefold()))
