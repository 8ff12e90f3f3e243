"""Which record a reader goes on to: the next that waits and that is theirs to judge."""

from onrecord.audit import queries
from onrecord.audit.models import Audit, SampleItem
from onrecord.audit.reading.eligible import hands_of, why_not
from onrecord.people.models import User


def next_for(audit: Audit, user: User, after: int = 0) -> tuple[SampleItem | None, bool]:
    """The record, as `queries.next_unread` orders them, and whether any that waits was passed over: one on which this person
    worked is for somebody else to judge, and nobody is led to a page that refuses them."""
    passed: set[int] = set()
    while True:
        found = queries.next_unread(audit, after, user.get_username(), passed=passed)
        if found is None or not why_not(user, hands_of(found)):
            return found, bool(passed)
        passed.add(found.pk)
