"""What findings teach, without records, names or places: causes, rules that failed, departments and weights.

Accepted findings only: whoever it was agrees that it was wrong, and says why. A finding is there only once its reading holds,
so nothing here can tell a second reader what the first found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.utils import timezone

from onrecord.audit.findings_models import Finding
from onrecord.audit.findings_reversal import failed_questions
from onrecord.audit.findings_states import FindingState
from onrecord.audit.judgement import DISCLOSED
from onrecord.audit.programmes_kept import programme_of, shipped_programmes

# The programme whose rule a missed crime rests on where the audit's own asks for numbers only.
_RULES = "inspection-cdi"


@dataclass(frozen=True, slots=True)
class Lesson:
    """One accepted finding. `day`: when the record began; `weight`: for how many records it stands (1 / its chance)."""

    audit: int
    department: str
    day: date | None
    causes: tuple[str, ...]
    rules: tuple[str, ...]
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
            _rules(row),
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
def _missed_rule() -> str:
    question = shipped_programmes()[_RULES].question(DISCLOSED)
    return question.rule.words if question else ""


def _rules(row: Finding) -> tuple[str, ...]:
    """The rules that failed, each once, as their programme cites them (title, edition, page)."""
    programme = programme_of(row.item.audit)
    found = []
    if row.missed:
        asked = programme.question(DISCLOSED)
        found.append(asked.rule.words if asked else _missed_rule())
    found += [question.rule.words for question in failed_questions(row)]
    return tuple(dict.fromkeys(each for each in found if each))
