"""The database refuses to change the ledger, whoever asks: the same on SQLite and PostgreSQL."""

import pytest
from django.db import DatabaseError, connection, transaction

from onrecord.ledger import triggers
from onrecord.ledger.actions import append, append_many, erase, make_checkpoint
from onrecord.ledger.models import LedgerBody, LedgerEntry, LedgerErasure, LedgerHead

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_entries():
    """Entry 0 opens the ledger; 1 to 3 follow; 2 is erased by 4; a checkpoint stands at 5."""
    append_many([("log.imported", f"log:campus:{n}", f'{{"n":{n}}}') for n in (1, 2, 3)], by="sam")
    erase(seq=2, reason="asked for by the person concerned", by="jo")
    make_checkpoint(reason="on request")


def refused(statement: str, message: str) -> None:
    with (
        pytest.raises(DatabaseError, match=message),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.usefixtures("three_entries")
@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE ledger_ledgerentry SET actor = 'someone else' WHERE seq = 1", "never changed"),
        ("UPDATE ledger_ledgerentry SET seq = 9 WHERE seq = 4", "never changed"),
        ("DELETE FROM ledger_ledgerentry WHERE seq = 4", "never removed"),
        ("UPDATE ledger_ledgerbody SET body = '{}' WHERE seq = 1", "never changed"),
        ("DELETE FROM ledger_ledgerbody WHERE seq = 1", "only by erasing"),
        ("INSERT INTO ledger_ledgerbody (seq, salt, body) VALUES (2, '00', '{}')", "written once"),
        ("UPDATE ledger_ledgererasure SET entry_seq = 1", "never changed"),
        ("DELETE FROM ledger_ledgererasure", "never removed"),
        ("INSERT INTO ledger_ledgererasure (seq, entry_seq) VALUES (1, 4)", "needs the entry"),
        ("INSERT INTO ledger_ledgererasure (seq, entry_seq) VALUES (3, 1)", "needs the entry"),
        ("INSERT INTO ledger_ledgererasure (seq, entry_seq) VALUES (2, 4)", "once"),
        ("UPDATE ledger_ledgercheckpoint SET note = 'x'", "never changed"),
        ("DELETE FROM ledger_ledgercheckpoint", "never removed"),
        (
            "INSERT INTO ledger_ledgercheckpoint (size, made_at, reason, note) "
            "VALUES (4, '2026-01-01 00:00:00+00:00', 'daily', 'x')",
            "as large as it is now",
        ),
        (
            "INSERT INTO ledger_ledgercheckpoint (size, made_at, reason, note) "
            "VALUES (5, '2026-01-01 00:00:00+00:00', 'daily', 'x')",
            "one checkpoint",
        ),
        ("DELETE FROM ledger_ledgerhead", "never removed"),
        ("UPDATE ledger_ledgerhead SET size = 4", "only moves forward"),
        ("UPDATE ledger_ledgerhead SET size = 6", "only moves forward"),
        ("UPDATE ledger_ledgerhead SET id = 2", "only moves forward"),
        ("INSERT INTO ledger_ledgerhead (id, size, frontier) VALUES (2, 0, '')", "one head"),
    ],
)
def test_it_refuses(statement, message):
    refused(statement, message)


@pytest.mark.usefixtures("three_entries")
@pytest.mark.parametrize("seq", [3, 4, 6, 100, -1])
def test_an_entry_takes_the_next_number(seq):
    columns = "seq, recorded_at, kind, subject, actor, commitment, leaf"
    one = "'t', 'k', 's', 'a', 'c'"
    blob = "'\\x00'" if connection.vendor == "postgresql" else "x'00'"
    refused(
        f"INSERT INTO ledger_ledgerentry ({columns}) VALUES ({seq}, {one}, {blob})",
        "next number|unique|UNIQUE",
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO ledger_ledgerentry ({columns}) VALUES (5, {one}, {blob})")


@pytest.mark.usefixtures("three_entries")
def test_rows_that_follow_each_other_may_not_leave_a_gap():
    columns = "seq, recorded_at, kind, subject, actor, commitment, leaf"
    blob = "'\\x00'" if connection.vendor == "postgresql" else "x'00'"
    rows = ", ".join(f"({seq}, 't', 'k', 's', 'a', 'c', {blob})" for seq in (5, 7))
    refused(f"INSERT INTO ledger_ledgerentry ({columns}) VALUES {rows}", "next number")


@pytest.mark.usefixtures("three_entries")
@pytest.mark.parametrize("table", ["entry", "body", "erasure", "checkpoint", "head"])
def test_a_table_is_never_emptied_or_replaced(table):
    if connection.vendor == "postgresql":
        refused(f"TRUNCATE ledger_ledger{table}", "never emptied")
        refused(
            "SET LOCAL session_replication_role = 'replica'; DELETE FROM ledger_ledgerhead", "never"
        )
    else:
        columns = {"checkpoint": "size, made_at, reason, note"}.get(table, "*")
        refused(
            f"INSERT OR REPLACE INTO ledger_ledger{table} SELECT {columns} FROM ledger_ledger{table}",
            "ledger: ",
        )


@pytest.mark.usefixtures("three_entries")
def test_the_ordinary_way_still_works():
    assert list(LedgerErasure.objects.values_list("seq", "entry_seq")) == [(2, 4)]
    assert not LedgerBody.objects.filter(seq=2).exists()
    assert append(kind="log.changed", subject="log:campus:1", body={"n": 4}, by="sam") == 5
    assert LedgerHead.objects.get().size == LedgerEntry.objects.count() == 6


def test_rules_that_were_taken_away_are_named():
    assert triggers.missing(connection) == []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE ledger_ledgerentry DISABLE TRIGGER ledger_entry_kept")
        else:
            cursor.execute("DROP TRIGGER ledger_entry_kept")
    assert triggers.missing(connection) == ["ledger_entry_kept"]
    triggers.install(connection)
    assert triggers.missing(connection) == []


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_written():
    from onrecord.ledger.actions import LedgerError

    with pytest.raises(LedgerError, match="transaction"):
        append(kind="log.imported", subject="log:campus:1", body={}, by="sam")
    assert not LedgerEntry.objects.exists()
