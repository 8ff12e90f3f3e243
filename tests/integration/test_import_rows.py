"""Importing small files: what goes in, what comes back, and what the ledger says of it."""

import csv
import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import transaction

from onrecord.contact.content import entry_content, log_content
from onrecord.contact.force import force
from onrecord.contact.models import CodeMeaning, Log, LogEntry
from onrecord.exchange.actions import import_file
from onrecord.exchange.maps import load_map
from onrecord.exchange.models import Import, ImportState
from onrecord.ledger.actions import erase
from onrecord.ledger.entry import canonical_json
from onrecord.ledger.models import LedgerBody, LedgerCheckpoint, LedgerEntry, LedgerHead
from onrecord.recording.content import crime_content
from onrecord.recording.models import Crime, CrimeLog, Group

pytestmark = pytest.mark.django_db

HEADER = "log_ref,received_at,source,opening_code,closing_code,grade,qualifiers,text,closed_at,officer,department,crime_refs"


def logs_file(folder: Path, *lines: str, name="logs.csv", header=HEADER) -> Path:
    path = folder / name
    path.write_text("\n".join((header, *lines)) + "\n")
    return path


def take(path: Path, kind="logs", **options) -> Import:
    return import_file(path=path, kind=kind, by="registrar", **options)


def numbers(done: Import) -> dict[str, int]:
    return {name: n for name, n in done.counts.items() if name != "problems" and n}


def problems(done: Import) -> dict[str, int]:
    return {problem["problem"]: problem["count"] for problem in done.counts["problems"]}


def sheet(path: str) -> list[list[str]]:
    with Path(path).open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.reader(handle))


ONE = "L1,01/03/2025 09:30,999,Theft,No offence,1,,She said her bag was taken,,PC1,East,"
TWO = "L2,01/03/2025 10:30,101,Assault,Crime,2,Dom|Hate,He was hit,01/03/2025 12:00,PC2,West,C1;C2"


def test_good_rows_go_in_and_bad_rows_come_back(tmp_path):
    path = logs_file(
        tmp_path,
        ONE,
        "L3,31/02/2025 10:00,999,Theft,,,,text,,,,",
        TWO,
        ",01/03/2025 10:00,,,,,,x,,,,",
    )
    done = take(path)
    assert done.state == ImportState.DONE
    assert numbers(done) == {"read": 4, "new": 2, "refused": 2}
    assert list(Log.objects.order_by("ref").values_list("ref", "crime_refs", "qualifiers")) == [
        ("L1", [], []),
        ("L2", ["C1", "C2"], ["Dom", "Hate"]),
    ]
    bad = sheet(done.bad_rows_path)
    assert bad[0] == ["row", "field", "value", "problem", "what_to_do", *HEADER.split(",")]
    assert bad[1][:3] == ["3", "received_at", "31/02/2025 10:00"]
    assert "no 31 February 2025" in bad[1][3]
    assert bad[1][4]
    assert bad[1][5:8] == ["L3", "31/02/2025 10:00", "999"]
    assert bad[2][:2] == ["5", "log_ref"]
    assert done.counts["problems"][0]["examples"] in ([3], [5])


def test_the_ledger_has_every_record_and_the_import_itself(tmp_path):
    path = logs_file(tmp_path, ONE, TWO)
    done = take(path)
    for log in Log.objects.all():
        entry = LedgerEntry.objects.get(seq=log.entry_seq)
        assert (entry.kind, entry.subject, entry.actor) == (
            "log.imported",
            f"log:main:{log.ref_key}",
            "registrar",
        )
        assert LedgerBody.objects.get(seq=log.entry_seq).body == canonical_json(log_content(log))
    body = json.loads(LedgerBody.objects.get(seq=done.entry_seq).body)
    assert LedgerEntry.objects.get(seq=done.entry_seq).kind == "import.done"
    assert body["file_sha256"] == sha256(path.read_bytes()).hexdigest() == done.file_sha256
    assert body["file_name"] == "logs.csv"
    assert body["file_size"] == path.stat().st_size
    assert body["map_sha256"] == sha256(done.map_toml.encode()).hexdigest()
    assert body["counts"]["new"] == 2
    assert LedgerCheckpoint.objects.get().size == LedgerHead.objects.get().size


