"""R: the crimes recorded in a year, which the number of missed crimes is worked out from.

Counted are the crimes linked to a log of the frame, and the crimes linked to no log at all that were recorded in the
frame's window; the sum is scaled to 365 days. Crimes linked only to logs outside the frame do not count.
"""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from onrecord.audit.planning.figures import GROUPS, rate_text
from onrecord.audit.sample.frame import frame_logs
from onrecord.audit.sample.window import Window
from onrecord.contact.models import Precision
from onrecord.recording.models import Crime, CrimeLog

DAYS_A_YEAR = 365
NO_REGISTER = (
    "No crime register was imported, so crimes recorded in a year, and crimes missed in a year, can't be worked out. "
    "A log counts as linked when it names a crime."
)


def crimes_base(window: Window, whole: bool) -> dict[str, Any]:
    """Numbers of crimes behind R, in whole numbers and text, and a sentence that says what they are.

    `whole`: the frame holds every log there is, which is quicker to count.
    """
    if not Crime.objects.exists():
        return {"register": False, "days": rate_text(window.days), "basis": NO_REGISTER}
    links = CrimeLog.objects.filter(crime=OuterRef("pk"))
    in_frame = (
        links if whole else links.filter(log__in=frame_logs(window.start, window.end).values("pk"))
    )
    linked = _by_group(Crime.objects.filter(Exists(in_frame)))
    unlinked = Crime.objects.filter(~Exists(links))
    direct = _by_group(unlinked.filter(_recorded_in(window)))
    undated = unlinked.filter(recorded_at__isnull=True).count()
    return {
        "register": True,
        "days": rate_text(window.days),
        "linked": sum(linked.values()),
        "direct": sum(direct.values()),
        "direct_undated": undated,
        "by_group": {g: {"linked": linked[g], "direct": direct[g]} for g in GROUPS},
        "basis": _words(window, sum(linked.values()), sum(direct.values()), undated),
    }


def a_year(crimes: int, days: float) -> float | None:
    """A number of crimes in so many days, scaled to 365; None for a window without length."""
    return crimes * DAYS_A_YEAR / days if days > 0 else None


def _by_group(crimes: Any) -> dict[str, int]:
    found = dict(crimes.order_by().values_list("group").annotate(n=Count("pk")))
    return {group: found.get(group, 0) for group in GROUPS}


def _recorded_in(window: Window) -> Q:
    """Recorded within the window, as exactly as the time is known: a month counts when it reaches into the window."""
    day = timezone.localtime(window.start).replace(hour=0, minute=0, second=0, microsecond=0)
    starts = {
        Precision.MINUTE: window.start,
        Precision.DAY: day,
        Precision.MONTH: day.replace(day=1),
    }
    inside = Q()
    for precision, start in starts.items():
        inside |= Q(recorded_precision=precision, recorded_at__gte=start)
    return inside & Q(recorded_at__lt=window.end)


def _words(window: Window, linked: int, direct: int, undated: int) -> str:
    text = (
        f"Recorded crimes: {linked:,} linked to the logs of the frame and {direct:,} linked to no log but recorded "
        f"from {window.words}, scaled from {window.days:g} to {DAYS_A_YEAR} days. Crimes that were recorded without "
        "a log are taken to be missed as often as those in logs."
    )
    if undated:
        text += f" {undated:,} crimes without a log have no recording date and are left out."
    return text
