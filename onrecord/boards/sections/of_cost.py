"""The section on cost: what more recording and the audits take, from the force's own times where there are any."""

from collections.abc import Iterator

from onrecord.audit.schedule.capacity import capacity
from onrecord.audit.schedule.runs import rows
from onrecord.boards.policies import for_everybody
from onrecord.boards.sections.ask import Ask
from onrecord.documents.content import Block, Grid, Heading, Words
from onrecord.measures.what_if.inputs import inputs, shown
from onrecord.measures.what_if.results import LEFT_OUT, more
from onrecord.statistics.differences import Bounds


def cost(ask: Ask) -> Iterator[Block]:
    """What recording more would bring, with every input, and the hours that the audits take beside the hours there are."""
    held = inputs({}, for_everybody)
    found = more(held, None)
    yield Heading(2, "If more were recorded")
    yield Words(found.sentence)
    if found.any:
        yield Grid(
            "What that would take in a year",
            ("What", "So many", "From", "To") if found.ranged else ("What", "So many"),
            tuple(
                each if found.ranged else each[:2]
                for each in (
                    _row("Crimes more on record", found.crimes),
                    _row("Hours to record and keep them", found.recording),
                    _row("Hours to investigate them", found.investigating)
                    if found.investigating.value
                    else ("Hours to investigate them", LEFT_OUT, "", ""),
                    _row(
                        "Full-time posts for both"
                        if found.investigating.value
                        else "Full-time posts",
                        found.posts,
                        1,
                    ),
                )
            ),
        )
    yield Grid(
        "What this is reckoned from",
        ("Input", "Value", "Kind", "Source"),
        tuple((each.label, shown(each), each.origin, each.source) for each in held.values()),
    )
    yield Words(
        "The page “What if” reckons with other inputs. More on record is not more crime: the victims were there already.",
        "note",
    )
    yield Heading(2, "Audits")
    yield from _audits(ask)


def _row(name: str, found: Bounds, digits: int = 0) -> tuple[str, ...]:
    return (name, *(f"{each:,.{digits}f}" for each in (found.value, found.low, found.high)))


def _audits(ask: Ask) -> Iterator[Block]:
    held = capacity([row for row in rows(ask.today) if row.in_force])
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
