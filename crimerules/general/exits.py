"""Ways out without a crime that depend on who investigates, where, and what kind of report it is."""

from __future__ import annotations

from crimerules.case import Act
from crimerules.decision import Offence
from crimerules.engine import Context
from crimerules.general.facts import (
    N100_SINCE,
    N100_SUPPORT,
    SECTION,
    SECTION_A,
    SECTION_I,
    SINCE_2018,
)
from crimerules.grave import RAPES
from crimerules.offences import find
from crimerules.rule import SCHOOLS, rule

SEXUAL_ASSAULT = frozenset(["17A", "17B", "20A", "20B"])
SERIOUS_AT_SCHOOL = frozenset(
    [
        "5D",
        "10B",
        "10C",
        "10D",
        "11A",
        "13",
        "23",
        "36",
        "70",
        "71",
        "86",
        "88A",
        "92A",
        "92D",
        "92E",
        "106",
    ]
)
"""Classes that the schools protocol lists by name (p. 2)."""

NOT_HELD = rule(
    "whether.no-edition-held",
    title="No edition held for this date",
    says="Before April 2018 no text and no section heading of the rules is held, so no answer is "
    "given rather than today's answer in an older dress.",
    page="",
    since=SINCE_2018,
    support="A limit of this package, not a rule of the Home Office.",
)
OTHER_FORCE = rule(
    "whether.other-force-records",
    title="Another force deals with it and records it",
    says="A matter that another force deals with and records is a crime-related incident here.",
    page="9",
    since=SINCE_2018,
    support=SECTION_A,
)
N100_ELSEWHERE = rule(
    "whether.n100-03",
    title="Reported rape in another force area or outside the UK",
    says="A rape reported here but committed in another force's area or outside the United Kingdom "
    "is recorded as N100/03 on receipt, before it is passed on.",
    page="63-64",
    since=N100_SINCE,
    support=N100_SUPPORT,
)
PRISON = rule(
    "whether.prison",
    title="Crimes in prison",
    says="Certain crimes in prison may stay unrecorded; which ones, the rules don't say, but send "
    "staff to the prison liaison team or a supervisor.",
    page="6, 95",
)
SCHOOL = rule(
    "whether.schools-protocol",
    title="On school premises in school hours",
    says="What happens between children on school premises in operating hours is first for the "
    "school: a crime-related incident, unless the school, the child, a parent or the child's "
    "representative formally asks for a crime record.",
    page="12",
    since=SINCE_2018,
    support=SECTION.format("Annex B, Crime Recording (Schools Protocol)"),
)
SCHOOL_SERIOUS = rule(
    "whether.schools-serious",
    title="Serious incident at a school",
    says="Indictable-only offences, the classes listed in the protocol, sexual assaults, and any "
    "offence with serious consequences, done, meant or threatened, are recorded like anywhere else.",
    page="2",
    document=SCHOOLS,
    since=SINCE_2018,
    support=SECTION.format("Annex B, Crime Recording (Schools Protocol)"),
)
SCHOOL_ASKED = rule(
    "whether.schools-asked",
    title="A crime record is asked for",
    says="A formal request of the school, or a request of the child, a parent, guardian or the "
    "child's representative, makes it a crime record.",
    page="12",
    since=SINCE_2018,
    support=SECTION.format("Annex B, Crime Recording (Schools Protocol)"),
)
SCHOOL_TRIP = rule(
    "whether.schools-trip",
    title="School trips and school transport",
    says="The protocol ends at the school gate and the end of school hours: trips and transport are "
    "dealt with like anything else.",
    page="1",
    document=SCHOOLS,
    since=SINCE_2018,
    support=SECTION.format("Annex B, Crime Recording (Schools Protocol)"),
)
ON_DUTY = rule(
    "whether.police-on-duty",
    title="Police complained of in the execution of duty",
    says="An allegation against police in the execution of duty is recorded only once the "
    "appropriate authority seeks CPS advice, decides on a charge, summons or disposal, or finds a "
    "case to answer for conduct that would be notifiable. The 24 hours don't apply.",
    page="17",
    since=SINCE_2018,
    support=SECTION_I,
)
OFF_DUTY = rule(
    "whether.police-off-duty",
    title="Police complained of off duty",
    says="What police do off duty, or not in the execution of duty, is recorded like anybody else's "
    "acts.",
    page="17",
    since=SINCE_2018,
    support=SECTION_I,
)
LEAD_BODY = rule(
    "whether.other-body-leads",
    title="Joint investigation led by another body",
    says="In a joint investigation the body that leads records the crime; where the police lead, "
    "the police record it.",
    page="17",
    since=SINCE_2018,
    support=SECTION_I,
)


def ends_early(ctx: Context, act: Act) -> bool:
    """Whether an act leaves the force without a crime before anybody's confirmation matters."""
    return _police(ctx, act) or _bodies(ctx, act) or _prison(ctx, act)


def ends_late(ctx: Context, act: Act, offence: Offence) -> bool:
    """Whether a confirmed crime is still not recorded here: another force, or the schools protocol."""
    if act.other_force and act.other_force != ctx.case.force:
        if offence.class_ in RAPES:
            ctx.exit(
                N100_ELSEWHERE,
                act.id,
                "N100",
                f"{act.other_force} records the rape: N100/03 here, then pass it on",
                code="100/03",
                count=max(1, len(act.by)) * max(1, len(offence.victims)),
                victims=offence.victims,
                force=act.other_force,
            )
        else:
            ctx.exit(
                OTHER_FORCE,
                act.id,
                "crime-related-incident",
                f"{act.other_force} deals with it and records it",
                victims=offence.victims,
                force=act.other_force,
            )
        return True
    return _school(ctx, act, offence)


