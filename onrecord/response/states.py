"""The states of a commissioner's response and of the chief constable's comments, and every step between them: one table.
docs/reference/states.md is written from it."""

from django.db.models import TextChoices


class ResponseState(TextChoices):
    OPEN = "open", "being written"
    REVIEW = "review", "to be signed off"
    SIGNED = "signed", "signed off, not published"
    PUBLISHED = "published", "published"


class CommentsState(TextChoices):
    NOT_INVITED = "not_invited", "not invited yet"
    INVITED = "invited", "invited"
    CAME = "came", "came"
    NONE_CAME = "none_came", "none came"


_S, _C = ResponseState, CommentsState
RESPONSE_STEPS: dict[ResponseState, dict[ResponseState, str]] = {
    _S.OPEN: {_S.REVIEW: "nothing is missing, and what may be personal has been answered"},
    _S.REVIEW: {
        _S.OPEN: "whoever reads it sends it back, with words",
        _S.SIGNED: "somebody who wrote none of it signs it off, or says why a writer has to",
    },
    _S.SIGNED: {
        _S.OPEN: "it has to be changed: it is signed off anew afterwards",
        _S.PUBLISHED: "it is published as it was signed off, word for word",
    },
    _S.PUBLISHED: {_S.OPEN: "a correction is begun, with its reason; what is published stays"},
}
COMMENTS_STEPS: dict[CommentsState, dict[CommentsState, str]] = {
    _C.NOT_INVITED: {_C.INVITED: "the chief constable is invited to comment by a day"},
    _C.INVITED: {
        _C.CAME: "a chief officer sends the force's comments",
        _C.NONE_CAME: "the day is over, or the force said that it doesn't comment",
    },
    _C.NONE_CAME: {_C.CAME: "comments came late, before publication"},
    _C.CAME: {_C.CAME: "a chief officer sends other comments, before publication"},
}


def may_move(since: str, to: str) -> bool:
    return ResponseState(to) in RESPONSE_STEPS[ResponseState(since)]


def response_section() -> str:
    """The tables for docs/reference/states.md, as Markdown."""
    lines: list[str] = []
    tables = (
        ("Commissioner's response to an inspection", RESPONSE_STEPS),
        ("Comments of the chief constable on an inspection", COMMENTS_STEPS),
    )
    for title, table in tables:
        lines += [f"## {title}", "", "| From | To | When |", "| --- | --- | --- |"]
        for state, after in table.items():
            lines += [f"| {state.label} | {to.label} | {when} |" for to, when in after.items()]
        lines.append("")
    return "\n".join(lines)
