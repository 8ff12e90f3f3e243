"""Figures over time with control limits: what chance leaves, and when something has changed. Pure.

Two charts. Shares of counts: `p_chart`, with Laney's p' for over-dispersion ("Improved control charts for attributes",
Quality Engineering 14 (2002)): with 180,000 logs a month the binomial limits are hair-thin, and every month would be a
signal; p' widens them by how much the standardised months really move. Single figures, such as a month's median:
`xmr_chart`, individuals and moving ranges (Montgomery, Introduction to Statistical Quality Control, chapter 6).

Signals, the least that a month must show before anybody should ask why: a point outside three standard deviations; eight
in a row on one side of the centre (Western Electric, Statistical Quality Control Handbook, 1956; Montgomery, table 6.1;
NHS England, "Making data count", takes seven); six in a row rising or falling (Nelson, Journal of Quality Technology 16
(1984), test 3). By chance alone, with the true centre known, the first comes once in 370 points, the second once in 255,
the third in one window of 360. A point on the centre line neither lengthens nor ends a run, and a month like the one before
neither lengthens nor ends a rise (Perla, Provost and Murray, BMJ Quality and Safety 20 (2011)).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

# Of one side; rising or falling (points, so one step fewer).
SHIFT, TREND = 8, 6
# Mean range of two normal values, in standard deviations.
D2 = 1.128
# Fewer points than this say too little about what is usual for limits.
LEAST = 8

OUTSIDE_HIGH, OUTSIDE_LOW = "above the upper limit", "below the lower limit"
SIDE_HIGH, SIDE_LOW = f"{SHIFT} in a row above the centre", f"{SHIFT} in a row below the centre"
RISING, FALLING = f"{TREND} in a row rising", f"{TREND} in a row falling"


@dataclass(frozen=True, slots=True)
class Point:
    """One month. `value` is None where nothing was counted. `low` and `high` are None without limits. `signals`: what it is
    part of, in words. `open`: it isn't over, so it is drawn apart and nothing is concluded from it."""

    label: str
    value: float | None
    n: float
    low: float | None
    high: float | None
    signals: tuple[str, ...] = ()
    open: bool = False


@dataclass(frozen=True, slots=True)
class RunChart:
    """The months with their centre and limits.

    `kind`: "p'" or "XmR". `spread`: of p', how many times the binomial's standard deviation the months really move (never
    less than 1); of XmR the standard deviation from the moving ranges. `baseline`: months that centre and limits rest on.
    `centre` is None, and there are no limits, with fewer than `LEAST` of them; runs are not looked for then, either.
    """

    kind: str
    points: list[Point]
    centre: float | None
    spread: float | None
    baseline: int

    @property
    def signals(self) -> list[tuple[str, str]]:
        """(month, what it shows) of the points that show anything."""
        return [(each.label, words) for each in self.points for words in each.signals]


def with_open(
    chart: RunChart, labels: Sequence[str], values: Sequence[float | None], totals: Sequence[float]
) -> RunChart:
    """The chart with points that aren't over after it: they have no limits and no signals, and change nothing in it."""
    more = [
        Point(label, value, total, None, None, open=True)
        for label, value, total in zip(labels, values, totals, strict=True)
    ]
    return replace(chart, points=[*chart.points, *more])


def p_chart(
    labels: Sequence[str],
    hits: Sequence[float],
    totals: Sequence[float],
    *,
    baseline: int | None = None,
) -> RunChart:
    """Shares hits/totals over time, with Laney's p' limits. `baseline`: centre and limits from the first so many points only.

    Raises ValueError where the lists differ in length or there are more hits than were counted.
    """
    if not len(labels) == len(hits) == len(totals):
        raise ValueError("Give a label, a number of hits and a total for every point.")
    for label, hit, total in zip(labels, hits, totals, strict=True):
        if not 0 <= hit <= total:
            raise ValueError(f"{label}: {hit} hits of {total} can't be.")
    held = [k for k in range(len(totals)) if totals[k] > 0][:baseline]
    values = [hit / total if total else None for hit, total in zip(hits, totals, strict=True)]
    if len(held) < LEAST:
        return _without_limits("p'", labels, values, totals, len(held))
    centre = sum(hits[k] for k in held) / sum(totals[k] for k in held)
    unit = math.sqrt(centre * (1 - centre))
    if unit == 0:
        spread = 1.0
    else:
        scores = [(hits[k] / totals[k] - centre) * math.sqrt(totals[k]) / unit for k in held]
        # Laney lets the limits close in, too; from a few dozen months that would be chance more often than news.
        spread = max(1.0, _mean_range(scores) / D2)
    limits = [
        (
            max(0.0, centre - 3 * spread * unit / math.sqrt(total)),
            min(1.0, centre + 3 * spread * unit / math.sqrt(total)),
        )
        if total
        else (None, None)
        for total in totals
    ]
    return RunChart(
        "p'", _marked(labels, values, totals, limits, centre), centre, spread, len(held)
    )


