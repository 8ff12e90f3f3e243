"""CSV files as they come: delimiters, encodings, broken rows, and files that are no tables at all."""

import codecs
import gzip
import zlib

import pytest

from onrecord.exchange import csv_reader
from onrecord.exchange.faults import ReadError
from onrecord.exchange.map_file import FileOptions
from onrecord.exchange.reading import examine, open_table, preview
from onrecord.exchange.tables import Broken, OddRow


def read(path, **options):
    """(header, rows, notes) of a file, or ReadError."""
    chosen = FileOptions(**options)
    with open_table(examine(path, chosen.encoding), chosen) as table:
        rows = list(table.rows())
        return table.header, rows, table.notes


def file_of(tmp_path, content: bytes | str, name="logs.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal(path, **options) -> str:
    with pytest.raises(ReadError) as refused:
        read(path, **options)
    return str(refused.value)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(tmp_path, sign):
    path = file_of(tmp_path, f'a{sign}b{sign}c\n1{sign}"x, y; z|"{sign}3\n')
    header, rows, _ = read(path)
    assert header == ["a", "b", "c"]
    assert rows == [(2, ["1", "x, y; z|", "3"])]


def test_commas_in_the_text_do_not_mislead(tmp_path):
    path = file_of(tmp_path, "ref;text\n1;one, two, three\n2;four, five\n")
    assert read(path)[1] == [(2, ["1", "one, two, three"]), (3, ["2", "four, five"])]


def test_excels_own_line_about_the_delimiter_is_obeyed(tmp_path):
    path = file_of(tmp_path, "sep=^\r\nref^text\r\n1^a,b\r\n")
    header, rows, _ = read(path)
    assert header == ["ref", "text"]
    assert rows == [(3, ["1", "a,b"])]


def test_an_unknown_delimiter_is_named_with_the_remedy(tmp_path):
    message = refusal(file_of(tmp_path, "log_ref^received_at\n1^2025\n"))
    assert "single column" in message
    assert 'delimiter = "^"' in message


def test_an_unknown_delimiter_is_named_though_the_first_row_has_more_of_it_in_its_text(tmp_path):
    message = refusal(file_of(tmp_path, "Date/Time~CAD No~Text\n1/2/2025~7~stolen~or lost\n"))
    assert 'delimiter = "~"' in message


def test_a_file_that_is_no_text_at_all_is_said_so(tmp_path):
    message = refusal(
        file_of(tmp_path, b"\x7fELF\x02\x01\x01\0\0\0\x03\0>\0\x01\0\0\0\xd0a\0@\0pG\n" * 20)
    )
    assert "no CSV" in message
    assert "Export it again" in message


def test_a_delimiter_that_the_map_has_wrong_is_said_so(tmp_path):
    message = refusal(file_of(tmp_path, "log_ref,received_at\n1,2025\n"), delimiter=";")
    assert "semicolon" in message
    assert "comma" in message


def test_a_file_may_have_one_column(tmp_path):
    assert read(file_of(tmp_path, "crime_ref\nC1\nC2\n"))[1] == [(2, ["C1"]), (3, ["C2"])]


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n \r\n\t", b"\xff\xfe", b"\0\0\0"])
def test_an_empty_file_is_said_so(tmp_path, content):
    assert "is empty" in refusal(file_of(tmp_path, content))


def test_a_file_that_is_not_there_and_a_folder_are_said_so(tmp_path):
    assert "no such file" in refusal(tmp_path / "none.csv")
    assert "is a folder" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
        ("utf-32-le", codecs.BOM_UTF32_LE),
    ],
)
def test_unicode_is_found_out(tmp_path, encoding, mark):
    text = "ref,text\n1,Café £5 “ok” naïve résumé\n"
    header, rows, notes = read(file_of(tmp_path, mark + text.encode(encoding)))
    assert header == ["ref", "text"]
    assert rows == [(2, ["1", "Café £5 “ok” naïve résumé"])]
    assert notes == []


def test_windows_text_is_read_as_such_with_a_warning(tmp_path):
    _, rows, notes = read(file_of(tmp_path, "ref,text\n1,Café £5 “ok”\n".encode("cp1252")))
    assert rows == [(2, ["1", "Café £5 “ok”"])]
    assert "cp1252" in notes[0].problem
    assert "line 2" in notes[0].detail


def test_a_wrong_byte_far_into_the_file_is_found_with_its_line(tmp_path):
    lines = ["ref,text"] + [f"{n},plain text of a log" for n in range(120_000)]
    content = "\n".join(lines).encode() + b"\nlast,caf\xe9\n"
    _, rows, notes = read(file_of(tmp_path, content))
    assert rows[-1][1] == ["last", "café"]
    assert "line 120,002" in notes[0].detail


