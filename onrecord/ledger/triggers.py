"""Rules the database itself keeps, whoever writes to it: the ledger only grows.

- Entries, checkpoints and erasures are never changed or removed; an entry's number is the next one.
- A body is never changed; it may be removed only once its erasure is on record, and never comes back.
- An erasure points to the entry that explains it. A checkpoint speaks of the present size.
- The head is one row, never removed, never smaller, and as large as there are entries.

They stop mistakes and careless hands. Whoever owns the database server can take them away; that is what
checkpoints in other people's hands are for, and `missing` tells when it was done. A later migration that alters one
of these tables must call `install` again: SQLite drops the rules with the table it rebuilds.
"""

from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

_ENTRY, _BODY, _ERASURE, _CHECKPOINT, _HEAD = (
    f"ledger_ledger{name}" for name in ("entry", "body", "erasure", "checkpoint", "head")
)
_NEXT = "COALESCE((SELECT max(seq) FROM ledger_ledgerentry), -1) + 1"
_NOT_EXPLAINED = """NOT EXISTS (
    SELECT 1 FROM ledger_ledgerentry e JOIN ledger_ledgerentry r ON r.subject = e.subject
    WHERE e.seq = NEW.seq AND r.seq = NEW.entry_seq AND r.kind = 'record.erased')"""

