"""The outermost boxes of a file of ISO 14496-12 (mp4, mov, 3gp, m4a): found by their lengths, never unpacked."""

import struct
from collections.abc import Iterator
from typing import BinaryIO

# A table of contents that is longer than this says nothing that is read here.
MOST = 4_000_000
_MOST_BOXES = 1_000_000


def boxes(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int, int]]:
    """(name, where it begins, its length) of each, as the file claims; ends where a length makes no sense."""
    place = 0
    for _ in range(_MOST_BOXES):
        file.seek(place)
        head = file.read(16)
        if len(head) < 8:
            return
        length, name = struct.unpack(">I", head[:4])[0], head[4:8]
        if length == 1 and len(head) == 16:
            length = struct.unpack(">Q", head[8:])[0]
        elif length == 0:
            length = size - place
        if length < 8:
            return
        yield name, place, length
        place += length
        if place >= size:
            return


def box_in(file: BinaryIO, size: int, wanted: bytes) -> bytes:
    """The first bytes of an outermost box; empty where there is none among the first thousand."""
    for number, (name, place, length) in enumerate(boxes(file, size)):
        if number >= 1000:
            break
        if name == wanted:
            file.seek(place)
            return file.read(min(length, MOST))
    return b""
