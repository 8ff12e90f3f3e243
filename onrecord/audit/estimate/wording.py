"""The sentences that go with a rate: what it is, how it was worked out, what to be careful about. Pure."""

from collections.abc import Sequence

# In no interval of this kind, however large the sample.
NOT_IN_INTERVAL = (
    "Readers' errors: a crime that the reader overlooked, or saw where there is none. Each log was read once.",
    "Reports that never became a log: to an officer in the street, at a front counter, by another agency, on line.",
    "What a caller said and nobody wrote down.",
    "Crimes on record that should not be there, or are in the wrong class.",
    "Any other time than the window of the frame.",
)
# Of an audit that may stop early.
ANYTIME = ", which holds whenever the reading stops"
_FEW_CRIMES = 20
_MANY_UNDECIDABLE = 0.05


def percent(share: float, places: int = 1) -> str:
    """0.782 as "78.2 %"."""
    return f"{100 * share:.{places}f} %"


def rate_sentence(
    *,
    rate: float,
    low: float,
    high: float,
    level: float,
    n_logs: int,
    n_sampled: int,
    n_should: int,
    frame_size: int,
    window: str,
    as_of: str,
    complete: bool,
    anytime: bool = False,
    unit: str = "logs",
    population: str = "",
    kinds: str = "",
) -> str:
    """The rate with its interval, n, frame, window and date, in one or two sentences. `population`: which records, unless they are
    all logs; `kinds`: how many of each kind, where there are several."""
    if complete:
        width = (
            f"every {unit.removesuffix('s')} of the frame was read, so there is no sampling error"
        )
    else:
        width = f"{100 * level:g} % interval {percent(low)} to {percent(high)}"
        width += ANYTIME if anytime else ""
    read = (
        f"{n_logs:,} {unit}"
        if n_logs == n_sampled
        else f"{n_logs:,} of the {n_sampled:,} {unit} sampled"
    )
    frame = f"{frame_size:,} logs of every closing code, received {window}"
    if population:
        frame = f"{frame_size:,} {unit}{f' ({kinds})' if kinds else ''}: {population}; {window}"
    return (
        f"{percent(rate)} of the crimes that should have been recorded were recorded ({width}). "
        f"This rests on {n_should:,} crimes found in {read}, drawn from {frame}; "
        f"as of {as_of}."
    )


def passed_sentence(
    *,
    rate: float,
    low: float,
    high: float,
    level: float,
    n_should: int,
    n_logs: int,
    frame_size: int,
    population: str,
    window: str,
    as_of: str,
    complete: bool,
    anytime: bool = False,
) -> str:
    """The share of records that pass with its interval, n, frame, window and date."""
    width = (
        "every record of the frame was read, so there is no sampling error"
        if complete
        else f"{100 * level:g} % interval {percent(low)} to {percent(high)}{ANYTIME if anytime else ''}"
    )
    return (
        f"{percent(rate)} of the records pass every question asked of them ({width}). This rests on {n_should:,} records that "
        f"could be judged, of {n_logs:,} read, drawn from {frame_size:,}: {population}, {window}; as of {as_of}."
    )


def method_words(design_strata: int, level: float, interval: str) -> str:
    """How rate and interval were worked out, for somebody who wants to check it."""
    return (
        f"Stratified random sample of logs (closing code x linked or not, {design_strata} strata, Neyman allocation, draw by "
        "SHA-256 of seed, frame hash and reference); combined ratio of expanded totals, recorded / should have been recorded; "
        "the log is the cluster; linearised variance with finite population correction, floored in strata with fewer than "
        f"three surprises; {interval} interval at {100 * level:g} %."
    )


def cautions(
    *,
    n_sampled: int,
    n_logs: int,
    n_undecidable: int,
    n_unread: int,
    bounds: tuple[float, float] | None,
    pooled: Sequence[tuple[str, str]],
    small_groups: Sequence[tuple[str, int]],
    claimed: bool,
    days: float,
    unread: Sequence[str] | None = None,
) -> list[str]:
    """What to say beside the figure; empty when there is nothing particular. `unread`: what is said of records that weren't read, where the
    audit may stop early."""
    found = list(unread or ())
    if n_unread and unread is None:
        found.append(
            f"{n_unread:,} of {n_sampled:,} logs have not been read yet. The order of reading is random, so those read stand "
            "for the rest if none was left out; the rate may still change."
        )
    if n_undecidable:
        text = (
            f"{n_undecidable:,} logs could not be decided from what is written down. They are left out, as if they were like "
            "the others of their stratum"
        )
        if bounds is not None:
            text += (
                f". If each of them hid a missed crime the rate would be {percent(bounds[0])}, if none did "
                f"{percent(bounds[1])}"
            )
        if n_undecidable > _MANY_UNDECIDABLE * (n_logs + n_undecidable):
            text += ". That is a finding in itself: the records don't allow an audit"
        found.append(text + ".")
    for guest, host in pooled:
        found.append(
            f"No log of the stratum “{guest}” was read and decided; it was counted with “{host}”."
        )
    for label, number in small_groups:
        # The interval of an audit that may stop early is exact however few they are.
        rough = ", and rough besides" if unread is None else ""
        found.append(
            f"{label}: only {number} crimes were found in the logs read. The interval is wide{rough}; don't rank "
            "or compare by it."
        )
    if claimed:
        found.append(
            "No crime register was imported: a log counts as linked when it names a crime, whether or not there is such a crime."
        )
    if 0 < days < 90:
        found.append(
            f"The window is {days:g} days. A year's figures scaled from it say nothing about the other seasons."
        )
    return found


def few(n_should: int) -> bool:
    """Whether so few crimes were found that the interval is rough."""
    return n_should < _FEW_CRIMES
