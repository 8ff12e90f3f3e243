"""Messages to staff: drafted from a month's findings, edited, shown as pictures, posters and text; campaigns and what changed."""

import re
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from onrecord.documents.pdf import NoPdf
from onrecord.people.access import check_of_the_force, page, shown, whoever
from onrecord.people.sent import sent
from onrecord.training import messaging
from onrecord.training.courses import add_months
from onrecord.training.drafts import candidates, draft, month_of
from onrecord.training.errors import TrainingError
from onrecord.training.measured import rate_changes, share_change
from onrecord.training.message_forms import CampaignForm, MessageForm, MonthForm
from onrecord.training.message_models import Campaign, Message
from onrecord.training.picture import SIZES, Words, draw
from onrecord.training.policies import (
    can_make_messages,
    check_can_make_messages,
    check_can_see_messages,
    check_can_show_message,
)
from onrecord.training.sheets import PAPER, briefing, foot, poster
from onrecord.training.states import MESSAGE_STEPS, MessageState

_DEEDS = {
    MessageState.READY: "I have read it: ready for use",
    MessageState.WITHDRAWN: "Withdraw it",
    MessageState.DRAFT: "Take it up again",
}
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])\Z")


def _month(request: HttpRequest) -> date:
    """The month asked for; else the last one that is over and has findings, within a year."""
    asked = _MONTH.match(request.GET.get("month", ""))
    if asked:
        return date(int(asked[1]), int(asked[2]), 1)
    this = timezone.localdate().replace(day=1)
    recent = [add_months(this, -back) for back in range(1, 13)]
    return next((each for each in [*recent, this] if month_of(each)), this)


@page(check_can_see_messages, reads="messages")
def message_list(request: HttpRequest) -> HttpResponse:
    """What a month's findings say, the messages, and the campaigns."""
    month = _month(request)
    makes = can_make_messages(whoever(request))
    context = {
        "month": month,
        "form": MonthForm(initial={"month": f"{month:%Y-%m}"}),
        "candidates": candidates(month) if makes else [],
        "messages_kept": Message.objects.all()[:100],
        "campaigns": Campaign.objects.select_related("message")[:100],
        "makes": makes,
    }
    return render(request, "training/messages.html", context)


