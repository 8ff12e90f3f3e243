"""What the registrar's reversals do to the rate: the estimate with the readings as they were, and as they hold now."""

from dataclasses import dataclass

from onrecord.audit.estimate.rates import in_short, level_of, rate_of
from onrecord.audit.estimate.readings import PASSED, Readings
from onrecord.audit.findings.models import Finding
from onrecord.audit.findings.states import FindingState
from onrecord.audit.models import Audit
from onrecord.audit.planning.figures import planning_from
from onrecord.audit.programmes.kept import programme_of
from onrecord.audit.programmes.programme import CRIMES
from onrecord.statistics.estimator import RateEstimate
from onrecord.statistics.intervals import LEVEL


@dataclass(frozen=True, slots=True)
class Reversals:
    """How many findings fell, of how many sent, and the rate before and after. Both readings of each are kept."""

    reversed: int
    sent: int
    before: RateEstimate
    after: RateEstimate

    @property
    def after_words(self) -> str:
        """The rate with the readings as they hold now, with its interval."""
        return _words(self.after)

    def sentence(self) -> str:
        """In words, for the page and the report."""
        if not self.reversed:
            return "No finding of this audit was reversed."
        fell = f"{self.reversed} of {self.sent} findings were reversed by the registrar"
        if self.reversed == 1:
            fell = f"1 of {self.sent} findings was reversed by the registrar"
        return (
            f"{fell}. The rate was {_words(self.before)} before, and is {_words(self.after)} with the readings as they "
            "hold now. Only findings are disputed, never passes, so this correction can only raise the rate: read it "
            "with the second reading, which looks at passes, too."
        )


def reversals(audit: Audit, level: float = LEVEL) -> Reversals:
    """The estimate before and after. The sample stays as it was drawn; only what was found in these records changes."""
    rows = Finding.objects.filter(item__audit=audit)
    fallen = rows.filter(state=FindingState.REVERSED).select_related("reversal__item__stratum")
    now = {row.item_id: row.reversal for row in fallen if row.reversal is not None}
    programme = programme_of(audit)
    read = Readings(audit, programme)
    before = _estimate(audit, read, level)
    if now:
        read.decided = {
            stratum: [now.get(reading.item_id, reading) for reading in held]
            for stratum, held in read.decided.items()
        }
    return Reversals(
        len(now), rows.count(), before, _estimate(audit, read, level) if now else before
    )


def _estimate(audit: Audit, read: Readings, level: float) -> RateEstimate:
    what = None if read.programme.measure == CRIMES else PASSED
    planning = planning_from(audit.design["planning"])
    return rate_of(read, planning, what, level_of(read, level))[1]


def _words(found: RateEstimate) -> str:
    return in_short(found) or "not to be had"
