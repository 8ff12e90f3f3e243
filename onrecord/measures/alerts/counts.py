"""What an alert may watch: every measure, and a few counts of what waits now. Each for the whole force or one department."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from urllib.parse import urlencode

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from onrecord.audit.findings.models import Finding
from onrecord.audit.findings.states import OPEN
from onrecord.contact import clock
from onrecord.contact.models import Log
from onrecord.deciding.models import Review
from onrecord.deciding.states import ReviewState
from onrecord.measures import months
from onrecord.measures.by_month import queries
from onrecord.measures.by_month.forms import EMPTY
from onrecord.measures.by_month.queries import Asked
from onrecord.measures.by_month.rollup import months_held
from onrecord.measures.registry import Measure, measure, measures
from onrecord.supervision.departments.queries import earlier_names

MEASURE, COUNT = "measure", "count"
# Fewer than this say too little about a month to wake anybody.
LEAST = 20


@dataclass(frozen=True)
class Seen:
    """A figure as it is now. `value` in hundredths, like AlertRule.level; `url`: where to look, on this site."""

    value: int
    words: str
    url: str
    n: int | None = None
    month: str = ""


@dataclass(frozen=True)
class Count:
    """A number of things that wait. `number`: for a department, or None for the whole force."""

    name: str
    number: Callable[[str | None, datetime], int]
    url: Callable[[], str]


def _late(department: str | None, now: datetime) -> int:
    return clock.late(_undecided(department), now).count()


def _soon(department: str | None, now: datetime) -> int:
    return clock.due_within(_undecided(department), 6, now).count()


def _undecided(department: str | None) -> QuerySet[Log]:
    logs = clock.undecided(Log.objects.all())
    if department is None:
        return logs
    # By value, so that SQLite doesn't look through all the logs that the department ever had.
    logs = logs.alias(its_department=Coalesce("department", Value("")))
    return logs.filter(its_department__in=_names(department))


def _names(department: str) -> list[str]:
    """What waits in a department, waits there under the names of those that it took over, too. Figures don't: a month that
    is over stays with where it was."""
    return [department, *earlier_names(department)]


def _reviews(department: str | None, now: datetime) -> int:
    rows = Review.objects.filter(state=ReviewState.WAITING, due_at__lt=now)
    if department is not None:
        rows = rows.filter(decision__department__in=_names(department))
    return rows.count()


def _findings(department: str | None, now: datetime) -> int:
    rows = Finding.objects.filter(state__in=OPEN, due_at__lt=now)
    if department is not None:
        # As people wrote it.
        rows = rows.filter(reduce(or_, [Q(department__iexact=name) for name in _names(department)]))
    return rows.count()


COUNTS: dict[str, Count] = {
    "late": Count("Logs over the 24 hours and undecided", _late, lambda: f"{reverse('logs')}?clock=late"),
    "soon": Count("Logs to be decided within 6 hours", _soon, lambda: f"{reverse('logs')}?due=6"),
    "reviews": Count("Reviews of decisions that are overdue", _reviews, lambda: reverse("reviews")),
    "findings": Count("Findings of audits that are overdue", _findings, lambda: f"{reverse('findings')}?show=overdue"),
}  # fmt: skip


def register(name: str, count: Count) -> None:
    """Let alerts watch a count of an app above, which calls this in its AppConfig.ready. A name again replaces it."""
    COUNTS[name] = count


def choices() -> list[tuple[str, str]]:
    """(what, in words) of all that may be watched."""
    found = [(f"{MEASURE}:{each.id}", f"{each.name} ({_unit(each)})") for each in measures()]
    return [*found, *((f"{COUNT}:{key}", f"{each.name} (number)") for key, each in COUNTS.items())]


def is_known(what: str) -> bool:
    """Whether it is still there: a later table may have dropped a measure that somebody watches."""
    return what in dict(choices())


def name_of(what: str) -> str:
    kind, _, key = what.partition(":")
    if not is_known(what):
        return f"{what} (no longer counted)"
    return measure(key).name if kind == MEASURE else COUNTS[key].name


def level_words(what: str, level: int) -> str:
    """A level as people write it: "90 %", "24 h", "5"."""
    kind, _, key = what.partition(":")
    number = f"{level / 100:.2f}".rstrip("0").rstrip(".")
    return f"{number} {_unit(measure(key))}" if kind == MEASURE and is_known(what) else number


def seen(what: str, department: str | None, now: datetime) -> Seen | None:
    """The figure as it is now; None where nothing can be said: not counted (yet), or too few."""
    kind, _, key = what.partition(":")
    if not is_known(what):
        return None
    if kind == COUNT:
        number = COUNTS[key].number(department, now)
        return Seen(100 * number, f"{number:,}", COUNTS[key].url(), number)
    return _measured(measure(key), department, now)


def _measured(one: Measure, department: str | None, now: datetime) -> Seen | None:
    """Of the latest month that is over: a running month still moves."""
    running = months.month_of(now)
    over = [month for month in months_held() if month < running]
    if not over:
        return None
    (month,) = queries.by_month(one, over[-1:], Asked(department=department))
    link = reverse("figure", args=[one.id])
    if department is not None:
        link += f"?{urlencode({'department': department or EMPTY})}"
    when = f"in {month.month:%B %Y}"
    if one.is_share:
        share = month.share
        if share is None or share.rate is None or share.n < LEAST:
            return None
        words = f"{100 * share.rate:.1f} % of {share.n:,} {when}"
        return Seen(round(10_000 * share.rate), words, link, share.n, month.key)
    spread = month.spread
    if spread is None or spread.median is None or spread.n < LEAST:
        return None
    words = f"{spread.median:.1f} h, the median of {spread.n:,} {when}"
    return Seen(round(100 * spread.median), words, link, spread.n, month.key)


def _unit(one: Measure) -> str:
    return "%" if one.is_share else "h"
