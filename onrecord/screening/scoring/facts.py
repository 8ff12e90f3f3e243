"""What the rules see of the logs in the store, a batch at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from crimerules.clock import uk_date
from crimerules.deadline import LIMITS, limit_hours
from onrecord.contact.models import SAID, CodeMeaning, LinkState, Log, LogEntry, Precision
from onrecord.recording.models import COUNTED, Crime, CrimeLog
from onrecord.screening.rules.codes import CodeBooks
from onrecord.screening.rules.engine import LogFacts
from onrecord.screening.scoring.ties import AroundReader

_COLUMNS = (
    "id", "system", "ref", "received_at", "received_precision", "opening_code", "closing_code", "qualifiers", "text",
    "closed_at", "department", "crime_refs", "grade", "extra", "ref_key", "first_recorded_at", "link_state",
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
    """One log and what the rules see of it. `recorded`: the crimes that it has, in class, code and title, where all of them
    are known."""

    log_id: int
    ref: str
    received_at: datetime
    department: str
    facts: LogFacts
    recorded: tuple[str, ...] = ()


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
        self.around = AroundReader()

    def after(self, last: int, limit: int) -> list[Seen]:
        """The next logs by id."""
        logs = Log.objects.filter(id__gt=last).order_by("id")
        return self._read(list(logs.values_list(*_COLUMNS)[:limit]))

    def these(self, ids: list[int]) -> list[Seen]:
        """The logs of these ids, in order."""
        logs = Log.objects.filter(id__in=ids).order_by("id")
        return self._read(list(logs.values_list(*_COLUMNS)))

    def _read(self, rows: list[tuple[Any, ...]]) -> list[Seen]:
        lines = self._lines([row[0] for row in rows if row[-1] != LinkState.CLAIMED])
        linked = [row[0] for row in rows if row[-1] == LinkState.LINKED]
        recorded = recorded_for(linked) if linked else {}
        minutes = _minutes_to_crime(rows)
        around = self.around.around(
            (row[0], row[3], row[12], row[9], row[13], row[1], row[14])
            for row in rows
            if row[-1] == LinkState.NONE
        )
        found, meanings = [], self.codes.meanings
        for id_, system, ref, received, _, opening, closing, marks, text, closed, *rest in rows:
            department, crime_refs, *_, link = rest
            if added := lines.get(id_):
                text = "\n".join([text, *added])
            late = minutes.get(id_)
            facts = LogFacts(
                text=text,
                opening_code=opening,
                closing_code=closing,
                opening=meanings(system, "opening", opening),
                closing=meanings(system, "closing", closing),
                qualifiers=tuple(map(str, marks)),
                closed=closed is not None or bool(closing),
                link=str(link),
                crime_refs=tuple(map(str, crime_refs)),
                minutes_to_crime=late,
                limit=None if late is None else limit_hours(uk_date(received)),
                register=link == LinkState.CLAIMED and self.register.covers(received),
                **around.get(id_, {}),
            )
            found.append(Seen(id_, ref, received, department, facts, recorded.get(id_, ())))
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


def recorded_for(ids: list[int]) -> dict[int, tuple[str, ...]]:
    """The crimes in the force's count of each of these logs: class, code and title in one line. A log with a crime of which
    none of the three is known is left out, since nothing could be said to be a further crime."""
    found: dict[int, tuple[str, ...]] = {}
    unknown = set()
    rows = CrimeLog.objects.filter(log_id__in=ids, crime__state__in=COUNTED).order_by("crime_id")
    for log_id, *told in rows.values_list(
        "log_id", "crime__crime_class", "crime__ho_code", "crime__offence"
    ):
        kind = " ".join(part for part in told if part)
        if not kind:
            unknown.add(log_id)
        elif kind not in found.get(log_id, ()):
            found[log_id] = (*found.get(log_id, ()), kind)
    return {log_id: kinds for log_id, kinds in found.items() if log_id not in unknown}


def _minutes_to_crime(rows: list[tuple[Any, ...]]) -> dict[int, int]:
    """Minutes from receipt to the first crime, by log id, for linked logs that may be late.

    Only where the time of receipt and every crime's time is known to the minute: a crime of unknown time may have been
    the first.
    """
    minutes = {}
    for id_, _, _, received, precision, *_, recorded, link in rows:
        known = link == LinkState.LINKED and precision == Precision.MINUTE and recorded is not None
        if known and recorded - received > _SHORTEST:
            minutes[id_] = -int(-(recorded - received).total_seconds() // 60)
    if minutes:
        vague = CrimeLog.objects.filter(log_id__in=list(minutes)).exclude(
            crime__recorded_precision=Precision.MINUTE, crime__recorded_at__isnull=False
        )
        for log_id in vague.values_list("log_id", flat=True):
            minutes.pop(log_id, None)
    return minutes


def batched(values: list[int], size: int) -> Iterator[list[int]]:
    """The list in pieces of `size`."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
