"""Results as a page shows them: what it is, where it leads, and where the words stand."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from onrecord.contact.models import EntryKind, Log, LogEntry, LogPerson, LogPlace
from onrecord.finding.asking import Term
from onrecord.finding.models import Kind
from onrecord.finding.queries import Hit
from onrecord.finding.snippets import Piece, best, marked
from onrecord.recording.models import Crime

# Of the entries of all logs on a page.
MOST_ENTRIES = 5_000


@dataclass
class Row:
    """One result. `where`: the part of the record that `snippet` is from. `near`: a name that is only spelt nearly as asked."""

    title: str
    url: str
    at: datetime | None
    precision: str = "minute"
    facts: list[str] = field(default_factory=list)
    where: str = ""
    snippet: SafeString | str = ""
    near: bool = False


def rows(kind: Kind, hits: Sequence[Hit], terms: Sequence[Term]) -> list[Row]:
    """The results as rows, in order. A record that has gone meanwhile is left out."""
    return _SHOW[kind](hits, terms)


def log_row(log: Log) -> Row:
    facts = [log.opening_code, log.department, "" if log.closed_at else "open"]
    url = reverse("log", args=[log.pk])
    return Row(log.ref, url, log.received_at, log.received_precision, list(filter(None, facts)))


def crime_row(crime: Crime) -> Row:
    facts = [crime.offence, crime.crime_class]
    url = reverse("crime", args=[crime.pk])
    return Row(
        crime.ref, url, crime.recorded_at, crime.recorded_precision, list(filter(None, facts))
    )


def _logs(hits: Sequence[Hit], terms: Sequence[Term]) -> list[Row]:
    logs = Log.objects.defer("extra").in_bulk([hit.id for hit in hits])
    pieces = _pieces(list(logs.values()))
    found = []
    for hit in hits:
        log = logs.get(hit.id)
        if log is None:
            continue
        row = log_row(log)
        chosen = best(pieces[log.pk], terms) or Piece("", log.text)
        row.where, row.snippet = chosen.name, marked(chosen.text, terms)
        found.append(row)
    return found


def _pieces(logs: list[Log]) -> dict[int, list[Piece]]:
    """Everything in which the words of a log may stand, what was said first."""
    found = {log.pk: [Piece("", log.text)] if log.text else [] for log in logs}
    by_key = {(log.system, log.ref_key): log.pk for log in logs}
    lines = LogEntry.objects.filter(log_ref_key__in=[log.ref_key for log in logs])
    for line in lines.exclude(kind=EntryKind.OPENED).order_by("entered_at", "id")[:MOST_ENTRIES]:
        log_id = by_key.get((line.system, line.log_ref_key))
        if log_id is not None:
            at = timezone.localtime(line.entered_at)
            found[log_id].append(Piece(f"Entry of {at:%d/%m/%Y %H:%M}", line.text))
    here = [log.pk for log in logs if log.opened_at]
    for person in LogPerson.objects.filter(log_id__in=here).order_by("id"):
        found[person.log_id].append(Piece("Person", _person_text(person)))
    for place in LogPlace.objects.filter(log_id__in=here).order_by("id"):
        found[place.log_id].append(Piece("Place", _place_text(place)))
    for log in logs:
        about = {
            "Opening code": log.opening_code,
            "Closing code": log.closing_code,
            "Source": log.source,
            "Officer": log.officer,
            "Qualifiers": ", ".join(map(str, log.qualifiers)),
            "Names these references": ", ".join(
                [*map(str, log.crime_refs), log.duplicate_of]
            ).strip(", "),
        }
        found[log.pk] += [Piece(name, text) for name, text in about.items() if text]
    return found


def _crimes(hits: Sequence[Hit], terms: Sequence[Term]) -> list[Row]:
    crimes = Crime.objects.in_bulk([hit.id for hit in hits])
    found = []
    for hit in hits:
        crime = crimes.get(hit.id)
        if crime is None:
            continue
        row = crime_row(crime)
        texts = [crime.ho_code, crime.victim_role, ", ".join(map(str, crime.log_refs))]
        text = " · ".join(filter(None, [crime.offence, crime.crime_class, *texts]))
        row.facts, row.snippet = [], marked(text, terms)
        found.append(row)
    return found


def _people(hits: Sequence[Hit], terms: Sequence[Term]) -> list[Row]:
    def show(person: LogPerson) -> tuple[str, str, list[str]]:
        born = f"born {person.born:%d/%m/%Y}" if person.born else ""
        return person.name or person.label, _person_text(person, name=False), [*person.roles, born]

    return _of_logs(LogPerson, hits, terms, show)


def _places(hits: Sequence[Hit], terms: Sequence[Term]) -> list[Row]:
    def show(place: LogPlace) -> tuple[str, str, list[str]]:
        return str(place) or place.label, _place_text(place), [place.what]

    return _of_logs(LogPlace, hits, terms, show)


def _of_logs(model: Any, hits: Sequence[Hit], terms: Sequence[Term], show: Any) -> list[Row]:
    """People or places, each leading to the log that names them."""
    records = model.objects.select_related("log").in_bulk([hit.id for hit in hits])
    found = []
    for hit in hits:
        record = records.get(hit.id)
        if record is None:
            continue
        title, text, facts = show(record)
        log = record.log
        row = Row(title, reverse("log", args=[log.pk]), log.received_at, log.received_precision)
        row.facts = [str(fact) for fact in (*facts, f"in log {log.ref}") if fact]
        row.snippet, row.near = marked(text, terms), hit.near
        found.append(row)
    return found


def _person_text(person: LogPerson, *, name: bool = True) -> str:
    parts = [person.name if name else "", person.phone, person.address, person.note]
    return " · ".join(filter(None, parts))


def _place_text(place: LogPlace) -> str:
    parts = [place.text, place.postcode, place.grid, place.uprn]
    return " · ".join(filter(None, parts))


_SHOW = {Kind.LOG: _logs, Kind.CRIME: _crimes, Kind.PERSON: _people, Kind.PLACE: _places}

# Keeps the order of the page's tabs.
SLUGS: dict[str, tuple[str, Kind]] = {
    "logs": ("Logs", Kind.LOG),
    "people": ("People", Kind.PERSON),
    "places": ("Places", Kind.PLACE),
    "crimes": ("Crimes", Kind.CRIME),
    "text": ("Text only", Kind.LOG),
}