def _police(ctx: Context, act: Act) -> bool:
    police = [
        each for each in act.by if {"police-officer", "police-staff"} & set(ctx.people[each].roles)
    ]
    if not police:
        return False
    duty = act.facts.get("on-duty")
    if duty is None:
        ctx.ask(
            ON_DUTY,
            f"on-duty.{act.id}",
            f"acts[{act.id}].facts.on-duty",
            "Did the officer or staff member do this in the execution of duty?",
            "Allegations about duty wait for the appropriate authority; others are recorded at once.",
        )
        return True
    if not duty:
        ctx.note(OFF_DUTY, act.id, "not in the execution of duty: record as usual")
        return False
    stage = act.facts.get("complaint-stage", "")
    if not stage:
        ctx.ask(
            ON_DUTY,
            f"complaint-stage.{act.id}",
            f"acts[{act.id}].facts.complaint-stage",
            "What has the appropriate authority decided?",
            "Only its decision that there is a case to answer makes this a recorded crime.",
            ("none", "cps-advice", "disposal", "case-to-answer"),
        )
        return True
    if stage == "none":
        ctx.exit(
            ON_DUTY,
            act.id,
            "not-recorded-yet",
            "the appropriate authority has decided nothing yet; there is no 24-hour limit",
        )
        return True
    ctx.note(ON_DUTY, act.id, f"the appropriate authority has decided ({stage}): record")
    return False


def _bodies(ctx: Context, act: Act) -> bool:
    lead = act.facts.get("investigator", "")
    if lead == "joint-other-lead":
        ctx.exit(
            LEAD_BODY, act.id, "other-authority", "the other body leads the joint investigation"
        )
        return True
    if lead == "other-body" and not any(
        each.capacity == "other-body" for each in ctx.reports_of(act)
    ):
        choice = ctx.refer(
            LEAD_BODY,
            "other-body-investigates",
            "Another body alone investigates. Do the police record the crime?",
            ("record", "leave to the other body"),
            (act.id,),
            "The rules speak of joint investigations and of bodies that are or act for the victim, "
            "not of this.",
        )
        if choice == "leave to the other body":
            ctx.exit(LEAD_BODY, act.id, "other-authority", "left to the other body by a ruling")
        return choice != "record"
    if lead == "joint-police-lead":
        ctx.note(LEAD_BODY, act.id, "the police lead the joint investigation: record")
    return False


def _prison(ctx: Context, act: Act) -> bool:
    if act.place is None or act.place.kind != "prison":
        return False
    if ctx.unheld(PRISON, act.id):
        return True
    choice = ctx.refer(
        PRISON,
        "crime-in-prison",
        "Is this crime in prison recorded by the police?",
        ("record", "leave to the prison"),
        (act.id,),
        "The rules say that certain crimes in prison stay unrecorded, but not which.",
    )
    if choice is None:
        return True
    if choice == "leave to the prison":
        ctx.exit(PRISON, act.id, "crime-related-incident", "left to the prison by a ruling")
        return True
    return False


def _school(ctx: Context, act: Act, offence: Offence) -> bool:
    place = act.place
    if place is None:
        return False
    if place.kind == "school-transport":
        ctx.note(SCHOOL_TRIP, act.id, "a school trip or school transport: record as usual")
        return False
    if place.kind != "school" or not _concerns_children(ctx, act):
        return False
    if place.school_hours is None:
        ctx.ask(
            SCHOOL,
            f"school-hours.{act.id}",
            f"acts[{act.id}].place.school_hours",
            "Did it happen during the operating hours of the school?",
            "In school hours the school deals with most incidents itself.",
        )
        return True
    if not place.school_hours:
        return False
    serious = (
        offence.class_ in SERIOUS_AT_SCHOOL
        or offence.class_ in SEXUAL_ASSAULT
        or act.injury in ("serious", "death")
        or act.facts.get("serious-consequence")
        or _indictable_only(offence)
    )
    if serious:
        ctx.note(SCHOOL_SERIOUS, act.id, f"class {offence.class_} is a serious incident: record")
        return False
    if not act.asked_for_crime:
        ctx.ask(
            SCHOOL_ASKED,
            f"school-asked.{act.id}",
            f"acts[{act.id}].asked_for_crime",
            "Has the school formally asked for a crime record, or the child or a parent?",
            "Without such a request the school deals with it, and police keep an incident only.",
            ("school", "child", "parent", "nobody"),
        )
        return True
    asked = [each for each in act.asked_for_crime if each != "nobody"]
    if asked:
        ctx.note(SCHOOL_ASKED, act.id, f"a crime record is asked for by: {', '.join(asked)}")
        return False
    ctx.exit(
        SCHOOL,
        act.id,
        "crime-related-incident",
        "at school in school hours, not serious, and nobody asks for a crime record",
        victims=offence.victims,
    )
    return True


def _indictable_only(offence: Offence) -> bool:
    held = find(offence.code, offence.class_) if offence.code else ()
    return bool(held) and all(each.mode == "I" for each in held)


def _concerns_children(ctx: Context, act: Act) -> bool:
    """The protocol is about children and young people; unknown ages at a school count as children."""
    people = [ctx.people[each] for each in (*act.by, *act.to)]
    return any(
        "pupil" in each.roles or (each.kind == "person" and (each.age is None or each.age < 18))
        for each in people
    )
