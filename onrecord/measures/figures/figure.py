"""One figure of one measure: the value with its n, its interval and the days it speaks of, as it is kept as evidence.

    figure("within-24")                                      the latest month that is over
    figure("accuracy-violence")                              the latest audit that was read to its end
    figure("n100-manager", since=..., until=..., part="North")
    figures("within-24", months=12)                          one after another, oldest first, for a chart

A figure that can't be given is a Figure all the same: no share, and `note` says why.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from onrecord.measures.catalogue import SHARE, TYPED, Definition, definition
from onrecord.measures.registry import MeasureError
from onrecord.statistics.intervals import LEVEL, wilson

FORCE = ""
# Which audits somebody may have figures of.
Sees = Callable[[Any], bool]


@dataclass(frozen=True)
class Figure:
    """One figure. `since` and `until`, both days included, are what it speaks of.

    `part`: "" for the whole force, else a department or an offence group. `n`: how many it rests on. `met`: how many of them met
    the measure; None of an estimate, which weighs its sample, and where nothing is met. `share`, `low` and `high` lie between 0
    and 1; of a count `value`, `low` and `high` are numbers, of hours they are hours. `confidence`: of the interval. `how`:
    "counted", "estimated" or "typed". `source`: the path of the page where its records are listed. `note`: why it is withheld, or
    what it doesn't say. `basis`: what an estimate was read by; only those with the same can be compared.
    """

    measure: str
    version: int
    title: str
    part: str
    since: date
    until: date
    n: int
    met: int | None
    share: float | None
    low: float | None
    high: float | None
    confidence: float
    how: str
    as_of: datetime
    ledger_size: int
    source: str
    note: str = ""
    shape: str = SHARE
    value: float | None = None
    unit: str = "record"
    good: str = "higher"
    basis: str = ""

    @property
    def given(self) -> bool:
        """Whether there is a value with its interval."""
        return None not in (self.value, self.low, self.high)

    @property
    def key(self) -> str:
        return f"{self.measure} {self.part} {self.since:%Y-%m-%d} {self.until:%Y-%m-%d}"

    @property
    def window(self) -> str:
        """The days in words."""
        last = _day(self.until)
        return last if self.since == self.until else f"{_day(self.since)} to {last}"

    @property
    def value_words(self) -> str:
        """The value as people read it; "no figure" where there is none."""
        return show(self.value, self.shape) if self.value is not None else "no figure"

    @property
    def interval_words(self) -> str:
        if self.low is None or self.high is None:
            return ""
        if self.shape == SHARE:
            return f"{100 * self.low:.1f} to {100 * self.high:.1f}"
        return f"{self.low:.1f} to {self.high:.1f}"

    def sentence(self) -> str:
        """Value, interval, n and window, or why there is none."""
        where = f", {self.part}" if self.part else ""
        if not self.given:
            return f"{self.title}{where}, {self.window}: no figure. {self.note}".strip()
        rests = f"{self.n:,} {self.unit}{'' if self.n == 1 else 's'}"
        if self.unit == "course needed by a person":
            rests = f"{self.n:,} courses needed"
        met = f", {self.met:,} of {rests}" if self.met is not None else f", n = {rests}"
        kind = f"{100 * self.confidence:g} % interval {self.interval_words}"
        return f"{self.title}{where}, {self.window}: {self.value_words} ({kind}{met}; {self.how})."

    def to_json(self) -> dict[str, Any]:
        """Plain data from which `from_json` makes the same figure."""
        return {
            **asdict(self),
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "as_of": self.as_of.isoformat(),
        }

    @classmethod
    def from_json(cls, held: Any) -> "Figure":
        """A kept figure, as it was. Raises MeasureError for what is none."""
        if not isinstance(held, dict):
            raise MeasureError("A figure is kept as a table of its fields.")
        known = cls.__dataclass_fields__
        if unknown := set(held) - set(known):
            raise MeasureError(f"A figure has no {', '.join(sorted(unknown))}.")
        try:
            made = cls(
                **{
                    **held,
                    "since": date.fromisoformat(held["since"]),
                    "until": date.fromisoformat(held["until"]),
                    "as_of": datetime.fromisoformat(held["as_of"]),
                }
            )
        except (KeyError, TypeError, ValueError) as error:
            raise MeasureError(f"This is no figure: {error}.") from None
        _check(made)
        return made


def _check(made: Figure) -> None:
    """What no figure may be without: mission M5 and M63. Raises MeasureError."""
    if made.value is not None and (made.low is None or made.high is None or made.n < 0):
        raise MeasureError(f"{made.title}: a figure needs its number and its interval.")
    if made.since > made.until:
        raise MeasureError(f"{made.title}: the window ends before it begins.")
    if made.as_of.tzinfo is None:
        raise MeasureError(f"{made.title}: the time at which it was taken needs its zone.")


def figure(
    measure: str,
    *,
    since: date | None = None,
    until: date | None = None,
    part: str = FORCE,
    version: int | None = None,
    sees: Sees | None = None,
) -> Figure:
    """The figure of a measure between two days, both included.

    Without days: the latest month that is over; of an estimate the latest audit; of a stock as of today. Months are counted whole,
    so the figure's own days may be more than those asked for. `version`: a definition other than the one that holds then; where
    the days weren't counted by it, there is no figure, and the note says so. `sees`: which audits may be used (a check of one
    audit); None for every one. Raises MeasureError for a measure, version or window that is none.
    """
    if since is not None and until is not None and since > until:
        raise MeasureError("The window ends before it begins.")
    one = definition(measure, version=version, on=until)
    made = _source(one).one(one, since, until, part, _sees(sees))
    _check(made)
    if version is not None and made.version != version:
        return _withheld(made, version)
    return made


def figures(
    measure: str, *, months: int, part: str = FORCE, sees: Sees | None = None
) -> list[Figure]:
    """Month by month up to today's, oldest first; of an estimate one figure for each audit whose window ends in these months."""
    one = definition(measure)
    return list(_source(one).several(one, months, part, _sees(sees)))


