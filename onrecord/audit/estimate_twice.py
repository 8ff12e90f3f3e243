"""What the second readings say of the first: agreement by question, and the rate corrected for readers' errors.

The rate itself rests on the first readings. The corrected one stands beside it and never replaces it: only failures are all
read again, so putting settled answers in the place of first ones would flatter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from onrecord.audit.estimate import LABELS
from onrecord.audit.estimate_readings import PASSED, Readings, counts_of
from onrecord.audit.models import Audit, CheckState, Outcome, Phase, Reading, SecondCheck
from onrecord.audit.planning import planning_from
from onrecord.audit.programme import CRIMES, Programme
from onrecord.audit.programmes_kept import programme_of
from onrecord.audit.second import pairs_of
from onrecord.statistics.agreement import Agreement, agreement
from onrecord.statistics.intervals import LEVEL
from onrecord.statistics.partial import Readable, pool_unread
from onrecord.statistics.rogan_gladen import RoganGladen, estimate_rogan_gladen
from onrecord.statistics.two_phase import TwiceRead, TwoPhaseEstimate, estimate_two_phase

NOT_ANYTIME = (
    "This audit may stop at any time, and a rate corrected for readers' errors has no interval that holds then, so none is given. "
    "How far the readers agree stands below."
)
_OPEN = (CheckState.WAITING, CheckState.DISAGREED)


@dataclass(frozen=True, slots=True)
class Agreed:
    """How far two readers agree on one question or crime group."""

    name: str
    result: Agreement


@dataclass(frozen=True, slots=True)
class Twice:
    """The second readings of an audit. `reason` says why there is no corrected rate (yet); `open`: not settled yet."""

    read_twice: int
    open: int
    agreed: list[Agreed]
    corrected: TwoPhaseEstimate | None
    both: RoganGladen | None
    reason: str


def read_twice(audit: Audit, *, level: float = LEVEL) -> Twice | None:
    """What the second readings say; None where the programme has none."""
    programme = programme_of(audit)
    if not programme.second_reading.wanted:
        return None
    checks = {c.item_id: c for c in SecondCheck.objects.filter(item__audit=audit)}
    by_item: dict[int, dict[str, Reading]] = {}
    for reading in Reading.objects.filter(item__audit=audit, current=True):
        by_item.setdefault(reading.item_id, {})[reading.phase] = reading
    twice = [
        (checks[pk], held[Phase.FIRST], held[Phase.SECOND])
        for pk, held in sorted(by_item.items())
        if pk in checks and Phase.FIRST in held and Phase.SECOND in held
    ]
    waiting = sum(check.state in _OPEN for check in checks.values())
    corrected, both, reason = None, None, ""
    if not twice:
        reason = "No record has been read a second time yet."
    elif waiting:
        reason = f"{waiting:,} records still wait for a second or third reader. The corrected rate comes when they are settled."
    else:
        corrected, both, reason = _corrected(audit, programme, checks, by_item, level)
    return Twice(len(twice), waiting, _agreed(programme, twice, level), corrected, both, reason)


def _agreed(
    programme: Programme, twice: Sequence[tuple[SecondCheck, Reading, Reading]], level: float
) -> list[Agreed]:
    weights = [1 / check.probability if check.probability else 1.0 for check, _, _ in twice]
    words = {q.id: q.asks for q in programme.questions}
    found = []
    for name, pairs in pairs_of(programme, [(one, other) for _, one, other in twice]).items():
        both = [
            (a, b, weight)
            for (a, b), weight in zip(pairs, weights, strict=True)
            if not (a == b == "not asked")
        ]
        if not both:
            continue
        question = programme.question(name)
        kinds = (
            [answer.say for answer in question.offered]
            if question
            else ["none", "recorded", "missed"]
        )
        said = [word for a, b, _ in both for word in (a, b)]
        found.append(
            Agreed(
                LABELS.get(name) or words.get(name, name),
                agreement(
                    [a for a, _, _ in both],
                    [b for _, b, _ in both],
                    weights=[weight for _, _, weight in both],
                    categories=list(dict.fromkeys([*kinds, *said])),
                    level=level,
                ),
            )
        )
    return found


def _corrected(
    audit: Audit,
    programme: Programme,
    checks: dict[int, SecondCheck],
    by_item: dict[int, dict[str, Reading]],
    level: float,
) -> tuple[TwoPhaseEstimate | None, RoganGladen | None, str]:
    planning = planning_from(audit.design["planning"])
    read = Readings(audit, programme)
    what = None if programme.measure == CRIMES else PASSED
    readable = pool_unread(read.strata(planning, what))
    if readable.reason is not None:
        return None, None, readable.reason
    if read.order is not None:
        return None, None, NOT_ANYTIME
    share = _share_of_passes(read, checks)
    if not share:
        return (
            None,
            None,
            "No record that passed has been read again, so what was overlooked can't be known.",
        )
    strata = _strata(programme, readable, read, checks, by_item, what, share)
    both = estimate_rogan_gladen(strata, level) if programme.measure == CRIMES else None
    return estimate_two_phase(strata, level), both, ""


def _share_of_passes(read: Readings, checks: dict[int, SecondCheck]) -> float:
    """How many of those that are no failure were drawn: nearer to the truth than the share that was asked for."""
    rows = [row for several in read.decided.values() for row in several]
    eligible = [row for row in rows if not _failure(checks.get(row.item_id))]
    drawn = [row for row in eligible if _by_lot(checks.get(row.item_id))]
    return len(drawn) / len(eligible) if eligible else 0.0


def _failure(check: SecondCheck | None) -> bool:
    return check is not None and check.failure


def _by_lot(check: SecondCheck | None) -> bool:
    """Chosen by lot; a record that only the registrar took up was not."""
    return check is not None and not check.failure and check.probability > 0


def _strata(
    programme: Programme,
    readable: Readable,
    read: Readings,
    checks: dict[int, SecondCheck],
    by_item: dict[int, dict[str, Reading]],
    what: str | None,
    share: float,
) -> list[TwiceRead]:
    found = []
    for s in readable.strata:
        rows = read.decided.get(s.name, [])
        first = [counts_of(programme, row, what) for row in rows]
        twice, chance, second_failed, settled = [], [], [], []
        for row, counts in zip(rows, first, strict=True):
            check = checks.get(row.item_id)
            held = by_item[row.item_id]
            chosen = _failure(check) or _by_lot(check)
            twice.append(chosen)
            chance.append(1.0 if _failure(check) else share)
            other = held.get(Phase.SECOND)
            failed = other is not None and _lacks(counts_of(programme, other, what))
            second_failed.append(failed)
            settled.append(_settled(programme, held, counts, what) if chosen else counts)
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


def _lacks(counts: tuple[int, int]) -> bool:
    return counts[1] < counts[0]


def _settled(
    programme: Programme, held: dict[str, Reading], first: tuple[int, int], what: str | None
) -> tuple[int, int]:
    """What holds in the end. A record that in the end can't be decided leaves the first answer as it was."""
    reading: Any = next(
        (held[phase] for phase in (Phase.FINAL, Phase.THIRD, Phase.SECOND) if phase in held), None
    )
    if reading is None or reading.outcome == Outcome.UNDECIDABLE:
        return first
    return counts_of(programme, reading, what)
