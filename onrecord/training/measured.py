"""What changed after a campaign: the share of findings that it is about, and the rates of audits, before and after.

Both sides are fixed by the campaign's first day and `SIDE`, so that nobody chooses the days by the result. A campaign is no
trial: what else changed meanwhile isn't taken out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from onrecord.audit.estimate.estimate import estimate_audit
from onrecord.audit.findings.lessons import Lesson, lessons
from onrecord.audit.models import Audit
from onrecord.audit.policies import can_view_estimate_of
from onrecord.audit.programmes.kept import programme_of
from onrecord.audit.sample.window import Window
from onrecord.people.models import User
from onrecord.statistics.compare import Difference, compare, figure_of
from onrecord.statistics.shares import weighted_share
from onrecord.training.drafts import marks
from onrecord.training.message_models import Campaign

SIDE = timedelta(days=182)
FEWEST = 10


@dataclass(frozen=True, slots=True)
class Side:
    """Findings of records of some days: `number` of `n` are what the campaign is about. `to`: the last day."""

    since: date
    to: date
    number: int
    n: int


@dataclass(frozen=True, slots=True)
class ShareChange:
    """The share before and after; `change` is None where one side has too few, and `sentence` says so."""

    before: Side
    after: Side
    change: Difference | None
    sentence: str


@dataclass(frozen=True, slots=True)
class RateChange:
    """The latest audit of a programme wholly before the campaign, and the first wholly after it began."""

    programme: str
    before: Audit
    after: Audit
    change: Difference


def share_change(campaign: Campaign) -> ShareChange:
    """The share of accepted findings with the campaign's cause or rule, by when the records began, in its departments."""
    audience = {each.casefold() for each in campaign.departments}
    found = [
        each
        for each in lessons()
        if each.day and (not audience or each.department.casefold() in audience)
    ]
    start = campaign.starts
    before, old = _side(found, campaign, start - SIDE, start - timedelta(days=1))
    after, new = _side(found, campaign, start, start + SIDE - timedelta(days=1))
    if min(before.n, after.n) < FEWEST:
        few = (
            f"Findings of records before it: {before.n}; of records since: {after.n}. From {FEWEST} on each side the "
            "shares are compared; until then nothing can be said."
        )
        return ShareChange(before, after, None, few)
    aim = campaign.message.aim
    change = compare(*(weighted_share(marks(s, aim), [e.weight for e in s]) for s in (old, new)))
    return ShareChange(before, after, change, change.sentence.replace("the rate", "the share"))


def _side(
    found: Sequence[Lesson], campaign: Campaign, since: date, to: date
) -> tuple[Side, list[Lesson]]:
    some = [each for each in found if each.day and since <= each.day <= to]
    return Side(since, to, sum(marks(some, campaign.message.aim)), len(some)), some


def rate_changes(campaign: Campaign, user: User) -> list[RateChange]:
    """By programme, as far as this person may see the rates; of the whole force, whatever the audience."""
    sides: dict[str, tuple[Audit | None, Audit | None]] = {}
    for audit in Audit.objects.select_related("programme").order_by("frame_to", "id"):
        if audit.frame_from is None or audit.frame_to is None:
            continue
        window = Window(audit.frame_from, audit.frame_to)
        slug = programme_of(audit).slug
        before, after = sides.get(slug, (None, None))
        if window.last_day < campaign.starts:
            sides[slug] = (audit, after)
        elif window.first_day >= campaign.starts and after is None:
            sides[slug] = (before, audit)
    found = []
    for old, new in sides.values():
        if old is None or new is None or not _both_seen(user, old, new):
            continue
        one, two = estimate_audit(old), estimate_audit(new)
        if one.overall.rate is None or two.overall.rate is None or one.measure != two.measure:
            continue
        change = compare(
            figure_of(one.overall.result, one.overall.n_should),
            figure_of(two.overall.result, two.overall.n_should),
        )
        found.append(RateChange(programme_of(new).title, old, new, change))
    return found


def _both_seen(user: User, *audits: Audit) -> bool:
    return all(can_view_estimate_of(user, each) for each in audits)
