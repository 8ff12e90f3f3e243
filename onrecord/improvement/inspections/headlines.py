"""The figures of a report in words, with what their interval implies, and beside those of the inspection before."""

from dataclasses import dataclass

from onrecord.improvement.inspections.models import Headline, Inspection
from onrecord.statistics.compare import Difference, compare, figure
from onrecord.statistics.intervals import implied_n


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure as a page or a response shows it. `n_implied`: n is not the report's, but what its interval implies."""

    row: Headline
    figure: str
    interval: str
    n: int | None
    n_implied: bool
    note: str

    @property
    def sentence(self) -> str:
        """As inspectorates print it: figure, what of, interval."""
        if self.row.withheld:
            return f"{self.row.what}: not published. {self.row.note}"
        return f"{self.row.what}: {self.figure} ({self.interval})"


def percent(share: float, places: int | None = None) -> str:
    """A share as it was printed: with its decimals where they are known, else with as many as it needs, two at most."""
    if places is not None:
        return f"{100 * share:.{places}f}\u00a0%"
    return f"{100 * share:.2f}".rstrip("0").rstrip(".") + "\u00a0%"


def half_width(row: Headline) -> float | None:
    """The plus and minus of a symmetric interval, as a share; None where there is none."""
    if row.share is None or row.low is None or row.high is None:
        return None
    above, below = row.high - row.share, row.share - row.low
    # Printed with two digits, so bounds that were typed in differ by half of the last at most.
    return (above + below) / 2 if abs(above - below) <= 0.0001 else None


def number_of(row: Headline) -> tuple[int | None, bool]:
    """n, and whether it is only what the interval implies under simple random sampling."""
    if row.n is not None:
        return row.n, False
    half = half_width(row)
    if half is None or half <= 0 or row.share is None or not 0 < row.share < 1:
        return None, False
    return round(implied_n(row.share, half, row.confidence)), True


def shown(row: Headline) -> Shown:
    """A figure in words; what the report leaves out is said to be left out."""
    if row.withheld or row.share is None:
        return Shown(row, "not published", "", None, False, row.note)
    half = half_width(row)
    level = f"{100 * row.confidence:g}\u00a0% confidence"
    if row.low is None or row.high is None:
        interval = "the report gives no interval"
    elif half is not None:
        interval = f"± {percent(half, row.interval_places)[:-2]} points, {level}"
    else:
        low, high = (percent(each, row.interval_places) for each in (row.low, row.high))
        interval = f"{low} to {high}, {level}"
    n, implied = number_of(row)
    return Shown(row, percent(row.share, row.places), interval, n, implied, row.note)


def headlines(inspection: Inspection) -> list[Shown]:
    return [shown(row) for row in inspection.headlines.all()]


@dataclass(frozen=True, slots=True)
class Since:
    """A figure beside the same one of the inspection before."""

    what: str
    before: Shown
    after: Shown
    change: Difference


def since_before(inspection: Inspection) -> list[Since]:
    """Figures of the same name in this report and the one that it follows, where both have n (given or implied)."""
    if inspection.follows is None:
        return []
    earlier = {row.what.casefold(): row for row in inspection.follows.headlines.all()}
    found = []
    for row in inspection.headlines.all():
        old = earlier.get(row.what.casefold())
        if old is None or old.share is None or row.share is None:
            continue
        (n_old, _), (n_new, _) = number_of(old), number_of(row)
        if not n_old or not n_new or old.confidence != row.confidence:
            continue
        change = compare(
            figure(old.share, n_old, old.confidence), figure(row.share, n_new, row.confidence)
        )
        found.append(Since(row.what, shown(old), shown(row), change))
    return found
