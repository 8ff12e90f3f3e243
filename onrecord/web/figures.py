"""The few figures that the home page shows. Counting millions of rows takes a moment, so they are kept for five
minutes and worked out anew after every import."""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db.models import Count, Max

from onrecord.contact.models import LinkState, Log
from onrecord.exchange.models import Import, ImportState
from onrecord.recording.models import Crime, UnlinkedReference
from onrecord.screening.kinds import Counts, counts

_KEEP = 300  # seconds


@dataclass(frozen=True)
class Figures:
    """Counts with the day up to which they speak."""

    logs: int
    linked: int
    crimes: int
    suspects: Counts
    unlinked: int
    without_log: int
    received_to: datetime | None
    taken_in: datetime | None


def figures() -> Figures:
    """The figures of the whole installation."""
    last = (
        Import.objects.filter(state=ImportState.DONE, dry_run=False)
        .order_by("-id")
        .values_list("id", "finished_at")
        .first()
    )
    key = f"figures-{last[0] if last else 0}"
    found: Figures | None = cache.get(key)
    if found is None:
        by_state = dict(Log.objects.order_by().values_list("link_state").annotate(Count("id")))
        # A crime that names no log has no reference that could fit: it is another matter.
        alone = UnlinkedReference.Side.NEITHER
        found = Figures(
            logs=sum(by_state.values()),
            linked=by_state.get(LinkState.LINKED, 0),
            crimes=Crime.objects.count(),
            suspects=counts(),
            unlinked=UnlinkedReference.objects.exclude(side=alone).count(),
            without_log=UnlinkedReference.objects.filter(side=alone).count(),
            received_to=Log.objects.aggregate(last=Max("received_at"))["last"],
            taken_in=last[1] if last else None,
        )
        cache.set(key, found, _KEEP)
    return found
