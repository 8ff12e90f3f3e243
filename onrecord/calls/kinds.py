"""What a file is, told from its bytes: its name and what a browser says of it are never believed. One table for recordings of
calls, for what comes from the street and for what the public and partners send.

    kind_of(file, size)         its media type, and what that is; whatever the bytes, nothing is raised
    safe_name(name, type)       the name under which it may be handed out

What is unknown is told as such: cameras of shops and houses write formats of their own, and those are evidence. Nothing of a
file is run, unpacked or decoded here; which kinds are taken in is for each way in to say.
"""

from codecs import getincrementaldecoder
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO, Final

from onrecord.calls.boxes import box_in
from onrecord.calls.mp3 import after_tag, frames_from

UNKNOWN: Final = "application/octet-stream"
HEAD, TAIL = 4096, 65_536
PHOTO, FILM, SOUND, DOCUMENT, OTHER = "photo", "film", "sound", "document", "other"
# What could run where it is opened: a program, and a page or drawing that can hold one.
PROGRAM, PAGE = "program", "page"


@dataclass(frozen=True)
class Kind:
    """`media_type`: what the bytes are; `what`: photo, film, sound, document, program, page or other."""

    media_type: str
    what: str


_OPEN = "application/vnd.oasis.opendocument."
_MS = "application/vnd.openxmlformats-officedocument."
# (media type, what it is, [(where a mark stands, the mark), ...]): all of its marks must be there.
_MARKS: Final[tuple[tuple[str, str, tuple[tuple[int, bytes], ...]], ...]] = (
    ("image/jpeg", PHOTO, ((0, b"\xff\xd8\xff"),)),
    ("image/png", PHOTO, ((0, b"\x89PNG\r\n\x1a\n"),)),
    ("image/gif", PHOTO, ((0, b"GIF87a"),)),
    ("image/gif", PHOTO, ((0, b"GIF89a"),)),
    ("image/webp", PHOTO, ((0, b"RIFF"), (8, b"WEBPVP8"))),
    ("image/tiff", PHOTO, ((0, b"II*\x00"),)),
    ("image/tiff", PHOTO, ((0, b"MM\x00*"),)),
    ("image/bmp", PHOTO, ((0, b"BM"), (6, bytes(4)))),
    ("image/jp2", PHOTO, ((0, b"\x00\x00\x00\x0cjP  \r\n\x87\n"),)),
    ("video/x-msvideo", FILM, ((0, b"RIFF"), (8, b"AVI "))),
    ("video/mpeg", FILM, ((0, b"\x00\x00\x01\xba"),)),
    ("video/mpeg", FILM, ((0, b"\x00\x00\x01\xb3"),)),
    ("video/mp2t", FILM, ((0, b"G"), (188, b"G"), (376, b"G"))),
    ("video/mp2t", FILM, ((4, b"G"), (196, b"G"), (388, b"G"))),
    ("video/x-flv", FILM, ((0, b"FLV\x01"),)),
    # Films of older cameras, without the mark of the standard that came of them.
    *(("video/quicktime", FILM, ((0, b"\x00"), (4, name))) for name in (b"moov", b"mdat", b"wide")),
    ("audio/wav", SOUND, ((0, b"RIFF"), (8, b"WAVE"))),
    ("audio/ogg", SOUND, ((0, b"OggS"),)),
    ("audio/flac", SOUND, ((0, b"fLaC"),)),
    ("audio/AMR", SOUND, ((0, b"#!AMR"),)),
    ("audio/aiff", SOUND, ((0, b"FORM"), (8, b"AIFF"))),
    ("audio/aiff", SOUND, ((0, b"FORM"), (8, b"AIFC"))),
    ("audio/basic", SOUND, ((0, b".snd"),)),
    ("audio/x-caf", SOUND, ((0, b"caff"),)),
    ("application/pdf", DOCUMENT, ((0, b"%PDF-"),)),
    ("application/rtf", DOCUMENT, ((0, b"{\\rtf"),)),
    ("application/msword", DOCUMENT, ((0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),)),
    ("application/x-7z-compressed", OTHER, ((0, b"7z\xbc\xaf\x27\x1c"),)),
    ("application/vnd.rar", OTHER, ((0, b"Rar!\x1a\x07"),)),
    ("application/gzip", OTHER, ((0, b"\x1f\x8b\x08"),)),
)
_ASF: Final = b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"
# In the head of a Windows Media file: that it has a track of pictures.
_ASF_PICTURES: Final = bytes.fromhex("c0ef19bc4d5bcf11a8fd00805f5c442b")
_EBML: Final = b"\x1a\x45\xdf\xa3"
_HEIC: Final = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})
_AVIF: Final = frozenset({b"avif", b"avis"})
# What the list of contents of an office file names; nothing is unpacked to see it.
_OFFICE: Final = (
    (_MS + "wordprocessingml.document", b"word/document.xml"),
    (_MS + "spreadsheetml.sheet", b"xl/workbook.xml"),
    (_MS + "presentationml.presentation", b"ppt/presentation.xml"),
    *(
        (_OPEN + kind, f"mimetype{_OPEN}{kind}".encode())
        for kind in ("text", "spreadsheet", "presentation")
    ),
)
# The same of a program in an archive, for a telephone or for Java.
_PACKED_PROGRAMS: Final = (b"AndroidManifest.xml", b"META-INF/MANIFEST.MF")
_PROGRAMS: Final = (
    *(b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"dex\n", b"L\x00\x00\x00\x01\x14\x02\x00"),
    *(b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe"),
    # Windows' help and packed programs, web assembly, Flash.
    *(b"ITSF\x03", b"MSCF\x00\x00\x00\x00", b"\x00asm"),
    *(kind + bytes([version]) for kind in (b"FWS", b"CWS", b"ZWS") for version in range(1, 64)),
)
_PAGES: Final = (
    *(b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<?xml", b"<?php"),
    *(b"<iframe", b"<img", b"<object", b"<embed", b"<hta:", b"<%@", b"<job"),
)
# What a name should end in for each kind; the first is put behind any other.
ENDINGS: Final[dict[str, tuple[str, ...]]] = {
    "audio/wav": (".wav", ".wave"),
    "audio/mpeg": (".mp3",),
    "audio/mp4": (".m4a", ".mp4", ".m4b", ".aac", ".3gp"),
    "audio/ogg": (".ogg", ".oga", ".opus", ".spx"),
    "audio/flac": (".flac",),
    "audio/AMR": (".amr",),
    "audio/aac": (".aac",),
    "audio/aiff": (".aiff", ".aif", ".aifc"),
    "audio/basic": (".au", ".snd"),
    "audio/x-caf": (".caf",),
    "audio/x-ms-wma": (".wma", ".asf"),
    "audio/webm": (".weba", ".webm", ".mka"),
    "image/jpeg": (".jpg", ".jpeg", ".jfif"),
    "image/png": (".png",),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "image/tiff": (".tif", ".tiff", ".dng", ".nef", ".arw"),
    "image/bmp": (".bmp",),
    "image/jp2": (".jp2",),
    "image/heic": (".heic", ".heif"),
    "image/avif": (".avif",),
    "video/quicktime": (".mov", ".qt"),
    "video/3gpp": (".3gp", ".3g2"),
    "video/mp4": (".mp4", ".m4v"),
    "video/x-msvideo": (".avi",),
    "video/webm": (".webm",),
    "video/x-matroska": (".mkv",),
    "video/mpeg": (".mpg", ".mpeg", ".vob"),
    "video/mp2t": (".ts", ".mts", ".m2ts"),
    "video/x-flv": (".flv",),
    "video/x-ms-wmv": (".wmv", ".asf"),
    "application/pdf": (".pdf",),
    "application/rtf": (".rtf",),
    "application/msword": (".doc", ".xls", ".ppt", ".msg"),
    "application/zip": (".zip",),
    "application/x-7z-compressed": (".7z",),
    "application/vnd.rar": (".rar",),
    "application/gzip": (".gz",),
    "text/plain": (".txt", ".csv", ".log"),
    _MS + "wordprocessingml.document": (".docx",),
    _MS + "spreadsheetml.sheet": (".xlsx",),
    _MS + "presentationml.presentation": (".pptx",),
    _OPEN + "text": (".odt",),
    _OPEN + "spreadsheet": (".ods",),
    _OPEN + "presentation": (".odp",),
}


def kind_of(file: BinaryIO, size: int) -> Kind:
    """What the bytes are. Reads their beginning, and of some kinds the end or the table of contents."""
    file.seek(0)
    head = file.read(HEAD)
    for media_type, what, marks in _MARKS:
        if all(head[at : at + len(mark)] == mark for at, mark in marks):
            return Kind(media_type, what)
    if head[:1] == b"\x00" and head[4:8] == b"ftyp":
        return _iso(file, size, head)
    if head.startswith(_EBML):
        return _ebml(head)
    if head.startswith(_ASF):
        pictures = _ASF_PICTURES in head
        return Kind("video/x-ms-wmv", FILM) if pictures else Kind("audio/x-ms-wma", SOUND)
    if head[:4] == b"PK\x03\x04":
        return _packed(file, size, head)
    if head.startswith(_PROGRAMS) and (head.startswith(b"#!") or not _is_text(head)):
        return Kind(UNKNOWN, PROGRAM)
    if _is_page(head):
        return Kind(UNKNOWN, PAGE)
    if _is_tag(head) or frames_from(file, after_tag(file, head), size):
        return Kind("audio/mpeg", SOUND)
    if _is_aac(head):
        return Kind("audio/aac", SOUND)
    if head.lstrip(b"\xef\xbb\xbf\x00 \t\r\n").startswith(b"%PDF-"):
        return Kind("application/pdf", DOCUMENT)
    return Kind("text/plain", DOCUMENT) if _is_text(head) else Kind(UNKNOWN, OTHER)


def _iso(file: BinaryIO, size: int, head: bytes) -> Kind:
    """A file of ISO 14496-12, which telephones make of everything: by its brands, and by whether it has pictures."""
    end = min(int.from_bytes(head[:4], "big"), 256)
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, end, 4))]
    if brands[0] in _AVIF or (brands[0] in _HEIC and _AVIF & set(brands)):
        return Kind("image/avif", PHOTO)
    if brands[0] in _HEIC:
        return Kind("image/heic", PHOTO)
    tracks = box_in(file, size, b"moov")
    if brands[0] in (b"M4A ", b"M4B ") or (b"soun" in tracks and b"vide" not in tracks):
        return Kind("audio/mp4", SOUND)
    if brands[0].startswith(b"qt"):
        return Kind("video/quicktime", FILM)
    return Kind("video/3gpp" if brands[0].startswith(b"3g") else "video/mp4", FILM)


