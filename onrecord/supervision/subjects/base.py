"""What a subject is: the open things of one kind, with the moments that may start a clock."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    CharField,
    DateField,
    DateTimeField,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from onrecord.people.models import User
from onrecord.supervision.lists.models import Item

Rows = QuerySet[Any]


@dataclass(frozen=True)
class Clock:
    """A moment that may start a clock. `field`: a column or an annotation of the subject's rows, never empty. `day`: it is
    a day, and what is due on it is due until it ends. `limit`: the subject's own, where the rules or the grade give one;
    `until`: the same in words, where hours don't say it."""

    words: str
    field: str
    day: bool = False
    limit: timedelta | None = None
    until: str = ""


@dataclass(frozen=True)
class Filter:
    """A condition that a list may set. `choices`: values with their words; none: any text. `condition`: of the values
    chosen, any of which is enough."""

    words: str
    condition: Callable[[Sequence[str]], Q]
    choices: Callable[[], Sequence[tuple[str, str]]] | None = None
    hint: str = ""


@dataclass(frozen=True)
class Shown:
    """One row as a list shows it: what, where to do it, and what else is worth knowing. `due`: where the subject itself
    knows better than clock and hours. `first`: my day names it before everything else, whatever else is due; the greater the number, the sooner."""

    ref: str
    what: str
    url: str
    notes: Sequence[str] = ()
    due: datetime | None = None
    first: int = 0


@dataclass(frozen=True)
class Subject:
    """Open things of one kind.

    `rows(now)`: all of them, in the whole force. `seen(user, rows)`: those that this person may see. `department`: the
    column with the department's name. `natural`: an expression for whose it is as the record says (None: nobody's).
    `show(rows, now)`: what a list says of each, in one go for a whole page. `aside`: they are looked at, not done, so they
    may be set aside with words. `since_days`: of things that lie in the past, how far back (a list may say otherwise).
    """

    key: str
    words: str
    kind: str
    rows: Callable[[datetime], Rows]
    seen: Callable[[User, Rows], Rows]
    clocks: Mapping[str, Clock]
    department: str
    show: Callable[[Sequence[Any], datetime], Mapping[int, Shown]]
    natural: Any = None
    filters: Mapping[str, Filter] = field(default_factory=dict)
    aside: bool = False
    # Of rows: what is never anybody's own to do, such as the review of one's own decision.
    not_for: Callable[[User], Q] | None = None

    def owned(self, rows: Rows) -> Rows:
        """The rows with `owner`: to whom it was given, else whose the record says it is."""
        given = Item.objects.filter(kind=self.kind, target=OuterRef("pk")).values("owner")[:1]
        return rows.annotate(
            owner=Coalesce(
                Subquery(given),
                Value("") if self.natural is None else self.natural,
                output_field=CharField(),
            )
        )

    def whose(self, rows: Rows, names: Sequence[str]) -> Rows:
        """Of rows with `owner`, those of these people. Asked so that few things are looked at where few were given."""
        given = Item.objects.filter(kind=self.kind, owner__isnull=False)
        theirs = Q(pk__in=given.filter(owner__in=names).values("target"))
        if self.natural is None:
            return rows.filter(theirs)
        if isinstance(self.natural, F):
            column = self.natural.name  # type: ignore[attr-defined]
            written = Q(**{f"{column}__in": names})
            return rows.filter(theirs | (written & ~Q(pk__in=given.values("target"))))
        return rows.filter(owner__in=names)

    def open(self, now: datetime) -> Rows:
        """The open rows; of things that are only looked at, without those set aside."""
        rows = self.rows(now)
        if not self.aside:
            return rows
        aside = Item.objects.filter(kind=self.kind, set_aside_at__isnull=False)
        return rows.exclude(pk__in=aside.values("target"))


def one_of(field_name: str) -> Callable[[Sequence[str]], Q]:
    """The column is one of the values."""

    def condition(values: Sequence[str]) -> Q:
        return Q(**{f"{field_name}__in": list(values)})

    return condition


def older_than(field_name: str) -> Callable[[Sequence[str]], Q]:
    """The moment lies at least so many hours back; of several numbers the smallest."""

    def condition(values: Sequence[str]) -> Q:
        from django.utils import timezone

        hours = min((int(each) for each in values if each.isdecimal()), default=0)
        return Q(**{f"{field_name}__lte": timezone.now() - timedelta(hours=hours)})

    return condition


class Moment(Func):
    """A time from its text in JSON (2026-06-01T20:30:00Z), worked out by the database itself."""

    output_field = DateTimeField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "replace(replace(%(expressions)s, 'T', ' '), 'Z', '')"
        return super().as_sql(compiler, connection, template=template, **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(
            compiler, connection, template="(%(expressions)s)::timestamptz", **extra
        )


# Summer time in SQLite's words: from one in the morning, UTC, of the last Sunday of March to that of October, which is the
# Sunday on or after the 25th (Summer Time Act 1972, as amended by the Summer Time Order 2002). Whole seconds only: SQLite
# rounds the last half millisecond of a day up, into the next.
_SUNDAY = "datetime(%(moment)s, 'start of year', '+{} months', '+24 days', 'weekday 0', '+1 hour')"
_DAY = (
    "date(%(moment)s, CASE WHEN %(moment)s >= "
    + _SUNDAY.format(2)
    + " AND %(moment)s < "
    + _SUNDAY.format(9)
    + " THEN '+1 hour' ELSE '+0 hours' END)"
)


class DayOf(Func):
    """The day of a moment by the clocks here, worked out by the database itself: SQLite knows no time zones, and Django's
    own way there calls Python for every row."""

    arity = 1
    output_field = DateField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        moment, held = compiler.compile(self.source_expressions[0])
        return _DAY % {"moment": f"substr({moment}, 1, 19)"}, [*held] * _DAY.count("%(moment)s")

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "((%(expressions)s AT TIME ZONE 'Europe/London')::date)"
        return super().as_sql(compiler, connection, template=template, **extra)


def first(text: str, most: int = 90) -> str:
    """The beginning of a text, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rsplit(' ', 1)[0]} …"
