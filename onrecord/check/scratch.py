"""A throw-away installation for `onrecord check`: same code as the server, no server, nothing left behind."""

import contextlib
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_PREFIX = ".work-"
_LOCK = "in-use"


@contextlib.contextmanager
def scratch_installation(near: Path) -> Iterator[Path]:
    """Make an empty SQLite installation beside the report, use it, destroy it.

    It is made in the report's folder, so that police data never reaches a shared temporary folder. Must be entered before Django is loaded.
    A check that is asked to end (SIGTERM, a closed terminal) destroys it too; what a killed one left, the next one destroys.
    """
    _end_in_order()
    with _alone(near):
        _clear_after_the_killed(near)
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=near))
        # Held by the system for as long as this process lives, however it ends.
        in_use = (folder / _LOCK).open("w")
        _lock(in_use.fileno())
    os.environ["ONRECORD_HOME"] = str(folder)
    os.environ.pop("DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "onrecord.web.settings"
    try:
        import django
        from django.conf import settings

        # Nothing here outlives the command, so nothing needs to survive a power cut.
        databases: dict[str, Any] = settings.DATABASES
        for database in databases.values():
            database["OPTIONS"] = {
                **database["OPTIONS"],
                "init_command": "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA cache_size=-131072; PRAGMA temp_store=MEMORY;",
            }
        django.setup()
        from django.core.management import call_command

        for alias in settings.DATABASES:
            call_command("migrate", database=alias, verbosity=0, interactive=False)
        yield folder
    finally:
        from django.db import connections

        connections.close_all()
        in_use.close()
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """No two checks tidy up at once: neither takes the other's folder, just made and not locked yet, for a leftover."""
    if sys.platform == "win32":
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        _lock(handle, wait=True)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, *, wait: bool = False) -> bool:
    """Whether the file is ours alone now. Windows knows no such locks: there, nothing is taken for a leftover."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _end_in_order() -> None:
    """Let SIGTERM and SIGHUP leave by way of every `finally`, as Ctrl+C does."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _leave)


def _leave(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)


def _clear_after_the_killed(near: Path) -> None:
    """Destroy what earlier checks left behind, and no other: one that still runs holds its lock."""
    for folder in near.glob(f"{_PREFIX}*"):
        try:
            with (folder / _LOCK).open() as lock:
                if _lock(lock.fileno()):
                    shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue
