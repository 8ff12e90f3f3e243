"""What the pages call: the fields of the last page, and what speaks against a report when it is sent.

    guard = fields_for(request, draft)                      # for the page; {% include "reporting/guard/fields.html" %}
    doubts = doubts_of(request, draft=draft, sent=sent)     # when it is sent, for Sent.doubts

Nobody is refused, and nothing depends on scripts: who can't do the sum is read by a person first.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.utils import timezone

from onrecord.people.access import address_of
from onrecord.reporting.guard import counting
from onrecord.reporting.guard.settings import Limits, limits
from onrecord.reporting.guard.sums import set_sum, solves
from onrecord.reporting.models import Draft
from onrecord.reporting.receiving.intake import Sent

# A field that no person sees, and the one for the sum. The names mean nothing to programs that fill in addresses.
EMPTY, SUM = "second_subject", "guard_sum"
# The sum is on the page from this share of a limit on, so that whoever reads the page as it is reached has done it.
EARLY: Final = 0.5
# Above so many times the limit the sum is four times as long.
HARDER: Final = 4
_WEB = re.compile(r"https?://|www\.", re.IGNORECASE)


@dataclass(frozen=True)
class Fields:
    """What the last page holds besides. `asked`: the sum that the page's script does, empty where none is needed."""

    asked: str = ""
    bits: int = 0
    empty: str = EMPTY
    sum: str = SUM


def fields_for(request: HttpRequest, draft: Draft) -> Fields:
    """The guard's fields for the page with the button that sends. Lets the page run the sum's script where one is asked."""
    held = limits()
    here, everywhere = counting.seen_from(address_of(request)), counting.seen_everywhere()
    if here < held.reports_per_hour * EARLY and everywhere < held.reports_everywhere * EARLY:
        return Fields()
    request.runs_script = True  # type: ignore[attr-defined]
    bits = held.sum_bits + (2 if here > HARDER * held.reports_per_hour else 0)
    return Fields(asked=set_sum(draft.origin, bits), bits=bits)


def doubts_of(request: HttpRequest, *, draft: Draft, sent: Sent) -> list[str]:
    """Why this may be junk, in words for whoever reads it; empty: it goes straight through. Counts the report."""
    return doubts_about(
        sent,
        draft=draft,
        filled=request.POST,
        address=address_of(request),
        seconds=(timezone.now() - draft.started_at).total_seconds(),
    )


def doubts_about(
    sent: Sent, *, draft: Draft, filled: Mapping[str, str], address: str, seconds: float
) -> list[str]:
    """The same from its parts: `filled` the form, `seconds` since the draft was begun."""
    held = limits()
    found = []
    if str(filled.get(EMPTY, "")).strip():
        found.append("A field that people don't see was filled in, as programs do.")
    if seconds < held.quickest_seconds:
        found.append(f"The whole report was written in {max(0, seconds):.0f} seconds.")
    addresses = len(_WEB.findall(sent.account))
    if addresses >= held.web_addresses:
        found.append(f"The account holds {addresses:,} web addresses.")
    too_many = _too_many(held, counting.count_from(address), counting.count_everywhere())
    if too_many and not _solved(held, draft, str(filled.get(SUM, ""))):
        found.append(too_many)
    return found


def _too_many(held: Limits, here: int, everywhere: int) -> str:
    if here > held.reports_per_hour:
        return (
            f"{here:,} reports came from this address within the hour, and the sender's device did not do the sum that is then "
            "asked of it."
        )
    if everywhere > held.reports_everywhere:
        return (
            f"{everywhere:,} reports came within ten minutes, and the sender's device did not do the sum that is then asked of "
            "it. A telephone without scripts can't do it."
        )
    return ""


def _solved(held: Limits, draft: Draft, answer: str) -> bool:
    return solves(answer, origin=draft.origin, least=held.sum_bits, hours=held.sum_hours)
