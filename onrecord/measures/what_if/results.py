"""What if more were recorded, and what would an audit cost: worked out from the inputs, each result with its range."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.cache import cache
from django.utils import timezone

from onrecord.audit.errors import AuditError
from onrecord.audit.planning.preview import preview_audit
from onrecord.audit.programmes.kept import USUAL, current
from onrecord.ledger.queries import ledger_size
from onrecord.measures import months
from onrecord.measures.what_if.inputs import Input
from onrecord.statistics.cost import more_on_record, plus, times
from onrecord.statistics.differences import Bounds

# So many months of records an audit of the what-if is drawn from.
WINDOW = 3
_KEEP = 600  # seconds
NO_RANGE = "No range: nothing measured"
LEFT_OUT = "left out until you enter them"
# What the hours are of: without and with those of investigations.
_OF = {False: "recording and keeping", True: "recording, keeping and investigating"}


@dataclass(frozen=True)
class More:
    """What recording at the rate asked about would bring in a year: crimes, hours, full-time posts, pounds if priced."""

    crimes: Bounds
    recording: Bounds
    investigating: Bounds
    hours: Bounds
    posts: Bounds
    pounds: Bounds | None
    sentence: str

    @property
    def any(self) -> bool:
        """Whether the rate asked about is above the present one."""
        return self.crimes.value > 0

    @property
    def ranged(self) -> bool:
        """Whether anything in it has a range: where nothing was measured, nothing has."""
        return self.crimes.ranged or self.hours.ranged


@dataclass(frozen=True)
class Cost:
    """One size of audit. `half_width`: expected, as a share; None where nothing can be planned."""

    records: int
    half_width: float | None
    hours: Bounds


@dataclass(frozen=True)
class Audits:
    """What audits of several sizes would tell and cost; `reason` says why nothing can be said."""

    rows: list[Cost]
    source: str
    reason: str = ""

    @property
    def ranged(self) -> bool:
        return any(each.hours.ranged for each in self.rows)


def more(held: Mapping[str, Input], pounds_an_hour: float | None) -> More:
    """If x % were recorded instead of y %. Raises ValueError for rates of nothing."""
    rate, target = held["rate"].bounds, held["target"].bounds.value
    share = Bounds(rate.value / 100, rate.low / 100, rate.high / 100)
    crimes = times(held["recorded"].bounds, more_on_record(1.0, share, target / 100))
    # Where the interval reaches above the rate asked about, it may be none at all.
    crimes = Bounds(crimes.value, max(0.0, crimes.low), max(0.0, crimes.high))
    minutes = plus(held["decide"].bounds, held["keep"].bounds)
    recording = times(crimes, _each(minutes, 60))
    investigating = times(crimes, held["investigate"].bounds)
    hours = plus(recording, investigating)
    posts = _each(hours, held["post"].bounds.value)
    pounds = times(hours, Bounds(*[pounds_an_hour] * 3)) if pounds_an_hour is not None else None
    return More(
        crimes, recording, investigating, hours, posts, pounds, _sentence(held, crimes, hours)
    )


def audits(held: Mapping[str, Input], size: int) -> Audits:
    """Half-width and hours of an audit of this size, of half and of twice as many records; the latest months are its frame."""
    until = months.first_of(timezone.localdate()) - timedelta(days=1)
    since = months.after(months.first_of(until), 1 - WINDOW)
    programme = current(USUAL).programme
    source = (
        f"planned like an audit of \u201c{programme.title}\u201d over {since:%B %Y} to {until:%B %Y}, second reading included; "
        "minutes as below"
    )
    rows: list[Cost] = []
    reason = ""
    for number in (max(1, size // 2), size, 2 * size):
        try:
            rows.append(_cost(held, number, since, until, programme.readers.minutes))
        except AuditError as error:
            reason = reason or str(error)
    rows = [each for k, each in enumerate(rows) if k == 0 or each.records > rows[k - 1].records]
    return Audits(rows, source, reason if not rows else "")


def _cost(held: Mapping[str, Input], number: int, since: date, until: date, minutes: int) -> Cost:
    # Planning a force's quarter takes a second for each size, and its figures change with the ledger only.
    key = f"what-if-{number}-{since}-{until}-{minutes}-{ledger_size()}"
    planned: tuple[int, float | None, float] | None = cache.get(key)
    if planned is None:
        found = preview_audit(sample_size=number, date_from=since, date_to=until, programme=USUAL)
        # The preview's hours are at the programme's minutes; here they are at those of the input.
        planned = found.to_read, found.half_width, found.hours * 60 / minutes
        cache.set(key, planned, _KEEP)
    to_read, half_width, readings = planned
    each = _each(held["read"].bounds, 60)
    return Cost(to_read, half_width, times(Bounds(*[readings] * 3), each))


def _each(bounds: Bounds, number: float) -> Bounds:
    return Bounds(bounds.value / number, bounds.low / number, bounds.high / number)


def _sentence(held: Mapping[str, Input], crimes: Bounds, hours: Bounds) -> str:
    rate, target = held["rate"].bounds, held["target"].bounds
    if crimes.value <= 0:
        return f"The rate now is {rate.value:.1f} %, so {target.value:.1f} % would be no more. Ask about a higher rate."
    told = (
        f"If {target.value:.1f} % were recorded instead of {rate.value:.1f} %, {crimes.value:,.0f} more crimes a year would be on "
        f"record{_range(crimes)}, and {_OF[held['investigate'].bounds.value > 0]} them would take {hours.value:,.0f} hours{_range(hours)}."
    )
    return told if crimes.ranged or hours.ranged else f"{told} {NO_RANGE}."


def _range(bounds: Bounds) -> str:
    return f" ({bounds.low:,.0f} to {bounds.high:,.0f})" if bounds.ranged else ""
