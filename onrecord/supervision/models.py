"""The tables of supervision, by what they are about."""

from onrecord.supervision.departments.models import Department, Membership
from onrecord.supervision.lists.models import AuthorityRequest, Item, ListVersion
from onrecord.supervision.reviews.models import Feedback, Look, SampleCheck, TeamSample
from onrecord.supervision.shifts.models import Absence, Handover, Shift

__all__ = [
    "Absence",
    "AuthorityRequest",
    "Department",
    "Feedback",
    "Handover",
    "Item",
    "ListVersion",
    "Look",
    "Membership",
    "SampleCheck",
    "Shift",
    "TeamSample",
]
