"""Rows into content: what is taken, mended, refused, and in which words."""

from datetime import UTC, datetime

import pytest

from onrecord.exchange.maps import MapError, load_map, neutral_map
from onrecord.exchange.rows import Converter, identity

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LOG_COLUMNS = [
    "log_ref",
    "received_at",
    "source",
    "opening_code",
    "closing_code",
    "grade",
    "qualifiers",
    "text",
    "closed_at",
    "officer",
    "department",
    "crime_refs",
]


def neutral(kind="logs", header=None):
    header = header or LOG_COLUMNS
    return Converter(neutral_map(kind, header), header, system="main", now=NOW)


def log(**values):
    values = {"log_ref": "L1", "received_at": "2025-03-01 09:30", **values}
    return neutral().convert([values.get(name, "") for name in LOG_COLUMNS])


def mapped(toml: str, header: list[str]) -> Converter:
    return Converter(load_map(toml), header, system="main", now=NOW)


def words(faults) -> list[tuple[str, str]]:
    return [(fault.level, fault.field) for fault in faults]


def test_a_row_becomes_the_content_that_the_ledger_keeps():
    content, faults = log(
        source="999", opening_code="Theft  of\u2010cycle", text="He said: <b>hello</b> =1+1", qualifiers="Dom | Hate;Dom",
        crime_refs="20bw/1/25 ; 20BW/2/25|", closed_at="2025-03-01T11:00:00Z",
    )  # fmt: skip
    assert faults == []
    assert content == {
        "system": "main",
        "ref": "L1",
        "received_at": "2025-03-01T09:30:00Z",
        "received_precision": "minute",
        "source": "999",
        "opening_code": "Theft of-cycle",
        "closing_code": "",
        "grade": "",
        "qualifiers": ["Dom", "Hate"],
        "text": "He said: <b>hello</b> =1+1",
        "closed_at": "2025-03-01T11:00:00Z",
        "officer": "",
        "department": "",
        "crime_refs": ["20bw/1/25", "20BW/2/25"],
        "duplicate_of": "",
        "extra": {},
    }


def test_unknown_columns_are_kept_and_empty_ones_are_not():
    header = ["log_ref", "received_at", "Weather", "Moon", "note", "Note"]
    content, _ = neutral(header=header).convert(["L1", "2025-03-01", "rain", "", "a", "b"])
    assert content["extra"] == {"Weather": "rain", "note": "a", "Note": "b"}
    header = ["log_ref", "received_at", "note", "note"]
    content, _ = neutral(header=header).convert(["L1", "2025-03-01", "a", "b"])
    assert content["extra"] == {"note": "a", "note (4)": "b"}


@pytest.mark.parametrize(
    ("values", "field", "problem"),
    [
        ({"log_ref": ""}, "log_ref", "The reference is empty"),
        ({"received_at": ""}, "received_at", "The date is empty"),
        ({"received_at": "31/02/2025"}, "received_at", "There is no such date or time"),
        ({"log_ref": "L" * 121}, "log_ref", "longer than 120 characters"),
        ({"opening_code": "x" * 201}, "opening_code", "longer than 200 characters"),
        ({"grade": "x" * 61}, "grade", "longer than 60 characters"),
        ({"crime_refs": "ok|" + "C" * 121}, "crime_refs", "longer than 120 characters"),
        ({"log_ref": "L\u200b1"}, "log_ref", "invisible character"),
        ({"log_ref": "1.23457E+11"}, "log_ref", "shortened the reference"),
    ],
)
def test_rows_that_cannot_be_taken_say_why(values, field, problem):
    content, faults = log(**values)
    assert content is None
    assert words(faults) == [("error", field)]
    assert problem in faults[0].problem
    assert faults[0].remedy


def test_every_fault_of_a_row_is_told_at_once():
    _, faults = log(log_ref="", received_at="never", grade="x" * 100)
    assert words(faults) == [("error", "log_ref"), ("error", "received_at"), ("error", "grade")]


def test_a_reference_that_became_a_decimal_is_mended_with_a_warning():
    content, faults = log(log_ref="12345.0", crime_refs="77.00|12.5")
    assert content["ref"] == "12345"
    assert content["crime_refs"] == ["77", "12.5"]
    assert words(faults) == [("warning", "log_ref"), ("warning", "crime_refs")]
    assert "read as 12345" in faults[0].words


def test_a_number_cell_needs_no_mending():
    header = ["log_ref", "received_at"]
    content, faults = neutral(header=header).convert([12345.0, datetime(2025, 3, 1, 9, 30)])
    assert (content["ref"], content["received_at"], faults) == ("12345", "2025-03-01T09:30:00Z", [])


def test_references_are_tidied_and_compared_without_case_and_spaces():
    content, _ = log(log_ref=" log  12\u201034 ")
    assert content["ref"] == "log 12-34"
    assert identity("logs", content) == "LOG12-34"


def test_a_log_closed_on_an_earlier_day_is_warned_of():
    content, faults = log(closed_at="28/02/2025 10:00")
    assert content is not None
    assert words(faults) == [("warning", "closed_at")]
    assert log(closed_at="2025-03-01")[1] == []  # known to the day only


def test_a_day_is_no_time():
    content, _ = log(received_at="01/07/2025")
    assert (content["received_at"], content["received_precision"]) == (
        "2025-06-30T23:00:00Z",
        "day",
    )


