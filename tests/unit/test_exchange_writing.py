"""Cells that a spreadsheet would run."""

import csv

import pytest

from onrecord.exchange.cells import clean_row, clean_text
from onrecord.exchange.writing import safe_cell, unsafe_cell, write_csv

DANGEROUS = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "\n=1",
    "＝1",
    '=HYPERLINK("http://x")',
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe_and_loses_it_again(text):
    assert safe_cell(text) == "'" + text
    assert unsafe_cell(safe_cell(text)) == text


@pytest.mark.parametrize("value", ["plain", "'tis", "don't", "", "'", "''", 12, -3.5, "1=1"])
def test_everything_else_stays(value):
    assert safe_cell(value) == value


def test_an_apostrophe_that_was_there_is_kept():
    assert unsafe_cell(safe_cell("'=1")) == "'=1"
    assert unsafe_cell(safe_cell("''-1")) == "''-1"


def test_reading_takes_the_apostrophe_off():
    assert clean_row(["'=1+1", " x ", "'tis"]) == ["=1+1", "x", "'tis"]
    assert clean_text(" '@x") == "@x"


def test_a_written_file_opens_in_a_spreadsheet_and_is_safe(tmp_path):
    path = tmp_path / "out.csv"
    assert write_csv(path, ["ref", "text"], [["é1", "=1+1"], ["2", None]]) == 2
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as handle:
        assert list(csv.reader(handle)) == [["ref", "text"], ["é1", "'=1+1"], ["2", ""]]