def test_the_content_of_entries_and_crimes_is_what_the_ledger_has(tmp_path):
    take(logs_file(tmp_path, ONE))
    entries = tmp_path / "entries.csv"
    entries.write_text(
        "log_ref,entered_at,author,role,text,Desk\nL1,2025-03-01 09:31:05.25,CH 7,call handler,Rang back,3\n"
    )
    crimes = tmp_path / "crimes.csv"
    crimes.write_text(
        "crime_ref,log_ref,recorded_at,class,ho_code,offence,victim_role,Beat\nC1,L1,2025-03-02,8N,8/06,ABH,person,4\n"
    )
    assert numbers(take(entries, "entries")) == {"read": 1, "new": 1}
    assert numbers(take(crimes, "crimes")) == {"read": 1, "new": 1}
    line, crime = LogEntry.objects.get(), Crime.objects.get()
    assert LedgerEntry.objects.get(seq=line.entry_seq).subject == "entry:main:L1"
    assert LedgerBody.objects.get(seq=line.entry_seq).body == canonical_json(entry_content(line))
    assert LedgerBody.objects.get(seq=crime.entry_seq).body == canonical_json(crime_content(crime))
    assert line.entered_at.microsecond == 250_000
    assert crime.extra == {"Beat": "4"}


@pytest.mark.parametrize(
    ("values", "group"),
    [
        ("8N,,", Group.VIOLENCE),
        (",019/08,", Group.SEXUAL),
        (",,Theft from the person", Group.OTHER),
    ],
)
def test_crimes_fall_in_the_groups_of_the_published_results(tmp_path, values, group):
    path = tmp_path / "crimes.csv"
    path.write_text(f"crime_ref,class,ho_code,offence\nC1,{values}\n")
    take(path, "crimes")
    assert Crime.objects.get().group == group


def test_the_same_file_again_changes_nothing(tmp_path):
    path = logs_file(tmp_path, ONE, TWO)
    take(path)
    before = list(Log.objects.order_by("id").values())
    size = LedgerHead.objects.get().size
    again = take(path)
    assert numbers(again) == {"read": 2, "unchanged": 2}
    assert list(Log.objects.order_by("id").values()) == before
    assert LedgerHead.objects.get().size == size + 1  # the import itself


def test_references_meet_across_spaces_and_case(tmp_path):
    take(logs_file(tmp_path, ONE))
    again = take(logs_file(tmp_path, ONE.replace("L1", " l 1 "), name="again.csv"))
    assert Log.objects.count() == 1
    # The spelling is part of what was said, so this is a new version of the same log.
    assert numbers(again) == {"read": 1, "changed": 1}


def test_a_changed_row_is_a_new_version_and_both_are_in_the_ledger(tmp_path):
    take(logs_file(tmp_path, ONE, TWO))
    done = take(logs_file(tmp_path, ONE.replace("No offence", "Crime"), TWO, name="later.csv"))
    assert numbers(done) == {"read": 2, "changed": 1, "unchanged": 1}
    log = Log.objects.get(ref="L1")
    assert (log.version, log.closing_code, log.imported_in) == (2, "Crime", done.id)
    entries = LedgerEntry.objects.filter(subject="log:main:L1").order_by("seq")
    assert [entry.kind for entry in entries] == ["log.imported", "log.changed"]
    assert log.entry_seq == entries[1].seq
    assert "No offence" in LedgerBody.objects.get(seq=entries[0].seq).body


def test_the_same_reference_in_another_system_is_another_log(tmp_path):
    path = logs_file(tmp_path, ONE)
    take(path)
    assert numbers(take(path, system="west")) == {"read": 1, "new": 1}
    assert sorted(Log.objects.values_list("system", flat=True)) == ["main", "west"]


def test_rows_that_disagree_come_back_with_row_and_fields(tmp_path):
    path = logs_file(
        tmp_path, ONE, TWO, ONE.replace("Theft", "Robbery").replace("East", "North"), TWO
    )
    done = take(path)
    assert numbers(done) == {"read": 4, "new": 2, "refused": 1, "unchanged": 1, "warnings": 1}
    assert Log.objects.get(ref="L1").opening_code == "Theft"
    bad = sheet(done.bad_rows_path)[1]
    assert bad[0] == "4"
    assert "disagrees" in bad[3]
    assert "row 2, in opening_code, department" in bad[3]
    warning = sheet(done.warnings_path)[1]
    assert (warning[0], warning[2]) == ("5", "L2")
    assert "word for word: row 3" in warning[3]
    # The same file again: the same verdict.
    assert numbers(take(path)) == {"read": 4, "unchanged": 3, "refused": 1, "warnings": 1}


def test_rows_that_disagree_are_found_across_batches(tmp_path, monkeypatch):
    monkeypatch.setattr("onrecord.exchange.intake.BATCH", 2)
    filler = [f"X{n},2025-03-01,,,,,,,,,," for n in range(5)]
    done = take(logs_file(tmp_path, ONE, *filler, ONE.replace("Theft", "Robbery"), ONE))
    assert numbers(done) == {"read": 8, "new": 6, "refused": 1, "unchanged": 1, "warnings": 1}
    assert "row 2, in opening_code" in sheet(done.bad_rows_path)[1][3]


