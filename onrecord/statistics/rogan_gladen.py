"""The rate corrected for readers' errors, with what both readers overlooked taken into account: Rogan and Gladen.

two_phase.py takes settled answers for the truth; an error that both readers make is never settled. If readers err
independently of each other, and about as often in one log as in another, the first reader's error rates can be told from
the logs in which the second one is right (as in capture and recapture), and the number of failures follows:

    failures = (failed at first - false alarm rate x logs) / (1 - overlooked rate - false alarm rate)

(Rogan and Gladen, American Journal of Epidemiology 107 (1978)), for linked and not linked logs apart. Each failure counts for
as many missed crimes as the settled ones hold on average; the recorded crimes are those of two_phase.py. Readers who stumble
over the same hard logs break the assumption: then this corrects too little, though never less than nothing.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.statistics.estimator import RateEstimate
from onrecord.statistics.intervals import LEVEL
from onrecord.statistics.two_phase import TwiceRead, rate_from, two_phase_variance

Values = NDArray[np.float64]

# Columns of the table of totals; two letters: first reader, second reader (+ failed, - passed), and what was settled.
COLUMNS = (
    "logs",
    "first",
    "++",
    "+-true",
    "+-false",
    "-+true",
    "-+false",
    "--",
    "missed",
    "failures",
)
# So large a share of errors leaves nothing to correct with.
WORST = 0.5


@dataclass(frozen=True, slots=True)
class GroupErrors:
    """Error rates of the first reading in linked or not linked logs, if readers err independently."""

    linked: bool
    false_alarms: float
    overlooked: float


@dataclass(frozen=True, slots=True)
class RoganGladen:
    """The corrected rate and the error rates it was corrected with; without a rate, `corrected.reason` says why."""

    corrected: RateEstimate
    errors: list[GroupErrors]


def estimate_rogan_gladen(strata: Sequence[TwiceRead], level: float = LEVEL) -> RoganGladen:
    """The rate if readers err independently. Raises ValueError when a stratum has no reading at all."""
    if any(s.size and not s.read for s in strata):
        raise ValueError("Every stratum needs at least one reading.")
    table = {s.name: _columns(s) for s in strata}
    groups = [linked for linked in (False, True) if any(s.plan.linked == linked for s in strata)]
    totals = {
        linked: _sum([s for s in strata if s.plan.linked == linked], table) for linked in groups
    }
    recorded = math.fsum(s.size / s.read * float(_recorded(s).sum()) for s in strata)
    errors = [GroupErrors(linked, *_errors(totals[linked])) for linked in groups]
    if any(e.false_alarms + e.overlooked > WORST for e in errors):
        reason = "The two readings differ so often that the rate can't be corrected. Settle what counts as a crime first."
        return RoganGladen(RateEstimate(None, None, None, None, None, 0.0, 0.0, reason), errors)
    missed = math.fsum(max(0.0, _missed(totals[linked])) for linked in groups)
    should = recorded + missed
    if should <= 0:
        reason = "None of the logs read discloses such a crime, so there is no rate to work out."
        return RoganGladen(RateEstimate(None, None, None, None, None, 0.0, 0.0, reason), errors)
    rate = min(1.0, recorded / should)
    slopes = {linked: _slopes(_missed, totals[linked]) for linked in groups}
    values, change = {}, {}
    for s in strata:
        # The rate's linear part: (1 - rate) for each recorded crime, -rate for each missed one.
        pull = (1 - rate) * _recorded(s) - rate * (table[s.name] @ slopes[s.plan.linked])
        once = _columns(s, once=True) @ slopes[s.plan.linked]
        first = (1 - rate) * s.first_recorded - rate * once
        values[s.name] = pull
        change[s.name] = np.where(s.twice, (pull - first) * s.chance, 0.0)
    stretch = max((1 - e.false_alarms - e.overlooked) ** -2 for e in errors)
    variance = two_phase_variance(strata, values, change, rate, stretch)
    return RoganGladen(
        rate_from(rate, math.sqrt(variance) / should, should, recorded, strata, level), errors
    )


def _columns(s: TwiceRead, once: bool = False) -> Values:
    """COLUMNS for each log; those of the second reading divided by its chance. `once`: as if nothing was read twice."""
    failed, second, true = s.first_failed(), s.second_failed, s.settled_failed()
    again = np.zeros(s.read) if once else np.where(s.twice, 1 / s.chance, 0.0)
    size = np.where(s.twice, s.settled_should - s.settled_recorded, 0)
    both = failed & second
    return np.stack(
        [
            np.ones(s.read),
            failed.astype(float),
            again * both,
            again * (failed & ~second & true),
            again * (failed & ~second & ~true),
            again * (~failed & second & true),
            again * (~failed & second & ~true),
            again * (~failed & ~second),
            again * np.where(true, size, 0),
            again * true,
        ],
        axis=1,
    )


def _sum(strata: Sequence[TwiceRead], table: dict[str, Values]) -> Values:
    return np.asarray(sum(s.size / s.read * table[s.name].sum(axis=0) for s in strata))


def _recorded(s: TwiceRead) -> Values:
    return s.corrected(s.first_recorded.astype(float), s.settled_recorded.astype(float))


def _errors(t: Values) -> tuple[float, float]:
    """False alarm rate and overlooked rate of the first reading, from the logs in which the second one is right."""
    _, _, both, only_first, false, only_second, false_second, neither, _, _ = (float(x) for x in t)
    # What both got wrong, if independently: it must not count as right.
    both_false = false * false_second / neither if neither > 0 else 0.0
    both_right = max(0.0, both - both_false)
    both_blind = only_first * only_second / both_right if both_right > 0 else 0.0
    clear = max(0.0, neither - both_blind)
    alarms = false / (false + clear) if false + clear > 0 else 0.0
    blind = only_second / (only_second + both_right) if only_second + both_right > 0 else 0.0
    return alarms, blind


def _missed(t: Values) -> float:
    """Missed crimes in the group."""
    alarms, blind = _errors(t)
    whole = 1 - alarms - blind
    each = float(t[8] / t[9]) if t[9] > 0 else 1.0
    return (float(t[1]) - alarms * float(t[0])) / whole * each if whole > 0 else 0.0


def _slopes(function: Callable[[Values], float], at: Values) -> Values:
    """How the function shifts with each total: by central differences, in steps of a ten-thousandth of all logs."""
    step = 1e-4 * max(1.0, float(at[0])) * 0.01
    found = []
    for place in range(len(at)):
        up, down = at.copy(), at.copy()
        up[place] += step
        down[place] = max(0.0, down[place] - step)
        found.append((function(up) - function(down)) / (up[place] - down[place]))
    return np.array(found)
