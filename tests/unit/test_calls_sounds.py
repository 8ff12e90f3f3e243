"""What a file is said to be follows from its bytes alone; no bytes whatever make the reader fail or run on."""

import contextlib
import io
import os
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.calls.kinds import name_fits
from onrecord.calls.mp3 import frame_length
from onrecord.calls.sounds import NotSound, Sound, State, examine
from tests import sounds_made as made


def of(data: bytes) -> Sound:
    return examine(io.BytesIO(data), len(data))


@pytest.mark.parametrize(
    ("kind", "media_type", "codec", "length"),
    [
        ("wav", "audio/wav", "PCM", 2000),
        ("mp3", "audio/mpeg", "MP3", 2612),
        ("opus", "audio/ogg", "Opus", 2000),
        ("m4a", "audio/mp4", "AAC", 2000),
        ("flac", "audio/flac", "FLAC", 2000),
    ],
)
def test_each_kind_with_its_length(kind, media_type, codec, length):
    found = of(made.EVERY_KIND[kind])
    assert (found.media_type, found.codec, found.state, found.trouble) == (
        media_type,
        codec,
        State.PLAYABLE,
        "",
    )
    assert found.duration_ms == pytest.approx(length, abs=40)


def test_telephone_codings_of_wav():
    assert of(made.wav(1, code=6)).codec == "A-law"
    assert of(made.wav(1, code=7)).codec == "mu-law"
    gsm = of(made.wav(1, code=0x31))
    assert (gsm.state, gsm.trouble) == (
        State.UNPLAYABLE,
        "The sound in this wav file is coded in a way (code 49) that is not played here.",
    )


@pytest.mark.parametrize("name", list(made.NO_SOUND))
def test_what_is_no_sound_is_refused_in_words(name):
    with pytest.raises(NotSound, match="not a sound recording, whatever its name says"):
        of(made.NO_SOUND[name])


def test_an_empty_file_is_refused():
    with pytest.raises(NotSound, match="is empty"):
        of(b"")


def test_a_recording_that_breaks_off_says_so():
    whole = made.wav(10)
    cut = of(whole[:80_044])
    assert (cut.duration_ms, cut.state) == (5000, State.INCOMPLETE)
    assert "5 seconds that its header promises are missing" in cut.trouble
    assert of(made.opus(ended=False)).state == State.INCOMPLETE
    assert of(made.m4a()[:-100]).trouble == "The file breaks off before its end."
    no_table = of(made.box(b"ftyp", b"M4A ") + made.box(b"mdat", bytes(900)))
    assert (no_table.state, no_table.duration_ms) == (State.UNPLAYABLE, None)


@pytest.mark.parametrize("said", [0, 0xFFFFFFFF])
def test_a_recorder_that_never_wrote_the_length(said):
    """As left by a recorder that streams, or lost its power: the length is that of the bytes that are there."""
    found = of(made.wav(3, said=said))
    assert (found.duration_ms, found.state) == (3000, State.INCOMPLETE)


def test_kinds_that_are_kept_and_not_played():
    for head, name in [
        (b"#!AMR\n", "AMR"),
        (b"\x1a\x45\xdf\xa3", "WebM"),
        (b"FORM\0\0\0\0AIFF", "AIFF"),
    ]:
        found = of(head + bytes(500))
        assert found.state == State.UNPLAYABLE
        assert name in found.trouble
    assert of(b"ID3\x04\0\0\0\0\0\x05" + bytes(9)).state == State.UNPLAYABLE
    assert of(made.m4a(codec=b"samr")).state == State.UNPLAYABLE


def test_a_length_that_can_not_be_true_is_not_believed():
    boxes = made.m4a(4_000_000)
    found = of(boxes)
    assert (found.duration_ms, found.state) == (None, State.INCOMPLETE)


def test_names_are_compared_with_what_is_inside():
    assert name_fits("call.WAV", "audio/wav")
    assert name_fits("call", "audio/wav")
    assert not name_fits("call.mp3", "audio/wav")
    assert name_fits("Notruf.opus", "audio/ogg")


@given(st.binary(max_size=400))
def test_no_bytes_at_all_make_it_fail(data):
    try:
        found = of(data)
    except NotSound:
        return
    assert found.state in State
    assert (found.state == State.PLAYABLE) == (found.trouble == "")


@settings(deadline=None)
@given(
    st.sampled_from(sorted(made.EVERY_KIND)),
    st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 255)), max_size=8),
    st.integers(0, 40_000),
)
def test_damaged_files_of_every_kind(kind, changes, end):
    """A few bytes changed, and the end cut off: kept or refused, never an error, never an impossible length."""
    data = bytearray(made.EVERY_KIND[kind])
    for place, value in changes:
        if place < len(data):
            data[place] = value
    try:
        found = of(bytes(data[:end]))
    except NotSound:
        return
    assert found.duration_ms is None or 0 < found.duration_ms <= 7 * 24 * 3600 * 1000
    assert len(found.trouble) <= 300


@pytest.mark.parametrize(
    "head",
    [
        b"OggS\0",
        b"\xff\xfb\x50\xc4",
        b"RIFF....WAVEfmt \xff\xff\xff\x7f",
        b"fLaC\0\xff\xff\xff",
        b"\0\0\0\x18ftyp",
        made.mp3(4),
        made.mp3()[:-3],
    ],
)
def test_hostile_files_are_given_up_on_soon(head):
    """Megabytes of nonsense behind a good beginning are not walked through byte by byte."""
    noise = random.Random(4).randbytes(1 << 20)  # noqa: S311
    data = head + noise * 12
    began = time.process_time()
    with contextlib.suppress(NotSound):
        of(data)
    assert time.process_time() - began < 20


def test_frames_of_mp3():
    assert frame_length(b"\xff\xfb\x50\xc4") == 208
    for header in (
        b"\xff\xf1\x50\x80",
        b"\xff\xfb\x00\x00",
        b"\xff\xfb\xf0\x00",
        b"\xff\xfb\x5c\x00",
        b"\xff",
        b"\xff\xeb\x50\xc4",
    ):
        assert frame_length(header) == 0
    assert of(made.mp3(tag=False)).codec == "MP3"
    with pytest.raises(NotSound):
        of(os.urandom(3) + made.wav())