REPEATS = """kind = "logs"
[file]
on_repeat = "{how}"
[columns]
log_ref = "log_ref"
received_at = "received_at"
text = "text"
"""
REPEATED = [
    "A,2025-03-01,one",
    "B,2025-03-01,x",
    "A,2025-03-01,two",
    "A,2025-03-01,one",
    "a,2025-03-01,three",
]


def test_the_last_row_counts_where_the_map_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr("onrecord.exchange.intake.BATCH", 2)
    path = logs_file(tmp_path, *REPEATED, header="log_ref,received_at,text")
    mapping = load_map(REPEATS.format(how="latest"))
    done = take(path, mapping=mapping)
    assert numbers(done) == {"read": 5, "new": 2, "left_out": 3}
    assert Log.objects.get(ref_key="A").text == "three"
    assert Log.objects.get(ref_key="A").version == 1
    assert numbers(take(path, mapping=mapping)) == {"read": 5, "unchanged": 2, "left_out": 3}


def test_repeats_are_kept_apart_where_the_map_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr("onrecord.exchange.intake.BATCH", 2)
    path = logs_file(tmp_path, *REPEATED, header="log_ref,received_at,text")
    mapping = load_map(REPEATS.format(how="number"))
    done = take(path, mapping=mapping)
    assert numbers(done) == {"read": 5, "new": 4, "unchanged": 1, "warnings": 3}
    assert dict(Log.objects.values_list("ref", "text")) == {
        "A": "one",
        "B": "x",
        "A#2": "two",
        "a#3": "three",
    }
    assert numbers(take(path, mapping=mapping)) == {"read": 5, "unchanged": 5, "warnings": 3}
    assert Log.objects.count() == 4


def test_a_dry_run_tells_all_and_takes_nothing_in(tmp_path):
    path = logs_file(tmp_path, ONE, "L3,31/02/2025,,,,,,,,,,")
    tried = take(path, dry_run=True)
    assert tried.state == ImportState.TRIED
    assert numbers(tried) == {"read": 2, "new": 1, "refused": 1}
    assert tried.entry_seq is None
    assert len(sheet(tried.bad_rows_path)) == 2
    assert Import.objects.get(pk=tried.pk).state == ImportState.TRIED
    assert not Log.objects.exists()
    assert not LedgerEntry.objects.filter(subject=f"import:{tried.id}").exists()
    assert numbers(take(path)) == {"read": 2, "new": 1, "refused": 1}


def test_a_missing_column_refuses_the_file_with_the_columns_that_are_there(tmp_path):
    done = take(logs_file(tmp_path, "1,x", header="Incident Number,Narrative"))
    assert done.state == ImportState.REFUSED
    assert "log_ref and received_at" in done.message
    assert "“Incident Number”" in done.message
    assert "make a map" in done.message
    assert not LedgerEntry.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "is empty"), (b"%PDF-1.4", "PDF"), (b"log_ref^received_at\n1^2\n", "single column")],
)
def test_a_file_that_is_no_table_is_refused_in_words(tmp_path, content, words):
    path = tmp_path / "logs.csv"
    path.write_bytes(content)
    done = take(path)
    assert (done.state, words in done.message) == (ImportState.REFUSED, True)
    assert Import.objects.get(pk=done.pk).message == done.message


def test_a_map_of_another_kind_is_refused(tmp_path):
    mapping = load_map("kind = 'crimes'\n[columns]\ncrime_ref = 'log_ref'\n")
    assert "The map is for crimes" in take(logs_file(tmp_path, ONE), mapping=mapping).message


def test_a_header_without_rows_is_taken_with_a_warning(tmp_path):
    done = take(logs_file(tmp_path))
    assert done.state == ImportState.DONE
    assert problems(done) == {"The file has a header but no rows": 1}


def test_unknown_columns_are_kept_and_missing_optional_ones_are_no_error(tmp_path):
    done = take(logs_file(tmp_path, "L1,2025-03-01,rain", header="log_ref,received_at,Weather"))
    assert numbers(done) == {"read": 1, "new": 1}
    assert Log.objects.get().extra == {"Weather": "rain"}


