"""Marks that somebody is not shown for a while, because they would give away what that person may not know yet.

Calls don't know why. Whoever has a reason registers it (in its AppConfig.ready): audits keep a first reader's marks from
whoever may still read the record second. Everything that shows marks asks here.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from onrecord.calls.models import Mark
from onrecord.people.models import User


@dataclass(frozen=True, slots=True)
class KeptBack:
    """In the recordings of this log nothing is shown that these people (user names) marked since then."""

    log_id: int
    since: datetime
    makers: frozenset[str]

    def covers(self, maker: str, at: datetime | None) -> bool:
        return maker in self.makers and at is not None and at >= self.since


Reason = Callable[[User, Sequence[int]], Iterable[KeptBack]]
_reasons: dict[str, Reason] = {}


def register(name: str, reason: Reason) -> None:
    """Have marks kept back from people. Registering a name again replaces it."""
    _reasons[name] = reason


def kept_back(user: User, log_ids: Sequence[int]) -> list[KeptBack]:
    """What is kept from this person in the recordings of these logs."""
    return [each for reason in _reasons.values() for each in reason(user, log_ids)]


def shown_of(marks: QuerySet[Mark], kept: Sequence[KeptBack]) -> QuerySet[Mark]:
    """The marks without those that are kept back."""
    for each in kept:
        marks = marks.exclude(
            Q(made_by__in=each.makers),
            recording__log_id=each.log_id,
            made_at__gte=each.since,
        )
    return marks


def withhold_reasons(marks: Iterable[Mark], kept: Sequence[KeptBack]) -> None:
    """Take the reason for which a shown mark was withdrawn out of these rows where it is a kept-back reader's. Not saved."""
    for mark in marks:
        if any(each.covers(mark.withdrawn_by, mark.withdrawn_at) for each in kept):
            mark.withdrawn_by, mark.withdrawn_why = "another reader", "kept from you for now"
