"""The counting units and the look-up table: what they say, and what is said of a damaged one."""

import pytest

from crimerules import units
from crimerules.offences import police_classes
from crimerules.tables import TableError, parse_table
from crimerules.units import principal_rank, unit_of

UNIT_HEADER = "class,code,unit,meaning,page,source"
PRINCIPAL_HEADER = "rank,offence,classes,codes,sentence,basis,conduct"


@pytest.mark.parametrize(
    ("crime_class", "code", "kind", "page"),
    [
        ("8N", "008/06", "per_victim", "42"),
        ("3B", "003/01", "per_person_threatened", "38"),
        ("28I", "028/03", "per_household", "73"),
        ("30C", "030/02", "per_building", "73"),
        ("46", "046/00", "per_shop_unit", "79"),
        ("24", "024/17", "per_victim", "49"),
        ("24", "024/19", "per_offender_group", "49"),
        ("66", "066/01", "per_incident", "89"),
        ("66", "066/39", "per_offender", "89"),
        ("8L", "008/31", "per_offender", "89"),
        ("8L", "195/94", "per_victim", "55"),
        ("19C", "019/08", "per_offender_per_victim", "61"),
        ("19J", "019/08", "once_per_incident", "62"),
        ("N300", "300/04", "per_death", "35"),
    ],
)
def test_the_unit_of_a_class_is_the_one_printed(
    crime_class: str, code: str, kind: str, page: str
) -> None:
    unit = unit_of(crime_class, code)
    assert (unit.kind, unit.page) == (kind, page)


def test_a_class_without_its_own_rule_follows_the_general_one() -> None:
    assert unit_of("23", "023/04").kind == "per_victim"
    assert unit_of("66", "066/03", basis="S").kind == "per_offender_group"
    with pytest.raises(ValueError, match="must be V, S or SV"):
        unit_of("66", "066/03", basis="state")


def test_every_police_class_has_a_unit() -> None:
    for name in police_classes():
        assert unit_of(name).kind in units.UNITS


def test_the_look_up_table_keeps_its_own_order_not_that_of_sentences() -> None:
    assert len(units.principal_table()) == 39
    aggravated_burglary = principal_rank("029/00", "29B")
    wounding = principal_rank("008/01", "8N")
    assert aggravated_burglary is not None
    assert wounding is not None
    assert wounding < aggravated_burglary
    assert principal_rank("001/02", "1") == 1
    assert principal_rank("017/16", "17B") == 8
    assert principal_rank("017/14", "17B") == 6
    assert principal_rank("046/00", "46") is None
    assert [row.rank for row in units.principal_table() if row.conduct] == [
        *range(11, 16),
        24,
        28,
        29,
    ]


def test_reported_incidents_are_dated() -> None:
    held = units.reported_incidents()
    assert len(held) == 17
    assert held["N200/01"].until is not None
    assert held["N300/04"].until is None


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("8ZZ,,per_victim,x,1,y", "row 2: class '8ZZ' isn't on the offence list"),
        ("8N,046/00,per_victim,x,1,y", "row 2: class 8N doesn't hold 046/00"),
        ("8N,,per_moon,x,1,y", "row 2: unit 'per_moon' isn't one of per_victim"),
        ("8N,,per_victim,x,1,y\n8N,,per_victim,x,1,y", "row 3: 8N stands twice"),
    ],
)
def test_a_bad_unit_is_named(row: str, said: str) -> None:
    lines = [UNIT_HEADER, *row.split("\n")]
    with pytest.raises(TableError, match=said):
        units.units_from(parse_table("units.csv", lines, ["class"]))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2,Homicide,1,001/01,Life,V,", "row 2: rank '2' should be 1; number the rows in order"),
        ("1,Homicide,1,046/00,Life,V,", "row 2: none of its classes holds code 046/00"),
        ("1,Homicide,1 46,001/01,Life,V,", "row 2: class 46 holds none of its codes"),
    ],
)
def test_a_bad_principal_row_is_named(row: str, said: str) -> None:
    with pytest.raises(TableError, match=said):
        units.principal_from(parse_table("p.csv", [PRINCIPAL_HEADER, row], ["rank"]))
