"""Making recording decisions: the same questions, answers and conclusions as on the pages."""

from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Path, Query

from onrecord.api.gate import Part, endpoint
from onrecord.api.problems import Problem
from onrecord.api.scopes import Scope
from onrecord.api.v1.decision_shapes import (
    AnswerIn,
    ConcludeIn,
    DecisionList,
    DecisionOut,
    FactsIn,
    NegationIn,
    RationaleIn,
    StartIn,
    VersionIn,
    WithdrawalIn,
)
from onrecord.api.v1.decision_told import decision_out, open_fields
from onrecord.api.v1.doing import doer
from onrecord.api.v1.log_told import DecisionRow
from onrecord.api.v1.logs import LogId, log_seen
from onrecord.contact.models import Log
from onrecord.deciding import actions, queries
from onrecord.deciding.models import RecordingDecision
from onrecord.deciding.policies import (
    check_can_change_decision,
    check_can_decide,
    check_can_decide_about,
    check_can_view_decision,
    visible_decisions,
)
from onrecord.people.access import check_permission, shown, whoever
from onrecord.people.roles import Permission

PART = Part("Decisions")
DecisionId = Annotated[int, Path(ge=1, le=2**63 - 1)]
ROUTE = "API"


def decides(path: str, status: int = 200) -> Callable[..., Any]:
    """An endpoint that changes a decision, or begins one, and tells it as it is then."""
    return endpoint(
        PART, "POST", path, Scope.DECISIONS_WRITE, status, DecisionOut, reads="decision"
    )


@decides("/decisions", 201)
def start_decision(request: HttpRequest, sent: StartIn) -> DecisionOut:
    """Begin a decision, about a log or none."""
    user = whoever(request)
    check_can_decide(user)
    log = None
    if sent.log_id is not None:
        log = get_object_or_404(Log, pk=sent.log_id)
        check_can_decide_about(user, log)
    given = sent.model_dump(exclude={"log_id"})
    row = actions.start_decision(log=log, route=ROUTE, **doer(request), **given)
    return _told(request, row)


@endpoint(
    PART,
    "GET",
    "/logs/{log_id}/decisions",
    Scope.DECISIONS_READ,
    200,
    DecisionList,
    reads="log",
)
def decisions_of_log(request: HttpRequest, log_id: LogId) -> DecisionList:
    """The decisions about a log, oldest first."""
    log = log_seen(request, log_id)
    return DecisionList(
        decisions=[DecisionRow.model_validate(each) for each in queries.of_log(log)]
    )


@endpoint(
    PART, "GET", "/decisions", Scope.DECISIONS_READ, 200, DecisionList, reads="list of decisions"
)
def list_decisions(
    request: HttpRequest, name: Annotated[str, Query(max_length=36)] = ""
) -> DecisionList:
    """The token user's open decisions, newest first; or the one of this name."""
    user = whoever(request)
    check_permission(user, Permission.VIEW_LOGS)
    shown(request, request.GET.urlencode() or "own")
    if name:
        rows = list(visible_decisions(user, RecordingDecision.objects.filter(origin=name)))
    else:
        rows = queries.my_open(user)
    return DecisionList(decisions=[DecisionRow.model_validate(each) for each in rows])


@endpoint(
    PART,
    "GET",
    "/decisions/{decision_id}",
    Scope.DECISIONS_READ,
    200,
    DecisionOut,
    reads="decision",
)
def get_decision(request: HttpRequest, decision_id: DecisionId) -> DecisionOut:
    """A decision: what is asked next, what the rules say, what came of it."""
    row = get_object_or_404(RecordingDecision, pk=decision_id)
    check_can_view_decision(whoever(request), row)
    return _told(request, row)


@decides("/decisions/{decision_id}/answers")
def answer(request: HttpRequest, decision_id: DecisionId, sent: AnswerIn) -> DecisionOut:
    """Answer the question, or change an earlier answer."""
    row = actions.answer(
        decision=_changed(request, decision_id), by=whoever(request), **sent.model_dump()
    )
    return _told(request, row)


@decides("/decisions/{decision_id}/taking-back")
def take_back(request: HttpRequest, decision_id: DecisionId, sent: VersionIn) -> DecisionOut:
    """Take the last answer back."""
    row = actions.take_back(
        decision=_changed(request, decision_id), by=whoever(request), version=sent.version
    )
    return _told(request, row)


@decides("/decisions/{decision_id}/facts")
def put_facts(request: HttpRequest, decision_id: DecisionId, sent: FactsIn) -> DecisionOut:
    """Say what else is known."""
    row = _changed(request, decision_id)
    unknown = sorted(set(sent.answers or {}) - open_fields(row))
    if unknown:
        raise Problem(
            "refused",
            f"The rules don't ask for {unknown[0]}. What they ask is in the decision, under `asks`.",
            field="body.answers",
        )
    facts = sent.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude={"version"})
    row = actions.put_facts(decision=row, by=whoever(request), facts=facts, version=sent.version)
    return _told(request, row)


@decides("/decisions/{decision_id}/conclusion")
def conclude(request: HttpRequest, decision_id: DecisionId, sent: ConcludeIn) -> DecisionOut:
    """Conclude: record the crimes, or write why there is none.

    Where the rules leave a point to the registrar, what is certain is recorded and the decision is referred.
    """
    rationale = _rationale(sent.rationale)
    if sent.rationales:
        rationale = {"exits": [_rationale(each) for each in sent.rationales]}
    row = actions.conclude(
        decision=_changed(request, decision_id),
        by=whoever(request),
        rationale=rationale,
        disagree=None if sent.disagree is None else sent.disagree.model_dump(by_alias=True),
        recorded_at=sent.recorded_at,
        version=sent.version,
    )
    return _told(request, row)


@decides("/decisions/{decision_id}/withdrawal")
def withdraw(request: HttpRequest, decision_id: DecisionId, sent: WithdrawalIn) -> DecisionOut:
    """Give a decision up, with the reason."""
    row = actions.withdraw(
        decision=_changed(request, decision_id), by=whoever(request), reason=sent.reason
    )
    return _told(request, row)


@decides("/logs/{log_id}/negation", 201)
def negate(request: HttpRequest, log_id: LogId, sent: NegationIn) -> DecisionOut:
    """Not a crime, straight from the flow chart, with the rationale."""
    log = get_object_or_404(Log, pk=log_id)
    check_can_decide_about(whoever(request), log)
    row = actions.negate(
        log=log,
        rationale=_rationale(sent.rationale) or {},
        concerns=sent.concerns,
        route=ROUTE,
        **doer(request),
    )
    return _told(request, row)


def _changed(request: HttpRequest, decision_id: int) -> RecordingDecision:
    row = get_object_or_404(RecordingDecision, pk=decision_id)
    check_can_change_decision(whoever(request), row)
    return row


def _told(request: HttpRequest, row: RecordingDecision) -> DecisionOut:
    shown(request, f"decision:{row.origin}")
    return decision_out(row)


def _rationale(sent: RationaleIn | None) -> dict[str, Any] | None:
    return None if sent is None else sent.model_dump()
