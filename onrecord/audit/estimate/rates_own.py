"""The rate of an audit in which each record has its own chance: from its readings to the prediction-powered estimate of `active.py`.

Records drawn that aren't read yet, or can't be decided, are taken as missing at random among those with a linked crime, and among
those without: the chance of the others is lowered by the share that was decided. The order of reading is random, which makes that true
for the unread; for what can't be decided there are bounds.
"""

from dataclasses import dataclass

import numpy as np

from onrecord.audit.estimate.readings import Readings, counts_of
from onrecord.audit.models import Reading
from onrecord.audit.planning.figures import GROUPS, Planning
from onrecord.audit.sample.own_chances import OwnChances
from onrecord.statistics.active import (
    ActiveEstimate,
    ActiveReadings,
    Predictions,
    estimate_active,
    estimate_missed_active,
    planned_variance,
)
from onrecord.statistics.estimator import RateEstimate, TotalEstimate
from onrecord.statistics.intervals import LEVEL, Interval


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """What an estimate is worked out from: the readings with their chances, what is foretold of the whole frame, the planned variance."""

    readings: ActiveReadings
    predicted_should: float
    predicted_recorded: float
    planned: float
    planned_missed: float
    whole: bool


class NothingRead(ValueError):
    """There can be no rate yet; the message says why."""


def own_rate(
    read: Readings,
    planning: Planning,
    what: str | None,
    level: float = LEVEL,
    only: set[int] | None = None,
) -> RateEstimate:
    """The rate of a crime group, of all crime (None) or of a question; `only`: of these items, a part of the audit."""
    try:
        figures = figures_of(read, planning, what, only)
    except NothingRead as error:
        return RateEstimate(None, None, None, None, None, 0.0, 0.0, str(error))
    return estimated(figures, level).result


def estimated(figures: OwnFigures, level: float) -> ActiveEstimate:
    found = estimate_active(
        figures.readings,
        predicted_should=figures.predicted_should,
        predicted_recorded=figures.predicted_recorded,
        planned=figures.planned,
        level=level,
    )
    rate = found.result.rate
    if figures.whole and rate is not None:
        exact = Interval(rate, rate, "every log was read", level)
        result = found.result
        return ActiveEstimate(
            RateEstimate(rate, 0.0, exact, exact, None, result.should, result.recorded), found.trust
        )
    return found


def own_missed(
    read: Readings, planning: Planning, what: str | None, level: float = LEVEL
) -> TotalEstimate | None:
    """Crimes of the frame that aren't on record; None where nothing was read."""
    try:
        figures = figures_of(read, planning, what)
    except NothingRead:
        return None
    return estimate_missed_active(
        figures.readings,
        predicted_missed=figures.predicted_should - figures.predicted_recorded,
        trust=estimated(figures, level).trust,
        planned=figures.planned_missed,
        level=level,
    )


def own_bounds(read: Readings, planning: Planning) -> tuple[float, float] | None:
    """The rate if each record that can't be decided hid one missed crime, and if none did; None when all could be decided."""
    if not read.undecidable:
        return None
    rates = []
    for missed in (True, False):
        try:
            found = estimated(figures_of(read, planning, None, undecided=missed), LEVEL).result
        except NothingRead:
            return None
        if found.rate is None:
            return None
        rates.append(found.rate)
    return min(rates), max(rates)


def figures_of(
    read: Readings,
    planning: Planning,
    what: str | None,
    only: set[int] | None = None,
    undecided: bool | None = None,
) -> OwnFigures:
    """`undecided`: with the records that can't be decided, each as a missed crime (True), or as none (False). Raises NothingRead."""
    own = read.own
    if own is None:
        raise ValueError("The records of this audit don't have their own chances.")
    places = {design.name: place for place, design in enumerate(read.designs)}
    rows = [(places[name], row) for name, several in read.decided.items() for row in several]
    given = [counts_of(read.programme, row, what) for _, row in rows]
    if only is not None:
        given = [
            pair if row.item_id in only else (0, 0)
            for pair, (_, row) in zip(given, rows, strict=True)
        ]
    if undecided is not None:
        more = [(places[name], row) for name, several in read.unclear.items() for row in several]
        linked = [read.designs[place].linked for place, _ in more]
        given += [(1, 0) if undecided else (int(one), int(one)) for one in linked]
        rows += more
    if not rows:
        raise NothingRead("No log of the sample has been read and decided yet.")
    told, foretold = _foretold(read, own, planning, what, only)
    at = np.array([_class(read, own, place, row) for place, row in rows])
    share = _read_share(read, [place for place, _ in rows])
    is_linked = np.array([read.designs[c.stratum].linked for c in own.classes])
    chance = own.chance * np.where(is_linked, share[True], share[False])
    sizes = own.sizes
    return OwnFigures(
        ActiveReadings(
            np.array([should for should, _ in given], dtype=np.int64),
            np.array([recorded for _, recorded in given], dtype=np.int64),
            told.should[at],
            told.recorded[at],
            chance[at],
        ),
        float((sizes * told.should).sum()),
        float((sizes * told.recorded).sum()),
        planned_variance(told.spread, chance, sizes) if foretold else 0.0,
        planned_variance(_missed_spread(told), chance, sizes) if foretold else 0.0,
        len(rows) == int(sizes.sum()),
    )


def _foretold(
    read: Readings, own: OwnChances, planning: Planning, what: str | None, only: set[int] | None
) -> tuple[Predictions, bool]:
    """What is foretold of each class; nothing of a question or of a part, of which nobody knows who belongs to it."""
    if only is None and (what is None or what in GROUPS):
        share = 1.0 if what is None else planning.groups[what]
        return own.foretold(read.designs, planning, share), True
    nought = np.zeros(len(own.classes))
    return Predictions(nought, nought, nought), False


def _missed_spread(told: Predictions) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    missed = told.should - told.recorded
    return np.sqrt(np.maximum(missed * (1 - missed), 0.0))


def _class(read: Readings, own: OwnChances, place: int, row: Reading) -> int:
    found = own.class_of(read.designs[place], place, int(row.item.facts.get("score", 0)))
    return own.at[found.stratum, found.score]


def _read_share(read: Readings, places: list[int]) -> dict[bool, float]:
    """The share of the drawn records that count, with a linked crime and without. Raises NothingRead where it is nought."""
    drawn = {True: 0, False: 0}
    for count in read.counts():
        drawn[count.linked] += count.sampled
    held = {True: 0, False: 0}
    for place in places:
        held[read.designs[place].linked] += 1
    for linked, words in ((True, "with a crime record"), (False, "without a crime record")):
        if drawn[linked] and not held[linked]:
            raise NothingRead(f"No log {words} has been read and decided yet.")
    return {kind: held[kind] / drawn[kind] if drawn[kind] else 1.0 for kind in (True, False)}
