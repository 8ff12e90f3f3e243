"""Files that came from the street, kept by the hash of their bytes: whole and on the disk, or not at all."""

import os
import secrets
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from onrecord.home import home

# What a phone makes, told from the first bytes and never from the name: (media type, where the mark stands, the mark).
_MARKS = (
    ("image/jpeg", 0, b"\xff\xd8\xff"),
    ("image/png", 0, b"\x89PNG\r\n\x1a\n"),
    ("image/gif", 0, b"GIF8"),
    ("image/webp", 8, b"WEBP"),
    ("image/heic", 4, b"ftypheic"),
    ("image/heic", 4, b"ftypmif1"),
    ("audio/wav", 8, b"WAVE"),
    ("audio/ogg", 0, b"OggS"),
    ("audio/webm", 0, b"\x1a\x45\xdf\xa3"),
    ("audio/mpeg", 0, b"ID3"),
    ("audio/mpeg", 0, b"\xff\xfb"),
    ("audio/mp4", 4, b"ftypM4A"),
    ("audio/mp4", 4, b"ftypmp4"),
    ("audio/mp4", 4, b"ftypisom"),
)
# Shown in the page; anything else is kept and handed out as a file.
SHOWN = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
UNKNOWN = "application/octet-stream"


class FileError(ValueError):
    """The file can't be kept; the message says why and what to do. Nothing of it is left."""


def media_type(head: bytes) -> str:
    """What the bytes are by their first bytes; UNKNOWN where they bear no known mark."""
    for name, at, mark in _MARKS:
        if head[at : at + len(mark)] == mark:
            return name
    return UNKNOWN


def folder() -> Path:
    return home() / "attachments"


def path_of(digest: str) -> Path:
    return folder() / digest[:2] / digest


def keep(chunks: Iterable[bytes], *, most: int) -> tuple[str, int, str]:
    """Write the bytes and return (SHA-256, size, media type). Raises FileError when empty, too large, or the disk is full.

    The file appears under its hash only when all of it is on the disk; the same bytes twice are one file.
    """
    digest, size, head = sha256(), 0, b""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = folder() / f"coming.{secrets.token_hex(8)}"
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            for chunk in chunks:
                size += len(chunk)
                if size > most:
                    raise FileError(f"The file is larger than {most // 2**20} MB. Attach it at a desk.")
                head = (head + chunk)[:16] if len(head) < 16 else head
                digest.update(chunk)
                out.write(chunk)
            if not size:
                raise FileError("The file is empty. Take it again.")
            out.flush()
            os.fsync(out.fileno())
        place = path_of(digest.hexdigest())
        place.parent.mkdir(exist_ok=True, mode=0o700)
        os.replace(fresh, place)
        _sync(place.parent)
    except OSError as error:
        raise FileError(
            f"The file could not be kept ({error.strerror}). It is still on your device: tell whoever runs the server."
        ) from error
    finally:
        fresh.unlink(missing_ok=True)
    return digest.hexdigest(), size, media_type(head)


def _sync(where: Path) -> None:
    """The name of a new file, too, survives a power cut."""
    handle = os.open(where, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
