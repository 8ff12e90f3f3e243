"""Whose word makes a victim-based report a crime: the victim, someone acting for the victim, or nobody."""

from __future__ import annotations

from enum import Enum

from crimerules.case import Act, Report
from crimerules.engine import Context
from crimerules.general.facts import SECTION_A, SINCE_2018
from crimerules.rule import Rule, rule

VICTIM = rule(
    "whether.victim-believed",
    title="The victim is believed",
    says="A victim's belief that a crime happened, reported or confirmed to the police, is usually "
    "enough: on the balance of probabilities, and nothing credible to the contrary at hand.",
    page="7",
    since=SINCE_2018,
    support=SECTION_A,
)
UNWILLING = rule(
    "whether.victim-unwilling",
    title="The victim confirms but won't support",
    says="A crime that the victim confirms is recorded even if the victim wants no investigation or "
    "prosecution.",
    page="7",
    since=SINCE_2018,
    support=SECTION_A,
)
PROFESSIONAL = rule(
    "whether.professional",
    title="Professionals act for the victim",
    says="A report from a doctor, nurse, social worker, teacher or the like always counts as made "
    "for the victim, of whatever age: a crime, whatever the victim permits or later says, unless "
    "their status or truthfulness is in doubt.",
    page="8",
    since=SINCE_2018,
    support=SECTION_A,
)
PARENT = rule(
    "whether.parent-or-carer",
    title="Parents and carers act for the victim",
    says="A parent, guardian or carer who reports for a child, young person or adult at risk counts "
    "as the victim's voice: a crime, whatever the victim permits or later says, unless their "
    "position or truthfulness is in doubt.",
    page="8",
    since=SINCE_2018,
    support=SECTION_A,
)
THIRD_PARTY = rule(
    "whether.other-third-party",
    title="Other third parties need the victim",
    says="A report from anybody else isn't recorded without the victim's confirmation, unless "
    "recording is appropriate or necessary; it is a crime-related incident.",
    page="8-9",
    since=SINCE_2018,
    support=SECTION_A,
)
VIDEO = rule(
    "whether.video",
    title="Video is no third party",
    says="CCTV, dashcams and doorbells don't report crime by themselves: an auditable record and "
    "reasonable enquiries, and the victim's confirmation, unless recording is appropriate or "
    "necessary, which it may be though no victim can be found.",
    page="8",
    since=SINCE_2018,
    support=SECTION_A,
)
NECESSARY = rule(
    "whether.appropriate-or-necessary",
    title="Appropriate or necessary without the victim",
    says="With clear evidence or significant grounds of a crime against an identifiable victim, and "
    "where recording is needed for investigation, arrest or the public interest, a crime is "
    "recorded though the victim declines or can't be found.",
    page="7-8",
    since=SINCE_2018,
    support=SECTION_A,
)
NO_VICTIM = rule(
    "whether.no-victim-no-crime",
    title="No victim, no crime",
    says="Where a victim-based crime is suspected but no victim, and nobody for the victim, can be "
    "found, it is a crime-related incident until the victim is found or comes forward.",
    page="7",
    since=SINCE_2018,
    support=SECTION_A,
)
OTHER_BODY = rule(
    "whether.other-body-is-victim",
    title="Another authority as victim, or for the victim",
    says="Where another investigating authority is the victim, or reports for the victim, the crime "
    "is recorded.",
    page="17",
    since=SINCE_2018,
    support=SECTION_A,
)
REFERRAL = rule(
    "whether.referral",
    title="Referrals from partners and MARAC",
    says="A crime against a vulnerable person that a partner agency or a MARAC refers is recorded by "
    "the third-party rules, however the other body means to resolve it.",
    page="10",
    since=SINCE_2018,
    support=SECTION_A,
)
MANDATED = rule(
    "whether.mandated-referral",
    title="NRM, duty to notify, FGM duty",
    says="Referrals of the National Referral Mechanism, duties to notify and reports under the duty "
    "on female genital mutilation are recorded on receipt, without waiting for a decision, an "
    "investigation or the victim.",
    page="44-45, 48",
)
DEATH = rule(
    "whether.victim-dead",
    title="The victim has died of it",
    says="A death needs nobody's confirmation: it is recorded as a crime as soon as the "
    "circumstances amount to one and no credible evidence to the contrary is at hand.",
    page="34-35",
    since=SINCE_2018,
    support=SECTION_A,
)
# More than the homicides of `crimerules.grave`: every class of which a death may be part.
DEATHS = frozenset({"1", "4/1", "4/2", "4/3", "4/7", "4/10", "37/1"})
ADULT = 18
_ORDER = ("victim", "other-body", "professional", "parent-or-carer")


class Word(Enum):
    """What is known of a victim's side of a report."""

    RECORD = "record"
    ASKED = "asked"
    """A question was added, or no edition is held; nothing more to say."""
    REFUSED = "refused"
    MISSING = "missing"


