"""Team desks: each with its own entry page, worklist and first answers. Data: `desks/*.toml`, and a force's own in
`ONRECORD_HOME/desks/*.toml`; one with the same name takes the place of ours."""

import json
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, reduce
from operator import or_
from pathlib import Path
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from crimerules.deadline import due
from onrecord.contact.heard import first_heard
from onrecord.contact.models import LinkState, Log, Precision
from onrecord.contact.policies import visible_of_few
from onrecord.deciding.errors import DecisionError
from onrecord.deciding.models import RecordingDecision
from onrecord.deciding.states import State
from onrecord.home import home
from onrecord.people.models import User

FOLDER = Path(__file__).with_name("desks")
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
KEYS = frozenset(
    {
        "title",
        "words",
        "order",
        "route",
        "departments",
        "qualifiers",
        "opening",
        "answers",
        "since_days",
    }
)
MOST_LOGS = 100


class DeskError(ValueError):
    """The file of a desk can't be used; the message names file, entry and remedy."""


@dataclass(frozen=True)
class Desk:
    """One team's desk. Logs are its own by department, qualifier or opening code, any of which is enough.

    `answers`: given beforehand in every decision that is begun here, in the order of the questions; each can be changed.
    `since_days`: how far back the worklist goes.
    """

    name: str
    title: str
    words: str
    order: int = 100
    route: str = ""
    departments: tuple[str, ...] = ()
    qualifiers: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    since_days: int = 30


@dataclass(frozen=True)
class Waiting:
    """One log of a worklist, with the last moment at which a crime of it is recorded in time."""

    log: Log
    due: datetime | None
    state: str


def desks() -> tuple[Desk, ...]:
    """The desks of this installation, in their order. A file that can't be used is left out: see `broken`."""
    return _all()[0]


def broken() -> tuple[str, ...]:
    """What is wrong with files of desks that can't be used, each as a sentence with the remedy."""
    return _all()[1]


def _all() -> tuple[tuple[Desk, ...], tuple[str, ...]]:
    own = home() / "desks"
    files = sorted(FOLDER.glob("*.toml")) + (sorted(own.glob("*.toml")) if own.is_dir() else [])
    return _read(tuple((str(path), path.stat().st_mtime_ns) for path in files))


@cache
def _read(files: tuple[tuple[str, int], ...]) -> tuple[tuple[Desk, ...], tuple[str, ...]]:
    found: dict[str, Desk] = {}
    wrong = []
    for name, _changed in files:
        path = Path(name)
        try:
            found[path.stem] = build(
                path.stem, tomllib.loads(path.read_text(encoding="utf-8")), str(path)
            )
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            wrong.append(f"{path}: this is not TOML ({error}). Correct the line it names.")
        except DeskError as error:
            wrong.append(str(error))
    return tuple(sorted(found.values(), key=lambda desk: (desk.order, desk.title))), tuple(wrong)


def build(name: str, data: dict[str, Any], where: str) -> Desk:
    """A desk from the data of its file. Raises DeskError."""
    if not NAME.match(name):
        raise DeskError(
            f"{where}: name the file in small letters, digits and hyphens, such as initial-investigation.toml."
        )
    strange = sorted(set(data) - KEYS)
    if strange:
        raise DeskError(
            f"{where}: {strange[0]!r} is nothing a desk has. Use: {', '.join(sorted(KEYS))}."
        )
    for key in ("title", "words"):
        if not isinstance(data.get(key), str) or not data[key].strip():
            raise DeskError(f"{where}: {key} is missing. Write it as text.")
    lists = {}
    for key in ("departments", "qualifiers", "opening", "answers"):
        value = data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise DeskError(f"{where}: write {key} as a list of texts.")
        lists[key] = tuple(value)
    for key in ("order", "since_days"):
        if key in data and not (type(data[key]) is int and data[key] > 0):
            raise DeskError(f"{where}: write {key} as a whole number above 0.")
    return Desk(name=name, **{**data, **lists})


def desk_named(name: str) -> Desk:
    """The desk of this name. Raises DecisionError."""
    desk = next((each for each in desks() if each.name == name), None)
    if desk is None:
        known = ", ".join(each.name for each in desks())
        raise DecisionError(f"There is no desk {name[:60]!r}. There are: {known}.")
    return desk


def logs_of(desk: Desk, user: User) -> QuerySet[Log]:
    """The desk's logs that this person may see: recent, not closed, without a crime or a concluded decision."""
    since = timezone.now() - timedelta(days=desk.since_days)
    # The state as a value: by its column SQLite would look through a month's logs without a crime, closed ones and all.
    logs: QuerySet[Log] = Log.objects.alias(linked=Coalesce("link_state", Value(""))).filter(
        received_at__gte=since, closed_at=None, linked=LinkState.NONE
    )
    logs = visible_of_few(user, logs)
    tests = [Q(department__in=desk.departments), Q(opening_code__in=desk.opening)]
    if desk.qualifiers:
        logs = logs.annotate(marks=Cast("qualifiers", TextField()))
        tests += [Q(marks__contains=text) for text in _as_stored(desk.qualifiers)]
    concluded = RecordingDecision.objects.filter(log=OuterRef("pk"), state=State.CONCLUDED)
    return logs.filter(reduce(or_, tests)).filter(~Exists(concluded))


def _as_stored(words: Iterable[str]) -> list[str]:
    """A word as it stands in a list of JSON, in both ways in which databases keep letters beyond ASCII."""
    return list(
        dict.fromkeys(
            json.dumps(each, ensure_ascii=ascii) for each in words for ascii in (True, False)
        )
    )


def worklist(desk: Desk, user: User, *, now: datetime | None = None) -> list[Waiting]:
    """The desk's logs, the one whose 24 hours end first at the top."""
    now = now or timezone.now()
    # Those opened here and those from elsewhere, each by its own index of what is open.
    found = logs_of(desk, user).defer("text", "extra").order_by("received_at")
    rows = [
        *found.filter(opened_at__isnull=False)[:MOST_LOGS],
        *found.filter(opened_at__isnull=True)[:MOST_LOGS],
    ]
    rows = sorted(rows, key=lambda log: log.received_at)[:MOST_LOGS]
    heard = {pk: first.at for pk, first in first_heard(rows).items()}
    rows.sort(key=lambda log: heard[log.pk])
    return [Waiting(log, *clock(heard[log.pk], log.received_precision, now)) for log in rows]


def clock(heard_at: datetime, precision: str, now: datetime) -> tuple[datetime | None, str]:
    """The end of the 24 hours, and how it stands: "" (time enough), "amber" (six hours left), "red" (over)."""
    if precision != Precision.MINUTE:
        return None, ""
    last = due(heard_at)
    if last is None:
        return None, ""
    if now > last:
        return last, "red"
    return last, "amber" if now > last - timedelta(hours=6) else ""


def desks_for(user: User, found: Sequence[Desk]) -> list[Desk]:
    """The desks in the order in which this person is likely to want them: those of the own department first."""
    return sorted(found, key=lambda desk: (user.department not in desk.departments, desk.order))
