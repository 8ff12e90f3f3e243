"""The states of a second reading, and every step between them: one table. docs/reference/states.md is written from it."""

from dataclasses import dataclass

from onrecord.audit.models import CheckState, Phase

_S = CheckState


@dataclass(frozen=True, slots=True)
class CheckStep:
    """A reading of this phase, in one of these states, leads to one of those."""

    phase: Phase
    since: tuple[CheckState, ...]
    agree: CheckState
    differ: CheckState


STEPS = (
    CheckStep(Phase.SECOND, (_S.WAITING,), _S.AGREED, _S.DISAGREED),
    CheckStep(Phase.THIRD, (_S.DISAGREED,), _S.SETTLED, _S.SETTLED),
    CheckStep(Phase.FINAL, tuple(_S), _S.FINAL, _S.FINAL),
)


def next_state(state: str, phase: str, *, agree: bool) -> CheckState | None:
    """The state after a reading of this phase; None when there may be none now."""
    for step in STEPS:
        if step.phase == phase and state in step.since:
            return step.agree if agree else step.differ
    return None


def states_section() -> str:
    """The part of docs/reference/states.md about second readings, as Markdown."""
    lines = [
        "## Second reading of an audited record",
        "",
        "| state | what it means |",
        "| --- | --- |",
        *[f"| {state.value} | {state.label} |" for state in CheckState],
        "",
        "| reading | allowed when | readers agree | readers differ |",
        "| --- | --- | --- | --- |",
    ]
    for step in STEPS:
        since = ", ".join(state.value for state in step.since)
        lines.append(f"| {step.phase.label} | {since} | {step.agree.value} | {step.differ.value} |")
    return "\n".join([*lines, ""])
