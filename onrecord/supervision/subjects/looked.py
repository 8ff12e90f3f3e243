"""What a list says of supervisors' looks at its things: who looked last, and whether that look says anything."""

from collections.abc import Iterable

from onrecord.people.names import name_of
from onrecord.supervision.reviews.models import Look


def last_looks(kind: str, keys: Iterable[int]) -> dict[int, Look]:
    """The last look at each of these; nothing for one that nobody looked at."""
    latest: dict[int, Look] = {}
    for each in Look.objects.filter(kind=kind, target__in=keys):
        latest.setdefault(each.target, each)
    return latest


def notes_of(last: Look | None) -> list[str]:
    if last is None:
        return ["no supervisor has looked at it"]
    notes = [f"{name_of(last.made_by)} looked last"]
    if not last.meaningful:
        notes.append("the last look says nothing of its own")
    return notes
