"""Which reports need a response, how each stands, and what was published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from onrecord.improvement.models import Inspection
from onrecord.response.clock import Due, due, working_days_left
from onrecord.response.models import Edition, Response
from onrecord.response.states import ResponseState
from onrecord.response.writing import answered_by


@dataclass(frozen=True)
class Standing:
    """A report and its response. `instead`: the report that is answered in its place; `edition`: the latest published."""

    inspection: Inspection
    clock: Due
    response: Response | None
    edition: Edition | None
    instead: Inspection | None
    today: date

    @property
    def waits(self) -> bool:
        """Whether nothing has been published yet, and something must be."""
        return self.edition is None and self.instead is None

    @property
    def late(self) -> bool:
        return self.waits and self.clock.is_late(self.today)

    @property
    def day_number(self) -> int:
        return self.clock.day_number(self.today)

    @property
    def working_days_left(self) -> int:
        """Up to the last working day, today counted."""
        return working_days_left(self.today, self.clock.work_by)

    @property
    def warned(self) -> bool:
        """Whether the first warning has come."""
        return self.waits and not self.late and self.clock.warned(self.today) is not None

    @property
    def state_words(self) -> str:
        if self.instead is not None:
            return "answered with another report"
        if self.response is None:
            return "not begun"
        if self.edition is not None and self.response.state != ResponseState.PUBLISHED:
            return "published; a correction is being written"
        return str(ResponseState(self.response.state).label)

    @property
    def time_words(self) -> str:
        """How much time there is, in words; empty once it is published."""
        if not self.waits:
            return ""
        if self.late:
            days = self.day_number - 56
            return f"{days} day{'' if days == 1 else 's'} late"
        left = self.working_days_left
        if left == 0:
            return f"the last working day is over; the last day is {self.clock.last:%A}"
        if left == 1:
            return "due today" if self.today == self.clock.work_by else "1 working day left"
        return f"{left} working days left"


def standing(inspection: Inspection, on: date | None = None) -> Standing:
    response = Response.objects.select_related("inspection").filter(inspection=inspection).first()
    edition = response.editions.order_by("-number").first() if response else None
    return Standing(
        inspection,
        due(inspection.published_on),
        response,
        edition,
        answered_by(inspection) if response is None else None,
        on or timezone.localdate(),
    )


def standings(on: date | None = None) -> list[Standing]:
    """Every report: those that wait first, the soonest due before the others; then what is published, the latest first."""
    today = on or timezone.localdate()
    responses = {row.inspection_id: row for row in Response.objects.select_related("inspection")}
    editions: dict[int, Edition] = {}
    for edition in (
        Edition.objects.select_related("withdrawal").order_by("number").defer("document", "facts")
    ):
        editions[edition.response_id] = edition
    found = []
    for inspection in Inspection.objects.select_related("same_as").prefetch_related("says_same"):
        response = responses.get(inspection.pk)
        found.append(
            Standing(
                inspection,
                due(inspection.published_on),
                response,
                editions.get(response.pk) if response else None,
                answered_by(inspection) if response is None else None,
                today,
            )
        )
    waiting = sorted((row for row in found if row.waits), key=lambda row: row.clock.last)
    rest = [row for row in found if not row.waits]
    return waiting + sorted(rest, key=lambda row: row.inspection.published_on, reverse=True)


def due_soon(on: date | None = None) -> Sequence[Standing]:
    """Those that are late, or whose first warning has come: for packs of boards and for alerts."""
    return [row for row in standings(on) if row.late or row.warned]


def published_editions() -> QuerySet[Edition]:
    """What anybody may read without signing in: the latest version first. Nothing of a draft is in it."""
    return Edition.objects.select_related("response__inspection").order_by(
        "-response__inspection__published_on", "response__inspection__ref", "-number"
    )
