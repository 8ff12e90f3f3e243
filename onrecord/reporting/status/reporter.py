"""What the reporter may do after the report was sent: add to it, challenge the decision, say that it isn't safe to be in
touch, ask that it isn't looked into. Without an account: the reference and the secret are enough.

    find(ref=, secret=)                     the report, or None; wrong ones take as long and are told alike
    add_more / challenge / not_safe / withdraw (report=, text=, origin=)

The same `origin` again changes nothing. Raises ReportError in words.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from hmac import compare_digest
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from onrecord.contact.actions import LogError, add_account, add_entry, check_origin
from onrecord.contact.models import Log
from onrecord.people.models import User
from onrecord.reporting.errors import ReportError
from onrecord.reporting.front_door import front_door
from onrecord.reporting.models import Report, ReportMessage
from onrecord.reporting.numbers import as_written
from onrecord.reporting.receiving.intake import part_origin, secret_hash
from onrecord.reporting.receiving.receipt import NOW, stops_of, tell, write_triage
from onrecord.reporting.receiving.risk import assess, level_of
from onrecord.reporting.receiving.triage import UNREAD, triage
from onrecord.reporting.states import MessageKind
from onrecord.reporting.status.rights import answer_by
from onrecord.reporting.status.standing import standing_of
from onrecord.reporting.work.of_log import log_of
from onrecord.reporting.work.showing import UNSAFE
from onrecord.reporting.writing import held, keep, keep_message, next_number, words_of

# More messages than this in a day are no longer somebody who remembers something else.
MOST_A_DAY: Final = 40
MOST_TEXT: Final = 20_000
WHO: Final = "the reporter, on line"
# From this level on a challenge is looked at before its days are over.
SOON: Final = 2
# The list in which what they wrote stands.
MESSAGES: Final = "on-line-messages"
NO_OTHER: Final = f"{UNSAFE}. They give no other way."
_NOBODY: Final = secret_hash("nobody's secret has these words")


def find(*, ref: str, secret: str, partner: bool = False) -> Report | None:
    """The report with this reference and secret. Whether there is no such report or the secret is another's makes no
    difference, neither in words nor in time. `partner`: of one that an organisation sent; its page tells less."""
    rows = Report.objects.filter(ref__in=as_written(ref)).order_by("pk")
    # The hash alone: a long account would take longer to load than none.
    held = rows.values_list("secret_hash", flat=True).first()
    right = compare_digest(secret_hash(secret), held or _NOBODY)
    row = rows.first() if held and right else None
    return row if row is not None and (row.route == "partner") == partner else None


def add_more(*, report: Report, text: str, origin: str, who: str = WHO) -> ReportMessage:
    """Something else that they remember: word for word into the log, beside the first account, as told by `who`. It is weighed
    as the report was, and a person hears at once where it presses."""
    text = words_of(_("What you want to add"), text, MOST_TEXT)

    def into_log(row: Report, log: Log, by: User) -> None:
        add_account(
            log=log, by=by, text=text, who=who, differs=False, origin=part_origin(origin, "account")
        )

    with transaction.atomic():
        return _write(report, MessageKind.MORE, text, origin, into_log)


def challenge(
    *, report: Report, text: str, origin: str, who: str = "The reporter"
) -> ReportMessage:
    """They, named as `who`, say that the decision is wrong. It goes to somebody who did not decide, and is answered by a day;
    what presses in it is looked at at once, by whoever is there."""
    text = words_of(_("Why you think that it is wrong"), text, MOST_TEXT)
    origin = _origin(origin)

    def into_log(row: Report, log: Log, by: User) -> None:
        add_entry(
            log=log,
            by=by,
            text=f"{who} challenges the decision: {text}",
            origin=part_origin(origin, "entry"),
        )

    with transaction.atomic():
        # Asked while nobody else can write one: two windows must not make two challenges.
        row = held(report)
        there = ReportMessage.objects.filter(origin=origin, report=row).first()
        if there is None and not standing_of(row).may_challenge:
            raise ReportError(
                _(
                    "There is nothing to challenge yet, or your challenge is being looked at already."
                )
            )
        return _write(row, MessageKind.CHALLENGE, text, origin, into_log)


def not_safe(*, report: Report, text: str, origin: str) -> ReportMessage:
    """It isn't safe any more to be in touch in the way that they gave: a person hears of it at once, before somebody rings as
    it was said before. `text`: what is safe instead; may be empty."""
    text = words_of(_("What is safe instead"), text, 1000) if text.strip() else ""
    words = f"{UNSAFE}. They say instead: {text}" if text else NO_OTHER

    def into_log(row: Report, log: Log, by: User) -> None:
        add_entry(log=log, by=by, text=words, origin=part_origin(origin, "entry"))

    with transaction.atomic():
        message = _write(report, MessageKind.MORE, words, origin, into_log, least=NOW)
        row = held(report)
        if row.contact.get("safe") != words:
            keep(row, by=front_door().username, contact={**row.contact, "safe": words})
    return message


def withdraw(*, report: Report, text: str, origin: str) -> ReportMessage:
    """They don't want it looked into. It is told to whoever has it; what must be recorded is recorded all the same."""
    text = words_of(_("Your words"), text, MOST_TEXT) if text.strip() else ""
    words = text or "No reason was given."

    def into_log(row: Report, log: Log, by: User) -> None:
        add_entry(
            log=log,
            by=by,
            text=f"The reporter no longer wants it looked into: {words}",
            origin=part_origin(origin, "entry"),
        )

    with transaction.atomic():
        return _write(report, MessageKind.WITHDRAWN, words, origin, into_log)


