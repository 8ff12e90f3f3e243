"""What the rules see of the logs in the store, a batch at a time."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from crimerules.clock import uk_date
from crimerules.deadline import LIMITS, limit_hours
from onrecord.contact.models import SAID, CodeMeaning, LinkState, Log, LogEntry, Precision
from onrecord.recording.models import Crime, CrimeLog
from onrecord.screening.rules.codes import CodeBooks
from onrecord.screening.rules.engine import LogFacts

_COLUMNS = (
    "id", "system", "ref", "received_at", "opening_code", "closing_code", "qualifiers", "text", "closed_at",
    "department", "crime_refs", "link_state",
)  # fmt: skip
# No limit of any edition is shorter, so a crime within it can never be late.
_SHORTEST = timedelta(hours=min(limit.hours for limit in LIMITS))
# A register known by the day or month holds crimes for some time after its last date.
_SLACK = {
    Precision.MINUTE: timedelta(),
    Precision.DAY: timedelta(days=1),
    Precision.MONTH: timedelta(days=31),
}
# Lines of a log that its own text does not hold already, oldest first. Many exports give the same words in both. Only
# what people said: an entry such as "Log opened: Crime: robbery" is the program's and no witness.
_LINES = """
SELECT l.id, e.text FROM contact_log l
JOIN contact_logentry e ON e.log_ref_key = l.ref_key AND e.system = l.system
WHERE l.id IN ({ids}) AND e.kind IN ({said}) AND {find}(l.text, e.text) = 0
ORDER BY l.id, e.entered_at, e.id
"""
_FIND = {"sqlite": "instr", "postgresql": "strpos"}


@dataclass(frozen=True, slots=True)
class Seen:
    """One log and what the rules see of it."""

    log_id: int
    ref: str
    received_at: datetime
    department: str
    facts: LogFacts


@dataclass(frozen=True, slots=True)
class Register:
    """The span of time for which crimes were read: `since` and `until`, both None when there are none."""

    since: datetime | None
    until: datetime | None
    undated: bool

    def covers(self, received_at: datetime) -> bool:
        """Whether a crime reported then would be among the crimes that were read."""
        if self.since is None or self.until is None:
            return self.undated
        return self.since - timedelta(days=1) <= received_at <= self.until


def register_span() -> Register:
    """From the first to the last recording time of all crimes held."""
    dated = Crime.objects.filter(recorded_at__isnull=False)
    times = dated.values_list("recorded_at", "recorded_precision")
    first, last = times.order_by("recorded_at").first(), times.order_by("-recorded_at").first()
    if first is None or last is None or first[0] is None or last[0] is None:
        return Register(None, None, undated=Crime.objects.exists())
    return Register(first[0], last[0] + _SLACK[Precision(last[1])], undated=False)


def code_books() -> CodeBooks:
    """The meanings of every system's codes as they stand now."""
    return CodeBooks(
        CodeMeaning.objects.values_list("system", "which", "meaning", "pattern").order_by("id")
    )


class FactReader:
    """Turns logs into LogFacts. Made once for a run: codes, the register's span and whether there are entries."""

    def __init__(self) -> None:
        self.codes = code_books()
        self.register = register_span()
        self.entries = LogEntry.objects.exists()

    def unlinked(self, after: int, limit: int) -> list[Seen]:
        """The next logs by id that no crime is linked to."""
        logs = Log.objects.filter(id__gt=after).exclude(link_state=LinkState.LINKED)
        return self._read(list(logs.order_by("id").values_list(*_COLUMNS)[:limit]))

    def these(self, ids: list[int]) -> list[Seen]:
        """Of the logs of these ids, those that the rules need to see."""
        logs = Log.objects.filter(id__in=ids)
        unlinked = logs.exclude(link_state=LinkState.LINKED).order_by("id")
        return self._read(list(unlinked.values_list(*_COLUMNS))) + self.late(late_logs(ids))

    def _read(self, rows: list[tuple[Any, ...]]) -> list[Seen]:
        lines = self._lines([row[0] for row in rows if row[-1] == LinkState.NONE])
        found, meanings = [], self.codes.meanings
        for id_, system, ref, received, opening, closing, marks, text, closed, *rest in rows:
            department, crime_refs, link = rest
            if added := lines.get(id_):
                text = "\n".join([text, *added])
            facts = LogFacts(
                text=text,
                opening_code=opening,
                closing_code=closing,
                opening=meanings(system, "opening", opening),
                closing=meanings(system, "closing", closing),
                qualifiers=tuple(map(str, marks)),
                closed=closed is not None or bool(closing),
                link=link,
                crime_refs=tuple(map(str, crime_refs)),
                register=link == LinkState.CLAIMED and self.register.covers(received),
            )
            found.append(Seen(id_, ref, received, department, facts))
        return found

    def _lines(self, ids: list[int]) -> dict[int, list[str]]:
        lines: dict[int, list[str]] = {}
        if not ids or not self.entries:
            return lines
        marks = ", ".join(["%s"] * len(ids))
        with connection.cursor() as cursor:
            said = ", ".join(["%s"] * len(SAID))
            sql = _LINES.format(find=_FIND[connection.vendor], ids=marks, said=said)
            cursor.execute(sql, [*ids, *map(str, SAID)])
            for log_id, text in cursor.fetchall():
                lines.setdefault(log_id, []).append(text)
        return lines

    def late(self, minutes: dict[int, int]) -> list[Seen]:
        """Linked logs whose first crime came late, from the minutes that `late_logs` found."""
        logs = Log.objects.filter(id__in=list(minutes))
        return [
            Seen(
                log_id,
                ref,
                received,
                department,
                LogFacts(
                    link=LinkState.LINKED,
                    minutes_to_crime=minutes[log_id],
                    limit=limit_hours(uk_date(received)),
                ),
            )
            for log_id, ref, received, department in logs.order_by("id").values_list(
                "id", "ref", "received_at", "department"
            )
        ]


def late_logs(ids: Iterable[int] | None = None) -> dict[int, int]:
    """Minutes from receipt to the first crime, by log id in order, for linked logs that may be late.

    Only where the time of receipt and every crime's time is known to the minute: a crime of unknown time may have been
    the first. `ids` limits the question to some logs.
    """
    logs = Log.objects.filter(
        link_state=LinkState.LINKED, received_precision=Precision.MINUTE, first_recorded_at__isnull=False
    )  # fmt: skip
    if ids is not None:
        logs = logs.filter(id__in=ids)
    minutes = {}
    for log_id, received, recorded in logs.values_list(
        "id", "received_at", "first_recorded_at"
    ).iterator(chunk_size=10_000):
        if recorded is not None and recorded - received > _SHORTEST:
            minutes[log_id] = -int(-(recorded - received).total_seconds() // 60)
    for some in batched(sorted(minutes), 5_000):
        vague = CrimeLog.objects.filter(log_id__in=some).exclude(
            crime__recorded_precision=Precision.MINUTE, crime__recorded_at__isnull=False
        )
        for log_id in vague.values_list("log_id", flat=True):
            minutes.pop(log_id, None)
    return dict(sorted(minutes.items()))


def between(ordered: list[int], after: int, upto: int | None) -> list[int]:
    """The numbers of a sorted list that are greater than `after`, up to `upto` (None: to the end)."""
    end = len(ordered) if upto is None else bisect_right(ordered, upto)
    return ordered[bisect_right(ordered, after) : end]


def batched(values: list[int], size: int) -> Iterator[list[int]]:
    """The list in pieces of `size`."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
