"""What a worklist is: data. Which things, in which order, whose they are, until when, and who hears of them after that.

A list is a table of TOML (`onrecord/supervision/lists/worklists/*.toml`) or was made on the page; both are checked here.

    subject = "undecided"            one of onrecord.supervision.subjects
    clock = "heard"                  the moment that starts the clock
    hours = 24                       until when; left out where the clock has a limit of its own
    amber = 6                        hours before that at which it is shown as pressing
    roles = ["supervisor"]           whose list it is; departments: only of these, empty for all
    [filters]  source = ["Officer"]
    [[escalation]]  after = 4, to = "registrar"     hours after it was due
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from onrecord.people.roles import Role
from onrecord.supervision.errors import SupervisionError
from onrecord.supervision.subjects import SUBJECTS, Clock, Subject

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
# "head": whoever answers for the department of the thing.
HEAD = "head"
KEYS = {
    "title", "words", "subject", "clock", "hours", "amber", "order", "newest_first", "roles", "departments", "filters",
    "escalation", "retired",
}  # fmt: skip
MOST_HOURS = 24 * 366


@dataclass(frozen=True, slots=True)
class Escalation:
    """So many hours after it was due, who hears of it: a role, or "head"."""

    after: int
    to: str

    @property
    def words(self) -> str:
        label = "" if self.to == HEAD else Role(self.to).label
        whom = f"the {label[:1].lower()}{label[1:]}" if label else "the head of the department"
        return (
            f"{whom}, {self.after} h after it was due" if self.after else f"{whom}, when it is due"
        )


@dataclass(frozen=True)
class Worklist:
    """One list. `hours` None: the clock's own limit."""

    slug: str
    title: str
    words: str
    subject_key: str
    clock_key: str
    hours: int | None = None
    amber: int = 0
    order: int = 100
    newest_first: bool = False
    roles: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    escalation: tuple[Escalation, ...] = ()
    retired: bool = False

    @property
    def subject(self) -> Subject:
        return SUBJECTS[self.subject_key]

    @property
    def clock(self) -> Clock:
        return self.subject.clocks[self.clock_key]

    @property
    def span(self) -> timedelta:
        """From the start of the clock until it is due. Hours are hours: a change to summer time adds and takes none."""
        if self.hours is not None:
            return timedelta(hours=self.hours)
        return self.clock.limit or timedelta()

    def due(self, since: Any) -> datetime:
        """When it is due. What comes up on a day is due when the day is over, by the clocks here."""
        if not self.clock.day:
            # In UTC, where an hour is an hour: local times would be added up by the hands of the clock.
            moment: datetime = since.astimezone(UTC) + self.span
            return moment
        day = since.date() if isinstance(since, datetime) else since
        over = datetime.combine(day + timedelta(days=1), time.min)
        return timezone.make_aware(over).astimezone(UTC) + self.span

    def due_before(self, moment: datetime) -> dict[str, Any]:
        """The rows that are due before a moment, as a look-up."""
        at = moment - self.span
        if self.clock.day:
            return {f"{self.clock.field}__lt": timezone.localdate(at)}
        return {f"{self.clock.field}__lt": at}

    @property
    def limit_words(self) -> str:
        """Until when, in words."""
        if self.clock.day:
            return f"by the end of {self.clock.words}"
        if self.hours is None and self.clock.until:
            return self.clock.until
        hours = int(self.span.total_seconds()) // 3600
        if not hours:
            return "on the day given for each" if "due" in self.clock.words else "at once"
        if hours % 24 == 0 and hours > 48:
            return f"{hours // 24} days from {self.clock.words}"
        return f"{hours} hour{'' if hours == 1 else 's'} from {self.clock.words}"

    def to_json(self) -> dict[str, Any]:
        """The list as plain data, as versions and the ledger keep it."""
        return {
            "slug": self.slug,
            "title": self.title,
            "words": self.words,
            "subject": self.subject_key,
            "clock": self.clock_key,
            "hours": self.hours,
            "amber": self.amber,
            "order": self.order,
            "newest_first": self.newest_first,
            "roles": list(self.roles),
            "departments": list(self.departments),
            "filters": {name: list(values) for name, values in sorted(self.filters.items())},
            "escalation": [{"after": each.after, "to": each.to} for each in self.escalation],
            "retired": self.retired,
        }


