"""The digest: what waits for each person, by e-mail. Counts and links, and nothing else: no reference, no name of a record,
nothing of what was found (an e-mail leaves the installation and stays where nobody can take it back)."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from onrecord.audit.findings.queries import Waits, waits
from onrecord.audit.schedule.queries import Reminder, reminders
from onrecord.people.addresses import address_of
from onrecord.people.models import User

SUBJECT = "onrecord: audit work that waits for you"


def base_address(given: str = "") -> str:
    """Where the installation is reached: as given, else under the first name that it answers to."""
    if given:
        return given
    name = settings.ALLOWED_HOSTS[0]
    if settings.HTTPS == "1":
        return f"https://{name}"
    # Others come by a proxy, which has the usual port.
    port = 0 if settings.OTHERS_MAY_CALL else settings.SERVED_PORT
    return f"http://{name}:{port}" if port else f"http://{name}"


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
