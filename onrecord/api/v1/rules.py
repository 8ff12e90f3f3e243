"""Asking the rules, and the words that a rationale may use: nothing of it is kept."""

from django.http import HttpRequest

from crimerules import Case, decide
from crimerules.explain import explain
from onrecord.api.gate import Part, endpoint
from onrecord.api.scopes import Scope
from onrecord.api.v1.decision_shapes import Choices, TryIn, TryOut
from onrecord.deciding.models import plain
from onrecord.deciding.rationale import choices

PART = Part("The rules")


@endpoint(
    PART,
    "POST",
    "/rules/try",
    Scope.DECISIONS_READ,
    200,
    TryOut,
    reads="rules tried",
    keyed=False,
)
def try_case(request: HttpRequest, sent: TryIn) -> TryOut:
    """Ask the rules about a case, without keeping it.

    Needs no Idempotency-Key, since it changes nothing.
    """
    case = Case.from_dict(sent.case)
    made = decide(case, sent.on)
    return TryOut(
        decision=plain(made.to_dict()),
        explanation=explain(made, case, sent.audience),
        settled=made.settled,
    )


@endpoint(
    PART,
    "GET",
    "/rules/choices",
    Scope.DECISIONS_READ,
    200,
    Choices,
    reads="choices of a rationale",
)
def list_choices(request: HttpRequest) -> Choices:
    """What a rationale may say: tests, evidence, whom it came from, what the victim was told."""
    held = choices()
    return Choices(
        tests={key: str(test) for key, test in held.tests.items()},
        evidence=dict(held.evidence),
        from_whom=dict(held.from_whom),
        told=dict(held.told),
        concerns=dict(held.concerns),
        challenge=held.challenge,
    )
