"""The bodies as they stand: those that came with the system, and the versions that people here made."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db.models import Max

from onrecord.boards.body import Body, build
from onrecord.boards.codes import SECTIONS
from onrecord.boards.errors import BoardError
from onrecord.boards.models import BodyVersion, Meeting
from onrecord.ledger.entry import canonical_json

FOLDER = Path(__file__).with_name("bodies")


@dataclass(frozen=True, slots=True)
class Kept:
    """A body as it stands. `version` None: it came with the system, and nobody has changed it."""

    body: Body
    version: BodyVersion | None


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Body]:
    """The bodies that come with the system."""
    found = {}
    for path in sorted(FOLDER.glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        found[path.stem] = build(data, path.stem, tuple(SECTIONS), path.name)
    return found


def all_kept() -> list[Kept]:
    """Every body as it stands, the retired ones too, in their order."""
    newest = BodyVersion.objects.values("slug").annotate(last=Max("number")).order_by()
    wanted = {each["slug"]: each["last"] for each in newest}
    rows = [
        row for row in BodyVersion.objects.filter(slug__in=wanted) if row.number == wanted[row.slug]
    ]
    held = {row.slug: row for row in rows}
    found = [Kept(one, None) for slug, one in shipped().items() if slug not in held]
    found += [Kept(of_json(row.definition, row.slug), row) for row in held.values()]
    return sorted(found, key=lambda each: (each.body.order, each.body.title))


def current() -> list[Body]:
    """The bodies that meet, in their order."""
    return [each.body for each in all_kept() if not each.body.retired]


def kept(slug: str) -> Kept:
    """The body of this name. Raises BoardError."""
    found = next((each for each in all_kept() if each.body.slug == slug), None)
    if found is None:
        raise BoardError(f"There is no body {slug[:60]!r}.")
    return found


def body_of(meeting: Meeting) -> Body:
    """The body as it was for this meeting."""
    return of_json(meeting.definition, meeting.body)


def of_json(definition: Mapping[str, Any], slug: str) -> Body:
    return _built(canonical_json(dict(definition)), slug)


@lru_cache(maxsize=256)
def _built(definition: str, slug: str) -> Body:
    data: Any = json.loads(definition)
    return build(data, slug, tuple(SECTIONS))
