"""Office holders who may be named in what is published: the commissioner, the chief constable, the national registrar.

keep_holder(by=, name=, office=, since=, until=)   somebody holds an office from a day on
end_holder(holder=, by=, until=)                   until a day
"""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from onrecord.improvement.texts import check_day, line
from onrecord.people.models import User
from onrecord.response.errors import ResponseError
from onrecord.response.keeping import keep
from onrecord.response.models import OfficeHolder
from onrecord.response.policies import check_can_write_response


def names_on(day: date) -> list[str]:
    """Names of those who hold an office on a day or have held it in the two years before: reports look back."""
    try:
        back = day.replace(year=day.year - 2)
    except ValueError:
        back = day.replace(year=day.year - 2, day=28)
    rows = OfficeHolder.objects.filter(Q(until__isnull=True) | Q(until__gte=back), since__lte=day)
    return list(rows.values_list("name", flat=True))


def keep_holder(*, by: User, name: str, office: str, since: date) -> OfficeHolder:
    """Write down who holds an office. It makes their name one that may be published."""
    check_can_write_response(by)
    name = line(name, 150, "the name")
    office = line(office, 200, "the office, such as Chief Constable of Ashshire")
    check_day(since, "The first day", until=timezone.localdate())
    if len(name.split()) < 2:
        raise ResponseError("Write the first name and the surname.")
    with transaction.atomic():
        if OfficeHolder.objects.filter(
            name__iexact=name, office__iexact=office, until=None
        ).exists():
            raise ResponseError(f"{name} is on the list with that office already.")
        row = OfficeHolder(name=name, office=office, since=since, made_by=by.username)
        return keep(row, by)


def end_holder(*, holder: OfficeHolder, by: User, until: date) -> OfficeHolder:
    """They hold the office until a day."""
    check_can_write_response(by)
    with transaction.atomic():
        row = OfficeHolder.objects.select_for_update().get(pk=holder.pk)
        if not row.since <= until <= timezone.localdate():
            raise ResponseError("The last day lies between the first one and today.")
        row.until = until
        return keep(row, by)
