"""How a decision is told: the question, what the rules say, what they ask besides."""

from typing import Any

from onrecord.api.v1.decision_shapes import (
    Ask,
    Choice,
    DecisionOut,
    Question,
    RationaleOut,
)
from onrecord.deciding import interview
from onrecord.deciding.errors import DecisionError
from onrecord.deciding.judge import Judged, ask_of, judge
from onrecord.deciding.models import RecordingDecision, Review, plain


def decision_out(row: RecordingDecision) -> DecisionOut:
    """A decision as it is told."""
    judged, trouble = _judged(row)
    review = Review.objects.filter(decision=row).first()
    said = row.result
    if said is None and judged is not None:
        said = plain(judged.decision.to_dict())
    told: dict[str, Any] = {
        **{name: getattr(row, name) for name in _OWN},
        "question": _question(row),
        "asks": [] if judged is None else [_ask(each) for each in judged.asked],
        "decision": said,
        "trouble": trouble,
        "rationales": [
            RationaleOut.model_validate(each) for each in row.rationales.order_by("number")
        ],
        "review": "" if review is None else review.state,
    }
    return DecisionOut.model_validate(told)


_OWN = (
    *("id", "origin", "state", "version", "log_id", "log_ref", "desk", "route", "started_by"),
    *("known_at", "recorded_at", "sent_at", "answers", "facts", "chosen", "reason"),
    *("crime_refs", "incident_refs", "concluded_at", "concluded_by"),
)


def open_fields(row: RecordingDecision) -> set[str]:
    """Fields of the case for which the rules ask, or which somebody has answered."""
    judged, _ = _judged(row)
    held = set(row.facts.get("answers", {}))
    if judged is None:
        return held
    return held | {each.field for each in (*judged.asked, *judged.unknown)}


def _judged(row: RecordingDecision) -> tuple[Judged | None, str]:
    if row.result is not None and not row.open:
        return None, ""
    try:
        return judge(row), ""
    except DecisionError as error:
        return None, str(error)


def _question(row: RecordingDecision) -> Question | None:
    if not row.open:
        return None
    _, fits = interview.so_far(row.answers)
    asked = interview.shown(fits, len(fits) + 1)
    if asked is None:
        return None
    return Question(
        number=asked.number,
        id=asked.id,
        asks=asked.asks,
        help=asked.help,
        page=asked.page,
        choices=[
            Choice(
                say=each.say,
                text=each.text,
                number=each.number,
                least=each.least,
                most=each.most,
            )
            for each in asked.choices
        ],
    )


def _ask(question: Any) -> Ask:
    asked = ask_of(question)
    return Ask(
        field=asked.field,
        asks=asked.asks,
        why=asked.why,
        kind=asked.kind,
        choices=[list(each) for each in asked.choices],
    )
