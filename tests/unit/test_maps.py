"""Map files: what they say, what is refused and in which words, and that they come back as they went out."""

import pytest

from onrecord.contact.models import CodeMeaning
from onrecord.exchange.layouts import LAYOUTS, MEANINGS
from onrecord.exchange.maps import (
    Column,
    MapError,
    guess_map,
    load_map,
    map_to_toml,
    neutral_map,
)

WHOLE = r"""
kind = "logs"
system = "control room"

[file]
encoding = "cp1252"
delimiter = ";"
sheet = "Logs"
header_row = 3
time_zone = "Europe/London"
on_repeat = "number"

[columns]
log_ref = "CASE"
text = "SUMMARY \"short\""

[columns.received_at]
columns = ["DATE", "TIME"]
formats = ["%d/%m/%Y %H:%M", "%d/%m/%y"]

[columns.crime_refs]
column = "CRIME"
split = "|"
match = '^\d{4}-\d+$'

[columns.closing_code]
column = "DISP"
replace = { "A1" = "Arrest", "N 2" = "No crime" }
default = "unknown"

[[leave_out]]
column = "TYPE"
equals = ["Test call"]
reason = "test calls are no reports"

[[leave_out]]
column = "TYPE"
matches = "^PAGE \\d+"
reason = "headings of printed pages"

[codes.opening]
crime = ["Battery*", "Theft"]
[codes.closing]
no-crime = ["Unfounded"]
"""


def test_everything_a_map_can_say_is_read():
    found = load_map(WHOLE)
    assert (found.kind, found.system) == ("logs", "control room")
    assert found.file.delimiter == ";"
    assert found.file.header_row == 3
    assert found.file.on_repeat == "number"
    assert found.columns["received_at"] == Column(
        ("DATE", "TIME"), " ", ("%d/%m/%Y %H:%M", "%d/%m/%y")
    )
    assert found.columns["crime_refs"].split == ("|",)
    assert found.columns["closing_code"].replace == {"A1": "Arrest", "N 2": "No crime"}
    assert [rule.reason for rule in found.leave_out] == [
        "test calls are no reports",
        "headings of printed pages",
    ]
    assert found.codes["opening"]["crime"] == ("Battery*", "Theft")


def test_a_map_comes_back_as_it_went_out():
    found = load_map(WHOLE)
    assert load_map(map_to_toml(found)) == found


def test_a_path_is_read_as_a_file_and_a_text_as_a_map(tmp_path):
    path = tmp_path / "force.toml"
    path.write_text(WHOLE)
    assert load_map(path) == load_map(str(path)) == load_map(WHOLE)


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ('kind = "log"\n', ["kind", "logs, entries, crimes"]),
        ('kind = "logs"\ncolums = 1\n', ["colums", "Did you mean columns"]),
        ('kind = "logs"\n[columns]\ncrime_reff = "X"\n', ["columns.crime_reff", "Did you mean crime_refs"]),
        ('kind = "logs"\n[columns]\ntext = 3\n', ["columns.text", "must be a table"]),
        ('kind = "logs"\n[columns.text]\ncolumn = "A"\nformats = ["%d/%m/%Y"]\n', ["columns.text.formats", "only for dates"]),
        ('kind = "logs"\n[columns.received_at]\ncolumn = "A"\nformats = ["%d/%q"]\n', ["%q", "not known"]),
        ('kind = "logs"\n[columns.received_at]\ncolumn = "A"\nformats = ["%d/%m"]\n', ["lacks the year"]),
        ('kind = "logs"\n[columns.received_at]\ncolumn = "A"\nformats = ["%d/%m/%Y %I:%M"]\n', ["without %p"]),
        ('kind = "logs"\n[columns.text]\ncolumn = "A"\ncolumns = ["B"]\n', ["both column and columns"]),
        ('kind = "logs"\n[columns.text]\njoin = ""\n', ["names no column"]),
        ('kind = "logs"\n[columns.crime_refs]\ncolumn = "A"\nmatch = "("\n', ["columns.crime_refs.match", "valid pattern"]),
        ('kind = "logs"\n[file]\nencoding = "base64"\n', ["file.encoding", "not known"]),
        ('kind = "logs"\n[file]\nencoding = "unicode_escape"\n', ["file.encoding", "not known"]),
        ('kind = "logs"\n[file]\ndelimiter = "||"\n', ["file.delimiter", "one character"]),
        ('kind = "logs"\n[file]\nheader_row = 0\n', ["file.header_row"]),
        ('kind = "logs"\n[file]\ntime_zone = "Europe/Londn"\n', ["Europe/London"]),
        ('kind = "logs"\n[file]\non_repeat = "first"\n', ["file.on_repeat", "refuse, latest, number"]),
        ('kind = "logs"\n[leave_out]\ncolumn = "A"\n', ["[[leave_out]]"]),
        ('kind = "logs"\n[[leave_out]]\ncolumn = "A"\nequals = ["x"]\n', ["leave_out 1", "reason"]),
        ('kind = "logs"\n[[leave_out]]\ncolumn = "A"\nreason = "x"\n', ["leave_out 1", "equals"]),
        ('kind = "logs"\n[codes.opening]\ncrimes = ["x"]\n', ["codes.opening.crimes", "Did you mean crime"]),
        ('kind = "logs"\n[codes.opening]\ncrime = [1]\n', ["codes.opening.crime", "list of texts"]),
        ('kind = "logs"\nsystem = "' + "x" * 61 + '"\n', ["system", "60"]),
        ("kind = logs\n", ["not valid TOML", "quotation marks"]),
    ],
)  # fmt: skip
def test_a_wrong_map_is_refused_with_file_key_and_remedy(tmp_path, toml, words):
    path = tmp_path / "force.toml"
    path.write_text(toml)
    with pytest.raises(MapError) as refused:
        load_map(path)
    message = str(refused.value)
    assert message.startswith("force.toml")
    for word in words:
        assert word in message


