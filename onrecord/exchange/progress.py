"""How far an import is: told to the caller, and kept in a small file that others may read while it runs.

The import's own transaction cannot be seen from outside until it ends, so a page reads progress.json instead.
"""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

from onrecord.exchange.models import Import, ImportState

# done bytes, total bytes if known, what is being done
Progress = Callable[[int, int | None, str], None]
_FILE_EVERY = 0.5
_CALL_EVERY = 0.1
# No step of an import is quiet for so many seconds.
_SILENCE = 3600


def import_folder(import_id: int) -> Path:
    """Where the files of an import are: refused rows, warnings, progress."""
    return Path(settings.HOME) / "imports" / str(import_id)


class Reporter:
    """Tells the caller ten times a second at most, and writes the file twice."""

    def __init__(self, import_id: int, progress: Progress | None) -> None:
        self._path = import_folder(import_id) / "progress.json"
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._progress = progress
        self._called = self._written = 0.0
        self._words = ""
        self.tell(0, None, "starting")

    def tell(self, done: int, total: int | None, words: str) -> None:
        now = time.monotonic()
        fresh = words != self._words
        self._words = words
        if self._progress is not None and (fresh or now - self._called >= _CALL_EVERY):
            self._called = now
            self._progress(done, total, words)
        if fresh or now - self._written >= _FILE_EVERY:
            self._written = now
            state = {
                "done": done,
                "total": total,
                "words": words,
                "pid": os.getpid(),
                "at": time.time(),
            }
            aside = self._path.with_suffix(".new")
            aside.write_text(json.dumps(state))
            aside.replace(self._path)

    def finish(self) -> None:
        self._path.unlink(missing_ok=True)


def read_progress(import_id: int) -> dict[str, Any] | None:
    """{"done", "total", "words", "pid", "at"} of a running import, or None."""
    try:
        found = json.loads((import_folder(import_id) / "progress.json").read_text())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def is_cut_off(row: Import) -> bool:
    """Whether an import says that it is running although the program that ran it is gone."""
    if row.state != ImportState.RUNNING:
        return False
    state = read_progress(row.id)
    if state is None:
        return False
    try:
        # Process numbers are used again, so long silence counts as well.
        silent = time.time() - float(state["at"]) > _SILENCE
        os.kill(int(state["pid"]), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, ValueError, KeyError, TypeError):
        return False
    return silent