def test_a_letter_across_two_blocks_is_no_wrong_byte(tmp_path):
    content = b"ref,text\n" + b"x" * ((1 << 20) - 10) + "é,1\n".encode()
    assert content[(1 << 20) - 1 : (1 << 20) + 1] == "é".encode()
    assert read(file_of(tmp_path, content))[2] == []


def test_an_encoding_that_the_map_has_wrong_is_said_with_the_line(tmp_path):
    message = refusal(
        file_of(tmp_path, "ref,text\n1,ok\n2,café\n".encode("cp1252")), encoding="utf-8"
    )
    assert "not in utf-8" in message
    assert "0xE9 in line 3" in message


def test_windows_in_the_map_for_unicode_text_is_warned_of(tmp_path):
    _, rows, notes = read(file_of(tmp_path, "ref,text\n1,café\n"), encoding="cp1252")
    assert rows[0][1][1] == "cafÃ©"
    assert "sound UTF-8" in notes[0].problem


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old or password-protected Excel"),
        (b"<html><body><table>", "web page"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><rows>', "XML"),
        (b'[{"log_ref": 1}]', "JSON"),
        (b"{\\rtf1", "text document"),
    ],
)
def test_files_that_are_something_else_are_named(tmp_path, content, words):
    """Whatever the name says: an .xls from a web system is often a web page."""
    assert words in refusal(file_of(tmp_path, content, "export.xls"))


def test_rows_that_are_too_long_are_given_back_and_short_ones_filled_up(tmp_path):
    path = file_of(tmp_path, "a,b,c\n1,2,3,4\n5,6\n7,8,9,,,\n\n10,11,12\n")
    rows = read(path)[1]
    assert isinstance(rows[0][1], Broken)
    assert "more cells than the header" in rows[0][1].fault.problem
    assert "4 cells, 3 columns" in rows[0][1].fault.detail
    assert isinstance(rows[1][1], OddRow)
    assert (rows[1][1], rows[1][1].had) == (["5", "6", ""], 2)
    assert rows[2] == (4, ["7", "8", "9"])
    assert rows[3] == (6, ["10", "11", "12"])  # a blank line counts, as in a spreadsheet


def test_nul_characters_are_taken_out_with_a_warning(tmp_path):
    rows = read(file_of(tmp_path, "a,b\n1,x\0y\n2,z\n"))[1]
    assert rows[0][1] == ["1", "xy"]
    assert "NUL" in rows[0][1].remarks[0].problem
    assert not isinstance(rows[1][1], OddRow)


def test_an_unclosed_quotation_mark_costs_one_row_only(tmp_path):
    path = file_of(tmp_path, 'a,b\n1,"never closed\n2,x\n3,"closed, here"\n4,y\n')
    rows = read(path)[1]
    assert isinstance(rows[0][1], Broken)
    assert "never closed" in rows[0][1].fault.problem
    assert rows[1:] == [(3, ["2", "x"]), (4, ["3", "closed, here"]), (5, ["4", "y"])]


def test_an_unclosed_quotation_mark_in_the_last_row(tmp_path):
    rows = read(file_of(tmp_path, 'a,b\n1,x\n2,"oops\n'))[1]
    assert rows[0] == (2, ["1", "x"])
    assert isinstance(rows[1][1], Broken)
    assert rows[1][1].cells == ["2", '"oops']


def test_an_unclosed_quotation_mark_before_a_megabyte_of_rows(tmp_path):
    lines = ["a,b", '0,"open', *(f"{n},some plain text to fill the file" for n in range(1, 60_001))]
    rows = read(file_of(tmp_path, "\n".join(lines)))[1]
    assert isinstance(rows[0][1], Broken)
    assert len(rows) == 60_001
    assert rows[-1] == (60_002, ["60000", "some plain text to fill the file"])


def test_a_file_with_open_quotation_marks_everywhere_is_refused_as_a_whole(tmp_path, monkeypatch):
    """After 8 MB read twice instead of 256, so that the file need not be as large."""
    monkeypatch.setattr(csv_reader, "_MOST_REREAD", 8 << 20)
    block = "\n".join(['x,"open'] + ["plain," + "y" * 1000] * 1200)
    few = file_of(tmp_path, "a,b\n" + "\n".join([block] * 6))
    assert any(isinstance(cells, Broken) for _, cells in read(few)[1])
    message = refusal(file_of(tmp_path, "a,b\n" + "\n".join([block] * 10)))
    assert "not closed in many rows" in message


def test_a_quotation_mark_in_the_wrong_place_costs_its_row(tmp_path):
    rows = read(file_of(tmp_path, 'a,b\n1,"Stop" she said\n2,a 5" knife\n'))[1]
    assert "wrong place" in rows[0][1].fault.problem
    assert rows[1] == (3, ["2", 'a 5" knife'])


