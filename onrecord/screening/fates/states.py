"""What may become of a suggestion of the finder, and every step between: one table. docs/reference/states.md is written
from it."""

from django.db.models import TextChoices


class FateKind(TextChoices):
    """Where a suggestion stands. `OPEN` is never written: it is where nothing has been said yet."""

    OPEN = "open", "open"
    ASKED = "asked", "asked: record, or say why"
    ACCEPTED = "accepted", "accepted: a crime was recorded"
    REJECTED = "rejected", "rejected, with the reason"
    REOPENED = "reopened", "open again"


class Route(TextChoices):
    """By which way a fate came about."""

    PAGE = "page", "on the page of the log’s disclosures"
    DECISION = "decision", "through a recording decision"
    CLOSING = "closing", "at the closing check"
    AUDIT = "audit", "by the readers of an audit"


_K = FateKind
# The fates in which somebody has judged.
JUDGED = (_K.ACCEPTED, _K.REJECTED)
# The fates after which somebody still has to say something.
STANDING = (_K.ASKED, _K.REOPENED)

_ASKED = "closing the log was refused because of the words, or somebody goes from the page to the decision"
_ACCEPTED = "a crime of the kind is recorded through a decision about the log"
_REJECTED = (
    "somebody says on the page why no crime is to be recorded, or the decision gives its rationale"
)

TRANSITIONS: dict[FateKind, dict[FateKind, str]] = {
    _K.OPEN: {_K.ASKED: _ASKED, _K.ACCEPTED: _ACCEPTED, _K.REJECTED: _REJECTED},
    _K.ASKED: {_K.ACCEPTED: _ACCEPTED, _K.REJECTED: _REJECTED},
    _K.REJECTED: {
        _K.REJECTED: "somebody gives a better reason; the earlier one stays to be seen",
        _K.REOPENED: "somebody takes the rejection back, with words",
        _K.ACCEPTED: _ACCEPTED,
    },
    _K.REOPENED: {_K.ASKED: _ASKED, _K.ACCEPTED: _ACCEPTED, _K.REJECTED: _REJECTED},
    _K.ACCEPTED: {_K.REOPENED: "somebody finds that the crime isn’t the one told of, with words"},
}


def may_move(since: str, to: str) -> bool:
    return FateKind(to) in TRANSITIONS[FateKind(since)]


def fates_section() -> str:
    """The table for docs/reference/states.md, as Markdown."""
    lines = ["## Suggestion of the finder", "", "| From | To | When |", "| --- | --- | --- |"]
    for state, after in TRANSITIONS.items():
        lines += [f"| {state.label} | {to.label} | {when} |" for to, when in after.items()]
    return "\n".join([*lines, ""])
