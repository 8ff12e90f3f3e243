"""From an audit's readings to its estimate: rates with intervals, missed crimes, and what must be said with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from onrecord.audit.estimate.as_json import estimate_to_json
from onrecord.audit.estimate.bands import band_of, bands_sentence
from onrecord.audit.estimate.group import (
    ALL,
    LABELS,
    GroupEstimate,
    Missed,
    bounds_of,
    group_of,
)
from onrecord.audit.estimate.notes import notes_of
from onrecord.audit.estimate.plot import PlotRow, Published
from onrecord.audit.estimate.rates import level_of, readable_of
from onrecord.audit.estimate.readings import PASSED, Readings, StratumCount
from onrecord.audit.estimate.wording import (
    cautions,
    few,
    method_words,
    passed_sentence,
    rate_sentence,
)
from onrecord.audit.models import Audit
from onrecord.audit.planning.figures import GROUPS, planning_from
from onrecord.audit.programmes.kept import programme_of
from onrecord.audit.programmes.programme import CRIMES, Programme
from onrecord.audit.sample.own_chances import OwnChances
from onrecord.audit.sample.populations import kinds_words
from onrecord.audit.sample.window import Window, day_words
from onrecord.audit.stopping.standing import Standing, standing_of
from onrecord.audit.stopping.words import order_caution, order_method, own_method
from onrecord.statistics.estimator import TotalEstimate
from onrecord.statistics.intervals import LEVEL

__all__ = [
    "ALL",
    "LABELS",
    "PASSED",
    "AuditEstimate",
    "GroupEstimate",
    "Missed",
    "Readings",
    "estimate_audit",
]


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
    # Of an audit that may stop early: where its test stands.
    test: Standing | None = None
    # Of an audit whose records have their own chances.
    own: OwnChances | None = None
    # What must be said wherever the rate is: readings that wait, findings that were reversed since.
    notes: tuple[str, ...] = ()

    @property
    def measure(self) -> str:
        """What is counted: crimes, or records that pass."""
        return self.programme.measure

    @property
    def band(self) -> str:
        """The force's own band that holds the whole interval, or how far it reaches; empty without bands or rate."""
        return band_of(self.programme, self.rate, self.low, self.high)

    @property
    def band_sentence(self) -> str:
        """The same, with what the bands are."""
        return bands_sentence(self.programme, self.rate, self.low, self.high)

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
                anytime=self.test is not None,
            )
        drawn = self.programme.population
        return rate_sentence(
            unit=drawn.unit,
            population="" if drawn.every_log else drawn.words,
            kinds=kinds_words(self.design.get("kinds", {})),
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
            anytime=self.test is not None,
        )

    def method(self) -> str:
        """How rate and interval were worked out."""
        interval = self.overall.result.interval
        if self.test is not None:
            return order_method(self.test, len(self.strata))
        if self.own is not None:
            return own_method(
                self.own, len(self.strata), self.level, interval.method if interval else "logit"
            )
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
    level = level_of(read, level)
    crimes = audit.design["crimes"]
    window = (
        Window(audit.frame_from, audit.frame_to) if audit.frame_from and audit.frame_to else None
    )
    days = float(crimes["days"])
    counted = programme.measure == CRIMES
    what = None if counted else PASSED
    everything = readable_of(read, planning, what)
    overall = group_of(
        read, planning, ALL, what, level=level, name="" if counted else "The whole record"
    )
    groups = [group_of(read, planning, g, g, level=level) for g in GROUPS if counted]
    questions = [
        group_of(read, planning, q.id, q.id, level=level, name=q.asks) for q in programme.judged
    ]
    bounds = bounds_of(read, planning, everything) if counted else None
    test = standing_of(audit, read)
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
            unread=order_caution(test) if test is not None else None,
        ),
        as_of=read.last_day or timezone.localdate(),
        crimes_basis=crimes["basis"],
        design=audit.design,
        programme=programme,
        questions=questions,
        programme_version=audit.programme.number if audit.programme else None,
        test=test,
        own=read.own,
        notes=tuple(notes_of(audit)),
    )
