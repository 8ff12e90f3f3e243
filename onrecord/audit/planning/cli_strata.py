"""What strata `onrecord audit plan` reckons with: from a file, or from two figures. Pure."""

from collections.abc import Sequence

from onrecord.audit.planning.cli_words import CalculatorError, StratumRow
from onrecord.audit.planning.figures import default_planning
from onrecord.statistics.designs import simple
from onrecord.statistics.planner import PlannedStratum
from onrecord.statistics.strata import Plan


def two_strata(frame: int, crime_share: float, rate: float) -> list[StratumRow]:
    """Linked logs and the others, from the share that discloses a crime and the rate at which those are recorded."""
    planning = default_planning()
    # Not every linked log discloses a crime; those that are recorded are to come out at the rate given.
    linked = round(frame * crime_share * rate / planning.linked_crime)
    others = frame - linked
    if not 0 < crime_share < 1 or linked < 1 or others < 1:
        raise CalculatorError(
            f"--crime-share must leave logs with and without a crime among {frame:,}, not {crime_share:g}."
        )
    return [
        StratumRow("linked", linked, Plan(True, planning.linked_crime), False, None, {}),
        StratumRow(
            "not linked",
            others,
            Plan(False, min(1.0, frame * crime_share * (1 - rate) / others)),
            False,
            None,
            {},
        ),
    ]


def plans_for(rows: Sequence[StratumRow], group: str) -> list[Plan]:
    """The strata's plans for one kind of crime: its share from the file, or the national one."""
    if not group:
        return [row.plan for row in rows]
    usual = default_planning().groups
    found = []
    for row in rows:
        part = row.groups.get(group, usual.get(group))
        if part is None:
            raise CalculatorError(
                f"What share of crime is {group}? The strata file needs a column {group}; without one only {', '.join(usual)} are known."
            )
        found.append(row.plan.for_group(part))
    return found


def joined(parts: Sequence[tuple[int, Plan]]) -> Plan:
    """One plan for a simple random sample from (logs, plan) of each stratum."""
    return simple([PlannedStratum(size, plan) for size, plan in parts]).plan
