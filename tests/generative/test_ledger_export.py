"""Whatever is done to an export, it is found, and found in the right place."""

import random
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from onrecord.ledger.checker import Row
from onrecord.ledger.verify import CannotCheck, verify_export
from tests.ledger_made import made_ledger, made_row, rehashed

COUNT, SIZES = 24, (5, 16, 24)
number = st.integers(0, COUNT - 1)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
same_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def checked(ledger, folder):
    return verify_export(ledger.write(folder), public_key=ledger.verifier.to_text())


def locates(report, seq):
    """Some problem names a place that holds the entry."""
    return any(p.seq is not None and p.seq <= seq <= p.until for p in report.problems)


def range_around(seq):
    """From the last checkpoint before the entry to the first one after it."""
    return next((low, high - 1) for low, high in pairwise((0, *SIZES)) if low <= seq < high)


@same_folder
@given(number, st.sampled_from([f for f in Row._fields if f not in ("seq", "leaf")]), texts)
def test_an_edited_field(tmp_path, seq, field, text):
    ledger = made_ledger(COUNT, SIZES)
    assume(getattr(ledger.rows[seq], field) != text)
    ledger.rows[seq] = ledger.rows[seq]._replace(**{field: text})
    report = checked(ledger, tmp_path)
    assert locates(report, seq)
    assert all(p.seq == seq for p in report.problems if p.what in ("edited", "body edited", "hash"))


@same_folder
@given(number, st.sampled_from(["recorded_at", "kind", "subject", "actor", "commitment"]), texts)
def test_an_edited_field_with_a_new_hash(tmp_path, seq, field, text):
    ledger = made_ledger(COUNT, SIZES)
    assume(getattr(ledger.rows[seq], field) != text)
    ledger.rows[seq] = rehashed(ledger.rows[seq]._replace(**{field: text}))
    report = checked(ledger, tmp_path)
    low, high = range_around(seq)
    assert ("rewritten", low, high) in [(p.what, p.seq, p.until) for p in report.problems]


@same_folder
@given(st.sets(number, min_size=1, max_size=5))
def test_dropped_entries(tmp_path, dropped):
    ledger = made_ledger(COUNT, SIZES)
    ledger.rows = [row for row in ledger.rows if row.seq not in dropped]
    assume(ledger.rows)
    report = checked(ledger, tmp_path)
    ranges = [range(p.seq, p.until + 1) for p in report.problems if p.what == "dropped"]
    last = max(row.seq for row in ledger.rows)
    inside = {seq for span in ranges if span.stop <= last for seq in span}
    assert inside == {seq for seq in dropped if seq < last}
    # At the end, others before them may be meant just as well.
    assert all(any(seq in span for span in ranges) for seq in dropped)


@same_folder
@given(number, st.booleans())
def test_a_dropped_entry_with_the_others_renumbered(tmp_path, seq, fresh_hashes):
    ledger = made_ledger(COUNT, SIZES)
    del ledger.rows[seq]
    moved = [row._replace(seq=row.seq - 1) for row in ledger.rows[seq:]]
    ledger.rows[seq:] = [rehashed(row) for row in moved] if fresh_hashes else moved
    assert locates(checked(ledger, tmp_path), seq)


@same_folder
@given(st.integers(0, COUNT), st.booleans())
def test_an_inserted_entry(tmp_path, seq, renumbered):
    ledger = made_ledger(COUNT, SIZES)
    ledger.rows.insert(seq, made_row(seq, subject="log:campus:made up"))
    if renumbered:
        ledger.rows[seq + 1 :] = [
            rehashed(row._replace(seq=row.seq + 1)) for row in ledger.rows[seq + 1 :]
        ]
    report = checked(ledger, tmp_path)
    if seq < COUNT:
        assert locates(report, seq)
    else:  # nothing signed speaks of what stands behind the newest checkpoint
        assert report.ok
        assert f"Entries {COUNT} to {COUNT} are newer" in " ".join(report.sentences)


@same_folder
@given(number, number, st.sampled_from(["lines", "numbers", "numbers and hashes"]))
def test_entries_that_changed_places(tmp_path, one, two, how):
    assume(one != two)
    ledger = made_ledger(COUNT, SIZES)
    first, second = ledger.rows[one], ledger.rows[two]
    if how != "lines":
        first, second = first._replace(seq=two), second._replace(seq=one)
    if how == "numbers and hashes":
        first, second = rehashed(first), rehashed(second)
    ledger.rows[one], ledger.rows[two] = second, first
    report = checked(ledger, tmp_path)
    assert locates(report, min(one, two))
    if how != "numbers and hashes":
        assert locates(report, max(one, two))


@same_folder
@given(st.randoms(use_true_random=False))
def test_any_other_order(tmp_path, chance: random.Random):
    ledger = made_ledger(COUNT, SIZES)
    right = list(ledger.rows)
    chance.shuffle(ledger.rows)
    assume(ledger.rows != right)
    report = checked(ledger, tmp_path)
    moved = [right[at].seq for at in range(COUNT) if ledger.rows[at] != right[at]]
    assert {p.what for p in report.problems} == {"re-ordered"}
    assert all(locates(report, seq) for seq in moved)


@same_folder
@given(
    st.sampled_from(["entries.ndjson", "checkpoints.ndjson", "ledger.pub"]),
    st.floats(0, 1),
    st.integers(0, 7),
)
@example("entries.ndjson", 0.0, 0)
@example("entries.ndjson", 1.0, 0)
@example("ledger.pub", 1.0, 0)
def test_one_flipped_bit_anywhere(tmp_path, name, where, bit):
    ledger = made_ledger(COUNT, SIZES)
    folder = ledger.write(tmp_path)
    path = folder / name
    raw = bytearray(path.read_bytes())
    at = int(where * (len(raw) - 1))
    if name == "checkpoints.ndjson" and _is_not_signed(raw, at):
        return
    raw[at] ^= 1 << bit
    path.write_bytes(raw)
    try:
        report = verify_export(folder)
    except CannotCheck:
        return
    assert not report.ok
    if name == "entries.ndjson":
        line = path.read_bytes()[:at].count(b"\n")
        touched = {line, line + 1} if raw[at] == 10 or raw[at] ^ (1 << bit) == 10 else {line}
        assert any(locates(report, seq) for seq in touched)


def _is_not_signed(raw, at):
    """The time and reason of a checkpoint, and the spacing of JSON: nothing vouches for them to the letter."""
    line = raw[raw.rfind(b"\n", 0, at) + 1 : raw.find(b"\n", at) + 1 or len(raw)]
    return at - (raw.rfind(b"\n", 0, at) + 1) < line.find(b'"note"') or raw[at] in b' "{},:\n'


@pytest.mark.parametrize("size", range(COUNT + 1))
def test_a_checkpoint_of_any_size_holds_against_the_grown_ledger(tmp_path, size):
    ledger = made_ledger(COUNT, SIZES)
    report = verify_export(ledger.write(tmp_path), against=[ledger.sign(size)])
    assert report.ok
