"""The states of a message and of a file of the learning system, and every step between them: one table.
docs/reference/states.md is written from it."""

from django.db.models import TextChoices


class MessageState(TextChoices):
    DRAFT = "draft", "draft"
    READY = "ready", "ready for use"
    WITHDRAWN = "withdrawn", "withdrawn"


class ImportState(TextChoices):
    TRIED = "tried", "tried out: nothing counts yet"
    DONE = "done", "taken in"
    DISCARDED = "discarded", "discarded"


_M, _I = MessageState, ImportState
MESSAGE_STEPS: dict[MessageState, dict[MessageState, str]] = {
    _M.DRAFT: {
        _M.READY: "somebody has read it and says that it may be used",
        _M.WITHDRAWN: "it isn't wanted",
    },
    _M.READY: {
        _M.DRAFT: "its words are changed: it has to be read again",
        _M.WITHDRAWN: "it is no longer to be used",
    },
    _M.WITHDRAWN: {_M.DRAFT: "it is taken up again"},
}
IMPORT_STEPS: dict[ImportState, dict[ImportState, str]] = {
    _I.TRIED: {
        _I.DONE: "somebody has looked at it and takes it in",
        _I.DISCARDED: "somebody has looked at it and doesn't take it in",
    },
    _I.DONE: {},
    _I.DISCARDED: {},
}


def may_move(since: str, to: str) -> bool:
    """Whether a message may go from one state to the other."""
    return MessageState(to) in MESSAGE_STEPS[MessageState(since)]


def training_section() -> str:
    """The tables for docs/reference/states.md, as Markdown."""
    lines: list[str] = []
    for title, table in (
        ("Message", MESSAGE_STEPS),
        ("File of the learning system", IMPORT_STEPS),
    ):
        lines += [f"## {title}", "", "| From | To | When |", "| --- | --- | --- |"]
        for state, after in table.items():
            if not after:
                lines.append(f"| {state.label} | nothing | it is final |")
            lines += [f"| {state.label} | {to.label} | {when} |" for to, when in after.items()]
        lines.append("")
    return "\n".join(lines)
