"""What the rules see of the logs in the store, a batch at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from crimerules.clock import uk_date
from crimerules.deadline import LIMITS, limit_hours
from onrecord.contact.models import CodeMeaning, LinkState, Log, LogEntry, Precision
from onrecord.recording.models import Crime, CrimeLog
from onrecord.screening.rules.codes import CodeBooks
from onrecord.screening.rules.engine import LogFacts

_COLUMNS = (
    "id", "system", "ref", "ref_key", "received_at", "received_precision", "opening_code", "closing_code",
    "qualifiers", "text", "closed_at", "department", "crime_refs", "link_state",
)  # fmt: skip
# No limit of any edition is shorter, so a crime within it can never be late.
_SHORTEST = timedelta(hours=min(limit.hours for limit in LIMITS))
# A register known by the day or month holds crimes for some time after its last date.
_SLACK = {
    Precision.MINUTE: timedelta(),
    Precision.DAY: timedelta(days=1),
    Precision.MONTH: timedelta(days=31),
}


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
        """Whether a crime reported then would be in the crimes that were read."""
        if self.since is None or self.until is None:
            return self.undated
        return self.since - timedelta(days=1) <= received_at <= self.until


def register_span() -> Register:
    """From the first to the last recording time of all crimes held."""
    dated = Crime.objects.filter(recorded_at__isnull=False)
    times = dated.values_list("recorded_at", "recorded_precision")
    first, last = times.order_by("recorded_at").first(), times.order_by("-recorded_at").first()
    if first is None or last is None:
        return Register(None, None, undated=Crime.objects.exists())
    return Register(first[0], last[0] + _SLACK[Precision(last[1])], undated=False)


def code_books() -> CodeBooks:
    """The meanings of every system's codes as they stand now."""
    return CodeBooks(
        CodeMeaning.objects.values_list("system", "which", "meaning", "pattern").order_by("id")
    )


def may_be_suspect() -> Q:
    """Logs that the rules need to see: no crime linked, or the first recorded later than any limit allows."""
    return ~Q(link_state=LinkState.LINKED) | Q(first_recorded_at__gt=F("received_at") + _SHORTEST)


class FactReader:
    """Turns logs into LogFacts. Made once for a run: codes, the register's span and whether there are entries."""

    def __init__(self) -> None:
        self.codes = code_books()
        self.register = register_span()
        self.entries = LogEntry.objects.exists()

    def read(self, logs: QuerySet[Log]) -> Iterator[Seen]:
        """The facts of a batch of logs (a few thousand at most, since it is held in memory)."""
        rows = [dict(zip(_COLUMNS, row, strict=True)) for row in logs.values_list(*_COLUMNS)]
        minutes = self._minutes(rows)
        lines = self._lines(rows)
        for row in rows:
            text = row["text"]
            added = lines.get((row["system"], row["ref_key"]))
            if added:
                text = "\n".join([text, *added])
            opening = self.codes.meanings(row["system"], "opening", row["opening_code"])
            closing = self.codes.meanings(row["system"], "closing", row["closing_code"])
            facts = LogFacts(
                text=text,
                opening_code=row["opening_code"],
                closing_code=row["closing_code"],
                opening=opening,
                closing=closing,
                qualifiers=tuple(map(str, row["qualifiers"])),
                closed=row["closed_at"] is not None or bool(row["closing_code"]),
                link=row["link_state"],
                crime_refs=tuple(map(str, row["crime_refs"])),
                register=self.register.covers(row["received_at"]),
            )
            if row["id"] in minutes:
                facts.minutes_to_crime = minutes[row["id"]]
                facts.limit = limit_hours(uk_date(row["received_at"]))
            yield Seen(row["id"], row["ref"], row["received_at"], row["department"], facts)

    def _minutes(self, rows: list[dict[str, Any]]) -> dict[int, int]:
        """Minutes from receipt to the first crime, for linked logs where every time is known to the minute."""
        received = {
            row["id"]: row["received_at"]
            for row in rows
            if row["link_state"] == LinkState.LINKED
            and row["received_precision"] == Precision.MINUTE
        }
        if not received:
            return {}
        recorded: dict[int, list[datetime | None]] = {}
        crimes = CrimeLog.objects.filter(log_id__in=received).values_list(
            "log_id", "crime__recorded_at", "crime__recorded_precision"
        )
        for log_id, at, precision in crimes:
            # A crime of unknown time may have been the first, so nothing can be said of that log.
            recorded.setdefault(log_id, []).append(at if precision == Precision.MINUTE else None)
        found = {}
        for log_id, times in recorded.items():
            known = [at for at in times if at is not None]
            if known and len(known) == len(times):
                seconds = (min(known) - received[log_id]).total_seconds()
                found[log_id] = -int(-seconds // 60)
        return found

    def _lines(self, rows: list[dict[str, Any]]) -> dict[tuple[str, str], list[str]]:
        """The entries of the logs, oldest first."""
        keys = [row["ref_key"] for row in rows if row["link_state"] == LinkState.NONE]
        if not self.entries or not keys:
            return {}
        lines: dict[tuple[str, str], list[str]] = {}
        entries = (
            LogEntry.objects.filter(log_ref_key__in=keys)
            .order_by("log_ref_key", "entered_at", "id")
            .values_list("system", "log_ref_key", "text")
        )
        for system, key, text in entries:
            lines.setdefault((system, key), []).append(text)
        return lines
