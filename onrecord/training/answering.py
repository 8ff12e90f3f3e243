"""Answering a question card: the row and its entry in the ledger, in one transaction."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from onrecord.ledger.actions import append
from onrecord.people.models import User
from onrecord.training.cards import deck
from onrecord.training.content import answer_content, answer_subject
from onrecord.training.errors import TrainingError
from onrecord.training.models import CardAnswer
from onrecord.training.policies import check_can_learn
from onrecord.training.repetition import after


def answer_card(
    *, card: str, choice: str, by: User, guessed: bool = False, now: datetime | None = None
) -> CardAnswer:
    """Keep somebody's answer. The same card answered before it is due again (a form sent twice) gives the answer kept.

    Raises TrainingError for a card or a choice that there isn't.
    """
    check_can_learn(by)
    held = deck().get(card)
    if held is None:
        raise TrainingError("This card is no longer among the cards. Take the next one.")
    if choice not in {each.value for each in held.choices}:
        raise TrainingError("Choose an answer.")
    now = now or timezone.now()
    with transaction.atomic():
        # One answer at a time for one person: two windows don't both count.
        User.objects.select_for_update().get(pk=by.pk)
        last = CardAnswer.objects.filter(person=by.username, card=card).order_by("-id").first()
        if last is not None and last.due_at > now:
            return last
        right = choice == held.answer
        memory, due_at = after(last.memory if last else None, right=right, guessed=guessed, now=now)
        row = CardAnswer(
            person=by.username,
            department=by.department,
            card=card,
            rule=held.rule,
            choice=choice,
            right=right,
            guessed=guessed,
            answered_at=now,
            due_at=due_at,
            memory=memory,
        )
        row.entry_seq = append(
            kind="card.answered",
            subject=answer_subject(row),
            body=answer_content(row),
            by=by.username,
        )
        row.save(force_insert=True)
        return row
