"""What the ledger says of plans, actions, benefits and barriers, word for word."""

from typing import Any

from onrecord.improvement.barriers.models import Barrier, FieldRecord
from onrecord.improvement.content import as_text, day, moment, number
from onrecord.improvement.plans.models import (
    ActionStep,
    Benefit,
    Plan,
    PlanAction,
    PlanVersion,
)


def plan_subject(row: Plan) -> str:
    return f"plan:{row.slug}"


def plan_content(row: Plan) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "title": row.title,
        "department": row.department,
        "parent": row.parent_id,
        "owner": row.owner,
        "rank": row.rank,
        "about": row.about,
        "objectives": row.objectives,
        "ended_on": day(row.ended_on),
        "version": row.version,
    }


def action_subject(row: PlanAction) -> str:
    return f"plan-action:{row.plan_id}:{row.number}"


def action_content(row: PlanAction) -> dict[str, Any]:
    return {
        "plan": row.plan_id,
        "number": row.number,
        "group": row.group,
        "text": row.text,
        "owner": row.owner,
        "starts_on": day(row.starts_on),
        "due_on": day(row.due_on),
        "state": str(row.state),
        "needs": row.needs,
        "recommendation": row.recommendation_id,
        "barrier": row.barrier_id,
        **promise(row),
        "closed_on": day(row.closed_on),
        "version": row.version,
    }


def promise(row: PlanAction | Benefit) -> dict[str, Any]:
    """The figure that is promised to move, and the days on which it is read."""
    return {
        "measure": row.measure,
        "part": row.part,
        "target": number(row.target),
        "before": [day(row.before_since), day(row.before_until)],
        "after": [day(row.after_since), day(row.after_until)],
    }


def action_step_subject(row: ActionStep) -> str:
    return f"plan-action-step:{row.action_id}:{row.number}"


def action_step_content(row: ActionStep) -> dict[str, Any]:
    return {
        "what": str(row.what),
        "words": row.words,
        "before": as_text(row.before),
        "after": as_text(row.after),
        "made_at": moment(row.made_at),
    }


def version_subject(row: PlanVersion) -> str:
    return f"plan-version:{row.plan_id}:{row.number}"


def version_content(row: PlanVersion) -> dict[str, Any]:
    return {
        "words": row.words,
        "content": as_text(row.content),
        "made_at": moment(row.made_at),
    }


def benefit_subject(row: Benefit) -> str:
    return f"benefit:{row.plan_id}:{row.number}"


def benefit_content(row: Benefit) -> dict[str, Any]:
    return {
        "source": row.source,
        "promise": row.promise,
        **{f"figure_{name}": value for name, value in promise(row).items()},
        "due_on": day(row.due_on),
        "result": row.result,
        "looked_on": day(row.looked_on),
        # Only where it was changed: earlier entries have no such line.
        **({"why": row.why} if row.why else {}),
        "version": row.version,
    }


def barrier_subject(row: Barrier) -> str:
    return f"barrier:{row.id}"


def barrier_content(row: Barrier) -> dict[str, Any]:
    return {
        "words": row.words,
        "cause": row.cause,
        "department": row.department,
        "gone_on": day(row.gone_on),
        "gone_words": row.gone_words,
        "version": row.version,
    }


def field_record_subject(row: FieldRecord) -> str:
    return f"field-record:{row.id}"


def field_record_content(row: FieldRecord) -> dict[str, Any]:
    return {
        "kind": str(row.kind),
        "on": day(row.on),
        "department": row.department,
        "role": row.role,
        "words": row.words,
        "barrier": row.barrier_id,
        "version": row.version,
    }
