"""The files of papers lie beside the recordings of calls (`onrecord.calls.files`), by the hash of their bytes: whole and on the
disk, or not at all. What each is told to be is told from its first bytes and never from its name."""

from collections.abc import Iterable, Iterator

from onrecord.boards.errors import BoardError
from onrecord.boards.models import Paper
from onrecord.calls.files import Draft
from onrecord.calls.integrity import Held

MOST = 25 * 2**20
_HEAD = 8
# Ending: how such a file begins. Office files are ZIP archives; text has no mark.
_MARKS: dict[str, bytes] = {
    ".pdf": b"%PDF-",
    ".docx": b"PK\x03\x04",
    ".odt": b"PK\x03\x04",
    ".xlsx": b"PK\x03\x04",
    ".ods": b"PK\x03\x04",
    ".pptx": b"PK\x03\x04",
    ".odp": b"PK\x03\x04",
    ".csv": b"",
    ".txt": b"",
}
ENDINGS = tuple(_MARKS)


def fill(draft: Draft, chunks: Iterable[bytes], name: str) -> None:
    """Write the bytes into a draft. Raises BoardError for what is no document, FileTrouble where the disk is full."""
    ending = next((each for each in ENDINGS if name.lower().endswith(each)), None)
    if ending is None:
        raise BoardError(f"Choose a document: {', '.join(each[1:].upper() for each in ENDINGS)}.")
    for chunk in chunks:
        if draft.size + len(chunk) > MOST:
            raise BoardError(f"The file is larger than {MOST // 2**20} MB.")
        draft.write(chunk)
    if not draft.size:
        raise BoardError("The file is empty.")
    draft.finish()
    draft.file.seek(0)
    head = draft.file.read(_HEAD)
    if not head.startswith(_MARKS[ending]) or (not _MARKS[ending] and b"\0" in head):
        raise BoardError(f"This is no {ending[1:].upper()} file, whatever its name says.")


def held_files() -> Iterator[Held]:
    """Every paper, for the check of the files on the disk."""
    for row in Paper.objects.order_by("id").iterator(chunk_size=500):
        yield Held(row.sha256, row.size, f"The paper {row.name} of {row.meeting}", row.entry_seq)
