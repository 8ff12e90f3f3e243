"""Excel sheets and Parquet files."""

import gzip
import struct
import tempfile
import zipfile
from datetime import UTC, date, datetime, time

import openpyxl
import openpyxl.xml
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from onrecord.exchange.cells import cell_text
from onrecord.exchange.faults import ReadError
from onrecord.exchange.map_file import FileOptions
from onrecord.exchange.reading import examine, open_table


def read(path, **options):
    with open_table(examine(path), FileOptions(**options)) as table:
        rows = list(table.rows())
        return table.header, rows, table.notes


def refusal(path, **options) -> str:
    with pytest.raises(ReadError) as refused:
        read(path, **options)
    return str(refused.value)


def workbook(tmp_path, sheets: dict[str, list[list]], name="export.xlsx"):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path = tmp_path / name
    book.save(path)
    return path


def test_cells_come_as_what_they_are(tmp_path):
    rows = [
        ["ref", "at", "day", "number", "flag", "text", "empty", "time"],
        [
            12345.0,
            datetime(2025, 3, 1, 9, 30),
            date(2025, 3, 1),
            1.5,
            True,
            "  x ",
            None,
            time(9, 5),
        ],
    ]
    header, found, notes = read(workbook(tmp_path, {"Logs": rows}))
    assert header == rows[0]
    number, cells = found[0]
    assert number == 2
    assert cells[1] == datetime(2025, 3, 1, 9, 30)
    assert cells[2] == date(2025, 3, 1)
    assert [cell_text(cell) for cell in cells] == [
        "12345", "2025-03-01 09:30:00", "2025-03-01", "1.5", "TRUE", "x", "", "09:05:00",
    ]  # fmt: skip
    assert notes == []


def test_midnight_in_a_sheet_is_a_day(tmp_path):
    path = workbook(tmp_path, {"A": [["ref", "at"], ["1", datetime(2025, 3, 1)]]})
    assert read(path)[1][0][1][1] == date(2025, 3, 1)


def test_short_rows_of_a_sheet_are_whole(tmp_path):
    path = workbook(tmp_path, {"A": [["a", "b", "c"], ["1"], [None, None, None], ["2", "3", "4"]]})
    assert read(path)[1] == [(2, ["1", "", ""]), (4, ["2", "3", "4"])]


def test_the_first_filled_sheet_is_read_and_the_others_are_named(tmp_path):
    path = workbook(
        tmp_path, {"Empty": [], "Logs": [["a", "b"], ["1", "2"]], "Notes": [["x", "y"]]}
    )
    header, _, notes = read(path)
    assert header == ["a", "b"]
    assert "only “Logs” was read" in notes[0].problem
    assert 'sheet = "Notes"' in notes[0].remedy


def test_the_map_names_the_sheet(tmp_path):
    path = workbook(tmp_path, {"Logs": [["a", "b"]], "Notes": [["x", "y"], ["1", "2"]]})
    assert read(path, sheet="notes")[1] == [(2, ["1", "2"])]
    assert "no sheet “Crimes”" in refusal(path, sheet="Crimes")


def test_the_header_may_stand_further_down(tmp_path):
    path = workbook(tmp_path, {"A": [["Report"], [], ["a", "b"], ["1", "2"]]})
    header, rows, _ = read(path, header_row=3)
    assert header == ["a", "b"]
    assert rows == [(4, ["1", "2"])]


def test_an_empty_workbook_is_said_so(tmp_path):
    assert "is empty" in refusal(workbook(tmp_path, {"A": [], "B": []}))


def test_a_sheet_in_gzip(tmp_path):
    path = workbook(tmp_path, {"A": [["a", "b"], ["1", "2"]]})
    packed = tmp_path / "export.xlsx.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert read(packed)[1] == [(2, ["1", "2"])]


def test_a_packed_sheet_is_unpacked_in_the_installations_own_folder_only(tmp_path, monkeypatch):
    """A shared temporary folder is no place for police data, nor for what a killed import leaves."""
    shared, own = tmp_path / "shared", tmp_path / "own"
    shared.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(shared))
    monkeypatch.setenv("ONRECORD_HOME", str(own))
    packed = tmp_path / "export.xlsx.gz"
    packed.write_bytes(gzip.compress(workbook(tmp_path, {"A": [["a"], ["1"]]}).read_bytes()))
    with open_table(examine(packed), FileOptions()) as table:
        assert table.header == ["a"]
        assert not list(shared.iterdir())
        assert len(list(own.rglob("export.xlsx"))) == 1
    assert not list(own.iterdir())


def test_formulas_are_never_run_and_text_that_looks_like_one_stays(tmp_path):
    path = workbook(tmp_path, {"A": [["a", "b"], ["1", "'=cmd|' /C calc'!A0"], ["2", "@x"]]})
    assert [cells[1] for _, cells in read(path)[1]] == ["=cmd|' /C calc'!A0", "@x"]


def zip_with(tmp_path, parts: dict[str, bytes], name="bomb.xlsx"):
    path = tmp_path / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return path


