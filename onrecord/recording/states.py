"""Every state of a crime record and of a reported incident, and every step between them: one table each.

docs/reference/states.md is written from here. Actions ask `next_state` before they write; pages ask `may_step` which
steps to offer, and get the reason where one is not open.
"""

from dataclasses import dataclass

from django.db.models import TextChoices


class CrimeState(TextChoices):
    RECORDED = "recorded", "recorded, under investigation"
    FINALISED = "finalised", "finalised with an outcome"
    REOPENED = "reopened", "opened again"
    TRANSFERRED = "transferred", "transferred to another force (C1)"
    CANCELLED = "cancelled", "cancelled (C2 to C5)"
    N100 = "n100", "reclassified as a reported incident of rape (N100)"


class IncidentState(TextChoices):
    OPEN = "open", "open"
    CONVERTED = "converted", "a crime was recorded"
    CLOSED = "closed", "closed without a crime"
    CANCELLED = "cancelled", "cancelled: the report was taken by mistake"


class IncidentKind(TextChoices):
    """What is kept on the crime system without being a crime."""

    N100 = "N100", "reported incident of rape (N100)"
    N300 = "N300", "reported incident of sudden or unexpected death (N300)"
    CRIME_RELATED = "crime-related", "crime-related incident"
    NON_CRIME = "non-crime", "non-crime record"


class EventKind(TextChoices):
    """What happened to a crime record or a reported incident. Each is an entry that stays."""

    RECORDED = "recorded", "recorded"
    RECEIVED = "received", "received from another force"
    RECLASSIFIED = "reclassified", "reclassified"
    TO_N100 = "to-n100", "reclassified as N100"
    CANCELLED = "cancelled", "cancelled"
    TRANSFERRED = "transferred", "transferred to another force"
    OUTCOME = "outcome", "outcome given"
    REOPENED = "reopened", "opened again"
    CONTINUED = "continued", "further conduct added"
    TOLD = "told", "victim told"
    PERSON = "person", "people changed"
    PROPERTY = "property", "property changed"
    FLAGS = "flags", "flags changed"
    FACTS = "facts", "facts changed"
    NOTE = "note", "note"
    TRIED = "tried", "something was tried"
    REDATED = "redated", "comes up again on another day"
    SUB_CODE = "sub-code", "code changed"
    CONVERTED = "converted", "crime recorded"
    CLOSED = "closed", "closed without a crime"


@dataclass(frozen=True)
class Step:
    """One thing that may be done: in which states, and to which state it leads (None: it stays as it is)."""

    name: str
    words: str
    event: EventKind
    since: tuple[str, ...]
    to: str | None = None


_C, _I, _E = CrimeState, IncidentState, EventKind
# Those that count.
LIVE = (_C.RECORDED, _C.FINALISED, _C.REOPENED)
_OPEN = (_C.RECORDED, _C.REOPENED)
_ANY = tuple(_C)

CRIME_STEPS = {
    step.name: step
    for step in (
        Step("tell", "tell the victim", _E.TOLD, _ANY),
        Step("outcome", "give an outcome", _E.OUTCOME, _OPEN, _C.FINALISED),
        Step("reclassify", "reclassify", _E.RECLASSIFIED, LIVE),
        Step("cancel", "cancel (C2 to C5)", _E.CANCELLED, LIVE, _C.CANCELLED),
        Step("transfer", "transfer to another force (C1)", _E.TRANSFERRED, LIVE, _C.TRANSFERRED),
        Step(
            "n100", "reclassify as a reported incident of rape (N100)", _E.TO_N100, _OPEN, _C.N100
        ),
        Step(
            "reopen",
            "open again",
            _E.REOPENED,
            (_C.FINALISED, _C.TRANSFERRED, _C.CANCELLED),
            _C.REOPENED,
        ),
        Step("continue", "add further conduct", _E.CONTINUED, LIVE),
        Step("person", "add or correct people", _E.PERSON, LIVE),
        Step("property", "add or correct property", _E.PROPERTY, LIVE),
        Step("flags", "change the flags", _E.FLAGS, LIVE),
        Step("facts", "correct place, times and modus", _E.FACTS, LIVE),
        Step("note", "write a note", _E.NOTE, _ANY),
    )
}
INCIDENT_STEPS = {
    step.name: step
    for step in (
        Step("convert", "record a crime", _E.CONVERTED, (_I.OPEN, _I.CLOSED), _I.CONVERTED),
        Step("tell", "tell the victim", _E.TOLD, tuple(_I)),
        Step("tried", "write what was tried", _E.TRIED, (_I.OPEN,)),
        Step("redate", "set when it comes up again", _E.REDATED, (_I.OPEN,)),
        Step("sub-code", "change the code", _E.SUB_CODE, (_I.OPEN,)),
        Step("close", "close without a crime", _E.CLOSED, (_I.OPEN,), _I.CLOSED),
        Step("cancel", "cancel: taken by mistake", _E.CANCELLED, (_I.OPEN,), _I.CANCELLED),
        Step("reopen", "open again", _E.REOPENED, (_I.CLOSED, _I.CANCELLED), _I.OPEN),
        Step("note", "write a note", _E.NOTE, tuple(_I)),
    )
}


def why_not(step: Step, state: str, states: type[TextChoices]) -> str:
    """Why a step is not open in a state, in words; empty when it is."""
    if state in step.since:
        return ""
    here = states(state).label
    then = "; or ".join(str(states(each).label) for each in step.since)
    return f"It is {here}. This is open while it is {then}."


def next_state(step: Step, state: str) -> str:
    """The state after a step. Raises ValueError in a state in which the step is not open."""
    if state not in step.since:
        raise ValueError(f"{step.name} is not open in the state {state}")
    return step.to or state


def states_sections() -> list[str]:
    """The two tables as Markdown lines, for docs/reference/states.md."""
    lines: list[str] = []
    for title, states, steps in (
        ("Crime record", CrimeState, CRIME_STEPS),
        ("Reported incident and non-crime record", IncidentState, INCIDENT_STEPS),
    ):
        lines += ["", f"## {title}", "", "| From | To | When somebody may |", "| --- | --- | --- |"]
        for state in states:
            for step in steps.values():
                if state in step.since:
                    after = states(step.to).label if step.to else "no change"
                    lines.append(f"| {state.label} | {after} | {step.words} |")
    return lines
