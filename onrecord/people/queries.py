"""What the lists of people and of reads show."""

from datetime import datetime, time

from django.db.models import Max
from django.utils import timezone

from onrecord.people.models import ReadRecord, User

PAGE = 100


SIGNED_IN = "signed in"


def people() -> list[User]:
    """Everybody, those with access first, each with `last_signed_in`."""
    found = list(User.objects.order_by("-is_active", "username"))
    last = last_signed_in([person.username for person in found])
    for person in found:
        person.last_signed_in = last.get(person.username)  # type: ignore[attr-defined]
    return found


def last_signed_in(usernames: list[str]) -> dict[str, datetime]:
    """When each of them last signed in."""
    signed = ReadRecord.objects.filter(what=SIGNED_IN, username__in=usernames)
    return dict(signed.order_by().values_list("username").annotate(last=Max("read_at")))


def reads(
    *,
    username: str = "",
    subject: str = "",
    since: object = None,
    refused: bool = False,
    before: int | None = None,
) -> list[ReadRecord]:
    """The latest reads first, one more than a page holds; `before` is the id where the last page ended."""
    found = ReadRecord.objects.order_by("-id")
    if username:
        found = found.filter(username=username)
    if subject:
        found = found.filter(subject__startswith=subject)
    if since:
        found = found.filter(
            read_at__gte=timezone.make_aware(datetime.combine(since, time.min))  # type: ignore[arg-type]
        )
    if refused:
        found = found.filter(allowed=False)
    if before:
        found = found.filter(id__lt=before)
    return list(found[: PAGE + 1])
