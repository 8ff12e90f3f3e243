"""The sentences that go with the rate of an audit that may stop early. Pure."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.audit.stop_standing import Standing


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
