"""Photographs and other files from the street: which of them a page shows, and taking in their bytes.

They lie beside the recordings of calls (`onrecord.calls.files`), by the hash of their bytes: whole and on the disk, or
not at all. What they are, `onrecord.calls.kinds` tells.
"""

from collections.abc import Iterable

from onrecord.calls.files import Draft, FileTrouble

# Shown in the browser; anything else is handed out as a file.
SHOWN = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})


def fill(draft: Draft, chunks: Iterable[bytes], *, most: int) -> None:
    """Write the bytes into a draft. Raises FileTrouble when empty, too large, or the disk is full."""
    for chunk in chunks:
        if draft.size + len(chunk) > most:
            raise FileTrouble(f"The file is larger than {most // 2**20} MB. Attach it at a desk.")
        draft.write(chunk)
    if not draft.size:
        raise FileTrouble("The file is empty. Take it again.")
    draft.finish()