def parts(measure: str, *, sees: Sees | None = None) -> list[tuple[str, list[str]]]:
    """(what they are, their names) of the parts for which the measure has figures of its own."""
    one = definition(measure)
    return list(_source(one).parts(one, _sees(sees)))


def typed(
    *,
    measure: str,
    title: str,
    share: float,
    n: int,
    since: date,
    until: date,
    as_of: datetime,
    ledger_size: int,
    low: float | None = None,
    high: float | None = None,
    part: str = FORCE,
    source: str = "",
    note: str = "",
    confidence: float = LEVEL,
) -> Figure:
    """A share that was published elsewhere and typed in: marked as such, never without n and window.

    Its interval is the one published, or Wilson's for that n. Raises MeasureError.
    """
    if not (0 <= share <= 1 and n > 0):
        raise MeasureError(
            "A typed figure needs a share between 0 and 1 and the number it rests on."
        )
    if (low is None) != (high is None):
        raise MeasureError("Give both bounds of the interval, or neither.")
    if low is None or high is None:
        found = wilson(share, n, confidence)
        low, high = found.low, found.high
    if not 0 <= low <= share <= high <= 1:
        raise MeasureError("The interval must hold the share, between 0 and 1.")
    made = Figure(
        measure=measure,
        version=0,
        title=title,
        part=part,
        since=since,
        until=until,
        n=n,
        met=None,
        share=share,
        low=low,
        high=high,
        confidence=confidence,
        how=TYPED,
        as_of=as_of,
        ledger_size=ledger_size,
        source=source,
        note=note or "Typed in from elsewhere: no records of it are kept here.",
        value=share,
        basis="typed",
    )
    _check(made)
    return made


def show(value: float, shape: str) -> str:
    """A value as people read it."""
    if shape == SHARE:
        return f"{100 * value:.1f} %"
    return f"{value:.1f} hours" if shape == "hours" else f"{value:,.0f}"


def _withheld(made: Figure, version: int) -> Figure:
    held = {
        **made.to_json(),
        "met": None,
        "share": None,
        "value": None,
        "low": None,
        "high": None,
        "note": f"These days were counted by version {made.version} of the definition, not by version {version}.",
    }
    return Figure.from_json(held)


def _sees(sees: Sees | None) -> Sees:
    return sees if sees is not None else (lambda audit: True)


def _source(one: Definition) -> Any:
    """The code that gives figures of such a measure. Imported here: the module of figures is all that others need."""
    from onrecord.measures.figures import of_audits, of_months, of_records

    if one.monthly:
        return of_months
    return of_audits if one.how == "estimated" else of_records


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
