"""A decision as it was made, read later: the answer of the rules, the rationale, the review, the crimes."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from crimerules import CaseError, Decision
from crimerules.case import Case
from crimerules.explain import explain
from onrecord.contact.force import force
from onrecord.contact.policies import can_view_log
from onrecord.deciding import interview
from onrecord.deciding.forms import ReasonForm
from onrecord.deciding.models import RecordingDecision, Review
from onrecord.deciding.panel import told
from onrecord.deciding.policies import (
    can_change_decision,
    can_review,
    can_rule,
    check_can_view_decision,
    check_can_view_decisions,
)
from onrecord.deciding.states import State
from onrecord.deciding.views import beside
from onrecord.deciding.wording import (
    crime_shown,
    exit_shown,
    happened,
    moment_of,
    named,
    reasons,
)
from onrecord.ledger.queries import history
from onrecord.people.access import page, shown, whoever
from onrecord.recording.models import Crime


@page(check_can_view_decisions, reads="decision")
def decision_page(request: HttpRequest, decision_id: int) -> HttpResponse:
    """A decision as it was made: what was decided and why, the rationale, the review, every step with its page."""
    user = whoever(request)
    row = get_object_or_404(RecordingDecision.objects.select_related("log"), pk=decision_id)
    check_can_view_decision(user, row)
    shown(request, f"decision:{row.origin}")
    review = Review.objects.filter(decision=row).first()
    context = {
        **beside(row),
        **_told(row),
        "rationales": [told(each) for each in row.rationales.all().order_by("number")],
        "review": review,
        "may_review": review is not None and can_review(user, review),
        "may_rule": row.state == State.REFERRED and can_rule(user, row),
        "may_change": row.open and can_change_decision(user, row),
        "sees_log": row.log is not None and can_view_log(user, row.log),
        "may_correct": row.state == State.CONCLUDED and can_change_decision(user, row),
        "reason_form": ReasonForm(),
        "corrects": RecordingDecision.objects.filter(origin=row.corrects).first()
        if row.corrects
        else None,
        "corrected_by": RecordingDecision.objects.filter(corrects=row.origin)
        .exclude(state=State.WITHDRAWN)
        .last(),
        "versions": happened(history(f"decision:{row.origin}")),
        "origin": str(uuid.uuid4()),
        "crimes_recorded": _recorded(row),
        "left_over": _left_over(row),
        "unfinished": not interview.so_far(row.answers)[0].finished,
    }
    return render(request, "deciding/decision.html", context)


def _told(row: RecordingDecision) -> dict[str, Any]:
    """The kept answer of the rules in words, for the officer, the victim and the auditor."""
    if row.result is None:
        return {}
    made = Decision.from_dict(row.result)
    try:
        case = Case.from_dict(row.case) if row.case else Case()
    except CaseError:
        case = Case()  # written by rules that knew other words
    case = named(case)
    return {
        "made": made,
        "crimes": [crime_shown(each, case, made) for each in made.crimes],
        "exits": [exit_shown(each, case) for each in made.not_recorded],
        "referrals": made.referrals,
        "reasons": reasons(made),
        "record_by": moment_of(made.record_by),
        "for_victim": explain(made, case, "victim"),
        "for_auditor": explain(made, case, "auditor"),
    }


def _recorded(row: RecordingDecision) -> list[Crime]:
    """The crimes that it recorded, or found recorded by the decision that it corrects."""
    held = Crime.objects.filter(system=force().system, ref__in=row.crime_refs)
    return list(held.order_by("id"))


def _left_over(row: RecordingDecision) -> list[Crime]:
    """Crimes of the corrected decision that this one doesn't come to: they stay until somebody cancels them by the rules."""
    if not row.corrects or row.state != State.CONCLUDED:
        return []
    held = Crime.objects.filter(decision_ref=row.corrects)
    return list(held.exclude(ref__in=row.crime_refs).order_by("id"))
