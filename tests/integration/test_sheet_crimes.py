"""Crimes by class in the reading workbook: out, filled in, in again, and what is wrong said by cell."""

from copy import deepcopy

import pytest
from openpyxl import load_workbook

from onrecord.audit.actions import AuditError, read_sheet_in, record_reading
from onrecord.audit.models import Phase, Reading
from onrecord.audit.reading.judgement import NamedCrime
from onrecord.audit.sheet.crimes import CRIME_COLUMNS, CRIMES_SHEET
from onrecord.audit.sheet.out import write_sheet
from tests.audit_world import make_audit, make_logs

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(made_once):
    def make():
        make_logs()
        return make_audit(sample_size=40)

    return made_once(make)


@pytest.fixture
def audit(made):
    return deepcopy(made)


@pytest.fixture
def book(audit, tmp_path):
    return Book(audit, tmp_path)


class Book:
    """The workbook as somebody fills it in."""

    def __init__(self, audit, folder):
        self.audit, self.path = audit, folder / "sheet.xlsx"
        write_sheet(audit, self.path)
        self.file = load_workbook(self.path)
        self.sample, self.crimes = self.file["Sample"], self.file[CRIMES_SHEET]
        self.row = 1

    def name(self, position, offence, how_many=1, on_record=0, ref="", right="", time=""):
        self.row += 1
        for column, value in enumerate(
            (position, ref, offence, how_many, on_record, right, time), 1
        ):
            self.crimes.cell(self.row, column, value if value != "" else None)
        return self

    def write(self, position, **cells):
        names = [cell.value for cell in self.sample[1]]
        for name, value in cells.items():
            self.sample.cell(position + 1, names.index(name) + 1, value)
        return self

    def take(self):
        self.file.save(self.path)
        return read_sheet_in(audit=self.audit, path=self.path, by="ada")


def only(result):
    assert len(result.problems) == 1, result.problems
    return result.problems[0]


def crimes_of(position):
    reading = Reading.objects.get(item__position=position, current=True)
    return [(c["class"], c["code"], c["count"], c["recorded"], c["right_class"], c["in_time"]) for c in reading.crimes]  # fmt: skip


def test_the_workbook_lists_the_classes_and_says_how(book):
    assert [cell.value for cell in book.crimes[1]] == list(CRIME_COLUMNS)
    rules = {r.formula1: r for r in book.crimes.data_validations.dataValidation}
    listed = next(formula for formula in rules if formula.startswith("Classes!"))
    classes = [row[0].value for row in book.file["Classes"].iter_rows(min_row=2)]
    assert listed == f"Classes!$A$2:$A${len(classes) + 1}"
    assert {"8N", "20A", "49", "4/1"} <= set(classes)
    assert all(isinstance(name, str) for name in classes)
    said = " ".join(str(row[0].value) for row in book.file["How to read"].rows)
    assert "class_or_code: The class (8N)" in said
    # The sheet that is read first is still the sample.
    assert book.file.sheetnames[0] == "Sample"


def test_numbers_follow_from_the_crimes_named(book):
    book.name(3, "8N 008/06", 2, 1, right="Yes", time="no").name(3, "49", on_record=1)
    book.name(5, "20A", 1, 0)
    result = book.take()
    assert (result.taken, result.problems, result.blank) == (2, [], 38)
    reading = Reading.objects.get(item__position=3)
    assert (reading.should_violence, reading.recorded_violence) == (2, 1)
    assert (reading.should_other, reading.recorded_other) == (1, 1)
    assert crimes_of(3) == [("8N", "008/06", 2, 1, "yes", "no"), ("49", "", 1, 1, "", "")]
    assert Reading.objects.get(item__position=5).passed is False
    # The same workbook again changes nothing.
    again = book.take()
    assert (again.taken, again.unchanged) == (0, 2)


def test_what_the_page_named_goes_out_and_comes_back(audit, tmp_path):
    item = audit.items.get(position=2)
    record_reading(item=item, by="ada", crimes=[NamedCrime("8N", "008/06", 1, 1, "yes", "")])
    for name in ("filled.xlsx", "filled.csv"):
        write_sheet(audit, tmp_path / name, filled=True)
        result = read_sheet_in(audit=audit, path=tmp_path / name, by="ada")
        assert (result.taken, result.unchanged, result.problems) == (0, 1, []), name
    book = load_workbook(tmp_path / "filled.xlsx")
    assert [cell.value for cell in book[CRIMES_SHEET][2]][:6] == [
        2, item.log_ref, "8N 008/06", 1, 1, "yes",
    ]  # fmt: skip
    # Whoever takes the class out has changed the reading.
    book[CRIMES_SHEET].delete_rows(2)
    book.save(tmp_path / "changed.xlsx")
    assert read_sheet_in(audit=audit, path=tmp_path / "changed.xlsx", by="ada").replaced == 1
    assert crimes_of(2) == []


