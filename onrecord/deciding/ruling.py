"""The registrar settles what the rules leave open; then the rules are asked again."""

from django.db import transaction
from django.utils import timezone

from onrecord.contact.actions import LogError, check_text, write_entry
from onrecord.contact.content import moment
from onrecord.contact.models import EntryKind, Log
from onrecord.deciding.concluding import finish, referred_because
from onrecord.deciding.errors import DecisionError
from onrecord.deciding.judge import judge
from onrecord.deciding.models import RecordingDecision
from onrecord.deciding.otherwise import final
from onrecord.deciding.policies import check_can_rule
from onrecord.deciding.states import State
from onrecord.deciding.writing import held, move, save_change
from onrecord.people.models import User
from onrecord.people.names import name_of


def give_ruling(
    *, decision: RecordingDecision, by: User, about: str = "", choice: str = "", why: str
) -> RecordingDecision:
    """Choose a reading of a point that was referred (`about`: its id), with the reasons; the rules are asked again.

    If that settles everything, it is concluded and recorded at once. If a rationale or a further answer is needed, the
    decision goes back to whoever made it; so it does with an empty `about`, with `why` as the registrar's words.
    Raises DecisionError, NotAllowed.
    """
    check_can_rule(by, decision)
    try:
        why = check_text("The reasons", why)
    except LogError as error:
        raise DecisionError(str(error)) from None
    with transaction.atomic():
        row = held(decision, State.REFERRED)
        if not about:
            row.facts = {**row.facts, "returned": why}
            return _back(row, by)
        open_points = {each.id: each for each in judge(row).decision.referrals}
        if about not in open_points:
            raise DecisionError(
                f"{about!r} is not open in this decision. Choose one of its points."
            )
        if choice not in open_points[about].readings:
            raise DecisionError(
                f"Choose one of the readings: {'; '.join(open_points[about].readings)}."
            )
        ruling = {
            "about": about,
            "choice": choice,
            "by": str(by),
            "at": moment(timezone.now()),
            "why": why,
        }
        row.facts = {**row.facts, "rulings": [*row.facts.get("rulings", ()), ruling]}
        judged = judge(row)
        decided = final(judged, row.facts)
        if not referred_because(judged, decided) and (judged.asked or decided.exits):
            return _back(row, by)
        return finish(row, judged, decided, by=by, at=timezone.now(), rationale={})


def _back(row: RecordingDecision, by: User) -> RecordingDecision:
    """To whoever made it: something is left to ask, or a rationale to give."""
    move(row, State.OPEN)
    save_change(row, by=by)
    if row.log_id:
        last = row.facts.get("returned") or row.facts["rulings"][-1]["why"]
        write_entry(
            Log.objects.get(pk=row.log_id),
            by=by,
            kind=EntryKind.DECISION,
            text=f"The registrar gave the decision back to {name_of(row.started_by)}: {last}",
            detail={"decision": row.origin, "state": str(row.state)},
        )
    return row