def xmr_chart(
    labels: Sequence[str],
    values: Sequence[float | None],
    *,
    totals: Sequence[float] | None = None,
    baseline: int | None = None,
    least: float | None = None,
) -> RunChart:
    """Single figures over time: the mean plus and minus 3/1.128 mean moving ranges. None where a month has no figure.

    `totals` is only passed on. `least`: the limits don't go below it (hours can't be less than 0).
    """
    if len(labels) != len(values) or (totals is not None and len(totals) != len(labels)):
        raise ValueError("Give a label and a figure for every point.")
    counted: Sequence[float] = totals if totals is not None else [1.0] * len(values)
    held = [value for value in values if value is not None][:baseline]
    if any(not math.isfinite(value) for value in held):
        raise ValueError("The figures must be numbers.")
    if len(held) < LEAST:
        return _without_limits("XmR", labels, values, counted, len(held))
    centre = sum(held) / len(held)
    spread = _mean_range(held) / D2
    low, high = centre - 3 * spread, centre + 3 * spread
    low = low if least is None else max(least, low)
    points = _marked(labels, values, counted, [(low, high)] * len(values), centre)
    return RunChart("XmR", points, centre, spread, len(held))


def _mean_range(values: Sequence[float]) -> float:
    return sum(abs(b - a) for a, b in pairwise(values)) / (len(values) - 1)


def _without_limits(
    kind: str,
    labels: Sequence[str],
    values: Sequence[float | None],
    totals: Sequence[float],
    held: int,
) -> RunChart:
    points = [
        Point(label, value, total, None, None)
        for label, value, total in zip(labels, values, totals, strict=True)
    ]
    return RunChart(kind, points, None, None, held)


def _marked(
    labels: Sequence[str],
    values: Sequence[float | None],
    totals: Sequence[float],
    limits: Sequence[tuple[float | None, float | None]],
    centre: float,
) -> list[Point]:
    found: list[list[str]] = [[] for _ in values]
    for k, (value, (low, high)) in enumerate(zip(values, limits, strict=True)):
        if value is None or low is None or high is None:
            continue
        if value > high:
            found[k].append(OUTSIDE_HIGH)
        elif value < low:
            found[k].append(OUTSIDE_LOW)
    for run, words in (*_shifts(values, centre), *_trends(values)):
        for k in run:
            found[k].append(words)
    return [
        Point(label, value, total, low, high, tuple(dict.fromkeys(signals)))
        for label, value, total, (low, high), signals in zip(
            labels, values, totals, limits, found, strict=True
        )
    ]


def _shifts(values: Sequence[float | None], centre: float) -> list[tuple[list[int], str]]:
    """Runs of `SHIFT` or more on one side of the centre."""
    sides = [
        (k, 1 if value > centre else -1)
        for k, value in enumerate(values)
        if value is not None and value != centre
    ]
    return [
        (run, SIDE_HIGH if side > 0 else SIDE_LOW)
        for run, side in _runs(sides)
        if len(run) >= SHIFT
    ]


def _trends(values: Sequence[float | None]) -> list[tuple[list[int], str]]:
    """Runs of `TREND` or more points, each above (or below) the one before."""
    steps: list[tuple[int, int]] = []
    before: dict[int, int] = {}
    last: tuple[int, float] | None = None
    for k, value in enumerate(values):
        if value is None or (last is not None and value == last[1]):
            continue
        if last is not None:
            steps.append((k, 1 if value > last[1] else -1))
            before[k] = last[0]
        last = (k, value)
    return [
        ([before[run[0]], *run], RISING if side > 0 else FALLING)
        for run, side in _runs(steps)
        if len(run) >= TREND - 1
    ]


def _runs(sides: Sequence[tuple[int, int]]) -> list[tuple[list[int], int]]:
    """Neighbours with the same sign together."""
    found: list[tuple[list[int], int]] = []
    for k, side in sides:
        if found and found[-1][1] == side:
            found[-1][0].append(k)
        else:
            found.append(([k], side))
    return found
