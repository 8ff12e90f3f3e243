"""What files are is told from their bytes: one table for calls, the street, the public and partners."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.calls.kinds import ENDINGS, HEAD, OTHER, Kind, kind_of, safe_name
from tests import files_made

EVERY = files_made.every()


@pytest.mark.parametrize("name", EVERY)
def test_each_kind_by_its_bytes(name):
    data, media_type, what = EVERY[name]
    assert kind_of(io.BytesIO(data), len(data)) == Kind(media_type, what)


@given(st.binary(max_size=600))
def test_no_bytes_at_all_make_it_fail(data):
    assert kind_of(io.BytesIO(data), len(data)).what


@given(st.sampled_from(sorted(EVERY)), st.integers(0, 3000), st.integers(0, 255))
def test_damaged_files_make_it_fail_as_little(name, place, value):
    data = bytearray(EVERY[name][0])
    data[place % len(data)] = value
    assert kind_of(io.BytesIO(bytes(data)), len(data)).what


def test_a_text_that_is_cut_within_a_character_is_one():
    for before in range(4):
        data = b"x" * (HEAD - before) + "“”".encode() * 9
        assert kind_of(io.BytesIO(data), len(data)).media_type == "text/plain"
    data = b"x" * 100 + "“".encode()[:2]
    assert kind_of(io.BytesIO(data), len(data)).what == OTHER


def test_names_end_in_what_the_bytes_are():
    assert safe_name("me.JPG", "image/jpeg") == "me.JPG"
    assert safe_name("me.exe", "image/jpeg") == "me.exe.jpg"
    assert safe_name("run.bat", "text/plain") == "run.bat.txt"
    assert safe_name("recorder.dav", "application/octet-stream") == "recorder.dav.bin"
    known = {media_type for _data, media_type, _what in EVERY.values()}
    assert known - {"application/octet-stream"} <= set(ENDINGS)
