"""What of a log can be found: logs, read in sets, become entries of the index.

A log is one document, with its entries, people and places, so that words of a question may be spread over all of them.
Its people, its places and the recordings of its calls are documents of their own besides.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from onrecord.calls.models import Mark, Recording, Transcript
from onrecord.contact.models import EntryKind, LogPerson, LogPlace
from onrecord.finding.folding import GAP, LONGEST, compact, fold, phone, short, squash, words
from onrecord.finding.marks import CLOSED, OF_LOG, OPEN, department_mark, marks
from onrecord.finding.models import Kind, document_id
from onrecord.finding.store import MOST_SAID, Entry


@dataclass
class Found:
    """Documents, and the words of names in them."""

    entries: list[Entry] = field(default_factory=list)
    names: set[str] = field(default_factory=set)


def log_documents(ids: Sequence[int], upto: int) -> Found:
    """The documents of these logs and of all that belongs to them, as the records are now."""
    found = Found()
    rows = query(_LOGS, ids)
    texts = _entry_texts([row[2] for row in rows])
    here = [row[0] for row in rows if row[-1]]
    people, places = rows_by(LogPerson, "log_id", here), rows_by(LogPlace, "log_id", here)
    calls = _calls(ids)
    for (
        number, system, key, ref, at, opening, closing, source, officer, qualifiers, text, is_open, department,
        crime_refs, double, _here,
    ) in rows:  # fmt: skip
        owner = document_id(Kind.LOG, number)
        about = [reference(ref), short(opening), short(closing), short(source), short(officer)]
        about += [short(name) for name in as_list(qualifiers)]
        about += [reference(name) for name in (*as_list(crime_refs), double) if name]
        others = (OPEN if is_open else CLOSED, department_mark(department), OF_LOG)

        def part(kind: Kind, record: Any, said: str, about: str) -> Entry:
            own = marks(kind, at, *others)  # noqa: B023  (used before the next turn of the loop)
            return Entry(document_id(kind, record.pk), at, upto, owner, said, about, own)  # noqa: B023

        for person in people[number]:
            about.append(person_words(person))
            found.names.update(words(person.name))
            found.entries.append(part(Kind.PERSON, person, "", about[-1]))
        for place in places[number]:
            about.append(place_words(place.text, place.postcode, place.grid, place.uprn))
            found.entries.append(part(Kind.PLACE, place, "", about[-1]))
        for recording, told in calls[number]:
            of_call = joined([short(recording.about), reference(ref)])
            found.entries.append(part(Kind.CALL, recording, joined(map(told_words, told)), of_call))
        said = [told_words(piece) for piece in (text, *texts.get((system, key), ())) if piece]
        own = marks(Kind.LOG, at, *others)
        found.entries.append(Entry(owner, at, upto, None, joined(said), joined(about), own))
    return found


def _calls(log_ids: Sequence[int]) -> dict[int, list[tuple[Recording, list[str]]]]:
    """The recordings of logs, each with what people marked in it and what machines made of it."""
    found: dict[int, list[tuple[Recording, list[str]]]] = defaultdict(list)
    recordings = Recording.objects.filter(log_id__in=log_ids).order_by("id")
    told: dict[int, list[str]] = {}
    for recording in recordings:
        told[recording.pk] = []
        found[recording.log_id].append((recording, told[recording.pk]))
    if told:
        marks_there = Mark.objects.filter(recording_id__in=told, withdrawn_at=None)
        for mark in marks_there.order_by("recording_id", "at_ms", "id"):
            told[mark.recording_id] += [mark.text, mark.act]
        for transcript in Transcript.objects.filter(recording_id__in=told).order_by("id"):
            told[transcript.recording_id].append(transcript.text)
    return found


def told_words(text: str) -> str:
    """Free text: its words, then the second forms of numbers and postcodes in it."""
    forms = compact(text)
    return f"{fold(text)} {GAP} {' '.join(forms)}" if forms else fold(text)


def reference(ref: str) -> str:
    """A reference by its words, and as one word in any spelling."""
    parts = words(ref)
    return f"{' '.join(parts)} {GAP} =r{''.join(parts)[:LONGEST]}" if parts else ""


def person_words(person: Any) -> str:
    """Somebody's name, telephone number, address and note."""
    parts = [told_words(p) for p in (person.name, person.phone, person.address, person.note) if p]
    digits = phone(person.phone)
    if len(digits) >= 3:
        parts.append(f"=t{digits[:50]}")
    return joined(parts)


def place_words(text: str, postcode: str, grid: str, uprn: str) -> str:
    """A place by its words, and by its postcode and grid reference in any spelling."""
    parts = [told_words(part) for part in (text, postcode, uprn, grid) if part]
    parts += [f"=p{squash(postcode)}"] if postcode else []
    parts += [f"=g{squash(grid)}"] if grid else []
    return joined(parts)


def joined(parts: Iterable[str]) -> str:
    """Parts with a gap between them; no more than the store takes, up to a whole word."""
    text = f" {GAP} ".join(filter(None, parts))
    if len(text) * 4 <= MOST_SAID or len(text.encode()) <= MOST_SAID:
        return text
    return text.encode()[:MOST_SAID].decode(errors="ignore").rpartition(" ")[0]


def as_list(value: Any) -> list[str]:
    """A JSON column as SQLite (text) or PostgreSQL gives it; what is no text in it is left out."""
    if isinstance(value, str):
        value = [] if value in ("[]", "{}", "") else json.loads(value)
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def rows_by(model: Any, name: str, ids: Sequence[int], **more: Any) -> dict[int, list[Any]]:
    """The rows of what belongs to records, by the id of the record."""
    found: dict[int, list[Any]] = defaultdict(list)
    if ids:
        for row in model.objects.filter(**{f"{name}__in": ids}, **more).order_by("id"):
            found[getattr(row, name)].append(row)
    return found


def _entry_texts(keys: Sequence[str]) -> dict[tuple[str, str], list[str]]:
    """What the entries of logs say, in order. What the program writes when a log is opened says nothing of its own."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for system, key, text in query(_ENTRIES, list(dict.fromkeys(keys))):
        found[system, key].append(text)
    return found


def query(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows for a list of ids or keys. THESE stands for the list, SECONDS(column) for a time in seconds since 1970."""
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


def words_in(entries: Iterable[Entry]) -> Iterator[str]:
    """Words of letters that a search may suggest."""
    seen: set[str] = set()
    for entry in entries:
        seen.update(entry.said.split())
        seen.update(entry.about.split())
    return (word for word in seen if 4 <= len(word) <= 24 and word.isalpha())
