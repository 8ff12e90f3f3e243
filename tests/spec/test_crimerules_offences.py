"""What the offence list promises: its size, its keys, its dates and the three groups."""

from datetime import date

import pytest

from crimerules import offences
from crimerules.grave import HOMICIDES, RAPES
from crimerules.offence_groups import group_of
from crimerules.offences import UnknownOffence, find, require


def test_the_whole_list_is_held() -> None:
    held = offences.all_offences()
    assert len(held) == 1698
    assert sum(entry.until is None for entry in held) == 1630
    assert len(offences.police_classes()) == 130


def test_the_rapes_are_the_classes_that_the_list_calls_so() -> None:
    held = offences.classes()
    assert {name for name, one in held.items() if one.title.startswith("Rape of")} == RAPES
    # Pages and lists know them by these two letters.
    assert {name for name in held if name.startswith("19")} == RAPES
    assert set(held) >= HOMICIDES


def test_every_entry_falls_in_the_group_the_list_prints() -> None:
    big = {"Violence Against The Person": "violence", "Sexual Offences": "sexual"}
    for entry in offences.all_offences():
        expected = big.get(entry.group, "other")
        assert group_of(crime_class=entry.crime_class) == expected, entry
        assert group_of(entry.code) == expected, entry
        assert group_of(offence=entry.title) == expected, entry


@pytest.mark.parametrize(
    ("given", "group"),
    [
        ({"crime_class": "8N"}, "violence"),
        ({"crime_class": "class 8n"}, "violence"),
        ({"crime_class": "8N Assault with injury"}, "violence"),
        ({"code": "008/06"}, "violence"),
        ({"code": "8/06"}, "violence"),
        ({"code": "8/6"}, "violence"),
        ({"code": "00806"}, "violence"),
        ({"code": "019/08", "crime_class": "19C"}, "sexual"),
        ({"code": "088/15"}, "sexual"),
        ({"crime_class": "28E"}, "other"),
        ({"crime_class": "8G"}, "violence"),
        ({"crime_class": "4.1"}, "violence"),
        ({"crime_class": "N100"}, "other"),
        ({"offence": "Violence and sexual offences"}, "violence"),
        ({"offence": "Robbery"}, "other"),
        ({"offence": "Public order"}, "other"),
        ({"offence": "Possession of weapons"}, "other"),
        ({"offence": "Theft from the person"}, "other"),
        ({"offence": "Criminal damage and arson"}, "other"),
        ({"offence": "Anti-social behaviour"}, "other"),
        ({"offence": "CRIM SEXUAL ASSAULT"}, "sexual"),
        ({"offence": "Assault with intent to rob"}, "other"),
        ({"offence": "Common assault - s39"}, "violence"),
        ({"offence": "Violent disorder"}, "other"),
        ({"offence": "Indecent images of children"}, "other"),
        ({"offence": "Cruelty to animals"}, "other"),
        ({"offence": "Child neglect"}, "violence"),
        ({"offence": "Harassment alarm or distress"}, "other"),
        ({}, "other"),
        ({"code": "???"}, "other"),
    ],
)
def test_group_of_reads_every_usual_spelling(given: dict[str, str], group: str) -> None:
    assert group_of(**given) == group


def test_class_settles_the_group_before_the_words_do() -> None:
    assert group_of(crime_class="34B", offence="Sexual assault") == "other"


def test_a_code_alone_is_not_a_key() -> None:
    assert {entry.crime_class for entry in find("8/06")} == {"8N", "8S", "8T"}
    with pytest.raises(UnknownOffence, match="several classes \\(8N, 8S, 8T\\); give the class"):
        require("008/06")
    assert require("008/06", "8n").key == ("008/06", "8N")


def test_dates_of_the_list_are_kept() -> None:
    assert find("125/12", on=date(2023, 4, 30))
    assert not find("125/12", on=date(2023, 5, 1))
    with pytest.raises(UnknownOffence, match="isn't notifiable on 2024-01-30"):
        require("005/28", "8R", on=date(2024, 1, 30))
    assert require("005/28", "8R", on=date(2024, 1, 31)).basis == "V"


@pytest.mark.parametrize(
    ("code", "crime_class", "said"),
    [
        ("nonsense", "", "isn't on the offence list; write it as 008/06"),
        ("999/99", "", "isn't on the offence list"),
        ("008/06", "28I", "doesn't hold code '008/06'; it stands in 8N, 8S, 8T"),
    ],
)
def test_unknown_codes_are_told_with_a_remedy(code: str, crime_class: str, said: str) -> None:
    with pytest.raises(UnknownOffence, match=said):
        require(code, crime_class)


def test_unknown_class_is_told() -> None:
    with pytest.raises(UnknownOffence, match="class '8ZZ' isn't on the offence list"):
        offences.class_of("8ZZ")
    assert offences.class_of("class 4.1").title == "Manslaughter"


@pytest.mark.parametrize(
    ("text", "months"),
    [("Life", 1200), ("14", 168), ("6m", 6), ("51 weeks", 11), ("fine", 0), ("", 0)],
)
def test_sentences_are_comparable(text: str, months: int) -> None:
    assert offences.sentence_months(text) == months
