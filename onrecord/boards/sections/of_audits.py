"""Sections on audits: what was audited and what wasn't, and how it is known."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from onrecord.audit.models import READ, Audit, Phase, ProgrammeVersion
from onrecord.audit.programmes.kept import Current, all_current
from onrecord.audit.sample.window import Window
from onrecord.audit.schedule.models import MarkKind, ScheduleMark
from onrecord.audit.schedule.runs import DONE, DUE, GAP, RUNNING, SUSPENDED, Row, rows
from onrecord.boards.sections.ask import Ask
from onrecord.documents.content import Block, Grid, Heading, Items, Words
from onrecord.ledger.models import LedgerCheckpoint
from onrecord.measures.catalogue import definitions

# How far back a pack looks.
BACK = timedelta(days=366)


def audits(ask: Ask) -> Iterator[Block]:
    """Each programme's periods, and the audits of the last twelve months."""
    held = rows(ask.today)
    run = [row for row in held if row.last is not None]
    never = [row.programme.title for row in held if row.last is None]
    gaps = sum(row.unexplained for row in run)
    yield Words(
        f"{len(run):,} of {len(held):,} programmes have been run. "
        + (
            f"{gaps:,} period{'s' if gaps > 1 else ''} without an audit {'have' if gaps > 1 else 'has'} no reason written."
            if gaps
            else "No period without an audit lacks a reason."
        )
    )
    if run:
        yield Grid(
            "Programmes, their last twelve periods",
            (
                "Programme",
                "How often",
                "Read",
                "Being read",
                "Due",
                "No audit",
                "Suspended",
                "Answered for by",
            ),
            tuple(_periods(row) for row in run),
        )
    holes = list(_holes(run))
    if holes:
        yield Heading(2, "Holes in the schedule, with their reasons")
        yield Items(tuple(holes))
    if never:
        yield Words(f"Never run here: {', '.join(never)}.")
    made = list(_made(ask))
    if made:
        yield Heading(2, "Audits whose sample was drawn in the last twelve months")
        yield Grid(
            "Audits",
            (
                "Audit",
                "Records from",
                "Drawn on",
                "In the frame",
                "In the sample",
                "Read and decided",
            ),
            tuple(made),
        )
        yield Words(
            "Rates of these audits stand under recording accuracy, with n and interval; one that is not read to its end has none."
        )


def _periods(row: Row) -> tuple[str, ...]:
    def number(state: str) -> str:
        return f"{sum(run.state == state for run in row.runs):,}"

    schedule = row.programme.schedule
    return (
        row.programme.title,
        f"{schedule.every}{', suspended' if row.suspended else ''}",
        *(number(state) for state in (DONE, RUNNING, DUE, GAP, SUSPENDED)),
        schedule.owner or "nobody named",
    )


def _holes(run: list[Row]) -> Iterator[str]:
    for row in run:
        for each in row.runs:
            if each.state == GAP:
                why = "; ".join(mark.why for mark in each.reasons) or "no reason written"
                yield f"{row.programme.title}, {each.period.words}: {why}"


def _made(ask: Ask) -> Iterator[tuple[str, ...]]:
    done = Q(
        items__readings__current=True,
        items__readings__phase=Phase.FIRST,
        items__readings__outcome__in=READ,
    )
    found = (
        Audit.objects.filter(made_at__gte=ask.now - BACK)
        .order_by("made_at")
        .annotate(
            size=Count("items", distinct=True), read=Count("items", filter=done, distinct=True)
        )
    )
    for audit in found:
        days = "all, whenever received"
        if audit.frame_from and audit.frame_to:
            days = Window(audit.frame_from, audit.frame_to).words
        yield (
            audit.name,
            days,
            f"{timezone.localtime(audit.made_at):%d/%m/%Y}",
            f"{audit.frame_size:,}",
            f"{audit.size:,}",
            f"{audit.read:,}",
        )


def assurance(ask: Ask) -> Iterator[Block]:
    """How it is known, for those who give assurance: method, what changed in it, and who can check it."""
    yield Words(
        "Records are drawn by lot from a frame that is frozen, hashed and written into a ledger before anything is read. With the "
        "frame and the seed anybody draws the same sample again; rates and intervals are worked out anew by a script of its own. "
        "Failures are read a second time by somebody who doesn't see the first answers; where two differ, a third decides."
    )
    sign = LedgerCheckpoint.objects.order_by("-size").first()
    if sign is not None:
        yield Words(
            f"The ledger's last signed checkpoint covers {sign.size:,} entries, signed on {timezone.localtime(sign.made_at):%d/%m/%Y at %H:%M}. "
            "Anybody who holds an earlier one can show that nothing was changed since."
        )
    yield Grid(
        "Audit programmes as they stand",
        ("Programme", "Version", "Population", "Sample", "Read again", "Answered for by"),
        tuple(_programme(each) for each in all_current()),
    )
    yield Heading(2, "What changed in the method")
    changed = list(_changes(ask))
    yield (
        Items(tuple(changed))
        if changed
        else Words(
            "Nothing changed in programmes, schedule or definitions in the last twelve months."
        )
    )
    yield Heading(2, "Definitions of measures")
    yield Words(
        "A figure keeps the version of the definition by which it was counted; figures of two versions are never set beside each other."
    )
    yield Grid(
        "Measures and their versions",
        ("Measure", "Version", "Holds from", "How", "Answered for by"),
        tuple(
            (
                one.name,
                str(one.version),
                f"{one.since:%d/%m/%Y}" if one.since else "the beginning",
                one.how,
                one.owner,
            )
            for one in definitions()
        ),
    )


def _programme(each: Current) -> tuple[str, ...]:
    one = each.programme
    again = "failures" if one.second_reading.failures else "no failures"
    return (
        one.title,
        str(each.number),
        one.population.words,
        f"{one.design.sample_size:,}" if one.design.sample_size else "by its rule",
        f"{again}, {one.second_reading.passes_percent} % of the rest",
        one.schedule.owner or "nobody named",
    )


def _changes(ask: Ask) -> Iterator[str]:
    start = ask.now - BACK
    for version in ProgrammeVersion.objects.filter(made_at__gte=start, shipped=False).order_by(
        "made_at"
    ):
        yield f"{timezone.localtime(version.made_at):%d/%m/%Y}: programme {version.title}, version {version.number}. {version.why}".strip()
    words = {MarkKind.SUSPENDED: "suspended", MarkKind.RESUMED: "taken up again"}
    for mark in ScheduleMark.objects.filter(made_at__gte=start, kind__in=list(words)).order_by(
        "made_at"
    ):
        yield f"{mark.day:%d/%m/%Y}: audits of {mark.slug} {words[MarkKind(mark.kind)]}. {mark.why}"
    for one in definitions():
        if one.since and one.since >= start.date():
            yield f"{one.since:%d/%m/%Y}: {one.name} is counted by version {one.version} of its definition."
