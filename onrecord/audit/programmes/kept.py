"""Programmes as the database keeps them: which version is the latest, and which an audit was frozen with."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from onrecord.audit.errors import AuditError
from onrecord.audit.models import Audit, ProgrammeVersion
from onrecord.audit.programmes.file import build, shipped
from onrecord.audit.programmes.programme import Programme
from onrecord.ledger.entry import canonical_json

# What audits were read as before programmes were kept, and what a quick look is read as still.
OLDEST = "recording-of-logs"
USUAL = "inspection-cdi"


@dataclass(frozen=True, slots=True)
class Current:
    """A programme as it stands: `version` is None while only the file is there and nobody has used it."""

    programme: Programme
    version: ProgrammeVersion | None

    @property
    def number(self) -> int:
        return self.version.number if self.version else 1

    @property
    def own(self) -> bool:
        """Whether somebody here made or changed it."""
        return self.version is not None and not self.version.shipped


def of_version(version: ProgrammeVersion) -> Programme:
    """The programme that a version holds."""
    return _built(canonical_json(version.definition), version.slug)


def programme_of(audit: Audit) -> Programme:
    """The programme with which an audit was frozen."""
    return (
        of_version(audit.programme) if audit.programme is not None else shipped_programmes()[OLDEST]
    )


@lru_cache(maxsize=1)
def shipped_programmes() -> Mapping[str, Programme]:
    """The programmes that come with the system."""
    return shipped()


def latest(slug: str) -> ProgrammeVersion | None:
    return ProgrammeVersion.objects.filter(slug=slug).order_by("-number").first()


def current(slug: str) -> Current:
    """The programme of this name as it stands: the latest version somebody made here, else the one that came with the
    system. Raises AuditError when there is none."""
    version = latest(slug)
    file = shipped_programmes().get(slug)
    # A new release of the system may have brought a new one; it becomes a version when it is first used.
    if file is not None and (
        version is None or (version.shipped and file.to_json() != version.definition)
    ):
        return Current(file, None)
    if version is None:
        raise AuditError(
            f"There is no audit programme {slug!r}. These there are: {', '.join(c.programme.slug for c in all_current())}."
        )
    return Current(of_version(version), version)


def all_current() -> list[Current]:
    """Every programme as it stands, by title."""
    slugs = set(shipped_programmes()) | set(
        ProgrammeVersion.objects.values_list("slug", flat=True).distinct()
    )
    return sorted((current(slug) for slug in slugs), key=lambda each: each.programme.title)


@lru_cache(maxsize=64)
def _built(definition: str, slug: str) -> Programme:
    data: Any = json.loads(definition)
    return build(data, slug)
