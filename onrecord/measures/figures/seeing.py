"""Which figures of the registry somebody sees, and in which form: what the pages under /measures/ show."""

from dataclasses import dataclass

from onrecord.audit.estimate.plot import PlotRow, interval_plot
from onrecord.audit.findings.policies import check_can_have_findings
from onrecord.audit.models import Audit
from onrecord.audit.policies import (
    can_view_estimate,
    can_view_estimate_of,
    check_can_read_sample,
)
from onrecord.measures.by_month.chart import run_chart_svg
from onrecord.measures.catalogue import COUNT, ESTIMATED, Definition
from onrecord.measures.figures.change import Change, change
from onrecord.measures.figures.figure import FORCE, Figure, Sees, figure, figures, parts
from onrecord.measures.policies import check_can_see_records, own_department
from onrecord.people.access import NotAllowed, can
from onrecord.people.models import User
from onrecord.recording.policies import check_can_view_crimes
from onrecord.statistics.run_chart import RunChart, p_chart, xmr_chart
from onrecord.training.policies import check_can_see_departments

MONTHS = 12
# More parts than this are no table that anybody reads.
MOST_PARTS = 60


@dataclass(frozen=True)
class Row:
    """One measure as somebody sees it: the latest figure, the one before, and what may be said of the two."""

    what: Definition
    latest: Figure
    before: Figure | None
    change: Change | None


@dataclass(frozen=True)
class Eyes:
    """What one person may see. `own`: the only department whose figures they see; None for every one."""

    user: User
    own: str | None

    @classmethod
    def of(cls, user: User) -> "Eyes":
        return cls(user, own_department(user))

    @property
    def nothing(self) -> bool:
        """Whether the account names no department although the person sees only their own."""
        return self.own == ""

    @property
    def sees(self) -> Sees:
        def may(audit: Audit) -> bool:
            return can_view_estimate_of(self.user, audit)

        return may

    def may_see(self, what: Definition) -> bool:
        if self.nothing:
            return False
        return what.how != ESTIMATED or can_view_estimate(self.user)

    def part(self, asked: str) -> str:
        """The part that is shown: one's own department where that is all that one sees."""
        return asked if self.own is None else self.own

    def row(self, what: Definition, part: str = FORCE) -> Row:
        part = self.part(part)
        latest = figure(what.id, part=part, sees=self.sees)
        # The running month, the latest that is over, and the one before.
        found = self.series(what, part, months=3)
        held = [each for each in found if each.until < latest.until and each.given]
        before = held[-1] if held else None
        return Row(what, latest, before, change(before, latest) if before else None)

    def series(self, what: Definition, part: str = FORCE, months: int = MONTHS + 1) -> list[Figure]:
        """The figures of so many months; of estimates those of ten years."""
        months = 120 if what.how == ESTIMATED else months
        return figures(what.id, months=months, part=self.part(part), sees=self.sees)

    def parts(self, what: Definition) -> list[tuple[str, list[Figure]]]:
        """The latest figure of each part."""
        if self.own is not None:
            return []
        return [
            (name, [figure(what.id, part=each, sees=self.sees) for each in names[:MOST_PARTS]])
            for name, names in parts(what.id, sees=self.sees)
        ]

    def lists(self, what: Definition) -> bool:
        """Whether the person may see a list of the records behind the measure."""
        return can(self.check_lists, what)

    def check_lists(self, what: Definition) -> None:
        """Raise NotAllowed unless the person's role sees such records at all; which of them, the lists ask again."""
        if self.nothing:
            raise NotAllowed("Your account names no department. Ask an administrator to enter it.")
        check_records(self.user, what)


def check_records(user: User, what: Definition) -> None:
    if what.monthly:
        check_can_see_records(user)
    elif what.how == ESTIMATED:
        check_can_read_sample(user)
    elif what.unit == "finding":
        check_can_have_findings(user)
    elif what.query == "training_held":
        check_can_see_departments(user)
    else:
        check_can_view_crimes(user)


def drawn(what: Definition, series: list[Figure]) -> tuple[str, RunChart | None]:
    """The figures as an SVG, with the chart behind it; of audits each with its interval."""
    if what.how == ESTIMATED:
        rows = [
            PlotRow(f"{each.until:%b %Y}", each.share, each.low, each.high, each.n, each.note)
            for each in series[-12:]
        ]
        return (interval_plot(rows, title=f"{what.name}, audit by audit") if rows else ""), None
    chart = chart_of(what, series)
    unit = "" if what.shape == COUNT else "h"
    return run_chart_svg(
        chart, share=what.is_share, title=f"{what.name}, by month", unit=unit
    ), chart


def chart_of(what: Definition, series: list[Figure]) -> RunChart:
    """The months with their limits; the last, which still runs, is drawn and not reckoned with."""
    labels = [f"{each.until:%b %Y}" for each in series]
    settled = [each for each in series[:-1] if each.given]
    if what.is_share:
        met = [each.met or 0 if each.given else 0 for each in series]
        n = [each.n if each.given else 0 for each in series]
        return p_chart(labels, met, n, baseline=len(settled))
    values = [each.value if each.given else None for each in series]
    return xmr_chart(
        labels, values, totals=[float(each.n) for each in series], baseline=len(settled), least=0.0
    )
