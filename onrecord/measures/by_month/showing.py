"""What a page or file about one measure holds: its months with limits, a breakdown, what those without have in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from onrecord.measures import months
from onrecord.measures.by_month import queries
from onrecord.measures.by_month.forms import FigureForm
from onrecord.measures.by_month.queries import Asked, Beside, Month, Value
from onrecord.measures.by_month.rollup import Standing, months_held, refresh_a_little
from onrecord.measures.policies import own_department
from onrecord.measures.registry import Measure
from onrecord.people.models import User
from onrecord.statistics.run_chart import RunChart, p_chart, with_open, xmr_chart


@dataclass(frozen=True)
class Shown:
    """One measure as this person may see it. `rows`: each month with its point on the chart; `whole`: of all the months."""

    one: Measure
    form: FigureForm
    asked: Asked
    months: list[Month]
    chart: RunChart
    whole: Month
    standing: Standing
    own: str | None

    @property
    def rows(self) -> list[tuple[Month, tuple[str, ...], float | None, float | None]]:
        """Month, its signals, its limits; newest first."""
        pairs = zip(self.months, self.chart.points, strict=True)
        return [(month, each.signals, each.low, each.high) for month, each in pairs][::-1]

    @property
    def latest(self) -> tuple[Month, tuple[str, ...], float | None, float | None] | None:
        """The newest month that is over and holds anything, else the running one."""
        held = [row for row in self.rows if _holds(row[0])]
        over = [row for row in held if row[0].month < months.month_of(timezone.now())]
        return next(iter([*over, *held]), None)

    @property
    def counts_nothing(self) -> bool:
        """Whether all months are counted and none of them holds anything."""
        waiting = any(month.spread and month.spread.waiting for month in self.months)
        return not (self.left or waiting or any(_holds(month) for month in self.months))

    @property
    def over(self) -> list[Month]:
        """The months that are over, which the headline speaks of; the running ones where there are no others."""
        running = months.month_of(timezone.now())
        return [each for each in self.months if each.month < running] or self.months

    @property
    def running(self) -> bool:
        """Whether the headline speaks of a month that isn't over, for want of others."""
        return bool(self.over) and self.over[-1].month >= months.month_of(timezone.now())

    @property
    def all_without(self) -> bool:
        """Whether nothing at all met the measure: then there is nothing that those without have in common."""
        share = self.whole.share
        return bool(share and share.n and not share.met)

    @property
    def left(self) -> int:
        """Months that are not counted yet."""
        return len(self.standing.missing)

    @property
    def wanted(self) -> list[date]:
        return [each.month for each in self.months]


def _holds(month: Month) -> bool:
    return bool((month.share and month.share.n) or (month.spread and month.spread.n))


def show(one: Measure, user: User, given: Mapping[str, str]) -> Shown:
    """Count what is missing while that is quick, and put together what was asked for."""
    own = own_department(user)
    held = months_held()
    longest = held[-60:]
    values = {by: queries.values_of(one, by, longest) for by, _ in one.breakdowns if by != "moment"}
    form = FigureForm(given or None, one=one, values=values, own=own)
    wanted = longest[-form.span() :]
    left = refresh_a_little(one, wanted)
    if not values or not any(values.values()):
        # The first look counted only now what there is to choose from.
        values = {by: queries.values_of(one, by, wanted) for by in values}
        form = FigureForm(given or None, one=one, values=values, own=own)
    asked = form.asked
    found = queries.by_month(one, wanted, asked)
    running = months.month_of(timezone.now())
    over = [each for each in found if each.month < running] or found
    # Months that are over but hold nothing are no reason to hide what the running one has.
    whole = _whole(over if any(map(_holds, over)) else found)
    return Shown(one, form, asked, found, chart_of(one, found), whole, left, own)


def chart_of(one: Measure, found: list[Month]) -> RunChart:
    """The months with their limits. The running month is shown apart: neither centre nor limits nor signals rest on it."""
    labels = [f"{each.month:%b %Y}" for each in found]
    running = months.month_of(timezone.now())
    k = sum(1 for each in found if each.month < running)
    if one.is_share:
        shares = [each.share or queries.share(0, 0) for each in found]
        met, of = [each.met for each in shares], [each.n for each in shares]
        chart = p_chart(labels[:k], met[:k], of[:k])
        return with_open(chart, labels[k:], [each.rate for each in shares[k:]], of[k:])
    values = [each.spread.median if each.spread else None for each in found]
    totals = [float(each.spread.n) if each.spread else 0.0 for each in found]
    chart = xmr_chart(labels[:k], values[:k], totals=totals[:k], least=0.0)
    return with_open(chart, labels[k:], values[k:], totals[k:])


def _whole(found: list[Month]) -> Month:
    """All the months together; of hours the last month, since medians don't add up."""
    counted = [each for each in found if each.counted_at is not None]
    last = max((each.counted_at for each in counted if each.counted_at), default=None)
    shares = [each.share for each in counted if each.share is not None]
    spreads = [each for each in counted if each.spread is not None and each.spread.n]
    total = queries.share(
        sum(each.n for each in shares),
        sum(each.met for each in shares),
        sum(each.any for each in shares),
    )
    return Month(
        spreads[-1].month
        if spreads
        else (found[0].month if found else months.month_of(timezone.now())),
        last,
        None,
        sum(each.unsaid for each in counted),
        total if shares else None,
        spreads[-1].spread if spreads else None,
    )


def breakdowns(shown: Shown) -> list[tuple[str, str, list[Value]]]:
    """(column, its name, its lines) for each column but those that the filter fixes."""
    found = []
    for by, name in shown.one.breakdowns:
        if by == "moment" or getattr(shown.asked, by, None) is not None:
            continue
        rows = queries.broken_down(shown.one, shown.wanted, by, shown.asked)
        if len(rows) > 1 or (rows and rows[0].value):
            found.append((by, name, rows))
    return found


def not_given(shown: Shown) -> list[str]:
    """The columns of which no record counted here has a value, by their names: a breakdown by them would say nothing."""
    found = []
    for by, name in shown.one.breakdowns:
        if by != "moment" and getattr(shown.asked, by, None) is None:
            rows = queries.broken_down(shown.one, shown.wanted, by, shown.asked)
            if rows and not any(row.value for row in rows):
                found.append(name)
    return found


def beside(shown: Shown) -> list[tuple[str, Beside]]:
    """(name of the column, a value set beside the rest)."""
    names = dict(shown.one.breakdowns)
    if not shown.one.is_share or shown.all_without:
        return []
    rows = queries.in_common(shown.one, shown.wanted, shown.asked)
    fixed = {n for n in ("department", "team", "route", "kind") if getattr(shown.asked, n) is not None}  # fmt: skip
    return [(names[each.column], each) for each in rows if each.column not in fixed]
