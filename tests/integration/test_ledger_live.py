"""The check of the live ledger finds and locates what was done to the database behind its back."""

from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.contact.content import entry_content, log_content
from onrecord.contact.models import Log, LogEntry
from onrecord.ledger import ranges, triggers
from onrecord.ledger.actions import append, append_many, erase, make_checkpoint
from onrecord.ledger.cli import verify_cli, verify_report
from onrecord.ledger.entry import leaf_bytes
from onrecord.ledger.light import light_rows
from onrecord.ledger.live import verify_ledger
from onrecord.ledger.models import LedgerBody, LedgerCheckpoint, LedgerEntry, LedgerErasure
from onrecord.ledger.tree import leaf_hash
from onrecord.ledger.verify import CannotCheck

pytestmark = pytest.mark.django_db
# 0 opens, 1..20 imported, checkpoint at 21, 21..30, erasure of 7 in 31, checkpoint at 32, 32..34
SIZE, ERASED, CHECKPOINTS = 35, 7, (21, 32)


@pytest.fixture(autouse=True)
def ledger(tmp_path, monkeypatch):
    monkeypatch.setenv("ONRECORD_HOME", str(tmp_path))
    append_many([("log.imported", f"log:x:{n}", f'{{"n":{n}}}') for n in range(1, 21)], by="sam")
    make_checkpoint(reason="import")
    append_many([("log.changed", f"log:x:{n}", f'{{"n":"{n}"}}') for n in range(21, 31)], by="jo")
    assert erase(seq=ERASED, reason="asked for", by="jo") == 31
    make_checkpoint(reason="hourly")
    append_many([("log.imported", f"log:x:{n}", f'{{"n":{n}}}') for n in range(32, 35)], by="sam")


@contextmanager
def tampering():
    """As somebody with the database in his hands: without its rules, and undone afterwards."""
    with transaction.atomic():
        triggers.remove(connection)
        try:
            with connection.cursor() as cursor:
                yield cursor.execute
        finally:
            transaction.set_rollback(True)


def found(**options):
    """Problems, apart from the rules of the database, which the tampering took away."""
    report = verify_ledger(**options)
    return [(p.what, p.seq, p.until) for p in report.problems if p.what != "guard"]


def test_an_untouched_ledger_is_well():
    report = verify_cli(records=False)
    assert report.problems == []
    assert report.ok
    assert (report.size, report.bodies, report.erased, report.checkpoints) == (SIZE, SIZE - 1, 1, 2)
    assert report.lines()[0] == "All is as it was written and signed."


def test_ranges_make_no_difference(monkeypatch):
    monkeypatch.setattr(ranges, "RANGE", 8)
    monkeypatch.setattr(ranges, "_PAGE", 3)
    seen = []
    report = verify_ledger(progress=lambda done, total, what: seen.append((done, total)))
    assert report.ok
    assert report.root
    assert seen[-1] == (SIZE, SIZE)
    with tampering() as run:
        run("DELETE FROM ledger_ledgerentry WHERE seq = 15")
        run("UPDATE ledger_ledgerentry SET actor = 'x' WHERE seq = 30")
        assert found() == [("dropped", 15, 15), ("edited", 30, 30)]


def test_an_empty_ledger_is_well():
    with tampering() as run:
        for table in ("body", "entry", "erasure", "checkpoint", "head"):
            run(f"DELETE FROM ledger_ledger{table}")
        assert found() == []


entries = st.integers(0, SIZE - 1)
repeat = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None
)


@repeat
@given(entries, st.sampled_from(["recorded_at", "kind", "subject", "actor"]))
def test_an_edited_column(seq, column):
    with tampering() as run:
        run(f"UPDATE ledger_ledgerentry SET {column} = {column} || 'x' WHERE seq = %s", [seq])
        problems = found()
        assert ("edited", seq, seq) in problems
        assert {p[1] for p in problems if p[0] == "edited"} == {seq}


@repeat
@given(entries)
def test_an_edited_commitment(seq):
    with tampering() as run:
        run("UPDATE ledger_ledgerentry SET commitment = %s WHERE seq = %s", ["0" * 64, seq])
        problems = found()
        assert ("edited", seq, seq) in problems
        assert (("body edited", seq, seq) in problems) == (seq != ERASED)


@repeat
@given(entries.filter(lambda seq: seq != ERASED), st.sampled_from(["body", "salt"]), st.data())
def test_one_flipped_bit_in_a_body(seq, column, data):
    text = LedgerBody.objects.values_list(column, flat=True).get(seq=seq)
    at = data.draw(st.integers(0, len(text) - 1))
    flipped = text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1 :]
    with tampering() as run:
        run(f"UPDATE ledger_ledgerbody SET {column} = %s WHERE seq = %s", [flipped, seq])
        assert found()[0] == ("body edited", seq, seq)


