"""Postcodes, grid references, UPRNs: tidied where they fit, doubted where they don't, never lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.contact.location import READERS, doubts


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("postcode", "ex44qj", "EX4 4QJ"),
        ("postcode", " sw1a 1aa ", "SW1A 1AA"),
        ("postcode", "M1 1AE", "M1 1AE"),
        ("postcode", "W1A0AX", "W1A 0AX"),
        ("grid", "sx923925", "SX 923 925"),
        ("grid", "NN 1667 7128", "NN 1667 7128"),
        ("grid", "TQ3080", "TQ 30 80"),
        ("uprn", "1000 4023 5811", "100040235811"),
        ("postcode", "", ""),
    ],
)
def test_what_fits_is_tidied(name, typed, kept):
    read = READERS[name](typed)
    assert (read.value, read.doubt) == (kept, "")


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("postcode", "EX4 4Q"),
        ("postcode", "the pub"),
        ("grid", "SX92392"),
        ("grid", "XX 12 34"),
        ("grid", "SI 12 34"),
        ("grid", "NE 12 34"),
        ("uprn", "1234567890123"),
        ("uprn", "12A"),
        ("uprn", "0"),
        ("uprn", "１２３"),
    ],
)
def test_what_does_not_fit_is_doubted_and_kept(name, typed):
    read = READERS[name](typed)
    assert read.doubt
    assert "".join(read.value.split()) == "".join(typed.split())


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_nothing_typed_is_lost(postcode, grid, uprn):
    for name, typed in {"postcode": postcode, "grid": grid, "uprn": uprn}.items():
        kept = READERS[name](typed).value
        assert "".join(kept.split()).upper() == "".join(typed.split()).upper()
    assert len(doubts(postcode, grid, uprn)) <= 3
