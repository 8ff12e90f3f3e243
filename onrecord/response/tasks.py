"""The work on a response as its page lists it: each part with how it stands, and what may be done with the whole."""

from dataclasses import dataclass

from django.urls import reverse

from onrecord.improvement.queries import recommendations
from onrecord.response.checking import Asked
from onrecord.response.forms import DEEDS
from onrecord.response.models import Response
from onrecord.response.states import CommentsState, ResponseState

# Deeds of whoever signs off.
SIGNS = {"sign", "send-back", "publish"}


@dataclass(frozen=True)
class Task:
    """One part of the work: `url` where it is done, empty where it isn't this person's or can't be done now."""

    label: str
    state: str
    colour: str
    url: str = ""
    hint: str = ""


def tasks_of(row: Response, marks: list[Asked]) -> list[Task]:
    """The work on the commissioner's side, in its order."""
    is_open = row.state == ResponseState.OPEN
    ref = row.inspection.ref

    def url(what: str) -> str:
        return reverse("response-do", args=[ref, what]) if is_open else ""

    came = row.comments in (CommentsState.CAME, CommentsState.NONE_CAME)
    tasks = [
        Task(
            "Invite the chief constable to comment",
            "done" if row.invited_on else "to do",
            "green" if row.invited_on else "amber",
            url("invite"),
            f"invited on {row.invited_on:%d/%m/%Y}, comments by {row.comments_by:%d/%m/%Y}"
            if row.invited_on
            else "Police Act 1996 s.55(4)",
        ),
        Task(
            "Comments of the chief constable",
            str(row.get_comments_display()),
            "green" if came else "amber",
            url("none-came") if row.comments == CommentsState.INVITED else "",
            "If none come, say so here: it is published."
            if row.comments == CommentsState.INVITED
            else "",
        ),
    ]
    if row.comments == CommentsState.CAME:
        tasks.append(
            Task(
                "Answer the comments on the whole report",
                "written" if row.to_comments else "empty",
                "green" if row.to_comments else "",
                url("reply"),
                "May stay empty.",
            )
        )
    tasks.append(
        Task(
            "Overall response",
            "written" if row.overall else "to do",
            "green" if row.overall else "amber",
            url("overall"),
        )
    )
    answers = {each.recommendation_id: each for each in row.answers.all()}
    for each in recommendations(row.inspection):
        answer = answers.get(each.pk)
        tasks.append(
            Task(
                each.label,
                str(answer.get_kind_display()).lower() if answer else "to do",
                "green" if answer else "amber",
                reverse("response-answer", args=[ref, each.number]) if is_open else "",
                each.text[:110] + ("…" if len(each.text) > 110 else ""),
            )
        )
    waiting = sum(not each.reason for each in marks)
    tasks.append(
        Task(
            "What may be about a person",
            f"{waiting} to answer" if waiting else "nothing open",
            "red" if waiting else "green",
            reverse("response-names", args=[ref]),
            "Names, addresses, numbers and references in any part of the text.",
        )
    )
    return tasks


def deeds_of(row: Response, writes: bool, signs: bool) -> list[dict[str, str]]:
    """What may be done with it as a whole, as it stands now: label, address, kind of button."""
    by_state = {
        ResponseState.OPEN: ["review"],
        ResponseState.REVIEW: ["sign", "send-back"],
        ResponseState.SIGNED: ["publish", "take-up"],
        ResponseState.PUBLISHED: ["correct"],
    }
    return [
        {
            "label": DEEDS[what].title,
            "url": reverse("response-do", args=[row.inspection.ref, what]),
            "kind": "" if what in ("review", "sign", "publish") else "second",
        }
        for what in by_state[ResponseState(row.state)]
        if (signs if what in SIGNS else writes)
    ]
