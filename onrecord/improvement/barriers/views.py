"""Barriers with what speaks for them and what is done about them, and what was seen and said in the force."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from onrecord.improvement.barriers.forms import BARRIER_DEEDS, BarrierForm, RecordForm
from onrecord.improvement.barriers.models import Barrier, FieldRecord
from onrecord.improvement.doing import done
from onrecord.improvement.plans.queries import barrier_rows, without_barrier
from onrecord.improvement.policies import (
    can_keep_plans,
    check_can_keep_plans,
    check_can_view_improvement,
)
from onrecord.people.access import page, whoever

MOST = 200


@page(check_can_view_improvement, reads="barriers")
def barriers(request: HttpRequest) -> HttpResponse:
    context = {
        "rows": barrier_rows(),
        "unexplained": without_barrier(),
        "records": FieldRecord.objects.select_related("barrier")[:MOST],
        "keeps": can_keep_plans(whoever(request)),
    }
    return render(request, "improvement/barriers.html", context)


@page(check_can_keep_plans, reads="change of a barrier")
def barrier_keep(request: HttpRequest, what: str, number: int | None = None) -> HttpResponse:
    deed = BARRIER_DEEDS.get(what)
    if deed is None or (what == "gone" and number is None):
        raise Http404("There is no such thing to do with a barrier.")
    about: Any = None
    first: dict[str, Any] = {}
    if number is not None:
        about = get_object_or_404(FieldRecord if what == "record" else Barrier, pk=number)
        if what != "gone":
            first = RecordForm.first(about) if what == "record" else BarrierForm.first(about)
    elif cause := request.GET.get("cause", ""):
        first = {"cause": cause}
    posted = request.POST if request.method == "POST" else None
    form = deed(posted, user=whoever(request), about=about, initial=first)
    if done(request, form) is not None:
        return redirect("barriers")
    return render(request, "improvement/barrier_keep.html", {"form": form, "heading": form.title})
