"""What a file says of itself: when and where it was taken and with what. It is evidence, and may be wrong or forged; it is
shown to those who may see the report and put on no public page.

Only headers are read. Whatever the bytes, nothing is raised and little memory is used: what can't be read is simply not
there, and the file is kept all the same.
"""

import re
import struct
import warnings
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO, Final

from PIL import ExifTags, Image

from onrecord.calls.boxes import box_in
from onrecord.calls.kinds import SOUND, Kind
from onrecord.calls.sounds import NotSound, examine

# Pillow's names of what is read, and nothing else is tried.
FORMATS: Final = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
}
# Above this a picture is never opened: its few bytes may claim any size.
MOST_PIXELS: Final = 60_000_000
HUGE: Final = (1 << 30, 1 << 30)
_PLACE = re.compile(rb"[+-]\d{2}\.\d{2,8}[+-]\d{3}\.\d{2,8}")
_SINCE_1904 = datetime(1904, 1, 1, tzinfo=UTC)


def facts_of(file: BinaryIO, size: int, kind: Kind) -> dict[str, Any]:
    """What is known: width, height, taken_at, camera, latitude, longitude, duration_ms; as text or whole numbers."""
    if kind.media_type in FORMATS:
        return _picture(file, kind.media_type)
    if kind.what == SOUND:
        with suppress(NotSound):
            sound = examine(file, size)
            found = {"duration_ms": sound.duration_ms, "trouble": sound.trouble}
            return {name: value for name, value in found.items() if value}
        return {}
    if kind.media_type in ("video/mp4", "video/quicktime", "video/3gpp"):
        return _film(file, size)
    return {}


def size_of(file: BinaryIO, media_type: str) -> tuple[int, int] | None:
    """Width and height that a picture claims, read without opening it where opening takes memory; HUGE for one that the
    reader of pictures itself refuses as too large; None for what it can't read."""
    if media_type == "image/webp":
        file.seek(0)
        return _webp(file.read(64))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            file.seek(0)
            with Image.open(file, formats=[FORMATS[media_type]]) as picture:
                return picture.size
    except Image.DecompressionBombError:
        return HUGE
    except Exception:
        # Whatever a hostile header does to the reader.
        return None


def _webp(head: bytes) -> tuple[int, int] | None:
    name = head[12:16]
    if name == b"VP8X" and len(head) >= 30:
        wide, high = head[24:27] + b"\0", head[27:30] + b"\0"
        return struct.unpack("<I", wide)[0] + 1, struct.unpack("<I", high)[0] + 1
    if name == b"VP8 " and len(head) >= 30:
        wide, high = struct.unpack("<HH", head[26:30])
        return wide & 0x3FFF, high & 0x3FFF
    if name == b"VP8L" and len(head) >= 25:
        bits = struct.unpack("<I", head[21:25])[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return None


def _picture(file: BinaryIO, media_type: str) -> dict[str, Any]:
    found = size_of(file, media_type)
    if found is None:
        return {"trouble": "It begins like a picture, but can't be read further."}
    facts: dict[str, Any] = {} if found == HUGE else {"width": found[0], "height": found[1]}
    if found[0] * found[1] > MOST_PIXELS:
        return {**facts, "trouble": "It claims to be so large that it is not opened here."}
    if not _is_whole(file, media_type):
        facts["trouble"] = "The picture is damaged, or its end is missing: it can't be opened."
    # Whatever a hostile header does to the reader, the file is kept.
    with suppress(Exception), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        file.seek(0)
        with Image.open(file, formats=[FORMATS[media_type]]) as picture:
            data = picture.info.get("exif")
        if isinstance(data, bytes):
            exif = Image.Exif()
            exif.load(data)
            facts.update(_exif(exif))
    return facts


class ToItsEnd:
    """A file that can't be read past its end. Pillow notices a missing end itself, but the library that makes PDFs tells it
    not to, for the whole program (`LOAD_TRUNCATED_IMAGES`): what is found must not depend on whether one was made before."""

    def __init__(self, file: BinaryIO) -> None:
        self.seek, self.tell, self._file = file.seek, file.tell, file

    def read(self, size: int = -1) -> bytes:
        """As of the file; raises EOFError where nothing is left."""
        data = self._file.read(size)
        if size and not data:
            raise EOFError("The file ends too soon.")
        return data


def _is_whole(file: BinaryIO, media_type: str) -> bool:
    """Whether the picture is there to its end, read with little memory: the parts of a PNG by their sums, a JPEG small."""
    file.seek(0)
    if media_type == "image/webp":
        length = struct.unpack("<I", file.read(8)[4:])[0] + 8
        return file.seek(0, 2) >= length
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(ToItsEnd(file), formats=[FORMATS[media_type]]) as picture:  # type: ignore[arg-type]
                if media_type == "image/png":
                    picture.verify()
                else:
                    picture.draft("RGB", (64, 64))
                    picture.load()
    except Exception:
        # Whatever a hostile file does to the reader.
        return False
    return True


def _exif(exif: Image.Exif) -> dict[str, str]:
    more = exif.get_ifd(ExifTags.IFD.Exif)
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    taken = _words(more.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime))
    shift = _words(more.get(ExifTags.Base.OffsetTimeOriginal))
    camera = f"{_words(exif.get(ExifTags.Base.Make))} {_words(exif.get(ExifTags.Base.Model))}"
    facts = {"taken_at": f"{taken} {shift}".strip(), "camera": camera.strip()}
    with suppress(TypeError, ValueError, ZeroDivisionError, IndexError, KeyError):
        facts.update(_where(place))
    return {name: value for name, value in facts.items() if value}


def _where(place: Mapping[int, Any]) -> dict[str, str]:
    gps = ExifTags.GPS
    found = {}
    for name, value, side, most in (
        ("latitude", gps.GPSLatitude, gps.GPSLatitudeRef, 90),
        ("longitude", gps.GPSLongitude, gps.GPSLongitudeRef, 180),
    ):
        degrees, minutes, seconds = (float(each) for each in place[value])
        number = degrees + minutes / 60 + seconds / 3600
        if not 0 <= number <= most:
            return {}
        found[name] = f"{-number if _words(place[side]) in 'SW' else number:.6f}"
    return found


def _words(said: object) -> str:
    text = said.decode("latin-1") if isinstance(said, bytes) else str(said or "")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:100]


def _film(file: BinaryIO, size: int) -> dict[str, Any]:
    """From the table of contents: how long, when by the camera's clock, and where, if it says so (ISO 6709)."""
    moov = box_in(file, size, b"moov")
    facts: dict[str, Any] = {}
    at = moov.find(b"mvhd")
    with suppress(struct.error, OverflowError, ZeroDivisionError, ValueError):
        if at >= 0:
            long = moov[at + 4] == 1
            made, _, scale, length = struct.unpack_from(">QQIQ" if long else ">IIII", moov, at + 8)
            if 0 < length < 7 * 24 * 3600 * scale:
                facts["duration_ms"] = length * 1000 // scale
            if made:
                facts["taken_at"] = f"{_SINCE_1904 + timedelta(seconds=made):%Y-%m-%d %H:%M:%S} UTC"
    found = _PLACE.search(moov)
    if found:
        text = found.group().decode()
        cut = max(text.rfind("+"), text.rfind("-"))
        facts["latitude"], facts["longitude"] = text[:cut].lstrip("+"), text[cut:].lstrip("+")
    return facts
