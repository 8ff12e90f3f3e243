"""The digest: what waits for each person, by e-mail. Counts and links, and nothing else: no reference, no name of a record,
nothing of what was found (an e-mail leaves the installation and stays where nobody can take it back)."""

from collections.abc import Callable
from dataclasses import dataclass
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse

from onrecord.audit.findings_queries import Waits, waits
from onrecord.audit.schedule_queries import Reminder, reminders
from onrecord.people.addresses import address_of
from onrecord.people.models import User

SUBJECT = "onrecord: audit work that waits for you"


def base_address(given: str = "") -> str:
    """Where the installation is reached: as given, else under the first name that it answers to."""
    if given:
        return given
    name = settings.ALLOWED_HOSTS[0]
    return f"https://{name}" if settings.HTTPS == "1" else f"http://{name}"


@dataclass(frozen=True, slots=True)
class Digest:
    """One person's message. `address` is empty where none is known."""

    username: str
    address: str
    body: str


def digests(base: str) -> list[Digest]:
    """The messages for everybody for whom something waits. `base`: address of the installation, such as
    https://onrecord.example.police.uk"""
    found = []
    for user in User.objects.filter(is_active=True).order_by("username"):
        lines = _lines(waits(user), reminders(user), base.rstrip("/"))
        if lines:
            found.append(Digest(user.username, address_of(user).address, _body(lines)))
    return found


def send(found: list[Digest], say: Callable[[str], object] = lambda words: None) -> int:
    """Send what can be sent, over one connection; returns how many. What can't be is said, one sentence each."""
    connection = get_connection()
    messages = []
    for each in found:
        if each.address:
            messages.append((each, EmailMessage(SUBJECT, each.body, to=[each.address])))
        else:
            say(
                f"{each.username} has no e-mail address. Set it on the page “E-mail addresses”, or set ONRECORD_EMAIL_DOMAIN."
            )
    if not messages:
        return 0
    done = 0
    with connection:
        for each, message in messages:
            try:
                done += connection.send_messages([message])
            # One wrong address must not keep the others waiting; ValueError is an address that no header can hold.
            except (SMTPRecipientsRefused, SMTPDataError, ValueError):
                say(
                    f"The address of {each.username} was refused, so they have no message. Correct it on the page “E-mail addresses”."
                )
    return done


def _lines(found: Waits, due: list[Reminder], base: str) -> list[str]:
    lines = []
    if found.answers:
        words = "finding waits" if found.answers == 1 else "findings wait"
        late = f" ({found.late} late)" if found.late else ""
        lines.append(
            f"{found.answers} {words} for your answer{late}: {base}{reverse('findings')}?show=mine"
        )
    if found.disputes:
        words = "disputed finding waits" if found.disputes == 1 else "disputed findings wait"
        lines.append(
            f"{found.disputes} {words} for your decision: {base}{reverse('findings')}?show=disputed"
        )
    for audit, number in found.to_send:
        words = "finding is" if number == 1 else "findings are"
        link = reverse("audit-findings", args=[audit.pk])
        lines.append(f"{number} {words} ready to be sent: {base}{link}")
    lines += [f"{each.words}: {base}{each.url}" for each in due]
    return lines


def _body(lines: list[str]) -> str:
    return "\n".join(
        [
            "This is what waits for you in onrecord.",
            "",
            *[f"- {line}" for line in lines],
            "",
            "This message holds no personal data. Sign in to see what it is about.",
            "",
        ]
    )