def test_a_zip_bomb_is_refused_before_it_is_opened(tmp_path, monkeypatch):
    path = zip_with(
        tmp_path, {"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b" " * 60_000_000}
    )

    def opened(*_args, **_kwargs):
        raise AssertionError("the workbook was opened")

    monkeypatch.setattr("onrecord.exchange.sheet_reader.load_workbook", opened)
    monkeypatch.setattr(zipfile.ZipFile, "open", opened)
    message = refusal(path)
    assert "zip bomb" in message
    assert "save the sheet as CSV" in message


def test_a_bomb_of_many_parts_is_refused(tmp_path):
    path = zip_with(tmp_path, {f"part{n}": b"" for n in range(10_001)})
    assert "10,001 parts" in refusal(path)


def test_a_size_that_the_directory_hides_does_not_help_a_bomb(tmp_path):
    """A directory that tells less than there is: reading stops where it says, and the file is called damaged."""
    path = zip_with(tmp_path, {"xl/workbook.xml": b"<workbook/>" + b" " * 30_000_000})
    raw = bytearray(path.read_bytes())
    directory = raw.rindex(b"PK\x01\x02")
    raw[directory + 24 : directory + 28] = struct.pack("<I", 1000)
    path.write_bytes(bytes(raw))
    assert "cannot be read as a workbook" in refusal(path)


def test_entities_that_grow_are_refused(tmp_path):
    assert openpyxl.xml.DEFUSEDXML is True
    path = workbook(tmp_path, {"A": [["a", "b"], ["1", "2"]]})
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><workbook>&b;</workbook>'
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/workbook.xml"] = bomb
    assert "cannot be read as a workbook" in refusal(zip_with(tmp_path, parts, "entities.xlsx"))


def test_a_cut_off_workbook_is_said_so(tmp_path):
    path = workbook(tmp_path, {"A": [["a", "b"], ["1", "2"]]})
    path.write_bytes(path.read_bytes()[:-200])
    assert "damaged or cut off" in refusal(path)


def test_another_kind_of_zip_is_named(tmp_path):
    assert "not an Excel workbook" in refusal(zip_with(tmp_path, {"a.csv": b"a,b"}, "a.zip"))
    assert "OpenDocument" in refusal(
        zip_with(tmp_path, {"mimetype": b"x", "content.xml": b"<x/>"}, "a.ods")
    )


def test_a_sheet_that_lies_about_its_extent_costs_no_memory(tmp_path):
    path = workbook(tmp_path, {"A": [["a", "b"], ["1", "2"]]})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    assert b'<dimension ref="A1:B2"' in parts[sheet]
    parts[sheet] = parts[sheet].replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')
    assert read(zip_with(tmp_path, parts, "wide.xlsx"))[1] == [(2, ["1", "2"])]


def parquet(tmp_path, columns: dict, name="export.parquet", **options):
    path = tmp_path / name
    pq.write_table(pa.table(columns), path, **options)
    return path


def test_parquet_comes_as_it_is(tmp_path):
    path = parquet(
        tmp_path,
        {
            "log_ref": pa.array(["L1", "L2"]),
            "at": pa.array([datetime(2025, 3, 1, 9, 30, tzinfo=UTC), None]),
            "day": pa.array([date(2025, 3, 1), None]),
            "nanos": pa.array([1740821400123456789, None], pa.timestamp("ns")),
            "number": pa.array([12345.0, float("nan")]),
            "whole": pa.array([7, None]),
            "code": pa.array(["a", "b"]).dictionary_encode(),
            "refs": pa.array([["C1", "C2"], None]),
            "raw": pa.array([b"caf\xc3\xa9", None]),
            "flag": pa.array([True, None]),
        },
    )
    header, rows, _ = read(path)
    assert header[:2] == ["log_ref", "at"]
    assert [number for number, _ in rows] == [2, 3]
    first, second = (cells for _, cells in rows)
    assert first[1] == datetime(2025, 3, 1, 9, 30, tzinfo=UTC)
    assert first[2] == date(2025, 3, 1)
    assert first[3] == datetime(2025, 3, 1, 9, 30, 0, 123456)
    assert [cell_text(cell) for cell in first[4:]] == ["12345", "7", "a", "C1|C2", "café", "TRUE"]
    assert [cell_text(cell) for cell in second] == ["L2", "", "", "", "", "", "b", "", "", ""]


def test_parquet_in_gzip_and_in_many_groups(tmp_path):
    path = parquet(tmp_path, {"a": list(range(5000)), "b": ["x"] * 5000}, row_group_size=700)
    packed = tmp_path / "p.parquet.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    rows = read(packed)[1]
    assert len(rows) == 5000
    assert rows[-1] == (5001, [4999, "x"])


def test_tables_within_cells_are_refused(tmp_path):
    assert "tables within cells" in refusal(parquet(tmp_path, {"a": ["x"], "b": [{"c": 1}]}))


def test_a_damaged_parquet_file_is_said_so(tmp_path):
    path = parquet(tmp_path, {"a": ["x"], "b": ["y"]})
    path.write_bytes(path.read_bytes()[:-20])
    assert "cannot be read as Parquet" in refusal(path)
