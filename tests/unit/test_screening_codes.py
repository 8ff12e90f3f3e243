"""What codes mean: a force's own patterns, and the usual British ones where it gave none."""

import pytest

from onrecord.screening.rules.codes import CodeBook, CodeBooks


@pytest.mark.parametrize(
    ("which", "code", "meaning", "wanted"),
    [
        ("opening", "BURGLARY DWELLING", "crime", True),
        ("opening", "Violence - assault with injury", "crime", True),
        ("opening", "Shoplifting", "crime", True),
        ("opening", "Crime: theft", "crime", True),
        ("opening", "Crime Prevention", "crime", False),
        ("opening", "Concern for Safety", "crime", False),
        ("opening", "Found drugs", "crime", False),
        ("opening", "Fraud advice", "crime", False),
        ("opening", "Domestic Incident", "domestic", True),
        ("opening", "Domestic Incident", "crime", False),
        ("opening", "DA", "domestic", True),
        ("opening", "DATA REQUEST", "domestic", False),
        ("opening", "ASB - Personal", "personal-asb", True),
        ("opening", "ASB - Nuisance", "personal-asb", False),
        ("closing", "Crime recorded", "crime", True),
        ("closing", "Crime-related incident", "crime", False),
        ("closing", "Crime-related incident", "reason", True),
        ("closing", "No crime", "crime", False),
        ("closing", "No crime", "no-crime", True),
        ("closing", "Non-crime domestic incident", "crime", False),
        ("closing", "Non-crime domestic incident", "domestic", True),
        ("closing", "Transferred to other force", "passed", True),
        ("closing", "Duplicate incident", "duplicate", True),
        ("closing", "Report taken", "report", True),
        ("closing", "Resulted", "crime", False),
    ],
)
def test_usual_british_codes(which, code, meaning, wanted):
    assert (meaning in CodeBooks().meanings("any", which, code)) is wanted


def test_a_systems_own_patterns_take_the_place_of_the_usual_ones():
    books = CodeBooks([("north", "opening", "crime", "C1?"), ("north", "opening", "crime", "!C19")])
    assert "crime" in books.meanings("north", "opening", "c12")
    assert "crime" not in books.meanings("north", "opening", "C19")
    assert "crime" not in books.meanings("north", "opening", "Burglary")
    assert "crime" in books.meanings("north", "closing", "Burglary")
    assert "crime" in books.meanings("south", "opening", "Burglary")


def test_odd_codes():
    book = CodeBook({"crime": ["*theft*", "  "], "report": ["!x"]})
    assert book.meanings("") == frozenset()
    assert book.meanings("  Petty\n  THEFT ") == {"crime"}
    assert book.meanings("x" * 10_000) == frozenset()
