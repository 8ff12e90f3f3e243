"""From second readings and final words to the strata that the corrected rate is worked out from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from onrecord.audit.estimate.readings import Readings, counts_of
from onrecord.audit.models import Outcome, Phase, Reading, SecondCheck
from onrecord.audit.programmes.programme import Programme
from onrecord.statistics.final_words import FinalWords
from onrecord.statistics.partial import Readable
from onrecord.statistics.two_phase import TwiceRead


@dataclass(frozen=True, slots=True)
class Held:
    """What is kept of an audit's second readings: the check of each record that has one, and each record's readings by phase."""

    programme: Programme
    checks: Mapping[int, SecondCheck]
    by_item: Mapping[int, Mapping[str, Reading]]

    def share_of_passes(self, read: Readings) -> float:
        """How many of those that are no failure were drawn: nearer to the truth than the share that was asked for."""
        rows = [row for several in read.decided.values() for row in several]
        eligible = [row for row in rows if not _failure(self.checks.get(row.item_id))]
        drawn = [row for row in eligible if _by_lot(self.checks.get(row.item_id))]
        return len(drawn) / len(eligible) if eligible else 0.0

    def strata(
        self, readable: Readable, read: Readings, what: str | None, share: float
    ) -> list[TwiceRead]:
        """The strata as they were read, and read again by lot."""
        found = []
        for s in readable.strata:
            rows = read.decided.get(s.name, [])
            first = [counts_of(self.programme, row, what) for row in rows]
            twice, chance, second_failed, settled = [], [], [], []
            for row, counts in zip(rows, first, strict=True):
                check = self.checks.get(row.item_id)
                held = self.by_item[row.item_id]
                chosen = _failure(check) or _by_lot(check)
                twice.append(chosen)
                chance.append(1.0 if _failure(check) else share)
                # Where the registrar was quicker than a second reader, theirs is the second answer.
                other = held.get(Phase.SECOND) or held.get(Phase.FINAL)
                failed = other is not None and _lacks(counts_of(self.programme, other, what))
                second_failed.append(failed)
                settled.append(self._settled(held, counts, what) if chosen else counts)
            found.append(
                TwiceRead(
                    s.name,
                    s.size,
                    s.plan,
                    np.asarray([a for a, _ in first], dtype=np.int64),
                    np.asarray([b for _, b in first], dtype=np.int64),
                    np.asarray(twice, dtype=np.bool_),
                    np.asarray(chance, dtype=np.float64),
                    np.asarray(second_failed, dtype=np.bool_),
                    np.asarray([a for a, _ in settled], dtype=np.int64),
                    np.asarray([b for _, b in settled], dtype=np.int64),
                )
            )
        return found

    def final_words(self, readable: Readable, read: Readings, what: str | None) -> list[FinalWords]:
        """The registrar's decisions on records that were chosen neither as failures nor by lot."""
        found = []
        for s in readable.strata:
            known, counts = [], []
            for row in read.decided.get(s.name, []):
                check, held = self.checks.get(row.item_id), self.by_item[row.item_id]
                known.append(Phase.FINAL in held and not _failure(check) and not _by_lot(check))
                counts.append(self._settled(held, counts_of(self.programme, row, what), what))
            found.append(
                FinalWords(
                    np.asarray(known, dtype=np.bool_),
                    np.asarray([a for a, _ in counts], dtype=np.int64),
                    np.asarray([b for _, b in counts], dtype=np.int64),
                )
            )
        return found

    def _settled(
        self, held: Mapping[str, Reading], first: tuple[int, int], what: str | None
    ) -> tuple[int, int]:
        """What holds in the end. A record that in the end can't be decided leaves the first answer as it was."""
        reading: Any = next(
            (held[phase] for phase in (Phase.FINAL, Phase.THIRD, Phase.SECOND) if phase in held),
            None,
        )
        if reading is None or reading.outcome == Outcome.UNDECIDABLE:
            return first
        return counts_of(self.programme, reading, what)


def _failure(check: SecondCheck | None) -> bool:
    return check is not None and check.failure


def _by_lot(check: SecondCheck | None) -> bool:
    """Chosen by lot; a record that only the registrar took up was not."""
    return check is not None and not check.failure and check.probability > 0


def _lacks(counts: tuple[int, int]) -> bool:
    return counts[1] < counts[0]
