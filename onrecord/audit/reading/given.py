"""The records that were given to one person to read: all that a reader sees who reads nothing else, such as a supervisor
who hears the calls of their own department."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from onrecord.audit.models import READ, Phase, Reading, SampleItem
from onrecord.audit.policies import check_can_read_given, may_give, reads_given_only
from onrecord.audit.queries import Progress
from onrecord.audit.reading.eligible import may_be_given
from onrecord.audit.stopping.prefix import BEHIND_STOP
from onrecord.people.access import page, whoever
from onrecord.people.models import User

# Each record is asked about one by one: whose work it is, and whether it may still be read.
MOST = 50


@page(check_can_read_given, reads="records given to read")
def given(request: HttpRequest) -> HttpResponse:
    """What is still to be read, and what this person has read, newest first, in all audits."""
    user = whoever(request)
    mine = SampleItem.objects.filter(reader=user.get_username()).select_related(
        "audit__programme", "log", "crime", "incident__log"
    )
    read = Reading.objects.filter(
        reader=user.get_username(), current=True, phase=Phase.FIRST, outcome__in=READ
    )
    done = read.filter(item__in=mine).order_by("-read_at").values_list("item_id", flat=True)[:MOST]
    held = {item.pk: item for item in mine.filter(pk__in=list(done))}
    others = Reading.objects.counted().values("item_id")
    waiting = (
        mine.exclude(pk__in=others).exclude(BEHIND_STOP).order_by("-audit_id", "position")[:MOST]
    )
    context = {
        "waiting": _shown(user, list(waiting)),
        "done": _shown(user, [held[pk] for pk in done]),
        "most": MOST,
    }
    return render(request, "audit/given.html", context)


def _shown(user: User, items: list[SampleItem]) -> list[SampleItem]:
    """Those that may still be seen, each with `open`: whether it can be read now."""
    if reads_given_only(user):
        items = [item for item in items if may_be_given(user, item)]
    for item in items:
        item.open = may_give(user, item) is not None  # type: ignore[attr-defined]
    return items


def share_of(user: User, item: SampleItem) -> dict[str, Any]:
    """Where a record stands among those of its audit that were given to this person, for the head of the reading screen."""
    own = item.audit.items.filter(reader=user.get_username())
    read = Reading.objects.counted().filter(item__in=own).count()
    before = own.filter(position__lt=item.position).order_by("-position").first()
    after = own.filter(position__gt=item.position).order_by("position").first()
    return {
        "given_only": True,
        "progress": Progress(read, own.count()),
        "place": own.filter(position__lte=item.position).count(),
        "before": _address(before),
        "after": _address(after),
    }


def _address(item: SampleItem | None) -> str:
    return reverse("audit-reading", args=[item.audit_id, item.position]) if item else ""
