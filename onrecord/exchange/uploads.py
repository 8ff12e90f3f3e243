"""From an uploaded file to an import that is ready to start: what the pages do, apart from drawing."""

import re
import shutil
from pathlib import Path, PurePath

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.db import transaction

from onrecord.exchange.background import folder
from onrecord.exchange.map_file import FileOptions, Map, load_map
from onrecord.exchange.map_toml import map_to_toml
from onrecord.exchange.maps import MapError, neutral_map
from onrecord.exchange.models import Import, ImportState
from onrecord.exchange.reading import preview

_ODD = re.compile(r"[^\w.\- ]+")


def receive(*, file: UploadedFile, kind: str, system: str, by: str) -> Import:
    """Keep an uploaded file in a folder of its own, as an import that has not been tried out yet."""
    name = (_ODD.sub("_", PurePath(file.name or "").name).strip(". ") or "upload")[-120:]
    run = Import.objects.create(
        kind=kind,
        system=system.strip(),
        file_name=(file.name or name)[-255:],
        file_size=file.size or 0,
        dry_run=True,
        by=by,
    )
    path = folder(run.pk) / name
    if isinstance(file, TemporaryUploadedFile):
        shutil.move(file.temporary_file_path(), path)
        # The upload handler would otherwise try to remove what has moved.
        Path(file.temporary_file_path()).touch()
    else:
        with path.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
    path.chmod(0o600)
    run.file_path = str(path)
    run.save(update_fields=["file_path"])
    return run


def discard(run: Import) -> None:
    """Remove the uploaded file; the import's row stays and says what was decided."""
    Path(run.file_path).unlink(missing_ok=True)
    run.file_path = ""
    run.message = run.message or "The file was discarded; nothing was taken in."
    if run.state != ImportState.TRIED:
        run.move_to(ImportState.REFUSED)
    run.save(update_fields=["file_path", "message", "state"])


def forget(run: Import) -> None:
    """Remove a file that can't be read, and its import: whoever uploaded it is told at once."""
    Path(run.file_path).unlink(missing_ok=True)
    run.delete()


def confirm(tried: Import, *, by: str) -> Import | None:
    """The import that takes in what was tried out, ready to start; None where somebody else's click came first."""
    path = tried.file_path
    with transaction.atomic():
        # From here on the file belongs to the new import: of two clicks only one gets past this line.
        if not Import.objects.filter(pk=tried.pk, file_path=path).update(file_path=""):
            return None
        run = Import.objects.create(
            kind=tried.kind,
            system=tried.system,
            file_name=tried.file_name,
            file_path=path,
            file_size=tried.file_size,
            map_toml=tried.map_toml,
            dry_run=False,
            by=by,
        )
        Import.objects.filter(pk=tried.pk).update(message=f"Taken in by import {run.pk}.")
    return run


def fit_neutral(run: Import) -> bool:
    """Give the import the neutral map if its columns bear the neutral names. Raises ReadError for an unreadable file."""
    try:
        mapping = neutral_map(run.kind, preview(Path(run.file_path)).header, system=run.system)
    except MapError:
        return False
    give_map(run, map_to_toml(mapping))
    return True


def give_map(run: Import, toml: str) -> None:
    mapping = load_map(toml + "\n")
    run.map_toml = toml
    run.system = mapping.system or run.system
    run.save(update_fields=["map_toml", "system"])


def code_values(
    run: Import, mapping: Map, rows: int = 5000, most: int = 150
) -> dict[str, list[str]]:
    """The opening and closing codes in the first rows of the file, the most frequent first."""
    seen = preview(Path(run.file_path), mapping.file or FileOptions(), rows=rows)
    found: dict[str, list[str]] = {}
    for which in ("opening", "closing"):
        column = mapping.columns.get(f"{which}_code")
        if column is None or len(column.columns) != 1 or column.columns[0] not in seen.header:
            continue
        place = seen.header.index(column.columns[0])
        counts: dict[str, int] = {}
        for row in seen.rows:
            code = " ".join(row[place].split())
            code = column.replace.get(code, code)
            if code and len(code) <= 200:
                counts[code] = counts.get(code, 0) + 1
        found[which] = sorted(counts, key=lambda code: (-counts[code], code))[:most]
    return found


def needs_map(run: Import) -> bool:
    return run.state == ImportState.WAITING and not run.map_toml
