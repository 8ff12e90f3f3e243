"""The states of a message that goes out, and every step between them: one table. docs/reference/states.md is written from it."""

from django.db.models import TextChoices


class SendState(TextChoices):
    WAITING = "waiting", "waits to be sent"
    SENDING = "sending", "is being sent"
    SENT = "sent", "sent"
    UNSURE = "unsure", "may have arrived: the line broke after it was handed over"
    GIVEN_UP = "given-up", "given up"


_S = SendState
TRANSITIONS: dict[SendState, dict[SendState, str]] = {
    _S.WAITING: {_S.SENDING: "its time has come, and this run takes it"},
    _S.SENDING: {
        _S.SENT: "the other side says that it has it",
        _S.WAITING: "the other side can't be reached or says later: tried again, each time after longer",
        _S.UNSURE: "an e-mail was handed over and no answer came, or the program ended meanwhile: it isn't sent twice by itself",
        _S.GIVEN_UP: "the other side refuses it for good, or has not been reached for a week",
    },
    _S.UNSURE: {_S.WAITING: "somebody has it sent again, under the same message number"},
    _S.GIVEN_UP: {_S.WAITING: "somebody has it sent again, once what was wrong is mended"},
    _S.SENT: {},
}


def may_move(since: str, to: str) -> bool:
    return SendState(to) in TRANSITIONS[SendState(since)]


def sending_section() -> str:
    """The table for docs/reference/states.md, as Markdown."""
    lines = ["## Message that goes out", "", "| From | To | When |", "| --- | --- | --- |"]
    for state, after in TRANSITIONS.items():
        if not after:
            lines.append(f"| {state.label} | nothing | it is final |")
        lines += [f"| {state.label} | {to.label} | {when} |" for to, when in after.items()]
    return "\n".join([*lines, ""])
