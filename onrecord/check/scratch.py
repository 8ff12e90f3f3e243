"""A throw-away installation for `onrecord check`: same code as the server, no server, nothing left behind."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any


@contextlib.contextmanager
def scratch_installation(near: Path) -> Iterator[Path]:
    """Make an empty SQLite installation beside the report, use it, destroy it.

    It is made in the report's folder, so that police data never reaches a shared temporary folder. Must be entered before Django is loaded.
    """
    folder = Path(tempfile.mkdtemp(prefix=".work-", dir=near))
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
        shutil.rmtree(folder, ignore_errors=True)
