"""A verdict in the force's own bands goes by the whole interval."""

from dataclasses import replace

import pytest

from onrecord.audit.estimate.bands import band_of, bands_sentence, bands_words
from onrecord.audit.programmes.file import shipped
from onrecord.audit.programmes.programme import Band

BANDS = (Band("good", "92"), Band("weak", "0"), Band("fair", "86"), Band("best", "95"))
PROGRAMME = replace(next(iter(shipped().values())), bands=BANDS)


@pytest.mark.parametrize(
    ("rate", "low", "high", "says"),
    [
        (0.93, 0.925, 0.949, "good"),
        (0.93, 0.92, 0.95, "from good to best; too wide to say"),
        (0.7, 0.484, 0.967, "from weak to best; too wide to say"),
        (0.7, 0.6, 0.859, "weak"),
        (0.93, None, None, "good"),
        (None, None, None, ""),
    ],
)
def test_the_interval_decides(rate, low, high, says):
    assert band_of(PROGRAMME, rate, low, high) == says


def test_the_sentence_says_what_the_bands_are():
    words = "best from 95 %, good from 92 %, fair from 86 %, weak below"
    assert bands_words(PROGRAMME) == words
    assert bands_sentence(PROGRAMME, 0.5, 0.4, 0.6) == (
        f"In the force's own bands: weak. The bands: {words}."
    )


def test_without_bands_nothing_is_said_and_below_all_of_them_that_is_said():
    assert bands_sentence(replace(PROGRAMME, bands=()), 0.5, 0.4, 0.6) == ""
    high = replace(PROGRAMME, bands=BANDS[:1])
    assert band_of(high, 0.5, 0.4, 0.6) == "below every band"
    assert bands_words(high) == "good from 92 %"