# name, table, event, condition under which it is refused, message. The conditions are read by both databases.
_RULES: Final = (
    ("entry_kept", _ENTRY, "UPDATE", "TRUE", "ledger entries are never changed"),
    ("entry_stays", _ENTRY, "DELETE", "TRUE", "ledger entries are never removed"),
    ("body_kept", _BODY, "UPDATE", "TRUE", "what a ledger entry says is never changed"),
    (
        "body_stays",
        _BODY,
        "DELETE",
        "NOT EXISTS (SELECT 1 FROM ledger_ledgererasure WHERE seq = OLD.seq)",
        "what a ledger entry says is removed only by erasing it, with a reason",
    ),
    ("erasure_kept", _ERASURE, "UPDATE", "TRUE", "the record of an erasure is never changed"),
    ("erasure_stays", _ERASURE, "DELETE", "TRUE", "the record of an erasure is never removed"),
    (
        "erasure_once",
        _ERASURE,
        "INSERT",
        "EXISTS (SELECT 1 FROM ledger_ledgererasure WHERE seq = NEW.seq)",
        "an erasure is recorded once",
    ),
    (
        "erasure_explained",
        _ERASURE,
        "INSERT",
        _NOT_EXPLAINED,
        "an erasure needs the entry that says who asked for it and why",
    ),
    ("checkpoint_kept", _CHECKPOINT, "UPDATE", "TRUE", "checkpoints are never changed"),
    ("checkpoint_stays", _CHECKPOINT, "DELETE", "TRUE", "checkpoints are never removed"),
    (
        "checkpoint_of_now",
        _CHECKPOINT,
        "INSERT",
        f"NEW.size <> {_NEXT}",
        "a checkpoint speaks of the ledger as large as it is now",
    ),
    (
        "checkpoint_once",
        _CHECKPOINT,
        "INSERT",
        "EXISTS (SELECT 1 FROM ledger_ledgercheckpoint WHERE size = NEW.size)",
        "there is one checkpoint for each size",
    ),
    ("head_stays", _HEAD, "DELETE", "TRUE", "the head of the ledger is never removed"),
    (
        "head_grows",
        _HEAD,
        "UPDATE",
        f"NEW.id <> OLD.id OR NEW.size < OLD.size OR NEW.size <> {_NEXT}",
        "the head of the ledger only moves forward, to the last entry",
    ),
)
# Where the databases differ: SQLite looks at each row, PostgreSQL at the rows of a statement together.
_SQLITE_RULES: Final = (
    ("entry_next", _ENTRY, "INSERT", f"NEW.seq <> {_NEXT}", "a ledger entry takes the next number"),
    (
        "body_once",
        _BODY,
        "INSERT",
        "NEW.seq <= (SELECT max(seq) FROM ledger_ledgerbody)",
        "what a ledger entry says is written once",
    ),
    (
        "head_once",
        _HEAD,
        "INSERT",
        "NEW.id <> 1 OR NEW.size <> 0 OR EXISTS (SELECT 1 FROM ledger_ledgerentry)",
        "the ledger has one head, made before its first entry",
    ),
)
_POSTGRES_RULES: Final = (
    (
        "head_once",
        _HEAD,
        "INSERT",
        "NEW.id <> 1 OR NEW.size <> 0 OR (EXISTS (SELECT 1 FROM ledger_ledgerentry) "
        "AND NOT EXISTS (SELECT 1 FROM ledger_ledgerhead))",
        "the ledger has one head, made before its first entry",
    ),
)
# name, table, condition over the inserted rows (`fresh`), message
_POSTGRES_BATCH_RULES: Final = (
    (
        "entry_next",
        _ENTRY,
        "SELECT count(*) > 0 AND (max(seq) - min(seq) + 1 <> count(*) OR "
        "min(seq) <> COALESCE((SELECT max(size) FROM ledger_ledgerhead), 0)) FROM fresh",
        "a ledger entry takes the next number",
    ),
    (
        "body_once",
        _BODY,
        "SELECT EXISTS (SELECT 1 FROM fresh JOIN ledger_ledgererasure USING (seq))",
        "what a ledger entry says is written once",
    ),
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the rules in place, replacing those of the same name."""
    remove(connection)
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the rules away: to undo the migration, and to empty a test database."""
    with connection.cursor() as cursor:
        for name, table in _names(connection.vendor):
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of rules that are not in force in this database: removed, or switched off."""
    if connection.vendor == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'ledger_%' AND tgenabled = 'A'"
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'ledger_%'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        there = {row[0] for row in cursor.fetchall()}
    return [name for name, _ in _names(connection.vendor) if name not in there]


def _names(vendor: str) -> list[tuple[str, str]]:
    if vendor == "postgresql":
        named = [rule[:2] for rule in (*_RULES, *_POSTGRES_RULES, *_POSTGRES_BATCH_RULES)]
        named += [(f"{table.removeprefix('ledger_ledger')}_whole", table) for table in _tables()]
    else:
        named = [rule[:2] for rule in (*_RULES, *_SQLITE_RULES)]
    return [(f"ledger_{name}", table) for name, table in named]


def _tables() -> tuple[str, ...]:
    return (_ENTRY, _BODY, _ERASURE, _CHECKPOINT, _HEAD)


def _statements(vendor: str) -> list[str]:
    if vendor != "postgresql":
        return [
            f"CREATE TRIGGER ledger_{name} BEFORE {event} ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, 'ledger: {message}'); END"
            for name, table, event, condition, message in (*_RULES, *_SQLITE_RULES)
        ]
    found = []
    for name, table, event, condition, message in (*_RULES, *_POSTGRES_RULES):
        given = "OLD" if event == "DELETE" else "NEW"
        found += [
            f"CREATE OR REPLACE FUNCTION ledger_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION 'ledger: {message}' USING ERRCODE = 'integrity_constraint_violation'; "
            f"END IF; RETURN {given}; END $$",
            f"CREATE TRIGGER ledger_{name} BEFORE {event} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION ledger_{name}()",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER ledger_{name}",
        ]
    for name, table, query, message in _POSTGRES_BATCH_RULES:
        found += [
            f"CREATE OR REPLACE FUNCTION ledger_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF ({query}) THEN RAISE EXCEPTION 'ledger: {message}' USING ERRCODE = 'integrity_constraint_violation'; "
            "END IF; RETURN NULL; END $$",
            f"CREATE TRIGGER ledger_{name} AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh "
            f"FOR EACH STATEMENT EXECUTE FUNCTION ledger_{name}()",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER ledger_{name}",
        ]
    found.append(
        "CREATE OR REPLACE FUNCTION ledger_whole() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'ledger: its tables are never emptied' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for table in _tables():
        name = f"ledger_{table.removeprefix('ledger_ledger')}_whole"
        found += [
            f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_whole()",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
        ]
    return found
