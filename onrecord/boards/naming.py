"""What a text of a board may say of people: nothing, unless whoever writes it has answered for the very words.

check_names(text, may_stand)             refuses a text in which something may be about a person
keep_answers(about, text, by)            keeps who answered for what was found and let stand; in the caller's transaction

`may_stand`: the words that were shown to whoever writes and that they ticked, in any case and spacing. Words that nobody was
shown are never let through by an answer for others.
"""

from collections.abc import Collection
from pathlib import Path

from django.db.models import Q
from django.utils import timezone

from onrecord.boards import content
from onrecord.boards.bodies_kept import current
from onrecord.boards.errors import NamesFound
from onrecord.boards.models import Meeting, Stands
from onrecord.contact.force import force
from onrecord.ledger.actions import append
from onrecord.people.models import User
from onrecord.response.checking import own_lists
from onrecord.response.holders import names_on
from onrecord.response.personal import Mark, fold, marks


def found_in(text: str) -> list[Mark]:
    """What may be about a person, the same words once; names of office holders, of bodies and of their offices may stand."""
    bodies = current()
    allowed = [
        *names_on(timezone.localdate()),
        force().name,
        *(each.title for each in bodies),
        *(member.title for each in bodies for member in each.members),
    ]
    lists: list[Path] = [path for path, _ in own_lists()]
    return list({each.key: each for each in marks(text, allowed=allowed, lists=lists)}.values())


def check_names(text: str, may_stand: Collection[str] = ()) -> None:
    """Raise NamesFound, with what was found, unless each of the words was answered for."""
    found = found_in(text)
    answered = {fold(each) for each in may_stand}
    if any(fold(each.text) not in answered for each in found):
        raise NamesFound(found)


def answers_in(meeting: Meeting) -> list[Stands]:
    """What was let stand in the minutes and matters, papers and reasons of a meeting."""
    begins = f"minutes:{meeting.pk}:"
    rows = Stands.objects.filter(
        Q(about__startswith=begins)
        | Q(about__startswith=f"paper:{meeting.pk}:")
        | Q(about=content.meeting_subject(meeting))
    )
    return list(rows)


def keep_answers(about: str, text: str, by: User) -> Stands | None:
    """Keep who let stand what is found in a text that was checked; None where nothing is."""
    found = found_in(text)
    if not found:
        return None
    row = Stands(
        about=about,
        words=[each.text for each in found],
        made_by=by.username,
        made_at=timezone.now(),
        entry_seq=0,
    )
    # Its number is part of what the ledger says.
    row.save()
    row.entry_seq = append(
        kind="names.stand",
        subject=content.stands_subject(row),
        body=content.stands_content(row),
        by=by.username,
    )
    row.save()
    return row
