"""One message to one other program: HTTPS POST, signed, with a time limit, no redirect followed.

The signature is HMAC-SHA256 (RFC 2104) over the time, a full stop and the body, so that the receiver can refuse what somebody
else made and what somebody sends again later. `Onrecord-Delivery` is the same number at each try: a receiver that knows it has
the message already.
"""

import hashlib
import hmac
import http.client
import ssl
import time
from urllib.parse import urlsplit

from django.conf import settings

from onrecord.measures.sending.mail import Sent

SECONDS = 10


def send_to_program(url: str, secret: str, key: str, body: str) -> tuple[Sent, str]:
    """Send it; returns what became of it, and why in words."""
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.hostname is None:
        return Sent.NEVER, "The address doesn't begin with https://"
    data = body.encode()
    moment = str(int(time.time()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "onrecord",
        "Onrecord-Delivery": key,
        "Onrecord-Timestamp": moment,
        "Onrecord-Signature": f"sha256={signature(secret, moment, data)}",
    }
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        context = ssl.create_default_context(cafile=settings.ONRECORD_HOOK_CA or None)
        line = http.client.HTTPSConnection(
            parts.hostname, parts.port, timeout=SECONDS, context=context
        )
        try:
            line.request("POST", path, data, headers)
            status = line.getresponse().status
        finally:
            line.close()
    except (OSError, http.client.HTTPException) as error:
        return Sent.LATER, f"{parts.hostname} can't be reached: {error or type(error).__name__}"
    if 200 <= status < 300:
        return Sent.YES, ""
    words = f"{parts.hostname} said {status}."
    if 300 <= status < 400:
        return (
            Sent.NEVER,
            f"{words} It leads elsewhere, which is not followed: set the right address.",
        )
    if status >= 500 or status in (408, 425, 429):
        return Sent.LATER, words
    return Sent.NEVER, words


def signature(secret: str, moment: str, body: bytes) -> str:
    """What the receiver works out, too, and compares: hexadecimal HMAC-SHA256."""
    return hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
