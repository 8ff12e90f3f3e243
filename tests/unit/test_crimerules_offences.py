"""A damaged table says which file, which row and what to do."""

import pytest

from crimerules.offences import offences_from
from crimerules.tables import TableError, parse_table, read_table

HEADER = (
    "code,class,class_name,offence,act,section,group,subgroup,mode,sentence,basis,since,until,note"
)
GOOD = "008/06,8N,Assault with injury,Assault,Act,Sec 47,Violence,,E,5,V,,,"


def load(row: str) -> None:
    lines = ["# remark", HEADER, GOOD, row]
    list(offences_from(parse_table("list.csv", lines, ["code"]), "list.csv"))


def test_a_good_table_loads() -> None:
    load(GOOD)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (GOOD.replace("008/06", "eight"), "list.csv, row 4: code 'eight' isn't of the form 008/06"),
        (GOOD.replace(",V,", ",X,"), "row 4: basis 'X' must be V, S or SV"),
        (GOOD.replace(",8N,", ",,"), "row 4: no class; give the class"),
        (GOOD.replace("V,,,", "V,tomorrow,,"), "row 4: since 'tomorrow' isn't a date; write it as"),
        ("008/06,8N", "row 4: 2 values for 14 columns; put quotes"),
    ],
)
def test_a_bad_row_is_named(row: str, said: str) -> None:
    with pytest.raises(TableError, match=said):
        load(row)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(TableError, match=r"list.csv, row 1: no column basis; add it"):
        list(parse_table("list.csv", [HEADER.replace("basis,", ""), GOOD], ["code", "basis"]))


def test_a_missing_table_is_named() -> None:
    with pytest.raises(TableError, match=r"nothing.csv: can't be read"):
        list(read_table("nothing.csv", ["code"]))