def test_a_map_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(MapError, match="cannot be read"):
        load_map(tmp_path / "none.toml")


def test_a_map_that_is_no_text_is_said_so(tmp_path):
    path = tmp_path / "sheet.toml"
    path.write_bytes(b"PK\x03\x04\xff\xfe")
    with pytest.raises(MapError, match="UTF-8"):
        load_map(path)


def test_neutral_names_are_found_without_regard_to_case_spaces_and_underscores():
    found = neutral_map("logs", ["Log Ref", "RECEIVED_AT", "crimerefs", "Weather"])
    assert {name: column.columns for name, column in found.columns.items()} == {
        "log_ref": ("Log Ref",),
        "received_at": ("RECEIVED_AT",),
        "crime_refs": ("crimerefs",),
    }


def test_a_missing_column_is_named_with_those_that_are_there_and_a_suggestion():
    with pytest.raises(MapError) as refused:
        neutral_map("logs", ["Incident Number", "received_at", "Narrative"])
    message = str(refused.value)
    assert "no column log_ref" in message
    assert "received_at and" not in message
    assert "“Incident Number”" in message
    assert "Perhaps log_ref is your column “Incident Number”." in message
    assert "make a map" in message


@pytest.mark.parametrize(
    ("kind", "header", "expected"),
    [
        (
            "logs",
            ["Incident Number", "Date/Time Created", "Disposition", "Call Type", "Priority", "Crime No.", "Beat", "Remarks"],
            {
                "log_ref": "Incident Number", "received_at": "Date/Time Created", "closing_code": "Disposition",
                "opening_code": "Call Type", "grade": "Priority", "crime_refs": "Crime No.", "department": "Beat",
                "text": "Remarks",
            },
        ),
        (
            "crimes",
            ["Crime Number", "Log No", "Date Recorded", "HO Class", "Offence Description"],
            {
                "crime_ref": "Crime Number", "log_ref": "Log No", "recorded_at": "Date Recorded", "class": "HO Class",
                "offence": "Offence Description",
            },
        ),
        ("entries", ["Log No", "Timestamp", "Operator", "Comment"],
         {"log_ref": "Log No", "entered_at": "Timestamp", "author": "Operator", "text": "Comment"}),
        ("logs", ["Recieved At", "Log_Reff"], {"received_at": "Recieved At"}),
    ],
)  # fmt: skip
def test_common_names_are_suggested(kind, header, expected):
    found = guess_map(kind, header)
    assert {name: column.columns[0] for name, column in found.columns.items()} | expected == {
        name: column.columns[0] for name, column in found.columns.items()
    }


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (["CAD No", "Date", "Time"], ("Date", "Time")),
        (["CAD No", "Time Received", "Date Received"], ("Date Received", "Time Received")),
        (["CAD No", "Incident_Date", "Incident_Time"], ("Incident_Date", "Incident_Time")),
        (["CAD No", "Date/Time Created", "Time"], ("Date/Time Created",)),
        (["CAD No", "Date"], ("Date",)),
    ],
)
def test_a_date_is_suggested_with_its_time(header, expected):
    assert guess_map("logs", header).columns["received_at"].columns == expected


def test_a_missing_date_and_time_are_named_both():
    with pytest.raises(MapError, match="received_at is your columns “Date” and “Time”"):
        neutral_map("logs", ["CAD No", "Date", "Time"])


def test_a_column_is_suggested_only_once():
    found = guess_map("logs", ["Crime Type", "Type", "Date", "ID"])
    sources = [name for column in found.columns.values() for name in column.columns]
    assert len(sources) == len(set(sources))


def test_meanings_are_those_of_the_database():
    assert set(MEANINGS) == set(CodeMeaning.Meaning.values)


def test_no_common_name_is_claimed_by_two_fields_of_one_layout_as_its_own_name():
    for fields in LAYOUTS.values():
        names = [field.name.replace("_", "") for field in fields]
        for field in fields:
            assert not set(field.also) & (set(names) - {field.name.replace("_", "")})
