"""What may happen to messages and campaigns; each change with its ledger entry, in one transaction.

make_message(words=, aim=, figures=, by=)     a draft
edit_message(message=, words=, by=)           other words: it has to be read again before use
move_message(message=, to=, by=)              ready, withdrawn, or taken up again (states)
start_campaign(message=, name=, departments=, starts=, ends=, by=)
end_campaign(campaign=, by=)                  before its last day

Nothing that looks like personal data is taken (`personal`).
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from onrecord.ledger.actions import append
from onrecord.people.models import User
from onrecord.training.drafts import CITE, HEADLINE, TEXT
from onrecord.training.errors import TrainingError
from onrecord.training.message_content import (
    campaign_content,
    campaign_subject,
    message_content,
    message_subject,
)
from onrecord.training.message_models import Campaign, Message
from onrecord.training.personal import personal
from onrecord.training.policies import check_can_make_messages
from onrecord.training.states import MessageState, may_move

# As the form calls them.
LABELS = {
    "headline": "Headline",
    "wrong": "What goes wrong",
    "do": "What to do",
    "rule": "Rule and page",
}
LIMITS = {"headline": HEADLINE, "wrong": TEXT, "do": TEXT, "rule": CITE}
MOST_AIM = 300
# Days are fixed before anybody knows what came of it.
MOST_BACK = timedelta(days=31)
LONGEST = timedelta(days=366)


def make_message(
    *, words: Mapping[str, str], aim: str, figures: Mapping[str, Any], by: User
) -> Message:
    """Keep a draft. Raises TrainingError for words that are missing, too long, or about somebody."""
    check_can_make_messages(by)
    if len(aim) > MOST_AIM:
        raise TrainingError("The name of the rule is too long for a message to be about it.")
    with transaction.atomic():
        row = Message(aim=aim, figures=dict(figures), made_by=by.username, version=0)
        row.made_at = timezone.now()
        _put(row, words)
        return _keep_message(row, by)


def edit_message(*, message: Message, words: Mapping[str, str], by: User) -> Message:
    """Change the words; a message that was ready is a draft again."""
    check_can_make_messages(by)
    with transaction.atomic():
        row = _held(message)
        if row.state == MessageState.WITHDRAWN:
            raise TrainingError("It is withdrawn. Take it up again first.")
        before = {name: getattr(row, name) for name in LIMITS}
        _put(row, words)
        if before == {name: getattr(row, name) for name in LIMITS}:
            return row
        row.state = MessageState.DRAFT
        return _keep_message(row, by)


def move_message(*, message: Message, to: str, by: User) -> Message:
    """Say that it may be used, withdraw it, or take it up again."""
    check_can_make_messages(by)
    with transaction.atomic():
        row = _held(message)
        if to not in MessageState.values or not may_move(row.state, to):
            raise TrainingError(
                f"A message that is {row.get_state_display()} can't be changed so. Look at it again."
            )
        row.state = MessageState(to)
        return _keep_message(row, by)


def start_campaign(
    *,
    message: Message,
    name: str,
    departments: Sequence[str],
    starts: date,
    ends: date,
    by: User,
) -> Campaign:
    """Plan a campaign with a message that is ready."""
    check_can_make_messages(by)
    today = timezone.localdate()
    if message.state != MessageState.READY:
        raise TrainingError("Read the message and say that it is ready first.")
    if ends < starts or ends - starts > LONGEST:
        raise TrainingError("The last day must come after the first, within a year.")
    if starts < today - MOST_BACK:
        raise TrainingError(
            "It began more than a month ago. A campaign is written down before its effect is known."
        )
    _refuse_personal(name)
    with transaction.atomic():
        row = Campaign(
            message=_held(message),
            name=_text(name, 90, "Name"),
            departments=sorted({each.strip() for each in departments if each.strip()}),
            starts=starts,
            ends=ends,
            made_by=by.username,
            made_at=timezone.now(),
            version=0,
        )
        return _keep_campaign(row, by)


def end_campaign(*, campaign: Campaign, by: User) -> Campaign:
    """End it today, before its last day; one that has not begun is never shown."""
    check_can_make_messages(by)
    with transaction.atomic():
        row = Campaign.objects.select_for_update().get(pk=campaign.pk)
        if row.ended_on or row.state == "over":
            raise TrainingError("It is over already.")
        row.ended_on = timezone.localdate() - timedelta(days=1)
        return _keep_campaign(row, by)


def _held(message: Message) -> Message:
    return Message.objects.select_for_update().get(pk=message.pk)


def _put(row: Message, words: Mapping[str, str]) -> None:
    for name, limit in LIMITS.items():
        setattr(row, name, _text(words.get(name, ""), limit, LABELS[name]))
    _refuse_personal(" \n ".join(getattr(row, name) for name in ("headline", "wrong", "do")))


def _refuse_personal(text: str) -> None:
    found = personal(text)
    if found:
        raise TrainingError(
            f"{'; '.join(found)}. A message names nobody and no record: take it out."
        )


def _text(text: str, limit: int, what: str) -> str:
    plain = " ".join(text.replace("\0", "").split())
    if not plain:
        raise TrainingError(f"“{what}” is empty. Write it.")
    if len(plain) > limit:
        raise TrainingError(f"Shorten “{what}” to {limit} letters.")
    return plain


def _keep_message(row: Message, by: User) -> Message:
    row.version += 1
    if row.pk is None:
        # Its number is part of what the ledger says.
        row.entry_seq = 0
        row.save()
    row.entry_seq = append(
        kind="message.kept",
        subject=message_subject(row),
        body=message_content(row),
        by=by.username,
    )
    row.save()
    return row


def _keep_campaign(row: Campaign, by: User) -> Campaign:
    row.version += 1
    if row.pk is None:
        row.entry_seq = 0
        row.save()
    row.entry_seq = append(
        kind="campaign.kept",
        subject=campaign_subject(row),
        body=campaign_content(row),
        by=by.username,
    )
    row.save()
    return row
