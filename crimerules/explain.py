"""Tells a decision in plain English: for a victim, an officer or an auditor.

The victim hears what is recorded and why not, without codes or rule numbers. The officer hears what
to do, in which order, with pages. The auditor sees every step with rule, edition and finding.
"""

from __future__ import annotations

from collections.abc import Iterator

from crimerules.case import Case
from crimerules.decision import EXITS, Crime, Decision, NotRecorded
from crimerules.offences import find
from crimerules.rule import EDITION, RULES, Rule, pages

AUDIENCES = ("victim", "officer", "auditor")
FOR_VICTIM = {
    "incident-only": "The police have kept a record of what you told them, but not as a crime.",
    "crime-related-incident": "The police have kept a record that a crime may have happened. They "
    "have not recorded it as a crime.",
    "N100": "The police have recorded that a rape was reported. It is not yet recorded as a crime.",
    "N300": "The police have recorded the death and are finding out what happened.",
    "intelligence-only": "The police have kept the information, but not recorded a crime.",
    "not-recorded-yet": "Whether this becomes a recorded crime is decided after another body has "
    "looked at it.",
    "other-authority": "Another police force or body is the one to record this.",
    "not-held": "What the rules said on that day isn't held here, so no answer is given.",
}
APPEAL = (
    "You must be told about this decision. You can appeal against it, or give more information at "
    "any time."
)


def explain(decision: Decision, case: Case, audience: str = "officer") -> str:
    """The decision as plain text for one audience. Raises ``ValueError`` for an unknown one."""
    if audience not in AUDIENCES:
        raise ValueError(f"nobody here is called {audience!r}: choose {', '.join(AUDIENCES)}")
    tell = {"victim": _victim, "officer": _officer, "auditor": _auditor}[audience]
    return "\n".join(tell(decision, case)) + "\n"


def cite(rule: Rule, on: object = None) -> str:
    """Where a rule is printed, and on what footing it is applied to an earlier day."""
    if on is not None and rule.since < EDITION and str(on) < EDITION.isoformat() and rule.support:
        return f"{rule.cite}; for {on}: {rule.support}"
    return rule.cite


def names(case: Case, ids: tuple[str, ...]) -> str:
    """The names of people, or their ids where they have none: "Ann, Bob and Cat"."""
    people = {each.id: each.name or each.id for each in case.people}
    told = [people.get(each, each) for each in ids]
    if len(told) < 2:
        return "".join(told)
    return f"{', '.join(told[:-1])} and {told[-1]}"


def _number(count: int) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[count] if count < len(words) else f"{count:,}"


def _crimes(count: int) -> str:
    return f"{_number(count)} crime{'' if count == 1 else 's'}"


def _victim(decision: Decision, case: Case) -> Iterator[str]:
    if decision.crimes:
        yield f"The police record {_crimes(decision.count)}."
        for crime in decision.crimes:
            whom = f" against {names(case, crime.victims)}" if crime.victims else ""
            many = f" ({crime.count} times)" if crime.count > 1 else ""
            yield f"- {(crime.title or 'class ' + crime.class_).rstrip('.')}{whom}{many}"
            if crime.absorbed:
                yield (
                    "  Other things that were done are written into this record and looked into. They "
                    "are not counted again, because the same people were involved."
                )
    for joined in decision.joined:
        yield f"What you told the police is added to {joined.ref}, which is recorded already."
    yield from dict.fromkeys(FOR_VICTIM[each.exit] for each in decision.not_recorded)
    for reason in dict.fromkeys(each.reason for each in decision.not_recorded):
        yield f"- The reason: {reason}."
    if any(each.exit != "not-held" for each in decision.not_recorded):
        yield APPEAL
    if decision.questions:
        # What is recorded stays recorded; the answer may add to it or change its class.
        known = decision.crimes or decision.joined
        yield f"The police need to know more{', which may change this' if known else ' before they can decide'}:"
        yield from (f"- {each.asks}" for each in decision.questions)
    if decision.referrals:
        yield "A specialist of the force, the crime registrar, decides a point that the rules leave open."
    left = decision.questions or decision.referrals
    if not (decision.crimes or decision.joined or decision.not_recorded or left):
        yield "Nothing was reported that the police have to record."


