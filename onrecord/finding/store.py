"""Where the words of the index are kept: an FTS5 table on SQLite, a tsvector with a GIN index on PostgreSQL.

Both hold the words as `onrecord.finding.folding` makes them, so that a search finds the same on either. A document has
three parts: `said` (what was told and written), `about` (references, codes, names, places) and `marks` (words that begin
with "=" and name its kind, its department, its day ...: filters are words, so they cost no look at another table).
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, NamedTuple

from django.db import OperationalError, connection, transaction

from onrecord.finding.asking import Either, Question, Term
from onrecord.finding.folding import GAP

# What PostgreSQL keeps of a word's places; further ones are still found, but not as part of a phrase.
_MOST_PLACES, _LAST_PLACE = 255, 16_382
# So that neither store refuses a document (PostgreSQL: 1 MB of words and places).
MOST_SAID = 400_000


class Entry(NamedTuple):
    """A document with its words; `said`, `about` and `marks` are words with single spaces."""

    id: int
    at: int
    upto: int
    owner: int | None
    said: str
    about: str
    marks: str


class Wanted(NamedTuple):
    """What to look for. `marks`: of each group one must be there. `said_only`: not in codes, names and references.
    `unlike`: but not what answers this question."""

    question: Question
    marks: tuple[tuple[str, ...], ...] = ()
    said_only: bool = False
    unlike: Question | None = None

    def also(self, *marks: str) -> "Wanted":
        return self._replace(marks=(*self.marks, marks))


class TooSlow(Exception):
    """The database was stopped, since an answer would have taken too long."""


def make_tables(database: Any) -> None:
    with database.cursor() as cursor:
        for statement in _MAKE[database.vendor]:
            cursor.execute(statement)


def drop_tables(database: Any) -> None:
    with database.cursor() as cursor:
        for statement in _DROP[database.vendor]:
            cursor.execute(statement)


_MAKE = {
    "sqlite": (
        "CREATE VIRTUAL TABLE IF NOT EXISTS finding_words USING fts5"
        "(said, about, marks, tokenize=\"ascii tokenchars '='\", columnsize=0)",
    ),
    "postgresql": (
        "ALTER TABLE finding_document ADD COLUMN IF NOT EXISTS words tsvector",
        "CREATE INDEX IF NOT EXISTS document_by_word ON finding_document USING gin (words)",
    ),
}
_DROP = {
    "sqlite": ("DROP TABLE IF EXISTS finding_words",),
    "postgresql": (
        "DROP INDEX IF EXISTS document_by_word",
        "ALTER TABLE finding_document DROP COLUMN IF EXISTS words",
    ),
}


def empty(database: Any = connection) -> None:
    """Forget every document. On PostgreSQL without the index of words: filling it afterwards is quicker."""
    with database.cursor() as cursor:
        if database.vendor == "sqlite":
            for statement in _DROP["sqlite"] + _MAKE["sqlite"]:
                cursor.execute(statement)
            cursor.execute("DELETE FROM finding_document")
        else:
            cursor.execute("TRUNCATE finding_document")
            cursor.execute("DROP INDEX IF EXISTS document_by_word")


def finish() -> None:
    """After filling an empty store: what makes searches quick."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # With what a server has by default, the index is written to disk in pieces and put together for minutes.
            cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
            for statement in _MAKE["postgresql"]:
                cursor.execute(statement)
            cursor.execute("ANALYZE finding_document")


def write(entries: Sequence[Entry], known: Iterable[int]) -> None:
    """Put documents in; `known` are those of them, and others that shall go, that are there already."""
    remove(known)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(
                "INSERT INTO finding_document (id, at, upto, owner) VALUES (%s, %s, %s, %s)",
                [entry[:4] for entry in entries],
            )
            cursor.executemany(
                "INSERT OR REPLACE INTO finding_words (rowid, said, about, marks) VALUES (%s, %s, %s, %s)",
                [(entry.id, entry.said, entry.about, entry.marks) for entry in entries],
            )
        elif entries:
            sql = "COPY finding_document (id, at, upto, owner, words) FROM STDIN"
            with cursor.copy(sql) as copy:
                for entry in entries:
                    copy.write_row((*entry[:4], _vector(entry)))


def remove(ids: Iterable[int]) -> None:
    with connection.cursor() as cursor:
        rest = iter(ids)
        while some := list(islice(rest, 5000)):
            if connection.vendor == "sqlite":
                rows = [(number,) for number in some]
                cursor.executemany("DELETE FROM finding_words WHERE rowid = %s", rows)
                cursor.executemany("DELETE FROM finding_document WHERE id = %s", rows)
            else:
                cursor.execute("DELETE FROM finding_document WHERE id = ANY(%s)", [some])


