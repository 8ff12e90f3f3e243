"""Which reports need a response, how each stands, and what was published."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from onrecord.improvement.models import Inspection
from onrecord.response.clock import Due, due, working_days_left
from onrecord.response.models import Edition, Response
from onrecord.response.states import ResponseState
from onrecord.response.writing import answered_by


@dataclass(frozen=True)
class Standing:
    """A report and its response. `instead`: the report that is answered in its place; `edition`: the published version that
    stands; `gone`: the latest that was withdrawn, where none stands any more."""

    inspection: Inspection
    clock: Due
    response: Response | None
    edition: Edition | None
    instead: Inspection | None
    today: date
    gone: Edition | None = None

    @property
    def waits(self) -> bool:
        """Whether nothing published stands, and something must. What was withdrawn isn't there for anybody to read, so the
        clock runs on as if it had not been published."""
        return self.edition is None and self.instead is None

    @property
    def versions(self) -> list[Edition]:
        """What there is to be read: the version that stands, or the one that was withdrawn last."""
        return [each for each in (self.edition, self.gone) if each]

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
        if self.gone is not None and self.response.state == ResponseState.PUBLISHED:
            return "withdrawn; the next version is not begun"
        label = str(ResponseState(self.response.state).label)
        return f"withdrawn; the next version is {label}" if self.gone is not None else label

    @property
    def time_words(self) -> str:
        """How much time there is, in words; empty once it is published."""
        if not self.waits:
            return ""
        if self.gone is None:
            return self._left()
        gone = self.gone
        return (
            f"{self._left()}: version {gone.number} was withdrawn on {gone.withdrawal.on:%d/%m/%Y}"
        )

    def _left(self) -> str:
        if self.late:
            days = self.day_number - 56
            return f"{days} day{'' if days == 1 else 's'} late"
        left = self.working_days_left
        if left == 0:
            return f"the last working day is over; the last day is {self.clock.last:%A}"
        if left == 1:
            return "due today" if self.today == self.clock.work_by else "1 working day left"
        return f"{left} working days left"


NOTHING: Final = (None, None)


def stands(editions: Iterable[Edition]) -> tuple[Edition | None, Edition | None]:
    """Of the versions of one response that which stands, and the latest that was withdrawn, if none stands. The newest that
    was not withdrawn stands."""
    rows = sorted(editions, key=lambda each: -each.number)
    found = next((each for each in rows if not hasattr(each, "withdrawal")), None)
    return found, None if found else next(iter(rows), None)


def standing(inspection: Inspection, on: date | None = None) -> Standing:
    response = Response.objects.select_related("inspection").filter(inspection=inspection).first()
    edition, gone = stands(response.editions.select_related("withdrawal")) if response else NOTHING
    return Standing(
        inspection,
        due(inspection.published_on),
        response,
        edition,
        answered_by(inspection) if response is None else None,
        on or timezone.localdate(),
        gone,
    )


def standings(on: date | None = None) -> list[Standing]:
    """Every report: those that wait first, the soonest due before the others; then what is published, the latest first."""
    today = on or timezone.localdate()
    responses = {row.inspection_id: row for row in Response.objects.select_related("inspection")}
    editions: dict[int, list[Edition]] = {}
    for edition in Edition.objects.select_related("withdrawal").defer("document", "facts"):
        editions.setdefault(edition.response_id, []).append(edition)
    found = []
    for inspection in Inspection.objects.select_related("same_as").prefetch_related("says_same"):
        response = responses.get(inspection.pk)
        now, gone = stands(editions.get(response.pk, ())) if response else NOTHING
        found.append(
            Standing(
                inspection,
                due(inspection.published_on),
                response,
                now,
                answered_by(inspection) if response is None else None,
                today,
                gone,
            )
        )
    waiting = sorted((row for row in found if row.waits), key=lambda row: row.clock.last)
    rest = [row for row in found if not row.waits]
    return waiting + sorted(rest, key=lambda row: row.inspection.published_on, reverse=True)


def published_editions() -> QuerySet[Edition]:
    """What anybody may read without signing in: the latest version first. Nothing of a draft is in it."""
    return Edition.objects.select_related("response__inspection").order_by(
        "-response__inspection__published_on", "response__inspection__ref", "-number"
    )
