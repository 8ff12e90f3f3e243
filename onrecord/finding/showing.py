"""Results as a page shows them: what it is, where it leads, and where the words stand."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from onrecord.calls.kept_back import kept_back
from onrecord.calls.models import Recording
from onrecord.contact.models import Log, LogPerson, LogPlace
from onrecord.finding.asking import Term
from onrecord.finding.models import Kind
from onrecord.finding.passages import of_calls, of_logs
from onrecord.finding.queries import Hit
from onrecord.finding.snippets import Piece, best, marked, matches
from onrecord.people.models import User
from onrecord.recording.models import Crime, CrimePerson, ReportedIncident


@dataclass
class Row:
    """One result. `where`: the part of the record that `snippet` is from. `near`: a name in it is only spelt nearly as asked."""

    title: str
    url: str
    at: datetime | None
    precision: str = "minute"
    facts: list[str] = field(default_factory=list)
    where: str = ""
    snippet: SafeString | str = ""
    near: bool = False


Rows = dict[int, Row]


def rows(hits: Sequence[Hit], terms: Sequence[Term], user: User) -> list[Row]:
    """The results as rows, in order. A record that has gone meanwhile is left out, and a call found by marks alone that are
    kept from this person."""
    ids: dict[Kind, list[int]] = defaultdict(list)
    for hit in hits:
        ids[hit.kind].append(hit.id)
    made: dict[Kind, Rows] = {
        kind: _SHOW[kind](some, terms) for kind, some in ids.items() if kind != Kind.CALL
    }
    made[Kind.CALL] = _calls(ids[Kind.CALL], terms, user)
    found = []
    for hit in hits:
        row = made[hit.kind].get(hit.id)
        if row is not None:
            row.near = hit.near
            found.append(row)
    return found


def log_row(log: Log) -> Row:
    facts = _given(log.opening_code, log.department, "" if log.closed_at else "open")
    url = reverse("log", args=[log.pk])
    return Row(log.ref, url, log.received_at, log.received_precision, facts)


def crime_row(crime: Crime) -> Row:
    facts = _given(crime.offence, crime.crime_class)
    url = reverse("crime", args=[crime.pk])
    return Row(crime.ref, url, crime.recorded_at, crime.recorded_precision, facts)


def _logs(ids: Sequence[int], terms: Sequence[Term]) -> Rows:
    logs = Log.objects.defer("extra").in_bulk(ids)
    pieces = of_logs(list(logs.values()))
    return {pk: _with(log_row(log), pieces[pk], terms) for pk, log in logs.items()}


def _crimes(ids: Sequence[int], terms: Sequence[Term]) -> Rows:
    found = {}
    for pk, crime in Crime.objects.in_bulk(ids).items():
        row = crime_row(crime)
        row.facts = _given(crime.get_state_display() if crime.state else "")
        refs = [*map(str, crime.log_refs), crime.other_ref, crime.from_ref]
        about = _text(crime.offence, crime.crime_class, crime.ho_code, crime.victim_role, *refs)
        people = CrimePerson.objects.filter(crime=crime, removed=False).order_by("id")
        pieces = [
            Piece("", about),
            Piece("How it was done", crime.modus),
            Piece("Place", crime.place),
        ]
        pieces += [Piece("Person", _person_text(person)) for person in people]
        things = crime.things.filter(removed=False).order_by("id") if crime.state else []
        pieces += [Piece("Property", _text(thing.description, thing.mark)) for thing in things]
        found[pk] = _with(row, pieces, terms)
    return found


def _incidents(ids: Sequence[int], terms: Sequence[Term]) -> Rows:
    found = {}
    for pk, one in ReportedIncident.objects.in_bulk(ids).items():
        facts = _given(one.get_kind_display(), one.sub_code, one.get_state_display())
        row = Row(one.ref, reverse("incident", args=[pk]), one.recorded_at, "minute", facts)
        refs = _text(*map(str, (*one.log_refs, *one.crime_refs, *one.victims)))
        pieces = [Piece("", one.reason), Piece("To try", one.to_try), Piece("Place", one.place)]
        found[pk] = _with(row, [*pieces, Piece("Names", refs)], terms)
    return found


def _people(ids: Sequence[int], terms: Sequence[Term]) -> Rows:
    found = {}
    for pk, person in LogPerson.objects.select_related("log").in_bulk(ids).items():
        row = _of_log(person.log, person.name or person.label, _of_person(person))
        found[pk] = _with(row, [Piece("", _person_text(person, name=False))], terms)
    return found


def _crime_people(ids: Sequence[int], terms: Sequence[Term]) -> Rows:
    found = {}
    for pk, person in CrimePerson.objects.select_related("crime").in_bulk(ids).items():
        row = crime_row(person.crime)
        facts = [*_of_person(person), f"in crime {person.crime.ref}"]
        row.title, row.facts = person.name or person.label, facts
        found[pk] = _with(row, [Piece("", _person_text(person, name=False))], terms)
    return found


def _places(ids: Sequence[int], terms: Sequence[Term]) -> Rows:
    found = {}
    for pk, place in LogPlace.objects.select_related("log").in_bulk(ids).items():
        row = _of_log(place.log, str(place) or place.label, _given(place.what))
        text = _text(place.text, place.postcode, place.grid, place.uprn)
        found[pk] = _with(row, [Piece("", text)], terms)
    return found


def _calls(ids: Sequence[int], terms: Sequence[Term], user: User) -> Rows:
    if not ids:
        return {}
    found = {}
    recordings = Recording.objects.filter(pk__in=ids)
    kept = kept_back(user, list(recordings.values_list("log_id", flat=True)))
    blind = {each.log_id for each in kept}
    for pk, (recording, pieces) in of_calls(ids, kept).items():
        here = [*pieces, Piece("", recording.log_ref)]
        # That it is found at all would tell that a mark has the word.
        if recording.log_id in blind and not _all_stand(here, terms):
            continue
        row = _of_log(recording.log, f"Call in log {recording.log_ref}", _given(recording.about))
        row.url = reverse("recording", args=[pk])
        row.facts = row.facts[:-1]
        found[pk] = _with(row, pieces, terms)
    return found


_SHOW: Mapping[Kind, Callable[[Sequence[int], Sequence[Term]], Rows]] = {
    Kind.LOG: _logs,
    Kind.CRIME: _crimes,
    Kind.INCIDENT: _incidents,
    Kind.PERSON: _people,
    Kind.CRIME_PERSON: _crime_people,
    Kind.PLACE: _places,
}


def _all_stand(pieces: Sequence[Piece], terms: Sequence[Term]) -> bool:
    """Whether every word asked for stands in one of the pieces."""
    stand = {n for piece in pieces for _, _, n in matches(piece.text, terms)}
    return len(stand) == len(terms)


def _of_log(log: Log, title: str, facts: Iterable[str]) -> Row:
    row = log_row(log)
    row.title, row.facts = title, [*facts, f"in log {log.ref}"]
    return row


def _with(row: Row, pieces: Sequence[Piece], terms: Sequence[Term]) -> Row:
    """The row with the piece in which most of the words stand; the first where none does."""
    given = [piece for piece in pieces if piece.text]
    if given:
        chosen = best(given, terms) or given[0]
        row.where, row.snippet = chosen.name, marked(chosen.text, terms)
    return row


def _of_person(person: Any) -> list[str]:
    born = f"born {person.born:%d/%m/%Y}" if person.born else ""
    return _given(*map(str, person.roles), born)


def _person_text(person: Any, *, name: bool = True) -> str:
    return _text(person.name if name else "", person.phone, person.address, person.note)


def _text(*parts: str) -> str:
    return " · ".join(_given(*parts))


def _given(*parts: str) -> list[str]:
    return [part for part in parts if part]
