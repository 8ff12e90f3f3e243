"""Small numbers: withheld, not to be worked out from margins, nor from two editions. Each result is attacked by brute force."""

import itertools
import random

import pytest

from onrecord.statistics.suppression import Cell, Sum, span, withhold

pytestmark = pytest.mark.one_store


def table(rows):
    """A table with its margins: cells "r0c0" ..., "r0" and "c0" for the margins, "all"."""
    cells, sums = {}, []
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            cells[f"r{r}c{c}"] = Cell(value)
        cells[f"r{r}"] = Cell(sum(row))
        sums.append(Sum(f"r{r}", tuple(f"r{r}c{c}" for c in range(len(row)))))
    for c in range(len(rows[0])):
        cells[f"c{c}"] = Cell(sum(row[c] for row in rows))
        sums.append(Sum(f"c{c}", tuple(f"r{r}c{c}" for r in range(len(rows)))))
    cells["all"] = Cell(sum(map(sum, rows)))
    sums.append(Sum("all", tuple(f"r{r}" for r in range(len(rows)))))
    sums.append(Sum("all", tuple(f"c{c}" for c in range(len(rows[0])))))
    return cells, sums


def possible(cells, sums, names, most=40):
    """Every value that each withheld number could have, by trying them all."""
    names = sorted(names)
    found = {name: set() for name in names}
    for values in itertools.product(range(most), repeat=len(names)):
        tried = {
            **{name: cell.value for name, cell in cells.items()},
            **dict(zip(names, values, strict=True)),
        }
        if all(tried[one.total] == sum(tried[each] for each in one.parts) for one in sums):
            for name in names:
                found[name].add(tried[name])
    return found


def test_nothing_is_withheld_where_nothing_is_small():
    cells, sums = table([[10, 20], [30, 0]])
    found = withhold(cells, sums)
    assert not found.names


def test_one_small_number_takes_three_others_with_it():
    cells, sums = table([[3, 6], [7, 8]])
    found = withhold(cells, sums)
    assert found.primary == {"r0c0"}
    # Its row and its column, and where those two meet.
    assert found.secondary == {"r0c1", "r1c0", "r1c1"}
    seen = possible(cells, sums, found.names, most=16)
    assert max(seen["r0c0"]) - min(seen["r0c0"]) >= 5


def test_a_small_total_of_one_part_is_withheld_with_it():
    cells = {"all": Cell(3), "north": Cell(3), "south": Cell(0)}
    found = withhold(cells, [Sum("all", ("north", "south"))])
    assert found.primary == {"all", "north"}
    assert span("north", cells, [Sum("all", ("north", "south"))], found.names)[1] > 100


def test_met_and_not_met_are_guarded_alike():
    # 97 of 100 recorded in time: the three that were not could be worked out from any two of the others.
    sums = [Sum("n", ("met", "without"))]
    found = withhold({"n": Cell(100), "met": Cell(97), "without": Cell(3)}, sums)
    assert found.primary == {"without"}
    assert found.secondary == {"met"}


def test_two_editions_do_not_give_a_small_difference_away():
    # The same days, counted again: two records came late.
    cells = {
        "old": Cell(50, fixed=True),
        "new": Cell(52),
        "late": Cell(2, hidden=True, signed=True),
    }
    found = withhold(cells, [Sum("new", ("old", "late"))])
    assert found.secondary == {"new"}
    many = {**cells, "new": Cell(60), "late": Cell(10, hidden=True, signed=True)}
    assert not withhold(many, [Sum("new", ("old", "late"))]).names
    same = {**cells, "new": Cell(50), "late": Cell(0, hidden=True, signed=True)}
    assert not withhold(same, [Sum("new", ("old", "late"))]).names
    fewer = {**cells, "new": Cell(47), "late": Cell(-3, hidden=True, signed=True)}
    assert withhold(fewer, [Sum("new", ("old", "late"))]).secondary == {"new"}


def test_a_difference_is_not_given_away_by_the_parts_of_a_total_either():
    cells = {
        "old": Cell(50, fixed=True), "late": Cell(2, hidden=True, signed=True), "new": Cell(52),
        "north": Cell(40), "south": Cell(12),
    }  # fmt: skip
    sums = [Sum("new", ("old", "late")), Sum("new", ("north", "south"))]
    found = withhold(cells, sums)
    low, high = span("late", cells, sums, found.names | {"late"})
    assert high - low >= 5
    assert len(found.secondary) == 2


def test_what_was_published_can_not_be_taken_back_and_is_named():
    cells = {"a": Cell(100, fixed=True), "b": Cell(98, fixed=True), "between": Cell(2, hidden=True)}
    assert withhold(cells, [Sum("a", ("b", "between"))]).exposed == {"between"}


@pytest.mark.parametrize("seed", range(6))
def test_no_small_number_of_any_table_can_be_worked_out(seed):
    dice = random.Random(seed)  # noqa: S311  (draws a table, no secret)
    rows = [[dice.choice([0, 1, 2, 3, 4, 6, 9, 14, 30]) for _ in range(3)] for _ in range(3)]
    cells, sums = table(rows)
    found = withhold(cells, sums)
    assert not found.exposed
    small = {name for name, cell in cells.items() if 0 < cell.value < 5}
    assert found.primary == small
    for name in small:
        low, high = span(name, cells, sums, found.names)
        assert low <= cells[name].value <= high
        assert high - low >= 5, (rows, name)
    # And nothing is withheld that need not be: given back alone, each would give some small number away.
    for name in found.secondary:
        fewer = found.names - {name}
        assert any(
            span(each, cells, sums, fewer)[1] - span(each, cells, sums, fewer)[0] < 5
            for each in small
        )


def test_tables_that_do_not_add_up_are_refused():
    with pytest.raises(ValueError, match="not the sum"):
        withhold({"a": Cell(5), "b": Cell(6)}, [Sum("a", ("b",))])
    with pytest.raises(ValueError, match="no such number"):
        withhold({"a": Cell(5)}, [Sum("a", ("b",))])
    with pytest.raises(ValueError, match="2 or more"):
        withhold({}, [], least=1)
