"""Hidden crimes as data, and what the record says of each kind between two days.

Reports and records are counted over the same days and set beside the days before, of the same length: more recorded may mean
more reported, more recorded of what was reported, or more crime, and only the second is the force's recording.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db.models import Count, Min, Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from onrecord.boards.errors import BoardError
from onrecord.boards.models import PartnerView
from onrecord.coded import CodedListError, coded_rows
from onrecord.contact.models import LinkState, Log
from onrecord.measures import months
from onrecord.measures.counting.facts import facts
from onrecord.measures.counting.tally import batched
from onrecord.recording.models import COUNTED, Crime, CrimeLog, ReportedIncident

FILE = Path(__file__).parent / "data" / "hidden.toml"
HOURS = 24


@dataclass(frozen=True, slots=True)
class Hidden:
    """One kind of hidden crime; the fields as in data/hidden.toml."""

    code: str
    words: str
    qualifiers: tuple[str, ...]
    opening: tuple[str, ...]
    classes: tuple[str, ...]
    flags: tuple[str, ...]
    non_crime: str
    measure: str


@dataclass(frozen=True, slots=True)
class Counted:
    """One kind in whole months, both days included.

    `reports`: logs of the kind that were received. `without`: of these, logs that are closed and have no crime. `recorded`: crimes
    of the kind in the force's count, by the day on which they were recorded. `timed` of them have both times to the minute, and
    `in_time` were recorded within 24 hours. `non_crime`: non-crime records made here, None where the kind has no code of its own.
    """

    kind: Hidden
    since: date
    until: date
    reports: int
    closed: int
    without: int
    recorded: int
    timed: int
    in_time: int
    non_crime: int | None


def kinds() -> tuple[Hidden, ...]:
    """Every kind, in the file's order. Raises BoardError with file, entry and remedy."""
    try:
        rows = coded_rows(FILE, "kind", ("code", "words"))
    except CodedListError as error:
        raise BoardError(str(error)) from None
    found = []
    for where, row in rows:
        lists = {}
        for name in ("qualifiers", "opening", "classes", "flags"):
            held = row.get(name, [])
            if not isinstance(held, list) or not all(isinstance(each, str) for each in held):
                raise BoardError(f'{where}: write {name} as a list such as ["domestic"].')
            # Words are compared in small letters; classes and flags as they are.
            small = name in ("qualifiers", "opening")
            lists[name] = tuple(each.casefold() if small else each for each in held)
        found.append(
            Hidden(
                row["code"],
                row["words"].strip(),
                **lists,
                non_crime=str(row.get("non_crime", "")),
                measure=str(row.get("measure", "")),
            )
        )
    return tuple(found)


def half_year_before(day: date) -> tuple[date, date]:
    """The six whole months that were over on this day."""
    last = months.first_of(day) - timedelta(days=1)
    return months.after(months.first_of(last), -5), last


def days_before(since: date, until: date) -> tuple[date, date]:
    """As many whole months before."""
    number = len(months.between(since, until))
    return months.after(since, -number), since - timedelta(days=1)


def record_begins() -> date | None:
    """The day of the earliest log on record."""
    first = Log.objects.order_by("received_at").values_list("received_at", flat=True).first()
    return timezone.localdate(first) if first else None


def register_begins() -> date | None:
    """The day of the earliest crime on record."""
    first = Crime.objects.aggregate(first=Min("recorded_at"))["first"]
    return timezone.localdate(first) if first else None


def counted(since: date, until: date) -> list[Counted]:
    """Every kind in the months of these two days, each month whole. Logs and crimes are each gone through once."""
    start, end = _moments(since, until)
    wanted = kinds()
    of_logs = _logs(wanted, start, end)
    of_crimes = _crimes(wanted, start, end)
    non_crime = non_crime_records(since, until)
    found = []
    for kind in wanted:
        hours = list(_hours(of_crimes[kind.code]))
        timed = [each for each in hours if each is not None]
        reports, closed, without = (of_logs[f"{name}_{_name(kind)}"] for name in _OF_LOGS)
        found.append(
            Counted(
                kind,
                since,
                until,
                reports,
                closed,
                without,
                len(hours),
                len(timed),
                sum(each <= HOURS for each in timed),
                non_crime.get(kind.non_crime, 0) if kind.non_crime else None,
            )
        )
    return found


