"""Samples that were read in part, or not at all.

Logs nobody has read yet, and logs that could not be decided, are taken as missing at random within their stratum:
those decided stand for the rest. Reading in the order given makes that true for the unread. For the undecidable it is
an assumption, so two bounds are worked out besides: as if each of them hid a missed crime, and as if none did.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from onrecord.statistics.estimator import totals
from onrecord.statistics.strata import Plan, StratumReadings

# Strata in which nobody has decided a log may stand for at most this share of the frame.
MOST_UNREAD = 0.2


@dataclass(frozen=True, slots=True)
class Readable:
    """Strata that can be estimated from, what was pooled to get there, or the reason why there can be no estimate."""

    strata: list[StratumReadings]
    pooled: list[tuple[str, str]]
    reason: str | None = None


def pool_unread(strata: Sequence[StratumReadings]) -> Readable:
    """Give each stratum without a decided log to its nearest neighbour: same link, most similar planned rate.

    Among equally near ones the largest is taken. There is no estimate when nothing was decided among the logs with a
    linked crime, or among those without, or when the unread strata hold more than a fifth of the frame.
    """
    strata = [s for s in strata if s.size]
    frame = sum(s.size for s in strata)
    unread = [s for s in strata if not s.read]
    kept = [s for s in strata if s.read]
    if not kept:
        return Readable([], [], "No log of the sample has been read and decided yet.")
    for linked, words in ((True, "with a crime record"), (False, "without a crime record")):
        if any(s.plan.linked == linked for s in unread) and not any(
            s.plan.linked == linked for s in kept
        ):
            return Readable([], [], f"No log {words} has been read and decided yet.")
    missing = sum(s.size for s in unread)
    if missing > MOST_UNREAD * frame:
        reason = (
            f"Too little has been read: {len(unread)} of {len(strata)} strata, which hold {missing / frame:.0%} "
            "of the logs, have no log that was read and decided. Read on in the order given."
        )
        return Readable([], [], reason)
    pooled = []
    joined = {s.name: s for s in kept}
    for s in unread:
        host = min(
            (k for k in kept if k.plan.linked == s.plan.linked),
            key=lambda k: (abs(k.plan.crime_rate - s.plan.crime_rate), -k.size, k.name),
        )
        joined[host.name] = _join(joined[host.name], s)
        pooled.append((s.name, host.name))
    return Readable(list(joined.values()), pooled)


def _join(host: StratumReadings, guest: StratumReadings) -> StratumReadings:
    size = host.size + guest.size
    plan = Plan(
        host.plan.linked,
        (host.size * host.plan.crime_rate + guest.size * guest.plan.crime_rate) / size,
        max(host.plan.further_missed, guest.plan.further_missed),
    )
    return replace(host, size=size, plan=plan)


def undecidable_bounds(
    strata: Sequence[StratumReadings], undecidable: Mapping[str, int]
) -> tuple[float, float] | None:
    """The rate if each undecidable log hid one missed crime, and if none did; None without any crime at all.

    `undecidable` gives the number of such logs by stratum name. "None did" means: no crime where no crime record is
    linked, one crime on record where one is.
    """
    rates = []
    for missed in (True, False):
        filled = []
        for s in strata:
            extra = undecidable.get(s.name, 0)
            one_crime = missed or s.plan.linked
            should = np.concatenate([s.should, np.full(extra, int(one_crime), dtype=np.int64)])
            recorded = np.concatenate(
                [s.recorded, np.full(extra, int(one_crime and not missed), dtype=np.int64)]
            )
            filled.append(replace(s, should=should, recorded=recorded))
        should_total, recorded_total = totals(filled)
        if should_total == 0:
            return None
        rates.append(recorded_total / should_total)
    return min(rates), max(rates)
