"""What stands in the way of closing a log.

A log that on its face reports a crime may be closed only with its crimes or with a rationale. Contact stands below the
apps that know this, so they register a check here (in their AppConfig.ready); `onrecord.contact.actions.close_log`
asks all of them.
"""

import logging
from collections.abc import Callable

from django.db import transaction

from onrecord.contact.models import Log
from onrecord.people.models import User

logger = logging.getLogger(__name__)

# Given the log and the closing code: what is missing, each as a sentence that says what to do.
Check = Callable[[Log, str], list[str]]
# Told of a log that could not be closed with this code, by whom; after the attempt was undone.
Refused = Callable[[Log, str, User], None]
_checks: dict[str, Check] = {}
_refused: dict[str, Refused] = {}


def register(name: str, check: Check) -> None:
    """Have a check asked before any log is closed. Registering a name again replaces it."""
    _checks[name] = check


def in_the_way(log: Log, closing_code: str) -> list[str]:
    """Every reason why this log can't be closed with this code now; empty when it can."""
    return [sentence for name in sorted(_checks) for sentence in _checks[name](log, closing_code)]


def register_refused(name: str, call: Refused) -> None:
    """Have `call` told when closing was refused. Registering a name again replaces it."""
    _refused[name] = call


def tell_refused(log: Log, closing_code: str, by: User) -> None:
    """For actions, when their transaction has been undone. A failure here is written to the server's log and does not hide
    why closing was refused."""
    for name in sorted(_refused):
        try:
            with transaction.atomic():
                _refused[name](log, closing_code, by)
        except Exception:
            logger.exception("%s could not take note that closing was refused", name)
