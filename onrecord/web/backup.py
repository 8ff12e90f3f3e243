"""A copy of an installation, made beside its running server.

Copying the files of a database that is being written gives a file that can't be relied on, so SQLite's own way of copying is
taken for both. They come first and everything else after them: what a row speaks of then lies in the copy, except for what is
erased meanwhile.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connections

from onrecord.home import home

# Made anew whenever they are needed; and the files in which SQLite keeps what isn't in the database's own file yet.
LEFT_OUT: Final = ("cache", "*-wal", "*-shm", "*-journal", "*.lock")
UNFINISHED: Final = ".unfinished"


class BackupError(Exception):
    """In words for whoever asked for the copy."""


def back_up(target: Path) -> list[str]:
    """Copy the installation into the new folder `target`; returns the names of the databases that are in it.

    On PostgreSQL the database isn't, and the list is empty. Until all is there the folder's name ends in ".unfinished", so that
    half a copy is never taken for one. Raises BackupError.
    """
    target = target.resolve()
    if target.exists():
        raise BackupError(f"{target} is there already. Name a folder that isn't.")
    source = home().resolve()
    if target.is_relative_to(source):
        raise BackupError(f"{target} lies in the installation itself. Name a folder elsewhere.")
    being_made = target.with_name(target.name + UNFINISHED)
    try:
        shutil.rmtree(being_made, ignore_errors=True)
        being_made.mkdir(parents=True, mode=0o700)
        own = [] if settings.ONE_DATABASE else list(connections)
        databases = [_copy_database(name, being_made) for name in own]
        shutil.copytree(
            source,
            being_made,
            ignore=shutil.ignore_patterns(*LEFT_OUT, *databases),
            dirs_exist_ok=True,
        )
        being_made.chmod(0o700)
        being_made.rename(target)
    except (OSError, shutil.Error, sqlite3.Error) as error:
        raise BackupError(
            f"The copy could not be made ({error}). What there is of it lies in {being_made} and is no copy to rely on."
        ) from error
    return databases


def _copy_database(alias: str, folder: Path) -> str:
    path = Path(str(settings.DATABASES[alias]["NAME"]))
    copy = folder / path.name
    # Only its owner may read it, from its first byte on.
    copy.touch(mode=0o600)
    with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(copy)) as new:
        old.backup(new)
        found = new.execute("PRAGMA quick_check(1)").fetchone()
    if found != ("ok",):
        raise sqlite3.DatabaseError(f"{path.name} is damaged: {found[0]}")
    return path.name
