"""The states of a finding and every step between them: one table. docs/reference/states.md is written from it."""

from django.db.models import TextChoices


class FindingState(TextChoices):
    DEPARTMENT = "department", "with the department"
    SUPERVISOR = "supervisor", "with the supervisor"
    PERSON = "person", "with the person"
    DISPUTED = "disputed", "disputed: waits for the registrar"
    ACCEPTED = "accepted", "accepted and corrected"
    REVERSED = "reversed", "reversed by the registrar"


_S = FindingState
# Where somebody may answer.
WITH_SOMEBODY = (_S.DEPARTMENT, _S.SUPERVISOR, _S.PERSON)
OPEN = (*WITH_SOMEBODY, _S.DISPUTED)

_ACCEPTED = "whoever it is with accepts it, with its cause and the correction made"
_DISPUTED = "whoever it is with disputes it, with reasons; once"
_FELL = "the registrar decides in a final reading that the record passes"

TRANSITIONS: dict[FindingState, dict[FindingState, str]] = {
    _S.DEPARTMENT: {
        _S.SUPERVISOR: "the department names the supervisor who takes it up",
        _S.PERSON: "the department gives it straight to the person, where the route has no supervisor",
        _S.ACCEPTED: _ACCEPTED,
        _S.DISPUTED: _DISPUTED,
        _S.REVERSED: _FELL,
    },
    _S.SUPERVISOR: {
        _S.PERSON: "the supervisor talks to the person and gives it to them",
        _S.SUPERVISOR: "another supervisor takes it up",
        _S.ACCEPTED: _ACCEPTED,
        _S.DISPUTED: _DISPUTED,
        _S.REVERSED: _FELL,
    },
    _S.PERSON: {
        _S.SUPERVISOR: "it goes back to the supervisor, for instance because the person is away",
        _S.PERSON: "it goes to another person",
        _S.ACCEPTED: _ACCEPTED,
        _S.DISPUTED: _DISPUTED,
        _S.REVERSED: _FELL,
    },
    _S.DISPUTED: {
        _S.DEPARTMENT: "the registrar upholds it: it goes back to where it was disputed",
        _S.SUPERVISOR: "the registrar upholds it: it goes back to where it was disputed",
        _S.PERSON: "the registrar upholds it: it goes back to where it was disputed",
        _S.REVERSED: _FELL,
    },
    _S.ACCEPTED: {_S.REVERSED: _FELL},
    _S.REVERSED: {},
}


def may_move(since: str, to: str) -> bool:
    return FindingState(to) in TRANSITIONS[FindingState(since)]


def findings_section() -> str:
    """The table for docs/reference/states.md, as Markdown."""
    lines = ["## Finding of an audit", "", "| From | To | When |", "| --- | --- | --- |"]
    for state, after in TRANSITIONS.items():
        if not after:
            lines.append(f"| {state.label} | nothing | it is final |")
        lines += [f"| {state.label} | {to.label} | {when} |" for to, when in after.items()]
    return "\n".join([*lines, ""])
