"""Reports that bodies get in some months only, such as the one on hidden crimes: whether they came."""

from dataclasses import dataclass
from datetime import date

from onrecord.boards.bodies_kept import current
from onrecord.boards.body import MONTHS, Body
from onrecord.boards.codes import SECTIONS
from onrecord.boards.models import Meeting, Pack
from onrecord.boards.rhythm import last_due


@dataclass(frozen=True, slots=True)
class Due:
    """A report that was due in a month, as its first day. `pack`: the latest pack with it, or None."""

    body: Body
    section: str
    month: date
    pack: Pack | None

    @property
    def came(self) -> bool:
        """Whether a pack with it was issued for a meeting in that month or later."""
        return self.pack is not None and self.pack.meeting.held_on >= self.month

    @property
    def words(self) -> str:
        """What is missing, in one sentence."""
        last = (
            f"the last one was of {self.pack.meeting.held_on:%B %Y}"
            if self.pack
            else "there has been none"
        )
        return f"{self.body.title}: the report on {SECTIONS[self.section].lower()} was due in {MONTHS[self.month.month - 1]} {self.month.year}; {last}."


def reports_due(today: date) -> list[Due]:
    """Each report of each body, with the latest month in which it was due. One of a body that never met isn't due yet."""
    found = []
    for body in current():
        first = Meeting.objects.filter(body=body.slug).order_by("held_on").first()
        for report in body.reports:
            month = last_due(report.months, today)
            if month is None or first is None or first.held_on.replace(day=1) > month:
                continue
            packs = Pack.objects.filter(meeting__body=body.slug).select_related("meeting")
            pack = next(
                (
                    each
                    for each in packs.order_by("-meeting__held_on", "-number")
                    if report.section in each.content.get("sections", ())
                ),
                None,
            )
            found.append(Due(body, report.section, month, pack))
    return found


def overdue_reports(today: date) -> list[Due]:
    """Those that did not come, once their month is over."""
    this = today.replace(day=1)
    return [each for each in reports_due(today) if not each.came and each.month < this]
