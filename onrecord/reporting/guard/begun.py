"""Reports that are begun and mostly never sent: what a program could fill the store with. Nobody is refused, and a refuge behind one
address notices nothing: above the limits (guard.toml) the page where a report begins asks for a sum, and whoever comes without
it, as somebody without scripts does, begins a report that lapses an hour after they last wrote in it.

    guard = fields_for_start(request)     # for the page
    origin, soon = begin_as(request)      # when it is sent: counts it
"""

from uuid import UUID, uuid4

from django.http import HttpRequest

from onrecord.people.access import address_of
from onrecord.reporting.guard import counting
from onrecord.reporting.guard.gate import EARLY, HARDER, SUM, Fields
from onrecord.reporting.guard.settings import limits
from onrecord.reporting.guard.sums import set_sum, solved_for
from onrecord.reporting.models import Draft, Report

# A sum for beginning is none for sending.
BEGIN = "begin:"


def fields_for_start(request: HttpRequest) -> Fields:
    """The sum for the page where a report begins, from half a limit on; lets the page run its script where one is asked."""
    held = limits()
    here, everywhere = counting.seen_begun(address_of(request))
    if here < held.drafts_per_hour * EARLY and everywhere < held.drafts_everywhere * EARLY:
        return Fields()
    request.runs_script = True  # type: ignore[attr-defined]
    bits = held.sum_bits + (2 if here > HARDER * held.drafts_per_hour else 0)
    return Fields(asked=set_sum(f"{BEGIN}{uuid4()}", bits), bits=bits)


def begin_as(request: HttpRequest) -> tuple[str, bool]:
    """The origin for a report that is begun, and whether it lapses soon: above the limits and without the sum, or with one by
    which another was begun. Counts it."""
    held = limits()
    here, everywhere = counting.count_begun(address_of(request))
    if here <= held.drafts_per_hour and everywhere <= held.drafts_everywhere:
        return str(uuid4()), False
    answer = request.POST.get(SUM, "")[:500]
    origin = solved_for(answer, least=held.sum_bits, hours=held.sum_hours)
    if origin.startswith(BEGIN):
        origin = str(UUID(origin.removeprefix(BEGIN)))
        used = Draft.objects.filter(origin=origin), Report.objects.filter(origin=origin)
        if not any(rows.exists() for rows in used):
            return origin, False
    return str(uuid4()), True
