"""The states of an organisation and of a signed link, and every step between them: one table each. docs/reference/states.md is
written from it.

Whether a link has run out is no step that anybody takes: its last moment says it.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import TextChoices


class OrganisationState(TextChoices):
    ACTIVE = "active", "active: its people refer"
    ENDED = "ended", "ended: nobody refers for it"


class LinkState(TextChoices):
    ACTIVE = "active", "in force until its last day"
    REVOKED = "revoked", "revoked: it opens nothing"


_O, _L = OrganisationState, LinkState
ORGANISATION_STEPS: dict[Any, dict[Any, str]] = {
    _O.ACTIVE: {_O.ENDED: "the registrar ends it, with the reason; its links are revoked"},
    _O.ENDED: {_O.ACTIVE: "the registrar lets it refer again; its links stay revoked"},
}
LINK_STEPS: dict[Any, dict[Any, str]] = {
    _L.ACTIVE: {_L.REVOKED: "the registrar revokes it, or its organisation ends"},
    _L.REVOKED: {},
}


def may_move(steps: Mapping[Any, Mapping[Any, str]], since: str, to: str) -> bool:
    """Whether a step of one of the tables leads from one state to the other."""
    return to in steps.get(since, {})


def partners_section() -> str:
    """The tables for docs/reference/states.md, as Markdown."""
    lines: list[str] = []
    for title, steps in (
        ("Partner organisation", ORGANISATION_STEPS),
        ("Link for referring without an account", LINK_STEPS),
    ):
        lines += [f"## {title}", "", "| From | To | When |", "| --- | --- | --- |"]
        for state, after in steps.items():
            lines += [f"| {state.label} | {to.label} | {when} |" for to, when in after.items()]
        lines.append("")
    return "\n".join(lines)
