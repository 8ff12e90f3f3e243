"""What a file really is, read from its bytes: the name and what a browser says of it are never believed.

The sound itself is never decoded or converted: evidence stays as it came. What isn't a sound at all is refused; what is
one, but broken or of a kind that browsers don't play, is kept exactly as it is, and the page says why it can't be
played here.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from django.db.models import TextChoices
from tinytag import TinyTag, TinyTagException

from onrecord.calls.boxes import boxes
from onrecord.calls.kinds import kind_of
from onrecord.calls.mp3 import after_tag, frames_from


class State(TextChoices):
    """Whether a recording can be listened to in the page."""

    PLAYABLE = "playable", "plays here"
    INCOMPLETE = "incomplete", "plays here, but may be incomplete"
    UNPLAYABLE = "unplayable", "can't be played here"


class NotSound(ValueError):
    """The bytes are no sound recording; the message says what to do. Nothing of it is kept."""


@dataclass(frozen=True)
class Sound:
    """What was found. `media_type` is what the player is told; `duration_ms` is None where the file doesn't say.
    `trouble` is one sentence for people, empty where all is well."""

    media_type: str
    codec: str
    duration_ms: int | None
    state: State = State.PLAYABLE
    trouble: str = ""


KNOWN = "wav, mp3, m4a, opus, ogg or flac"
# Sound, and so perhaps evidence, but nothing that browsers can be relied on to play: (media type, name) by what it is.
_WINDOWS, _WEBM = ("audio/x-ms-wma", "a Windows Media"), ("audio/webm", "a WebM or Matroska")
_OTHERS = {
    "audio/AMR": ("audio/AMR", "an AMR"),
    "audio/aac": ("audio/aac", "a bare AAC"),
    "audio/x-ms-wma": _WINDOWS,
    "video/x-ms-wmv": _WINDOWS,
    "audio/aiff": ("audio/aiff", "an AIFF"),
    "audio/webm": _WEBM,
    "video/webm": _WEBM,
    "video/x-matroska": _WEBM,
    "audio/basic": ("audio/basic", "an AU"),
    "audio/x-caf": ("audio/x-caf", "a Core Audio"),
}
_WAV_CODECS = {1: "PCM", 3: "PCM (floating point)", 6: "A-law", 7: "mu-law"}
_OPEN_END = {0, 0xFFFFFFFF}
LONGEST_MS = 7 * 24 * 3600 * 1000
# A hostile file must not make the reader of its tables work for minutes or hold it in memory.
# Only ogg is read to its end, page by page: a day of calls has some four million.
_MOST_READS = {"audio/ogg": 4_000_000}
_MOST_READS_ELSE, _MOST_BYTES, _MOST_AT_ONCE = 300_000, 256_000_000, 4_000_000


def examine(file: BinaryIO, size: int) -> Sound:
    """Say what the file is. Reads its tables, not its sound. Raises NotSound; whatever the bytes, nothing else."""
    if size == 0:
        raise NotSound("The file is empty. Export the recording again.")
    kind = kind_of(file, size).media_type
    reader = _READERS.get(kind)
    if reader is not None:
        return _believable(reader(file, size))
    if kind in _OTHERS:
        media_type, name = _OTHERS[kind]
        why = f"It is {name} recording, a kind that is not played here."
        return _broken(media_type, name.partition(" ")[2], why)
    raise NotSound(
        f"This is not a sound recording, whatever its name says: its content is none of {KNOWN}. "
        "Nothing was kept. Choose the recording itself, as the telephone system exported it."
    )


def _broken(media_type: str, codec: str, why: str) -> Sound:
    return Sound(media_type, codec, None, State.UNPLAYABLE, why)


def _believable(sound: Sound) -> Sound:
    """A header may claim any length; weeks are not a call."""
    if sound.duration_ms is not None and sound.duration_ms > LONGEST_MS:
        return Sound(
            sound.media_type, sound.codec, None, State.INCOMPLETE,
            "The length that the file claims can't be true; the file is damaged.",
        )  # fmt: skip
    return sound


def _wav(file: BinaryIO, size: int) -> Sound:
    """By its own chunks: the length is that of the bytes that are there, not of those that the header promises."""
    kind, place, form = "audio/wav", 12, b""
    for _ in range(10_000):
        file.seek(place)
        head = file.read(8)
        if len(head) < 8:
            break
        name, length = head[:4], struct.unpack("<I", head[4:])[0]
        if name == b"fmt ":
            form = file.read(min(length, 40))
        elif name == b"data" and len(form) >= 16:
            return _wav_sound(kind, form, said=length, there=size - place - 8)
        place += 8 + length + length % 2
    return _broken(
        kind,
        "WAV",
        "The file is damaged: it says that it is a wav file, but its sound can't be found.",
    )


def _wav_sound(kind: str, form: bytes, *, said: int, there: int) -> Sound:
    code, _, rate, _, block = struct.unpack("<HHIIH", form[:14])
    if code == 0xFFFE and len(form) >= 26:
        code = struct.unpack("<H", form[24:26])[0]
    codec = _WAV_CODECS.get(code)
    if codec is None:
        return _broken(
            kind,
            f"WAV, code {code}",
            f"The sound in this wav file is coded in a way (code {code}) that is not played here.",
        )
    if not (rate and block):
        return _broken(kind, codec, "The file is damaged: its header gives no sampling rate.")
    whole = there if said in _OPEN_END else min(said, there)
    length = whole * 1000 // (rate * block)
    if not length:
        return _broken(kind, codec, "The file holds no sound.")
    if said in _OPEN_END:
        why = "The recorder did not write how long it is, so it may have been cut off. It plays to where it ends."
        return Sound(kind, codec, length, State.INCOMPLETE, why)
    if said > there:
        missing = (said - there) * 1000 // (rate * block)
        return Sound(
            kind,
            codec,
            length,
            State.INCOMPLETE,
            f"The file breaks off: {missing // 1000} seconds that its header promises are missing.",
        )
    return Sound(kind, codec, length)


def _flac(file: BinaryIO, size: int) -> Sound:
    return _by_tables(file, "audio/flac", "FLAC", {"flac": "FLAC"}, "flac")


def _mp3(file: BinaryIO, size: int) -> Sound:
    file.seek(0)
    if not frames_from(file, after_tag(file, file.read(64)), size):
        return _broken(
            "audio/mpeg", "MP3", "It has the tag of an mp3 file, but no sound was found behind it."
        )
    sound = _by_tables(file, "audio/mpeg", "MP3", None, "mp3")
    tag = _tables(file, "audio/mpeg")
    if tag is not None and tag.duration and tag.bitrate and sound.state == State.PLAYABLE:
        promised = tag.bitrate * 125 * tag.duration
        if size < 0.98 * promised:
            share = round(100 * size / promised)
            return Sound(
                sound.media_type,
                sound.codec,
                sound.duration_ms,
                State.INCOMPLETE,
                f"The file breaks off: about {share} % of what its header promises is there.",
            )
    return sound


def _mp4(file: BinaryIO, size: int) -> Sound:
    names, whole = _boxes(file, size)
    if b"moov" not in names:
        return _broken(
            "audio/mp4",
            "MP4",
            "The file is damaged: its table of contents is missing, as when a recorder is cut off.",
        )
    sound = _by_tables(
        file, "audio/mp4", "MP4", {"mp4a.40": "AAC"}, "m4a", may_be_open=b"moof" in names
    )
    if sound.state == State.PLAYABLE and not whole:
        return Sound(
            sound.media_type,
            sound.codec,
            sound.duration_ms,
            State.INCOMPLETE,
            "The file breaks off before its end.",
        )
    return sound


def _boxes(file: BinaryIO, size: int) -> tuple[set[bytes], bool]:
    """The names of the outermost boxes, and whether the last one ends where the file does."""
    names, end = set(), 0
    for name, place, length in boxes(file, size):
        names.add(name)
        end = place + length
    return names, end == size


def _ogg(file: BinaryIO, size: int) -> Sound:
    playable = {"opus": "Opus", "vorbis": "Vorbis", "flac": "FLAC"}
    sound = _by_tables(file, "audio/ogg", "Ogg", playable, "ogg")
    file.seek(max(0, size - 70_000))
    tail = file.read(70_000)
    last = tail.rfind(b"OggS")
    if sound.state == State.PLAYABLE and not (last >= 0 and tail[last + 5 : last + 6] > b"\x03"):
        return Sound(
            sound.media_type,
            sound.codec,
            sound.duration_ms,
            State.INCOMPLETE,
            "The last page of the file is missing, so it may break off early.",
        )
    return sound


class _Careful:
    """A file for the reader of tables that gives up where a sane file would have ended long ago."""

    def __init__(self, file: BinaryIO, most_reads: int):
        self._file = file
        self._most_reads = most_reads
        self._reads = self._bytes = 0

    def read(self, count: int = -1) -> bytes:
        self._reads += 1
        if (
            not 0 <= count <= _MOST_AT_ONCE
            or self._reads > self._most_reads
            or self._bytes > _MOST_BYTES
        ):
            raise ValueError("The tables of this file make no sense.")
        found = self._file.read(count)
        self._bytes += len(found)
        return found

    def seek(self, place: int, whence: int = 0) -> int:
        return self._file.seek(place, whence)

    def tell(self) -> int:
        return self._file.tell()


def _tables(file: BinaryIO, media_type: str) -> TinyTag | None:
    """What tinytag reads of codec and length; None for a file it can't make sense of."""
    file.seek(0)
    most = _MOST_READS.get(media_type, _MOST_READS_ELSE)
    try:
        return TinyTag.get(file_obj=cast(BinaryIO, _Careful(file, most)), tags=False, duration=True)
    except (TinyTagException, ValueError, ArithmeticError, OSError, RecursionError):
        return None


