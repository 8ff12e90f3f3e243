"""What may happen to a matter of a body; each change with its ledger entry and its line of the minutes, in one transaction.

raise_matter(meeting=, kind=, title=, by=, owner=, due_on=)   an item, an action or a risk; before a meeting, or in it
report(matter=, meeting=, by=, words=)                        what was done, for the next meeting or in one
move_matter(matter=, meeting=, by=, owner=, due_on=, why=)    another owner or day
plan_matter(matter=, meeting=, by=, plan=)                    it becomes an action of an improvement plan, and stays here
close_matter(matter=, meeting=, by=, words=)                  in a meeting only, with words
reopen_matter(matter=, meeting=, by=, why=)

Whatever isn't closed stands on the next agenda by itself: there is no other way for a matter to leave it.
"""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone

from onrecord.boards.agenda import heading_of
from onrecord.boards.errors import BoardError
from onrecord.boards.keeping import add_line, held, keep, next_number, refuse_names, told
from onrecord.boards.models import Line, Matter, Meeting
from onrecord.boards.policies import check_can_keep_boards
from onrecord.boards.states import COMING, MatterState, MeetingState
from onrecord.improvement.models import Plan
from onrecord.improvement.plans.plan_actions import add_action
from onrecord.improvement.texts import check_day, line
from onrecord.people.models import User


def raise_matter(
    *,
    meeting: Meeting,
    kind: str,
    title: str,
    by: User,
    owner: str = "",
    due_on: date | None = None,
    may_stand: Collection[str] = (),
) -> Matter:
    """Put something before the body. An action needs the title of its owner and a day."""
    check_can_keep_boards(by)
    if kind not in Matter.Kind.values:
        raise BoardError("Choose whether it is an item, an action or a risk.")
    action = kind == Matter.Kind.ACTION
    title = line(title, 300, "what it is about")
    owner = line(owner, 150, "who is to act, by title", needed=action)
    refuse_names(f"{title}\n{owner}", may_stand)
    if action and due_on is None:
        raise BoardError("Write by when the action is to be done.")
    if due_on is not None:
        check_day(due_on, "The day")
    with transaction.atomic():
        where = held(meeting)
        _check_open_to(where)
        row = Matter(
            body=where.body,
            number=next_number(Matter, body=where.body),
            kind=kind,
            title=title,
            owner=owner,
            due_on=due_on,
            raised_in=where,
            made_by=by.username,
            made_at=timezone.now(),
            version=0,
        )
        keep(row, by)
        _line(row, where, by, Line.What.RAISED, _standing(row), may_stand)
        return row


def report(
    *, matter: Matter, meeting: Meeting, by: User, words: str, may_stand: Collection[str] = ()
) -> Line:
    """What was done about it, written for a meeting that is to come or one that is being minuted."""
    check_can_keep_boards(by)
    with transaction.atomic():
        where = held(meeting)
        row = _row(matter, where)
        return _line(row, where, by, Line.What.SAID, words, may_stand)


def move_matter(
    *,
    matter: Matter,
    meeting: Meeting,
    by: User,
    why: str,
    owner: str | None = None,
    due_on: date | None = None,
    may_stand: Collection[str] = (),
) -> Matter:
    """Another owner, another day, or both; what was before stays in the minutes."""
    check_can_keep_boards(by)
    with transaction.atomic():
        where = held(meeting)
        row = _row(matter, where)
        before = (row.owner, row.due_on)
        if owner is not None:
            row.owner = line(owner, 150, "who is to act, by title", needed=row.kind == "action")
            refuse_names(row.owner, may_stand)
        if due_on is not None:
            row.due_on = check_day(due_on, "The day")
        if before == (row.owner, row.due_on):
            return row
        why = told(why, "why", may_stand=may_stand)
        words = f"From {_owed(*before)} to {_owed(row.owner, row.due_on)}. {why}"
        keep(row, by)
        _line(row, where, by, Line.What.MOVED, words, may_stand)
        return row


def plan_matter(
    *, matter: Matter, meeting: Meeting, by: User, plan: Plan, may_stand: Collection[str] = ()
) -> Matter:
    """Write the action into a plan, where it is worked on; here it stays until a meeting closes it. Whoever may keep plans may."""
    check_can_keep_boards(by)
    with transaction.atomic():
        where = held(meeting)
        row = _row(matter, where)
        if row.kind != Matter.Kind.ACTION:
            raise BoardError("Only an action becomes an action of a plan.")
        if row.plan_action is not None:
            raise BoardError(f"It is {row.plan_action} already.")
        row.plan_action = add_action(plan=plan, by=by, text=row.title, due_on=row.due_on)
        keep(row, by)
        words = f"Written into the plan “{plan}” as its action {row.plan_action.number}."
        _line(row, where, by, Line.What.MOVED, words, may_stand)
        return row


def close_matter(
    *, matter: Matter, meeting: Meeting, by: User, words: str, may_stand: Collection[str] = ()
) -> Matter:
    """A meeting that took place closed it. The words say why; who wrote them is kept."""
    check_can_keep_boards(by)
    with transaction.atomic():
        where = held(meeting)
        row = _row(matter, where)
        if where.state != MeetingState.HELD:
            raise BoardError("A matter is closed in a meeting. Write down first who was there.")
        row.closed_words = told(words, "why it is closed", may_stand=may_stand)
        row.state, row.closed_in, row.closed_by = MatterState.CLOSED, where, by.username
        keep(row, by)
        _line(row, where, by, Line.What.CLOSED, row.closed_words, may_stand)
        return row


def reopen_matter(
    *, matter: Matter, meeting: Meeting, by: User, why: str, may_stand: Collection[str] = ()
) -> Matter:
    """It wasn't done after all; it stands on agendas again."""
    check_can_keep_boards(by)
    with transaction.atomic():
        where = held(meeting)
        _check_open_to(where)
        row = Matter.objects.select_for_update().get(pk=matter.pk)
        if row.body != where.body:
            raise BoardError("The matter belongs to another body.")
        if row.is_open:
            return row
        row.state, row.closed_in, row.closed_words, row.closed_by = MatterState.OPEN, None, "", ""
        keep(row, by)
        why = told(why, "why it is opened again", may_stand=may_stand)
        _line(row, where, by, Line.What.REOPENED, why, may_stand)
        return row


def _row(matter: Matter, where: Meeting) -> Matter:
    _check_open_to(where)
    row = Matter.objects.select_for_update().get(pk=matter.pk)
    if row.body != where.body:
        raise BoardError("The matter belongs to another body.")
    if not row.is_open:
        raise BoardError("The matter is closed. Open it again first.")
    return row


def _check_open_to(where: Meeting) -> None:
    if where.state not in (*COMING, MeetingState.HELD):
        raise BoardError(f"The meeting is {where.get_state_display()}. Choose the next one.")


def _line(
    row: Matter,
    where: Meeting,
    by: User,
    what: str,
    words: str,
    may_stand: Collection[str],
) -> Line:
    return add_line(
        meeting=where,
        by=by,
        what=what,
        heading=heading_of(row),
        matter=row,
        words=words,
        may_stand=may_stand,
    )


def _standing(row: Matter) -> str:
    return f"{row.title} ({_owed(row.owner, row.due_on)})" if row.owner or row.due_on else row.title


def _owed(owner: str, due_on: date | None) -> str:
    return f"{owner or 'nobody'}, {f'by {due_on:%d/%m/%Y}' if due_on else 'no day set'}"
