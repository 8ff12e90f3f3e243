"""Points to prove: held for the common offences, weighed without guessing, checked when loaded."""

import pytest

from crimerules.points import all_points, load, points_to_prove
from crimerules.tables import TableError

GOOD = """
[[offence]]
class = "33"
code = "033/00"
page = "83"
points = [{ id = "article", says = "an article" }]
"""


def test_points_are_held_for_the_commonest_crimes_of_both_sorts() -> None:
    held = all_points()
    assert len(held) == 44
    assert {each.basis[0] for each in held.values()} == {"V", "S"}
    for each in held.values():
        assert len(each.points) >= 2
        assert each.page[0].isdigit()


def test_points_are_found_in_any_spelling() -> None:
    found = points_to_prove("class 8n", "8/06")
    assert found is not None
    assert found.title == "Assault occasioning actual bodily harm"
    assert points_to_prove("46", "049/10") is None


def test_nothing_is_made_out_until_every_point_is_shown() -> None:
    affray = points_to_prove("66", "066/01")
    assert affray is not None
    assert affray.assess({}).made_out is None
    assert [point.id for point in affray.assess({"violence": True}).missing] == ["fear"]
    assert affray.assess({"violence": True, "fear": True}).made_out is True
    assert affray.assess({"fear": False}).made_out is False


def test_quotes_stay_the_callers() -> None:
    affray = points_to_prove("66", "066/01")
    assert affray is not None
    made = affray.assess({"violence": True}, {"violence": ("he swung a chair",)})
    assert made.quotes == {"violence": ("he swung a chair",)}
    with pytest.raises(ValueError, match="has no point 'dishonest'; it has violence, fear"):
        affray.assess({"dishonest": True})
    with pytest.raises(ValueError, match="has no point 'chair'"):
        affray.assess({}, {"chair": ("x",)})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("033/00", "046/00"), "state.toml, offence 1: class 33 doesn't hold 046/00"),
        (GOOD + GOOD, "offence 2: 33 033/00 stands twice; take one out"),
        (GOOD.replace('page = "83"\n', ""), "offence 1: no page; add it"),
        (
            GOOD.replace("}]", '}, { id = "article", says = "again" }]'),
            "two points have one id; rename one",
        ),
        ("[[offence", "state.toml: not TOML"),
    ],
)
def test_a_bad_entry_is_told(text: str, said: str) -> None:
    assert load({"state": GOOD})
    with pytest.raises(TableError, match=said):
        load({"state": text})
