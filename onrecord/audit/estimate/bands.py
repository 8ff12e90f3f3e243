"""In which of the force's own bands a rate lies: by its interval, never by the point alone. Pure.

Bands are the force's own names for rates from a percentage on (`Programme.bands`); no figure of them is official.
"""

from onrecord.audit.programmes.programme import Band, Programme

BELOW = "below every band"


def band_of(programme: Programme, rate: float | None, low: float | None, high: float | None) -> str:
    """The band that holds the whole interval, or how far the interval reaches; shares from 0 to 1. Empty without bands or rate.

    Without an interval (every record was read) the rate itself decides.
    """
    if rate is None or not programme.bands:
        return ""
    lowest, highest = _name(programme, rate, low), _name(programme, rate, high)
    if lowest == highest:
        return lowest
    return f"from {lowest} to {highest}; too wide to say"


def bands_sentence(
    programme: Programme, rate: float | None, low: float | None, high: float | None
) -> str:
    """The verdict with what the bands are. Empty without bands or rate."""
    verdict = band_of(programme, rate, low, high)
    if not verdict:
        return ""
    return f"In the force's own bands: {verdict}. The bands: {bands_words(programme)}."


def bands_words(programme: Programme) -> str:
    """What the bands are, the highest first.

    For example "good from 95 %, requires improvement from 90 %, inadequate below".
    """
    ordered = _ordered(programme)
    return ", ".join(
        f"{band.name} below"
        if place and float(band.at_least) == 0
        else f"{band.name} from {band.at_least} %"
        for place, band in enumerate(ordered)
    )


def _ordered(programme: Programme) -> list[Band]:
    return sorted(programme.bands, key=lambda band: -float(band.at_least))


def _name(programme: Programme, rate: float, bound: float | None) -> str:
    return programme.band(rate if bound is None else bound) or BELOW
