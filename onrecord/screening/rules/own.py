"""An installation's own part of the patterns: files of its own, and which patterns are switched off. Pure.

ONRECORD_HOME/patterns/words-*.toml   patterns of the force's own, written as those that came with onrecord
ONRECORD_HOME/patterns/off.txt        ids of patterns that are switched off, one a line; written by the page
"""

from dataclasses import dataclass
from pathlib import Path

from onrecord.home import home

FOLDER = "patterns"
OFF = "off.txt"


@dataclass(frozen=True, slots=True)
class Own:
    """What an installation adds. `changed` names the state of its files: another state, another book of rules."""

    files: tuple[Path, ...] = ()
    off: frozenset[str] = frozenset()
    changed: tuple[tuple[str, int, int], ...] = ()


def folder() -> Path:
    return home() / FOLDER


def own(pattern: str) -> Own:
    """The files and the list as they are now; cheap enough to ask every time."""
    where = folder()
    if not where.is_dir():
        return Own()
    files = tuple(sorted(where.glob(pattern)))
    listed = where / OFF
    watched = (*files, *([listed] if listed.is_file() else []))
    stamps = tuple((str(p), p.stat().st_mtime_ns, p.stat().st_size) for p in watched)
    return Own(files, read_off(listed), stamps)


def read_off(path: Path) -> frozenset[str]:
    """The ids of a list; empty where there is no file."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return frozenset()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def write_off(ids: frozenset[str]) -> None:
    """Keep the list of patterns that are switched off; whole or not at all."""
    where = folder()
    where.mkdir(parents=True, exist_ok=True)
    fresh = where / f"{OFF}.new"
    head = "# Patterns that are switched off on the page of patterns. Switch them there: the ledger knows who did it.\n"
    fresh.write_text(head + "".join(f"{each}\n" for each in sorted(ids)), encoding="utf-8")
    fresh.replace(where / OFF)
