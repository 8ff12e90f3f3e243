"""The chief constable's comments: invited with a day, sent by a chief officer, or none came; each with its ledger entry.

invite(response=, by=, office=, comments_by=, on=)     s.55(4)
send_comments(response=, by=, words=)                  the force's comments on the whole report, and its answers with them
say_none_came(response=, by=, words=)                  published so

What the force answers to each recommendation is its answer in the register (`improvement.recommendations.answer`): drafted by the
registrar, the force's word once a chief officer confirms it.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from onrecord.improvement.recommendations.states import Stance
from onrecord.improvement.texts import line, long_text
from onrecord.people.models import User
from onrecord.response.clock import due
from onrecord.response.errors import ResponseError
from onrecord.response.keeping import held, held_open, keep, wrote
from onrecord.response.models import Response
from onrecord.response.policies import check_can_send_comments, check_can_write_response
from onrecord.response.states import COMMENTS_STEPS, CommentsState, ResponseState


def invite(
    *,
    response: Response,
    by: User,
    office: str,
    comments_by: date,
    on: date | None = None,
) -> Response:
    """Say that the chief constable was invited on a day to comment by another. It may be said again with a later day."""
    check_can_write_response(by)
    office = line(office, 200, "who was invited, such as Chief Constable of Ashshire")
    on = on or timezone.localdate()
    with transaction.atomic():
        row = held_open(response)
        published = row.inspection.published_on
        if not published <= on <= timezone.localdate():
            raise ResponseError("The invitation goes out after the report, and not in the future.")
        if comments_by < on:
            raise ResponseError(
                "The day for comments lies before the invitation. Choose a later one."
            )
        last = due(published).last
        if on <= last < comments_by:
            raise ResponseError(
                f"The response must be published by {last:%d/%m/%Y}. Choose a day for comments before that."
            )
        row.invited_on, row.invited_office, row.comments_by = on, office, comments_by
        if row.comments == CommentsState.NOT_INVITED:
            row.comments = CommentsState.INVITED
        return keep(row, by)


def drafts_of_force(response: Response) -> list[str]:
    """Labels of recommendations whose answer a chief officer hasn't confirmed."""
    rows = response.inspection.recommendations.filter(stance_draft=True).exclude(stance=Stance.NONE)
    return list(rows.values_list("label", flat=True))


def send_comments(*, response: Response, by: User, words: str, on: date | None = None) -> Response:
    """Send the force's comments, today or, where they went by letter, on an earlier day. Only a chief officer does; the answers to recommendations must be confirmed before."""
    check_can_send_comments(by)
    words = long_text(words, "the comments on the whole report", needed=False)
    with transaction.atomic():
        row = held(response)
        if CommentsState.CAME not in COMMENTS_STEPS[CommentsState(row.comments)]:
            raise ResponseError("The commissioner hasn't invited comments yet.")
        if row.state in (ResponseState.SIGNED, ResponseState.PUBLISHED):
            raise ResponseError(
                f"The response is {row.get_state_display()}. Write to the commissioner's office, who can change it."
            )
        if drafts := drafts_of_force(row):
            raise ResponseError(
                f"These answers are drafts: {', '.join(drafts)}. Confirm each as the force's answer first."
            )
        if not words and not row.inspection.recommendations.exclude(stance=Stance.NONE).exists():
            raise ResponseError(
                "There is nothing to send: no comment, and no answer to a recommendation."
            )
        on = on or timezone.localdate()
        if row.invited_on is None or not row.invited_on <= on <= timezone.localdate():
            raise ResponseError("Comments go out after the invitation, and not in the future.")
        row.comments, row.comments_on = CommentsState.CAME, on
        row.comments_words, row.comments_from = words, by.username
        return keep(row, by)


def say_none_came(*, response: Response, by: User, words: str = "") -> Response:
    """Say that no comments came. Before the day is over only with words: who said that there would be none."""
    check_can_write_response(by)
    words = long_text(words, "the words", needed=False)
    with transaction.atomic():
        row = held_open(response)
        if row.comments not in (CommentsState.INVITED, CommentsState.NONE_CAME):
            raise ResponseError(
                "Invite the chief constable first."
                if row.comments == CommentsState.NOT_INVITED
                else "Comments came already."
            )
        if not words and row.comments_by and timezone.localdate() <= row.comments_by:
            raise ResponseError(
                f"Comments may come until {row.comments_by:%d/%m/%Y}. If the force said that there will be none, write who said so and when."
            )
        row.comments, row.comments_on = CommentsState.NONE_CAME, timezone.localdate()
        row.comments_words = words
        wrote(row, by)
        return keep(row, by)
