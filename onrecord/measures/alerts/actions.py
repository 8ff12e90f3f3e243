"""Every change of a threshold or of an address, each with its ledger entry; and sending again what was not sent.

keep_rule(rule=None, by=, name=, what=, side=, level=, roles=, ...)    a new threshold, or a new version of one
add_hook(by=, name=, url=)                                             returns the address and its secret, shown once
stop_hook(hook=, by=)
send_again(message=, by=)
"""

import secrets
from collections.abc import Collection
from datetime import time
from decimal import Decimal
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from onrecord.ledger.actions import append
from onrecord.measures.alerts.content import hook_content, hook_subject, rule_content, rule_subject
from onrecord.measures.alerts.counts import choices
from onrecord.measures.alerts.models import AlertRule, Hook, Outgoing, Side
from onrecord.measures.alerts.policies import (
    check_can_keep_alerts,
    check_can_manage_hooks,
    check_can_see_queue,
)
from onrecord.measures.alerts.states import SendState, may_move
from onrecord.people.models import User
from onrecord.people.roles import Permission, Role, permissions_of


class AlertError(ValueError):
    """The change can't be made; the message says why and what to do. Nothing was written."""


def keep_rule(
    *,
    by: User,
    name: str,
    what: str,
    side: str,
    level: Decimal,
    roles: Collection[str],
    department: str = "",
    every_hours: int = 24,
    quiet_from: time = time(0),
    quiet_to: time = time(0),
    by_mail: bool = True,
    by_hook: bool = False,
    active: bool = True,
    rule: AlertRule | None = None,
) -> AlertRule:
    """Set a threshold, or change one. `level` in per cent, hours or pieces. Raises AlertError, NotAllowed."""
    check_can_keep_alerts(by)
    name = " ".join(name.replace("\0", "").split())
    if not name:
        raise AlertError("Give the alert a name.")
    if what not in dict(choices()):
        raise AlertError("Choose what is watched from the list.")
    if side not in Side.values:
        raise AlertError("Say whether the alert comes below or above the level.")
    if not 0 <= level <= 1_000_000:
        raise AlertError("Write a level from 0 to 1,000,000.")
    chosen = [role for role in Role if role in set(roles)]
    if not chosen or len(chosen) != len(set(roles)):
        raise AlertError("Choose at least one role from the list.")
    blind = [role.label for role in chosen if Permission.VIEW_FIGURES not in permissions_of(role)]
    if blind:
        raise AlertError(f"These roles see no figures: {', '.join(blind)}. Leave them out.")
    if not 1 <= every_hours <= 24 * 92:
        raise AlertError("Write hours from 1 to 2,208 (three months).")
    with transaction.atomic():
        row = AlertRule(version=0)
        if rule is not None:
            row = AlertRule.objects.select_for_update().get(pk=rule.pk)
        row.name, row.what, row.side = name[:120], what, side
        row.level, row.roles = round(level * 100), [str(role) for role in chosen]
        row.department, row.every_hours = department.strip()[:200], every_hours
        row.quiet_from, row.quiet_to = quiet_from, quiet_to
        row.by_mail, row.by_hook, row.active = by_mail, by_hook, active
        row.version += 1
        if row.pk is None:
            row.entry_seq = 0
            row.save(force_insert=True)
        row.entry_seq = append(
            kind="alert-rule.kept",
            subject=rule_subject(row),
            body=rule_content(row),
            by=by.username,
        )
        row.save()
    return row


def add_hook(*, by: User, name: str, url: str) -> tuple[Hook, str]:
    """Let alerts out to another program. Returns the address and the secret that signs what is sent. Raises AlertError."""
    check_can_manage_hooks(by)
    name = " ".join(name.replace("\0", "").split())
    if not name:
        raise AlertError("Say which program it is.")
    url = check_address(url)
    with transaction.atomic():
        row = Hook(name=name[:120], url=url, secret=secrets.token_hex(32), entry_seq=0)
        row.save(force_insert=True)
        _keep(row, by)
    return row, row.secret


def stop_hook(*, hook: Hook, by: User) -> Hook:
    """Send nothing there any more."""
    check_can_manage_hooks(by)
    with transaction.atomic():
        row = Hook.objects.select_for_update().get(pk=hook.pk)
        if row.active:
            row.active, row.version = False, row.version + 1
            _keep(row, by)
    return row


def check_address(url: str) -> str:
    """An address that may be written to: https, a name, nothing hidden in it. Raises AlertError."""
    url = url.strip()
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 -- raises for a port that is none
    except ValueError:
        raise AlertError(
            "That is no address. Write it as https://messages.example/alerts"
        ) from None
    if parts.scheme != "https" or not parts.hostname:
        raise AlertError("Write an address that begins with https://")
    if parts.username or parts.password or parts.fragment:
        raise AlertError("Leave user names, passwords and # out of the address.")
    if len(url) > 500 or not url.isascii() or any(sign.isspace() for sign in url):
        raise AlertError("Write the address in at most 500 letters, without spaces.")
    return url


def send_again(*, message: Outgoing, by: User) -> Outgoing:
    """Put back into the queue what may not have arrived, or was given up; it keeps its message number. Raises AlertError."""
    check_can_see_queue(by)
    with transaction.atomic():
        row = Outgoing.objects.select_for_update().get(pk=message.pk)
        if not may_move(row.state, SendState.WAITING) or row.state == SendState.SENDING:
            raise AlertError(
                f"This message {row.get_state_display()}. There is nothing to send again."
            )
        now = timezone.now()
        row.state, row.attempts, row.next_at, row.done_at = SendState.WAITING, 0, now, None
        # A week to be tried again begins now.
        row.queued_at = now
        row.save()
        append(
            kind="message.sent-again",
            subject=f"message:{row.pk}",
            body={"kind": str(row.kind), "key": row.key},
            by=by.username,
        )
    return row


def _keep(row: Hook, by: User) -> None:
    row.entry_seq = append(
        kind="alert-hook.kept", subject=hook_subject(row), body=hook_content(row), by=by.username
    )
    row.save()
