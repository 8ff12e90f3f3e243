"""One rate of an audit from its readings, with the interval that its design allows.

An audit of a fixed sample has the interval of stratified samples. One that may stop early has the confidence sequence, which holds
whenever one looks; an interval for a fixed number of records is never given for it. One whose records have their own chances has the
prediction-powered estimate (`estimate/rates_own.py`).
"""

import hashlib
from dataclasses import replace
from typing import Any

from django.core.cache import cache
from django.db.models import Max

from onrecord.audit.estimate.rates_own import own_rate
from onrecord.audit.estimate.readings import PASSED, Readings, counts_of, unclear
from onrecord.audit.models import Audit, Reading
from onrecord.audit.planning.figures import GROUPS, Planning, planning_from
from onrecord.audit.programmes.kept import programme_of
from onrecord.audit.programmes.programme import CRIMES
from onrecord.statistics.anytime import COARSE, GRID, METHOD, Watched, watch
from onrecord.statistics.bets import Step
from onrecord.statistics.estimator import RateEstimate, estimate_rate
from onrecord.statistics.intervals import LEVEL, Interval
from onrecord.statistics.partial import Readable, pool_unread

_KEEP = (
    3600  # seconds; what is kept is found by the readings themselves, so it can't be out of date
)


def level_of(read: Readings, level: float = LEVEL) -> float:
    """The level of an audit's intervals: one that may stop early keeps the level it was made with."""
    return read.order.rule.level if read.order is not None else level


def rate_of(
    read: Readings, planning: Planning, what: str | None, level: float = LEVEL
) -> tuple[Readable, RateEstimate]:
    """The strata and the rate of one crime group, of all crime (None), of a question or of whole records."""
    readable = readable_of(read, planning, what)
    if readable.reason is not None:
        return readable, nothing(readable.reason)
    if read.own is not None:
        result = own_rate(read, planning, what, level)
        return (readable if result.reason is None else Readable([], [], result.reason)), result
    return readable, anytime(read, what, estimate_rate(readable.strata, level))


def rate_in_short(audit: Audit) -> str:
    """The rate of the first readings with its interval in a few words, for lists; "no rate yet" while there is none.

    Kept until another reading is there: found by the newest ledger entry of the audit's readings, so it can't be out of date.
    """
    newest = Reading.objects.filter(item__audit=audit).aggregate(n=Max("pk"), seq=Max("entry_seq"))
    key = f"rate-in-short-{audit.pk}-{audit.frame_hash[:16]}-{newest['n']}-{newest['seq']}"
    words: str | None = cache.get(key)
    if words is None:
        programme = programme_of(audit)
        read = Readings(audit, programme)
        what = None if programme.measure == CRIMES else PASSED
        planning = planning_from(audit.design["planning"])
        words = in_short(rate_of(read, planning, what, level_of(read))[1]) or "no rate yet"
        cache.set(key, words, _KEEP)
    return words


def in_short(found: RateEstimate) -> str:
    """For example "90.1 % (88.0 to 92.1)"; empty without a rate."""
    if found.rate is None or found.interval is None:
        return ""
    low, high = found.interval.low, found.interval.high
    return f"{100 * found.rate:.1f} % ({100 * low:.1f} to {100 * high:.1f})"


def readable_of(read: Readings, planning: Planning, what: str | None) -> Readable:
    """The strata that were read. Where each record has its own chance nothing is pooled: a stratum of which none was drawn is stood for by
    the others' weights and by what is foretold of it."""
    strata = read.strata(planning, what)
    if read.own is None:
        return pool_unread(strata)
    kept = [s for s in strata if s.read]
    return Readable(
        kept, [], None if kept else "No log of the sample has been read and decided yet."
    )


def part_rate(
    read: Readings,
    planning: Planning,
    what: str | None,
    result: RateEstimate,
    only: set[int],
    level: float,
) -> RateEstimate:
    """The rate of a part of the audit, these items, with the interval that the audit's design allows; `result` is that of a stratified
    sample."""
    if read.own is not None:
        return own_rate(read, planning, what, level, only)
    return anytime(read, what, result, only)


def nothing(reason: str) -> RateEstimate:
    return RateEstimate(None, None, None, None, None, 0.0, 0.0, reason)


def anytime(
    read: Readings, what: str | None, result: RateEstimate, only: set[int] | None = None
) -> RateEstimate:
    """The rate with the interval that holds at any stopping time, where the audit may stop early; as it is otherwise. `only`: of these
    items, a part of the audit."""
    if read.order is None or result.rate is None:
        return result
    if (
        only is None
        and len(read.prefix) == sum(d.size for d in read.designs)
        and not read.undecidable
    ):
        return result
    found = watched(read, what, only).interval
    # The rate itself may lie a little outside; a wider interval holds as well.
    interval = Interval(
        min(found.low, result.rate), max(found.high, result.rate), METHOD, found.level
    )
    return replace(result, se=None, interval=interval, wald=None, effective_n=None)


def watched(read: Readings, what: str | None, only: set[int] | None = None) -> Watched:
    """The test and the interval after each record that counts."""
    order = read.order
    if order is None:
        raise ValueError("This audit reads a fixed sample.")
    worst, best = steps_of(read, what, only)
    options: dict[str, Any] = {
        "sizes": tuple(d.size for d in read.designs),
        "shares": order.shares,
        "target": order.rule.target,
        "level": order.rule.level,
        "most": most_of(read, what),
        "grid": GRID if only is None else COARSE,
    }
    text = repr((worst, best, sorted(options.items()))).encode()
    key = f"watched-{hashlib.sha256(text).hexdigest()[:40]}"
    found: Watched | None = cache.get(key)
    if found is None:
        found = watch(worst, best, **options)
        cache.set(key, found, _KEEP)
    return found


def most_of(read: Readings, what: str | None) -> int:
    """The most crimes missed, or on record, that one record was said to hold. A question is passed once or not at all."""
    if read.order is None:
        raise ValueError("This audit reads a fixed sample.")
    return read.order.rule.most if what is None or what in GROUPS else 1


def steps_of(
    read: Readings, what: str | None, only: set[int] | None = None
) -> tuple[list[Step], list[Step]]:
    """The records that count in their order: those that can't be decided at their worst, and at their best.

    At its worst such a record hides one crime that was missed, or fails; at its best it holds none beyond the one that is on record where one
    is linked, or passes. The same is counted in the bounds of other audits (`undecidable_bounds`).
    """
    rows: dict[int, Reading] = {
        row.item_id: row for several in read.decided.values() for row in several
    }
    counted = what is None or what in GROUPS
    worst: list[Step] = []
    best: list[Step] = []
    for item, place in read.prefix:
        row = rows.get(item)
        if only is not None and item not in only:
            low = high = (0, 0)
        elif row is None or unclear(read.programme, row, what):
            low = (1, 0)
            known = not counted or read.designs[place].linked
            high = (1, 1) if known else (0, 0)
        else:
            low = high = counts_of(read.programme, row, what)
        worst.append(Step(place, *low))
        best.append(Step(place, *high))
    return worst, best
