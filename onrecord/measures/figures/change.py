"""What may be said of two figures of one measure: the difference with its interval, and a verdict that is honest."""

from dataclasses import asdict, dataclass
from typing import Any

from onrecord.measures.catalogue import ESTIMATED, SHARE, TYPED
from onrecord.measures.figures.figure import Figure, show
from onrecord.statistics.compare import Figure as Rate
from onrecord.statistics.compare import compare
from onrecord.statistics.differences import Bounds, difference
from onrecord.statistics.intervals import Interval

BETTER, WORSE, NO_CHANGE, NOT_COMPARED = "better", "worse", "no change shown", "can't be compared"
# Of a measure that has no better and worse.
CHANGED = "changed"


@dataclass(frozen=True)
class Change:
    """after - before with its interval; in points of share between -1 and 1, in numbers, or in hours. `verdict` is one of the
    words above; `reason` says why two figures can't be compared, and nothing is worked out then."""

    before: Figure
    after: Figure
    difference: float | None
    low: float | None
    high: float | None
    confidence: float
    verdict: str
    sentence: str
    reason: str = ""

    @property
    def compared(self) -> bool:
        return self.difference is not None

    def to_json(self) -> dict[str, Any]:
        return {
            **{
                name: value
                for name, value in asdict(self).items()
                if name not in ("before", "after")
            },
            "before": self.before.to_json(),
            "after": self.after.to_json(),
        }


def change(before: Figure, after: Figure) -> Change:
    """The change from one figure to a later one of the same measure, version and part."""
    reason = why_not(before, after)
    if reason:
        sentence = f"{before.title}: the two figures {NOT_COMPARED}. {reason}"
        return Change(
            before, after, None, None, None, after.confidence, NOT_COMPARED, sentence, reason
        )
    found = _difference(before, after)
    verdict = _verdict(found, after.good)
    unit = after.shape
    went = f"From {show(before.value or 0, unit)} ({before.window}) to {show(after.value or 0, unit)} ({after.window})"
    moved = f"{_signed(found.value, unit)}, {100 * after.confidence:g} % interval {_signed(found.low, unit, False)} to {_signed(found.high, unit)}"
    said = {
        BETTER: "This shows that it became better.",
        WORSE: "This shows that it became worse.",
        CHANGED: "This shows a change; of this measure neither more nor fewer is better by itself.",
        NO_CHANGE: "No change is shown: chance alone moves such figures as far.",
    }[verdict]
    return Change(
        before,
        after,
        found.value,
        found.low,
        found.high,
        after.confidence,
        verdict,
        f"{went}: {moved}. {said}",
    )


def why_not(before: Figure, after: Figure) -> str:
    """Why two figures can't be compared, in words; empty where they can."""
    if before.measure != after.measure or before.shape != after.shape:
        return "They are of different measures."
    if TYPED not in (before.how, after.how) and before.version != after.version:
        return f"They were counted by different definitions: version {before.version} and version {after.version}."
    if before.part != after.part:
        return "They are of different parts of the force."
    if not before.given or not after.given:
        withheld = before if not before.given else after
        return f"There is no figure for {withheld.window}. {withheld.note}".strip()
    if before.confidence != after.confidence:
        return "Their intervals are of different levels of confidence."
    if TYPED in (before.how, after.how) or before.how != after.how:
        return _of_other_origin(before, after)
    if after.how == ESTIMATED:
        if before.source == after.source:
            return "Both are of the same audit."
        if before.basis != after.basis:
            return "The audits were made by different programmes, or by other questions or of other records."
        return "" if before.until <= after.until else _ORDER
    if before.until >= after.since:
        return (
            _ORDER
            if after.until < before.since
            else "Their days overlap, so the same records are in both."
        )
    return ""


_ORDER = "The later one is given as the earlier one."


def _of_other_origin(before: Figure, after: Figure) -> str:
    """A published figure beside one's own: both are shares of a sample, but nobody here knows how the other was made."""
    if before.how == after.how == TYPED and before.until < after.since:
        return ""
    return (
        "One of them was typed in or made in another way: how it was read is not known here, so it can stand beside the other "
        "but not be taken from it."
    )


def _difference(before: Figure, after: Figure) -> Bounds:
    if after.shape == SHARE:
        found = compare(_rate(before), _rate(after))
        return Bounds(found.difference, found.interval.low, found.interval.high)
    return difference(_bounds(before), _bounds(after))


def _rate(one: Figure) -> Rate:
    low, high = one.low or 0.0, one.high if one.high is not None else 1.0
    return Rate(one.value or 0.0, Interval(low, high, one.how, one.confidence), None, one.n)


def _bounds(one: Figure) -> Bounds:
    return Bounds(one.value or 0.0, one.low or 0.0, one.high or 0.0)


def _verdict(found: Bounds, good: str) -> str:
    if found.low <= 0 <= found.high:
        return NO_CHANGE
    if not good:
        return CHANGED
    rose = found.low > 0
    return BETTER if rose == (good == "higher") else WORSE


def _signed(value: float, shape: str, unit: bool = True) -> str:
    if shape == SHARE:
        return f"{100 * value:+.1f}{' points' if unit else ''}"
    return f"{value:+.1f}{' hours' if unit and shape == 'hours' else ''}"
