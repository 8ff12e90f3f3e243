"""Conduct crimes: harassment 8L, stalking 8Q, aggravated 8M, controlling or coercive behaviour 8U.

Crime Recording Rules 2026/27, pp. 50-55.
"""

from __future__ import annotations

from datetime import date

from crimerules import vocabulary
from crimerules.classes.child import neglects
from crimerules.classes.common import LIST_DATE, NOTHING, Found, Look, always, unchanged, verb
from crimerules.rule import LIST26, rule

vocabulary.add_facts(
    {
        "course": ("flag", "it happened on two or more occasions, as a course of conduct"),
        "fear-of-violence": (
            "flag",
            "on two or more occasions the victim feared that violence would be used against them",
        ),
        "serious-alarm": (
            "flag",
            "serious alarm or distress with a substantial effect on the victim's day-to-day life",
        ),
        "fixated": ("flag", "fixated, obsessive, unwanted and repeated"),
        "serious-effect": ("flag", "the behaviour has a serious effect on the victim"),
    }
)

HARASSMENT = unchanged(
    "class.conduct.harassment",
    title="Harassment",
    says="A course of conduct, on more than one occasion, that alarms or distresses and that the "
    "offender knew or ought to know is harassment is 8L: 195/94, or 008/30 if the victim is put in "
    "fear of violence on at least two occasions.",
    page="50",
)
STALKING = unchanged(
    "class.conduct.stalking",
    title="Stalking",
    says="A course of fixated, obsessive, unwanted and repeated behaviour is stalking, 8Q: 195/12, or "
    "008/65 with fear of violence, or 008/66 with serious alarm or distress that changes the victim's "
    "daily life.",
    page="51 and 52",
)
RACIAL = unchanged(
    "class.conduct.racial",
    title="Racially or religiously aggravated conduct",
    says="Stalking or harassment with hostility because of race or religion is 8M: 008/58 where it would "
    "otherwise be section 4 or 4A (fear of violence, or stalking with serious alarm or distress), "
    "otherwise 008/56.",
    page="52, 56 and 57",
)
ONCE = unchanged(
    "class.conduct.once",
    title="One occasion is not a course of conduct",
    says="Stalking, harassment and controlling behaviour need behaviour on more than one occasion; a "
    "single act is judged by what it was.",
    page="50, 52 and 55",
)
FORMER_PARTNER = rule(
    "class.conduct.former-partner",
    title="A course of conduct by a former partner",
    says="A course of conduct between a victim and a former partner is recorded as stalking unless the "
    "FCR is satisfied that it is harassment in law only. Where either is under 16 it is to be "
    "considered, not presumed.",
    page="55",
    since=date(2020, 4, 1),
    support="second hand: the notes on statistical series at vawg.gss-data.org.uk name April 2020",
)
CONTROL = rule(
    "class.conduct.control",
    title="Controlling or coercive behaviour",
    says="Repeated or continuous controlling or coercive behaviour with a serious effect, between "
    "people who are personally connected, is 8U.",
    page="54 and 55",
    since=date(2020, 4, 1),
    support="the list calls class 8U new in April 2020",
)
CONTROL_FORMER = rule(
    "class.conduct.control-former",
    title="Controlling behaviour after the relationship has ended",
    says="People who were partners, or are relatives, remain personally connected though they no "
    "longer live together.",
    page="54",
    since=date(2023, 4, 5),
    support="Domestic Abuse Act 2021, section 68, in force on 5 April 2023 (general knowledge)",
)
CONTROL_CHILD = rule(
    "class.conduct.control-child",
    title="Controlling a child under 16",
    says="Such behaviour of somebody of 16 or over who is responsible for a child under 16 is not 8U; "
    "child cruelty (11A) covers it.",
    page="55",
    since=date(2020, 4, 1),
    support="the list calls class 8U new in April 2020",
)
UNCONNECTED = rule(
    "class.conduct.control-unconnected",
    title="Controlling behaviour without a personal connection",
    says="Without a personal connection, consider stalking or harassment.",
    page="55",
    since=date(2020, 4, 1),
    support="the list calls class 8U new in April 2020",
)
NO_SERIOUS_EFFECT = rule(
    "class.conduct.control-effect",
    title="Controlling behaviour without a serious effect",
    says="Behaviour without a serious effect on the victim is not 8U.",
    page="55",
    since=date(2020, 4, 1),
    support="the list calls class 8U new in April 2020",
)
AT_HOME = rule(
    "class.conduct.at-home",
    title="Harassment of a person at home",
    says="Being at or near somebody's home to persuade or harass them is harassment at home, 8L "
    "(125/68).",
    page="",
    document=LIST26,
    since=HARASSMENT.since,
    support=LIST_DATE,
)


