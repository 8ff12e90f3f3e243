"""What the second readings say of the first: agreement by question, and the rate corrected for readers' errors.

The rate itself rests on the first readings. The corrected one stands beside it and never replaces it: only failures are all
read again, so putting settled answers in the place of first ones would flatter. A registrar's final word on a record that no
lot chose enters the corrected rate without standing for others (`onrecord.statistics.final_words`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from onrecord.audit.estimate.estimate import LABELS
from onrecord.audit.estimate.readings import PASSED, Readings
from onrecord.audit.estimate.settled import Held
from onrecord.audit.models import Audit, CheckState, Phase, Reading, SecondCheck
from onrecord.audit.planning.figures import planning_from
from onrecord.audit.programmes.kept import programme_of
from onrecord.audit.programmes.programme import CRIMES, Programme
from onrecord.audit.reading.second import pairs_of
from onrecord.statistics.agreement import Agreement, agreement
from onrecord.statistics.estimator import RateEstimate
from onrecord.statistics.final_words import hear
from onrecord.statistics.intervals import LEVEL
from onrecord.statistics.partial import pool_unread
from onrecord.statistics.rogan_gladen import RoganGladen, estimate_rogan_gladen
from onrecord.statistics.two_phase import TwoPhaseEstimate, estimate_two_phase

NOT_ANYTIME = (
    "This audit may stop at any time, and a rate corrected for readers' errors has no interval that holds then, so none is given. "
    "How far the readers agree stands below."
)
NOT_OWN = (
    "Each record of this audit had its own chance to be drawn, and the rate corrected for readers' errors is worked out for equal chances within strata "
    "only, so none is given. How far the readers agree stands below."
)
_OPEN = (CheckState.WAITING, CheckState.DISAGREED)


@dataclass(frozen=True, slots=True)
class Agreed:
    """How far two readers agree on one question or crime group."""

    name: str
    result: Agreement


@dataclass(frozen=True, slots=True)
class Twice:
    """The second readings of an audit. `reason` says why there is no corrected rate (yet); `open`: not settled yet.

    `words`: records decided by the registrar that no lot had chosen; `counted`: how many of these count one by one, while the
    others lie within what the lot leads to expect. `by_lot` is the corrected rate without them.
    """

    read_twice: int
    open: int
    agreed: list[Agreed]
    corrected: TwoPhaseEstimate | None
    both: RoganGladen | None
    reason: str
    words: int = 0
    counted: int = 0
    by_lot: TwoPhaseEstimate | None = None

    def words_sentence(self) -> str:
        """What the registrar's words on records that no lot chose do to the corrected rate; empty where there are none."""
        if not self.words or self.corrected is None or self.by_lot is None:
            return ""
        were, they, these = (
            ("record that was", "it counts", "it")
            if self.words == 1
            else ("records that were", "each counts", "them")
        )
        told = f"The registrar decided {self.words:,} {were} not chosen to be read again, as when a finding is disputed. "
        if not self.counted:
            return (
                f"{told}The records chosen by lot already lead to expect as many corrections among those not chosen, so the corrected "
                "rate stays as it is: counting both would count the same errors twice."
            )
        return (
            f"{told}That corrects more than the records chosen by lot lead to expect, so {they} for itself: without {these} "
            f"the corrected rate would be {_words(self.by_lot.corrected)}; with {these} it is {_words(self.corrected.corrected)}."
        )


def _words(found: RateEstimate) -> str:
    if found.rate is None or found.interval is None:
        return "not to be had"
    return f"{100 * found.rate:.1f} % ({100 * found.interval.low:.1f} to {100 * found.interval.high:.1f})"


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
    found = Twice(len(twice), waiting, _agreed(programme, twice, level), None, None, "")
    if not twice:
        return replace(found, reason="No record has been read a second time yet.")
    if waiting:
        reason = f"{waiting:,} records still wait for a second or third reader. The corrected rate comes when they are settled."
        return replace(found, reason=reason)
    return _corrected(found, audit, programme, Held(programme, checks, by_item), level)


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


def _corrected(found: Twice, audit: Audit, programme: Programme, held: Held, level: float) -> Twice:
    planning = planning_from(audit.design["planning"])
    read = Readings(audit, programme)
    what = None if programme.measure == CRIMES else PASSED
    if read.order is not None:
        return replace(found, reason=NOT_ANYTIME)
    if read.own is not None:
        return replace(found, reason=NOT_OWN)
    readable = pool_unread(read.strata(planning, what))
    if readable.reason is not None:
        return replace(found, reason=readable.reason)
    share = held.share_of_passes(read)
    if not share:
        reason = "No record that passed has been read again, so what was overlooked can't be known."
        return replace(found, reason=reason)
    strata = held.strata(readable, read, what, share)
    # How both readers err is told by the lot alone: a dispute says nothing of a second reader.
    both = estimate_rogan_gladen(strata, level) if programme.measure == CRIMES else None
    heard = hear(strata, held.final_words(readable, read, what))
    by_lot = estimate_two_phase(strata, level)
    corrected = estimate_two_phase(heard.strata, level) if heard.counted else by_lot
    return replace(
        found,
        corrected=replace(corrected, read_twice=by_lot.read_twice),
        both=both,
        words=heard.words,
        counted=heard.counted,
        by_lot=by_lot,
    )
