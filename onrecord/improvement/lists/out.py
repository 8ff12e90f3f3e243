"""The register and a plan as CSV and JSON: the columns that a list is brought in with, and more."""

import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from onrecord.exchange.writing import ENCODING, SafeWriter
from onrecord.improvement.content import day
from onrecord.improvement.plans.models import Plan
from onrecord.improvement.recommendations.models import Deadline, Recommendation


def register_rows(rows: Iterable[Recommendation]) -> list[dict[str, Any]]:
    """One row for each recommendation. Status in the register's words."""
    return [
        {
            "inspection": row.inspection.ref,
            "title": row.inspection.title,
            "published_on": day(row.inspection.published_on),
            "kind": row.get_kind_display(),
            "label": row.label,
            "register_id": row.register_id,
            "addressed": row.addressed,
            "text": row.text,
            "cause_of_concern": row.cause.text if row.cause else "",
            "deadline": day(row.due_on)
            if row.deadline == Deadline.DATE
            else row.get_deadline_display(),
            "due_on": day(row.due_on) or "",
            "status": "" if row.addressed else row.get_state_display(),
            "owner": row.owner,
            "department": row.department,
            "theme": row.theme,
            "answer": row.get_stance_display(),
            "answer_is_draft": row.stance_draft,
            "under_review_until": row.stance_event,
            "answer_words": row.stance_words,
            "closed_on": day(row.closed_on) or "",
        }
        for row in rows
    ]


def plan_rows(plan: Plan) -> list[dict[str, Any]]:
    """One row for each action. `needs` are numbers of this plan; of other plans with their short name."""
    actions = list(plan.actions.select_related("recommendation"))
    names = {row.pk: str(row.number) for row in actions}
    elsewhere = {each for row in actions for each in row.needs} - set(names)
    for other in plan.actions.model.objects.filter(pk__in=elsewhere).select_related("plan"):
        names[other.pk] = f"{other.plan.slug}/{other.number}"
    return [
        {
            "number": row.number,
            "group": row.group,
            "text": row.text,
            "owner": row.owner,
            "starts_on": day(row.starts_on) or "",
            "due_on": day(row.due_on) or "",
            "state": row.get_state_display(),
            "needs": ", ".join(names.get(each, "") for each in row.needs),
            "recommendation": row.recommendation.register_id if row.recommendation else "",
            "measure": row.measure,
            "part": row.part,
            "closed_on": day(row.closed_on) or "",
        }
        for row in actions
    ]


def as_csv(rows: Sequence[dict[str, Any]]) -> bytes:
    out = io.StringIO(newline="")
    writer = SafeWriter(out)
    if rows:
        writer.writerow(rows[0])
        writer.writerows(row.values() for row in rows)
    return out.getvalue().encode(ENCODING)


def as_json(rows: Sequence[dict[str, Any]]) -> bytes:
    return json.dumps(list(rows), ensure_ascii=False, indent=1).encode()
