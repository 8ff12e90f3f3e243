"""What of crimes and of reported incidents can be found. They bear the departments of the logs to which they belong."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from onrecord.finding.documents import (
    Found,
    as_list,
    joined,
    person_words,
    place_words,
    query,
    reference,
    rows_by,
    told_words,
)
from onrecord.finding.folding import short, words
from onrecord.finding.marks import LINKED, OF_CRIME, author_mark, department_mark, marks
from onrecord.finding.models import Kind, document_id
from onrecord.finding.store import Entry
from onrecord.recording.models import CrimePerson, CrimeProperty, ReportedIncident


def crime_documents(ids: Sequence[int], upto: int) -> Found:
    """The documents of these crimes and of their people, as the records are now."""
    departments: dict[int, set[str]] = defaultdict(set)
    for crime, department in query(_DEPARTMENTS, ids):
        departments[crime].add(department)
    found = Found()
    rows = query(_CRIMES, ids)
    here = [row[0] for row in rows if row[-1]]
    people = rows_by(CrimePerson, "crime_id", here, removed=False)
    things = rows_by(CrimeProperty, "crime_id", here, removed=False)
    for (
        number,
        ref,
        at,
        log_refs,
        crime_class,
        code,
        offence,
        role,
        by,
        place,
        postcode,
        grid,
        uprn,
        modus,
        one,
        other,
        _here,
    ) in rows:
        owner, at = document_id(Kind.CRIME, number), at or 0
        about = [reference(ref), short(crime_class), short(code), short(offence), short(role)]
        about += [reference(name) for name in (*as_list(log_refs), one, other) if name]
        about.append(place_words(place, postcode, grid, uprn))
        for thing in things[number]:
            about += [told_words(thing.description), reference(thing.mark)]
        others = [OF_CRIME, *_whose(by, departments[number])]
        for person in people[number]:
            about.append(person_words(person))
            found.names.update(words(person.name))
            own = marks(Kind.CRIME_PERSON, at, *others)
            found.entries.append(
                Entry(
                    document_id(Kind.CRIME_PERSON, person.pk), at, upto, owner, "", about[-1], own
                )
            )
        said = told_words(modus) if modus else ""
        own = marks(Kind.CRIME, at, *others)
        found.entries.append(Entry(owner, at, upto, None, said, joined(about), own))
    return found


def incident_documents(ids: Sequence[int], upto: int) -> Found:
    """The documents of these reported incidents."""
    found = Found()
    for row in ReportedIncident.objects.filter(id__in=ids).select_related("log"):
        at = int(row.recorded_at.timestamp())
        about = [
            reference(row.ref),
            short(row.kind),
            short(row.sub_code),
            short(row.get_kind_display()),
        ]
        about += [reference(name) for name in (*as_list(row.log_refs), *as_list(row.crime_refs))]
        about += [short(name) for name in as_list(row.victims)]
        about += [told_words(row.place)] if row.place else []
        departments = {row.department} | ({row.log.department} if row.log else set())
        others = _whose(row.recorded_by, departments, linked=row.log is not None)
        own = marks(Kind.INCIDENT, at, OF_CRIME, *others)
        said = joined(map(told_words, filter(None, (row.reason, row.to_try))))
        number = document_id(Kind.INCIDENT, row.pk)
        found.entries.append(Entry(number, at, upto, None, said, joined(about), own))
    return found


def _whose(by: str, departments: Iterable[str], linked: bool | None = None) -> list[str]:
    found = sorted(department_mark(name) for name in departments)
    if linked or (linked is None and found):
        found.append(LINKED)
    return [*found, author_mark(by)] if by else found


_CRIMES = """
SELECT id, ref, SECONDS(recorded_at), log_refs, crime_class, ho_code, offence, victim_role, recorded_by, place, postcode, grid,
    uprn, modus,
    other_ref, from_ref, state <> ''
FROM recording_crime WHERE id THESE"""
_DEPARTMENTS = """
SELECT DISTINCT x.crime_id, l.department FROM recording_crimelog x JOIN contact_log l ON l.id = x.log_id
WHERE x.crime_id THESE"""
