"""The section on risks and exceptions: what the record itself gives cause to ask about, and the risks that the body keeps."""

from collections.abc import Iterator

from onrecord.audit.schedule.runs import rows
from onrecord.boards.agenda import to_agree
from onrecord.boards.models import Matter
from onrecord.boards.reports import overdue_reports
from onrecord.boards.sections.ask import Ask
from onrecord.boards.sections.of_figures import OF_SECTION
from onrecord.documents.content import Block, Grid, Heading, Items, Words
from onrecord.improvement import queries
from onrecord.measures.figures.change import WORSE


def risks(ask: Ask) -> Iterator[Block]:
    """Exceptions are worked out; risks are the body's own matters."""
    found = list(exceptions(ask))
    if found:
        yield Words("Worked out from the record; nobody chooses what is on this list.")
        yield Items(tuple(found))
    else:
        yield Words(
            "The record gives no exception: no figure is worse than last time or withheld, no hole lacks its reason, nothing is late."
        )
    held = Matter.objects.filter(
        body=ask.body.slug, kind=Matter.Kind.RISK, state="open"
    ).select_related("raised_in")
    if held:
        yield Heading(2, "Risks that this body keeps")
        yield Grid(
            "Open risks",
            ("Number", "Risk", "Answered for by", "Raised on"),
            tuple(
                (
                    str(each.number),
                    each.title,
                    each.owner or "nobody",
                    f"{each.raised_in.held_on:%d/%m/%Y}",
                )
                for each in held
            ),
        )


def exceptions(ask: Ask) -> Iterator[str]:
    """One sentence for each thing that ought not to be so."""
    for measures in OF_SECTION.values():
        for measure in measures:
            change = ask.change(measure)
            if change is not None and change.verdict == WORSE:
                yield f"Worse than last time. {change.sentence}"
    withheld = [
        ask.figure(measure)
        for measures in OF_SECTION.values()
        for measure in measures
        if not ask.figure(measure).given
    ]
    if withheld:
        yield (
            f"{len(withheld):,} figures can't be given: "
            + "; ".join(f"{each.title} ({each.note.rstrip('.')})" for each in withheld)
            + "."
        )
    for row in rows(ask.today, counted=False):
        if row.in_force and row.unexplained:
            yield f"{row.programme.title}: {row.unexplained:,} of the last {len(row.runs):,} periods have no audit and no reason."
        if row.suspended:
            why = row.since.why if row.since else ""
            yield f"{row.programme.title}: audits are suspended. {why}".strip()
    late = queries.register("late", ask.today).count()
    if late:
        yield f"{late:,} recommendation{'s are' if late > 1 else ' is'} past the day set by the inspectorate."
    matters = [
        each
        for each in Matter.objects.filter(body=ask.body.slug, state="open")
        if each.is_late(ask.today)
    ]
    if matters:
        yield f"{len(matters):,} action{'s' if len(matters) > 1 else ''} of this body {'are' if len(matters) > 1 else 'is'} past {'their' if len(matters) > 1 else 'its'} day."
    for meeting in to_agree(ask.meeting)[:-1]:
        yield f"The minutes of meeting {meeting.number} ({meeting.held_on:%d/%m/%Y}) are not agreed, and a meeting has been held since."
    for each in overdue_reports(ask.today):
        yield each.words
