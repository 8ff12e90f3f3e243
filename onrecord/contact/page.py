"""What the page of one log shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from onrecord.contact import queries
from onrecord.contact.actions.sending import unanswered
from onrecord.contact.clock import clock_of
from onrecord.contact.commands import COMMANDS
from onrecord.contact.force import force
from onrecord.contact.forms.deeds import OFFERED
from onrecord.contact.models import EntryKind, Log, LogEntry, LogLink, LogPlace, Precision
from onrecord.contact.people import age_of
from onrecord.contact.policies import can_write_log, visible_logs
from onrecord.contact.resources import first_at_scene, resources
from onrecord.contact.thrive import latest
from onrecord.people.models import User

MOST_ENTRIES = 500


@dataclass(frozen=True)
class Moment:
    """One point of a log's time-line. `entry`: what stands behind it; `corrections`: what corrects it."""

    at: datetime
    precision: str
    title: str
    text: str = ""
    who: str = ""
    crime: Any = field(default=None)
    entry: LogEntry | None = None
    corrections: Sequence[LogEntry] = ()


def crimes_of(log: Log) -> list[Any]:
    """The crimes linked to a log, each with `how` it is known."""
    links = log.crimes.through.objects.filter(log=log).select_related("crime").order_by("crime_id")
    crimes = []
    link: Any
    for link in links:
        link.crime.how = link.get_how_display()
        crimes.append(link.crime)
    return crimes


def recording_gap(log: Log) -> Any:
    """From receipt to the first crime record; None where a time is too coarse to say, or there is none."""
    if log.first_recorded_at is None or log.received_precision != Precision.MINUTE:
        return None
    return log.first_recorded_at - log.received_at


def other_log(log: Log, user: User) -> Log | None:
    """The log of which this one is a duplicate, if it is here and this person may see it."""
    if not log.duplicate_of:
        return None
    same_system = visible_logs(user, Log.objects.filter(system=log.system))
    return same_system.filter(ref_key=queries.reference_key(log.duplicate_of)).first()


def timeline(log: Log, crimes: list[Any], lines: list[LogEntry]) -> list[Moment]:
    """Receipt, lines, crimes and closure in the order of their times.

    A log kept here says all of it in its entries; only crimes that others recorded are put beside them.
    """
    kept_here = log.opened_at is not None
    moments = (
        []
        if kept_here
        else [Moment(log.received_at, log.received_precision, "Report received", "", log.source)]
    )
    corrections: dict[int, list[LogEntry]] = {}
    for line in lines:
        if line.corrects is not None:
            corrections.setdefault(line.corrects, []).append(line)
    moments += [
        Moment(
            line.entered_at,
            "minute",
            "" if line.kind == EntryKind.LINE else _title(line),
            line.text,
            ", ".join(filter(None, [line.author, line.role])),
            entry=line,
            corrections=corrections.get(line.entry_seq, ()),
        )
        for line in lines
    ]
    told = {line.kind for line in lines}
    moments += [
        Moment(
            crime.recorded_at, crime.recorded_precision, "Crime recorded", crime.offence, "", crime
        )
        for crime in crimes
        if crime.recorded_at
        and not (kept_here and crime.system == log.system and EntryKind.CRIME in told)
    ]
    if log.closed_at and not kept_here:
        moments.append(Moment(log.closed_at, "minute", "Log closed", log.closing_code, log.officer))
    return sorted(moments, key=lambda one: one.at)


def _title(entry: LogEntry) -> str:
    words = entry.get_kind_display()
    return words[:1].upper() + words[1:]


def kept_here(log: Log, user: User, lines: list[LogEntry]) -> dict[str, Any]:
    """What only a log opened here has: clock, accounts, THRIVE, people, places, resources, links, and what may be done."""
    may_write = can_write_log(user, log)
    written = sorted(lines, key=lambda line: line.entry_seq)
    sent = resources(written)
    there = first_at_scene(sent)
    grade = force().grade(log.grade)
    people = list(log.people.order_by("id"))
    return {
        "clock": clock_of(log),
        "may_write": may_write and log.closed_at is None,
        "may_reopen": may_write and log.closed_at is not None,
        "deeds": OFFERED,
        "commands": COMMANDS,
        "accounts": [line for line in written if line.kind == EntryKind.ACCOUNT],
        "domestic": is_domestic(log),
        "thrive": latest(written),
        "people": [(person, age_of(person, log.received_at)) for person in people],
        "where": [(place, _doubts(place, written)) for place in log.places.order_by("id")],
        "resources": sent,
        "response": None if there is None else there - log.received_at,
        "response_limit": timedelta(minutes=grade.minutes) if grade and grade.minutes else None,
        "response_late": _late(there, log, grade.minutes if grade else 0),
        "grade": grade,
        "asked": unanswered(written),
        "links": links_of(log, user),
        "duplicates": list(
            visible_logs(user, Log.objects.filter(system=log.system, duplicate_of=log.ref))
        ),
    }


def is_domestic(log: Log) -> bool:
    """Whether opening code or qualifiers call it domestic."""
    return called_domestic(log.opening_code, log.qualifiers)


def called_domestic(opening: str, qualifiers: Iterable[str]) -> bool:
    """The same of an opening code and qualifiers by themselves."""
    return force().opening.get(opening) == "domestic" or any(
        "domestic" in name.lower() for name in qualifiers
    )


def links_of(log: Log, user: User) -> list[tuple[str, Log | None, str]]:
    """The linked logs: reference, the log itself if this person may see it, and why."""
    found = LogLink.objects.filter(Q(first=log) | Q(second=log)).select_related("first", "second")
    others = [
        (link.second if link.first_id == log.pk else link.first, link.why)
        for link in found.order_by("id")
    ]
    seen = set(
        visible_logs(
            user, Log.objects.filter(pk__in=[other.pk for other, _ in others])
        ).values_list("pk", flat=True)
    )
    return [(other.ref, other if other.pk in seen else None, why) for other, why in others]


def _doubts(place: LogPlace, entries: list[LogEntry]) -> list[str]:
    """What was doubted when the place was last written down."""
    found: list[str] = []
    for entry in entries:
        if entry.kind == EntryKind.PLACE and (entry.detail or {}).get("label") == place.label:
            found = list((entry.detail or {}).get("doubts", []))
    return found


def _late(there: datetime | None, log: Log, minutes: int) -> bool:
    return bool(minutes and there and there - log.received_at > timedelta(minutes=minutes))
