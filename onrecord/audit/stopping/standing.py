"""Where the test of an audit that may stop early stands, in figures and in plain sentences."""

from dataclasses import dataclass
from typing import Any

from onrecord.audit.estimate.rates import watched
from onrecord.audit.estimate.readings import PASSED, Readings
from onrecord.audit.models import Audit
from onrecord.audit.programmes.kept import programme_of
from onrecord.audit.programmes.programme import CRIMES
from onrecord.audit.sample.window import day_words
from onrecord.audit.stopping.design import StopRule
from onrecord.audit.stopping.models import Stop
from onrecord.audit.stopping.prefix import Gap, gap_of, stop_of
from onrecord.statistics.anytime import Watched

# So many lines of "after so many records" are a table that somebody reads.
LINES = 20


@dataclass(frozen=True, slots=True)
class Line:
    """The interval after so many records, as shares."""

    after: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Standing:
    """`counted` of `drawn` records count: the unbroken beginning of the order. `undecidable` are among them."""

    rule: StopRule
    watched: Watched
    counted: int
    drawn: int
    undecidable: int
    stop: Stop | None
    gap: Gap | None
    crimes: bool

    @property
    def decided(self) -> bool:
        return self.watched.decided_after is not None

    @property
    def may_stop(self) -> bool:
        """Whether the test has decided, and there is still something left to read."""
        return self.decided and self.stop is None and self.counted < self.drawn

    @property
    def not_read(self) -> int:
        """Records that weren't read because the reading was stopped; 0 where it wasn't."""
        return 0 if self.stop is None else self.drawn - self.stop.after

    @property
    def target(self) -> str:
        return f"{100 * self.rule.target:g} %"

    @property
    def level(self) -> str:
        return f"{100 * self.rule.level:g} %"

    @property
    def error(self) -> str:
        return f"{100 * (1 - self.rule.level):.3g} %"

    def sentence(self) -> str:
        """What may be said now."""
        found = self.watched
        if found.decided_after is None:
            if not self.counted:
                return f"No record counts yet, so nothing is shown about {self.target}."
            return (
                f"After {self.counted:,} records it isn't shown whether the rate is above or below {self.target}. "
                f"The {self.level} interval is {100 * found.interval.low:.1f} to {100 * found.interval.high:.1f} %."
            )
        side = "above" if found.above else "below"
        return (
            f"The rate is {side} {self.target}: shown after {found.decided_after:,} records. The chance that such a sentence is wrong, "
            f"whenever one looks and stops, is at most {self.error}."
        )

    def stopped_sentence(self) -> str:
        """That the reading was stopped, and whether the readings as they are now still show it; empty where it wasn't."""
        if self.stop is None:
            return ""
        text = (
            f"Reading was stopped after record {self.stop.after:,} on {day_words(self.stop.made_at.date())} because the test had decided; "
            f"{self.not_read:,} of the {self.drawn:,} records drawn count as not read."
        )
        if not self.decided:
            text += (
                " Readings were changed since, and as they are now they don't show it any more. The interval below is right; "
                "the reason for stopping is gone."
            )
        return text

    def gap_sentence(self) -> str:
        """Why records that were read don't count yet; empty where nothing holds them up."""
        if self.gap is None or not self.gap.waiting:
            return ""
        why = "is parked" if self.gap.parked else "is not read yet"
        if self.gap.referred:
            why = "is referred to the registrar"
        return (
            f"{self.gap.waiting:,} records that are read don't count yet, because number {self.gap.item.position:,} of the order {why}. "
            "Only the unbroken beginning of the order counts, so that nobody can choose what does."
        )

    def limit_sentences(self) -> list[str]:
        """That a record held more than was said to be possible."""
        found = []
        for at, what, side in (
            (self.watched.up_ended, "missed", "above"),
            (self.watched.down_ended, "on record", "below"),
        ):
            if at is not None:
                found.append(
                    f"Record {at:,} holds more than {self.rule.most} crimes {what}, and {self.rule.most} were said to be the most when the audit was "
                    f"made. From there on the test can show nothing more about {side}; the interval stays as it was on that side."
                )
        return found

    def lines(self) -> list[Line]:
        """The interval after every so many records, the last one included."""
        step = max(1, -(-self.counted // LINES))
        marks = sorted({*range(step, self.counted + 1, step), self.counted} - {0})
        return [Line(n, one.low, one.high) for n in marks for one in (self.watched.after(n),)]

    def to_json(self) -> dict[str, Any]:
        """For estimate.json; docs/reference/estimate.md explains it."""
        found = self.watched
        return {
            "target": round(self.rule.target, 6),
            "level": self.rule.level,
            "most_in_a_record": self.rule.most,
            "n_in_order": self.drawn,
            "n_counted": self.counted,
            "shown": None if not self.decided else "above" if found.above else "below",
            "shown_after": found.decided_after,
            "stopped_after": None if self.stop is None else self.stop.after,
            "n_not_read_because_stopped": self.not_read,
            "sentence": self.sentence(),
        }


def standing_of(audit: Audit, read: Readings | None = None) -> Standing | None:
    """Where the test stands; None of an audit that reads a fixed sample."""
    programme = programme_of(audit)
    read = read or Readings(audit, programme)
    if read.order is None:
        return None
    crimes = programme.measure == CRIMES
    return Standing(
        read.order.rule,
        watched(read, None if crimes else PASSED),
        len(read.prefix),
        audit.items.count(),
        sum(read.undecidable.values()),
        stop_of(audit),
        gap_of(audit),
        crimes,
    )
