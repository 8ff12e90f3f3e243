"""One e-mail to one address, and exactly what became of it.

Django says only that sending failed. Whether the mail server had the message by then decides whether it may be sent again,
so the last steps of SMTP (RFC 5321, 4.2.5 and 6.1) are taken one by one here.
"""

import hashlib
import re
import smtplib
from email.utils import parseaddr
from enum import Enum
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend


class Sent(Enum):
    """YES: the other side has it. LATER: it has not. UNSURE: nobody knows. NEVER: it doesn't want it."""

    YES = "yes"
    LATER = "later"
    UNSURE = "unsure"
    NEVER = "never"


def send_mail(address: str, subject: str, body: str, key: str) -> tuple[Sent, str]:
    """Send it, under a number that is always the same for this key. Returns what became of it, and why in words."""
    number = hashlib.sha256(key.encode()).hexdigest()[:32]
    message = EmailMessage(
        subject,
        body,
        to=[address],
        headers={"Message-ID": f"<{number}@{_domain()}>", "Auto-Submitted": "auto-generated"},
    )
    try:
        message.message()
    except ValueError:
        # An older account may hold what no header can (with a line break, say).
        return Sent.NEVER, "The account's e-mail address can't be written in an e-mail."
    connection = get_connection()
    if not isinstance(connection, EmailBackend):
        try:
            connection.send_messages([message])
        except OSError as error:
            return Sent.LATER, f"The e-mail could not be written: {error}"
        return Sent.YES, ""
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        return Sent.LATER, f"The mail server {settings.EMAIL_HOST} can't be reached: {error}"
    try:
        return _hand_over(connection.connection, address, message)
    finally:
        connection.close()


def _hand_over(smtp: Any, address: str, message: EmailMessage) -> tuple[Sent, str]:
    """MAIL, RCPT, DATA. Up to the full stop that ends the message the server has nothing."""
    handed_over = False
    written: Any = message.message()
    try:
        for code, said in _envelope(smtp, parseaddr(message.from_email)[1], address):
            if code >= 400:
                return _refused(code, said)
        code, said = smtp.docmd("DATA")
        if code != 354:
            return _refused(code, said)
        smtp.send(_dotted(written.as_bytes(linesep="\r\n")))
        handed_over = True
        smtp.send(b".\r\n")
        code, said = smtp.getreply()
    except (OSError, smtplib.SMTPException) as error:
        if handed_over:
            return Sent.UNSURE, f"The line broke after the message was handed over: {error}"
        return Sent.LATER, f"The line broke: {error}"
    return (Sent.YES, "") if code == 250 else _refused(code, said)


def _envelope(smtp: Any, sender: str, address: str) -> Any:
    yield smtp.mail(sender)
    yield smtp.rcpt(address)


def _domain() -> str:
    """Of the address from which the installation writes."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def _refused(code: int, said: bytes) -> tuple[Sent, str]:
    words = said.decode("utf-8", "replace")
    # 421 and 4xx: later; 5xx: never.
    return (Sent.NEVER if code >= 500 else Sent.LATER), f"The mail server said {code}: {words}"


def _dotted(data: bytes) -> bytes:
    """Lines that begin with a full stop get a second one, and the last line an end."""
    data = re.sub(rb"(?m)^\.", b"..", re.sub(rb"\r?\n", b"\r\n", data))
    return data if data.endswith(b"\r\n") else data + b"\r\n"
