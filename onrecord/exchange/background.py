"""Imports that were started on a page run in a process of their own, so that a closed browser or a restarted server
doesn't stop them.

    imports/<id>/                the uploaded file, refused rows, what the process said
    imports/<id>/running         locked for as long as the process lives: nobody has to guess whether it still does
    imports/<id>/progress.json   how far it is
"""

import fcntl
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from onrecord.exchange.actions import import_file
from onrecord.exchange.after import AFTER_IMPORT
from onrecord.exchange.map_file import load_map
from onrecord.exchange.models import Import, ImportState
from onrecord.exchange.progress import read_progress
from onrecord.home import home


@dataclass(frozen=True)
class Progress:
    """How far an import is: `done` of `total` bytes (unknown: None) of what `what` says."""

    done: int
    total: int | None
    what: str

    @property
    def share(self) -> int | None:
        """Per cent, where the total is known."""
        return min(100, 100 * self.done // self.total) if self.total else None


def folder(import_id: int) -> Path:
    """Where this import's files are; made if it isn't there."""
    path = home() / "imports" / str(import_id)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def start_import(import_id: int) -> None:
    """Start the process that carries the import out. It goes on when this one ends; if it already runs, nothing happens.

    The lock is taken here and handed over, so there is no moment at which the import looks abandoned.
    """
    place = folder(import_id)
    with (place / "running").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        with (place / "output.txt").open("w") as output:
            process = subprocess.Popen(  # noqa: S603  (our own program, with a number)
                [sys.executable, "-m", "onrecord.cli", "run-import", str(import_id)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=[lock.fileno()],
                env={**os.environ, "ONRECORD_HOME": str(home())},
            )
    threading.Thread(target=process.wait, daemon=True).start()


def is_running(import_id: int) -> bool:
    """Whether the import's process is alive."""
    path = home() / "imports" / str(import_id) / "running"
    try:
        with path.open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def has_stopped(run: Import) -> bool:
    """Whether the import was under way and its process is gone: then nothing was taken in."""
    under_way = run.state in (ImportState.WAITING, ImportState.RUNNING)
    # Without the lock's file it was never started here: it waits for a map, or runs on the command line.
    was_started = (home() / "imports" / str(run.pk) / "running").exists()
    return under_way and was_started and not is_running(run.pk)


def run_import(import_id: int) -> None:
    """What the process does: carry the import out, then all that follows from it. Called by `onrecord run-import`."""
    run = Import.objects.get(pk=import_id)
    taken = import_file(
        path=Path(run.file_path),
        kind=run.kind,
        mapping=load_map(run.map_toml + "\n") if run.map_toml else None,
        by=run.by,
        system=run.system or None,
        dry_run=run.dry_run,
        work_dir=folder(import_id),
        existing=run,
    )
    if taken.state != ImportState.DONE:
        return
    for step in AFTER_IMPORT:
        step(taken)
    # The rows are in the record now; the export itself must not lie about.
    Path(taken.file_path).unlink(missing_ok=True)
    Import.objects.filter(pk=import_id).update(file_path="")


def how_far(import_id: int) -> Progress | None:
    """How far a running import is, as its process last said."""
    found = read_progress(import_id)
    if found is None:
        return None
    return Progress(found.get("done", 0), found.get("total"), found.get("words", ""))
