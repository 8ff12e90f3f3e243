"""The check of an export: what is found, where, and in which words; the command and its exit codes."""

import gzip
import json
import subprocess
import sys

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from onrecord.ledger.checker import Checker
from onrecord.ledger.entry import canonical_json
from onrecord.ledger.judge import Report, conclude
from onrecord.ledger.verify import CannotCheck, copy_program, main, verify_export
from tests.ledger_made import erased, made_ledger, made_row, rehashed


def found(folder, **options):
    return [(p.what, p.seq, p.until) for p in verify_export(folder, **options).problems]


def test_an_untouched_export_is_well(tmp_path):
    ledger = made_ledger()
    report = verify_export(ledger.write(tmp_path), public_key=ledger.verifier.to_text())
    assert report.problems == []
    assert report.ok
    assert (report.size, report.bodies, report.checkpoints) == (40, 40, 3)
    assert report.lines()[0] == "All is as it was written and signed."
    assert not any("taken from the export itself" in line for line in report.lines())


def test_the_exports_own_key_is_named_as_weaker(tmp_path):
    report = verify_export(made_ledger().write(tmp_path))
    assert report.ok
    assert any("taken from the export itself" in line for line in report.lines())


@pytest.mark.parametrize("field", ["recorded_at", "kind", "subject", "actor"])
def test_an_edited_field_is_located(tmp_path, field):
    ledger = made_ledger()
    ledger.rows[17] = ledger.rows[17]._replace(**{field: "something else"})
    assert found(ledger.write(tmp_path)) == [("edited", 17, 17)]


def test_an_edited_text_is_located(tmp_path):
    ledger = made_ledger()
    ledger.rows[17] = ledger.rows[17]._replace(body='{"n":18}')
    assert found(ledger.write(tmp_path)) == [("body edited", 17, 17)]


def test_an_edited_salt_is_located(tmp_path):
    ledger = made_ledger()
    row = made_row(171)
    ledger.rows[17] = ledger.rows[17]._replace(salt=row.salt)
    assert found(ledger.write(tmp_path)) == [("body edited", 17, 17)]


def test_the_border_between_salt_and_body_cannot_move(tmp_path):
    """Salt and body are hashed one after the other, so a byte moved across gives the same hash."""
    ledger = made_ledger()
    row = made_row(97)  # its salt is the letter a, sixteen times
    ledger.rows.append(row._replace(seq=40, salt=row.salt[:-2], body="a" + row.body))
    ledger.rows[40] = rehashed(ledger.rows[40])
    assert ("body edited", 40, 40) in found(ledger.write(tmp_path))


def test_the_salt_has_one_spelling(tmp_path):
    ledger = made_ledger(200, (200,))
    row = ledger.rows[171]
    assert row.salt == "ab" * 16
    ledger.rows[171] = row._replace(salt=row.salt.upper())
    assert found(ledger.write(tmp_path)) == [("body edited", 171, 171)]


def test_an_edit_with_a_fitting_hash_is_located_between_checkpoints(tmp_path):
    ledger = made_ledger()
    ledger.rows[17] = rehashed(ledger.rows[17]._replace(actor="someone else"))
    report = verify_export(ledger.write(tmp_path))
    assert [(p.what, p.seq, p.until) for p in report.problems] == [("rewritten", 10, 24)]
    assert "Everything before entry 10 is as signed" in report.problems[0].sentence


def test_an_altered_stored_hash_alone_is_told_apart(tmp_path):
    ledger = made_ledger()
    ledger.rows[17] = ledger.rows[17]._replace(leaf=bytes(32))
    assert found(ledger.write(tmp_path)) == [("hash", 17, 17)]


def test_a_dropped_entry_is_located(tmp_path):
    ledger = made_ledger()
    del ledger.rows[17]
    assert found(ledger.write(tmp_path)) == [("dropped", 17, 17)]


def test_dropped_at_the_end_is_found_by_the_checkpoint(tmp_path):
    ledger = made_ledger()
    del ledger.rows[37:]
    report = verify_export(ledger.write(tmp_path))
    assert [(p.what, p.seq, p.until) for p in report.problems] == [("dropped", 25, 39)]
    assert "3 of the entries 25 to 39 were removed: the last ones" in report.problems[0].sentence


def test_a_dropped_entry_is_found_though_the_others_were_renumbered(tmp_path):
    ledger = made_ledger()
    del ledger.rows[37]
    ledger.rows[37:] = [row._replace(seq=row.seq - 1) for row in ledger.rows[37:]]
    report = verify_export(ledger.write(tmp_path))
    assert [(p.what, p.seq) for p in report.problems] == [
        ("re-ordered", 37),
        ("re-ordered", 38),
        ("dropped", 25),
    ]
    assert "was entry 38 when it was written" in report.problems[0].sentence


def test_an_added_entry_is_located(tmp_path):
    ledger = made_ledger()
    ledger.rows.insert(17, made_row(17, subject="log:campus:made up"))
    assert found(ledger.write(tmp_path))[0] == ("added", 17, 17)


