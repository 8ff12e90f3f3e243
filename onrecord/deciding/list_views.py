"""Lists: one's own decisions, a team's desk, what waits for review."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from onrecord.deciding import queries
from onrecord.deciding.desks import broken, desk_named, desks, desks_for, worklist
from onrecord.deciding.errors import DecisionError
from onrecord.deciding.policies import check_can_decide, check_can_see_reviews
from onrecord.people.access import page, whoever
from onrecord.people.roles import Permission


@page(check_can_decide, reads="list of decisions")
def decisions(request: HttpRequest) -> HttpResponse:
    user = whoever(request)
    context = {
        "mine": queries.my_open(user),
        "given_back": queries.given_back_to(user),
        "desks": desks_for(user, desks()),
        "broken": broken(),
        "origin": str(uuid.uuid4()),
    }
    return render(request, "deciding/decisions.html", context)


@page(check_can_decide, reads="desk")
def desk(request: HttpRequest, name: str) -> HttpResponse:
    user = whoever(request)
    try:
        held = desk_named(name)
    except DecisionError as error:
        raise Http404(str(error)) from None
    context = {
        "desk": held,
        "open": queries.open_at(name, user),
        "waiting": [
            {"log": one.log, "due": one.due, "state": one.state, "origin": str(uuid.uuid4())}
            for one in worklist(held, user)
        ],
        "origin": str(uuid.uuid4()),
    }
    return render(request, "deciding/desk.html", context)


@page(check_can_see_reviews, reads="list of reviews")
def reviews(request: HttpRequest) -> HttpResponse:
    user = whoever(request)
    context = {
        "waiting": queries.waiting_reviews(user),
        "referred": queries.referred(user),
        "rules": user.may(Permission.GIVE_RULINGS),
    }
    return render(request, "deciding/reviews.html", context)
