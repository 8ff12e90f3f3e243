"""Whether the files of the recordings are there and are what the ledger says: for `onrecord verify` and `onrecord doctor`.

That each row says what its ledger entry says is checked by the ledger itself; here the bytes are held against the row.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from onrecord.calls import files
from onrecord.calls.models import ErasedRecording, Recording
from onrecord.ledger.checker import Problem


class Held(NamedTuple):
    """One file that some record names: what it is in words, and the ledger entry that has its hash; 0 for what is only
    passing through and in no entry."""

    sha256: str
    size: int
    words: str
    entry_seq: int


_holders: dict[str, Callable[[], Iterable[Held]]] = {}
_quick: dict[str, Callable[[str], bool]] = {}


def register(
    name: str, holder: Callable[[], Iterable[Held]], has: Callable[[str], bool] | None = None
) -> None:
    """Have the files of further records looked after: those that other apps keep beside the recordings. `has`: whether they
    have the file with this hash, where that is known without going through them all."""
    _holders[name] = holder
    if has is not None:
        _quick[name] = has


def _recordings() -> Iterator[Held]:
    rows = Recording.objects.order_by("id").only(
        "sha256", "size", "file_name", "log_ref", "entry_seq"
    )
    for row in rows.iterator(chunk_size=500):
        words = f"The recording {row.file_name} of log {row.log_ref}"
        yield Held(row.sha256, row.size, words, row.entry_seq)


register(
    "recordings",
    _recordings,
    lambda sha256: Recording.objects.filter(sha256=sha256).exists(),
)


def _held() -> Iterator[Held]:
    for name in sorted(_holders):
        yield from _holders[name]()


def is_held(sha256: str) -> bool:
    """Whether some record still has this file."""
    return any(has(sha256) for has in _quick.values()) or any(
        each.sha256 == sha256
        for name in sorted(set(_holders) - set(_quick))
        for each in _holders[name]()
    )


def check_files() -> Iterator[Problem | None]:
    """Read every file once; yields what is wrong with it, or None."""
    done: set[str] = set()
    for each in _held():
        # One file may be attached to several logs.
        if each.sha256 not in done:
            done.add(each.sha256)
            yield _problem(each)


def _problem(each: Held) -> Problem | None:
    name, seq = each.words, each.entry_seq
    where = f" Entry {seq} has its hash; put it back from a backup." if seq else ""
    try:
        with files.path_of(each.sha256).open("rb") as file:
            found = files.hash_of(file)
    except FileNotFoundError:
        what = f"{name}: its file is missing.{where}"
        return Problem("file", seq, seq, what)
    except OSError as error:
        return Problem("file", seq, seq, f"{name}: its file can't be read ({error.strerror}).")
    if found != each.sha256:
        what = f"{name}: its file is not what was attached.{where}"
        return Problem("file", seq, seq, what)
    return None


def doctors_findings() -> Iterator[tuple[bool, str]]:
    """Quick look, without reading the sound: are the files there, whole in size, and nothing else beside them?"""
    sizes = {each.sha256: each.size for each in _held()}
    missing = sum(not _has_size(files.path_of(name), size) for name, size in sizes.items())
    if missing:
        yield (
            False,
            f"{missing:,} of {len(sizes):,} recordings and photographs are missing or not whole: run `onrecord verify`.",
        )
    elif sizes:
        yield (
            True,
            f"The files of {len(sizes):,} recordings and photographs are there; `onrecord verify` reads them.",
        )
    loose = [
        path.name for path in files.folder().glob("[0-9a-f][0-9a-f]/*") if path.name not in sizes
    ]
    erased = set(ErasedRecording.objects.values_list("sha256", flat=True)).intersection(loose)
    if erased:
        yield (
            False,
            f"{len(erased):,} files of erased recordings are still in {files.folder()}: erase each again, on its page or "
            "with `onrecord calls erase`.",
        )
    strange = len(loose) - len(erased)
    if strange:
        yield (
            False,
            f"{strange:,} files in {files.folder()} belong to no record: the server was stopped in the very moment of "
            "attaching, or the database is older than the folder. If the database is right, they can be removed.",
        )


def _has_size(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False