def words_of(ids: Sequence[int]) -> dict[int, set[str]]:
    """The words of documents as they are stored."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join(["%s"] * len(ids))
            cursor.execute(
                f"SELECT rowid, said || ' ' || about FROM finding_words WHERE rowid IN ({marks})",  # noqa: S608
                list(ids),
            )
            return {number: set(text.split()) for number, text in cursor.fetchall()}
        cursor.execute(
            "SELECT id, tsvector_to_array(words) FROM finding_document WHERE id = ANY(%s)",
            [list(ids)],
        )
        return {number: set(found or ()) for number, found in cursor.fetchall()}


def clear_residue(seconds: float | None = None) -> bool:
    """Put what removed documents left in the files of SQLite's index out of it, for at most so long; whether all is done.

    FTS5 only notes that words are gone until it merges what it has; PostgreSQL clears up by itself (autovacuum).
    """
    if connection.vendor != "sqlite":
        return True
    until = None if seconds is None else time.monotonic() + seconds
    pages = -200  # negative: begin by taking everything together
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT total_changes()")
            before = cursor.fetchone()[0]
            cursor.execute(
                "INSERT INTO finding_words (finding_words, rank) VALUES ('merge', %s)", [pages]
            )
            cursor.execute("SELECT total_changes()")
            if cursor.fetchone()[0] - before < 2:
                return True
        pages = 200
        if until is not None and time.monotonic() > until:
            return False


def match(wanted: Wanted, limit: int, seconds: float) -> list[tuple[int, int]]:
    """(at, id) of documents that answer, at most `limit`, in no order. Raises TooSlow."""
    with _bounded(seconds), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT d.at, d.id FROM finding_words w CROSS JOIN finding_document d ON d.id = w.rowid "
                "WHERE w.finding_words MATCH %s LIMIT %s",
                [sqlite_query(wanted), limit],
            )
        else:
            cursor.execute(
                "SELECT at, id FROM finding_document WHERE words @@ %s::tsquery LIMIT %s",
                [postgres_query(wanted), limit],
            )
        return cursor.fetchall()


@contextmanager
def _bounded(seconds: float) -> Iterator[None]:
    try:
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            until = time.monotonic() + seconds
            raw = connection.connection
            raw.set_progress_handler(lambda: time.monotonic() > until, 50)
            try:
                yield
            finally:
                raw.set_progress_handler(None, 0)
            return
        with transaction.atomic(), connection.cursor() as cursor:
            # Without the first two its planner reads the whole table for what it takes for frequent words.
            for setting in ("enable_seqscan = off", "work_mem = '64MB'"):
                cursor.execute(f"SET LOCAL {setting}")
            cursor.execute(f"SET LOCAL statement_timeout = {max(1, int(seconds * 1000))}")
            yield
            # Inside a longer transaction they would stay.
            for name in ("enable_seqscan", "work_mem", "statement_timeout"):
                cursor.execute(f"SET LOCAL {name} TO DEFAULT")
    except OperationalError as error:
        if "interrupted" in str(error) or "statement timeout" in str(error):
            raise TooSlow from None
        raise


def sqlite_query(wanted: Wanted) -> str:
    """The question in the language of FTS5. Words are letters, digits and "=" only, so quotation marks protect them."""
    column = "{said} : " if wanted.said_only else ""

    def term(one: Term) -> str:
        return f'"{" ".join(one.words)}"' + (" *" if one.prefix else "")

    def either(some: Either) -> str:
        return "(" + " OR ".join(map(term, some)) + ")"

    def any_way(question: Question) -> str:
        ways = [" AND ".join(map(either, question.must))] if question.must else []
        ways += map(term, question.whole)
        return column + "(" + " OR ".join(f"({way})" for way in ways) + ")"

    text = any_way(wanted.question)
    for group in wanted.marks:
        text = f"({text}) AND (" + " OR ".join(f'"{mark}"' for mark in group) + ")"
    if wanted.question.never:
        text = f"({text}) NOT ({column}{either(wanted.question.never)})"
    return f"({text}) NOT ({any_way(wanted.unlike)})" if wanted.unlike else text


def postgres_query(wanted: Wanted) -> str:
    """The question as a tsquery. Words are letters, digits and "=" only, so apostrophes protect them."""
    weight = "D" if wanted.said_only else ""

    def term(one: Term) -> str:
        parts = [f"'{word}'" + (f":{weight}" if weight else "") for word in one.words]
        if one.prefix:
            parts[-1] = f"'{one.words[-1]}':*{weight}"
        return "(" + " <-> ".join(parts) + ")"

    def either(some: Either) -> str:
        return "(" + " | ".join(map(term, some)) + ")"

    def any_way(question: Question) -> str:
        ways = [" & ".join(map(either, question.must))] if question.must else []
        ways += map(term, question.whole)
        return "(" + " | ".join(f"({way})" for way in ways) + ")"

    text = any_way(wanted.question)
    for group in wanted.marks:
        text += " & (" + " | ".join(f"'{mark}'" for mark in group) + ")"
    if wanted.question.never:
        text += f" & !{either(wanted.question.never)}"
    return f"{text} & !{any_way(wanted.unlike)}" if wanted.unlike else text


def _vector(entry: Entry) -> str:
    """A document as PostgreSQL reads a tsvector: words with their places, D for what was said, A for what it is about."""
    places: dict[str, list[str]] = {}
    number = 0
    for text, weight in ((entry.about, "A"), (entry.said, "")):
        for word in text.split():
            number += 1
            if word != GAP:
                place = number if number <= _LAST_PLACE else _LAST_PLACE + 1
                places.setdefault(word, []).append(f"{place}{weight}")
        number += 1
    vector = [f"'{word}':{','.join(found[:_MOST_PLACES])}" for word, found in places.items()]
    return " ".join(vector + [f"'{mark}'" for mark in entry.marks.split()])
