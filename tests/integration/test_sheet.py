"""The reading sheet as it comes back: filled in by people and spreadsheets in every way they do it, or not fit to be taken in."""

from copy import deepcopy

import pytest
from openpyxl import Workbook, load_workbook

from onrecord.audit.actions import AuditError, read_sheet_in, record_reading
from onrecord.audit.models import Audit, Reading
from onrecord.audit.sheet.out import COLUMNS, TO_FILL, sheet_identity, write_sheet
from onrecord.contact.models import Log
from onrecord.ledger.models import LedgerEntry
from tests.audit_world import make_audit, truth_of
from tests.sheet_made import Sheet, only_problem, read, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def audit(made_audit):
    return deepcopy(made_audit)


@pytest.fixture
def sheet(audit, tmp_path):
    """The sheet on file, its rows, and a function that writes it back as somebody has changed it."""
    return Sheet(audit, tmp_path)


@pytest.mark.usefixtures("audit")
def test_a_seed_that_a_spreadsheet_would_change_is_still_known(tmp_path):
    sheet = Sheet(make_audit(name="April", seed="0042"), tmp_path)
    assert sheet_identity(tmp_path / "sample.csv").seed == "0042"
    for row in sheet.rows:
        row["seed"], row["should_other"] = "42", "0"
    assert sheet.take().taken == 100
    assert sheet_identity(tmp_path / "read.csv").seed == "0042"


def test_a_filled_sheet_goes_in_whole(sheet):
    before = LedgerEntry.objects.count()
    result = sheet.fill().take()
    assert (result.taken, result.blank, result.missing, result.problems, result.warnings) == (
        100,
        0,
        0,
        [],
        [],
    )
    assert result.sentence() == "100 readings were taken in."
    assert LedgerEntry.objects.count() == before + 100
    for reading in Reading.objects.select_related("item__log"):
        truth = truth_of(reading.item.log)
        assert all(getattr(reading, name) == number for name, number in truth.items())
        assert (reading.reader, reading.current) == ("fcr", True)
        assert LedgerEntry.objects.get(seq=reading.entry_seq).subject == (
            f"reading:{sheet.audit.pk}:{reading.item.position}"
        )


@pytest.mark.one_store
@pytest.mark.parametrize(
    "options",
    [
        {"delimiter": ";"},
        {"delimiter": "\t"},
        {"encoding": "utf-8-sig"},
        {"encoding": "utf-16"},
        {"encoding": "cp1252"},
    ],
)
def test_as_spreadsheets_save_it(sheet, options):
    assert sheet.fill().take(**options).taken == 100


@pytest.mark.one_store
def test_columns_in_another_order_others_added_and_what_is_not_needed_deleted(sheet):
    sheet.fill()
    for row in sheet.rows:
        row["my notes"] = "x"
    columns = ["my notes", *reversed([c for c in COLUMNS if c not in ("text", "stratum", "position", "system", "reader", "comment", "undecidable")])]  # fmt: skip
    assert sheet.take(columns=columns).taken == 100


@pytest.mark.one_store
def test_sorted_otherwise(sheet):
    sheet.fill().rows.sort(key=lambda row: row["text"])
    assert sheet.take().taken == 100


def test_rows_deleted_and_rows_left_blank_count_as_not_read(sheet):
    sheet.fill(70)
    del sheet.rows[:10]
    result = sheet.take()
    assert (result.taken, result.blank, result.missing) == (60, 30, 10)
    assert (
        result.sentence()
        == "60 readings were taken in; 40 logs have no answer and count as not read."
    )


def test_the_same_sheet_twice_changes_nothing(sheet):
    sheet.fill().take()
    entries = LedgerEntry.objects.count()
    result = sheet.take()
    assert (result.taken, result.unchanged) == (0, 100)
    assert LedgerEntry.objects.count() == entries
    assert Reading.objects.count() == 100