@repeat
@given(entries)
def test_an_altered_stored_hash(seq):
    with tampering():
        LedgerEntry.objects.filter(seq=seq).update(leaf=bytes(32))
        assert found() == [("hash", seq, seq)]


@repeat
@given(st.sets(entries, min_size=1, max_size=4))
def test_dropped_entries(dropped):
    with tampering():
        LedgerEntry.objects.filter(seq__in=dropped).delete()
        located = {
            seq for what, low, high in found() if what == "dropped" for seq in range(low, high + 1)
        }
        assert dropped <= located
        if max(dropped) < SIZE - 1:
            assert located == dropped


@repeat
@given(entries, entries)
def test_entries_that_changed_places(one, two):
    with tampering() as run:
        run("UPDATE ledger_ledgerentry SET seq = -1 WHERE seq = %s", [one])
        run("UPDATE ledger_ledgerentry SET seq = %s WHERE seq = %s", [one, two])
        run("UPDATE ledger_ledgerentry SET seq = %s WHERE seq = -1", [two])
        places = {seq for what, seq, _ in found() if what == "re-ordered"}
        assert places == ({one, two} if one != two else set())


def test_an_entry_put_in_at_the_end():
    with tampering() as run:
        run(
            "INSERT INTO ledger_ledgerentry (seq, recorded_at, kind, subject, actor, commitment, leaf) "
            "SELECT 35, recorded_at, kind, subject, actor, commitment, leaf FROM ledger_ledgerentry WHERE seq = 3"
        )
        assert found() == [("added", 35, 35)]
        run("UPDATE ledger_ledgerentry SET seq = -5 WHERE seq = 35")
        assert found() == [("added", -5, -1)]


def test_a_text_put_in_or_taken_away():
    with tampering() as run:
        run("INSERT INTO ledger_ledgerbody (seq, salt, body) VALUES (99, '00', '{}')")
        assert found() == [("added", None, None)]
    with tampering() as run:
        run("DELETE FROM ledger_ledgerbody WHERE seq = 12")
        assert found() == [("body missing", 12, 12)]
    with tampering() as run:
        run("INSERT INTO ledger_ledgerbody (seq, salt, body) VALUES (7, '00', '{}')")
        assert ("body left", 7, 7) in found()


def test_the_table_of_erasures_agrees_with_the_entries():
    with tampering() as run:
        run("DELETE FROM ledger_ledgererasure")
        assert found() == [("erasure", 7, 7)]
    with tampering() as run:
        run("INSERT INTO ledger_ledgererasure (seq, entry_seq) VALUES (12, 31)")
        assert found() == [("erasure", 12, 12)]


def test_the_head_row():
    with tampering() as run:
        run("DELETE FROM ledger_ledgerhead")
        assert ("head", None, None) in found()
    with tampering() as run:
        run("UPDATE ledger_ledgerhead SET frontier = 'rubbish'")
        assert found() == [("head", None, None)]
    with tampering() as run:
        run("UPDATE ledger_ledgerhead SET size = 30")
        assert ("head", None, None) in found()
    with tampering() as run:
        run("UPDATE ledger_ledgerhead SET size = 1000000000000000000")
        assert ("head", None, None) in found()
    with tampering() as run:
        frontier = "00" * 32 + "11" * 64
        run("UPDATE ledger_ledgerhead SET frontier = %s", [frontier])
        assert found() == [("rewritten", 32, 34)]


def test_history_rewritten_with_fresh_hashes_is_located_between_checkpoints():
    with tampering():
        entry = LedgerEntry.objects.get(seq=25)
        fields = (
            25,
            entry.recorded_at,
            entry.kind,
            entry.subject,
            "somebody else",
            entry.commitment,
        )
        LedgerEntry.objects.filter(seq=25).update(
            actor="somebody else", leaf=leaf_hash(leaf_bytes(fields))
        )
        assert found() == [("rewritten", 21, 31)]


def test_a_kept_checkpoint_tells_what_the_ledger_itself_no_longer_can():
    kept = LedgerCheckpoint.objects.get(size=32).note
    with tampering() as run:
        run("DELETE FROM ledger_ledgercheckpoint")
        run("DELETE FROM ledger_ledgerbody WHERE seq >= 20")
        run("DELETE FROM ledger_ledgererasure")
        run("DELETE FROM ledger_ledgerentry WHERE seq >= 20")
        run("DELETE FROM ledger_ledgerhead")
        problems = found(against=[kept])
        assert any(what == "dropped" and low <= 20 and high == 31 for what, low, high in problems)
    assert found(against=[kept]) == []
    with pytest.raises(CannotCheck):
        verify_ledger(against=["rubbish"])


