"""Final words on logs that no lot chose: a finding is disputed, and the registrar decides.

Two-phase estimation (two_phase.py) lets the logs read twice by lot stand for all others. A dispute is no lot: whoever disagrees comes
forward. Such a log may not stand for any other, and it may not be forgotten either: its error is known.

The lot's logs already allow for errors among those that were not drawn, disputed ones included. Counting both would count
the same errors twice. So, for first readings that failed and for those that passed apart, over all strata:

    missed crimes corrected = those of the logs drawn + the larger of
        what the lot leads to expect among the logs not drawn      sum of N/n (1/chance - 1) x correction
        what is known of them by final words                       sum of N/n x correction

Where the lot expects no less, nothing changes: it is right on average. Where more is known than the lot expects, each log
that was decided counts for itself, and the others as they were first read. The rate is then right if
whatever was wrong was disputed, and leans towards the first readings otherwise. Taking the larger of two leans upwards, by at most 0.4 of the
standard error that the lot alone leaves (the mean of the positive part of a normal deviate); where few words are given it does not lean at all.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from onrecord.statistics.strata import Counts
from onrecord.statistics.two_phase import Marks, TwiceRead


@dataclass(frozen=True, slots=True)
class FinalWords:
    """A stratum's logs with a final word that were not chosen by lot, one entry for each log read. Where `known` is False the
    two counts are not looked at."""

    known: Marks
    should: Counts
    recorded: Counts


@dataclass(frozen=True, slots=True)
class Heard:
    """The strata with the final words in them. `words`: how many there are; `counted`: how many of them count one by one; the others lie
    within what the lot leads to expect."""

    strata: list[TwiceRead]
    words: int
    counted: int


def hear(strata: Sequence[TwiceRead], words: Sequence[FinalWords]) -> Heard:
    """Take final words into strata that were read twice by lot. Raises ValueError for a word on a log that was drawn."""
    for s, w in zip(strata, words, strict=True):
        if (s.twice & w.known).any():
            raise ValueError(f"{s.name}: a log chosen by lot needs no final word of this kind.")
    number = sum(int(w.known.sum()) for w in words)
    found, counted = list(strata), 0
    for failed in (True, False):
        groups = [s.first_failed() == failed for s in strata]
        here = sum(int((w.known & g).sum()) for w, g in zip(words, groups, strict=True))
        if here and _known(strata, words, groups) > _expected(strata, groups):
            counted += here
            found = [_by_itself(s, w, g) for s, w, g in zip(found, words, groups, strict=True)]
    return Heard(found, number, counted)


def _missed_less(s: TwiceRead, should: Counts, recorded: Counts) -> Counts:
    """By how many missed crimes a settled answer differs from the first one, in either direction."""
    return np.abs((s.first_should - s.first_recorded) - (should - recorded))


def _expected(strata: Sequence[TwiceRead], groups: Sequence[Marks]) -> float:
    """Corrections among the logs that were not drawn, as the drawn ones lead to expect."""
    parts = []
    for s, group in zip(strata, groups, strict=True):
        change = _missed_less(s, s.settled_should, s.settled_recorded)
        extra = np.where(s.twice & group, (1 / s.chance - 1) * change, 0.0)
        parts.append(s.size / s.read * float(extra.sum()))
    return math.fsum(parts)


def _known(
    strata: Sequence[TwiceRead], words: Sequence[FinalWords], groups: Sequence[Marks]
) -> float:
    parts = []
    for s, w, group in zip(strata, words, groups, strict=True):
        change = np.where(w.known & group, _missed_less(s, w.should, w.recorded), 0)
        parts.append(s.size / s.read * float(change.sum()))
    return math.fsum(parts)


def _by_itself(s: TwiceRead, w: FinalWords, group: Marks) -> TwiceRead:
    """Every log of the group that was settled, by lot or by a final word, stands for itself."""
    told = w.known & group
    return replace(
        s,
        twice=s.twice | told,
        chance=np.where(group & (s.twice | told), 1.0, s.chance),
        settled_should=np.where(told, w.should, s.settled_should),
        settled_recorded=np.where(told, w.recorded, s.settled_recorded),
    )
