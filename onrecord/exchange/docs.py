"""docs/reference/states.md, from the tables of states."""

from onrecord.contact.states import states_sections as log_sections
from onrecord.exchange.models import TRANSITIONS, ImportState
from onrecord.recording.states import states_sections

PREFACE = """# States

Written by `make docs` from `onrecord/exchange/models.py`, `onrecord/recording/states.py` and `onrecord/deciding/states.py`;
don't edit.

## Import

| From | To | When |
| --- | --- | --- |
"""


def states_page() -> str:
    """Every state of an import, a crime and a reported incident, and what may follow it, as Markdown."""
    rows = []
    for state in ImportState:
        after = TRANSITIONS[state]
        if not after:
            rows.append(f"| {state.label} | nothing | it is final |")
        rows += [f"| {state.label} | {to.label} | {when} |" for to, when in after.items()]
    return PREFACE + "\n".join([*rows, *log_sections(), *states_sections()]) + "\n"