def _officer(decision: Decision, case: Case) -> Iterator[str]:
    edition = f"edition {decision.edition}" if decision.edition else "no edition held"
    yield f"Rules in force on {decision.on.isoformat()} ({edition})"
    yield ""
    if decision.crimes:
        so_far = "" if decision.settled else "ON WHAT IS KNOWN SO FAR, "
        yield f"{so_far}RECORD {_crimes(decision.count)}" + (
            f", by {decision.record_by.replace('T', ' ')[:16]} at the latest, today if you can"
            if decision.record_by
            else ""
        )
        for crime in decision.crimes:
            yield from _crime_lines(decision, case, crime)
        yield ""
    for joined in decision.joined:
        yield f"ADD to {joined.ref}: {joined.reason} ({_page(joined.rule)})"
    for entry in decision.not_recorded:
        yield from _exit_lines(case, entry)
    if decision.not_recorded and (decision.questions or decision.referrals or decision.notes):
        yield ""
    if decision.questions:
        yield "ASK, in this order, then decide again:"
        for at, question in enumerate(decision.questions, 1):
            yield f"  {at}. {question.asks}"
            yield f"     Why: {question.why} ({_page(question.rule)})"
            yield f"     Answers: {', '.join(question.answers)}. Goes to: {question.field}"
    if decision.questions and (decision.referrals or decision.notes):
        yield ""
    for referral in decision.referrals:
        yield f"REFER to the Force Crime Registrar: {referral.asks}"
        yield f"  Readings: {'; or '.join(referral.readings)}"
        yield f"  Why: {referral.why} ({_page(referral.rule)})"
        yield f'  Give the ruling back as: {{"about": "{referral.id}", "choice": "..."}}'
    for note in decision.notes:
        yield f"ALSO: {note}"
    if decision.not_recorded or decision.questions or decision.referrals or decision.notes:
        yield ""
    yield "WHY"
    for step in decision.steps:
        if step.decides and not step.rule.startswith("deadline."):
            yield f"  {_about(step.about)}{step.finding} ({_page(step.rule)})"


def _crime_lines(decision: Decision, case: Case, crime: Crime) -> Iterator[str]:
    many = f"{crime.count} x " if crime.count > 1 else ""
    whom = f", victim: {names(case, crime.victims)}" if crime.victims else ""
    by = f", offender: {names(case, crime.by)}" if crime.by else ""
    yield f"  {many}class {crime.class_} {crime.title} ({crime.code or 'code to be chosen'}){whom}{by}"
    if crime.force:
        yield f"    recorded by {crime.force}"
    for class_, code in crime.absorbed:
        held = find(code, class_) if code else ()
        title = f" {held[0].title}" if held else ""
        yield f"    write in, don't count: class {class_}{title} {f'({code})' if code else ''}".rstrip()
    if crime.flags:
        yield f"    flags: {', '.join(crime.flags)}"


def _exit_lines(case: Case, entry: NotRecorded) -> Iterator[str]:
    many = f"{entry.count} x " if entry.count > 1 else ""
    code = f" {entry.code}" if entry.code else ""
    if entry.exit == "not-held":
        # No answer is not the answer that it is no crime, and nobody can be told of a decision.
        yield f"NOT DECIDED for {', '.join(entry.acts)}: {many}{entry.exit}"
        yield f"  Why: {entry.reason}; ask the Force Crime Registrar for the rules of that day"
        return
    yield f"NO CRIME HERE for {', '.join(entry.acts)}: {many}{entry.exit}{code}"
    yield f"  {EXITS[entry.exit]}"
    yield f"  Why: {entry.reason} ({_page(entry.rule)})"
    if entry.force:
        yield f"  With: {entry.force}"
    yield "  Keep an auditable record of this decision, and tell the victim or whoever reported it."


def _auditor(decision: Decision, case: Case) -> Iterator[str]:
    yield f"Case {case.id or '(no name)'}; rules in force on {decision.on.isoformat()}"
    yield f"Edition: {decision.edition or 'none held'}"
    yield f"Crimes: {decision.count}; settled: {'yes' if decision.settled else 'no'}"
    if decision.record_by:
        yield f"To be recorded by: {decision.record_by}"
    yield ""
    for at, step in enumerate(decision.steps, 1):
        held = RULES.get(step.rule)
        where = cite(held, decision.on) if held else "rule not known to this version"
        mark = "" if step.decides else " (looked at, doesn't apply)"
        yield f"{at}. [{step.rule}] {_about(step.about)}{step.finding}{mark}"
        yield f"   {where}"
    yield ""
    for crime in decision.crimes:
        yield from _crime_lines(decision, case, crime)
        yield f"    acts: {', '.join(crime.acts)}"
    for entry in decision.not_recorded:
        yield from _exit_lines(case, entry)
    for joined in decision.joined:
        yield f"  joined to {joined.ref}: {', '.join(joined.acts)} [{joined.rule}]"
    for question in decision.questions:
        yield f"  open question {question.id}: {question.asks} [{question.rule}]"
    for referral in decision.referrals:
        yield f"  open referral {referral.id}: {referral.asks} [{referral.rule}]"
    for ruling in case.rulings:
        who = ruling.by or "somebody not named"
        when = f" on {ruling.at.isoformat()}" if ruling.at else ""
        why = f", because: {ruling.why}" if ruling.why else ""
        yield f"  ruling by {who}{when} on {ruling.about}: {ruling.choice}{why}"


def _page(rule_id: str) -> str:
    held = RULES.get(rule_id)
    if held is None:
        return rule_id
    if not held.page:
        return held.document.split(" (")[0]
    short = (
        "" if held.document.startswith("Crime Recording Rules") else held.cite.split(",")[0] + ", "
    )
    return f"{short}{pages(held.page)}"


def _about(about: str) -> str:
    return f"{about}: " if about else ""
