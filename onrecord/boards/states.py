"""The states of a meeting, of a matter and of a line of the minutes, and every step between them: one table.
docs/reference/states.md is written from it."""

from django.db.models import TextChoices


class MeetingState(TextChoices):
    CALLED = "called", "called"
    ISSUED = "issued", "pack issued"
    HELD = "held", "held, minutes in draft"
    AGREED = "agreed", "minutes agreed"
    CANCELLED = "cancelled", "cancelled"


class MatterState(TextChoices):
    OPEN = "open", "open"
    CLOSED = "closed", "closed"


_M, _X = MeetingState, MatterState
MEETING_STEPS: dict[MeetingState, dict[MeetingState, str]] = {
    _M.CALLED: {
        _M.ISSUED: "its pack is issued, and stays as it was shown",
        _M.HELD: "it took place without a pack, and who came is written down",
        _M.CANCELLED: "it won't take place; why is written down, and what was open stays open",
    },
    _M.ISSUED: {
        _M.HELD: "it took place, and who came is written down",
        _M.CANCELLED: "it won't take place; why is written down, and what was open stays open",
    },
    _M.HELD: {_M.AGREED: "a later meeting of the same body agreed the minutes"},
    _M.AGREED: {},
    _M.CANCELLED: {},
}
MATTER_STEPS: dict[MatterState, dict[MatterState, str]] = {
    _X.OPEN: {_X.CLOSED: "a meeting closed it, with words that say why, by somebody who is named"},
    _X.CLOSED: {_X.OPEN: "a meeting opened it again, with the reason"},
}
# A pack may still be issued (again), and things be put on the agenda.
COMING = (_M.CALLED, _M.ISSUED)
# It took place.
TOOK_PLACE = (_M.HELD, _M.AGREED)


def may_move(since: str, to: str) -> bool:
    """Whether a meeting may go from one state to the other."""
    return MeetingState(to) in MEETING_STEPS[MeetingState(since)]


def boards_section() -> str:
    """The tables for docs/reference/states.md, as Markdown."""
    lines: list[str] = []
    tables: tuple[
        tuple[
            str,
            dict[MeetingState, dict[MeetingState, str]] | dict[MatterState, dict[MatterState, str]],
        ],
        ...,
    ]
    tables = (
        ("Meeting of a board", MEETING_STEPS),
        ("Matter on the agenda of a board", MATTER_STEPS),
    )
    for title, table in tables:
        lines += [f"## {title}", "", "| From | To | When |", "| --- | --- | --- |"]
        for state, after in table.items():
            if not after:
                lines.append(f"| {state.label} | nothing | it is final |")
            lines += [f"| {state.label} | {to.label} | {when} |" for to, when in after.items()]
        lines.append("")
    return "\n".join(lines)