def test_a_corrected_sheet_replaces_only_what_it_corrects_and_keeps_the_old(sheet):
    sheet.fill().take()
    sheet.rows[4].update(
        should_other="3", recorded_other="1", comment="counted again", reader="DCI Two"
    )
    result = sheet.take()
    assert (result.taken, result.replaced, result.unchanged) == (1, 1, 99)
    old, new = Reading.objects.filter(item__position=5).order_by("pk")
    assert (old.current, new.current) == (False, True)
    assert (new.should_other, new.recorded_other, new.comment, new.reader) == (
        3,
        1,
        "counted again",
        "DCI Two",
    )


@pytest.mark.one_store
@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"should_violence": "two"}, "should_violence", "is no number of crimes"),
        ({"should_violence": "-1"}, "should_violence", "is no number of crimes"),
        ({"should_other": "1", "recorded_other": "2"}, "recorded_other", "2 recorded of 1"),
        ({"should_other": "1", "recorded_other": ""}, "recorded_other", "is blank although"),
        ({"undecidable": "maybe"}, "undecidable", "neither yes nor no"),
        (
            {"undecidable": "yes", "should_other": "1", "recorded_other": "1"},
            "undecidable",
            "can't be decided and yet",
        ),
        ({"log_ref": "storm/99999"}, "log_ref", "is not in the sample"),
        ({"log_ref": ""}, "log_ref", "is blank"),
        ({"system": "another"}, "log_ref", "is not in the sample"),
        ({"frame_hash": "ab" * 32}, "frame_hash", "belongs to the frame abababababab"),
        ({"seed": "8", "sample": ""}, "seed", "drawn with the seed “8”"),
        ({"sample": "100-000000000000-7"}, "sample", "holds another sample"),
        ({"reader": "x" * 200}, "reader", "is no name"),
    ],
)
def test_a_bad_row_comes_back_with_row_field_value_and_what_to_do(
    sheet, tmp_path, changes, field, words
):
    row = sheet.fill().rows[6]
    row.update(changes)
    result = sheet.take()
    problem = only_problem(result)
    assert (problem["row"], problem["field"]) == ("8", field)
    assert words in problem["problem"]
    assert problem["what_to_do"]
    assert problem["value"] == changes.get(field, row["log_ref"])[:200]
    assert result.taken == 99
    assert not Reading.objects.filter(item__position=7).exists()
    # The row comes back whole, in front of it what is wrong; mended, it goes in as it is.
    assert result.write_bad_rows(tmp_path / "bad.csv") == 1
    bad = read(tmp_path / "bad.csv")
    assert (bad[0]["row"], bad[0]["field"], bad[0]["problem"]) == ("8", field, problem["problem"])
    good = sheet.rows[7]
    bad[0].update({name: good[name] for name in ("frame_hash", "seed", "sample", "system")})
    bad[0].update({name: "0" for name in TO_FILL if name.startswith(("should", "recorded"))})
    bad[0].update(log_ref=sheet.audit.items.get(position=7).log_ref, undecidable="", reader="")
    write(tmp_path / "mended.csv", bad)
    again = read_sheet_in(audit=sheet.audit, path=tmp_path / "mended.csv", by="fcr")
    assert (again.taken, again.problems) == (1, [])


@pytest.mark.one_store
def test_several_things_wrong_in_a_row_are_all_told(sheet):
    sheet.fill().rows[0].update(should_violence="x", recorded_other="y", undecidable="z")
    result = sheet.take()
    assert {p["field"] for p in result.problems} == {
        "should_violence",
        "recorded_other",
        "undecidable",
    }
    assert len(result.refused) == 1
    assert result.taken == 99


@pytest.mark.one_store
def test_two_rows_about_one_log_that_disagree_are_both_refused(sheet):
    sheet.fill()
    double = {**sheet.rows[3], "should_other": "5", "recorded_other": "5"}
    sheet.rows.append(double)
    result = sheet.take()
    assert [p["row"] for p in result.problems] == ["5", "102"]
    assert "the rows 5, 102 are about the same log and disagree" in result.problems[0]["problem"]
    assert result.taken == 99


