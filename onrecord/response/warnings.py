"""The warnings of the 56 days as e-mails: each once to each person whom it concerns, by the queue of the alerts.

The commissioner's office hears of the working days that are left and of a response that is late; the force's registrar and chief
officers of the day by which comments are asked for. `onrecord alerts` looks; what came while nobody looked is said once, as the
latest of it. A message names the report and the days, and nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from onrecord.measures.alerts.models import Outgoing
from onrecord.measures.months import LONDON
from onrecord.measures.sending.queue import put
from onrecord.people.addresses import address_of
from onrecord.people.models import User
from onrecord.people.roles import Permission, Role, roles_with
from onrecord.response.clock import working_day_by, working_days_left
from onrecord.response.models import Warned
from onrecord.response.queries import Standing, standings
from onrecord.response.states import CommentsState, ResponseState

# Not in the middle of the night, although the clock turns then.
FROM_HOUR = 7
# Working days, the last one counted, from which the force is reminded of the day for comments.
COMMENTS_WITHIN = 3


@dataclass(frozen=True)
class Notice:
    """One thing to be said of one report. `which`: what makes it one, so that it is said once."""

    standing: Standing
    which: str
    words: str
    permission: Permission


def warnings(on: date) -> Iterator[Notice]:
    """What is to be said on a day, whether it was said before or not."""
    for row in standings(on):
        if not row.waits:
            continue
        last = row.clock.last
        # What is said of a version that was withdrawn is another thing than what was said before it was published.
        after = f", {row.gone.number} withdrawn" if row.gone else ""
        if row.late:
            words = f"The last day was {last:%A} {last.day} {last:%B %Y}. The response is late; {_how_far(row)}."
            yield Notice(row, f"late{after}", words, Permission.WRITE_RESPONSE)
        elif (number := row.clock.warned(on)) is not None:
            words = f"{row.time_words[:1].upper()}{row.time_words[1:]}. {row.clock.sentence()} {_how_far(row).capitalize()}."
            yield Notice(row, f"{number} before {last}{after}", words, Permission.WRITE_RESPONSE)
        yield from _comments(row, on)


def _comments(row: Standing, on: date) -> Iterator[Notice]:
    """The day for comments, where they were asked for and haven't come, while they can still be sent."""
    response = row.response
    if (
        response is None
        or response.comments != CommentsState.INVITED
        or response.comments_by is None
        or response.state not in (ResponseState.OPEN, ResponseState.REVIEW)
    ):
        return
    by = response.comments_by
    if on > by:
        words = f"Comments were asked for by {by:%A} {by.day} {by:%B %Y}, and none have come."
        yield Notice(row, f"comments over {by}", words, Permission.ANSWER_FOR_FORCE)
        yield Notice(row, f"none came {by}", words, Permission.WRITE_RESPONSE)
    elif working_days_left(on, working_day_by(by)) <= COMMENTS_WITHIN:
        words = f"The commissioner asks for the chief constable's comments by {by:%A} {by.day} {by:%B %Y}."
        yield Notice(row, f"comments by {by}", words, Permission.ANSWER_FOR_FORCE)


def _how_far(row: Standing) -> str:
    if row.gone:
        return f"version {row.gone.number} was {row.state_words}"
    return f"it is {row.state_words}" if row.response else "nobody has begun it"


def warn(now: datetime, base: str) -> tuple[int, list[str]]:
    """Put what hasn't been said yet into the queue, one e-mail a person. Returns how many messages, and the user names of those who have no address: they
    are written to once they have one."""
    local = timezone.localtime(now, LONDON)
    if local.hour < FROM_HOUR:
        return 0, []
    due: dict[str, list[Notice]] = {}
    for each in warnings(local.date()):
        for username in _people(each.permission):
            due.setdefault(username, []).append(each)
    number, nowhere = 0, []
    for username in sorted(due):
        user = User.objects.get(username=username)
        if not address_of(user).address:
            said = Warned.objects.filter(username=username).values_list("inspection_id", "which")
            if {(w.standing.inspection.pk, w.which) for w in due[username]} - set(said):
                nowhere.append(username)
            continue
        number += _tell(user, due[username], now, base)
    return number, nowhere


def _people(permission: Permission) -> list[str]:
    """Who is written to: those with an account that is switched on, and a role for it."""
    roles: list[Role] = roles_with(permission)
    return list(User.objects.filter(is_active=True, role__in=roles).values_list("username", flat=True))  # fmt: skip


def _tell(user: User, told: list[Notice], now: datetime, base: str) -> int:
    """Write down what is said and put the message there, or neither."""
    with transaction.atomic():
        # Two runs at once: the second waits here, and finds what the first has said.
        User.objects.select_for_update().get(pk=user.pk)
        fresh = []
        for each in told:
            row, new = Warned.objects.get_or_create(
                inspection=each.standing.inspection,
                which=each.which,
                username=user.username,
                defaults={"at": now},
            )
            if new:
                fresh.append((row, each))
        if not fresh:
            return 0
        put(
            key=f"response:{fresh[0][0].pk}",
            kind=Outgoing.Kind.MAIL,
            to=user.username,
            subject="onrecord: responses to inspections",
            body=_body([each for _, each in fresh], base),
            now=now,
        )
        return 1


def _body(told: list[Notice], base: str) -> str:
    lines = []
    for each in told:
        inspection = each.standing.inspection
        lines += [
            f"- {inspection.title} ({inspection.body}): {each.words}",
            f"  {base}{reverse('response', args=[inspection.ref])}",
        ]
    return "\n".join(
        [
            "The response to an inspection has its days (Police Act 1996 s.55).",
            "",
            *lines,
            "",
            "Each of these is said once. Sign in to see how far it is.",
            "",
        ]
    )


def something_waits() -> bool:
    """Whether a report waits for its response, so that somebody has to be warned: for `onrecord doctor`."""
    return any(row.waits for row in standings())
