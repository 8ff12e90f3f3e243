"""The sentences that go with the rate of an audit that may stop early, or whose records have their own chances. Pure."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.audit.sample.own_chances import OwnChances
    from onrecord.audit.stopping.standing import Standing


def order_method(test: "Standing", strata: int) -> str:
    """How rate and interval were worked out, for somebody who wants to check it."""
    limit = (
        f"at most {test.rule.most} crimes missed and {test.rule.most} on record in one record, as stated beforehand"
        if test.crimes
        else "each record passes once or not at all"
    )
    return (
        f"Random order of reading drawn for a sequential test (closing code x linked or not, {strata} strata by fixed shares; draw and order by "
        "SHA-256 of seed, frame hash and reference or step); the unbroken beginning of the order that was answered counts; combined ratio of "
        f"expanded totals; {test.level} betting confidence sequence for sampling without replacement by stratum, which holds at any stopping time "
        f"({limit}); records that can't be decided count at their worst for its lower limit and at their best for its upper one. "
        f"Tested against {test.target} on both sides, with half the error each."
    )


def order_caution(test: "Standing") -> list[str]:
    """What must be said with the rate."""
    found = [text for text in (test.stopped_sentence(), test.gap_sentence()) if text]
    found += test.limit_sentences()
    if test.stop is None and test.counted < test.drawn:
        found.append(
            f"{test.counted:,} records count, of the {test.drawn:,} that were drawn in this order. The interval holds whenever the reading stops; it is "
            "wider than one for a fixed number of records, which is the price of looking at any time."
        )
    if test.undecidable:
        found.append(
            f"{test.undecidable:,} of the records that count can't be decided. The test and the interval hold whatever they hide: up to one crime each "
            "that was missed."
            if test.crimes
            else f"{test.undecidable:,} of the records that count can't be decided. The test and the interval hold whether they pass or fail."
        )
    return found


def own_method(own: "OwnChances", strata: int, level: float, interval: str) -> str:
    """How the rate of an audit with chances by score was worked out."""
    return (
        f"Each log drawn by its own chance, from its screening score ({len(own.classes)} classes of score in {strata} strata of closing code x linked or "
        f"not; {own.expected:,.0f} logs on average; draw by SHA-256 of seed, frame hash and reference; chances in the frozen design); prediction-powered "
        "difference estimate: what the score foretells of the whole frame, corrected by each log read for as many as it stands for; the predictions "
        f"are trusted as far as they proved right; ratio of both totals; the log is the cluster; linearised variance, not below what was planned; {interval} interval at {100 * level:g} %."
    )
