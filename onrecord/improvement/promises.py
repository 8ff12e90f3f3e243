"""What a thing promises: a figure, of which part of the force, from which days to which, and to where. One way to check it
for actions and for benefits."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Any

from onrecord.improvement.content import day, number
from onrecord.improvement.errors import ImprovementError
from onrecord.improvement.texts import check_day, line, share_of
from onrecord.measures.catalogue import Definition, definitions


@dataclass(frozen=True, slots=True)
class Promise:
    """`measure`: empty where no figure is promised. `target`: a share of 1, a number or hours, as the measure is; or None. The days include both ends."""

    measure: str = ""
    part: str = ""
    target: float | None = None
    before_since: date | None = None
    before_until: date | None = None
    after_since: date | None = None
    after_until: date | None = None

    def checked(self) -> "Promise":
        """The promise, if it can be held. Raises ImprovementError."""
        if not self.measure.strip():
            return Promise()
        held = known()
        if self.measure not in held:
            raise ImprovementError(
                f"There is no figure {self.measure[:60]!r}. Choose one of the list."
            )
        if held[self.measure].is_share:
            share_of(self.target, "The target")
        elif self.target is not None and not 0 <= self.target < 1_000_000:
            raise ImprovementError("The target must be a number from 0 on.")
        sides = (
            ("before", self.before_since, self.before_until),
            ("after", self.after_since, self.after_until),
        )
        for words, since, until in sides:
            if (since is None) != (until is None):
                raise ImprovementError(f"Give both the first and the last day of {words}.")
            if since and until:
                check_day(since, "The first day")
                check_day(until, "The last day")
                if since > until:
                    raise ImprovementError(f"The last day of {words} comes before the first.")
        if self.after_since and not self.before_since:
            raise ImprovementError("Give the days before, too: without them nothing is compared.")
        if self.before_until and self.after_since and self.before_until >= self.after_since:
            raise ImprovementError("The days after must begin when the days before are over.")
        if held[self.measure].monthly:
            for words, since, until in sides:
                _check_months(held[self.measure].name, words, since, until)
        return Promise(
            self.measure,
            line(self.part, 200, "the part of the force", needed=False),
            *(self.target, self.before_since, self.before_until),
            *(self.after_since, self.after_until),
        )

    def put(self, row: Any) -> None:
        """Write it into a row that has these fields."""
        for name in self.__dataclass_fields__:
            setattr(row, name, getattr(self, name))

    @classmethod
    def of(cls, row: Any) -> "Promise":
        """What a row promises."""
        return cls(**{name: getattr(row, name) for name in cls.__dataclass_fields__})

    def to_json(self) -> dict[str, Any]:
        return {
            "measure": self.measure,
            "part": self.part,
            "target": number(self.target),
            "before": [day(self.before_since), day(self.before_until)],
            "after": [day(self.after_since), day(self.after_until)],
        }


def whole_months(since: date, until: date) -> tuple[date, date]:
    """The days of the whole months that hold these."""
    _, last = monthrange(until.year, until.month)
    return since.replace(day=1), until.replace(day=last)


def _check_months(name: str, words: str, since: date | None, until: date | None) -> None:
    if since is None or until is None:
        return
    first, last = whole_months(since, until)
    if (first, last) != (since, until):
        raise ImprovementError(
            f"\u201c{name}\u201d is counted for whole months. Write the days {words} as whole months, such as "
            f"{first:%d/%m/%Y} to {last:%d/%m/%Y}, or choose another figure."
        )


def known() -> dict[str, Definition]:
    """The figures that can be promised, by id."""
    return {each.id: each for each in definitions()}