def _origin(origin: str) -> str:
    try:
        return check_origin(origin)
    except LogError:
        raise ReportError(
            _("This page is out of date. Open it again and send it once more.")
        ) from None


def _write(
    report: Report,
    kind: MessageKind,
    text: str,
    origin: str,
    into_log: Callable[[Report, Log, User], None],
    least: int = 0,
) -> ReportMessage:
    """Keep a message, say it in the log, and weigh it; where it presses, a person hears at once. `least`: how much it presses
    whatever its words. A closed log isn't opened by it: the worklist of messages has it, and a person opens the log again
    where that is right."""
    origin = _origin(origin)
    row = held(report)
    there = ReportMessage.objects.filter(origin=origin).first()
    if there is not None:
        if there.report_id != row.pk:
            raise ReportError(_("This page is out of date. Open it again and send it once more."))
        return there
    now = timezone.now()
    if row.messages.filter(by="", at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise ReportError(
            _("You have written very often today. Call 101 and give your report number.")
        )
    log = log_of(row)
    by = front_door(log.department if log else "")
    presses = max(_weigh_again(row, text), least)
    message = keep_message(
        ReportMessage(
            report=row,
            report_ref=row.ref,
            number=next_number(row),
            kind=kind,
            origin=origin,
            text=text,
            at=now,
            due_at=_due(kind, now, presses),
        ),
        by=by.username,
    )
    if log is not None and log.closed_at is None:
        into_log(row, log, by)
    if presses >= NOW:
        tell(row, MESSAGES, message.origin)
    return message


def _due(kind: MessageKind, now: datetime, presses: int) -> datetime:
    """By when a person looks: by how much it presses; a challenge that doesn't has its days."""
    if kind == MessageKind.CHALLENGE and presses < SOON:
        return answer_by(now)
    return now + timedelta(hours=triage().levels[presses].hours)


def _weigh_again(row: Report, text: str) -> int:
    """Keep with the report what presses in the words that were added and did not before. Returns how much they press by
    themselves: the kind of the report was weighed when it came, and what was said before and is said again counts again."""
    weigh = partial(
        assess,
        account=text,
        language=row.language,
        kind=row.type_key,
        stops=stops_of(row),
        on=timezone.localdate(),
    )
    said = [risk for risk in weigh() if risk.quote or risk.rule == UNREAD]
    fresh = [risk for risk in weigh(known=row.risks) if risk.quote or risk in said]
    if fresh:
        log = log_of(row)
        keep(
            row,
            by=front_door().username,
            risks=[*row.risks, *(risk.as_dict() for risk in fresh)],
            risk=max(row.risk, level_of(fresh)),
        )
        if log is not None and log.closed_at is None:
            write_triage(row, log)
    return level_of([*said, *fresh])
