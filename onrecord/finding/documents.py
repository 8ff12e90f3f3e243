"""What of a record can be found: records, read in sets, become entries of the index.

A log is one document, with its entries, people and places, so that words of a question may be spread over all of them.
Its people and places are documents of their own besides, and so is each crime.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from django.db import connection

from onrecord.contact.models import EntryKind, LogPerson, LogPlace
from onrecord.finding.folding import GAP, compact, fold, phone, short, squash, words
from onrecord.finding.models import KINDS, Kind
from onrecord.finding.store import MOST_SAID, Entry

DAY = 86_400
# Days are looked through in blocks of this many.
BLOCK = 32
_BETWEEN = f" {GAP} "


@dataclass
class Found:
    """Documents, and the words of names in them."""

    entries: list[Entry] = field(default_factory=list)
    names: set[str] = field(default_factory=set)


@lru_cache(maxsize=5000)
def department_mark(department: str) -> str:
    return f"=a{blake2b(department.encode(), digest_size=6).hexdigest()}"


def day_mark(day: int) -> str:
    return f"=d{day}"


def block_mark(block: int) -> str:
    return f"=b{block}"


KIND_MARKS = {kind: f"={kind.name.lower()}" for kind in Kind}
OPEN, CLOSED = "=open", "=closed"


def _marks(kind: Kind, at: int, *others: str) -> str:
    day = max(0, at // DAY)
    return " ".join((KIND_MARKS[kind], day_mark(day), block_mark(day // BLOCK), *others))


def log_documents(ids: Sequence[int], upto: int) -> Found:
    """The documents of these logs, of their people and of their places, as the records are now."""
    found = Found()
    rows = _query(_LOGS, ids)
    texts = _entry_texts([row[2] for row in rows])
    here = [row[0] for row in rows if row[-1]]
    people, places = _by_log(LogPerson, here), _by_log(LogPlace, here)
    for (
        number, system, key, ref, at, opening, closing, source, officer, qualifiers, text, is_open, department,
        crime_refs, double, _here,
    ) in rows:  # fmt: skip
        state = OPEN if is_open else CLOSED
        about = [_reference(ref), short(opening), short(closing), short(source), short(officer)]
        about += [short(name) for name in _list(qualifiers)]
        about += [_reference(name) for name in (*_list(crime_refs), double) if name]
        others = (state, department_mark(department))
        for person in people[number]:
            said_of = _person(person.name, person.phone, person.address, person.note)
            about.append(said_of)
            found.names.update(words(person.name))
            marks = _marks(Kind.PERSON, at, *others)
            found.entries.append(
                Entry(person.pk * KINDS + Kind.PERSON, at, upto, number, "", said_of, marks)
            )
        for place in places[number]:
            said_of = _place(place)
            about.append(said_of)
            marks = _marks(Kind.PLACE, at, *others)
            found.entries.append(
                Entry(place.pk * KINDS + Kind.PLACE, at, upto, number, "", said_of, marks)
            )
        said = [_told(piece) for piece in (text, *texts.get((system, key), ())) if piece]
        found.entries.append(
            Entry(
                number * KINDS + Kind.LOG,
                at,
                upto,
                None,
                _cut(_BETWEEN.join(said)),
                _cut(_BETWEEN.join(filter(None, about))),
                _marks(Kind.LOG, at, *others),
            )
        )
    return found


def crime_documents(ids: Sequence[int], upto: int) -> Found:
    """The documents of these crimes. They bear the departments of the logs to which they belong."""
    departments: dict[int, set[str]] = defaultdict(set)
    for crime, department in _query(_CRIME_DEPARTMENTS, ids):
        departments[crime].add(department_mark(department))
    found = Found()
    for number, ref, at, crime_class, code, offence, role, log_refs in _query(_CRIMES, ids):
        about = [_reference(ref), short(crime_class), short(code), short(offence), short(role)]
        about += [_reference(name) for name in _list(log_refs) if name]
        found.entries.append(
            Entry(
                number * KINDS + Kind.CRIME,
                at or 0,
                upto,
                None,
                "",
                _cut(_BETWEEN.join(filter(None, about))),
                _marks(Kind.CRIME, at or 0, *sorted(departments[number])),
            )
        )
    return found


def _told(text: str) -> str:
    """Free text: its words, then the second forms of numbers and postcodes in it."""
    forms = compact(text)
    return f"{fold(text)} {GAP} {' '.join(forms)}" if forms else fold(text)


@lru_cache(maxsize=20_000)
def _reference(ref: str) -> str:
    key = squash(ref)
    return f"{short(ref)} {GAP} =r{key}" if key else ""


def _person(name: str, number: str, address: str, note: str) -> str:
    parts = [_told(part) for part in (name, number, address, note) if part]
    digits = phone(number)
    if len(digits) >= 3:
        parts.append(f"=t{digits[:50]}")
    return _BETWEEN.join(parts)


def _place(place: LogPlace) -> str:
    parts = [_told(part) for part in (place.text, place.postcode, place.uprn, place.grid) if part]
    parts += [f"=p{squash(place.postcode)}"] if place.postcode else []
    parts += [f"=g{squash(place.grid)}"] if place.grid else []
    return _BETWEEN.join(parts)


def _cut(text: str) -> str:
    """No more than the store takes, up to a whole word."""
    if len(text) * 4 <= MOST_SAID or len(text.encode()) <= MOST_SAID:
        return text
    return text.encode()[:MOST_SAID].decode(errors="ignore").rpartition(" ")[0]


def _list(value: Any) -> list[str]:
    """A JSON column as SQLite (text) or PostgreSQL gives it."""
    if isinstance(value, str):
        value = [] if value in ("[]", "{}", "") else json.loads(value)
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _by_log(model: Any, log_ids: Sequence[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    if log_ids:
        for row in model.objects.filter(log_id__in=log_ids).order_by("id"):
            found[row.log_id].append(row)
    return found


def _entry_texts(keys: Sequence[str]) -> dict[tuple[str, str], list[str]]:
    """What the entries of logs say, in order. What the program writes when a log is opened says nothing of its own."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for system, key, text in _query(_ENTRIES, list(dict.fromkeys(keys))):
        found[system, key].append(text)
    return found


