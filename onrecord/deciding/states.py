"""States of a decision and of its review: one table each. docs/reference/states.md is written from here."""

from django.db.models import TextChoices


class State(TextChoices):
    OPEN = "open", "open"
    REFERRED = "referred", "with the registrar"
    CONCLUDED = "concluded", "concluded"
    WITHDRAWN = "withdrawn", "withdrawn"


TRANSITIONS: dict[State, dict[State, str]] = {
    State.OPEN: {
        State.CONCLUDED: "its answer is confirmed: crimes are recorded, or a rationale is given",
        State.REFERRED: "the rules leave a point to the registrar, or there are no questions for it",
        State.WITHDRAWN: "somebody gives it up, with the reason",
    },
    State.REFERRED: {
        State.CONCLUDED: "a ruling settles it, or the registrar chooses what is recorded",
        State.REFERRED: "a ruling leaves another point open",
        State.OPEN: "after a ruling, something is left to ask, or a rationale to give",
        State.WITHDRAWN: "somebody gives it up, with the reason",
    },
    State.CONCLUDED: {},
    State.WITHDRAWN: {},
}


class ReviewState(TextChoices):
    WAITING = "waiting", "waits for review"
    GIVEN_BACK = "given-back", "given back"
    AGREED = "agreed", "agreed"
    CORRECTED = "corrected", "corrected by a new decision"


REVIEW_TRANSITIONS: dict[ReviewState, dict[ReviewState, str]] = {
    ReviewState.WAITING: {
        ReviewState.AGREED: "a reviewer agrees",
        ReviewState.GIVEN_BACK: "a reviewer gives it back, with words",
        ReviewState.CORRECTED: "a new decision that corrects it is concluded",
    },
    ReviewState.GIVEN_BACK: {
        ReviewState.AGREED: "the answer satisfies a reviewer",
        ReviewState.CORRECTED: "a new decision that corrects it is concluded",
    },
    ReviewState.AGREED: {
        ReviewState.CORRECTED: "a new decision that corrects it is concluded",
    },
    ReviewState.CORRECTED: {},
}


class Reviewer(TextChoices):
    SUPERVISOR = "supervisor", "a supervisor"
    REGISTRAR = "registrar", "the registrar"


def states_section() -> str:
    """The tables of decisions and reviews for docs/reference/states.md, as Markdown."""
    return "\n".join(
        [
            *_section("Decision", TRANSITIONS),
            "",
            *_section("Review of a decision", REVIEW_TRANSITIONS),
            "",
        ]
    )


def _section(title: str, table: dict) -> list[str]:
    lines = [f"## {title}", "", "| From | To | When |", "| --- | --- | --- |"]
    for state, after in table.items():
        if not after:
            lines.append(f"| {state.label} | nothing | it is final |")
        lines += [f"| {state.label} | {to.label} | {when} |" for to, when in after.items()]
    return lines
