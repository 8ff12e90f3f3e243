"""Hidden crimes: the report as it stands today, when it is due, and what partners say."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from onrecord.boards.bodies_kept import current
from onrecord.boards.body import Body
from onrecord.boards.codes import SECTIONS
from onrecord.boards.models import Meeting, PartnerView
from onrecord.boards.partner_forms import ViewForm, ViewWithdrawForm
from onrecord.boards.policies import can_keep_boards, check_can_keep_boards, check_can_view_packs
from onrecord.boards.reports import reports_due
from onrecord.boards.sections.ask import Ask
from onrecord.boards.sections.of_hidden import hidden
from onrecord.boards.views import _do, _form
from onrecord.documents.content import Document
from onrecord.people.access import page, shown, whoever
from onrecord.people.sent import sent


@page(check_can_view_packs, reads="report on hidden crimes")
def hidden_crimes(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    due = [each for each in reports_due(today) if each.section == "hidden-crimes"]
    last = next((each.pack for each in due if each.pack), None)
    # The page stands for no meeting: it is set beside the last pack that held the report.
    body = due[0].body if due else (current() or [_nobody()])[0]
    ask = Ask(body, Meeting(body=body.slug, held_on=today), now, last)
    context = {
        "document": Document(SECTIONS["hidden-crimes"], tuple(hidden(ask))),
        "reports": due,
        "last": last,
        "views": PartnerView.objects.all()[:200],
        "keeps": can_keep_boards(whoever(request)),
        "now": now,
    }
    return render(request, "boards/hidden.html", context)


def _nobody() -> Body:
    return Body("", "", "", (), (), ())


@page(check_can_keep_boards, reads="form of a partner's view")
def view_new(request: HttpRequest) -> HttpResponse:
    form = ViewForm(user=whoever(request), **sent(request))
    if _do(request, form) is not None:
        return redirect("hidden-crimes")
    return _form(request, form, hidden=True)


@page(check_can_keep_boards, reads="form of a partner's view")
def view_withdraw(request: HttpRequest, view_id: int) -> HttpResponse:
    row = get_object_or_404(PartnerView, pk=view_id)
    shown(request, f"partner-view:{row.pk}")
    form = ViewWithdrawForm(user=whoever(request), about=row, **sent(request))
    if _do(request, form) is not None:
        return redirect("hidden-crimes")
    return _form(request, form, caption=str(row), hidden=True)
