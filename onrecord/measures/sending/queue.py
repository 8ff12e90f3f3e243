"""The queue of everything that goes out: kept until it is sent, tried again for a week, and never sent twice by itself.

A message is taken in one transaction (waiting -> sending), sent outside of any, and its end is written in another. If the
program ends in between, nobody knows whether an e-mail went: it becomes "unsure" and waits for a person. What goes to another
program is tried again instead, since it bears a number by which that program knows it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from onrecord.measures.alerts.models import Hook, Outgoing
from onrecord.measures.alerts.states import SendState, may_move
from onrecord.measures.sending.hooks import send_to_program
from onrecord.measures.sending.mail import Sent, send_mail
from onrecord.people.addresses import address_of
from onrecord.people.models import User

# Longest time between two tries, and how long a message is tried.
SLOWEST, GIVE_UP = timedelta(hours=4), timedelta(days=7)
# Who took a message and hasn't said what became of it after this isn't there any more.
ABANDONED = timedelta(minutes=15)
# ... and where somebody is to look now, after this: longer than a mail server is waited for.
ABANDONED_URGENT = timedelta(minutes=3)
MOST = 10_000
KEPT_FOR = timedelta(days=90)


# Kind -> the address for what stands in `to`; "" where nothing is to go there (any more). Kept out of the queue, since it
# is read by people who needn't know whose address it is.
_addresses: dict[str, Callable[[str], str]] = {}


def register_addresses(kind: str, look_up: Callable[[str], str]) -> None:
    """Say who knows the addresses of a kind of e-mail."""
    _addresses[kind] = look_up


# How the keys of messages begin that had better come twice than not at all.
_urgent: set[str] = set()


def register_urgent(start: str) -> None:
    """Messages whose keys begin so are sent again where nobody knows whether they went."""
    _urgent.add(start)


def is_urgent(row: Outgoing) -> bool:
    return row.key.startswith(tuple(_urgent))


@dataclass
class Done:
    """What one run did."""

    sent: int = 0
    later: int = 0
    unsure: int = 0
    given_up: int = 0


def put(
    *,
    key: str,
    kind: str,
    to: str,
    body: str,
    now: datetime,
    subject: str = "",
    next_at: datetime | None = None,
) -> Outgoing:
    """Put a message into the queue; one that is there already under this key is returned as it is."""
    row, _ = Outgoing.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "to": to,
            "subject": subject,
            "body": body,
            "queued_at": now,
            "next_at": next_at or now,
        },
    )
    return row


def deliver(now: datetime, clock: Callable[[], datetime] | None = None, start: str = "") -> Done:
    """Send what is due. `clock` tells the time when each is done (`now` unless given). `start`: only what has a key that
    begins so, and nothing else is looked after."""
    done = Done()
    if not start:
        _abandoned(now)
    for _ in range(MOST):
        row = _take(now, start)
        if row is None:
            break
        sent, words = _send(row)
        _end(row, sent, words, clock() if clock else now, done)
    if not start:
        Outgoing.objects.filter(state=SendState.SENT, done_at__lt=now - KEPT_FOR).delete()
    return done


def _take(now: datetime, start: str = "") -> Outgoing | None:
    """The next message that is due, marked as being sent: no other run takes it."""
    with transaction.atomic():
        due = Outgoing.objects.select_for_update(skip_locked=_can_skip()).filter(
            state=SendState.WAITING, next_at__lte=now, key__startswith=start
        )
        # Receipts come last: a flood of reports must not hold up what tells people of the one that can't wait.
        urgent, receipts = (
            due.exclude(kind=Outgoing.Kind.REPORTER),
            due.filter(kind=Outgoing.Kind.REPORTER),
        )
        row = urgent.order_by("next_at", "pk").first() or receipts.order_by("next_at", "pk").first()
        if row is not None:
            _move(row, SendState.SENDING)
            row.taken_at, row.attempts = now, row.attempts + 1
            row.save()
        return row


def _send(row: Outgoing) -> tuple[Sent, str]:
    if row.kind == Outgoing.Kind.HOOK:
        hook = Hook.objects.filter(pk=int(row.to), active=True).first()
        if hook is None:
            return Sent.NEVER, "The address was taken away."
        return send_to_program(hook.url, hook.secret, row.key, row.body)
    if row.kind in _addresses:
        found = _addresses[row.kind](row.to)
        if not found:
            return Sent.NEVER, "Whoever it is for wants no e-mail, or gave no address."
        return send_mail(found, row.subject, row.body, row.key)
    user = User.objects.filter(username=row.to, is_active=True).first()
    address = address_of(user).address if user else ""
    if not address:
        return Sent.NEVER, "The account has no e-mail address, or was closed."
    return send_mail(address, row.subject, row.body, row.key)


def _end(row: Outgoing, sent: Sent, words: str, now: datetime, done: Done) -> None:
    """Write what became of it."""
    with transaction.atomic():
        row = Outgoing.objects.select_for_update().get(pk=row.pk)
        if row.state != SendState.SENDING:
            return  # a later run took this one for abandoned
        row.trouble = words[:300]
        if sent == Sent.YES:
            _move(row, SendState.SENT)
            row.done_at, row.trouble, row.body = now, "", ""
            done.sent += 1
        elif sent == Sent.UNSURE:
            _move(row, SendState.UNSURE)
            row.done_at = now
            done.unsure += 1
        elif sent == Sent.NEVER or now - row.queued_at > GIVE_UP:
            _move(row, SendState.GIVEN_UP)
            row.done_at = now
            done.given_up += 1
        else:
            _move(row, SendState.WAITING)
            row.next_at = now + wait(row.attempts)
            done.later += 1
        row.save()


def wait(attempts: int) -> timedelta:
    """How long until the next try: 2 minutes, 4, 8 ... up to `SLOWEST`."""
    return min(SLOWEST, timedelta(minutes=2 ** min(attempts, 10)))


def _abandoned(now: datetime) -> None:
    """What an earlier run took and never finished."""
    rows = Outgoing.objects.filter(state=SendState.SENDING, taken_at__lt=now - ABANDONED_URGENT)
    for row in list(rows):
        urgent = is_urgent(row)
        if not urgent and row.taken_at and row.taken_at >= now - ABANDONED:
            continue
        mail = row.kind != Outgoing.Kind.HOOK and not urgent
        _end(row, Sent.UNSURE if mail else Sent.LATER, "The program ended while it was sent.", now, Done())  # fmt: skip


def _move(row: Outgoing, to: SendState) -> None:
    if not may_move(row.state, to):
        raise ValueError(f"a message can't go from {row.state} to {to}")
    row.state = to


def _can_skip() -> bool:
    return connection.features.has_select_for_update_skip_locked
