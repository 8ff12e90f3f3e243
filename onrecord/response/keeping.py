"""How a response and what belongs to it are held, changed and kept, each with its ledger entry; inside a transaction."""

from typing import Any

from onrecord.ledger.actions import append
from onrecord.people.models import User
from onrecord.response import content as c
from onrecord.response.errors import ResponseError
from onrecord.response.models import (
    Answer,
    Edition,
    Left,
    OfficeHolder,
    Opening,
    Quoted,
    Response,
    Sending,
    Withdrawal,
    Wording,
)
from onrecord.response.states import ResponseState

_KINDS: dict[type[Any], tuple[str, Any, Any]] = {
    Response: ("response.kept", c.response_subject, c.response_content),
    Answer: ("response.answered", c.answer_subject, c.answer_content),
    Quoted: ("response.quoted", c.quoted_subject, c.quoted_content),
    Left: ("response.left", c.left_subject, c.left_content),
    OfficeHolder: ("officeholder.kept", c.holder_subject, c.holder_content),
    Edition: ("response.published", c.edition_subject, c.edition_content),
    Sending: ("response.sent", c.sending_subject, c.sending_content),
    Opening: ("response-page.switched", c.opening_subject, c.opening_content),
    Withdrawal: ("response.withdrawn", c.withdrawal_subject, c.withdrawal_content),
    Wording: ("response.worded", c.wording_subject, c.wording_content),
}


def held(response: Response) -> Response:
    """The row as it is now, locked until the transaction ends."""
    return (
        Response.objects.select_for_update(of=("self",))
        .select_related("inspection")
        .get(pk=response.pk)
    )


def held_open(response: Response) -> Response:
    """The row, where it may still be written in. Raises ResponseError."""
    row = held(response)
    if row.state != ResponseState.OPEN:
        raise ResponseError(
            f"The response is {row.get_state_display()}. It can be changed once it is sent back, or a correction is begun."
        )
    return row


def keep(row: Any, by: User) -> Any:
    """Keep a row as it is now, with its entry."""
    kind, subject, content = _KINDS[type(row)]
    if hasattr(row, "version"):
        row.version = 1 if row._state.adding else row.version + 1
    if row.pk is None and type(row) in (Quoted, Left, OfficeHolder):
        # Their entry names them by their number.
        row.entry_seq = 0
        row.save()
    row.entry_seq = append(kind=kind, subject=subject(row), body=content(row), by=by.username)
    row.save()
    return row


def wrote(row: Response, by: User) -> None:
    """Remember who wrote in it: whoever signs it off should be somebody else."""
    if by.username not in row.writers:
        row.writers = sorted([*row.writers, by.username])