def test_moved_lines_are_located(tmp_path):
    ledger = made_ledger()
    ledger.rows[12], ledger.rows[20] = ledger.rows[20], ledger.rows[12]
    report = verify_export(ledger.write(tmp_path))
    assert [(p.what, p.seq, p.until) for p in report.problems] == [("re-ordered", 12, 20)]
    assert "3 of 3 statements" in " ".join(report.sentences)


def test_entries_that_changed_places_are_located(tmp_path):
    ledger = made_ledger()
    one, two = ledger.rows[12], ledger.rows[20]
    ledger.rows[12], ledger.rows[20] = two._replace(seq=12), one._replace(seq=20)
    report = verify_export(ledger.write(tmp_path))
    assert [(p.what, p.seq) for p in report.problems[:2]] == [
        ("re-ordered", 12),
        ("re-ordered", 20),
    ]
    assert "was entry 20" in report.problems[0].sentence
    assert [(p.what, p.seq, p.until) for p in report.problems[2:]] == [("rewritten", 10, 24)]


def test_no_order_at_all_ends_soon(tmp_path):
    ledger = made_ledger(6000, (6000,))
    ledger.rows.reverse()
    report = verify_export(ledger.write(tmp_path))
    assert ("re-ordered", 0, 5999) in [(p.what, p.seq, p.until) for p in report.problems]


def test_an_erased_text_is_well_and_says_so(tmp_path):
    ledger = made_ledger()
    body = canonical_json({"seq": 17, "reason": "asked for"})
    ledger.rows.append(made_row(40, kind="record.erased", subject="log:campus:17", body=body))
    ledger.rows[17] = erased(ledger.rows[17])
    report = verify_export(ledger.write(tmp_path))
    assert report.ok
    assert report.erased == 1
    assert any("1 texts were erased" in line for line in report.lines())


def test_a_text_that_is_gone_without_a_word_is_located(tmp_path):
    ledger = made_ledger()
    ledger.rows[17] = erased(ledger.rows[17])
    assert found(ledger.write(tmp_path)) == [("body missing", 17, 17)]


def test_a_text_that_should_be_gone_is_located(tmp_path):
    ledger = made_ledger()
    body = canonical_json({"seq": 17, "reason": "asked for"})
    ledger.rows.append(made_row(40, kind="record.erased", subject="log:campus:17", body=body))
    assert found(ledger.write(tmp_path)) == [("body left", 17, 17)]


@pytest.mark.parametrize("body", ["{}", "[]", "not json", '{"seq":"x"}', '{"seq":null}'])
def test_an_erasure_that_says_nothing_is_located(tmp_path, body):
    ledger = made_ledger()
    ledger.rows.append(made_row(40, kind="record.erased", body=body))
    assert ("erasure", 40, 40) in found(ledger.write(tmp_path))


def test_an_export_without_texts_needs_to_be_called_one(tmp_path):
    ledger = made_ledger()
    folder = ledger.write(tmp_path, bodies=False)
    assert verify_export(folder, bodies=False).ok
    assert found(folder)[0] == ("body missing", 0, 0)
    assert not verify_export(ledger.write(tmp_path / "with"), bodies=False).ok


def test_rewritten_history_does_not_fit_a_kept_checkpoint(tmp_path):
    """The whole ledger is made anew and signed anew, with the right key: only the kept checkpoint tells."""
    honest, forged = made_ledger(), made_ledger()
    forged.rows[17] = rehashed(forged.rows[17]._replace(actor="someone else"))
    forged.__post_init__()
    folder = forged.write(tmp_path)
    assert verify_export(folder).ok
    report = verify_export(folder, against=[honest.notes[25]])
    assert [(p.what, p.seq, p.until) for p in report.problems] == [
        ("rewritten", 10, 24)
    ] or not report.ok
    assert verify_export(folder, against=[honest.notes[10]]).ok
    assert not verify_export(folder, against=[honest.notes[10], honest.notes[40]]).ok


def test_a_shortened_ledger_does_not_fit_a_kept_checkpoint(tmp_path):
    honest, short = made_ledger(), made_ledger(30, (10, 30))
    folder = short.write(tmp_path)
    assert verify_export(folder).ok
    assert found(folder, against=[honest.notes[40]]) == [("dropped", 30, 39)]


def test_a_checkpoint_of_another_ledger_cannot_be_used(tmp_path):
    other = made_ledger()
    other.key = Ed25519PrivateKey.generate()
    folder = made_ledger().write(tmp_path)
    with pytest.raises(CannotCheck, match="number 1"):
        verify_export(folder, against=[other.sign(10)])
    with pytest.raises(CannotCheck, match="number 2"):
        verify_export(folder, against=[made_ledger().notes[10], "rubbish"])


def test_an_altered_checkpoint_is_found(tmp_path):
    ledger = made_ledger()
    ledger.notes[25] = ledger.notes[25].replace("\n25\n", "\n24\n")
    assert found(ledger.write(tmp_path)) == [("checkpoint", None, None)]


