"""From an audit's readings to its estimate: rates with intervals, missed crimes, and what must be said with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from onrecord.audit.base import a_year
from onrecord.audit.estimate_json import estimate_to_json
from onrecord.audit.estimate_readings import PASSED, Readings, StratumCount
from onrecord.audit.models import Audit
from onrecord.audit.planning import GROUPS, planning_from
from onrecord.audit.plot import PlotRow, Published
from onrecord.audit.programme import CRIMES, Programme
from onrecord.audit.programmes_kept import programme_of
from onrecord.audit.window import Window, day_words
from onrecord.audit.wording import (
    cautions,
    few,
    method_words,
    passed_sentence,
    rate_sentence,
)
from onrecord.recording.models import Group
from onrecord.statistics.estimator import (
    RateEstimate,
    TotalEstimate,
    estimate_missed,
    estimate_rate,
)
from onrecord.statistics.intervals import LEVEL
from onrecord.statistics.missed import missed_a_year
from onrecord.statistics.partial import Readable, pool_unread, undecidable_bounds

ALL = "all"
LABELS = {ALL: "All crime", **{g.value: g.label[:1].upper() + g.label[1:] for g in Group}}


@dataclass(frozen=True, slots=True)
class Missed:
    """Crimes missed in a year: R(1 - p)/p. `high` is None when there is no upper limit; `basis` says what R is."""

    estimate: float | None
    low: float | None
    high: float | None
    recorded_a_year: float
    basis: str


@dataclass(frozen=True, slots=True)
class GroupEstimate:
    """One crime group, or all crime. Shares between 0 and 1; without a rate, `reason` says why."""

    key: str
    n_should: int
    n_recorded: int
    result: RateEstimate
    missed_in_frame: TotalEstimate | None
    missed_a_year: Missed | None

    name: str = ""

    @property
    def label(self) -> str:
        return self.name or LABELS[self.key]

    @property
    def rate(self) -> float | None:
        return self.result.rate

    @property
    def low(self) -> float | None:
        return self.result.interval.low if self.result.interval else None

    @property
    def high(self) -> float | None:
        return self.result.interval.high if self.result.interval else None

    @property
    def half_width(self) -> float | None:
        """Half the length of the interval."""
        return self.result.interval.half_width if self.result.interval else None

    @property
    def reason(self) -> str | None:
        return self.result.reason


@dataclass(frozen=True, slots=True)
class AuditEstimate:
    """An audit's estimate as of the last reading.

    n_sampled = n_logs (read and decided) + n_undecidable + n_unread. `bounds` is the rate if each undecidable log hid a
    missed crime, and if none did.
    """

    audit: str
    seed: str
    frame_hash: str
    frame_size: int
    window: Window | None
    link_basis: str
    level: float
    overall: GroupEstimate
    groups: list[GroupEstimate]
    strata: list[StratumCount]
    bounds: tuple[float, float] | None
    warnings: list[str]
    as_of: date
    crimes_basis: str
    design: Mapping[str, Any]
    programme: Programme
    questions: list[GroupEstimate]
    # None: frozen before versions were kept.
    programme_version: int | None

    @property
    def measure(self) -> str:
        """What is counted: crimes, or records that pass."""
        return self.programme.measure

    @property
    def band(self) -> str:
        """The force's own name for such a rate; empty without one."""
        return self.programme.band(self.rate)

    @property
    def n_sampled(self) -> int:
        return sum(s.sampled for s in self.strata)

    @property
    def n_logs(self) -> int:
        return sum(s.decided for s in self.strata)

    @property
    def n_undecidable(self) -> int:
        return sum(s.undecidable for s in self.strata)

    @property
    def n_unread(self) -> int:
        return self.n_sampled - self.n_logs - self.n_undecidable

    @property
    def n_should(self) -> int:
        return self.overall.n_should

    @property
    def n_recorded(self) -> int:
        return self.overall.n_recorded

    @property
    def rate(self) -> float | None:
        return self.overall.rate

    @property
    def low(self) -> float | None:
        return self.overall.low

    @property
    def high(self) -> float | None:
        return self.overall.high

    @property
    def half_width(self) -> float | None:
        return self.overall.half_width

    @property
    def reason(self) -> str | None:
        return self.overall.reason

    @property
    def missed_a_year(self) -> Missed | None:
        return self.overall.missed_a_year

    @property
    def missed_in_frame(self) -> TotalEstimate | None:
        return self.overall.missed_in_frame

    @property
    def rows(self) -> list[GroupEstimate]:
        """All crime first, then the groups; in a programme of questions all of them, then each."""
        return [self.overall, *(self.groups if self.measure == CRIMES else self.questions)]

    def sentence(self) -> str:
        """Rate, interval, n, frame and date, or why there is no rate."""
        if self.rate is None or self.low is None or self.high is None:
            return f"There is no rate. {self.reason}"
        if self.measure != CRIMES:
            return passed_sentence(
                rate=self.rate,
                low=self.low,
                high=self.high,
                level=self.level,
                n_should=self.n_should,
                n_logs=self.n_logs,
                frame_size=self.frame_size,
                population=self.programme.population.words,
                window=self.window.words if self.window else "at any time",
                as_of=day_words(self.as_of),
                complete=self.n_logs == self.frame_size,
            )
        return rate_sentence(
            rate=self.rate,
            low=self.low,
            high=self.high,
            level=self.level,
            n_logs=self.n_logs,
            n_sampled=self.n_sampled,
            n_should=self.n_should,
            frame_size=self.frame_size,
            window=self.window.words if self.window else "at any time",
            as_of=day_words(self.as_of),
            complete=self.n_logs == self.frame_size,
        )

    def method(self) -> str:
        """How rate and interval were worked out."""
        interval = self.overall.result.interval
        return method_words(len(self.strata), self.level, interval.method if interval else "logit")

    def plot_rows(self, published: Mapping[str, Published] | None = None) -> list[PlotRow]:
        """Rows for `plot.interval_plot`; `published` sets figures from elsewhere beside ours, by group ("all" for all)."""
        published = published or {}
        return [
            PlotRow(
                row.label,
                row.rate,
                row.low,
                row.high,
                row.n_should,
                row.reason,
                published.get(row.key),
            )
            for row in self.rows
        ]

    def to_json(self) -> dict[str, Any]:
        """The estimate as estimate.json has it: numbers, text, lists, nulls; never NaN."""
        return estimate_to_json(self)


