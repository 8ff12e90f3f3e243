"""The worklists as they stand: those that came with the system, and the versions that people here made."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db.models import Max

from onrecord.ledger.entry import canonical_json
from onrecord.supervision.errors import SupervisionError
from onrecord.supervision.lists.models import ListVersion
from onrecord.supervision.lists.worklist import Worklist, build

FOLDER = Path(__file__).with_name("worklists")
_folders: list[Path] = [FOLDER]


def register(folder: Path) -> None:
    """A folder with lists of an app that stands above, as files; named in its AppConfig.ready."""
    if folder not in _folders:
        _folders.append(folder)
        shipped.cache_clear()


@dataclass(frozen=True, slots=True)
class Kept:
    """A list as it stands. `version` None: it came with the system, and nobody has changed it."""

    worklist: Worklist
    version: ListVersion | None


def _name(path: Path) -> str:
    return path.name


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Worklist]:
    """The lists that come with the system."""
    found = {}
    for path in sorted((each for held in _folders for each in held.glob("*.toml")), key=_name):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        found[path.stem] = build(data, path.stem, path.name)
    return found


def latest_versions() -> list[ListVersion]:
    """The latest version of each list that somebody made or changed here."""
    newest = ListVersion.objects.values("slug").annotate(last=Max("number")).order_by()
    wanted = {each["slug"]: each["last"] for each in newest}
    rows = ListVersion.objects.filter(slug__in=wanted)
    return [row for row in rows if row.number == wanted[row.slug]]


def all_kept() -> list[Kept]:
    """Every list as it stands, the retired ones too, in their order."""
    held = {row.slug: row for row in latest_versions()}
    found = [Kept(one, None) for slug, one in shipped().items() if slug not in held]
    found += [Kept(of_version(row), row) for row in held.values()]
    return sorted(found, key=lambda each: (each.worklist.order, each.worklist.title))


def current() -> list[Worklist]:
    """The lists that are worked with, in their order."""
    return [each.worklist for each in all_kept() if not each.worklist.retired]


def kept(slug: str) -> Kept:
    """The list of this name. Raises SupervisionError."""
    found = next((each for each in all_kept() if each.worklist.slug == slug), None)
    if found is None:
        raise SupervisionError(f"There is no worklist {slug[:60]!r}.")
    return found


def of_version(row: ListVersion) -> Worklist:
    """The list that a version holds."""
    return _built(canonical_json(row.definition), row.slug)


@lru_cache(maxsize=256)
def _built(definition: str, slug: str) -> Worklist:
    data: Any = json.loads(definition)
    return build(data, slug)
