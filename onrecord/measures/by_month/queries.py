"""What the pages and files of figures show: months, breakdowns, and what those without have in common."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from onrecord.measures import months
from onrecord.measures.counting.tally import Numbers
from onrecord.measures.models import Cell, Counted, Spread
from onrecord.measures.registry import Measure
from onrecord.statistics.intervals import Interval, wilson

# A value must have been met with so often before it is compared with the rest.
LEAST = 20
MOST_VALUES = 200


@dataclass(frozen=True)
class Asked:
    """Which figures: only those of one value of a column, where one is given ("" is a value: not given in the record)."""

    department: str | None = None
    team: str | None = None
    route: str | None = None
    kind: str | None = None

    def condition(self, prefix: str = "") -> Q:
        found = Q()
        for name in ("department", "team", "route", "kind"):
            value = getattr(self, name)
            if value is not None:
                found &= Q(**{f"{prefix}{name}": value})
        return found


@dataclass(frozen=True)
class Share:
    """So many of so many. `rate` and `interval` are None of nothing."""

    n: int
    met: int
    any: int
    rate: float | None
    interval: Interval | None

    @property
    def without(self) -> int:
        return self.n - self.met


@dataclass(frozen=True)
class Month:
    """One month of a measure. `counted_at` is None where it isn't counted yet; `share` or `spread` is None then, too."""

    month: date
    counted_at: datetime | None
    version: int | None
    unsaid: int
    share: Share | None
    spread: Spread | None

    @property
    def key(self) -> str:
        return months.key(self.month)

    @property
    def running(self) -> bool:
        """Whether the month isn't over: what it counts still moves."""
        return self.month >= months.month_of(timezone.now())


@dataclass(frozen=True)
class Value:
    """One line of a breakdown."""

    value: str
    share: Share | None
    spread: Spread | None


@dataclass(frozen=True)
class Beside:
    """One value among those without, beside all the others: shares without, each with its interval."""

    column: str
    value: str
    here: Share
    rest: Share

    @property
    def apart(self) -> float:
        """How far the two shares without are from each other."""
        return (self.rest.rate or 0.0) - (self.here.rate or 0.0)

    @property
    def shown_apart(self) -> bool:
        """Whether the two intervals don't meet."""
        here, rest = self.here.interval, self.rest.interval
        return bool(here and rest and (here.high < rest.low or here.low > rest.high))


def share(n: int, met: int, any: int = 0) -> Share:
    """A share with its Wilson interval: the month's records taken as a sample of the force's habit."""
    if not n:
        return Share(0, 0, 0, None, None)
    return Share(n, met, any, met / n, wilson(met / n, n))


def by_month(one: Measure, wanted: Sequence[date], asked: Asked) -> list[Month]:
    """The months in order, each with its numbers."""
    held = {row.month: row for row in Counted.objects.filter(measure=one.id, month__in=wanted)}
    numbers = {
        month: Numbers(n, met, any)
        for month, n, met, any in _cells(one, wanted, asked)
        .values_list("counted__month")
        .annotate(Sum("n"), Sum("met"), Sum("any"))
    }
    spreads = _spreads(one, wanted, asked)
    found = []
    for month in wanted:
        row = held.get(month)
        cell = numbers.get(month, Numbers())
        found.append(
            Month(
                month,
                row.counted_at if row else None,
                row.version if row else None,
                row.unsaid if row else 0,
                share(cell.n, cell.met, cell.any) if row else None,
                spreads.get(month),
            )
        )
    return found


def broken_down(one: Measure, wanted: Sequence[date], by: str, asked: Asked) -> list[Value]:
    """One line for each value of a column: of all the months, or for hours of the last of them that has any."""
    if not one.is_share:
        filled = Counted.objects.filter(measure=one.id, month__in=wanted, spreads__n__gt=0)
        last = filled.order_by("-month").first()
        rows = Spread.objects.filter(counted=last, by=by) if last and asked == Asked() else []
        return [Value(row.value, None, row) for row in sorted(rows, key=lambda row: row.value)]
    cells = _cells(one, wanted, asked).values_list(by).annotate(Sum("n"), Sum("met"), Sum("any"))
    return [
        Value(value, share(n, met, any), None)
        for value, n, met, any in cells.order_by(by)[:MOST_VALUES]
    ]


def in_common(one: Measure, wanted: Sequence[date], asked: Asked, most: int = 12) -> list[Beside]:
    """Each value of each column beside all other values: how large the share without is here and there.

    Only what lies side by side: neither says why. Those furthest apart come first; values met with fewer than `LEAST` times,
    or that everything has, are left out.
    """
    found = []
    for by, _ in one.breakdowns:
        rows = list(_cells(one, wanted, asked).values_list(by).annotate(Sum("n"), Sum("met")))
        n_all, met_all = sum(row[1] for row in rows), sum(row[2] for row in rows)
        for value, n, met in rows:
            if LEAST <= n <= n_all - LEAST:
                found.append(
                    Beside(
                        by,
                        value,
                        share(n, n - met),
                        share(n_all - n, (n_all - n) - (met_all - met)),
                    )
                )
    found.sort(key=lambda each: (-abs(each.apart), each.column, each.value))
    return found[:most]


def values_of(one: Measure, by: str, wanted: Sequence[date]) -> list[str]:
    """The values that a column has in these months."""
    cells = Cell.objects.filter(counted__measure=one.id, counted__month__in=wanted)
    return list(cells.order_by(by).values_list(by, flat=True).distinct()[:MOST_VALUES])


def _cells(one: Measure, wanted: Sequence[date], asked: Asked) -> QuerySet[Cell]:
    held = Counted.objects.filter(measure=one.id, month__in=wanted)
    return Cell.objects.filter(asked.condition(), counted__in=list(held)).order_by()


def _spreads(one: Measure, wanted: Sequence[date], asked: Asked) -> dict[date, Spread]:
    """Hours of each month: of the whole force, or of one value of one column."""
    chosen = [
        (name, value)
        for name in ("department", "team", "route", "kind")
        if (value := getattr(asked, name)) is not None
    ]
    if one.is_share or len(chosen) > 1:
        return {}
    by, value = chosen[0] if chosen else ("", "")
    rows = Spread.objects.filter(
        counted__measure=one.id, counted__month__in=wanted, by=by, value=value
    )
    return {row.counted.month: row for row in rows.select_related("counted")}
