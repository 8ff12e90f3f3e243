"""Check your answers, send, and the receipt."""

from typing import Final

from django.conf import settings as config
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from crimerules.deadline import due
from onrecord.home import is_demonstration
from onrecord.reporting.errors import ReportError
from onrecord.reporting.front import drafts, slips
from onrecord.reporting.front.pages import nothing_here, show, with_draft
from onrecord.reporting.front.sending import send
from onrecord.reporting.front.ways import address_if_there, kind_of, onwards, shown
from onrecord.reporting.guard.gate import doubts_of, fields_for
from onrecord.reporting.models import Draft, Report
from onrecord.reporting.receiving.mail import is_put
from onrecord.reporting.receiving.receipt import stops_of
from onrecord.reporting.states import ReportState
from onrecord.reporting.stops import Help, settings
from onrecord.reporting.types.asking import RULES, first_open, steps

# Where a report that could not be sent says why; no question has this name.
CHECK: Final = ":check"


@with_draft
def check(request: HttpRequest, draft: Draft, token: str) -> HttpResponse:
    """All answers, each with a link to change it; POST sends the report."""
    kind = kind_of(draft)
    if drafts.receipt_of(draft, token):
        return redirect("report-sent", token)
    if kind is None:
        return nothing_here(request)
    missing = first_open(kind, draft.answers)
    if missing:
        return onwards(draft, kind, token, missing)
    if request.method == "POST":
        try:
            send(draft, kind, token, lambda sent: doubts_of(request, draft=draft, sent=sent))
            return redirect("report-sent", token)
        except ReportError as error:
            drafts.slip(draft, CHECK, {"problem": str(error)})
            return slips.here(request)
    problem = draft.slips.get(CHECK, {}).get("problem", "")
    rows = []
    for step in steps(kind, draft.answers):
        own, value = kind.question(step), drafts.held_answer(draft, step)
        asks = own.asks if own else kind.lay[step.removeprefix(RULES)].asks
        rows.append(
            {
                "step": step,
                "asks": asks,
                "lines": shown(own, value, kind, step),
                "required": bool(own and own.required),
            }
        )
    last = steps(kind, draft.answers)[-1]
    return show(
        request, "check", rows=rows, kind=kind, token=token, draft=draft, problem=problem, guard=fields_for(request, draft),
        back=reverse("report-question", args=[token, last]), wrong=bool(problem),
    )  # fmt: skip


@with_draft
def sent(request: HttpRequest, draft: Draft, token: str) -> HttpResponse:
    """The receipt: number and secret, what happens next and by when. Here for some hours, and only under this address."""
    held = drafts.receipt_of(draft, token)
    if held is None:
        return redirect("report-check", token)
    ref, secret = held
    report = Report.objects.get(ref=ref)
    status = address_if_there("report-status")
    return show(
        request, "sent", ref=ref, secret=secret, draft=draft, token=token, hours=settings().receipt_hours,
        help=_help(report), unsent=is_demonstration() and not config.EMAIL_HOST,
        sent_at=report.submitted_at, due=due(report.submitted_at), police=["who", "police"] in report.answers, other=report.other_force,
        held_back=report.state == ReportState.HELD_BACK, mailed=is_put(report), status_address=request.build_absolute_uri(status) if status else "",
    )  # fmt: skip


# Emergencies have their own line on every page.
_OWN: Final = ("999", "101")


def _help(report: Report) -> list[Help]:
    """Who helps besides the police, where it is about the family, something sexual or a child: for the receipt."""
    pages = settings().stops
    named = [pages[stop] for stop in sorted(stops_of(report) - {"danger"}) if stop in pages]
    found = {one.name: one for page in named for one in page.help if one.phone not in _OWN}
    return [one for one in found.values() if not one.text]