CAMPUS = r"""
kind = "logs"
[columns]
log_ref = "CASE"
[columns.received_at]
columns = ["DATE", "TIME"]
formats = ["%m/%d/%Y %H:%M", "%m/%d/%y"]
[columns.crime_refs]
column = "REPORTS"
split = ","
match = '^\d{4}-\d+$'
[columns.closing_code]
column = "DISP"
replace = { "A-1" = "Arrest" }
default = "unknown"
[columns.source]
default = "telephone"
[[leave_out]]
column = "TYPE"
equals = ["Test"]
reason = "tests"
[[leave_out]]
column = "TYPE"
matches = "^MARCH"
reason = "headings"
"""
CAMPUS_HEADER = ["CASE", "DATE", "TIME", "REPORTS", "DISP", "TYPE"]


def test_a_map_joins_splits_matches_replaces_and_fills():
    convert = mapped(CAMPUS, CAMPUS_HEADER).convert
    content, faults = convert(["1", "7/4/2025", "13:05", "2025-1,HC20,2025-2", "A\u20101", "Theft"])
    assert faults == []
    assert content["received_at"] == "2025-07-04T12:05:00Z"
    assert content["crime_refs"] == ["2025-1", "2025-2"]
    assert content["closing_code"] == "Arrest"
    assert content["source"] == "telephone"
    # What `match` left aside is not lost.
    assert content["extra"] == {"REPORTS": "2025-1,HC20,2025-2", "TYPE": "Theft"}
    content, _ = convert(["1", "7/4/25", "", "", "", ""])
    assert (content["received_precision"], content["closing_code"]) == ("day", "unknown")


def test_a_column_that_another_field_takes_whole_is_not_kept_twice():
    toml = "kind='logs'\n[columns]\nlog_ref='CASE'\nreceived_at='DATE'\n[columns.crime_refs]\ncolumn='CASE'\nmatch='^C'\n"
    content, _ = mapped(toml, ["CASE", "DATE"]).convert(["L1", "2025-03-01"])
    assert (content["crime_refs"], content["extra"]) == ([], {})


def test_rows_that_are_not_meant_are_named_with_the_reason():
    converter = mapped(CAMPUS, CAMPUS_HEADER)
    assert converter.left_out(["1", "7/4/2025", "", "", "", "Test"]).problem == "tests"
    assert (
        converter.left_out(["1", "7/4/2025", "", "", "", " MARCH 6".strip()]).problem == "headings"
    )
    assert converter.left_out(["1", "7/4/2025", "", "", "", "Theft"]) is None


def test_lists_may_be_kept_whole():
    toml = "kind='logs'\n[columns]\nlog_ref='A'\nreceived_at='B'\n[columns.qualifiers]\ncolumn='C'\nsplit=[]\n"
    content, _ = mapped(toml, ["A", "B", "C"]).convert(["L1", "2025-03-01", "a;b|c"])
    assert content["qualifiers"] == ["a;b|c"]


def test_a_crime_may_come_from_several_logs():
    header = ["crime_ref", "log_ref", "recorded_at", "class", "offence"]
    content, faults = neutral("crimes", header).convert(
        ["C1", "L1; L2", "2025-03", "8N", "Actual bodily harm"]
    )
    assert faults == []
    assert content["log_refs"] == ["L1", "L2"]
    assert content["recorded_precision"] == "month"
    assert (content["class"], content["ho_code"]) == ("8N", "")


def test_crimes_need_no_date_and_no_log():
    content, faults = neutral("crimes", ["crime_ref"]).convert(["C1"])
    assert faults == []
    assert content["recorded_at"] is None
    assert content["log_refs"] == []


def test_a_required_field_without_a_column_and_a_column_that_is_not_there_are_named():
    with pytest.raises(MapError, match="no column received_at"):
        mapped("kind='logs'\n[columns]\nlog_ref='A'\n", ["A", "B"])
    with pytest.raises(MapError, match="text from the column “C”, which the file does not have"):
        mapped("kind='logs'\n[columns]\nlog_ref='A'\nreceived_at='B'\ntext='C'\n", ["A", "B"])


def test_a_column_that_stands_twice_cannot_be_mapped():
    with pytest.raises(MapError, match="2 columns of that name"):
        mapped("kind='logs'\n[columns]\nlog_ref='A'\nreceived_at='B'\n", ["A", "B", "B"])


def test_columns_are_found_without_regard_to_case_if_need_be():
    content, _ = mapped(
        "kind='logs'\n[columns]\nlog_ref='Case No'\nreceived_at='WHEN'\n", ["CASE_NO", "when"]
    ).convert(["L1", "2025-03-01"])
    assert content["ref"] == "L1"


def test_a_file_of_refused_rows_is_read_without_our_columns():
    header = ["row", "field", "value", "problem", "what_to_do", "log_ref", "received_at", "Weather"]
    columns = header[5:]
    converter = Converter(neutral_map("logs", columns), header, system="main", now=NOW)
    content, _ = converter.convert(["7", "text", "x", "bad", "mend", "L1", "2025-03-01", "rain"])
    assert content["extra"] == {"Weather": "rain"}
    assert converter.is_blank(["7", "text", "x", "bad", "mend", "", "", ""])