def views_between(since: date, until: date) -> list[PartnerView]:
    """What partners said, as far as it wasn't withdrawn, oldest first."""
    rows = PartnerView.objects.filter(withdrawn="", said_on__gte=since, said_on__lte=until)
    return list(rows.order_by("kind", "said_on", "id"))


_OF_LOGS = ("reports", "closed", "without")


def _logs(wanted: Iterable[Hidden], start: datetime, end: datetime) -> dict[str, int]:
    rows = Log.objects.filter(received_at__gte=start, received_at__lt=end)
    ask: dict[str, Any] = {}
    for kind in wanted:
        of_kind = _of_logs(kind)
        shut = of_kind & Q(closed_at__isnull=False)
        ask[f"reports_{_name(kind)}"] = Count("pk", filter=of_kind)
        ask[f"closed_{_name(kind)}"] = Count("pk", filter=shut)
        ask[f"without_{_name(kind)}"] = Count("pk", filter=shut & Q(link_state=LinkState.NONE))
    found: dict[str, int] = (
        rows.order_by().annotate(marks=Cast("qualifiers", TextField())).aggregate(**ask)
    )
    return found


def _of_logs(kind: Hidden) -> Q:
    found = Q(pk__in=[])
    for text in kind.qualifiers:
        found |= Q(marks__icontains=text)
    for text in kind.opening:
        found |= Q(opening_code__icontains=text)
    return found


def _crimes(wanted: Iterable[Hidden], start: datetime, end: datetime) -> dict[str, set[int]]:
    """By kind, the crimes in the force's count that were recorded between the moments: by class, flags, or their logs."""
    found: dict[str, set[int]] = {kind.code: set() for kind in wanted}
    rows = Crime.objects.filter(
        recorded_at__gte=start, recorded_at__lt=end, state__in=COUNTED
    ).order_by()
    own = rows.values_list("pk", "crime_class", "flags").iterator()
    for pk, crime_class, flags in own:
        for kind in wanted:
            if crime_class in kind.classes or any(
                flag.startswith(begins) for flag in flags or () for begins in kind.flags
            ):
                found[kind.code].add(pk)
    links = CrimeLog.objects.filter(crime__in=rows).values_list(
        "crime_id", "log__qualifiers", "log__opening_code"
    )
    for pk, marks, opening in links.order_by().iterator():
        said, opened = " | ".join(map(str, marks or ())).casefold(), opening.casefold()
        for kind in wanted:
            if any(text in said for text in kind.qualifiers) or any(
                text in opened for text in kind.opening
            ):
                found[kind.code].add(pk)
    return found


def _hours(crimes: Iterable[int]) -> Iterator[float | None]:
    """Hours from the first report to the record of each crime, None where they can't be said."""
    for some in batched(sorted(crimes)):
        for each in facts(Crime.objects.filter(pk__in=some).order_by()):
            yield each.hours


def non_crime_records(since: date, until: date) -> dict[str, int]:
    """Non-crime records made here in the months of these two days, by their code."""
    start, end = _moments(since, until)
    rows = ReportedIncident.objects.filter(
        kind="non-crime", recorded_at__gte=start, recorded_at__lt=end
    ).exclude(state="cancelled")
    found = rows.order_by().values_list("sub_code").annotate(n=Count("pk"))
    return dict(found)


def _moments(since: date, until: date) -> tuple[datetime, datetime]:
    """From the beginning of the first month to the end of the last one."""
    return months.bounds(months.first_of(since))[0], months.bounds(months.first_of(until))[1]


def _name(kind: Hidden) -> str:
    return kind.code.replace("-", "_")
