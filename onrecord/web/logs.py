"""What the server writes to its log. An address under which something opens without an account is as good as a password, and a
log is read by people who need not know it."""

import logging
import re
from typing import Final

# A report that is being written or looked at, the way out of it, a partner's link and what was sent with it.
_OPENS: Final = re.compile(r"(/report/(?:w|leave|status)/|/partners/(?:link|report)/)[^/\s\"'?#]+")


def discreet(text: str) -> str:
    """A text with three dots in place of the part of an address that opens something."""
    return _OPENS.sub(r"\1...", text)


class Discreet(logging.Formatter):
    """Lines of the log without such addresses, those of a traceback among them."""

    def format(self, record: logging.LogRecord) -> str:
        return discreet(super().format(record))