def test_formulas_and_html_are_stored_as_they_are_and_harmless_where_we_write_them(tmp_path):
    line = "=1+1,31/02/2025,,,,,,\"=cmd|' /C calc'!A0 <script>alert(1)</script>\",,,,"
    good = "L1,2025-03-01,,,,,,\"=cmd|' /C calc'!A0 <script>alert(1)</script>\",,,,"
    done = take(logs_file(tmp_path, line, good))
    assert Log.objects.get().text == "=cmd|' /C calc'!A0 <script>alert(1)</script>"
    bad = sheet(done.bad_rows_path)[1]
    assert bad[5] == "'=1+1"
    assert bad[12].startswith("'=cmd|")


def test_the_mended_file_of_refused_rows_can_be_imported_as_it_is(tmp_path):
    done = take(
        logs_file(
            tmp_path, ONE, "'=L3,31/02/2025 10:00,,,,61 characters " + "x" * 50 + ",,-text,,,,"
        )
    )
    mended = Path(done.bad_rows_path).read_text(encoding="utf-8-sig")
    assert mended.count("\n") == 3  # header and two faults of one row
    mended = mended.replace("31/02/2025", "28/02/2025").replace("61 characters " + "x" * 50, "1")
    path = tmp_path / "mended.csv"
    path.write_text(mended, encoding="utf-8-sig")
    again = take(path)
    assert numbers(again) == {"read": 1, "new": 1}
    log = Log.objects.get(ref="=L3")
    assert (log.text, log.extra) == ("-text", {})


def test_short_rows_go_in_with_a_warning_unless_they_break_off_in_the_text(tmp_path):
    done = take(
        logs_file(
            tmp_path,
            "L1,2025-03-01,999,Theft",
            "L2,2025-03-01,999,Theft,Crime,1,,half a te",
            "xt of a log,,,,",
        )
    )
    assert numbers(done) == {"read": 3, "new": 1, "refused": 2, "warnings": 2}
    assert "breaks off in the middle of a text" in sheet(done.bad_rows_path)[1][3]
    assert Log.objects.get().ref == "L1"


def test_rows_left_out_are_counted_with_their_reason(tmp_path):
    mapping = load_map(
        "kind='logs'\n[columns]\nlog_ref='log_ref'\nreceived_at='received_at'\n"
        "[[leave_out]]\ncolumn='grade'\nequals=['test']\nreason='test calls'\n"
    )
    path = logs_file(
        tmp_path, "L1,2025-03-01,test", "L2,2025-03-01,1", header="log_ref,received_at,grade"
    )
    done = take(path, mapping=mapping)
    assert numbers(done) == {"read": 2, "new": 1, "left_out": 1}
    assert (
        done.counts["problems"][0] | {"level": "left out", "problem": "test calls", "count": 1}
        == done.counts["problems"][0]
    )


def test_what_the_map_says_of_codes_is_kept_for_its_system(tmp_path):
    CodeMeaning.objects.create(system="main", which="opening", pattern="Old", meaning="crime")
    CodeMeaning.objects.create(system="west", which="opening", pattern="Old", meaning="crime")
    mapping = load_map(
        "kind='logs'\n[columns]\nlog_ref='log_ref'\nreceived_at='received_at'\n"
        "[codes.opening]\ncrime=['Theft*','Theft*']\n[codes.closing]\nno-crime=['Unfounded']\n"
    )
    take(logs_file(tmp_path, ONE), mapping=mapping)
    found = CodeMeaning.objects.filter(system="main").values_list("which", "pattern", "meaning")
    assert set(found) == {("opening", "Theft*", "crime"), ("closing", "Unfounded", "no-crime")}
    assert CodeMeaning.objects.filter(system="west").count() == 1
    take(logs_file(tmp_path, TWO, name="plain.csv"))
    assert CodeMeaning.objects.filter(system="main").count() == 2


def test_lines_of_a_log_are_taken_once(tmp_path):
    path = tmp_path / "entries.csv"
    path.write_text(
        "log_ref,entered_at,author,text\nL1,2025-03-01 09:31,A,Rang back\nl 1,2025-03-01 09:31,A,Rang back\n"
        "L1,2025-03-01 09:32,A,Rang back\n"
    )
    done = take(path, "entries")
    assert numbers(done) == {"read": 3, "new": 2, "unchanged": 1, "warnings": 2}
    assert problems(done)["Lines belong to logs that are not among the logs"] == 1
    take(logs_file(tmp_path, ONE))
    assert numbers(take(path, "entries")) == {"read": 3, "unchanged": 3, "warnings": 1}


def test_a_crime_older_than_its_log_is_warned_of_with_its_row(tmp_path):
    take(logs_file(tmp_path, ONE.replace(",East,", ",East,C1")))
    path = tmp_path / "crimes.csv"
    path.write_text("crime_ref,recorded_at\nC0,2025-03-01\nC1,01/03/2025 08:00\n")
    done = take(path, "crimes")
    warning = sheet(done.warnings_path)[1]
    assert warning[:3] == ["3", "recorded_at", "C1"]
    assert "crime C1 01/03/2025 08:00, log L1 01/03/2025 09:30" in warning[3]
    assert CrimeLog.objects.count() == 1


