"""From the live ledger to a folder that somebody outside checks."""

import json

import pytest
from django.db import connection

from onrecord.ledger import triggers
from onrecord.ledger.actions import LedgerError, append, append_many, erase, make_checkpoint
from onrecord.ledger.export import export_ledger
from onrecord.ledger.models import LedgerBody
from onrecord.ledger.verify import main, verify_export

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ledger(tmp_path, monkeypatch):
    monkeypatch.setenv("ONRECORD_HOME", str(tmp_path / "home"))
    bodies = ['{"text":"caf\u00e9 \\"quoted\\" \\n"}', '{"body":"\\",\\"body\\":"}', "{}"]
    append_many([("log.imported", f"log:x:{n}", bodies[n % 3]) for n in range(1, 31)], by="sam")
    make_checkpoint(reason="import")
    append(kind="log.changed", subject='log:x:"quoted",\\', body={"body": ',"body":'}, by="jo")
    erase(seq=4, reason="asked for", by="jo")


@pytest.mark.parametrize("compressed", [False, True])
def test_an_export_is_well(tmp_path, compressed):
    out = tmp_path / "out"
    seen = []
    closing = export_ledger(out, compressed=compressed, progress=lambda *step: seen.append(step))
    assert closing.size == 33
    report = verify_export(out, public_key=(out / "ledger.pub").read_text(), against=[closing.note])
    assert report.problems == []
    assert (report.size, report.bodies, report.erased, report.checkpoints) == (33, 32, 1, 2)
    assert seen[-1][:2] == (33, 33)
    assert (out / "checkpoint.txt").read_text(encoding="utf-8") == closing.note
    assert f"{closing.size} entries" in (out / "README.txt").read_text()
    assert ("entries.ndjson.gz" if compressed else "entries.ndjson") in (
        out / "README.txt"
    ).read_text()


def test_each_line_is_json_with_the_body_as_it_was_hashed(tmp_path):
    export_ledger(tmp_path / "out")
    lines = (tmp_path / "out" / "entries.ndjson").read_text(encoding="utf-8").splitlines()
    said = [json.loads(line) for line in lines]
    assert [entry["seq"] for entry in said] == list(range(33))
    assert "body" not in said[4]
    for entry in said:
        if "body" in entry:
            assert entry["body"] == json.loads(LedgerBody.objects.get(seq=entry["seq"]).body)


def test_without_texts_nothing_personal_is_in_it(tmp_path):
    out = tmp_path / "out"
    export_ledger(out, bodies=False)
    assert "café" not in (out / "entries.ndjson").read_text(encoding="utf-8")
    assert verify_export(out, bodies=False).ok
    assert "--no-bodies" in (out / "README.txt").read_text()


def test_an_erased_text_is_not_in_it(tmp_path):
    secret = append(kind="log.imported", subject="log:x:secret", body={"name": "Zebedee"}, by="sam")
    erase(seq=secret, reason="asked for", by="jo")
    export_ledger(tmp_path / "out")
    assert all(b"Zebedee" not in path.read_bytes() for path in (tmp_path / "out").iterdir())


def test_a_ledger_with_impossible_columns_is_not_exported_but_said(tmp_path):
    """SQLite takes a number where a text should be; PostgreSQL makes a text of it, which the export shows."""
    triggers.remove(connection)
    try:
        with connection.cursor() as cursor:
            value = "x'00'" if connection.vendor == "sqlite" else "'00'"
            cursor.execute(f"UPDATE ledger_ledgerentry SET actor = {value} WHERE seq = 9")
        if connection.vendor == "sqlite":
            with pytest.raises(LedgerError, match="Among the entries 0 to 32"):
                export_ledger(tmp_path / "out")
        else:
            export_ledger(tmp_path / "out")
            assert [p.seq for p in verify_export(tmp_path / "out").problems] == [9]
    finally:
        triggers.install(connection)


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("kept")
    with pytest.raises(FileExistsError, match="not empty"):
        export_ledger(tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_a_later_export_holds_against_a_checkpoint_of_an_earlier_one(tmp_path, capsys):
    export_ledger(tmp_path / "march")
    append_many([("log.imported", f"log:y:{n}", "{}") for n in range(9)], by="sam")
    export_ledger(tmp_path / "april")
    kept = str(tmp_path / "march" / "checkpoint.txt")
    key = str(tmp_path / "march" / "ledger.pub")
    assert main([str(tmp_path / "april"), "--public-key", key, "--against", kept]) == 0
    assert capsys.readouterr().out.startswith("All is as it was written and signed.")
    later = str(tmp_path / "april" / "checkpoint.txt")
    assert main([str(tmp_path / "march"), "--public-key", key, "--against", later]) == 1
