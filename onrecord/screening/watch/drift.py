"""Have the logs moved away from those that the finder was made for? The share of logs that are suspects and the spread of
their scores, month by month, against the months that count as usual; and a force's own model against its training."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from django.core.cache import cache
from django.utils import timezone

from onrecord.contact.models import Log
from onrecord.contact.queries import start_of
from onrecord.screening.finder.training import TrainingError, drift
from onrecord.screening.finder.verdict import least_kept
from onrecord.screening.models import Suspect
from onrecord.screening.scoring.scorers import model_of, own_model
from onrecord.statistics.drift import MOVED, STEADY, stability

# Scores that part the suspects; logs that are none are a band of their own.
EDGES = tuple(least_kept(shown) for shown in (20, 40, 60, 80))
BANDS = ("no suspect", "under 20", "20 to 39", "40 to 59", "60 to 79", "80 and more")
SHOWN, USUAL, LEAST = 13, 3, 200
_SAMPLE, _KEEP = 300, 300


@dataclass(frozen=True, slots=True)
class Month:
    """One month of receipt. `index`: of the spread, against the usual months; `own`: of the force's own model, against its
    training; None where there is nothing to compare. `usual`: one of the months compared with."""

    start: date
    logs: int
    suspects: int
    bands: tuple[int, ...]
    usual: bool = False
    index: float | None = None
    own: float | None = None

    @property
    def share(self) -> float | None:
        return self.suspects / self.logs if self.logs else None

    @property
    def words(self) -> str:
        """What to make of it, plainly."""
        if self.usual:
            return "one of the usual months"
        if self.logs < LEAST:
            return "too few logs to say"
        worst = max(self.index or 0.0, self.own or 0.0)
        if worst >= MOVED:
            return "it has moved: look at what has changed, and train anew"
        return "it moves: watch it" if worst >= STEADY else "as usual"


def watch() -> list[Month]:
    """The newest thirteen months, oldest first; worked out every five minutes at most."""
    held = cache.get("finder-drift")
    if held is None:
        held = _watch()
        cache.set("finder-drift", held, _KEEP)
    return list(held)


def _watch() -> list[Month]:
    ends = Log.objects.order_by("received_at").values_list("received_at", flat=True)
    first, last = ends.first(), ends.last()
    if first is None or last is None:
        return []
    starts = _months(first, last)[-SHOWN:]
    counted = [_month(start) for start in starts]
    usual = [month for month in counted if month.logs >= LEAST][:USUAL]
    then = [sum(bands) for bands in zip(*(month.bands for month in usual), strict=True)]
    found = []
    for month in counted:
        is_usual = month in usual
        index = None if is_usual or not then or month.logs < LEAST else stability(then, month.bands)
        found.append(
            Month(
                month.start,
                month.logs,
                month.suspects,
                month.bands,
                is_usual,
                index,
                _own(month.start) if month.logs >= LEAST else None,
            )
        )
    return found


def _months(first: datetime, last: datetime) -> list[date]:
    at = timezone.localtime(first).date().replace(day=1)
    until, found = timezone.localtime(last).date(), []
    while at <= until:
        found.append(at)
        at = _next(at)
    return found


def _next(start: date) -> date:
    return (start + timedelta(days=32)).replace(day=1)


def _month(start: date) -> Month:
    span = {"received_at__gte": start_of(start), "received_at__lt": start_of(_next(start))}
    logs = Log.objects.filter(**span).count()
    scores = Suspect.objects.filter(**span).values_list("score", flat=True)
    bands = [0] * len(BANDS)
    for score in scores.iterator(chunk_size=5_000):
        bands[1 + bisect_right(EDGES, score)] += 1
    suspects = sum(bands)
    bands[0] = max(0, logs - suspects)
    return Month(start, logs, suspects, tuple(bands))


def _own(start: date) -> float | None:
    """The index of the force's own model, of some logs of the month; None without a model that knows its training."""
    own = own_model()
    if own is None:
        return None
    span = {"received_at__gte": start_of(start), "received_at__lt": start_of(_next(start))}
    ids = list(Log.objects.filter(**span).order_by("id").values_list("id", flat=True))
    step = max(1, len(ids) // _SAMPLE)
    texts = Log.objects.filter(pk__in=list(islice(ids, 0, None, step))).values_list(
        "text", flat=True
    )
    try:
        return drift(model_of(own), texts)
    except TrainingError:
        return None


def verdict(months: Sequence[Month]) -> str:
    """One sentence on where it stands."""
    held = [month for month in months if not month.usual and month.logs >= LEAST]
    if not held:
        return (
            f"There are too few months to compare: {USUAL} with {LEAST} logs or more, and one more."
        )
    newest = held[-1]
    return f"{newest.start:%B %Y}: {newest.words}."
