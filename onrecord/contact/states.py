"""The states of a log and of the resources sent to it, and what may follow what. docs/reference/states.md is written from
these tables."""

from collections.abc import Mapping
from typing import Any

from django.db.models import TextChoices

from onrecord.contact.models import Log


class LogState(TextChoices):
    OPEN = "open", "open"
    CLOSED = "closed", "closed"


class ResourceState(TextChoices):
    ASSIGNED = "assigned", "assigned"
    EN_ROUTE = "en-route", "en route"
    AT_SCENE = "at-scene", "at scene"
    CLEAR = "clear", "clear"


# From -> to: when.
LOG_TRANSITIONS: dict[LogState, dict[LogState, str]] = {
    LogState.OPEN: {
        LogState.CLOSED: "somebody closes it with a code, or as a duplicate, and nothing stands in the way"
    },
    LogState.CLOSED: {LogState.OPEN: "somebody opens it again, with the reason"},
}
# None: not on this log.
RESOURCE_TRANSITIONS: dict[ResourceState | None, dict[ResourceState, str]] = {
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


def state_of(log: Log) -> LogState:
    return LogState.OPEN if log.closed_at is None else LogState.CLOSED


def states_sections() -> list[str]:
    """Both tables as lines of Markdown."""
    return [
        *_section("Log kept here", LOG_TRANSITIONS),
        *_section("Resource of a log", RESOURCE_TRANSITIONS),
    ]


def _section(title: str, table: Mapping[Any, Mapping[Any, str]]) -> list[str]:
    rows = [
        f"| {getattr(state, 'label', 'not on this log')} | {getattr(to, 'label', '')} | {when} |"
        for state, after in table.items()
        for to, when in after.items()
    ]
    return ["", f"## {title}", "", "| From | To | When |", "| --- | --- | --- |", *rows]
