"""Whether the files of the recordings are there and are what the ledger says: for `onrecord verify` and `onrecord doctor`.

That each row says what its ledger entry says is checked by the ledger itself; here the bytes are held against the row.
"""

from collections.abc import Iterator
from pathlib import Path

from onrecord.calls import files
from onrecord.calls.models import Recording
from onrecord.ledger.checker import Problem


def check_files() -> Iterator[Problem | None]:
    """Read every recording's file once; yields what is wrong with it, or None."""
    done: set[str] = set()
    rows = Recording.objects.order_by("id").only(
        "sha256", "size", "file_name", "log_ref", "entry_seq"
    )
    for row in rows.iterator(chunk_size=500):
        # One file may be attached to several logs.
        if row.sha256 not in done:
            done.add(row.sha256)
            yield _problem(row)


def _problem(row: Recording) -> Problem | None:
    name = f"The recording {row.file_name} of log {row.log_ref}"
    seq = row.entry_seq
    try:
        with row.path.open("rb") as file:
            found = files.hash_of(file)
    except FileNotFoundError:
        what = f"{name}: its file is missing. Entry {seq} has its hash; put it back from a backup."
        return Problem("file", seq, seq, what)
    except OSError as error:
        return Problem("file", seq, seq, f"{name}: its file can't be read ({error.strerror}).")
    if found != row.sha256:
        what = f"{name}: its file is not what was attached. Entry {seq} has its hash; put it back from a backup."
        return Problem("file", seq, seq, what)
    return None


def doctors_findings() -> Iterator[tuple[bool, str]]:
    """Quick look, without reading the sound: are the files there, whole in size, and nothing else beside them?"""
    sizes = dict(Recording.objects.values_list("sha256", "size"))
    missing = sum(not _has_size(files.path_of(name), size) for name, size in sizes.items())
    if missing:
        yield (
            False,
            f"{missing:,} of {len(sizes):,} recordings of calls are missing or not whole: run `onrecord verify`.",
        )
    elif sizes:
        yield (
            True,
            f"The files of {len(sizes):,} recordings of calls are there; `onrecord verify` reads them.",
        )
    strange = sum(1 for path in files.folder().glob("[0-9a-f][0-9a-f]/*") if path.name not in sizes)
    if strange:
        yield (
            False,
            f"{strange:,} files in {files.folder()} belong to no recording: the server was stopped in the very moment of "
            "attaching, or the database is older than the folder. If the database is right, they can be removed.",
        )


def _has_size(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False
