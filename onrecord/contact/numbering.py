"""References by the force's own pattern, given out in order and never twice."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from onrecord.contact.force import force
from onrecord.contact.models import Sequence


def next_reference(kind: str, at: datetime) -> str:
    """The next reference of a kind ("log", "crime", "reported_incident", "non_crime") at a time.

    Must run inside the transaction that writes the record: if that is rolled back, the number is free again.
    Logs are numbered anew each day, the others each year (UK time).
    """
    local = timezone.localtime(at)
    pattern = force().references[kind]
    period = local.strftime("%Y%m%d") if "{date}" in pattern else local.strftime("%Y")
    name = f"{kind}:{period}"
    with transaction.atomic():
        rows = Sequence.objects.select_for_update().filter(name=name)
        row = rows.first()
        if row is None:
            # The first of its day or year; another may be making it at this moment.
            Sequence.objects.get_or_create(name=name)
            row = rows.get()
        row.last += 1
        row.save(update_fields=["last"])
    return pattern.format(
        date=local.strftime("%Y%m%d"),
        year=local.strftime("%Y"),
        yy=local.strftime("%y"),
        n=row.last,
    )
