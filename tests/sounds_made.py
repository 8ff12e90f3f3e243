"""Small sound files for the tests, made here byte by byte: nothing has to be installed, and nobody speaks in them."""

import math
import struct
import zlib


def wav(seconds: float = 2.0, rate: int = 8000, *, code: int = 1, said: int | None = None) -> bytes:
    """A soft tone as a wav file of 16 bit and one channel; `said`: the length of the sound that its header claims."""
    width = 2 if code == 1 else 1
    count = int(seconds * rate)
    if code == 1:
        tone = (int(6000 * math.sin(2 * math.pi * 440 * n / rate)) for n in range(count))
        data = b"".join(struct.pack("<h", value) for value in tone)
    else:
        data = bytes(count)
    form = struct.pack("<HHIIHH", code, 1, rate, rate * width, width, 8 * width)
    chunks = b"fmt " + struct.pack("<I", len(form)) + form
    chunks += b"data" + struct.pack("<I", len(data) if said is None else said) + data
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def mp3(frames: int = 100, *, tag: bool = True) -> bytes:
    """Silent frames of MPEG 1 layer III, 64 kbit/s at 44.1 kHz: 26.12 ms each."""
    head = b"\xff\xfb\x50\xc4"
    length = 144_000 * 64 // 44_100
    body = (head + bytes(length - 4)) * frames
    return (b"ID3\x04\x00\x00\x00\x00\x00\x0a" + bytes(10) if tag else b"") + body


def ogg_page(kind: int, granule: int, serial: int, number: int, packet: bytes) -> bytes:
    """One page of Ogg (RFC 3533); its checksum is left out, which no reader of tables minds."""
    sizes = [255] * (len(packet) // 255) + [len(packet) % 255]
    head = struct.pack("<4sBBqIIIB", b"OggS", 0, kind, granule, serial, number, 0, len(sizes))
    return head + bytes(sizes) + packet


def opus(seconds: float = 2.0, *, ended: bool = True) -> bytes:
    """Opus in Ogg (RFC 7845), its packets empty: `seconds` by its time-stamps."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 48_000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I4sI", 4, b"made", 0)
    pages = [ogg_page(2, 0, 7, 0, head), ogg_page(0, 0, 7, 1, tags)]
    count = max(1, int(seconds * 50))
    for n in range(count):
        last = n == count - 1 and ended
        granule = 312 + int(seconds * 48_000 * (n + 1) / count)
        pages.append(ogg_page(4 if last else 0, granule, 7, n + 2, b"\xf8\xff\xfe"))
    return b"".join(pages)


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + name + content


def m4a(seconds: int = 2, *, codec: bytes = b"mp4a") -> bytes:
    """The boxes of an m4a file with AAC (ISO/IEC 14496-12), and sound that is none."""
    es = (
        b"\x03\x19\x00\x00\x00\x04\x11\x40\x15\x00\x00\x00"
        + struct.pack(">II", 64_000, 64_000)
        + b"\x05\x02\x12\x10"
    )
    entry = (
        bytes(6)
        + struct.pack(">H", 1)
        + bytes(8)
        + struct.pack(">HHHHI", 2, 16, 0, 0, 44_100 << 16)
    )
    stsd = box(b"stsd", struct.pack(">II", 0, 1) + box(codec, entry + box(b"esds", bytes(4) + es)))
    mvhd = box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, 1000, 1000 * seconds) + bytes(80))
    trak = box(b"trak", box(b"mdia", box(b"minf", box(b"stbl", stsd))))
    return (
        box(b"ftyp", b"M4A \x00\x00\x00\x00M4A mp42isom")
        + box(b"moov", mvhd + trak)
        + box(b"mdat", bytes(2000))
    )


def flac(seconds: int = 2) -> bytes:
    """The head of a FLAC file and no more."""
    rate = 8000
    info = struct.pack(">HH", 4096, 4096) + bytes(6)
    info += struct.pack(">Q", rate << 44 | 0 << 41 | 15 << 36 | rate * seconds) + bytes(16)
    return b"fLaC" + b"\x80" + len(info).to_bytes(3, "big") + info


EVERY_KIND = {"wav": wav(), "mp3": mp3(), "opus": opus(), "m4a": m4a(), "flac": flac()}
# Of no kind of sound, whatever they are called.
NO_SOUND = {
    "html": b"<!doctype html><script>alert(1)</script>" * 10,
    "zip": b"PK\x03\x04" + zlib.compress(b"x" * 500),
    "exe": b"MZ\x90\x00" + bytes(200),
    "pdf": b"%PDF-1.7\n" + bytes(200),
    "text": b"not a recording\n" * 9,
    "one sync word": b"\xff\xfb\x90\x64" + b"<script>" * 500,
    "nothing much": b"R",
    "riff of another kind": b"RIFF\x10\x00\x00\x00AVI " + bytes(100),
    "zeros": bytes(5000),
    "utf-16": "recording".encode("utf-16"),
}