def test_checkpoints():
    with tampering() as run:
        run("UPDATE ledger_ledgercheckpoint SET note = replace(note, '21', '22') WHERE size = 21")
        assert found() == [("checkpoint", None, None)]
    with tampering() as run:
        run("UPDATE ledger_ledgercheckpoint SET size = 20 WHERE size = 21")
        assert found() == [("checkpoint", None, None)]
    with tampering() as run:
        run("UPDATE ledger_ledgercheckpoint SET reason = 'hourlz' WHERE size = 21")
        assert found() == [("checkpoint", None, None)]
    with tampering():
        LedgerCheckpoint.objects.filter(size=21).update(made_at=datetime(2020, 1, 1, tzinfo=UTC))
        assert found() == [("checkpoint", None, None)]


def test_a_lost_public_key_is_said(tmp_path):
    (tmp_path / "keys" / "ledger.pub").unlink()
    assert found() == [("key", None, None)]


def test_rules_that_were_taken_away_are_said():
    with tampering():
        report = verify_ledger()
        assert len([p for p in report.problems if p.what == "guard"]) == len(
            triggers.missing(connection)
        )
        assert "ledger_entry_kept" in report.lines()[1]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_ledgerentry SET actor = CAST(x'ff' AS TEXT) WHERE seq = 9",
        "UPDATE ledger_ledgerentry SET actor = x'ff00' WHERE seq = 9",
        "UPDATE ledger_ledgerentry SET leaf = 'text' WHERE seq = 9",
        "UPDATE ledger_ledgerentry SET leaf = 5 WHERE seq = 9",
        "UPDATE ledger_ledgerbody SET body = x'00' WHERE seq = 9",
        "UPDATE ledger_ledgerbody SET body = CAST(x'ff' AS TEXT) WHERE seq = 9",
        "UPDATE ledger_ledgerbody SET salt = 7 WHERE seq = 9",
        "UPDATE ledger_ledgercheckpoint SET note = CAST(x'ff' AS TEXT)",
        "UPDATE ledger_ledgercheckpoint SET made_at = 'never'",
        "UPDATE ledger_ledgerhead SET frontier = x'00'",
        "UPDATE ledger_ledgerhead SET size = 'many'",
    ],
)
def test_sqlite_takes_anything_and_the_check_goes_on(statement):
    if connection.vendor != "sqlite":
        statement = "UPDATE ledger_ledgerentry SET actor = chr(1) WHERE seq = 9"
    with tampering() as run:
        run(statement)
        problems = found()
        assert problems
        assert all(seq in (9, None) for _, seq, _ in problems)


def test_the_command_in_words_and_in_json():
    ok, lines = verify_report(records=False)
    assert ok
    assert lines[0] == "All is as it was written and signed."
    with tampering() as run:
        run("UPDATE ledger_ledgerentry SET actor = 'x' WHERE seq = 9")
        ok, lines = verify_report(records=False, as_json=True)
        assert not ok
        assert '"seq": 9' in lines[0]


