"""What the sections of one pack are made from: the meeting, the moment, the last pack, and the figures that were asked for."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone

from onrecord.boards.body import Body
from onrecord.boards.models import Meeting, Pack
from onrecord.boards.policies import for_everybody
from onrecord.measures.figures.change import Change, change
from onrecord.measures.figures.figure import Figure, figure, parts
from onrecord.measures.registry import MeasureError

Key = tuple[str, str]


@dataclass
class Ask:
    """One pack in the making. `last`: the latest pack of an earlier meeting of the body, whose figures the new ones are set
    beside. `figures`: what was shown, for the next pack."""

    body: Body
    meeting: Meeting
    now: datetime
    last: Pack | None
    figures: dict[str, Figure] = field(default_factory=dict)
    _parts: dict[str, list[tuple[str, list[str]]]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @property
    def since(self) -> datetime | None:
        """When the last pack was made."""
        return self.last.as_of if self.last else None

    def figure(self, measure: str, part: str = "") -> Figure:
        """The measure's latest figure; the same one however often it is asked for."""
        key = key_of(measure, part)
        if key not in self.figures:
            self.figures[key] = figure(measure, part=part, sees=for_everybody)
        return self.figures[key]

    def departments(self, measure: str) -> list[str]:
        """The departments for which the measure has figures of their own."""
        if measure not in self._parts:
            self._parts[measure] = parts(measure, sees=for_everybody)
        return next((names for what, names in self._parts[measure] if what == "Department"), [])

    def before(self, measure: str, part: str = "") -> Figure | None:
        """The figure as the last pack showed it."""
        held = self.last.figures.get(key_of(measure, part)) if self.last else None
        try:
            return Figure.from_json(held) if held else None
        except MeasureError:
            return None

    def earlier(self, measure: str, part: str = "") -> Figure | None:
        """The figure of the days before this one's, where there is one."""
        found = self.figure(measure, part)
        if not found.given:
            return None
        until = found.since - timedelta(days=1)
        before = figure(measure, part=part, until=until, sees=for_everybody)
        return before if before.given and before.until <= until else None

    def change(self, measure: str, part: str = "") -> Change | None:
        """From the last pack's figure to this one; None where there was none, or it speaks of the same days."""
        before, after = self.before(measure, part), self.figure(measure, part)
        return None if before is None or before.key == after.key else change(before, after)


def key_of(measure: str, part: str) -> str:
    return f"{measure}|{part}" if part else measure
