"""Whether whoever is named in a sheet may have read what the row is about: the same rules as on the page."""

from onrecord.audit.models import Audit, CheckState, Phase, Reading, SampleItem, SecondCheck
from onrecord.audit.programmes.programme import Programme
from onrecord.audit.reading.answers import Problem
from onrecord.audit.reading.eligible import folded, hands_of, may_read_later, why_not
from onrecord.audit.reading.judgement import LATER
from onrecord.people.models import User

_WAITS_IN = {Phase.SECOND: CheckState.WAITING, Phase.THIRD: CheckState.DISAGREED}


class Reader:
    """Who brings a sheet, and of which phase. Without a `user` (from the command line) only the record itself is asked.

    A refusal says nothing of what another reader found, and is given before anything is compared.
    """

    def __init__(
        self, audit: Audit, programme: Programme, phase: str, by: str, user: User | None
    ) -> None:
        self.programme = programme
        self.phase = phase
        self.by = by
        self.user = user
        self._readings: dict[int, dict[str, Reading]] = {}
        for reading in Reading.objects.filter(item__audit=audit, current=True):
            self._readings.setdefault(reading.item_id, {})[reading.phase] = reading
        self._checks = {c.item_id: c for c in SecondCheck.objects.filter(item__audit=audit)}

    @property
    def expected(self) -> int:
        """How many records wait for a reading of this phase."""
        state = _WAITS_IN.get(Phase(self.phase))
        return sum(check.state == state for check in self._checks.values())

    def why_not(self, item: SampleItem, name: str) -> Problem | None:
        """What is wrong with this person's reading of the record; None when it may be."""
        if self.phase == Phase.FIRST:
            return self._first(item)
        return self._later(item, name)

    def _first(self, item: SampleItem) -> Problem | None:
        if not self.programme.second_reading.wanted:
            return None
        check = self._checks.get(item.pk)
        if check is not None and check.state != CheckState.WAITING:
            return _problem(
                item, "has been read a second time", "Its first reading stands; ask the registrar."
            )
        held = self._readings.get(item.pk, {}).get(Phase.FIRST)
        if held is None or held.outcome in LATER:
            return self._own_work(item)
        if self.user is not None and held.reader != self.user.get_username():
            return _problem(
                item,
                "has been read by somebody else",
                "Take the row out; each record is read first by one person.",
            )
        return self._own_work(item)

    def _later(self, item: SampleItem, name: str) -> Problem | None:
        check = self._checks.get(item.pk)
        if check is None or check.state != _WAITS_IN.get(Phase(self.phase)):
            return _problem(
                item,
                f"does not wait for a {Phase(self.phase).label}",
                "Take the row out, or fetch a fresh sheet.",
            )
        if folded(name) != folded(self.by):
            return Problem(
                "reader", name, "is somebody else than who brings the sheet",
                "Whoever reads a second time brings the sheet themselves, so that it is known to be blind.",
            )  # fmt: skip
        if self.user is not None and self.user not in may_read_later(item, self.phase, [self.user]):
            return _problem(
                item,
                "may not be read by you again",
                "You have read it, worked on it, or see what others found.",
            )
        return None

    def _own_work(self, item: SampleItem) -> Problem | None:
        if self.user is None:
            return None
        reason = why_not(self.user, hands_of(item))
        return _problem(item, "is your own work", reason) if reason else None


def _problem(item: SampleItem, problem: str, what_to_do: str) -> Problem:
    return Problem("log_ref", item.log_ref, problem, what_to_do)
