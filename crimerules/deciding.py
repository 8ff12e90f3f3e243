"""The whole decision: classify each act, decide whether to record it, count, place, and say by when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from crimerules.case import Act, Case, first_report_on
from crimerules.classify import classify
from crimerules.clock import uk_date
from crimerules.count import count
from crimerules.deadline import due
from crimerules.decision import Crime, Decision, Offence
from crimerules.editions import edition_on
from crimerules.engine import Context
from crimerules.flags import flags_for
from crimerules.general.confirmation import NO_VICTIM as VICTIM_NEEDED
from crimerules.general.confirmation import VICTIM as VICTIM_BELIEVED
from crimerules.general.deaths import sudden_death
from crimerules.general.exits import NOT_HELD, ON_DUTY
from crimerules.place import placed
from crimerules.rule import rule
from crimerules.whether import to_record

DAY = rule(
    "deadline.24-hours",
    title="The same day, 24 hours at the latest",
    says="A crime is recorded on the day of the report and no later than 24 hours after any part of "
    "the force first heard of it; recording never waits for an investigation. Exceptions are rare, "
    "need a reason that holds under the standard, and are overseen by the FCR.",
    page="10",
    since=date(2015, 4, 1),
    support="A Home Office technical annex, second hand, names April 2015 for the change from 72.",
)


LAST_YEAR_HELD = date(2027, 3, 31)
"""Last day of the recording year of the latest edition held: a new one comes each April."""


class NoDate(ValueError):
    """Neither a day nor the time of a report says which rules apply."""


def decide(case: Case, on: date | None = None) -> Decision:
    """What the rules in force ``on`` a day (default: the UK day of the first report) say of a case.

    Raises :class:`NoDate` when no day is given and no report has a time. Anything else that is
    missing comes back as questions, never as an error.
    """
    day = on or first_report_on(case)
    if day is None:
        raise NoDate(
            "nothing says on which day this was reported: give the time of a report "
            '(reports[0].at), or the day with "--on 2026-06-01"'
        )
    ctx = Context(case, day)
    recordable: list[Offence] = []
    if not case.acts:
        ctx.ask(
            VICTIM_BELIEVED,
            "acts",
            "acts",
            "What happened?",
            "Without anything that was done there is nothing to decide; a report of no crime is "
            '"is-no-crime".',
            ("an act",),
        )
    if not NOT_HELD.holds(day):
        for act in case.acts:
            ctx.exit(NOT_HELD, act.id, "not-held", f"no edition is held for {day.isoformat()}")
    else:
        for act in case.acts:
            said = 0 if act.to else _said(ctx)
            offences = (
                sudden_death(ctx, act)
                if act.does == "dies" and not act.class_
                else classify(ctx, act)
            )
            if not offences and not act.to:
                _never_lost(ctx, act, said)
            for offence in offences:
                kept = to_record(ctx, act, offence)
                if kept is not None and placed(ctx, act, kept):
                    recordable.append(kept)
    counted, joined = count(ctx, recordable)
    crimes = [_flagged(ctx, each) for each in counted]
    times = [each.at for each in case.reports if each.at is not None]
    first = min(times) if times else None
    timed = crimes and first is not None and uk_date(first) == day
    timed = timed and not any(each.rule == ON_DUTY.id for each in ctx.steps)
    if day > LAST_YEAR_HELD:
        ctx.remind(
            f"The latest edition held is {edition_on(day)}: check whether a later one is in force."
        )
    last = due(first) if first is not None and timed else None
    if last is not None:
        ctx.note(DAY, case.id, f"record by {last.isoformat()} at the latest, and today if possible")
    return Decision(
        on=day,
        edition=edition_on(day),
        crimes=tuple(crimes),
        not_recorded=tuple(ctx.exits),
        joined=tuple(joined),
        questions=tuple(ctx.questions.values()),
        referrals=tuple(ctx.referrals.values()),
        steps=tuple(ctx.steps),
        record_by=last.isoformat() if last else "",
        notes=tuple(ctx.notes),
    )


def _said(ctx: Context) -> int:
    return len(ctx.exits) + len(ctx.questions) + len(ctx.referrals)


def _never_lost(ctx: Context, act: Act, said: int) -> None:
    """Asks for the victim where an act without one came to nothing and nothing was said of it."""
    if said == _said(ctx):
        ctx.ask(
            VICTIM_NEEDED,
            f"{act.id}.to",
            f"acts[{act.id}].to",
            "To whom was it done?",
            "Without a victim nothing can be said of this; somebody nobody knows is a victim, too.",
            ("id of a person",),
        )


def _flagged(ctx: Context, crime: Crime) -> Crime:
    """The crime with its flags, from all acts written into it."""
    flags = flags_for(ctx, crime, [ctx.acts[each] for each in crime.acts])
    return replace(crime, flags=flags) if flags else crime