def test_a_sheet_of_the_second_reading_names_no_crime_of_the_first(audit, tmp_path):
    item = audit.items.get(position=2)
    record_reading(item=item, by="ada", crimes=[NamedCrime("8N", "008/06", 1, 0)])
    write_sheet(audit, tmp_path / "s.xlsx", filled=True, phase=Phase.SECOND)
    assert load_workbook(tmp_path / "s.xlsx")[CRIMES_SHEET].max_row == 1


def test_rows_may_be_sorted_and_found_by_reference_alone(book):
    ref = book.audit.items.get(position=7).log_ref
    assert book.name("", "8N", ref=ref.lower()).take().taken == 1
    assert crimes_of(7) == [("8N", "", 1, 0, "", "")]


@pytest.mark.parametrize(
    ("given", "cell", "words"),
    [
        ({"offence": "8ZZ"}, "C2", "names no class"),
        ({"offence": "8N 020/05"}, "C2", "names no class"),
        ({"offence": ""}, "C2", "is blank"),
        ({"offence": "8N", "how_many": "two"}, "D2", "no number of crimes"),
        ({"offence": "8N", "how_many": 0}, "D2", "is nought"),
        ({"offence": "8N", "on_record": ""}, "E2", "is blank"),
        ({"offence": "8N", "on_record": 2}, "E2", "2 recorded of 1"),
        ({"offence": "8N", "right": "perhaps"}, "F2", "neither yes nor no"),
        ({"offence": "8N", "time": "late"}, "G2", "neither yes nor no"),
        ({"offence": "8N", "ref": "storm/9"}, "B2", "does not agree with the position 4"),
    ],
)
def test_what_does_not_fit_is_said_by_cell_and_its_record_comes_back(
    book, tmp_path, given, cell, words
):
    book.name(4, **given).name(6, "49", on_record=1)
    result = book.take()
    problem = only(result)
    assert (problem["field"], problem["row"]) == (f"{CRIMES_SHEET}!{cell}", "5")
    assert words in problem["problem"]
    assert problem["what_to_do"]
    # The other record is taken in; this one comes back.
    assert (result.taken, list(result.refused)) == (1, [5])
    assert result.write_bad_rows(tmp_path / "bad.csv") == 1


def test_numbers_that_do_not_agree_with_the_list_are_refused(book):
    book.name(4, "8N", 2, 1).write(4, should_violence=1, recorded_violence=1)
    problem = only(book.take())
    assert (problem["row"], problem["field"]) == ("5", "should_violence")
    assert "the list of crimes comes to 2" in problem["problem"]
    book.write(4, should_violence=2)
    assert book.take().taken == 1


def test_crimes_beside_undecidable_are_refused(book):
    book.name(4, "8N").write(4, undecidable="yes")
    assert "yet crimes are counted" in only(book.take())["problem"]


@pytest.mark.parametrize(
    ("position", "ref", "words"),
    [
        (400, "", "is no record of the sample"),
        ("", "", "says of no record"),
        ("x", "", "no record"),
    ],
)
def test_a_row_about_no_record_is_told_and_the_rest_taken_in(book, tmp_path, position, ref, words):
    book.name(position, "8N", ref=ref).name(6, "49", on_record=1)
    result = book.take()
    problem = only(result)
    assert (problem["row"], problem["field"]) == (f"{CRIMES_SHEET} 2", f"{CRIMES_SHEET}!A2")
    assert words in problem["problem"]
    assert (result.taken, result.loose, result.refused) == (1, 1, {})
    assert "1 row of the sheet" in result.sentence()
    assert result.write_bad_rows(tmp_path / "bad.csv") == 0


def test_a_record_whose_row_was_deleted_takes_no_crimes(book):
    book.sample.delete_rows(5)
    result = book.name(4, "8N").take()
    assert "whose row is not in the sheet" in only(result)["problem"]
    assert (result.taken, result.missing) == (0, 1)


def test_a_workbook_without_the_sheet_says_nothing_of_classes(book):
    record_reading(item=book.audit.items.get(position=2), by="ada", crimes=[NamedCrime("8N", "", 1, 1)])  # fmt: skip
    book.file.remove(book.crimes)
    book.write(2, should_violence=1, recorded_violence=1)
    assert book.take().unchanged == 1
    assert crimes_of(2) == [("8N", "", 1, 1, "", "")]


def test_a_sheet_that_lost_a_column_is_refused_as_a_whole(book):
    book.crimes.delete_cols(3)
    with pytest.raises(AuditError, match="lacks the columns class_or_code"):
        book.take()


def test_a_workbook_with_crimes_and_nothing_else_is_not_written_over(book):
    book.name(4, "8N").file.save(book.path)
    with pytest.raises(AuditError, match="holds answers already"):
        write_sheet(book.audit, book.path)


def test_more_rows_than_one_record_may_have_are_refused(book):
    for _ in range(21):
        book.name(4, "8N")
    assert "more than 20 rows" in only(book.take())["problem"]
