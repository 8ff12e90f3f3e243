"""Photographs and other files from the street: what they are, and keeping them.

They lie beside the recordings of calls (`onrecord.calls.files`), by the hash of their bytes: whole and on the disk, or
not at all.
"""

from collections.abc import Iterable

from onrecord.calls.files import Draft, FileTrouble

# What a phone makes, told from the first bytes and never from the name: (media type, where the mark stands, the mark).
_MARKS = (
    ("image/jpeg", 0, b"\xff\xd8\xff"),
    ("image/png", 0, b"\x89PNG\r\n\x1a\n"),
    ("image/gif", 0, b"GIF8"),
    ("image/webp", 8, b"WEBP"),
    ("image/heic", 4, b"ftypheic"),
    ("image/heic", 4, b"ftypmif1"),
    ("video/webm", 0, b"\x1a\x45\xdf\xa3"),
    ("video/mp4", 4, b"ftypisom"),
    ("video/mp4", 4, b"ftypmp42"),
    ("video/quicktime", 4, b"ftypqt"),
)
# Shown in the browser; anything else is handed out as a file.
SHOWN = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
UNKNOWN = "application/octet-stream"


def media_type(head: bytes) -> str:
    """What the bytes are by their first bytes; UNKNOWN where they bear no known mark."""
    for name, at, mark in _MARKS:
        if head[at : at + len(mark)] == mark:
            return name
    return UNKNOWN


def fill(draft: Draft, chunks: Iterable[bytes], *, most: int) -> None:
    """Write the bytes into a draft. Raises FileTrouble when empty, too large, or the disk is full."""
    for chunk in chunks:
        if draft.size + len(chunk) > most:
            raise FileTrouble(f"The file is larger than {most // 2**20} MB. Attach it at a desk.")
        draft.write(chunk)
    if not draft.size:
        raise FileTrouble("The file is empty. Take it again.")
    draft.finish()


def head_of(draft: Draft) -> bytes:
    draft.file.seek(0)
    return draft.file.read(16)
