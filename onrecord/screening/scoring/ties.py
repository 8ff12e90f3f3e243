"""Which logs belong to one place or caller, and what that says of a log: other calls before it, grades, time at the scene."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from onrecord.contact.models import EntryKind, LinkState, Log, LogEntry, LogPerson, LogPlace
from onrecord.contact.resources import resources
from onrecord.contact.states import ResourceState
from onrecord.exchange.layouts import normalise
from onrecord.exchange.times import TimeFault, TimeReader
from onrecord.screening.finder.around import (
    COLUMNS,
    YEAR,
    Call,
    caller_key,
    counted,
    keys_in,
    lowered,
    place_key,
)
from onrecord.screening.models import LogTie
from onrecord.screening.rules.checks import MANY

_ROLES = {name: role for role, names in COLUMNS.items() for name in names}
_STEP = 5_000
Around = dict[int, dict[str, Any]]


def roles_in(extra: Any) -> dict[str, str]:
    """What the further columns of an imported log tell of place, caller, grades and resources."""
    found: dict[str, str] = {}
    for name, value in (extra or {}).items():
        role = _ROLES.get(normalise(str(name)))
        if role and value:
            found.setdefault(role, str(value))
    return found


def tie_logs(ids: Sequence[int]) -> None:
    """Work out the places and callers of these logs anew."""
    wanted: set[tuple[int, str, int]] = set()
    received = {}
    for log_id, when, extra in Log.objects.filter(id__in=ids).values_list(
        "id", "received_at", "extra"
    ):
        received[log_id] = when
        for side, key in zip(LogTie.Side, keys_in(roles_in(extra)), strict=True):
            if key is not None:
                wanted.add((log_id, str(side), key))
    places = LogPlace.objects.filter(log_id__in=ids)
    for log_id, text, postcode, uprn in places.values_list("log_id", "text", "postcode", "uprn"):
        if (key := place_key(text, postcode, uprn)) is not None:
            wanted.add((log_id, LogTie.Side.PLACE, key))
    for log_id, phone, roles in LogPerson.objects.filter(log_id__in=ids).values_list(
        "log_id", "phone", "roles"
    ):
        if "caller" in roles and (key := caller_key(phone)) is not None:
            wanted.add((log_id, LogTie.Side.CALLER, key))
    held = {
        (log_id, side, key): (pk, when)
        for pk, log_id, side, key, when in LogTie.objects.filter(log_id__in=ids).values_list(
            "id", "log_id", "side", "key", "received_at"
        )
    }
    gone = [pk for tie, (pk, when) in held.items() if tie not in wanted or when != received[tie[0]]]
    kept = {tie for tie, (pk, _) in held.items() if pk not in set(gone)}
    fresh = [
        LogTie(log_id=log_id, side=side, key=key, received_at=received[log_id])
        for log_id, side, key in sorted(wanted - kept)
    ]
    if gone or fresh:
        with transaction.atomic():
            LogTie.objects.filter(pk__in=gone).delete()
            LogTie.objects.bulk_create(fresh, batch_size=_STEP)


def tie_all(progress: Callable[[int, int | None, str], None] | None = None) -> None:
    """Work out the places and callers of all logs, where anything tells of them."""
    if not _anything_tells():
        return
    count, done, last = Log.objects.count(), 0, 0
    while ids := list(
        Log.objects.filter(id__gt=last).order_by("id").values_list("id", flat=True)[:_STEP]
    ):
        tie_logs(ids)
        last, done = ids[-1], done + len(ids)
        if progress:
            progress(done, count, "looking for other calls from the same places")


def _anything_tells() -> bool:
    """Whether a log was opened here with a place or person, or the newest import of a system had such columns."""
    if LogPlace.objects.exists() or LogPerson.objects.exists() or LogTie.objects.exists():
        return True
    for system in Log.objects.order_by().values_list("system", flat=True).distinct():
        newest = Log.objects.filter(system=system).order_by("-id").values_list("extra", flat=True)
        if any(roles_in(extra) for extra in newest[:200]):
            return True
    return False


class AroundReader:
    """What stands around logs. Made once for a run."""

    def __init__(self) -> None:
        self._ties = LogTie.objects.exists()
        self._handled = LogEntry.objects.filter(
            kind__in=[EntryKind.RESOURCE, EntryKind.GRADE]
        ).exists()
        self._clock = TimeReader((), ZoneInfo(settings.TIME_ZONE), datetime.now(UTC))

    def around(self, rows: Iterable[tuple[int, datetime, str, Any, Any, str, str]]) -> Around:
        """Fields of LogFacts by log, for rows of id, received, grade, closed, extra, system and reference key;
        only what is there."""
        rows = list(rows)
        found: Around = defaultdict(dict)
        for log_id, _, grade, closed, extra, *_ in rows:
            if extra and (told := roles_in(extra)):
                found[log_id] |= self._told(told, grade, closed)
        if self._ties:
            self._other_calls({row[0]: row[1] for row in rows}, found)
        if self._handled:
            _handled({(row[5], row[6]): row[0] for row in rows}, found)
        return found

    def _told(self, told: dict[str, str], grade: str, closed: datetime | None) -> dict[str, Any]:
        made: dict[str, Any] = {}
        if lowered(told.get("first_grade", ""), grade):
            made |= {"lowered_from": told["first_grade"], "lowered_to": grade}
        start, end = self._time(told.get("there_at", "")), self._time(told.get("clear_at", ""))
        return made | _there(start, end or closed)

    def _time(self, text: str) -> datetime | None:
        try:
            return datetime.fromisoformat(self._clock.read(text).iso) if text else None
        except TimeFault:
            return None

    def _other_calls(self, received: dict[int, datetime], found: Around) -> None:
        own = list(
            LogTie.objects.filter(log_id__in=list(received)).values_list("log_id", "side", "key")
        )
        if not own:
            return
        others = LogTie.objects.filter(
            key__in={key for *_, key in own},
            received_at__gte=min(received.values()) - timedelta(seconds=YEAR),
            received_at__lte=max(received.values()),
        )
        calls: dict[int, list[Call]] = defaultdict(list)
        for key, when, log_id, link in others.order_by("received_at").values_list(
            "key", "received_at", "log_id", "log__link_state"
        ):
            calls[key].append(Call(when.timestamp(), link != LinkState.NONE, log_id))
        times = {key: [call.when for call in some] for key, some in calls.items()}
        for log_id, side, key in own:
            moment = received[log_id].timestamp()
            first, end = bisect_left(times[key], moment - YEAR), bisect_right(times[key], moment)
            name = LogTie.Side(side).label
            counts = (
                (MANY + 1, MANY + 1, 0)
                if end - first > MANY + 1
                else counted(calls[key][first:end], moment, log_id)
            )
            made = found[log_id]
            # Of several places the one with the most calls tells.
            if counts[1] >= made.get(f"{name}_year", 0):
                made |= dict(
                    zip((f"{name}_30", f"{name}_year", f"{name}_crimes"), counts, strict=True)
                )


def _there(start: datetime | None, end: datetime | None) -> dict[str, int]:
    if start is None or end is None or not timedelta() <= end - start <= timedelta(days=2):
        return {}
    return {"minutes_there": int((end - start).total_seconds() // 60)}


def _handled(by_key: dict[tuple[str, str], int], found: Around) -> None:
    """Grades and resources of logs kept here, from their entries."""
    entries = LogEntry.objects.filter(
        log_ref_key__in=[key for _, key in by_key], kind__in=[EntryKind.RESOURCE, EntryKind.GRADE]
    )
    of_log: dict[int, list[LogEntry]] = defaultdict(list)
    for entry in entries.order_by("entered_at", "id"):
        log_id = by_key.get((entry.system, entry.log_ref_key))
        if log_id is not None:
            of_log[log_id].append(entry)
    for log_id, some in of_log.items():
        grades = [entry.detail or {} for entry in some if entry.kind == EntryKind.GRADE]
        if grades:
            first = grades[0].get("before") or grades[0].get("after", "")
            last = grades[-1].get("after", "")
            if lowered(first, last):
                found[log_id] |= {"lowered_from": first, "lowered_to": last}
        sent = resources(some)
        there = min((each.at_scene for each in sent if each.at_scene), default=None)
        clear = [each.since for each in sent if each.state == ResourceState.CLEAR]
        if there and sent and len(clear) == len(sent):
            found[log_id] |= _there(there, max(clear))
