"""Where the resources of a log are, as its entries say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from onrecord.contact.models import EntryKind, LogEntry
from onrecord.contact.states import ResourceState


@dataclass(frozen=True)
class Resource:
    """One resource as it is now."""

    name: str
    state: ResourceState
    since: datetime
    at_scene: datetime | None

    @property
    def label(self) -> str:
        return self.state.label

    @property
    def working(self) -> bool:
        return self.state != ResourceState.CLEAR


def resources(entries: Iterable[LogEntry]) -> list[Resource]:
    """Each resource as the entries, in the order in which they were written, leave it."""
    found: dict[str, Resource] = {}
    for entry in entries:
        detail = entry.detail or {}
        if entry.kind != EntryKind.RESOURCE or detail.get("state") not in ResourceState.values:
            continue
        state = ResourceState(detail["state"])
        name = str(detail["resource"])
        there = found[name].at_scene if name in found else None
        if there is None and state == ResourceState.AT_SCENE:
            there = entry.entered_at
        found[name] = Resource(name, state, entry.entered_at, there)
    return list(found.values())


def first_at_scene(found: Iterable[Resource]) -> datetime | None:
    """When the first of them was there."""
    return min((each.at_scene for each in found if each.at_scene), default=None)