def _ebml(head: bytes) -> Kind:
    """WebM or Matroska, by the name of the kind and the coding of the first tracks."""
    if b"A_" in head and b"V_" not in head:
        return Kind("audio/webm", SOUND)
    return Kind("video/x-matroska" if b"matroska" in head[:64] else "video/webm", FILM)


def _packed(file: BinaryIO, size: int, head: bytes) -> Kind:
    """An office file or an archive. Its list of contents stands at the end; it is looked through, never unpacked."""
    file.seek(max(0, size - TAIL))
    known = head + file.read(TAIL)
    for media_type, mark in _OFFICE:
        if mark in known:
            return Kind(media_type, DOCUMENT)
    if any(mark in known for mark in _PACKED_PROGRAMS):
        return Kind(UNKNOWN, PROGRAM)
    return Kind("application/zip", OTHER)


def _is_page(head: bytes) -> bool:
    # With two bytes for a letter, too.
    plain = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    return plain.startswith(b"<") and any(mark in plain for mark in _PAGES)


def _is_tag(head: bytes) -> bool:
    """Whether it begins with an ID3v2 tag, and not merely with these letters."""
    return head[:3] == b"ID3" and len(head) >= 10 and 2 <= head[3] <= 4 and max(head[6:10]) <= 0x7F


