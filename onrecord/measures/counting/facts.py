"""Facts about crimes and their first reports that several measures count by. From crimes, logs and what was decided."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform

from onrecord.contact.heard import first_heard
from onrecord.contact.models import Log, Precision
from onrecord.measures.counting.rows import bare, moment
from onrecord.measures.counting.tally import TEAM, Where, batched, moment_of, where
from onrecord.recording.models import COUNTED, Crime, CrimeLog, Group

_GROUPS = dict(Group.choices)


@dataclass(slots=True)
class Fact:
    """One crime. `heard`: the first report to any part of the force, None where it isn't known to the minute. `log`: its
    earliest log, and `here` that log's system and key if it was opened here."""

    pk: int
    recorded_at: datetime | None
    heard: datetime | None
    recorded_by: str
    state: str
    where: Where
    log: int | None = None
    here: tuple[str, str] | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def hours(self) -> float | None:
        """Hours from first report to record; a record from before the report counts as at once."""
        if self.recorded_at is None or self.heard is None:
            return None
        return max(0.0, (self.recorded_at - self.heard).total_seconds() / 3600)


def counted(crimes: QuerySet[Crime]) -> QuerySet[Crime]:
    """Those in the force's count."""
    return crimes.filter(state__in=COUNTED).order_by()


def facts(crimes: QuerySet[Crime]) -> Iterator[Fact]:
    """The facts of these crimes."""
    logs = _logs(crimes)
    rows = crimes.values_list(
        "pk", "recorded_at", "recorded_precision", "known_at", "recorded_by", "state", "department", "group"
    )  # fmt: skip
    for pk, recorded, precision, known, by, state, department, group in bare(rows):
        mine = logs.get(pk, ())
        first = min(mine, key=_told) if mine else None
        times = [moment(known)] if known is not None else []
        times += [each.heard for each in mine if each.heard is not None]
        # One log whose time isn't known to the minute, and nobody can say which was first.
        vague = any(each.heard is None for each in mine)
        heard = None if vague else min(times, default=None)
        place = where(
            department or (first.department if first else ""),
            first.team if first else "",
            first.route if first else "",
            _GROUPS.get(group, group),
            moment_of(heard) if heard else "",
        )
        yield Fact(
            pk,
            moment(recorded) if precision == Precision.MINUTE else None,
            heard,
            by,
            state,
            place,
            first.pk if first else None,
            first.here if first else None,
            first.opened_at if first else None,
            first.closed_at if first else None,
        )


def _told(each: "_Log") -> datetime:
    return each.heard or each.received


@dataclass(slots=True)
class _Log:
    pk: int
    received: datetime
    heard: datetime | None
    department: str
    team: str | None
    route: str
    here: tuple[str, str] | None
    opened_at: datetime | None
    closed_at: datetime | None


def _logs(crimes: QuerySet[Crime]) -> dict[int, list[_Log]]:
    """The logs of each crime."""
    found: dict[int, list[_Log]] = {}
    opened: list[_Log] = []
    links = CrimeLog.objects.filter(crime__in=crimes.values("pk")).order_by()
    rows = links.annotate(team=KeyTextTransform(TEAM, "log__extra")).values_list(
        "crime_id", "log_id", "log__received_at", "log__received_precision", "log__department", "team",
        "log__source", "log__system", "log__ref_key", "log__opened_at", "log__closed_at",
    )  # fmt: skip
    for crime, pk, at, precision, department, team, source, system, key, opened_at, closed_at in bare(rows):  # fmt: skip
        received = moment(at)
        one = _Log(
            pk,
            received,
            received if precision == Precision.MINUTE else None,
            department,
            team,
            source,
            (system, key) if opened_at is not None else None,
            moment(opened_at),
            moment(closed_at),
        )
        found.setdefault(crime, []).append(one)
        if opened_at is not None:
            opened.append(one)
    _hear_earlier(opened)
    return found


def _hear_earlier(opened: list[_Log]) -> None:
    """Logs kept here may tell of a report before their own."""
    by_pk: dict[int, list[_Log]] = {}
    for one in opened:
        by_pk.setdefault(one.pk, []).append(one)
    needed = Log.objects.only("system", "ref_key", "received_at", "first_report")
    for some in batched(by_pk):
        for pk, heard in first_heard(needed.filter(pk__in=some)).items():
            for one in by_pk[pk]:
                if one.heard is not None:
                    one.heard = heard.at
