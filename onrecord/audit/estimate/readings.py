"""The readings that an estimate rests on, by stratum, and what each of them counts for."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils import timezone

from onrecord.audit.models import Audit, Outcome, Reading
from onrecord.audit.planning.figures import GROUPS, Planning
from onrecord.audit.programmes.programme import FAIL, PASS, UNDECIDED, Programme
from onrecord.audit.programmes.walk import verdicts
from onrecord.audit.sample.design import strata_from_json
from onrecord.audit.sample.own_chances import own_chances_from
from onrecord.audit.sample.strata import StratumDesign
from onrecord.audit.stopping.design import order_from
from onrecord.audit.stopping.prefix import counted_up_to
from onrecord.statistics.strata import Plan, StratumReadings, readings

# Of a programme of questions: whether the record passes as a whole.
PASSED = "passed"
# What is planned with where records pass or fail: a stratum that shows hardly a failure is believed to have some.
_PASSING = Plan(True, 0.97, 0.05)


@dataclass(frozen=True, slots=True)
class StratumCount:
    """How far one stratum was read."""

    name: str
    closing_code: str
    linked: bool
    size: int
    sampled: int
    decided: int
    undecidable: int


class Readings:
    """The first readings of an audit that are answers, by stratum, in order of position."""

    def __init__(self, audit: Audit, programme: Programme) -> None:
        self.programme = programme
        self._designs = strata_from_json(audit.design["strata"])
        self._to_read = [row["to_read"] for row in audit.design["strata"]]
        self.crimes: dict[str, Any] = audit.design["crimes"]
        self.order = order_from(audit.design)
        self.own = own_chances_from(audit.design)
        # Of an audit that may stop early: the records that count, and the stratum of each (see `stopping/prefix.py`).
        self.prefix: list[tuple[int, int]] = []
        current = Reading.objects.counted().filter(item__audit=audit)
        if self.order is not None:
            current = current.filter(item__position__lte=counted_up_to(audit))
        last = current.aggregate(last=Max("read_at"))["last"]
        self.last_day = timezone.localdate(last) if last else None
        self.undecidable: dict[str, int] = {}
        self.decided: dict[str, list[Reading]] = {}
        # What can't be decided, record by record; `undecidable` has their numbers.
        self.unclear: dict[str, list[Reading]] = {}
        places = {design.name: place for place, design in enumerate(self._designs)}
        # In order of position, so that sums come out the same to the last digit.
        for row in current.select_related("item__stratum").order_by("item__position"):
            stratum = row.item.stratum.name
            if self.order is not None:
                self.prefix.append((row.item_id, places[stratum]))
            if row.outcome == Outcome.UNDECIDABLE:
                self.undecidable[stratum] = self.undecidable.get(stratum, 0) + 1
                self.unclear.setdefault(stratum, []).append(row)
            else:
                self.decided.setdefault(stratum, []).append(row)

    def strata(self, planning: Planning, what: str | None) -> list[StratumReadings]:
        """The strata with the counts of one crime group, of all crime (None), of one question or of whole records."""
        found = []
        for design in self._designs:
            pairs = [
                counts_of(self.programme, row, what) for row in self.decided.get(design.name, [])
            ]
            found.append(
                readings(
                    design.name,
                    design.size,
                    self._plan(design, planning, what),
                    [should for should, _ in pairs],
                    [recorded for _, recorded in pairs],
                )
            )
        return found

    @property
    def designs(self) -> list[StratumDesign]:
        """The strata as they were drawn."""
        return self._designs

    def _plan(self, design: StratumDesign, planning: Planning, what: str | None) -> Plan:
        if what is None:
            return design.plan(planning)
        if what in GROUPS:
            return design.plan(planning).for_group(planning.groups[what])
        return _PASSING

    def counts(self) -> list[StratumCount]:
        return [
            StratumCount(
                d.name,
                d.closing_code,
                d.linked,
                d.size,
                to_read,
                len(self.decided.get(d.name, [])),
                self.undecidable.get(d.name, 0),
            )
            for d, to_read in zip(self._designs, self._to_read, strict=True)
        ]


def counts_of(programme: Programme, reading: Any, what: str | None) -> tuple[int, int]:
    """How many should be right in a reading, and how many are: crimes of a group or of all, a question, or the record."""
    if what is None or what in GROUPS:
        groups = GROUPS if what is None else (what,)
        return (
            sum(getattr(reading, f"should_{g}") for g in groups),
            sum(getattr(reading, f"recorded_{g}") for g in groups),
        )
    if what == PASSED:
        if reading.outcome == Outcome.WITHDRAWN:
            return 0, 0
        return int(reading.passed is not None), int(reading.passed is True)
    question = programme.question(what)
    answer = question.answer(reading.answers.get(what, "")) if question else None
    verdict = answer.verdict if answer else ""
    return int(verdict in (PASS, FAIL)), int(verdict == PASS)


def unclear(programme: Programme, reading: Any, what: str | None) -> bool:
    """Whether a reading that was decided leaves open what is asked: a question answered "can't be decided", or a record that it keeps
    from passing."""
    if what is None or what in GROUPS or reading.outcome == Outcome.WITHDRAWN:
        return False
    if what == PASSED:
        return reading.passed is None and UNDECIDED in verdicts(programme, reading.answers).values()
    question = programme.question(what)
    answer = question.answer(reading.answers.get(what, "")) if question else None
    return answer is not None and answer.verdict == UNDECIDED
