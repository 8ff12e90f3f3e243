"""Dates and times as exports write them, brought to UTC. Pure.

A value is read as ISO 8601 first, then by the formats in order. Times without an offset are taken to be local times of
the map's zone. In the hour that occurs twice when the clocks go back, the first is taken (summer time), with a
warning; a time in the hour that is skipped in spring is moved forward by that hour, with a warning.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from onrecord.exchange.formats import NoSuchDate, Parsed, compile_format, no_such

# Where the map gives no formats: the day-first forms that British systems write.
BRITISH = (
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y",
    "%d/%m/%y %H:%M:%S",
    "%d/%m/%y %H:%M",
    "%d/%m/%y",
    "%d-%m-%Y %H:%M:%S",
    "%d-%m-%Y %H:%M",
    "%d-%m-%Y",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y",
    "%d/%m/%Y %I:%M:%S %p",
    "%d/%m/%Y %I:%M %p",
    "%d-%b-%Y %H:%M:%S",
    "%d-%b-%Y %H:%M",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%d %b %Y %H:%M:%S",
    "%d %b %Y %H:%M",
    "%d %b %Y",
)
# 1990 began in the zone furthest east when it was still this in UTC.
_EARLIEST = "1989-12-31T10"
_ISO = re.compile(
    r"(\d{4})-(\d{1,2})(?:-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?(Z|[+-]\d{4})?")
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}|\d{4})(?!\d)")
_CACHE_LIMIT = 50_000


class Warned(NamedTuple):
    problem: str
    remedy: str
    detail: str = ""


class Moment(NamedTuple):
    """`iso` is UTC, as the ledger writes it: 2026-03-01T09:30:00Z."""

    iso: str
    precision: str
    warning: Warned | None = None


class TimeFault(ValueError):
    """The value is no date that we can read: `problem` in general, `detail` for this value, `remedy`."""

    def __init__(self, problem: str, remedy: str, detail: str = "") -> None:
        super().__init__(f"{problem}: {detail}" if detail else problem)
        self.problem, self.remedy, self.detail = problem, remedy, detail


_TWICE = Warned(
    "The time falls in the hour that occurs twice when the clocks go back; the first (summer time) was taken",
    "If the export can give the offset (+00:00 or +01:00), let it.",
)
_SKIPPED = Warned(
    "The time falls in the hour that does not exist when the clocks go forward; it was moved forward by the hour",
    "Check the clock of the source system.",
)
_FUTURE = Warned(
    "The date lies in the future", "Check the date; day and month may have been exchanged."
)
_FROM_SERIAL = Warned(
    "The date is an Excel day number; it was read as one",
    "Format the column as a date before saving, or check that the dates come out right.",
)


class TimeReader:
    """Reads the values of one column. `now` fixes what counts as the future."""

    def __init__(self, formats: Sequence[str], zone: ZoneInfo, now: datetime) -> None:
        self._given = bool(formats)
        self._formats = [compile_format(form) for form in formats or BRITISH]
        self._zone = zone
        self._too_late = (now + timedelta(days=2)).astimezone(UTC).replace(tzinfo=None).isoformat()
        self._known: dict[str, Moment] = {}
        self._offsets: dict[datetime, tuple[timedelta, Warned | None]] = {}

    def read(self, value: object) -> Moment:
        """The moment that a cell gives. Raises TimeFault."""
        if type(value) is str:
            found = self._known.get(value)
            if found is None:
                if len(self._known) >= _CACHE_LIMIT:
                    self._known.clear()
                found = self._known[value] = self._finish(*self._text(value))
            return found
        return self._finish(*self._object(value))

    def _text(self, value: str) -> tuple[datetime, str, Warned | None]:
        try:
            parsed = _read_iso(value) or self._by_format(value) or _read_compact(value)
        except NoSuchDate as error:
            raise self._impossible(str(error)) from None
        if parsed is not None:
            return *parsed, None
        if _SERIAL.fullmatch(value):
            return *_from_serial(float(value)), _FROM_SERIAL
        raise self._unreadable(value)

    def _by_format(self, value: str) -> Parsed | None:
        """The first format that gives a date. NoSuchDate only if one fits in form and none gives a date."""
        impossible: NoSuchDate | None = None
        for form in self._formats:
            try:
                parsed = form(value)
            except NoSuchDate as error:
                impossible = impossible or error
                continue
            if parsed is not None:
                return parsed
        if impossible is not None:
            raise impossible
        return None

    def _object(self, value: object) -> tuple[datetime, str, Warned | None]:
        """A cell of a sheet or of a Parquet file, which may already be a date or a number."""
        if isinstance(value, datetime):
            return value, "minute", None
        if isinstance(value, date):
            return datetime.combine(value, time()), "day", None
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            if 20_000 <= value < 80_000:
                return *_from_serial(float(value)), _FROM_SERIAL
            if value == int(value):
                return self._text(str(int(value)))
        raise self._unreadable(str(value))

    def _finish(self, moment: datetime, precision: str, warning: Warned | None) -> Moment:
        if moment.tzinfo is None:
            offset, doubt = self._offset(moment)
            if precision == "minute" and warning is None:
                warning = doubt
            try:
                moment = moment - offset
            except OverflowError:
                raise self._impossible("it lies outside the calendar") from None
        else:
            try:
                moment = moment.astimezone(UTC).replace(tzinfo=None)
            except OverflowError:
                raise self._impossible("it lies outside the calendar") from None
        iso = moment.isoformat()
        if iso < _EARLIEST:
            raise TimeFault(
                "The date lies before 1990",
                "Check the year; a two-digit year may have been read in the wrong century.",
                iso[:10],
            )
        if iso > self._too_late:
            warning = _FUTURE
        return Moment(iso + "Z", precision, warning)

    def _offset(self, moment: datetime) -> tuple[timedelta, Warned | None]:
        """The offset of a naive local time, and a warning where it is in doubt. The clocks change on the quarter hour."""
        quarter = moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
        known = self._offsets.get(quarter)
        if known is not None:
            return known
        local = quarter.replace(tzinfo=self._zone, fold=0)
        first, second = local.utcoffset(), local.replace(fold=1).utcoffset()
        if first is None or second is None:
            raise TimeFault(
                "The date cannot be placed in the time zone", "Check time_zone in the map."
            )
        doubt = None if first == second else _TWICE if first > second else _SKIPPED
        if len(self._offsets) >= _CACHE_LIMIT:
            self._offsets.clear()
        self._offsets[quarter] = first, doubt
        return first, doubt

    def _impossible(self, detail: str) -> TimeFault:
        remedy = "Correct the date in the source system."
        if "month" in detail:
            remedy = (
                'If the month is written first, say so in the map: formats = ["%m/%d/%Y %H:%M"]; '
                "otherwise correct the date."
            )
        return TimeFault("There is no such date or time", remedy, detail)

    def _unreadable(self, value: str) -> TimeFault:
        slashed = _SLASHED.match(value)
        if slashed:
            day, month, year = (int(part) for part in slashed.groups())
            words = no_such(year + 2000 if year < 100 else year, month, day)
            if not words.startswith("there is no time"):
                return self._impossible(words)
        remedy = 'Say in the map how dates are written, for example formats = ["%d/%m/%Y %H:%M"].'
        if self._given:
            remedy = "Add the way this date is written to formats in the map, or correct the date."
        return TimeFault("The date cannot be read", remedy)


def _moment_of(parts: Sequence[str | None]) -> datetime:
    year, month, day, hour, minute, second = (
        int(part) if part else low for part, low in zip(parts, (1, 1, 1, 0, 0, 0), strict=True)
    )
    try:
        return datetime(year, month, day, hour, minute, second)
    except ValueError:
        raise NoSuchDate(no_such(year, month, day, hour, minute, second)) from None


def _with_offset(moment: datetime, offset: str | None) -> datetime:
    if not offset:
        return moment
    text = offset.upper()
    if text != "Z" and len(text) == 3:
        text += ":00"
    parsed = _OFFSET("2000-01-01 " + text)
    if parsed is None:
        raise NoSuchDate(f"there is no offset {offset}")
    return moment.replace(tzinfo=parsed[0].tzinfo)


_OFFSET = compile_format("%Y-%m-%d %z")


def _read_iso(value: str) -> Parsed | None:
    if value[4:5] != "-":
        return None
    # The usual forms by the C reader; the rest (month only, one-digit parts, a space before the offset) by pattern.
    if len(value) > 10:
        try:
            return datetime.fromisoformat(value), "minute"
        except ValueError:
            pass
    found = _ISO.fullmatch(value)
    if found is None:
        return None
    *parts, fraction, offset = found.groups()
    moment = _with_offset(_moment_of(parts), offset)
    if fraction:
        moment = moment.replace(microsecond=int(fraction[:6].ljust(6, "0")))
    return moment, "minute" if parts[3] else "day" if parts[2] else "month"


def _read_compact(value: str) -> Parsed | None:
    found = _COMPACT.fullmatch(value)
    if found is None or not "1900" <= value[:4] <= "2100":
        return None
    *parts, offset = found.groups()
    if parts[3] is None and offset:
        return None
    moment = _with_offset(_moment_of(parts), offset)
    return moment, "minute" if parts[3] else "day"


def _from_serial(days: float) -> Parsed:
    """Excel counts days from 30 December 1899 (its 1900 has a 29 February); a whole number is a day."""
    moment = datetime(1899, 12, 30) + timedelta(seconds=round(days * 86_400))
    return moment, "day" if days == int(days) else "minute"