@pytest.mark.one_store
def test_two_rows_about_one_log_that_agree_are_taken_once(sheet):
    sheet.fill().rows.append({**sheet.rows[3], "comment": "again"})
    result = sheet.take()
    assert (result.taken, result.problems) == (100, [])
    assert "agree" in result.warnings[0]["problem"]


@pytest.mark.one_store
def test_a_blank_copy_of_a_row_does_no_harm(sheet):
    sheet.fill().rows.append({**sheet.rows[3], **dict.fromkeys(TO_FILL, "")})
    result = sheet.take()
    assert (result.taken, result.blank, result.problems) == (100, 0, [])


@pytest.mark.one_store
def test_a_comment_without_an_answer_is_not_a_reading_but_is_told(sheet):
    sheet.fill(50).rows[60]["comment"] = "ask the sergeant"
    result = sheet.take()
    assert result.taken == 50
    assert result.warnings[0]["row"] == "62"
    assert "no answer" in result.warnings[0]["problem"]


@pytest.mark.one_store
def test_a_note_below_the_table_does_no_harm(sheet):
    sheet.fill().rows.append({"log_ref": "", "text": "read by AB, 3 May"})
    assert sheet.take().taken == 100


@pytest.mark.one_store
@pytest.mark.parametrize("word", ["y", "YES", "true", "1"])
def test_undecidable_rows(sheet, word):
    sheet.rows[0]["undecidable"] = word
    assert sheet.take().taken == 1
    assert Reading.objects.get().undecidable


def test_readers_and_comments_are_kept(sheet):
    sheet.fill(1).rows[0].update(reader=" PC  One ", comment=" told=late; “quoted”\nnext line ")
    sheet.take()
    reading = Reading.objects.get()
    assert (reading.reader, reading.comment) == ("PC One", "told=late; “quoted”\nnext line")


@pytest.mark.one_store
def test_an_xlsx_round_trip(sheet, tmp_path):
    write_sheet(sheet.audit, tmp_path / "s.xlsx")
    book = load_workbook(tmp_path / "s.xlsx")
    page = book["Sample"]
    assert [c.value for c in page[1]] == list(COLUMNS)
    assert page.freeze_panes == "C2"
    assert len(page.data_validations.dataValidation) == 2
    assert any("Crime Recording" in str(row[0].value) for row in book["How to read"].rows)
    where = {name: number for number, name in enumerate(COLUMNS, start=1)}
    for row in range(2, 102):
        truth = truth_of(Log.objects.get(ref=page.cell(row, where["log_ref"]).value))
        for group in ("violence", "sexual", "other"):
            page.cell(row, where[f"should_{group}"], truth.get(f"should_{group}", 0))
            # Some people type numbers, others text.
            page.cell(row, where[f"recorded_{group}"], str(truth.get(f"recorded_{group}", 0)))
    page.cell(5, where["undecidable"], True)
    for group in ("violence", "sexual", "other"):
        page.cell(5, where[f"should_{group}"]).value = None
        page.cell(5, where[f"recorded_{group}"]).value = None
    book.save(tmp_path / "read.xlsx")
    result = read_sheet_in(audit=sheet.audit, path=tmp_path / "read.xlsx", by="fcr")
    assert (result.taken, result.problems, result.warnings) == (100, [], [])
    assert Reading.objects.get(item__position=4).undecidable


@pytest.mark.one_store
def test_what_was_read_can_be_written_out_and_read_in_again(sheet, tmp_path):
    sheet.fill(30).rows[0].update(
        undecidable="yes", **{n: "" for n in TO_FILL if n[:6] in ("should", "record")}
    )
    sheet.take()
    for name in ("filled.csv", "filled.xlsx"):
        write_sheet(sheet.audit, tmp_path / name, filled=True)
        result = read_sheet_in(audit=sheet.audit, path=tmp_path / name, by="other person")
        assert (result.taken, result.unchanged, result.blank) == (0, 30, 70)


