"""The states of a file of the learning system and every step between them: one table.
docs/reference/states.md is written from it."""

from django.db.models import TextChoices


class ImportState(TextChoices):
    TRIED = "tried", "tried out: nothing counts yet"
    DONE = "done", "taken in"
    DISCARDED = "discarded", "discarded"


_I = ImportState
IMPORT_STEPS: dict[ImportState, dict[ImportState, str]] = {
    _I.TRIED: {
        _I.DONE: "somebody has looked at it and takes it in",
        _I.DISCARDED: "somebody has looked at it and doesn't take it in",
    },
    _I.DONE: {},
    _I.DISCARDED: {},
}


def training_section() -> str:
    """The table for docs/reference/states.md, as Markdown."""
    lines: list[str] = []
    for title, table in (("File of the learning system", IMPORT_STEPS),):
        lines += [f"## {title}", "", "| From | To | When |", "| --- | --- | --- |"]
        for state, after in table.items():
            if not after:
                lines.append(f"| {state.label} | nothing | it is final |")
            lines += [f"| {state.label} | {to.label} | {when} |" for to, when in after.items()]
        lines.append("")
    return "\n".join(lines)