def estimate_audit(audit: Audit, *, level: float = LEVEL) -> AuditEstimate:
    """Work out the estimate from the current readings. Never fails for want of readings: it says what is missing."""
    planning = planning_from(audit.design["planning"])
    programme = programme_of(audit)
    read = Readings(audit, programme)
    crimes = audit.design["crimes"]
    window = (
        Window(audit.frame_from, audit.frame_to) if audit.frame_from and audit.frame_to else None
    )
    days = float(crimes["days"])
    counted = programme.measure == CRIMES
    everything = pool_unread(read.strata(planning, None if counted else PASSED))
    overall = _group(ALL, everything, crimes, days, level, "" if counted else "The whole record")
    groups = [
        _group(group, pool_unread(read.strata(planning, group)), crimes, days, level)
        for group in GROUPS
        if counted
    ]
    questions = [
        _group(q.id, pool_unread(read.strata(planning, q.id)), crimes, days, level, q.asks)
        for q in programme.judged
    ]
    bounds = _bounds(everything, read.undecidable) if counted else None
    counts = read.counts()
    n_sampled = sum(s.sampled for s in counts)
    n_logs = sum(s.decided for s in counts)
    n_undecidable = sum(s.undecidable for s in counts)
    return AuditEstimate(
        audit=audit.name,
        seed=audit.seed,
        frame_hash=audit.frame_hash,
        frame_size=audit.frame_size,
        window=window,
        link_basis=audit.design["link_basis"],
        level=level,
        overall=overall,
        groups=groups,
        strata=counts,
        bounds=bounds,
        warnings=cautions(
            n_sampled=n_sampled,
            n_logs=n_logs,
            n_undecidable=n_undecidable,
            n_unread=n_sampled - n_logs - n_undecidable,
            bounds=bounds,
            pooled=everything.pooled,
            small_groups=[
                (g.label, g.n_should)
                for g in [overall, *groups, *questions]
                if g.rate is not None and few(g.n_should) and n_logs < audit.frame_size
            ],
            claimed=audit.design["link_basis"] == "claimed",
            days=days,
        ),
        as_of=read.last_day or timezone.localdate(),
        crimes_basis=crimes["basis"],
        design=audit.design,
        programme=programme,
        questions=questions,
        programme_version=audit.programme.number if audit.programme else None,
    )


def _group(
    key: str,
    readable: Readable,
    crimes: Mapping[str, Any],
    days: float,
    level: float,
    name: str = "",
) -> GroupEstimate:
    strata = readable.strata
    if readable.reason is not None:
        nothing = RateEstimate(None, None, None, None, None, 0.0, 0.0, readable.reason)
        return GroupEstimate(key, 0, 0, nothing, None, None, name)
    result = estimate_rate(strata, level)
    return GroupEstimate(
        key,
        sum(int(s.should.sum()) for s in strata),
        sum(int(s.recorded.sum()) for s in strata),
        result,
        None if name else estimate_missed(strata, level),
        None if name else _missed(key, result, crimes, days),
        name,
    )


def _missed(
    key: str, result: RateEstimate, crimes: Mapping[str, Any], days: float
) -> Missed | None:
    """R(1 - p)/p, where there is a register, a rate and a window."""
    if not crimes["register"] or result.rate is None or result.interval is None:
        return None
    wanted = GROUPS if key == ALL else (key,)
    number = sum(crimes["by_group"][g]["linked"] + crimes["by_group"][g]["direct"] for g in wanted)
    recorded = a_year(number, days)
    if recorded is None:
        return None
    found = missed_a_year(recorded, result.rate, result.interval.low, result.interval.high)
    return Missed(found.estimate, found.low, found.high, recorded, crimes["basis"])


def _bounds(readable: Readable, undecidable: Mapping[str, int]) -> tuple[float, float] | None:
    """The rate at both extremes of what the undecidable logs may hide; None when all could be decided."""
    if not undecidable or readable.reason is not None:
        return None
    hosts = dict(readable.pooled)
    numbers: dict[str, int] = {}
    for name, number in undecidable.items():
        host = hosts.get(name, name)
        numbers[host] = numbers.get(host, 0) + number
    return undecidable_bounds(readable.strata, numbers)