def make_xlsx(path, rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)


@pytest.mark.one_store
def test_what_is_no_sheet_of_this_audit_is_refused_whole(audit, sheet, tmp_path):
    def refused(path, says):
        with pytest.raises(AuditError, match=says):
            read_sheet_in(audit=audit, path=path, by="x")
        assert not Reading.objects.exists()

    path = tmp_path / "x.csv"
    refused(path, "there is no such file")
    path.write_bytes(b"")
    refused(path, "empty")
    path.write_text("log_ref,text\n1,2\n")
    refused(path, "columns should_violence, .* frame_hash, seed are missing")
    write(path, sheet.rows[:1])
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    refused(path, "no row below")
    make_xlsx(tmp_path / "y.xlsx", [["a", "b"], [1, 2]])
    refused(tmp_path / "y.xlsx", "is no reading sheet")
    (tmp_path / "z.xlsx").write_bytes(b"PK\x03\x04 broken")
    refused(tmp_path / "z.xlsx", "damaged|cannot be read")
    for row in sheet.rows:
        row["frame_hash"] = ""
    write(path, sheet.fill().rows)
    refused(path, "No row of the sheet says which frame")


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"seed": "8"}, "drawn with the seed “8”, the audit with “7”"),
        ({"sample_size": 120}, "it asked for 120 logs, this audit for 100"),
    ],
)
def test_the_sheet_of_another_sample_is_refused_whole(audit, tmp_path, other, says):
    sheet = Sheet(make_audit(name="other", **other), tmp_path).fill()
    sheet.audit = audit
    with pytest.raises(AuditError, match=says):
        sheet.take()
    assert not Reading.objects.exists()


def test_the_sheet_of_another_frame_is_refused_whole(audit, sheet):
    """The exports have changed since the sheet was made."""
    sheet.fill()
    Log.objects.filter(ref="storm/00300").update(closing_code="Arrest")
    sheet.audit = make_audit(name="later")
    with pytest.raises(
        AuditError, match=r"This sheet belongs to the frame .* Use the very exports"
    ):
        sheet.take()


def test_other_meanings_of_codes_make_another_sample_and_that_is_said(audit, sheet):
    sheet.fill()
    audit.design["sample_hash"] = "0" * 64
    Audit.objects.filter(pk=audit.pk).update(design=audit.design)
    sheet.audit = Audit.objects.get(pk=audit.pk)
    with pytest.raises(
        AuditError, match="meanings of codes in the map, or the planning figures, have changed"
    ):
        sheet.take()


@pytest.mark.one_store
def test_a_row_that_is_broken_in_the_file_comes_back(sheet, tmp_path):
    sheet.fill()
    write(tmp_path / "r.csv", sheet.rows)
    lines = (tmp_path / "r.csv").read_text(encoding="utf-8").splitlines()
    lines[4] += ",too,many,cells"
    (tmp_path / "r.csv").write_text("\n".join(lines), encoding="utf-8")
    result = read_sheet_in(audit=sheet.audit, path=tmp_path / "r.csv", by="x")
    assert result.taken == 99
    assert only_problem(result)["row"] == "5"
    assert result.write_bad_rows(tmp_path / "bad.csv") == 1


def test_a_reading_on_the_page_and_a_sheet_go_together(sheet):
    item = sheet.audit.items.get(position=1)
    record_reading(item=item, by="page", should_other=2, recorded_other=1)
    sheet.fill(2)
    sheet.rows[0].update(dict.fromkeys(TO_FILL, ""))
    result = sheet.take()
    assert (result.taken, result.replaced) == (1, 0)
    assert Reading.objects.get(item=item).reader == "page"