def _is_aac(head: bytes) -> bool:
    """Whether frames of AAC follow one another (ISO/IEC 13818-7, 6.2), as some telephones record."""
    place = 0
    for _ in range(3):
        frame = head[place : place + 7]
        if len(frame) < 7 or frame[0] != 0xFF or frame[1] & 0xF6 != 0xF0:
            return False
        length = (frame[3] & 3) << 11 | frame[4] << 3 | frame[5] >> 5
        if length < 7:
            return False
        place += length
    return True


def _is_text(head: bytes) -> bool:
    wide = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    if b"\x00" in head and not wide:
        return False
    reader = getincrementaldecoder("utf-16" if wide else "utf-8")()
    try:
        # What is behind the beginning may have cut a character in two.
        text = reader.decode(head, final=len(head) < HEAD)
    except UnicodeDecodeError:
        return False
    return all(each.isprintable() or each in "\n\r\t\f\u200c\u200d\ufeff" for each in text)


def name_fits(name: str, media_type: str) -> bool:
    """Whether the name's ending is one that this kind of content bears (no ending says nothing wrong)."""
    ending = PurePath(name).suffix.lower()
    return not ending or media_type not in ENDINGS or ending in ENDINGS[media_type]


def safe_name(name: str, media_type: str) -> str:
    """The name under which a file is handed out: its ending is one of what it is, so that nobody starts it by opening it."""
    endings = ENDINGS.get(media_type, (".bin",))
    return name if PurePath(name).suffix.lower() in endings else f"{name}{endings[0]}"
