"""Which records of an audit that may stop early count: the unbroken beginning of its order, up to where reading was stopped.

A record that is parked, referred or not read breaks the order there; what was read behind it waits until it is answered. So nobody can choose
what counts by leaving out what is hard. The test allows for it however it comes about: it is sound for every beginning
of the order at once, and so for one that ends where somebody left a record out (ADR 48).
"""

from dataclasses import dataclass

from django.db.models import F, Q

from onrecord.audit.models import Audit, Outcome, Phase, Reading, SampleItem
from onrecord.audit.stopping.models import Stop

# Items that are not to be read any more, because the reading of their audit was stopped before them.
BEHIND_STOP = Q(audit__stop__after__lt=F("position"))


def stop_of(audit: Audit) -> Stop | None:
    """That the reading was stopped; None where it wasn't."""
    return Stop.objects.filter(audit=audit).first()


def counted_up_to(audit: Audit) -> int:
    """The last position of the unbroken beginning that counts."""
    stop = stop_of(audit)
    whole = _unbroken(audit)
    return whole if stop is None else min(whole, stop.after)


def _unbroken(audit: Audit) -> int:
    answered = Reading.objects.counted().filter(item__audit=audit)
    first = (
        SampleItem.objects.filter(audit=audit)
        .exclude(pk__in=answered.values("item_id"))
        .order_by("position")
        .values_list("position", flat=True)
        .first()
    )
    return audit.items.count() if first is None else first - 1


@dataclass(frozen=True, slots=True)
class Gap:
    """The record at which the beginning ends, why, and how many read ones behind it wait for it."""

    item: SampleItem
    parked: bool
    referred: bool
    waiting: int


def gap_of(audit: Audit) -> Gap | None:
    """What holds up the count; None where every record of the order is answered, or the reading was stopped."""
    if stop_of(audit) is not None:
        return None
    item = audit.items.filter(position=_unbroken(audit) + 1).first()
    if item is None:
        return None
    held = Reading.objects.filter(item=item, phase=Phase.FIRST, current=True).first()
    behind = Reading.objects.counted().filter(item__audit=audit, item__position__gt=item.position)
    return Gap(
        item,
        held is not None and held.outcome == Outcome.PARKED,
        held is not None and held.outcome == Outcome.REFERRED,
        behind.count(),
    )