def _query(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows for a list of ids or keys."""
    if not values:
        return []
    on_postgres = connection.vendor == "postgresql"
    these = "= ANY(%s)" if on_postgres else "IN (SELECT value FROM json_each(%s))"
    seconds = (
        "extract(epoch FROM {0})::bigint"
        if on_postgres
        else "CAST(strftime('%%s', {0}) AS integer)"
    )
    sql = sql.replace("THESE", these)
    for name in ("received_at", "recorded_at"):
        sql = sql.replace(f"SECONDS({name})", seconds.format(name))
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(values) if on_postgres else json.dumps(list(values))])
        return cursor.fetchall()


_LOGS = """
SELECT id, system, ref_key, ref, SECONDS(received_at), opening_code, closing_code, source, officer, qualifiers, text,
    closed_at IS NULL, department, crime_refs, duplicate_of, opened_at IS NOT NULL
FROM contact_log WHERE id THESE"""
_ENTRIES = f"""
SELECT system, log_ref_key, text FROM contact_logentry
WHERE log_ref_key THESE AND text <> '' AND kind <> '{EntryKind.OPENED.value}'
ORDER BY log_ref_key, entered_at, id"""  # noqa: S608  (the program's own word)
_CRIMES = """
SELECT id, ref, SECONDS(recorded_at), crime_class, ho_code, offence, victim_role, log_refs
FROM recording_crime WHERE id THESE"""
_CRIME_DEPARTMENTS = """
SELECT DISTINCT x.crime_id, l.department FROM recording_crimelog x JOIN contact_log l ON l.id = x.log_id
WHERE x.crime_id THESE"""


def words_in(entries: Iterable[Entry]) -> Iterator[str]:
    """Words of letters that a search may suggest."""
    seen: set[str] = set()
    for entry in entries:
        seen.update(entry.said.split())
        seen.update(entry.about.split())
    return (word for word in seen if 4 <= len(word) <= 24 and word.isalpha())
