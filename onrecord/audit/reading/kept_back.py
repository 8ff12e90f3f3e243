"""What readers mark in the recording of a call is kept from whoever may not know yet what they found in the record.

It follows the readings: while a reading of the record is blind to somebody, so are the marks that readers have made since
the frame was frozen. All readers' marks, whether or not one is known to have read the record: a reading may be saved after
its marks, and a sheet may name its reader by another name than the one they sign in with.
"""

from collections.abc import Iterator, Sequence

from django.db.models import Q

from onrecord.audit.models import Audit, Reading, SampleItem
from onrecord.audit.policies import BLIND, can_read_sample, can_settle
from onrecord.audit.programmes.kept import programme_of
from onrecord.calls.kept_back import KeptBack
from onrecord.people.models import User
from onrecord.people.roles import Permission, roles_with

# From a record of a sample to its log.
_WAYS = ("log_id", "incident__log_id", "crime__logs__id")


def marks_kept_back(user: User, log_ids: Sequence[int]) -> Iterator[KeptBack]:
    """For each of these logs in a sample whose readings are blind to this person: whose marks, and since when."""
    if not can_read_sample(user) or can_settle(user):
        return
    blind = Q(check_up__isnull=True) | Q(check_up__state__in=BLIND)
    found = [
        row
        for way in _WAYS
        for row in SampleItem.objects.filter(blind, **{f"{way}__in": log_ids}).values_list(
            way, "pk", "audit_id", "reader"
        )
    ]
    if not found:
        return
    audits = Audit.objects.select_related("programme").in_bulk({row[2] for row in found})
    roles = roles_with(Permission.READ_SAMPLE)
    may = set(User.objects.filter(role__in=roles).values_list("username", flat=True))
    for log_id, item, audit_id, reader in found:
        audit = audits[audit_id]
        if programme_of(audit).second_reading.wanted:
            read = Reading.objects.filter(item_id=item).values_list("reader", flat=True)
            makers = frozenset({*may, *read, reader} - {user.get_username(), ""})
            yield KeptBack(log_id, audit.made_at, makers)
