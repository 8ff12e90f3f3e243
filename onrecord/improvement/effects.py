"""What came of a promise: the figure before and after, what may be said of the two, and whether the target is reached.

An effect is shown on the measure that was promised to move, with the days of the promise; when they were set is said. It is no trial: what else
changed meanwhile isn't taken out.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from onrecord.improvement.plans.models import ActionStep, PlanAction
from onrecord.improvement.promises import Promise
from onrecord.improvement.recommendations.models import Recommendation
from onrecord.measures.catalogue import Definition, definition
from onrecord.measures.figures.change import Change, change
from onrecord.measures.figures.figure import Figure, figure, show
from onrecord.measures.figures.seeing import Eyes
from onrecord.measures.registry import MeasureError
from onrecord.people.models import User

NOT_YET, NOT_SEEN = "not yet known", "not for your role"


@dataclass(frozen=True)
class Effect:
    """`change` is None where nothing can be compared yet; `sentence` then says why. `reached` says of the target whether it is
    reached, not reached, or can't be told."""

    promise: Promise
    name: str
    verdict: str
    sentence: str
    change: Change | None = None
    target: str = ""
    reached: str = ""


def effect(row: Any, user: User, on: date | None = None) -> Effect | None:
    """What came of what an action or benefit promised, as far as this person may see it; None where it promised no figure."""
    held = Promise.of(row)
    if not held.measure:
        return None
    try:
        what = definition(held.measure)
    except MeasureError as error:
        return Effect(held, held.measure, NOT_YET, str(error))
    target = show(held.target, what.shape) if held.target is not None else ""
    if not _may_see(user, what, held.part):
        return Effect(held, what.name, NOT_SEEN, "Your role doesn't see this figure.", None, target)
    if held.before_since is None or held.after_since is None or held.after_until is None:
        words = "The days before and after aren't set, so nothing is compared."
        return Effect(held, what.name, NOT_YET, words, None, target)
    if held.after_until >= (on or timezone.localdate()):
        words = (
            f"The days after end on {held.after_until:%d/%m/%Y}. Until then nothing can be said."
        )
        return Effect(held, what.name, NOT_YET, words, None, target)
    if shared := _shared_month(held, what):
        return Effect(held, what.name, NOT_YET, shared, None, target)
    sees = Eyes.of(user).sees
    found = change(
        figure(
            held.measure,
            since=held.before_since,
            until=held.before_until,
            part=held.part,
            sees=sees,
        ),
        figure(
            held.measure,
            since=held.after_since,
            until=held.after_until,
            part=held.part,
            sees=sees,
        ),
    )
    reached = _reached(found.after, held.target)
    return Effect(held, what.name, found.verdict, found.sentence, found, target, reached)


def _shared_month(held: Promise, what: Definition) -> str:
    """Of days kept before whole months were asked for: why they can't be compared, though they don't overlap."""
    if not what.monthly or held.before_until is None or held.after_since is None:
        return ""
    if (held.before_until.year, held.before_until.month) != (
        held.after_since.year,
        held.after_since.month,
    ):
        return ""
    return (
        f"This figure is counted for whole months, and the days before and after are both in {held.after_since:%B %Y}. "
        "Set days of whole months."
    )


def when_set(row: PlanAction) -> str:
    """When the days of an action's promise were set, and what that is worth; empty where it has none."""
    if row.after_since is None or row.after_until is None:
        return ""
    step = row.steps.filter(what=ActionStep.What.PROMISE).order_by("-number").first()
    on = timezone.localdate(step.made_at if step else row.made_at)
    said = f"{on.day} {on:%B %Y}"
    if on < row.after_since:
        return f"The days were set on {said}, before the days after began."
    how = "were over" if on > row.after_until else "had begun"
    return (
        f"The days were set afterwards, on {said}, when the days after {how}: it proves little, since what came of it could "
        "be known."
    )


def _reached(after: Figure, target: float | None) -> str:
    """Whether the whole interval lies on the good side of the target, on the bad side, or holds it."""
    if target is None or after.low is None or after.high is None:
        return ""
    higher = after.good != "lower"
    if after.low >= target if higher else after.high <= target:
        return "The target is reached."
    if after.high < target if higher else after.low > target:
        return "The target isn't reached."
    return "Whether the target is reached can't be told: the interval holds it."


def _may_see(user: User, what: Definition, part: str) -> bool:
    eyes = Eyes.of(user)
    return eyes.may_see(what) and (eyes.own is None or eyes.own == part)


@dataclass(frozen=True)
class Trigger:
    """What opens a recommendation again. `speaks`: what today's figure says of it; `against`: it shows that the line is
    crossed, and a person has to decide."""

    words: str
    speaks: str = ""
    against: bool = False


def trigger(row: Recommendation, user: User) -> Trigger | None:
    """What opens it again, and what the latest figure says of that as far as this person may see it. None: no figure does."""
    if not row.trigger_measure or row.trigger_share is None:
        return None
    try:
        what = definition(row.trigger_measure)
    except MeasureError:
        return Trigger(f"{row.trigger_measure}: this figure is no more counted")
    side = "below" if row.trigger_below else "above"
    words = f"{what.name}: {side} {show(row.trigger_share, what.shape)}"
    if not _may_see(user, what, ""):
        return Trigger(words)
    latest = figure(what.id, sees=Eyes.of(user).sees)
    return Trigger(words, latest.sentence(), crossed(latest, row))


def crossed(latest: Figure, row: Recommendation) -> bool:
    """Whether a figure shows that the line is crossed: its whole interval lies beyond it."""
    line = row.trigger_share
    if line is None or latest.low is None or latest.high is None:
        return False
    return latest.high < line if row.trigger_below else latest.low > line
