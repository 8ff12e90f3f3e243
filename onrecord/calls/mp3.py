"""Whether there is mp3 sound at a place of a file. Two bytes that look like mp3 are in every large file, so several
frames must follow one another (ISO/IEC 11172-3, 2.4.1.3, and 13818-3 for the low sampling rates)."""

from typing import BinaryIO

_KBIT_1 = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBIT_2 = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_ENOUGH = 3
# Some writers leave a gap between their tag and the first frame.
_LOOK_AHEAD = 16_384


def after_tag(file: BinaryIO, head: bytes) -> int:
    """Where the file goes on after an ID3v2 tag; 0 without one."""
    if head[:3] != b"ID3" or len(head) < 10 or max(head[6:10]) > 0x7F:
        return 0
    length = 0
    for byte in head[6:10]:
        length = length << 7 | byte
    return 10 + length + (10 if head[5] & 0x10 else 0)


def frame_length(head: bytes) -> int:
    """The length in bytes of the layer III frame with this header of four bytes; 0 if it is none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, kbit, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or kbit in (0, 15) or rate == 3:
        return 0
    table, factor = (_KBIT_1, 144_000) if version == 3 else (_KBIT_2, 72_000)
    return factor * table[kbit - 1] // _RATES[version][rate] + (head[2] >> 1 & 1)


def frames_from(file: BinaryIO, start: int, size: int) -> bool:
    """Whether mp3 frames follow one another from `start`, or soon after a tag that ends there."""
    file.seek(start)
    ahead = file.read(_LOOK_AHEAD if start else 4)
    place = 0
    while place >= 0 and place + 4 <= len(ahead):
        if frame_length(ahead[place : place + 4]) and _follow(file, start + place, size):
            return True
        place = ahead.find(b"\xff", place + 1)
    return False


def _follow(file: BinaryIO, place: int, size: int) -> bool:
    for count in range(_ENOUGH):
        file.seek(place)
        length = frame_length(file.read(4))
        if not length:
            # A short recording may end before there are enough.
            return count > 1 and place >= size - 128
        place += length
    return True
