"""Where the resources of a log are: one table of states, and what the entries say of each resource."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices

from onrecord.contact.models import EntryKind, LogEntry


class ResourceState(TextChoices):
    ASSIGNED = "assigned", "assigned"
    EN_ROUTE = "en-route", "en route"
    AT_SCENE = "at-scene", "at scene"
    CLEAR = "clear", "clear"


# From (None: not on this log) -> to: when. docs/reference/states.md is written from it.
TRANSITIONS: dict[ResourceState | None, dict[ResourceState, str]] = {
    None: {
        ResourceState.ASSIGNED: "it is given the log",
        ResourceState.EN_ROUTE: "it is on its way already",
        ResourceState.AT_SCENE: "it came upon it",
    },
    ResourceState.ASSIGNED: {
        ResourceState.EN_ROUTE: "it sets off",
        ResourceState.AT_SCENE: "it is there",
        ResourceState.CLEAR: "it is sent elsewhere",
    },
    ResourceState.EN_ROUTE: {
        ResourceState.AT_SCENE: "it is there",
        ResourceState.CLEAR: "it is sent elsewhere",
    },
    ResourceState.AT_SCENE: {ResourceState.CLEAR: "it is free again"},
    ResourceState.CLEAR: {
        ResourceState.ASSIGNED: "it is given the log again",
        ResourceState.EN_ROUTE: "it is on its way again",
        ResourceState.AT_SCENE: "it came back",
    },
}


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