def settled_by(ctx: Context, act: Act, victim: str, class_: str = "") -> tuple[Word, Rule]:
    """Whether one victim-based act against one victim may be recorded, on whose word.

    With the rule that says so. ``RECORD`` to record, ``ASKED`` when a question was added or no
    edition is held, ``REFUSED`` when the victim doesn't
    confirm, ``MISSING`` when the victim can't be found.
    """
    person = ctx.people[victim]
    if class_ in DEATHS or act.injury == "death" or act.does == "dies":
        ctx.note(DEATH, f"{act.id}, {victim}", "the victim has died: nobody needs to confirm it")
        return Word.RECORD, DEATH
    reports = sorted(
        ctx.reports_of(act),
        key=lambda each: _ORDER.index(each.capacity) if each.capacity in _ORDER else len(_ORDER),
    )
    about = f"{act.id}, {victim}"
    confirms = person.confirms if act.confirmed is None else act.confirmed
    _note_channels(ctx, about, reports)
    if confirms is None and any(_own_report(ctx, each, act, victim) for each in reports):
        confirms = True
    if confirms:
        ctx.note(VICTIM, about, "the victim says that it happened")
        if person.supports is False:
            ctx.note(
                UNWILLING, about, "the victim won't support an investigation: record all the same"
            )
        return Word.RECORD, VICTIM
    for report in reports:
        answer = _for_the_victim(ctx, act, victim, report, about)
        if answer is not None:
            return answer, VICTIM
    return _without_the_victim(ctx, act, victim, confirms, reports, about)


def _own_report(ctx: Context, report: Report, act: Act, victim: str) -> bool:
    if report.capacity != "victim":
        return False
    if report.by == victim or (not report.by and len(act.to) == 1):
        return True
    return ctx.people[victim].kind != "person"  # somebody speaks for the business or body


def _note_channels(ctx: Context, about: str, reports: list[Report]) -> None:
    if any(each.channel in ("marac", "partner") for each in reports):
        ctx.note(REFERRAL, about, "referred by a partner: the third-party rules decide")


def _for_the_victim(ctx: Context, act: Act, victim: str, report: Report, about: str) -> Word | None:
    """The answer when a report counts as made for the victim; ``None`` when it doesn't."""
    if report.channel in ("nrm", "duty-to-notify", "fgm-duty"):
        if ctx.unheld(MANDATED, act.id):
            return Word.ASKED
        ctx.note(MANDATED, about, "recorded on receipt")
        return Word.RECORD
    if report.doubted:
        return None
    if report.capacity == "other-body":
        ctx.note(OTHER_BODY, about, "reported by another authority as victim or for the victim")
        return Word.RECORD
    if report.capacity == "professional":
        ctx.note(PROFESSIONAL, about, "a professional reports for the victim: no permission needed")
        return Word.RECORD
    if report.capacity != "parent-or-carer":
        return None
    person = ctx.people[victim]
    if "vulnerable" in person.states or "mental-disorder" in person.states:
        ctx.note(PARENT, about, "a carer reports for an adult at risk")
        return Word.RECORD
    if person.age is None:
        ctx.ask(
            PARENT,
            f"age.{victim}",
            f"people[{victim}].age",
            "How old is the victim?",
            "A parent or carer speaks for a child, a young person or an adult at risk, not for others.",
            ("a number of years",),
        )
        return Word.ASKED
    if person.age < ADULT:
        ctx.note(PARENT, about, "a parent or carer reports for a child or young person")
        return Word.RECORD
    return None


def _without_the_victim(
    ctx: Context,
    act: Act,
    victim: str,
    confirms: bool | None,
    reports: list[Report],
    about: str,
) -> tuple[Word, Rule]:
    person = ctx.people[victim]
    filmed = bool(reports) and all(each.capacity == "video" for each in reports)
    # p. 7 asks for an identifiable victim; of video p. 8 says so even where no victim can be found
    allowed = person.identified or filmed
    if act.necessary and allowed:
        ctx.note(NECESSARY, about, "clear evidence, and recording is appropriate or necessary")
        return Word.RECORD, NECESSARY
    rule_here = VIDEO if filmed else THIRD_PARTY
    if confirms is None and person.traced is not False and "dead" not in person.states:
        ctx.ask(
            rule_here,
            f"confirms.{act.id}.{victim}",
            f"people[{victim}].confirms",
            "Does the victim say that it happened?",
            "Nobody who speaks for the victim has reported it, so the victim's word decides.",
        )
        return Word.ASKED, rule_here
    if act.necessary is None and allowed:
        ctx.ask(
            NECESSARY,
            f"necessary.{act.id}",
            f"acts[{act.id}].necessary",
            "Is there clear evidence, and is recording appropriate or necessary all the same?",
            "A crime against an identifiable victim can be recorded without the victim's word.",
        )
        return Word.ASKED, rule_here
    if confirms is False:
        return Word.REFUSED, rule_here
    return Word.MISSING, NO_VICTIM