def build(data: Mapping[str, Any], slug: str, where: str = "") -> Worklist:
    """A list from its data. Raises SupervisionError naming what is wrong and what to write instead."""
    at = f"{where}: " if where else ""
    if not NAME.match(slug) or len(slug) > 60:
        raise SupervisionError(
            f"{at}name the list in small letters, digits and hyphens, such as open-logs."
        )
    strange = sorted(set(data) - KEYS - {"slug"})
    if strange:
        raise SupervisionError(
            f"{at}{strange[0]!r} is nothing a worklist has. Use: {', '.join(sorted(KEYS))}."
        )
    title, words = _text(data, "title", 80, at), _text(data, "words", 400, at)
    subject = SUBJECTS.get(data.get("subject", ""))
    if subject is None:
        raise SupervisionError(
            f"{at}there is no subject {data.get('subject')!r}. Use one of: {', '.join(SUBJECTS)}."
        )
    clock = subject.clocks.get(data.get("clock", ""))
    if clock is None:
        raise SupervisionError(
            f"{at}{data.get('clock')!r} starts no clock of {subject.key}. Use: {', '.join(subject.clocks)}."
        )
    roles = _texts(data, "roles", at)
    if not roles or not set(roles) <= set(Role.values):
        raise SupervisionError(f"{at}name whose list it is. Use: {', '.join(Role.values)}.")
    return Worklist(
        slug=slug,
        title=title,
        words=words,
        subject_key=subject.key,
        clock_key=data["clock"],
        hours=None if data.get("hours") is None else _hours(data, "hours", at),
        amber=_hours(data, "amber", at),
        order=_hours(data, "order", at, 100),
        newest_first=_truth(data, "newest_first", at),
        roles=tuple(roles),
        departments=tuple(_texts(data, "departments", at)),
        filters=_filters(data, subject, at),
        escalation=tuple(_escalation(data, at)),
        retired=_truth(data, "retired", at),
    )


def _text(data: Mapping[str, Any], name: str, most: int, at: str) -> str:
    value = data.get(name)
    text = " ".join(value.replace("\0", "").split()) if isinstance(value, str) else ""
    if not text or len(text) > most:
        raise SupervisionError(f"{at}write {name}: {most} letters at most.")
    return text


def _texts(data: Mapping[str, Any], name: str, at: str) -> list[str]:
    value = data.get(name, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise SupervisionError(f"{at}write {name} as a list of texts.")
    return list(dict.fromkeys(each.strip() for each in value if each.strip()))


def _hours(data: Mapping[str, Any], name: str, at: str, usual: int = 0) -> int:
    value = data.get(name, usual)
    if type(value) is not int or not 0 <= value <= MOST_HOURS:
        raise SupervisionError(f"{at}write {name} as a whole number from 0 to {MOST_HOURS:,}.")
    return value


def _truth(data: Mapping[str, Any], name: str, at: str) -> bool:
    value = data.get(name, False)
    if type(value) is not bool:
        raise SupervisionError(f"{at}write {name} as true or false.")
    return value


def _filters(data: Mapping[str, Any], subject: Subject, at: str) -> dict[str, tuple[str, ...]]:
    given = data.get("filters", {})
    if not isinstance(given, dict):
        raise SupervisionError(f"{at}write filters as a table.")
    found = {}
    for name, values in given.items():
        if name not in subject.filters:
            known = ", ".join(subject.filters) or "none"
            raise SupervisionError(f"{at}{subject.key} has no filter {name!r}. Use: {known}.")
        chosen = _texts({name: values}, name, at)
        if name == "older" and not all(each.isdecimal() and len(each) < 6 for each in chosen):
            raise SupervisionError(f"{at}write the filter older as whole hours.")
        if chosen:
            found[name] = tuple(chosen)
    return found


def _escalation(data: Mapping[str, Any], at: str) -> list[Escalation]:
    given = data.get("escalation", [])
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise SupervisionError(f"{at}write escalation as a list of tables.")
    found = []
    for each in given:
        to = each.get("to")
        if to != HEAD and to not in Role.values:
            raise SupervisionError(
                f"{at}it can't go to {to!r}. Use: {', '.join((HEAD, *Role.values))}."
            )
        found.append(Escalation(_hours(each, "after", at), str(to)))
    return sorted(found, key=lambda each: (each.after, each.to))