def _by_tables(
    file: BinaryIO,
    media_type: str,
    codec: str,
    playable: dict[str, str] | None,
    name: str,
    may_be_open: bool = False,
) -> Sound:
    """A sound whose codec and length stand in the file's tables. `playable`: begin of the codec -> its name."""
    tag: Any = _tables(file, media_type)
    if tag is None:
        return _broken(
            media_type,
            codec,
            f"The file is damaged: it begins like {name}, but can't be read further.",
        )
    said = (tag.mime_type or "").partition("codecs=")[2].strip('"')
    if media_type == "audio/flac":
        said = "flac"
    if playable is not None:
        codec = next((words for begin, words in playable.items() if said.startswith(begin)), "")
        if not codec:
            return _broken(
                media_type,
                said or name,
                f"The sound in this {name} file is coded in a way ({said or 'unknown'}) that is not played here.",
            )
    try:
        length = int(1000 * (tag.duration or 0))
    except (ValueError, OverflowError):
        length = 0
    if length > 0:
        return Sound(media_type, codec, length)
    if may_be_open:
        return Sound(media_type, codec, None)
    return _broken(media_type, codec, "The file holds no sound.")


_READERS: dict[str, Callable[[BinaryIO, int], Sound]] = {
    "audio/wav": _wav,
    "audio/mpeg": _mp3,
    "audio/ogg": _ogg,
    "audio/flac": _flac,
    **dict.fromkeys(("audio/mp4", "video/mp4", "video/quicktime", "video/3gpp"), _mp4),
}