@page(check_can_make_messages)
def message_new(request: HttpRequest) -> HttpResponse:
    """A draft from what findings of a month have in common; POST keeps it."""
    month, aim = _month(request), request.GET.get("aim", "")
    chosen = next((each for each in candidates(month) if each.aim == aim), None)
    if chosen is None:
        raise Http404("The findings of this month have nothing of the kind in common.")
    form = MessageForm(initial=draft(chosen), **sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            row = messaging.make_message(
                words=form.cleaned_data,
                aim=chosen.aim,
                figures=chosen.figures(),
                by=whoever(request),
            )
            messages.success(request, "Kept as a draft. Read it once more before it is used.")
            return redirect("message", row.pk)
        except TrainingError as error:
            form.add_error(None, str(error))
    context = {"form": form, "chosen": chosen, "month": month}
    return render(request, "training/message_new.html", context)


@page(check_can_see_messages, reads="message to staff")
def message_page(request: HttpRequest, message_id: int) -> HttpResponse:
    """A message with all its forms; POST edits it, or moves it on."""
    row = get_object_or_404(Message, pk=message_id)
    user = whoever(request)
    makes = can_make_messages(user)
    form = MessageForm(message=row)
    if request.method == "POST":
        check_can_make_messages(user)
        try:
            if deed := request.POST.get("to", ""):
                messaging.move_message(message=row, to=deed, by=user)
                messages.success(request, "Done.")
                return redirect("message", row.pk)
            form = MessageForm(request.POST, message=row)
            if form.is_valid():
                messaging.edit_message(message=row, words=form.cleaned_data, by=user)
                messages.success(request, "Kept.")
                return redirect("message", row.pk)
        except TrainingError as error:
            if form.is_bound:
                form.add_error(None, str(error))
            else:
                messages.error(request, str(error))
    shown(request, f"message:{row.pk}")
    usable = makes or row.state == MessageState.READY
    context = {
        "message": row,
        "form": form,
        "makes": makes,
        "usable": usable,
        "edits": makes and row.state != MessageState.WITHDRAWN,
        "deeds": _deeds(row),
        "sizes": [f"{width}x{height}" for width, height in SIZES],
        "papers": list(PAPER),
        "briefing": briefing(row) if usable else "",
        "campaigns": row.campaigns.all(),
        "ready": row.state == MessageState.READY,
    }
    return render(request, "training/message.html", context)


def _deeds(row: Message) -> list[tuple[str, str]]:
    """What may be done with it on its page; changing its words makes a draft of it anyway."""
    found = MESSAGE_STEPS[MessageState(row.state)]
    draft_only = row.state != MessageState.WITHDRAWN
    return [(to, _DEEDS[to]) for to in found if not (draft_only and to == MessageState.DRAFT)]


def _shown(request: HttpRequest, message_id: int) -> Message:
    row = get_object_or_404(Message, pk=message_id)
    check_can_show_message(whoever(request), row)
    shown(request, f"message:{row.pk}")
    return row


@page(check_of_the_force)
def message_screen(request: HttpRequest, message_id: int) -> HttpResponse:
    """The message alone, for a screen that shows nothing else."""
    row = _shown(request, message_id)
    return render(request, "training/screen.html", {"message": row, "foot": foot()})


@page(check_of_the_force)
def message_image(request: HttpRequest, message_id: int, width: int, height: int) -> HttpResponse:
    """The picture for lock screens of this size."""
    row = _shown(request, message_id)
    if (width, height) not in SIZES:
        raise Http404("There is no picture of this size.")
    words = Words(row.headline, row.do, row.rule, foot())
    answer = HttpResponse(draw(words, (width, height)), content_type="image/png")
    name = f"message-{row.pk}-{width}x{height}.png"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@page(check_of_the_force)
def message_poster(request: HttpRequest, message_id: int, paper: str) -> HttpResponse:
    """The poster as PDF."""
    row = _shown(request, message_id)
    if paper not in PAPER:
        raise Http404("There is no such paper.")
    try:
        answer = HttpResponse(poster(row, paper), content_type="application/pdf")
    except NoPdf as error:
        messages.error(request, str(error))
        return redirect("message", row.pk)
    answer.headers["Content-Disposition"] = f'attachment; filename="poster-{row.pk}-{paper}.pdf"'
    return answer


@page(check_of_the_force)
def message_briefing(request: HttpRequest, message_id: int) -> HttpResponse:
    """The briefing as text."""
    row = _shown(request, message_id)
    answer = HttpResponse(briefing(row), content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="briefing-{row.pk}.txt"'
    return answer


@page(check_can_make_messages)
def campaign_new(request: HttpRequest, message_id: int) -> HttpResponse:
    """Plan a campaign with a message."""
    row = get_object_or_404(Message, pk=message_id)
    form = CampaignForm(message=row, **sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = messaging.start_campaign(message=row, by=whoever(request), **form.cleaned_data)
            messages.success(request, "The campaign is written down.")
            return redirect("campaign", made.pk)
        except TrainingError as error:
            form.add_error(None, str(error))
    return render(request, "training/campaign_new.html", {"message": row, "form": form})


@page(check_can_see_messages, reads="campaign")
def campaign_page(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """A campaign and what changed; POST ends it."""
    row = get_object_or_404(Campaign.objects.select_related("message"), pk=campaign_id)
    user = whoever(request)
    if request.method == "POST":
        try:
            messaging.end_campaign(campaign=row, by=user)
            messages.success(request, "It is over.")
        except TrainingError as error:
            messages.error(request, str(error))
        return redirect("campaign", row.pk)
    shown(request, f"campaign:{row.pk}")
    context = {
        "campaign": row,
        "message": row.message,
        "share": share_change(row),
        "rates": rate_changes(row, user),
        "makes": can_make_messages(user),
    }
    return render(request, "training/campaign.html", context)