def test_a_checkpoint_of_a_second_history_is_found(tmp_path):
    ledger, other = made_ledger(), made_ledger()
    other.rows[3] = rehashed(other.rows[3]._replace(actor="x"))
    ledger.notes[25] = other.sign(25)
    report = verify_export(ledger.write(tmp_path))
    assert [p.what for p in report.problems] == ["checkpoint"]
    assert "two histories" in report.problems[0].sentence


def test_a_checkpoint_at_an_impossible_time_is_found(tmp_path):
    ledger = made_ledger()
    folder = ledger.write(tmp_path)
    path = folder / "checkpoints.ndjson"
    path.write_text(path.read_text().replace(ledger.made_at(25), "2026-03-02T09:00:24+00:00"))
    assert found(folder) == [("checkpoint", None, None)]


def test_a_swapped_key_is_found_by_the_first_entry(tmp_path):
    ledger = made_ledger()
    ledger.key = Ed25519PrivateKey.generate()
    ledger.__post_init__()
    assert found(ledger.write(tmp_path)) == [("key", 0, 0)]


def test_without_a_checkpoint_nothing_is_proved(tmp_path):
    ledger = made_ledger(40, ())
    assert found(ledger.write(tmp_path)) == [("checkpoint", None, None)]


def test_entries_behind_the_newest_checkpoint_are_mentioned(tmp_path):
    ledger = made_ledger(40, (10,))
    report = verify_export(ledger.write(tmp_path))
    assert report.ok
    assert any("Entries 10 to 39 are newer" in line for line in report.lines())


def test_compressed_exports_and_damaged_ones(tmp_path):
    folder = made_ledger().write(tmp_path)
    plain = folder / "entries.ndjson"
    packed = gzip.compress(plain.read_bytes())
    plain.unlink()
    (folder / "entries.ndjson.gz").write_bytes(packed)
    assert verify_export(folder).ok
    (folder / "entries.ndjson.gz").write_bytes(packed[: len(packed) // 2])
    assert "edited" in [p.what for p in verify_export(folder).problems]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "[1]",
        "null",
        '{"seq":"17"}',
        '{"seq":17}',
        "[" * 100_000,
        '{"seq":' + "9" * 5000 + "}",
        "\ufeff{}",
    ],
)
def test_lines_that_are_no_entry(tmp_path, line):
    folder = made_ledger().write(tmp_path)
    path = folder / "entries.ndjson"
    lines = path.read_text().split("\n")
    lines[17] = line
    path.write_text("\n".join(lines), encoding="utf-8")
    assert found(folder) == [("edited", 17, 17), ("dropped", 17, 17)]


def test_a_line_with_the_same_content_in_other_letters_is_found(tmp_path):
    folder = made_ledger().write(tmp_path)
    path = folder / "entries.ndjson"
    lines = path.read_text().split("\n")
    lines[17] = lines[17].replace('"actor":"sam"', '"actor": "sam"')
    path.write_text("\n".join(lines))
    assert found(folder) == [("edited", 17, 17)]


def test_sentences_are_safe_to_print():
    row = made_row(0)._replace(subject="log:\x1b[31mred\ud800")
    checker = Checker()
    checker.feed([row])
    report = Report()
    conclude([checker.finish()], [], report)
    assert report.problem_count == 1
    assert all(line.isprintable() for line in report.lines())


class TestCommand:
    def test_exit_codes(self, tmp_path, capsys):
        ledger = made_ledger()
        folder = ledger.write(tmp_path / "export")
        key, kept = tmp_path / "key.txt", tmp_path / "kept.txt"
        key.write_text(ledger.verifier.to_text() + "\n")
        kept.write_text(ledger.notes[25], encoding="utf-8")
        arguments = [str(folder), "--public-key", str(key), "--against", str(kept)]
        assert main(arguments) == 0
        assert "All is as it was written and signed." in capsys.readouterr().out
        ledger.rows[17] = ledger.rows[17]._replace(actor="someone else")
        ledger.write(folder)
        assert main(arguments) == 1
        said = capsys.readouterr().out
        assert "NOT what was written" in said
        assert "Entry 17 (log.imported, log:campus:17)" in said
        assert main([str(tmp_path / "nowhere")]) == 2
        assert "nowhere" in capsys.readouterr().err
        assert main([]) == 2
        assert main([str(folder), "--public-key", "name+00000000+AAAA"]) == 2

    def test_json(self, tmp_path, capsys):
        ledger = made_ledger()
        ledger.rows[17] = ledger.rows[17]._replace(actor="someone else")
        assert main([str(ledger.write(tmp_path)), "--json"]) == 1
        said = json.loads(capsys.readouterr().out)
        assert said["ok"] is False
        assert said["problems"][0]["seq"] == 17
        assert main([str(tmp_path / "nowhere"), "--json"]) == 2
        assert json.loads(capsys.readouterr().out)["ok"] is False

    def test_the_copied_program_runs_without_the_rest(self, tmp_path):
        program = tmp_path / "onrecord-verify.pyz"
        copy_program(program)
        folder = made_ledger().write(tmp_path / "export")
        run = [sys.executable, "-I", "-X", "importtime", program, folder]
        done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("All is as it was written and signed.")
        assert "django" not in done.stderr
