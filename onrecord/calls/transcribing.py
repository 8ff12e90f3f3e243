"""A machine's transcript of a recording: an aid to finding a place, not evidence, and nothing decides by it.

Optional: `pip install onrecord[transcript]`. It runs on this machine with the small English model that the package ships
and asks nobody on the network. It takes about a quarter of the recording's own length on two cores.
"""

import importlib.util
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

# Loaded when a machine is asked to listen, not whenever the program starts.
if TYPE_CHECKING:
    import numpy as np

LABEL = "Machine transcript, not evidence"
ENGINE = "moonshine-voice 0.0.49, tiny-en"
# Kinds that the decoder reads: (media type, begin of the codec).
_DECODED = [
    ("audio/wav", ""),
    ("audio/mpeg", ""),
    ("audio/flac", ""),
    ("audio/ogg", "Vorbis"),
]
_RATE = 16_000
# Seconds at a time, cut at the quietest place of the last ones, so that no word is cut and memory stays small.
_WINDOW, _LOOK_BACK, _QUIET = 30, 10, 0.2

Progress = Callable[[int, int | None, str], None]


class TranscriptError(Exception):
    """There can be no transcript; the message says why."""


@dataclass(frozen=True)
class Line:
    """Something said, `ms` milliseconds from the start."""

    ms: int
    text: str


def is_available() -> bool:
    """Whether the optional packages are installed."""
    return all(importlib.util.find_spec(name) for name in ("moonshine_voice", "miniaudio"))


def can_transcribe(media_type: str, codec: str) -> bool:
    return any(media_type == kind and codec.startswith(begin) for kind, begin in _DECODED)


def windows(pieces: Iterable["np.ndarray"]) -> "Iterator[tuple[int, np.ndarray]]":
    """Sound of 16 kHz, in pieces, as windows that end in a quiet place: (first sample, samples)."""
    import numpy as np

    held = np.zeros(0, dtype=np.float32)
    start = 0
    for piece in pieces:
        held = np.concatenate([held, piece])
        while len(held) >= _WINDOW * _RATE:
            end = _quiet_place(held[: _WINDOW * _RATE])
            yield start, held[:end]
            start, held = start + end, held[end:]
    if len(held):
        yield start, held


def _quiet_place(window: "np.ndarray") -> int:
    import numpy as np

    step = int(_QUIET * _RATE)
    first = len(window) - _LOOK_BACK * _RATE
    tail = window[first : first + (len(window) - first) // step * step].reshape(-1, step)
    return first + int(np.argmin(np.abs(tail).mean(axis=1))) * step + step // 2


def transcribe(path: Path, progress: Progress | None = None) -> Iterator[Line]:
    """What the machine hears. Raises TranscriptError."""
    if not is_available():
        raise TranscriptError(
            "The machine transcript is not installed here: pip install 'onrecord[transcript]'."
        )
    engine = _engine()
    try:
        for start, samples in windows(_decoded(path)):
            for line in engine.transcribe_without_streaming(samples.tolist(), _RATE).lines:
                text = " ".join(line.text.split())
                if text:
                    yield Line(start * 1000 // _RATE + int(line.start_time * 1000), text)
            if progress:
                progress((start + len(samples)) // _RATE, None, "seconds transcribed")
    finally:
        engine.close()


def _engine() -> Any:
    from moonshine_voice import ModelArch, Transcriber, get_model_path

    return Transcriber(str(get_model_path("tiny-en")), ModelArch.TINY)


def _decoded(path: Path) -> "Iterator[np.ndarray]":
    import miniaudio
    import numpy as np

    try:
        pieces = miniaudio.stream_file(
            str(path),
            output_format=miniaudio.SampleFormat.FLOAT32,
            nchannels=1,
            sample_rate=_RATE,
            frames_to_read=_RATE,
        )
        for piece in pieces:
            yield np.array(piece, dtype=np.float32)
    except miniaudio.MiniaudioError as error:
        raise TranscriptError(f"The sound can't be decoded for a transcript ({error}).") from error
