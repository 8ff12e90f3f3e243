"""Read beforehand what the first report would wait for, and all that come behind it: types, rules on risk, patterns of words."""

from django.db import DatabaseError
from django.urls import get_resolver
from django.utils import timezone

from onrecord.reporting.policies import is_open
from onrecord.reporting.receiving.risk import assess
from onrecord.reporting.types.held import types_now


def warm_up() -> None:
    """Some seconds, once, before the server's workers part; nothing where reporting on line is closed."""
    try:
        if not is_open():
            return
        types_now()
    except DatabaseError:
        return
    assess(account="-", answers=[], qualifiers=[], people=[], contact={}, on=timezone.localdate())
    _ = get_resolver().url_patterns
