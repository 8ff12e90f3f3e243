"""What the pages show of second readings: what waits for whom, and what holds in the end."""

from dataclasses import dataclass

from django.db.models import Count

from onrecord.audit.models import READ, Audit, CheckState, Phase, Reading, SampleItem, SecondCheck
from onrecord.audit.policies import can_settle, may_give
from onrecord.audit.reading.eligible import may_read_later, readers
from onrecord.people.models import User


def next_check(audit: Audit, user: User, after: int = 0) -> SampleItem | None:
    """The next record that this person may read second or third."""
    states = {CheckState.WAITING: Phase.SECOND, CheckState.DISAGREED: Phase.THIRD}
    waiting = (
        SampleItem.objects.filter(audit=audit, check_up__state__in=states)
        .filter(check_up__reader__in=("", user.get_username()))
        .exclude(readings__current=True, readings__reader=user.get_username())
        .order_by("position")
    )
    for item in [*waiting.filter(position__gt=after), *waiting.filter(position__lte=after)]:
        if may_give(user, item) in (Phase.SECOND, Phase.THIRD):
            return item
    return None


def next_to_decide(audit: Audit, user: User) -> SampleItem | None:
    """The next record on which two readers differ and which this person may decide at once, without a third reader."""
    if not can_settle(user):
        return None
    differ = SampleItem.objects.filter(audit=audit, check_up__state=CheckState.DISAGREED)
    return differ.order_by("position").first()


@dataclass(frozen=True)
class Checks:
    """How far the second reading is: numbers only, which say nothing of any record."""

    waiting: int
    disagreed: int
    done: int

    @property
    def all(self) -> int:
        return self.waiting + self.disagreed + self.done


def checks_of(audit: Audit) -> Checks:
    found = dict(
        # One that only the registrar took up was not chosen to be read twice.
        SecondCheck.objects.filter(item__audit=audit, probability__gt=0)
        .order_by()
        .values_list("state")
        .annotate(n=Count("pk"))
    )
    waiting, disagreed = (found.pop(s, 0) for s in (CheckState.WAITING, CheckState.DISAGREED))
    return Checks(waiting, disagreed, sum(found.values()))


_LOOK_AT = 20


def nobody_for(audit: Audit) -> int:
    """How many records wait for a second reader although nobody here may be one. Where two readers differ and nobody may be the
    third, the registrar decides: that is no want of readers (`next_to_decide`).

    Where there are readers at all, only the first twenty records are looked at: who worked on each takes some asking.
    """
    waiting = SecondCheck.objects.filter(item__audit=audit, state=CheckState.WAITING).order_by("pk")
    among = readers()
    if not any(not can_settle(user) for user in among):
        return waiting.count()
    checks = waiting.select_related("item__log", "item__crime", "item__incident__log")
    return sum(not may_read_later(check.item, Phase.SECOND, among) for check in checks[:_LOOK_AT])


def items_to_read_second(audit: Audit, user: User) -> list[SampleItem]:
    """The records that this person may read second, in order."""
    waiting = (
        audit.items.filter(check_up__state=CheckState.WAITING)
        .filter(check_up__reader__in=("", user.get_username()))
        .select_related("log", "crime", "incident__log", "stratum")
        .order_by("position")
    )
    return [item for item in waiting if may_give(user, item) == Phase.SECOND]


def settled_reading(item: SampleItem) -> Reading | None:
    """The reading that holds in the end: the registrar's, else the third, else the first; None while there is none.

    A second reading that agrees says the same as the first; one that doesn't waits for a third.
    """
    held = {r.phase: r for r in item.readings.filter(current=True, outcome__in=READ)}
    for phase in (Phase.FINAL, Phase.THIRD, Phase.FIRST):
        if phase in held:
            return held[phase]
    return None
