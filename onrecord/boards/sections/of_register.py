"""Sections on recommendations and actions: how they stand, what is late, and what changed since the last pack."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Count
from django.utils import timezone

from onrecord.audit.models import Audit, ProgrammeVersion
from onrecord.audit.schedule.models import MarkKind, ScheduleMark
from onrecord.boards.models import Line, Matter
from onrecord.boards.sections.ask import Ask
from onrecord.documents.content import Block, Grid, Heading, Items, Words
from onrecord.improvement import queries
from onrecord.improvement.models import PlanAction, Recommendation
from onrecord.improvement.recommendations.said import as_said, is_draft
from onrecord.improvement.recommendations.states import Stance
from onrecord.ledger.models import LedgerEntry
from onrecord.people.models import User
from onrecord.training.message_models import Campaign

# Longest list of single changes in a pack; the number of all stands above it.
MOST = 200


def recommendations(ask: Ask) -> Iterator[Block]:
    """The register: counts that add up, a table, and each open recommendation in its words."""
    rows = [
        as_said(row)
        for row in queries.register().order_by(
            "inspection__published_on", "inspection__ref", "number"
        )
    ]
    if not rows:
        yield Words("No inspection is in the register.")
        return
    held = queries.counts(queries.register(), ask.today)
    yield Words(
        f"{held.all:,} in the register: {held.awaiting_review:,} awaiting review, {held.being_progressed:,} being progressed, "
        f"{held.complete:,} complete. Not complete and past the day: {held.late:,}. Without an owner here: {held.nobodys:,}."
    )
    yield Grid(
        "Recommendations and areas for improvement",
        ("Recommendation", "Report", "Status", "The force's answer", "By", "Answered for by"),
        tuple(_row(each, ask.today) for each in rows),
    )
    for row in (each for each in rows if each.is_open()):
        yield Heading(2, f"{row.label}: {row.inspection.title}")
        yield Words(row.text, "quote")
        if row.stance != Stance.NONE and row.stance_words:
            yield Words(f"The force: {row.stance_words}")
        steps = [each for each in row.steps.order_by("-number") if not is_draft(each)][:3]
        yield Items(tuple(f"{_day(each.on)}: {bare(queries.step_words(each))}" for each in steps))


def _row(row: Recommendation, today: date) -> tuple[str, ...]:
    late = ", late" if row.is_late(today) else ""
    return (
        row.label,
        row.inspection.title,
        row.get_state_display(),
        row.get_stance_display(),
        f"{_day(row.due_on)}{late}" if row.due_on else str(row.get_deadline_display()),
        answered_for(row.owner, row.department),
    )


def answered_for(owner: str, department: str) -> str:
    """Who answers for a thing, by office: papers of boards name no person."""
    person = User.objects.filter(username=owner, is_active=True).first() if owner else None
    office = str(person.get_role_display()) if person else "nobody"
    return f"{office}, {department}" if department else office


def late(ask: Ask) -> Iterator[Block]:
    """What is past its day: actions of this body, recommendations, and actions of the plans."""
    matters = [
        each
        for each in Matter.objects.filter(body=ask.body.slug, state="open")
        if each.is_late(ask.today)
    ]
    overdue = list(queries.register("late", ask.today))
    rows = [
        (
            f"Action {each.number} of this body",
            each.title,
            each.owner,
            _day(each.due_on),
            _days(each.due_on, ask.today),
        )
        for each in matters
    ]
    rows += [
        (
            each.label,
            each.inspection.title,
            answered_for(each.owner, each.department),
            _day(each.due_on),
            _days(each.due_on, ask.today),
        )
        for each in overdue
    ]
    rows += plan_rows(ask.today)
    if not rows:
        yield Words("Nothing is late.")
        return
    yield Words(
        f"{len(rows):,} {'is' if len(rows) == 1 else 'are'} past the day set. What is late stays here until it is done or its day is moved, with the reason."
    )
    yield Grid(
        "Past their day", ("What", "Of", "Answered for by", "Was due", "Days late"), tuple(rows)
    )


def plan_rows(today: date) -> list[tuple[str, str, str, str, str]]:
    """Actions of the improvement plans that are late."""
    return [
        (
            f"Action {each.number} of a plan",
            f"{each.plan.title}: {each.text}",
            answered_for(each.owner, each.plan.department),
            _day(each.due_on),
            _days(each.due_on, today),
        )
        for each in queries.actions_late(today)
    ]


def since(ask: Ask) -> Iterator[Block]:
    """What the record says has happened since the last pack; nobody writes it."""
    if ask.last is None or ask.since is None:
        yield Words("This is the first pack of this body, so there is nothing to set it beside.")
        return
    start = ask.since
    yield Words(
        f"From the record itself, since the pack of {ask.last.meeting.held_on:%d/%m/%Y} was made on {_moment(start)}: what the ledger took in, "
        "and what happened to recommendations, actions, audits and messages."
    )
    told = list(_told(ask, start))
    if told:
        yield Heading(2, "Recommendations, actions, audits and messages")
        yield Words(
            f"{len(told):,} changes{f', of which the latest {MOST:,} follow' if len(told) > MOST else ''}."
        )
        yield Grid("What changed", ("When", "What", "About"), tuple(told[-MOST:]))
    else:
        yield Words("Nothing happened to recommendations, actions, audits or messages.")
    entries = LedgerEntry.objects.filter(seq__gte=ask.last.ledger_size).order_by()
    kinds: Counter[str] = Counter()
    for kind, number in entries.values_list("kind").annotate(n=Count("seq")):
        kinds[kind.split(".")[0]] += number
    if kinds:
        yield Heading(2, "What the ledger took in")
        yield Grid(
            "Entries of the ledger since the last pack, by what they are about",
            ("About", "Entries"),
            tuple(
                (name.replace("-", " ").capitalize(), f"{number:,}")
                for name, number in sorted(kinds.items())
            ),
        )


def _told(ask: Ask, start: datetime) -> list[tuple[str, str, str]]:
    found = [
        (each.at, bare(each.words), _about(each.about)) for each in queries.changes_since(start)
    ]
    lines = Line.objects.filter(
        meeting__body=ask.body.slug, made_at__gt=start, matter__isnull=False
    ).exclude(what__in=(Line.What.SAID, Line.What.CORRECTION))
    found += [
        (each.made_at, each.get_what_display(), each.heading)
        for each in lines.select_related("meeting", "matter")
    ]
    found += [
        (each.made_at, "Audit drawn", each.name) for each in Audit.objects.filter(made_at__gt=start)
    ]
    found += [
        (each.made_at, "Audit programme changed", each.slug)
        for each in ProgrammeVersion.objects.filter(made_at__gt=start)
    ]
    found += [
        (
            each.made_at,
            {MarkKind.SUSPENDED: "Audits suspended", MarkKind.RESUMED: "Audits taken up again"}.get(
                MarkKind(each.kind), "Reason for a gap"
            ),
            each.slug,
        )
        for each in ScheduleMark.objects.filter(made_at__gt=start)
    ]
    found += [
        (each.made_at, "Campaign", each.name) for each in Campaign.objects.filter(made_at__gt=start)
    ]
    return [(_moment(at), what, about) for at, what, about in sorted(found, key=lambda row: row[0])]


def bare(words: str) -> str:
    """What happened without what may name somebody: the words of comments and reports, and who owns a thing."""
    return next(
        (each for each in ("Comment", "Report", "Owner") if words.startswith(f"{each}:")), words
    )


def _about(row: Recommendation | PlanAction) -> str:
    if isinstance(row, PlanAction):
        return f"Action {row.number}, {row.plan.title}"
    return f"{row.label}, {row.inspection.title}"


def _day(value: date | None) -> str:
    return f"{value:%d/%m/%Y}" if value else ""


def _days(due: date | None, today: date) -> str:
    return f"{(today - due).days:,}" if due else ""


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y %H:%M}"
