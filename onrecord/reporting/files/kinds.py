"""What a file from the public is, told from its bytes: its name and what the browser says of it are never believed.

Programs, web pages and drawings that hold scripts are refused. What is merely unknown is kept, closed: cameras of shops and
houses write formats of their own, and those are evidence. Nothing of a file is ever run, unpacked or shown as it came.
"""

from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from onrecord.calls.sounds import ENDINGS, NotSound, examine
from onrecord.reporting.errors import ReportError

UNKNOWN: Final = "application/octet-stream"
HEAD, TAIL = 4096, 65_536
PHOTO, FILM, SOUND, DOCUMENT, OTHER = "photo", "film", "sound", "document", "other"

# (media type, what it is, where the mark stands, the mark)
_MARKS: Final = (
    ("image/jpeg", PHOTO, 0, b"\xff\xd8\xff"),
    ("image/png", PHOTO, 0, b"\x89PNG\r\n\x1a\n"),
    ("image/gif", PHOTO, 0, b"GIF87a"),
    ("image/gif", PHOTO, 0, b"GIF89a"),
    ("image/webp", PHOTO, 8, b"WEBPVP8"),
    ("image/tiff", PHOTO, 0, b"II*\x00"),
    ("image/tiff", PHOTO, 0, b"MM\x00*"),
    *(
        ("image/heic", PHOTO, 4, b"ftyp" + brand)
        for brand in (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")
    ),
    ("video/quicktime", FILM, 4, b"ftypqt"),
    ("video/3gpp", FILM, 4, b"ftyp3g"),
    *(
        ("video/mp4", FILM, 4, b"ftyp" + brand)
        for brand in (b"iso", b"mp4", b"avc1", b"M4V", b"dash", b"MSNV")
    ),
    ("video/x-msvideo", FILM, 8, b"AVI "),
    ("video/webm", FILM, 0, b"\x1a\x45\xdf\xa3"),
    ("video/mpeg", FILM, 0, b"\x00\x00\x01\xba"),
    ("video/x-ms-wmv", FILM, 0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"),
    ("application/pdf", DOCUMENT, 0, b"%PDF-"),
    ("application/rtf", DOCUMENT, 0, b"{\\rtf"),
    ("application/msword", DOCUMENT, 0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
)
_OPEN = "application/vnd.oasis.opendocument."
_MS = "application/vnd.openxmlformats-officedocument."
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
_PROGRAMS: Final = (
    *(b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"dex\n", b"L\x00\x00\x00\x01\x14\x02\x00"),
    *(b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe"),
)
_PAGES: Final = (
    *(
        b"<!doctype",
        b"<html",
        b"<head",
        b"<body",
        b"<script",
        b"<svg",
        b"<?xml",
        b"<?php",
        b"<iframe",
    ),
    *(b"<img", b"<object", b"<embed"),
)
# What a name must end in to be handed out under it; the first is put behind any other.
_ENDINGS: Final = {
    **{name: sorted(found) for name, found in ENDINGS.items()},
    "image/jpeg": [".jpg", ".jpeg", ".jfif"],
    "image/png": [".png"],
    "image/gif": [".gif"],
    "image/webp": [".webp"],
    "image/tiff": [".tif", ".tiff"],
    "image/heic": [".heic", ".heif", ".avif"],
    "video/quicktime": [".mov", ".qt"],
    "video/3gpp": [".3gp", ".3g2"],
    "video/mp4": [".mp4", ".m4v"],
    "video/x-msvideo": [".avi"],
    "video/webm": [".webm", ".mkv"],
    "video/mpeg": [".mpg", ".mpeg", ".vob"],
    "video/x-ms-wmv": [".wmv", ".wma", ".asf"],
    "application/pdf": [".pdf"],
    "application/rtf": [".rtf"],
    "application/msword": [".doc", ".xls", ".ppt", ".msg"],
    "text/plain": [".txt", ".csv", ".log"],
    "application/zip": [".zip"],
    _MS + "wordprocessingml.document": [".docx"],
    _MS + "spreadsheetml.sheet": [".xlsx"],
    _MS + "presentationml.presentation": [".pptx"],
    _OPEN + "text": [".odt"],
    _OPEN + "spreadsheet": [".ods"],
    _OPEN + "presentation": [".odp"],
}


class FileRefused(ReportError):
    """The file isn't taken in; the message says why and what to do, in the reader's language. Nothing of it was kept."""


@dataclass(frozen=True)
class Kind:
    """`media_type`: what the bytes are; `what`: photo, film, sound, document or other."""

    media_type: str
    what: str


def kind_of(file: BinaryIO, size: int) -> Kind:
    """What the bytes are. Raises FileRefused for an empty file, a program or a page."""
    file.seek(0)
    head = file.read(HEAD)
    if not head:
        raise FileRefused(_("This file is empty. Choose it again, or go on without it."))
    for media_type, what, at, mark in _MARKS:
        if head[at : at + len(mark)] == mark:
            return Kind(media_type, what)
    if head[:4] == b"PK\x03\x04":
        return _packed(file, size, head)
    if head.startswith(_PROGRAMS) and (head.startswith(b"#!") or not _is_text(head)):
        raise FileRefused(
            _("This file is a program, whatever its name says. Programs are not taken in. If it is evidence, say in your report that you have it, and we will tell you how to hand it over.")
        )  # fmt: skip
    _check_no_page(head)
    try:
        sound = examine(file, size)
    except NotSound:
        return Kind("text/plain", DOCUMENT) if _is_text(head) else Kind(UNKNOWN, OTHER)
    return Kind(sound.media_type, SOUND)


def _packed(file: BinaryIO, size: int, head: bytes) -> Kind:
    """An office file or an archive. Its list of contents stands at the end; it is looked through, never unpacked."""
    file.seek(max(0, size - TAIL))
    known = head + file.read(TAIL)
    for media_type, mark in _OFFICE:
        if mark in known:
            return Kind(media_type, DOCUMENT)
    return Kind("application/zip", OTHER)


def _check_no_page(head: bytes) -> None:
    # With two bytes for a letter, too.
    plain = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if plain.startswith(b"<") and any(mark in plain for mark in _PAGES):
        raise FileRefused(
            _("This file is a web page or a drawing that can hold a program, whatever its name says. Such files are not taken in. Take a picture of the screen, or save it as PDF, and add that.")
        )  # fmt: skip


def _is_text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    try:
        # The last character may be cut.
        text = head[:-3].decode() if len(head) == HEAD else head.decode()
    except UnicodeDecodeError:
        return False
    return all(each.isprintable() or each in "\n\r\t\f\u200c\u200d\ufeff" for each in text)


def safe_name(name: str, media_type: str) -> str:
    """The name under which a file is handed out: its ending is one of what it is, so that nobody starts it by opening it."""
    endings = _ENDINGS.get(media_type, [".bin"])
    return name if PurePath(name).suffix.lower() in endings else f"{name}{endings[0]}"


def clean_name(name: str) -> str:
    """The name as given, without folders and without characters that no page can show."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(c for c in last if c.isprintable() or c in "\u200c\u200d").strip()
    shown = shown.encode("utf-8", "replace").decode()
    return (shown if len(shown) <= 150 else f"{shown[:120]}…{shown[-25:]}") or "file"
