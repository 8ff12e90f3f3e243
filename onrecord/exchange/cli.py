"""`onrecord import`: one file in, and in words what became of it."""

from pathlib import Path

from onrecord.exchange.actions import import_file
from onrecord.exchange.after import AFTER_IMPORT
from onrecord.exchange.layouts import LAYOUTS
from onrecord.exchange.maps import MapError, load_map
from onrecord.exchange.models import Import, ImportState
from onrecord.exchange.progress import Progress


def import_and_report(
    *,
    kind: str,
    file: Path,
    map_file: Path | None,
    dry_run: bool,
    by: str,
    progress: Progress | None,
) -> tuple[bool, list[str]]:
    """Import the file; returns whether it was taken in (or tried out) and the lines to print."""
    if kind not in LAYOUTS:
        return False, [f"onrecord: the kind is one of {', '.join(LAYOUTS)}, not {kind!r}."]
    try:
        mapping = load_map(map_file) if map_file else None
    except MapError as error:
        return False, [f"onrecord: {error}"]
    if mapping is not None and mapping.kind != kind:
        return False, [f"onrecord: {map_file} is a map for {mapping.kind}, not for {kind}."]
    taken = import_file(
        path=file, kind=kind, mapping=mapping, by=by, dry_run=dry_run, progress=progress
    )
    if taken.state == ImportState.REFUSED:
        return False, [f"onrecord: {taken.message}"]
    if taken.state == ImportState.DONE:
        for step in AFTER_IMPORT:
            step(taken)
    return True, describe(taken)


def describe(taken: Import) -> list[str]:
    """The counts in words, then each kind of problem with what to do."""
    counts = taken.counts
    verb = "would be" if taken.state == ImportState.TRIED else "were"
    lines = [
        f"{taken.file_name}: {counts['read']:,} rows read; {counts['new']:,} {verb} new, {counts['changed']:,} changed, "
        f"{counts['unchanged']:,} as before, {counts['left_out']:,} left out by the map, {counts['refused']:,} refused."
    ]
    for problem in counts["problems"]:
        rows = ", ".join(str(row) for row in problem["examples"])
        lines.append(
            f"  {problem['level']}: {problem['field'] + ': ' if problem['field'] else ''}{problem['problem']} "
            f"({problem['count']:,} rows, such as {rows}). {problem['remedy']}"
        )
    if counts["refused"]:
        lines.append(
            f"The refused rows are in {taken.bad_rows_path}. Mend them there and import that file."
        )
    if taken.state == ImportState.TRIED:
        lines.append("This was a dry run: nothing was taken in.")
    return lines