class TestRecords:
    """The rows that the ledger vouches for."""

    @pytest.fixture(autouse=True)
    def rows(self, ledger):
        times = {"received_at": datetime(2026, 3, 1, 9, 30, tzinfo=UTC)}
        for number in (1, 2, 3):
            log = Log(
                system="campus",
                ref=f"R{number}",
                ref_key=f"R{number}",
                text="said",
                entry_seq=0,
                **times,
            )
            log.entry_seq = append(
                kind="log.imported",
                subject=f"log:campus:R{number}",
                body=log_content(log),
                by="sam",
            )
            log.save()
        for number in (1, 2):
            line = LogEntry(
                system="campus", log_ref="R1", log_ref_key="R1", line_key=f"{number}", entry_seq=0
            )
            line.entered_at, line.text = times["received_at"], f"line {number}"
            line.entry_seq = append(
                kind="entry.imported", subject="entry:campus:R1", body=entry_content(line), by="sam"
            )
            line.save()
        # Older tests' entries speak of logs that have no row.
        with transaction.atomic():
            for seq in [*range(1, 31), *range(32, 35)]:
                if seq != ERASED:
                    erase(seq=seq, reason="no row", by="sam")

    def problems(self):
        return [(p.what, p.seq) for p in verify_ledger(records=True).problems if p.what != "guard"]

    def log(self, number):
        return Log.objects.get(ref=f"R{number}")

    def test_untouched_rows_are_well(self):
        report = verify_ledger(records=True)
        assert report.problems == []
        assert report.records == 5

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("text", "unsaid"),
            ("received_at", datetime(2026, 3, 1, 9, 31, tzinfo=UTC)),
            ("received_precision", "day"),
            ("closed_at", datetime(2026, 3, 2, tzinfo=UTC)),
            ("crime_refs", ["C1"]),
            ("extra", {"ward": "7"}),
            ("closing_code", "NFA"),
            ("ref", "R2 "),
        ],
    )
    def test_a_changed_row(self, field, value):
        Log.objects.filter(ref="R2").update(**{field: value})
        assert self.problems() == [("record", Log.objects.get(ref_key="R2").entry_seq)]

    def test_a_changed_subject(self):
        seq = self.log(2).entry_seq
        Log.objects.filter(ref="R2").update(ref_key="R9")
        assert self.problems() == [("record", seq), ("record", seq)]

    def test_a_removed_row(self):
        seq = self.log(2).entry_seq
        Log.objects.filter(ref="R2").delete()
        assert self.problems() == [("record", seq)]

    def test_a_removed_line_of_a_log_that_is_not_its_newest(self):
        seq = LogEntry.objects.get(line_key="1").entry_seq
        LogEntry.objects.filter(line_key="1").delete()
        assert self.problems() == [("record", seq)]

    def test_a_row_put_in(self):
        Log.objects.create(
            system="campus",
            ref="R4",
            ref_key="R4",
            received_at=datetime(2026, 3, 1, tzinfo=UTC),
            entry_seq=self.log(2).entry_seq,
        )
        assert self.problems() == [("record", self.log(2).entry_seq)]

    def test_a_row_set_back_to_an_older_version(self):
        log = self.log(2)
        old_seq = log.entry_seq
        log.text = "said more"
        newest = append(
            kind="log.changed", subject="log:campus:R2", body=log_content(log), by="sam"
        )
        assert self.problems() == [("record", newest)]
        Log.objects.filter(ref="R2").update(text="said more", entry_seq=newest)
        assert self.problems() == []
        Log.objects.filter(ref="R2").update(text="said", entry_seq=old_seq)
        assert self.problems() == [("record", newest)]

    def test_an_erased_record_needs_its_row_gone(self):
        seq = self.log(2).entry_seq
        erase(seq=seq, reason="asked for", by="jo")
        assert self.problems() == [("record", seq)]
        Log.objects.filter(ref="R2").delete()
        assert self.problems() == []

    def test_a_row_that_points_nowhere_is_left_for_later(self):
        """Beyond the head stand only entries written since the check began."""
        Log.objects.filter(ref="R2").update(entry_seq=10_000)
        assert [what for what, _ in self.problems()] == ["record"]

    def test_light_rows_say_what_whole_ones_say(self):
        Log.objects.filter(ref="R3").update(
            closed_at=datetime(2026, 3, 1, 9, 30, 0, 5, tzinfo=UTC),
            crime_refs=["C1"],
            extra={"é": "ü"},
        )
        for model in (Log, LogEntry):
            whole = {row.pk: row for row in model.objects.all()}
            light = light_rows(model, 1, max(whole) + 1)
            assert len(light) == len(whole)
            for row in light:
                for name, value in row._asdict().items():
                    assert value == getattr(whole[row.id], name)
                    assert type(value) is type(getattr(whole[row.id], name))

    def test_models_with_other_columns_are_read_whole(self):
        assert light_rows(LedgerEntry, 0, 10) is None

    @pytest.mark.parametrize("value", ["'{broken'", "x'ff'", "CAST(x'ff' AS TEXT)", "5", "'[1'"])
    def test_columns_that_hold_something_impossible(self, value):
        """SQLite takes anything; PostgreSQL only what its column promises, so there it is a plain change."""
        log = self.log(2)
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA ignore_check_constraints = ON")
                cursor.execute(f"UPDATE contact_log SET extra = {value} WHERE id = %s", [log.pk])
                cursor.execute("PRAGMA ignore_check_constraints = OFF")
            else:
                cursor.execute("UPDATE contact_log SET extra = '5' WHERE id = %s", [log.pk])
        lines = verify_ledger(records=True).lines()
        assert any(
            f"number {log.pk} can't be read" in line or f"entry {log.entry_seq} says" in line
            for line in lines
        )


def test_erasing_does_not_stop_the_check():
    for seq in (1, 2, 3):
        erase(seq=seq, reason="asked for", by="jo")
    assert verify_ledger().ok
    assert LedgerErasure.objects.count() == 4
