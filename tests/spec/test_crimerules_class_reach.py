"""Every class that the police record is reached from plain facts, and every class rule is shown at work."""

from collections import Counter

import pytest

from crimerules import vocabulary
from crimerules.classes.common import PAIRS, VERBS
from crimerules.classes.damage import BUILDINGS
from crimerules.classes.driving import DEATH_CODES, INJURY_CODES
from crimerules.classes.drugs import BY_LEGAL_CLASS, DRUGS
from crimerules.classes.exploitation import EXPLOITING, PAYING
from crimerules.classes.sexual import ASSAULTS, RAPES
from crimerules.classes.sexual_activity import (
    BY_AGE,
    CARER_CODES,
    DISORDER_CODES,
    FAMILY_CODES,
    PRESENCE,
    PRESENCE_70,
    PRESENCE_73,
    TRUST_CODES,
)
from crimerules.classes.weapons import GROUPS
from crimerules.classify import FAMILIES
from crimerules.examples import load_all
from crimerules.offences import find, police_classes
from crimerules.rule import RULES

OURS = [each for each in load_all() if each.file.startswith("classes/")]
TABLES = {
    *PAIRS,
    *((one, code) for one, *codes in RAPES.values() for code in codes),
    *ASSAULTS.values(),
    *BY_AGE.values(),
    *PRESENCE.values(),
    *DEATH_CODES.values(),
    *INJURY_CODES.values(),
    *(("23", code) for code in FAMILY_CODES.values()),
    *(("70", code) for code in {*DISORDER_CODES.values(), *CARER_CODES.values()}),
    *(("70", code) for codes in PRESENCE_70.values() for code in codes),
    *(("73", code) for code in {*TRUST_CODES.values(), *PRESENCE_73.values()}),
    *(("71", code) for code in PAYING.values()),
    *(("71", code) for codes in EXPLOITING.values() for code in codes),
    *(("92A", row[column]) for row in DRUGS.values() for column in (1, 2, 4)),
    *(("92C", row[5]) for row in DRUGS.values()),
    *(("92E" if drug == "cannabis" else "92D", row[3]) for drug, row in DRUGS.items()),
    *(("92A", code) for codes in BY_LEGAL_CLASS.values() for code in codes),
    *((one, code) for one in BUILDINGS.values() for code in ("057/00", "058/00", "149/00")),
    *(("5E", codes[0]) for codes in GROUPS.values() if codes[0]),
    *(("10A", code) for codes in GROUPS.values() for code in codes[1:]),
}


def test_every_police_class_is_reached_from_facts_alone() -> None:
    reached = {
        crime.class_
        for example in OURS
        if not any("class" in act for act in example.case["acts"])
        for crime in example.decision().crimes
    }
    assert set(police_classes()) - reached == set()


@pytest.mark.parametrize(("crime_class", "code"), sorted(TABLES))
def test_every_class_and_code_in_the_tables_is_on_the_list(crime_class: str, code: str) -> None:
    assert any(entry.until is None for entry in find(code, crime_class)), (crime_class, code)


def test_every_class_rule_has_an_example_that_it_decides_and_one_that_it_leaves() -> None:
    ours = {name for name in RULES if name.startswith("class.")}
    assert len(ours) > 100
    assert ours - {name for each in OURS for name in each.decides} == set()
    assert ours - {name for each in OURS for name in each.leaves} == set()


def test_every_verb_is_used_in_an_example_or_asked_about() -> None:
    used = Counter(act.get("does") for each in load_all() for act in each.case["acts"])
    unused = {word for word in VERBS if not used[word]}
    assert unused <= {
        "produces-drugs",
        "holds-drugs-to-supply",
        "holds-drugs-on-ship",
        "carries-drugs-on-ship",
        "imports-drugs",
        "exports-drugs",
        "sexual-activity-before",
    }
    assert set(VERBS) <= set(vocabulary.WORDS["does"])


def test_every_family_is_imported() -> None:
    from pathlib import Path

    import crimerules.classes

    folder = Path(crimerules.classes.__file__).parent
    written = {path.stem for path in folder.glob("*.py")} - {"__init__", "common"}
    assert written == set(FAMILIES)