def test_line_breaks_inside_quotation_marks_belong_to_the_cell(tmp_path):
    rows = read(file_of(tmp_path, 'a,b\r\n1,"two\r\nlines"\r\n2,x\r\n'))[1]
    assert rows == [(2, ["1", "two\r\nlines"]), (3, ["2", "x"])]


def test_lines_may_end_in_the_old_apple_way(tmp_path):
    assert read(file_of(tmp_path, "a,b\r1,2\r3,4\r"))[1] == [(2, ["1", "2"]), (3, ["3", "4"])]


def test_a_cell_of_more_than_a_megabyte_costs_its_row(tmp_path):
    rows = read(file_of(tmp_path, "a,b\n1," + "x" * 1_100_000 + "\n2,ok\n"))[1]
    assert "longer than 1 MB" in rows[0][1].fault.problem
    assert rows[1] == (3, ["2", "ok"])


def test_one_endless_line_is_no_table(tmp_path):
    assert "longer than 4 million characters" in refusal(
        file_of(tmp_path, "a,b\n" + "x" * 5_000_000)
    )


def test_columns_without_a_name_and_repeated_names_are_kept_apart(tmp_path):
    header, rows, notes = read(file_of(tmp_path, "ref,,Note,note,,\n1,2,3,4,,\n"))
    assert header == ["ref", "column 2", "Note", "note"]
    assert rows == [(2, ["1", "2", "3", "4"])]
    assert ["no name" in note.problem or "more than once" in note.problem for note in notes] == [
        True
    ] * 3


def test_the_header_may_stand_further_down(tmp_path):
    path = file_of(tmp_path, 'Report of 1 May;;\n"Unit: ""A""";;\nref;at;text\n1;2;3\n')
    header, rows, _ = read(path, header_row=3)
    assert header == ["ref", "at", "text"]
    assert rows == [(4, ["1", "2", "3"])]


def test_blank_lines_before_the_header_are_passed_over(tmp_path):
    header, rows, _ = read(file_of(tmp_path, "\n,,\nref,at\n1,2\n"))
    assert header == ["ref", "at"]
    assert rows == [(4, ["1", "2"])]


def test_a_thousand_columns_are_enough(tmp_path):
    message = refusal(file_of(tmp_path, ",".join(f"c{n}" for n in range(1001)) + "\n"))
    assert "1,001 columns" in message


def test_our_own_apostrophes_are_taken_off(tmp_path):
    assert read(file_of(tmp_path, "a,b\n1,'=1+1\n2,'tis\n"))[1] == [
        (2, ["1", "=1+1"]),
        (3, ["2", "'tis"]),
    ]


def test_gzip_is_found_out_by_content(tmp_path):
    path = file_of(tmp_path, gzip.compress(b"a,b\n1,2\n"), "plain-name.csv")
    facts = examine(path)
    assert facts.gzipped
    assert facts.size == path.stat().st_size
    assert read(path)[1] == [(2, ["1", "2"])]


def test_a_cut_off_gzip_file_is_said_so(tmp_path):
    path = file_of(tmp_path, gzip.compress(b"a,b\n" + b"1,2\n" * 5000)[:-12], "x.gz")
    assert "cut off" in refusal(path)


def test_a_damaged_gzip_file_is_said_so(tmp_path):
    packed = bytearray(gzip.compress(b"a,b\n" + bytes(range(48, 90)) * 5000))
    packed[40] ^= 0xFF
    assert "damaged" in refusal(file_of(tmp_path, bytes(packed), "x.gz"))


def test_a_gzip_bomb_is_stopped(tmp_path):
    path = tmp_path / "bomb.csv.gz"
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    with path.open("wb") as out:
        out.write(packer.compress(b"a,b\n"))
        for _ in range(300):
            out.write(packer.compress(b"0" * 1_000_000))
        out.write(packer.flush())
    assert "unpacks to more than 250 times" in refusal(path)


def test_the_hash_is_that_of_the_file_as_it_lies_there(tmp_path):
    import hashlib

    for content in (b"a,b\n1,2\n", gzip.compress(b"a,b\n1,2\n")):
        assert examine(file_of(tmp_path, content)).sha256 == hashlib.sha256(content).hexdigest()


def test_a_preview_shows_the_first_rows(tmp_path):
    path = file_of(tmp_path, "a,b\n" + "".join(f"{n},x\n" for n in range(50)))
    found = preview(path, rows=3)
    assert found.header == ["a", "b"]
    assert found.rows == [["0", "x"], ["1", "x"], ["2", "x"]]


def test_progress_is_told_in_bytes_of_the_file(tmp_path):
    path = file_of(tmp_path, "a,b\n" + "1,2\n" * 1_000_000)
    told = []
    examine(path, tell=lambda done, total: told.append((done, total)))
    assert told[-1] == (path.stat().st_size, path.stat().st_size)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
