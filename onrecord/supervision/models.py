"""The tables of supervision, by what they are about."""

from onrecord.supervision.departments_models import Department, Membership
from onrecord.supervision.lists_models import AuthorityRequest, Item, ListVersion

__all__ = ["AuthorityRequest", "Department", "Item", "ListVersion", "Membership"]
