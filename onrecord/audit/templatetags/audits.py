"""What lists of audits show of each."""

from django import template

from onrecord.audit.estimate.rates import rate_in_short
from onrecord.audit.models import Audit
from onrecord.audit.policies import can_view_estimate_of
from onrecord.people.models import User

register = template.Library()


@register.filter
def rate_for(audit: Audit, user: User) -> str:
    """The rate with its interval, such as "90.1 % (88.0 to 92.1)"; words where there is none, empty for whoever may not see it (yet)."""
    return rate_in_short(audit) if can_view_estimate_of(user, audit) else ""
