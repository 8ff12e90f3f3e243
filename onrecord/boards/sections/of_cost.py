"""The section on cost: what recording and auditing take, from the force's own times."""

from collections.abc import Iterator

from onrecord.audit.schedule_capacity import capacity
from onrecord.audit.schedule_runs import rows
from onrecord.boards.sections.ask import Ask
from onrecord.documents.content import Block, Grid, Heading, Words


def cost(ask: Ask) -> Iterator[Block]:
    """Hours that the audits take, programme by programme, beside the hours there are."""
    held = capacity([row for row in rows(ask.today) if row.in_force])
    yield Heading(2, "Audits")
    yield Words(held.sentence())
    if held.needs:
        yield Grid(
            "What each programme takes",
            (
                "Programme",
                "Records of one run, with those read again",
                "Minutes a record",
                "From",
                "Hours of one run",
                "Hours in four weeks",
            ),
            tuple(
                (
                    need.row.programme.title,
                    f"{need.records:,.0f}",
                    f"{need.minutes:.1f}",
                    "the readings' own times"
                    if need.measured
                    else "the programme: too few readings were timed",
                    f"{need.hours:,.1f}",
                    f"{need.in_four_weeks:,.1f}" if need.in_four_weeks else "on demand",
                )
                for need in held.needs
            ),
        )
