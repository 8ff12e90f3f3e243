"""Looking at every threshold: what is over it is raised once, for those it concerns, and put together into digests."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import transaction

from onrecord.home import home
from onrecord.measures.alerts.counts import level_words, name_of, seen
from onrecord.measures.alerts.models import AlertRule, Hook, Outgoing, Raised, Side, Told
from onrecord.measures.months import LONDON
from onrecord.measures.policies import own_department
from onrecord.measures.sending.queue import put
from onrecord.people.addresses import address_of
from onrecord.people.models import User

SUBJECT = "onrecord: figures to look at"
# Shown on the page, and kept.
SHOWN_FOR, KEPT_FOR = timedelta(days=14), timedelta(days=400)


def look(now: datetime, base: str, only: AlertRule | None = None) -> int:
    """Hold every threshold (or `only` one, which was just set) against its figure; returns how many were raised. Safe to run
    as often as one likes."""
    count = 0
    rules = AlertRule.objects.filter(active=True)
    for rule in rules if only is None else rules.filter(pk=only.pk):
        for department, people in _parts(rule).items():
            with transaction.atomic():
                # Two runs at once: the second waits, and finds what the first has raised.
                AlertRule.objects.select_for_update().get(pk=rule.pk)
                row = _raise(rule, department, people, now)
                if row is not None:
                    count += 1
                    if rule.by_hook:
                        _for_programs(row, base, now)
    Raised.objects.filter(raised_at__lt=now - KEPT_FOR).delete()
    if only is None:
        _looked_file().write_text(now.astimezone(UTC).isoformat(), encoding="ascii")
    return count


def _looked_file() -> Path:
    return home() / "alerts-looked.txt"


def last_look() -> datetime | None:
    """When every threshold was last held against its figure; None if never."""
    try:
        return datetime.fromisoformat(_looked_file().read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None


def digests(now: datetime, base: str) -> list[str]:
    """Put what each person has not been sent yet, and may be sent now, into one e-mail each. Returns the user names of those
    for whom something waits who have no address."""
    due = Told.objects.filter(mail=None, mail_at__lte=now)
    nowhere = []
    for username in due.order_by("username").values_list("username", flat=True).distinct():
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None or not address_of(user).address:
            nowhere += [username] if user else []
            continue
        with transaction.atomic():
            # Held while they are put together: another run finds none of them.
            rows = due.filter(username=username).select_for_update().order_by("pk")
            told = list(rows)
            if not told:
                continue
            raised = Raised.objects.filter(told__in=told).select_related("rule").order_by("pk")
            message = put(
                key=f"alerts:{username}:{told[-1].pk}",
                kind=Outgoing.Kind.MAIL,
                to=username,
                subject=SUBJECT,
                body=_body(list(raised), base),
                now=now,
            )
            Told.objects.filter(pk__in=[each.pk for each in told]).update(mail=message)
    return nowhere


def alerts_of(user: User, now: datetime) -> list[Raised]:
    """What was raised for this person in the last weeks, newest first."""
    rows = Raised.objects.filter(told__username=user.username, raised_at__gte=now - SHOWN_FOR)
    return list(rows.select_related("rule").order_by("-raised_at", "-pk")[:200])


def quiet_until(rule: AlertRule, now: datetime) -> datetime:
    """When something may be sent: now, or the end of the quiet hours by the clock on the wall."""
    start, end = rule.quiet_from, rule.quiet_to
    if start == end:
        return now
    local = now.astimezone(LONDON)
    inside = start <= local.time() < end if start < end else not end <= local.time() < start
    if not inside:
        return now
    day = local.date() if local.time() < end else local.date() + timedelta(days=1)
    return datetime.combine(day, end, LONDON).astimezone(now.tzinfo)


def _parts(rule: AlertRule) -> dict[str | None, list[User]]:
    """The parts of the force whose figures the rule is held against, and who hears of each."""
    found: dict[str | None, list[User]] = defaultdict(list)
    for user in User.objects.filter(is_active=True, role__in=rule.roles).order_by("username"):
        own = own_department(user)
        if not rule.department:
            found[own].append(user)
        elif own is None or own == rule.department:
            found[rule.department].append(user)
    return dict(found)


def _raise(
    rule: AlertRule, department: str | None, people: Iterable[User], now: datetime
) -> Raised | None:
    before = Raised.objects.filter(rule=rule, department=department)
    if before.filter(raised_at__gt=now - timedelta(hours=rule.every_hours)).exists():
        return None
    found = seen(rule.what, department, now)
    if found is None:
        return None
    over = found.value < rule.level if rule.side == Side.BELOW else found.value > rule.level
    if not over:
        return None
    level = f"{Side(rule.side).label} {level_words(rule.what, rule.level)}"
    row = Raised.objects.create(
        rule=rule,
        department=department,
        raised_at=now,
        words=f"{found.words} (alert {level})",
        url=found.url,
        figure={"value": str(found.value / 100), "n": found.n, "month": found.month},
    )
    mail_at = quiet_until(rule, now) if rule.by_mail else None
    Told.objects.bulk_create(
        Told(raised=row, username=user.username, mail_at=mail_at) for user in people
    )
    return row


def _for_programs(row: Raised, base: str, now: datetime) -> None:
    for hook in Hook.objects.filter(active=True):
        key = f"hook:{hook.pk}:{row.pk}"
        body = {
            "id": key,
            "alert": row.rule.name,
            "what": row.rule.what,
            "name": name_of(row.rule.what),
            "department": row.department,
            "words": row.words,
            **row.figure,
            "raised_at": row.raised_at.isoformat(),
            "link": f"{base}{row.url}",
        }
        put(
            key=key,
            kind=Outgoing.Kind.HOOK,
            to=str(hook.pk),
            body=json.dumps(body, ensure_ascii=False),
            now=now,
            next_at=quiet_until(row.rule, now),
        )


def _body(raised: list[Raised], base: str) -> str:
    lines = []
    for row in raised:
        where = "the whole force" if row.department is None else row.department or "no department"
        lines += [f"- {row.rule.name}, {where}: {row.words}", f"  {base}{row.url}"]
    return "\n".join(
        [
            "These figures passed a level that was set in onrecord.",
            "",
            *lines,
            "",
            "This message holds no personal data. Sign in to see what it is about.",
            "",
        ]
    )
