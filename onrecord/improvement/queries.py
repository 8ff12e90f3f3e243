"""What the pages and the apps above read of inspections and recommendations."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from onrecord.improvement.evidence.models import Evidence
from onrecord.improvement.inspections.models import Inspection
from onrecord.improvement.plans.models import ActionStep, PlanAction
from onrecord.improvement.plans.states import OPEN, ActionState
from onrecord.improvement.policies import OWNING_ROLES
from onrecord.improvement.recommendations.models import Recommendation, RecommendationStep
from onrecord.improvement.recommendations.said import is_draft
from onrecord.improvement.recommendations.states import RecommendationState, Stance
from onrecord.people.models import User
from onrecord.people.names import name_of


def recommendations(inspection: Inspection) -> list[Recommendation]:
    """Those of one report that are this force's, in its order, each with its report and cause of concern."""
    rows = inspection.recommendations.filter(addressed="")
    return list(rows.select_related("inspection", "cause", "same_as__inspection"))


def for_reference(inspection: Inspection) -> list[Recommendation]:
    """Those of one report that are addressed to others."""
    return list(inspection.recommendations.exclude(addressed="").select_related("inspection"))


def register(state: str = "", on: date | None = None) -> QuerySet[Recommendation]:
    """The whole register of what is addressed to this force, the soonest deadline first, those without one last. `state`: a status of the register, "open",
    "late" on a day, or "others": what is kept for reference, and in no other list."""
    rows = Recommendation.objects.select_related("inspection", "cause").order_by(
        F("due_on").asc(nulls_last=True), "inspection__published_on", "inspection__ref", "number"
    )
    if state == "others":
        return rows.exclude(addressed="")
    rows = rows.filter(addressed="")
    if state in RecommendationState.values:
        return rows.filter(state=state)
    if state in ("open", "late"):
        rows = rows.exclude(state=RecommendationState.COMPLETE)
    return rows.filter(due_on__lt=on or timezone.localdate()) if state == "late" else rows


def actions_late(on: date | None = None) -> QuerySet[PlanAction]:
    """Actions of plans whose last day is over on a day (today) and that are neither done nor dropped, the oldest first."""
    rows = PlanAction.objects.filter(state__in=OPEN, due_on__lt=on or timezone.localdate())
    return rows.select_related("plan").order_by("due_on", "plan", "number")


def owners_here() -> QuerySet[User]:
    """Those who may own something to improve: with an account that is switched on, and a role for it."""
    return User.objects.filter(is_active=True, role__in=OWNING_ROLES).order_by("username")


def nobodys(rows: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    """Those of nobody: without an owner, or whose owner has left or may not own it any more."""
    return rows.exclude(owner__in=owners_here().values("username"))


def names_of(usernames: Iterable[str]) -> dict[str, str]:
    """How owners are called; those who have left keep their name."""
    people = User.objects.filter(username__in=set(usernames))
    return {each.username: str(each) for each in people}


@dataclass(frozen=True)
class Counts:
    """How many recommendations stand how. Each is counted once, so the states add up to all; late and nobody's are some of
    those that are open."""

    all: int
    awaiting_review: int
    being_progressed: int
    complete: int
    late: int
    nobodys: int


def counts(rows: QuerySet[Recommendation], on: date | None = None) -> Counts:
    S = RecommendationState
    is_open = ~Q(state=S.COMPLETE)
    here = Q(owner__in=owners_here().values("username"))
    found = rows.order_by().aggregate(
        all=Count("pk"),
        **{str(state): Count("pk", filter=Q(state=state)) for state in S},
        late=Count("pk", filter=is_open & Q(due_on__lt=on or timezone.localdate())),
        nobodys=Count("pk", filter=is_open & ~here),
    )
    return Counts(**found)


@dataclass(frozen=True)
class Change:
    """Something that happened since a moment, for packs of boards. `kind`: "step", "action" or "evidence"."""

    at: datetime
    kind: str
    about: Recommendation | PlanAction
    words: str
    by: str


def changes_since(moment: datetime) -> list[Change]:
    """What was written down of recommendations and of actions of plans after a moment, oldest first.
    Drafts of the force's answers are left out: packs are read outside the force."""
    steps = RecommendationStep.objects.filter(made_at__gt=moment).select_related(
        "recommendation__inspection"
    )
    found = [
        Change(each.made_at, "step", each.recommendation, step_words(each), each.made_by)
        for each in steps
        if not is_draft(each)
    ]
    for did in ActionStep.objects.filter(made_at__gt=moment).select_related("action__plan"):
        found.append(Change(did.made_at, "action", did.action, action_words(did), did.made_by))
    proofs = Evidence.objects.filter(made_at__gt=moment)
    for proof in proofs.select_related("recommendation__inspection", "action__plan"):
        words = f"Evidence attached: {proof.get_kind_display()}"
        found.append(Change(proof.made_at, "evidence", proof.about, words, proof.made_by))
    return sorted(found, key=lambda each: each.at)


def step_words(step: RecommendationStep) -> str:
    """One line that says what a step was."""
    What, after, before = RecommendationStep.What, step.after, step.before
    if step.what == What.STATE:
        return f"Status: {_state(before['state'])} to {_state(after['state'])}"
    if step.what == What.DEADLINE:
        return f"Deadline moved from {_day(before['due_on'])} to {_day(after['due_on'])}"
    if step.what == What.SLIP:
        what = [name for name in ("text", "deadline") if name in after]
        return f"Slip of ours put right: {' and '.join(what) or 'deadline'}"
    if step.what == What.OWNER:
        return f"Owner: {name_of(after['owner']) or 'nobody'}"
    if step.what == What.COMMENT:
        return f"Comment: {step.words[:200]}"
    if step.what == What.STANCE:
        said = Stance(after["stance"]).label
        return f"The force's answer: {said}{' (draft)' if after['draft'] else ''}"
    return str(step.get_what_display())


def action_words(step: ActionStep) -> str:
    """One line that says what a step of an action was."""
    What, after, before = ActionStep.What, step.after, step.before
    if step.what == What.STATE:
        states = (ActionState(each["state"]).label for each in (before, after))
        return f"State: {' to '.join(map(str, states))}"
    if step.what == What.OWNER:
        return f"Owner: {name_of(after['owner']) or 'nobody'}"
    if step.what == What.REPORT:
        return f"Report: {step.words[:200]}"
    if step.what == What.CHANGED and before.get("due_on") and after.get("due_on"):
        return f"Due day moved from {_day(before['due_on'])} to {_day(after['due_on'])}"
    return str(step.get_what_display())


def _state(value: str) -> str:
    return str(RecommendationState(value).label)


def _day(value: str | None) -> str:
    return "none" if value is None else f"{date.fromisoformat(value):%d/%m/%Y}"
