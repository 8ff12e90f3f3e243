"""Which numbers of a table may be published: small ones withheld, and as many more as keep these from being worked out. Pure.

A number from 1 to `least` - 1 is small: who knows one of the people may learn who the others are. It is withheld (primary
suppression). Sums give it away again: a total less its other parts; the same count in two editions, of which the difference is small.
So each withheld number is attacked as a reader would: with everything that is published and the sums that hold, what are its
smallest and its largest possible value? Where these are less than `least` apart, another number is withheld too (complementary
suppression), the smallest that is connected; at the end every number that need not be withheld is given back.

Fischetti and Salazar, Management Science 47 (2001), state the problem; the attack is worked out in whole numbers by HiGHS (scipy). What a
reader knows besides the publication is not in it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LEAST = 5
_FAR = 1e9


@dataclass(frozen=True, slots=True)
class Cell:
    """One number. `fixed`: it was published earlier and can't be withheld any more. `hidden`: nobody publishes it, such as what came
    between two editions. `signed`: it may be below 0."""

    value: int
    fixed: bool = False
    hidden: bool = False
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Sum:
    """`total` is the sum of `parts`: all of them names of cells."""

    total: str
    parts: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return (self.total, *self.parts)


@dataclass(frozen=True, slots=True)
class Withheld:
    """`primary`: small themselves; `secondary`: withheld so that these can't be worked out; `exposed`: small numbers that what was
    published earlier gives away already, whatever is withheld now."""

    primary: frozenset[str]
    secondary: frozenset[str]
    exposed: frozenset[str]

    @property
    def names(self) -> frozenset[str]:
        return self.primary | self.secondary


def is_small(value: int, least: int = LEAST) -> bool:
    return 0 < abs(value) < least


def withhold(cells: Mapping[str, Cell], sums: Sequence[Sum], least: int = LEAST) -> Withheld:
    """What must not be published. Raises ValueError where a sum doesn't hold or names an unknown cell."""
    _check(cells, sums, least)
    primary = {
        name
        for name, cell in cells.items()
        if not cell.fixed and not cell.hidden and is_small(cell.value, least)
    }
    hidden = {name for name, cell in cells.items() if cell.hidden}
    guarded = [name for name in (*primary, *hidden) if is_small(cells[name].value, least)]
    secondary: set[str] = set()
    exposed: set[str] = set()
    for name in sorted(guarded):
        while name not in exposed:
            unknown = primary | hidden | secondary
            if _safe(name, cells, sums, unknown, least):
                break
            more = _next(name, cells, sums, unknown)
            if more is None:
                exposed.add(name)
            else:
                secondary.add(more)
    held = [name for name in guarded if name not in exposed]
    for name in sorted(secondary, key=lambda each: (-cells[each].value, each)):
        fewer = (primary | hidden | secondary) - {name}
        if all(_safe(each, cells, sums, fewer, least) for each in held):
            secondary.discard(name)
    return Withheld(frozenset(primary), frozenset(secondary), frozenset(exposed))


def span(
    name: str, cells: Mapping[str, Cell], sums: Sequence[Sum], unknown: Iterable[str]
) -> tuple[float, float]:
    """The smallest and the largest value that a withheld cell may have, for whoever knows all but the `unknown` ones."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    reached = sorted(_connected(name, sums, set(unknown)))
    place = {each: k for k, each in enumerate(reached)}
    rows, right = [], []
    for one in sums:
        if not any(each in place for each in one.names):
            continue
        row, known = np.zeros(len(reached)), 0
        for each, sign in ((one.total, 1), *((part, -1) for part in one.parts)):
            if each in place:
                row[place[each]] += sign
            else:
                known += sign * cells[each].value
        rows.append(row)
        right.append(-known)
    least = [-_FAR if cells[each].signed else 0.0 for each in reached]
    bounds = Bounds(np.array(least), np.full(len(reached), _FAR))
    fits = [LinearConstraint(np.array(rows), np.array(right), np.array(right))] if rows else []
    found = []
    for sign in (1, -1):
        aim = np.zeros(len(reached))
        aim[place[name]] = sign
        answer = milp(aim, constraints=fits, bounds=bounds, integrality=np.ones(len(reached)))
        if answer.x is None:
            raise ValueError(f"The attack on {name} has no answer: {answer.message}")
        found.append(float(round(answer.x[place[name]])))
    return found[0], found[1]


def _safe(
    name: str, cells: Mapping[str, Cell], sums: Sequence[Sum], unknown: set[str], least: int
) -> bool:
    low, high = span(name, cells, sums, unknown)
    return high - low >= least


def _connected(name: str, sums: Sequence[Sum], unknown: set[str]) -> set[str]:
    """The unknown cells that a chain of sums connects with this one."""
    found, fresh = {name}, [name]
    while fresh:
        one = fresh.pop()
        for each in sums:
            if one in each.names:
                new = [other for other in each.names if other in unknown and other not in found]
                found.update(new)
                fresh.extend(new)
    return found


def _next(
    name: str, cells: Mapping[str, Cell], sums: Sequence[Sum], unknown: set[str]
) -> str | None:
    """The cell to withhold besides: the nearest, then a part rather than a total, then the smallest that holds anything."""
    reached = _connected(name, sums, unknown)
    totals = {each.total for each in sums}
    best: tuple[bool, bool, bool, int, str] | None = None
    for each in sums:
        if not reached & set(each.names):
            continue
        for other in each.names:
            cell = cells[other]
            if other in unknown or cell.fixed or cell.hidden:
                continue
            rank = (name not in each.names, cell.value == 0, other in totals, cell.value, other)
            best = rank if best is None else min(best, rank)
    return best[-1] if best else None


def _check(cells: Mapping[str, Cell], sums: Sequence[Sum], least: int) -> None:
    if least < 2:
        raise ValueError(f"The least number that is published must be 2 or more, not {least}.")
    for one in sums:
        if missing := [each for each in one.names if each not in cells]:
            raise ValueError(f"A sum names {', '.join(missing)}, and there is no such number.")
        if cells[one.total].value != sum(cells[each].value for each in one.parts):
            raise ValueError(f"{one.total} is not the sum of {', '.join(one.parts)}.")