def test_a_crime_older_than_its_log_is_found_from_the_logs_side_too(tmp_path):
    path = tmp_path / "crimes.csv"
    path.write_text("crime_ref,log_ref,recorded_at\nC1,L1,01/03/2025 08:00\n")
    take(path, "crimes")
    done = take(logs_file(tmp_path, TWO.replace("C1;C2", ""), ONE))
    assert sheet(done.warnings_path)[1][:3] == ["3", "received_at", "L1"]


def test_an_erased_record_does_not_come_back(tmp_path):
    path = logs_file(tmp_path, ONE, TWO)
    take(path)
    log = Log.objects.get(ref="L1")
    with transaction.atomic():
        erase(seq=log.entry_seq, reason="erasure request 7", by="registrar")
        Log.objects.filter(pk=log.pk).update(text="")
    done = take(path)
    assert numbers(done) == {"read": 2, "unchanged": 1, "left_out": 1}
    assert "was erased" in done.counts["problems"][0]["problem"]
    assert Log.objects.get(ref="L1").text == ""


def test_an_upload_that_was_noted_before_is_the_one_that_is_run(tmp_path):
    waiting = Import.objects.create(kind="logs", system="", file_name="Export May.csv", by="x")
    done = take(logs_file(tmp_path, ONE), existing=waiting, system="north")
    assert (done.pk, done.file_name, done.system, done.state) == (
        waiting.pk,
        "Export May.csv",
        "north",
        "done",
    )


def test_the_reports_may_go_elsewhere(tmp_path):
    done = take(logs_file(tmp_path, "L3,31/02/2025,,,,,,,,,,"), work_dir=tmp_path / "out")
    assert Path(done.bad_rows_path) == tmp_path / "out" / "refused-rows.csv"


def test_a_name_of_the_system_that_is_too_long_is_refused(tmp_path):
    assert "up to 60 letters" in take(logs_file(tmp_path, ONE), system="x" * 61).message


@pytest.mark.parametrize("name", ["onrecord", " OnRecord "])
@pytest.mark.parametrize("dry_run", [True, False])
def test_the_name_of_this_installation_is_no_source_system(tmp_path, name, dry_run):
    """Its rows would take the place of logs that were opened here."""
    done = take(logs_file(tmp_path, ONE), system=name, dry_run=dry_run)
    assert done.state == ImportState.REFUSED
    assert "is the name under which logs and crimes opened here are kept" in done.message
    assert done.message.endswith("Nothing was taken in.")
    assert not Log.objects.exists()
    assert not LedgerEntry.objects.exists()


def test_the_name_that_the_force_chose_counts(tmp_path, monkeypatch):
    own = replace(force(), system="anyshire")
    monkeypatch.setattr("onrecord.exchange.own_name.force", lambda: own)
    assert "'anyshire' is the name" in take(logs_file(tmp_path, ONE), system="anyshire").message
    assert take(logs_file(tmp_path, ONE), system="onrecord").state == ImportState.DONE


def test_progress_is_told(tmp_path):
    told = []
    path = logs_file(tmp_path, ONE)
    take(path, progress=lambda done, total, words: told.append((done, total, words)))
    assert {words for _, _, words in told} >= {
        "looking at the file",
        "reading rows",
        "linking logs and crimes",
    }
    assert told[-1][:2] == (path.stat().st_size, path.stat().st_size)


def test_full_disk_is_said_in_words(tmp_path, monkeypatch):
    from django.db import OperationalError

    def full(*_args, **_kwargs):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("onrecord.exchange.storing.append_many", full)
    done = take(logs_file(tmp_path, ONE))
    assert (done.state, "no room left" in done.message) == ("refused", True)
    assert not Log.objects.exists()


def test_an_error_of_ours_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("onrecord.exchange.actions.link_for_import", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        take(logs_file(tmp_path, ONE))
    assert not Log.objects.exists()
    assert not LedgerEntry.objects.exists()
    assert Import.objects.get().state == ImportState.REFUSED


def test_times_are_stored_in_utc_as_every_other_part_expects(tmp_path):
    take(logs_file(tmp_path, ONE.replace("01/03/2025", "01/07/2025")))
    assert Log.objects.get().received_at.isoformat() == "2025-07-01T08:30:00+00:00"
    assert Log.objects.filter(received_at__date="2025-07-01").exists()
