"""What is open about recording decisions: unfinished, with the registrar, to be reviewed, given back."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, TextField
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse

from onrecord.deciding.desks import desks
from onrecord.deciding.models import Rationale, RecordingDecision, Review
from onrecord.deciding.policies import visible_decisions
from onrecord.deciding.rationale import exit_words
from onrecord.deciding.reviews import ReviewRulesError, rules
from onrecord.deciding.states import Reviewer, ReviewState, State
from onrecord.people.models import User
from onrecord.people.names import name_of
from onrecord.people.roles import Permission
from onrecord.supervision.subjects.base import Clock, Filter, Rows, Shown, Subject, first, one_of

_STARTED = Clock("when it was begun", "recorded_at")


def _rules() -> list[tuple[str, str]]:
    try:
        return [(each.id, each.words) for each in rules()]
    except ReviewRulesError:
        return []


def _by_rule(values: Sequence[str]) -> Q:
    found = Q()
    for each in values:
        found |= Q(rule_text__contains=json.dumps(each))
    return found


def _decisions(state: str) -> Any:
    def rows(now: datetime) -> Rows:
        return RecordingDecision.objects.filter(state=state).select_related("log")

    return rows


def _show_decisions(rows: Sequence[RecordingDecision], now: datetime) -> Mapping[int, Shown]:
    return {
        row.pk: Shown(
            row.log_ref or "no log",
            first(row.log.text) if row.log else "a decision without a log",
            reverse("decision", args=[row.pk]),
            [f"begun by {name_of(row.started_by)}"],
        )
        for row in rows
    }


def _reviews(state: str) -> Any:
    def rows(now: datetime) -> Rows:
        rationale = Rationale.objects.filter(decision=OuterRef("decision"))
        return (
            Review.objects.filter(state=state)
            .select_related("decision__log")
            .annotate(
                department=F("decision__department"),
                rule_text=Cast("rules", TextField()),
                reasoned=Exists(rationale),
                back_at=Coalesce("reviewed_at", "asked_at"),
            )
        )

    return rows


def _see_reviews(user: User, rows: Rows) -> Rows:
    """As the page of reviews (onrecord.deciding.queries): what is for the registrar is seen by registrars."""
    seen = visible_decisions(user, RecordingDecision.objects.filter(pk=OuterRef("decision")))
    rows = rows.filter(Exists(seen))
    if not user.may(Permission.GIVE_RULINGS):
        rows = rows.filter(by_whom=Reviewer.SUPERVISOR)
    return rows


def _see_given_back(user: User, rows: Rows) -> Rows:
    seen = visible_decisions(user, RecordingDecision.objects.filter(pk=OuterRef("decision")))
    return rows.filter(Exists(seen))


def _own(user: User) -> Q:
    mine = (user.username,)
    return Q(decision__started_by__in=mine) | Q(decision__concluded_by__in=mine)


def _show_reviews(rows: Sequence[Review], now: datetime) -> Mapping[int, Shown]:
    """With the rationale, where there is one: why nothing was recorded, or why it was late."""
    written: dict[int, list[str]] = {}
    for each in Rationale.objects.filter(decision__in=[row.decision_id for row in rows]):
        text = f"{exit_words(each.exit)}: {first(each.text or each.challenge)}"
        written.setdefault(each.decision_id, []).append(text)
    return {
        row.pk: Shown(
            row.decision.log_ref or "no log",
            " ".join(row.reasons),
            reverse("decision", args=[row.decision_id]),
            [
                f"concluded by {name_of(row.decision.concluded_by)}",
                *written.get(row.decision_id, ()),
                *([first(row.words)] if row.words else ()),
            ],
        )
        for row in rows
    }


_ROUTE = {
    "desk": Filter("Desk", one_of("desk"), lambda: [(each.name, each.title) for each in desks()])
}
_REVIEW = {
    "by": Filter("For whom", one_of("by_whom"), lambda: list(Reviewer.choices)),
    "rule": Filter("Why it is reviewed", _by_rule, _rules),
    "rationale": Filter(
        "Rationale",
        lambda values: Q(reasoned__in=[each == "yes" for each in values]),
        lambda: [("yes", "something is not recorded, with a rationale"), ("no", "no rationale")],
    ),
}
DECISIONS = (
    Subject(
        key="open-decisions",
        words="decisions that somebody began and nobody concluded",
        kind="decision",
        rows=_decisions(State.OPEN),
        seen=visible_decisions,
        clocks={"begun": _STARTED, "known": Clock("when it became known", "known_at")},
        department="department",
        natural=F("started_by"),
        filters=_ROUTE,
        show=_show_decisions,
    ),
    Subject(
        key="referred",
        words="decisions that wait for the registrar's ruling",
        kind="decision",
        rows=_decisions(State.REFERRED),
        seen=visible_decisions,
        clocks={"begun": _STARTED, "known": Clock("when it became known", "known_at")},
        department="department",
        filters=_ROUTE,
        show=_show_decisions,
        not_for=lambda user: Q(started_by=user.username),
    ),
    Subject(
        key="reviews",
        words="decisions that somebody else has to look at",
        kind="review",
        rows=_reviews(ReviewState.WAITING),
        seen=_see_reviews,
        clocks={
            "due": Clock("when the review is due", "due_at"),
            "asked": Clock("when it was asked for", "asked_at"),
        },
        department="department",
        filters=_REVIEW,
        show=_show_reviews,
        not_for=_own,
    ),
    Subject(
        key="given-back",
        words="decisions that a reviewer gave back",
        kind="review",
        rows=_reviews(ReviewState.GIVEN_BACK),
        seen=_see_given_back,
        clocks={"given": Clock("when it was given back", "back_at")},
        department="department",
        natural=F("decision__started_by"),
        filters=_REVIEW,
        show=_show_reviews,
    ),
)
