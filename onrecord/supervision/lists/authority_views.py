"""Asking for a step on a crime that needs somebody else's authority, and giving it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from onrecord.people.access import can, page, shown, whoever
from onrecord.recording import subjects
from onrecord.recording.models import Crime
from onrecord.recording.policies import (
    can_change_crime,
    check_can_view_crime,
    check_can_view_crimes,
)
from onrecord.supervision.errors import SupervisionError
from onrecord.supervision.lists import authority
from onrecord.supervision.lists.forms import AnswerForm, AuthorityForm
from onrecord.supervision.lists.models import AuthorityRequest


@page(check_can_view_crimes, reads="requests for authority")
def authority_request(request: HttpRequest, crime_id: int) -> HttpResponse:
    """What is asked for about a crime. POST asks, or gives back what `request` names."""
    crime = get_object_or_404(Crime, pk=crime_id)
    user = whoever(request)
    check_can_view_crime(user, crime)
    shown(request, subjects.of_crime(crime))
    number = request.POST.get("request", "")
    answering = request.method == "POST" and number.isdecimal() and len(number) < 19
    ask = AuthorityForm(request.POST if request.method == "POST" and not answering else None)
    answer = AnswerForm(request.POST if answering else None, prefix="answer")
    form = answer if answering else ask
    if request.method == "POST" and form.is_valid():
        try:
            if answering:
                row = get_object_or_404(AuthorityRequest, pk=int(number), crime=crime)
                words = form.cleaned_data["words"]
                authority.give_back(request=row, by=user, words=words)
                messages.success(request, "Given back, with your words.")
            else:
                authority.ask(crime=crime, by=user, **form.cleaned_data)
                messages.success(request, "Asked. It is on the list of those with the authority.")
            return redirect("authority-request", crime.pk)
        except SupervisionError as error:
            form.add_error(None, str(error))
    waiting = authority.open_requests(crime)
    context = {
        "crime": crime,
        "waiting": [
            (row, can(authority.check_can_give_back, user, row), _step(row)) for row in waiting
        ],
        "earlier": AuthorityRequest.objects.filter(crime=crime)
        .exclude(pk__in=[row.pk for row in waiting])
        .order_by("-number"),
        "form": form,
        "ask": ask if can_change_crime(user, crime) else None,
        "answer": answer,
    }
    return render(request, "supervision/authority.html", context)


def _step(row: AuthorityRequest) -> str:
    """The step on the crime that answers it, as its address needs it."""
    return "cancel" if row.what == "cancel" else f"outcome/?outcome={row.what[-2:]}"