def is_course(look: Look) -> bool | None:
    """Whether there is a course of conduct; asks when that isn't known."""
    if look.act.times >= 2:
        return True
    if look.facts.get("course") is not None:
        return look.facts["course"] is True
    return look.flag(
        ONCE,
        "course",
        "Did it happen on two or more occasions?",
        "Stalking, harassment and controlling behaviour need more than one occasion.",
    )


def _single(look: Look) -> Found:
    return look.leave(
        ONCE,
        "incident-only",
        "a single occasion: no conduct crime; add what was done as an act of its own",
    )


def _feared(look: Look) -> bool | None:
    return look.flag(
        HARASSMENT,
        "fear-of-violence",
        "On two or more occasions, did the victim fear that violence would be used?",
        "Fear of violence makes the more serious offence.",
    )


@verb("harasses", "harasses somebody, again and again")
def harasses(look: Look) -> Found:
    """Harassment; by a former partner it is stalking."""
    course = is_course(look)
    if course is None:
        return NOTHING
    if not course:
        return _single(look)
    if _presumed_stalking(look):
        return _stalking(look)
    if look.facts.get("fixated") is True:
        look.note(STALKING, "fixated and obsessive: stalking rather than harassment")
        return _stalking(look)
    feared = _feared(look)
    if feared is None:
        return NOTHING
    if look.racial:
        return look.crime(RACIAL, "8M", "008/58" if feared else "008/56")
    return look.crime(HARASSMENT, "8L", "008/30" if feared else "195/94")


def _presumed_stalking(look: Look) -> bool:
    if look.on < FORMER_PARTNER.since:
        return False
    act, ctx = look.act, look.ctx
    pairs = [(one, two) for one in act.by for two in act.to if ctx.former_partner(one, two)]
    if not pairs:
        return False
    ages = [ctx.age(each) for pair in pairs for each in pair]
    if any(age is not None and age < 16 for age in ages):
        look.note(FORMER_PARTNER, "one of them is under 16: considered, not presumed", False)
        return False
    if look.ruling(FORMER_PARTNER) == "harassment":
        return False
    look.note(FORMER_PARTNER, "a former partner's course of conduct: stalking")
    return True


@verb("stalks", "stalks somebody: a fixated, obsessive, unwanted and repeated pursuit")
def stalks(look: Look) -> Found:
    """Stalking."""
    course = is_course(look)
    if course is None:
        return NOTHING
    return _stalking(look) if course else _single(look)


def _stalking(look: Look) -> Found:
    feared = _feared(look)
    if feared is None:
        return NOTHING
    if feared:
        return (
            look.crime(RACIAL, "8M", "008/58")
            if look.racial
            else look.crime(STALKING, "8Q", "008/65")
        )
    alarmed = look.flag(
        STALKING,
        "serious-alarm",
        "Has it caused serious alarm or distress that changes the victim's day-to-day life?",
        "Serious alarm or distress makes the more serious offence, even without fear of violence.",
    )
    if alarmed is None:
        return NOTHING
    if look.racial:
        return look.crime(RACIAL, "8M", "008/58" if alarmed else "008/56")
    return look.crime(STALKING, "8Q", "008/66" if alarmed else "195/12")


@verb("controls", "controls or coerces somebody, again and again")
def controls(look: Look) -> Found:
    """Controlling or coercive behaviour between people personally connected."""
    course = is_course(look)
    if course is None:
        return NOTHING
    if not course:
        return _single(look)
    act, ctx = look.act, look.ctx
    if any(_responsible(look, one, two) for one in act.by for two in act.to):
        look.note(CONTROL_CHILD, "a child under 16 in the offender's care: child cruelty")
        return neglects(look)
    if not any(ctx.connected(one, two) for one in act.by for two in act.to):
        look.note(UNCONNECTED, "not personally connected: judged as harassment")
        return harasses(look)
    if any(ctx.former_partner(one, two) for one in act.by for two in act.to):
        look.note(CONTROL_FORMER, "former partners remain personally connected")
    serious = look.flag(
        CONTROL,
        "serious-effect",
        "Does the behaviour have a serious effect on the victim: fear of violence on two or more "
        "occasions, or serious alarm or distress that changes daily life?",
        "Without a serious effect it is not this offence.",
    )
    if serious is None:
        return NOTHING
    if not serious:
        return look.leave(NO_SERIOUS_EFFECT, "incident-only", "no serious effect on the victim")
    return look.crime(CONTROL, "8U", "008/67")


def _responsible(look: Look, one: str, two: str) -> bool:
    older, child = look.ctx.age(one), look.ctx.age(two)
    if child is None or child >= 16 or (older is not None and older < 16):
        return False
    return look.ctx.linked(one, two, IN_CARE_OF)


IN_CARE_OF = frozenset({"parent", "grandparent", "carer", "teacher"})

always(
    "harasses-at-home",
    "is at or near somebody's home to persuade or harass them",
    "8L",
    "125/68",
    AT_HOME,
)
