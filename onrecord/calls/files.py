"""The recordings themselves: files in ONRECORD_HOME/calls, each named by the SHA-256 of its bytes and never changed.

    calls/3f/3f9a...      a recording, mode 0600
    calls/incoming/       files on their way in, on file systems that know no files without a name

A file on its way in has no name, so if the program is killed or the disk is full, nothing of it stays. It gets its name
in one step, when every byte is on the disk.

Needs the locks of a Unix system, loaded only when used: `onrecord check` runs without them.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from onrecord.home import home

AT_ONCE = 1 << 20
# What must stay free for the record itself.
RESERVE = 500_000_000


class FileTrouble(Exception):
    """The file can't be kept; the message says why and what to do. Nothing of it stays."""


def folder() -> Path:
    path = home() / "calls"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def path_of(digest: str) -> Path:
    """Where the recording with this SHA-256 is, or would be."""
    return folder() / digest[:2] / digest


def hash_of(file: BinaryIO) -> str:
    """SHA-256 of a file, read bit by bit."""
    digest = sha256()
    while chunk := file.read(AT_ONCE):
        digest.update(chunk)
    return digest.hexdigest()


def check_room(size: int) -> None:
    """Raise FileTrouble where so many bytes more would fill the disk."""
    free = shutil.disk_usage(folder()).free
    if size + RESERVE > free:
        raise FileTrouble(
            f"The server's disk has no room for this recording: it needs {_mb(size)} and {_mb(max(0, free - RESERVE))} "
            "are free. Nothing was kept. Tell whoever looks after the server, and keep the recording until there is room."
        )


def _mb(count: int) -> str:
    return f"{count / 1e6:,.0f} MB"


@contextmanager
def alone() -> Iterator[None]:
    """One at a time gives files their names, so that tidying up after a failure never takes another's file."""
    import fcntl

    with (folder() / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class Draft:
    """A recording on its way in. Use as a context manager: what was not placed is gone at its end."""

    def __init__(self) -> None:
        self._digest = sha256()
        self.size = 0
        self.name: Path | None = None
        try:
            handle = self._open()
        except OSError as error:
            raise _in_words(error) from error
        self.file: BinaryIO = os.fdopen(handle, "w+b")

    def _open(self) -> int:
        flag = getattr(os, "O_TMPFILE", 0)
        if flag:
            # Not every file system knows files without a name.
            with suppress(OSError):
                return os.open(folder(), flag | os.O_RDWR, 0o600)
        import fcntl

        incoming = folder() / "incoming"
        incoming.mkdir(mode=0o700, exist_ok=True)
        _sweep(incoming)
        handle, name = tempfile.mkstemp(dir=incoming)
        fcntl.flock(handle, fcntl.LOCK_EX)
        self.name = Path(name)
        return handle

    def write(self, chunk: bytes) -> None:
        """Raises FileTrouble when the disk is full."""
        try:
            self.file.write(chunk)
        except OSError as error:
            raise _in_words(error) from error
        self._digest.update(chunk)
        self.size += len(chunk)

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def finish(self) -> None:
        """Bring every byte to the disk. Raises FileTrouble."""
        try:
            self.file.flush()
            os.fsync(self.file.fileno())
        except OSError as error:
            raise _in_words(error) from error

    def place(self) -> bool:
        """Give the finished file its name; False if the same recording is there already. Raises FileTrouble."""
        path = path_of(self.sha256)
        try:
            path.parent.mkdir(mode=0o700, exist_ok=True)
            self._link(path)
        except FileExistsError:
            with path.open("rb") as there:
                if hash_of(there) != self.sha256:
                    raise FileTrouble(
                        "The same recording was kept before, but its file has been changed since. Nothing was written; "
                        "run `onrecord verify` and tell the registrar."
                    ) from None
            return False
        except OSError as error:
            raise _in_words(error) from error
        try:
            _sync(path.parent)
            _sync(folder())
        except OSError as error:
            path.unlink(missing_ok=True)
            raise _in_words(error) from error
        return True

    def _link(self, path: Path) -> None:
        # Only with a folder's handle does Python ask the system to follow the link of /proc to the file itself.
        place = os.open(path.parent, os.O_RDONLY)
        try:
            source = self.name or f"/proc/self/fd/{self.file.fileno()}"
            os.link(source, path.name, dst_dir_fd=place, follow_symlinks=True)
        finally:
            os.close(place)

    def close(self) -> None:
        # A full disk may refuse what is still in the buffer; it is thrown away anyhow.
        with suppress(OSError):
            self.file.close()
        if self.name is not None:
            self.name.unlink(missing_ok=True)

    def __enter__(self) -> "Draft":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def remove(digest: str) -> None:
    """Take a file away that no recording names. Call under `alone`."""
    path_of(digest).unlink(missing_ok=True)


def _sweep(incoming: Path) -> None:
    """Remove what a killed program left: nobody holds its lock any more."""
    import fcntl

    for path in incoming.iterdir():
        with suppress(OSError), path.open("rb") as left:
            fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink(missing_ok=True)


def _sync(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _in_words(error: OSError) -> FileTrouble:
    return FileTrouble(
        f"The recording could not be kept: {error.strerror or error}. Nothing of it was written. "
        "Tell whoever looks after the server, and keep the recording until it is mended."
    )
