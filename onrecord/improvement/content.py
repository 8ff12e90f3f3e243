"""What the ledger says of inspections and recommendations, word for word. None of it names a victim, a suspect or a record."""

from datetime import UTC, date, datetime
from typing import Any

from onrecord.improvement.evidence.models import Evidence
from onrecord.improvement.inspections.models import Inspection
from onrecord.improvement.recommendations.models import Recommendation, RecommendationStep


def inspection_subject(row: Inspection) -> str:
    return f"inspection:{row.ref}"


def inspection_content(row: Inspection) -> dict[str, Any]:
    """The report with its figures and findings in its present version."""
    return {
        "ref": row.ref,
        "title": row.title,
        "body": row.body,
        "scope": row.scope,
        "force": row.force,
        "published_on": day(row.published_on),
        "link": row.link,
        "window": [day(row.window_since), day(row.window_until)],
        "scale": row.scale,
        "judgement": row.judgement,
        "summary": row.summary,
        "conclusion": row.conclusion,
        "theme": row.theme,
        "same_as": row.same_as.ref if row.same_as else None,
        "follows": row.follows.ref if row.follows else None,
        "version": row.version,
        "headlines": [
            {
                "number": each.number,
                "what": each.what,
                # As text: a number with a point reads differently from one store to the other.
                "share": number(each.share),
                "low": number(each.low),
                "high": number(each.high),
                "n": each.n,
                "confidence": number(each.confidence),
                "withheld": each.withheld,
                "note": each.note,
                # Only where they are known: earlier entries have no such line.
                **({"places": each.places} if each.places is not None else {}),
                **(
                    {"interval_places": each.interval_places}
                    if each.interval_places is not None
                    else {}
                ),
            }
            for each in row.headlines.all()
        ],
        "findings": [
            {"number": each.number, "kind": str(each.kind), "text": each.text}
            for each in row.findings.all()
        ],
    }


def recommendation_subject(row: Recommendation) -> str:
    return f"recommendation:{row.inspection.ref}:{row.number}"


def recommendation_content(row: Recommendation) -> dict[str, Any]:
    return {
        "inspection": row.inspection.ref,
        "number": row.number,
        "kind": str(row.kind),
        "label": row.label,
        "register_id": row.register_id,
        "text": row.text,
        "theme": row.theme,
        "cause": row.cause.number if row.cause else None,
        "deadline": str(row.deadline),
        "due_on": day(row.due_on),
        "state": str(row.state),
        "owner": row.owner,
        "department": row.department,
        "stance": str(row.stance),
        "stance_words": row.stance_words,
        "stance_event": row.stance_event,
        "stance_draft": row.stance_draft,
        "earlier_response": row.earlier_response,
        "cost": row.cost,
        "benefit": row.benefit,
        "trigger": [row.trigger_measure, row.trigger_below, number(row.trigger_share)],
        "same_as": recommendation_subject(row.same_as) if row.same_as else None,
        "closed_on": day(row.closed_on),
        # Only where it is somebody else's: earlier entries have no such line.
        **({"addressed": row.addressed} if row.addressed else {}),
        "version": row.version,
    }


def step_subject(row: RecommendationStep) -> str:
    return f"{recommendation_subject(row.recommendation)}:{row.number}"


def step_content(row: RecommendationStep) -> dict[str, Any]:
    return {
        "what": str(row.what),
        "on": day(row.on),
        "words": row.words,
        "before": row.before,
        "after": row.after,
        "made_at": moment(row.made_at),
    }


def evidence_subject(row: Evidence) -> str:
    return f"evidence:{row.id}"


def evidence_content(row: Evidence) -> dict[str, Any]:
    """By numbers alone: the check of the ledger brings such rows without what they belong to."""
    return {
        "recommendation": row.recommendation_id,
        "action": row.action_id,
        "kind": str(row.kind),
        "content": as_text(row.content),
        "words": row.words,
        "withdrawn": row.withdrawn,
        "version": row.version,
    }


def day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def as_text(value: Any) -> Any:
    """Plain data with its decimal fractions as text, since the ledger takes none."""
    if isinstance(value, float):
        return number(value)
    if isinstance(value, dict):
        return {name: as_text(held) for name, held in value.items()}
    if isinstance(value, list):
        return [as_text(held) for held in value]
    return value


def number(value: float | None) -> str | None:
    return None if value is None else repr(float(value))


def moment(value: datetime) -> str:
    """UTC to the microsecond, so that it reads the same from either store."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
