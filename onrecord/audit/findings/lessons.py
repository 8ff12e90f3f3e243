"""What findings teach, without records, names or places: causes, rules that failed, departments and weights.

Accepted findings only: whoever it was agrees that it was wrong, and says why. A finding is there only once its reading holds,
so nothing here can tell a second reader what the first found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.utils import timezone

from onrecord.audit.findings.models import Finding
from onrecord.audit.findings.reversal import failed_questions
from onrecord.audit.findings.states import FindingState
from onrecord.audit.programmes.kept import programme_of, shipped_programmes
from onrecord.audit.programmes.programme import ProgrammeQuestion
from onrecord.audit.reading.judgement import DISCLOSED

# The programme whose rule a missed crime rests on where the audit's own asks for numbers only.
_RULES = "inspection-cdi"


@dataclass(frozen=True, slots=True)
class Failed:
    """A rule that failed: as its programme cites it (title, edition, page), the question, and what helps to answer it."""

    rule: str
    asks: str
    help: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """One accepted finding. `day`: when the record began; `weight`: for how many records it stands (1 / its chance)."""

    audit: int
    department: str
    day: date | None
    causes: tuple[str, ...]
    failed: tuple[Failed, ...]
    weight: float


def lessons(
    *, closed_from: datetime | None = None, closed_to: datetime | None = None
) -> Sequence[Lesson]:
    """The accepted findings that were closed in this time (`closed_to` not included)."""
    rows = Finding.objects.filter(state=FindingState.ACCEPTED).select_related(
        "item__audit__programme", "item__log", "item__crime", "item__incident", "reading"
    )
    if closed_from is not None:
        rows = rows.filter(closed_at__gte=closed_from)
    if closed_to is not None:
        rows = rows.filter(closed_at__lt=closed_to)
    return [
        Lesson(
            row.item.audit_id,
            row.department,
            _day(row),
            tuple(row.causes),
            _failed(row),
            1 / row.item.inclusion_probability,
        )
        for row in rows.order_by("id")
    ]


def _day(row: Finding) -> date | None:
    """The day on which the record came into being, as far as it is known."""
    record = row.item.record
    for name in ("received_at", "reported_at", "recorded_at"):
        moment = getattr(record, name, None)
        if moment is not None:
            return timezone.localdate(moment)
    return None


@cache
def _missed() -> ProgrammeQuestion | None:
    return shipped_programmes()[_RULES].question(DISCLOSED)


def _failed(row: Finding) -> tuple[Failed, ...]:
    """What failed, each question once; a missed crime first."""
    programme = programme_of(row.item.audit)
    questions = [programme.question(DISCLOSED) or _missed()] if row.missed else []
    questions += failed_questions(row)
    found = {each.id: each for each in questions if each is not None}
    return tuple(Failed(each.rule.words, each.asks, each.help) for each in found.values())
