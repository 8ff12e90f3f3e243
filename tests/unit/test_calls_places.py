"""Time-codes and byte ranges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.calls.byteranges import OutOfRange, read_range
from onrecord.calls.timecodes import TimecodeError, read_timecode, write_timecode


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("02:14", 134_000),
        ("2:14", 134_000),
        (" 0:00 ", 0),
        ("1:02:14", 3_734_000),
        ("75:00", 4_500_000),
        ("12:00:00", 43_200_000),
    ],
)
def test_time_codes(text, ms):
    assert read_timecode(text) == ms


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2",
        "2:1",
        "2:60",
        "1:60:00",
        "-1:00",
        "1:2:3:4",
        "２:14",
        "02:14\n.",
        "2.14",
        "100:00",
        "x" * 999,
    ],
)
def test_what_is_no_time_code(text):
    with pytest.raises(TimecodeError, match="Write minutes and seconds"):
        read_timecode(text)


@given(st.integers(0, 24 * 3600 - 1))
def test_what_is_written_can_be_read(second):
    assert read_timecode(write_timecode(1000 * second + 999)) == 1000 * second


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("bytes=0-", (0, 1000)), ("bytes=0-0", (0, 1)), ("bytes=999-", (999, 1000)), ("bytes=100-199", (100, 200)),
        ("bytes=900-99999", (900, 1000)), ("bytes=-500", (500, 1000)), ("bytes=-99999", (0, 1000)), ("BYTES=5-9", (5, 10)),
    ],
)  # fmt: skip
def test_ranges_of_rfc_9110(header, found):
    assert read_range(header, 1000) == found


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=5-4",
        "bytes=a-b",
        "items=0-5",
        "bytes=0-1,5-9",
        "bytes=0-1;",
        "bytes=٣-",
    ],
)
def test_what_is_no_range_is_ignored(header):
    assert read_range(header, 1000) is None


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=99999-100000", "bytes=-0"])
def test_what_can_not_be_satisfied(header):
    with pytest.raises(OutOfRange):
        read_range(header, 1000)


@given(
    st.one_of(
        st.text(max_size=40), st.from_regex(r"bytes=[0-9]{0,25}-[0-9]{0,25}", fullmatch=True)
    ),
    st.integers(1, 1 << 40),
)
def test_every_answer_lies_inside_the_file(header, size):
    try:
        found = read_range(header, size)
    except OutOfRange:
        return
    if found is not None:
        start, end = found
        assert 0 <= start < end <= size


@given(st.integers(1, 5000), st.integers(0, 5000), st.integers(0, 5000))
def test_as_a_slice_of_python_has_it(size, first, last):
    whole = bytes(size)
    wanted = whole[first : last + 1]
    if last < first:
        assert read_range(f"bytes={first}-{last}", size) is None
    elif not wanted:
        with pytest.raises(OutOfRange):
            read_range(f"bytes={first}-{last}", size)
    else:
        start, end = read_range(f"bytes={first}-{last}", size)
        assert (start, end - start) == (first, len(wanted))
