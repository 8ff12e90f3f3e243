"""The ten flags that a recorded crime may need. Crime Recording Rules 2026/27, pp. 26-31, 39, 45, 72.

A flag never changes whether or how often a crime is recorded. Only the flags of 2026/27 are held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from crimerules import vocabulary
from crimerules.case import Act
from crimerules.decision import Crime
from crimerules.engine import Context
from crimerules.offences import classes
from crimerules.rule import EDITION, Rule, rule

vocabulary.add(
    "religion",
    {
        "christian": "Christian",
        "buddhist": "Buddhist",
        "hindu": "Hindu",
        "jewish": "Jewish",
        "muslim": "Muslim",
        "sikh": "Sikh",
        "other": "another religion",
        "none": "no religion",
        "unknown": "not known",
    },
)
vocabulary.add(
    "metal",
    {
        "infrastructure": "it serves a building, machine or service: cables, pipes, roof lead, "
        "a catalytic converter, a manhole cover",
        "other": "it serves none: redundant metal, plaques, gates, fencing",
        "hard-to-tell": "hard to tell which",
    },
)
vocabulary.add_facts(
    {
        "perceived-hostility": (
            "words:aggravated",
            "hostility that the victim or anybody else perceives as the motive",
        ),
        "targeted-religion": ("word:religion", "the religion that the offender meant to target"),
        "scrap-metal": ("word:metal", "metal taken, or meant to be, for its scrap value"),
        "economic-abuse": (
            "flag",
            "it greatly affects the victim's ability to get, use or keep money, property or services",
        ),
        "by-internet": ("flag", "any part of it was done through the internet"),
        "child-exploited": (
            "flag",
            "an imbalance of power used for sexual activity with a child, in exchange for something or "
            "for gain or status",
        ),
        "alcohol-factor": (
            "flag",
            "the victim or anybody else perceives alcohol as an aggravating factor",
        ),
        "corrosive-verified": (
            "flag",
            "verifiable evidence that a corrosive was used or tried on a person with criminal intent",
        ),
        "honour-based": (
            "flag",
            "to protect or defend the supposed honour of a family or community",
        ),
        "spiked": ("flag", "somebody was spiked, also in order to commit another offence"),
    }
)

STRANDS = {
    "disability": "hate-disability",
    "transgender": "hate-transgender",
    "race": "hate-race",
    "religion": "hate-religion",
    "orientation": "hate-orientation",
}
FLAGS = {
    **{flag: f"hate crime: {strand}" for strand, flag in STRANDS.items()},
    **{
        f"hate-religion-{word}": f"hate crime: perceived religion {meaning}"
        for word, meaning in vocabulary.WORDS["religion"].items()
    },
    "metal-theft-infrastructure": "metal theft, infrastructure-related",
    "metal-theft-other": "metal theft, not infrastructure",
    "domestic-abuse": "domestic abuse",
    "online": "online crime",
    "child-sexual-abuse": "child sexual abuse",
    "child-sexual-exploitation": "child sexual exploitation",
    "alcohol": "alcohol-related",
    "corrosive": "corrosive substance",
    "honour-based": "so-called honour-based abuse",
    "spiking": "spiking",
}
"""Every flag with its meaning; the perceived religion is a flag of its own beside hate-religion."""

HATE = rule(
    "flag.hate",
    title="Hate crime",
    says="Flag each of the five strands (disability, transgender, race, religion, sexual orientation) that "
    "the victim or any other person perceives as the motive; several may be flagged.",
    page="26",
)
RELIGION = rule(
    "flag.religion",
    title="Perceived religion",
    says="With the religion strand goes the religion that the offender meant to target, even if the "
    "victim's is another.",
    page="27",
)
METAL = rule(
    "flag.metal-theft",
    title="Metal theft",
    says="Theft for the scrap value of metal, also attempted, carries exactly one of two flags: "
    "infrastructure-related or not; infrastructure where it is hard to tell.",
    page="27",
)
DOMESTIC = rule(
    "flag.domestic-abuse",
    title="Domestic abuse",
    says="Abusive behaviour between people of 16 or over who are personally connected: physical or "
    "sexual, violent or threatening, controlling or coercive, economic, psychological or other abuse. "
    "Forced marriage always carries it.",
    page="28 and 39",
)
ONLINE = rule(
    "flag.online",
    title="Online crime",
    says="Flag a crime any part of which was done on line or through the internet.",
    page="29",
)
CHILD_ABUSE = rule(
    "flag.child-sexual-abuse",
    title="Child sexual abuse",
    says="Flag every crime of involving a person under 18 in sexual activity, also without contact: "
    "images, watching, grooming.",
    page="29",
)
CHILD_EXPLOITATION = rule(
    "flag.child-sexual-exploitation",
    title="Child sexual exploitation",
    says="Where an imbalance of power is used for sexual activity with somebody under 18, in exchange "
    "for something or for gain or status, flag exploitation and always abuse as well.",
    page="29 and 72",
)
ALCOHOL = rule(
    "flag.alcohol",
    title="Alcohol",
    says="Flag a crime in which the victim or any other person perceives the effects of alcohol, on "
    "offender or victim, as an aggravating factor.",
    page="30",
)
CORROSIVE = rule(
    "flag.corrosive",
    title="Corrosive substances",
    says="Flag violence and robbery in which verifiable evidence shows that a corrosive was thrown, sprayed "
    "or poured on a person, or that this was tried; not threats, not attacks on property only.",
    page="30",
)
HONOUR = rule(
    "flag.honour-based",
    title="So-called honour-based abuse",
    says="Flag abuse to protect or defend the supposed honour of a family or community; always forced "
    "marriage and female genital mutilation.",
    page="31, 33, 39 and 45",
)
SPIKING = rule(
    "flag.spiking",
    title="Spiking",
    says="From April 2026 flag violence, robbery and sexual offences in which somebody was spiked, also "
    "in order to commit another offence.",
    page="31",
)

FORCED_MARRIAGE = frozenset({"036/05", "036/15"})
MUTILATION = frozenset({"008/52", "008/68"})
CHILD_IMAGES = frozenset({"086/02", "086/10", "086/15"})
ACQUISITIVE = frozenset({"Theft", "Burglary", "Vehicle offences", "NFIB Fraud"})
VIOLENT = frozenset({"Violence Against The Person", "Robbery"})
SEXUAL = "Sexual Offences"
Flagger = Callable[[Rule, str], None]


def flags_for(ctx: Context, crime: Crime, acts: Iterable[Act]) -> tuple[str, ...]:
    """The flags of a crime, in the order of the rules; empty before April 2026 (none are held).

    ``acts`` are all that went into the crime, also what it absorbed. Writes a step for each flag.
    """
    if ctx.on < EDITION:
        ctx.remind(
            "Check the crime flags by the rules of that day: only those of 2026/27 are held."
        )
        return ()
    found: list[str] = []
    these = tuple(acts)
    about = ", ".join(act.id for act in these)
    held = classes().get(crime.class_)
    group = held.group if held else ""
    told = {name for act in these for name, value in act.facts.items() if value is True}

    def flag(because: Rule, name: str) -> None:
        if name not in found:
            found.append(name)
            ctx.note(because, about, f"flag: {FLAGS[name]}")

    for act in these:
        _hate(act, flag)
    _metal(these, flag)
    if _domestic(ctx, crime, these, group, told):
        flag(DOMESTIC, "domestic-abuse")
    if any(_online(act) for act in these):
        flag(ONLINE, "online")
    _child(ctx, crime, group, told, flag)
    if "alcohol-factor" in told:
        flag(ALCOHOL, "alcohol")
    if group in VIOLENT and "corrosive-verified" in told:
        flag(CORROSIVE, "corrosive")
    if crime.code in FORCED_MARRIAGE | MUTILATION or "honour-based" in told:
        flag(HONOUR, "honour-based")
    spiked = any(act.does == "gives-substance" for act in these) or "spiked" in told
    if spiked and (group in VIOLENT or group == SEXUAL):
        flag(SPIKING, "spiking")
    return tuple(found)


def _hate(act: Act, flag: Flagger) -> None:
    perceived = act.facts.get("perceived-hostility") or ()
    strands = {*act.aggravated, *(perceived if isinstance(perceived, tuple) else ())}
    for strand, name in STRANDS.items():
        if strand in strands:
            flag(HATE, name)
    if "religion" in strands:
        flag(RELIGION, f"hate-religion-{act.facts.get('targeted-religion', 'unknown')}")


def _metal(acts: tuple[Act, ...], flag: Flagger) -> None:
    metals = {act.facts["scrap-metal"] for act in acts if "scrap-metal" in act.facts}
    if metals:
        only_other = metals == {"other"}
        flag(METAL, "metal-theft-other" if only_other else "metal-theft-infrastructure")


def _domestic(
    ctx: Context, crime: Crime, acts: tuple[Act, ...], group: str, told: set[str]
) -> bool:
    if crime.code in FORCED_MARRIAGE:
        return True
    # a breach of an order has no victim in the count, but is done to somebody all the same
    towards = crime.victims or tuple(dict.fromkeys(each for act in acts for each in act.to))
    pairs = [(one, two) for one in crime.by for two in towards if ctx.connected(one, two)]
    if not pairs or (group in ACQUISITIVE and "economic-abuse" not in told):
        return False
    old_enough = [pair for pair in pairs if not any(_under_16(ctx, each) for each in pair)]
    if not old_enough:
        return False
    if any(ctx.age(each) is None for pair in old_enough for each in pair):
        ctx.remind("Domestic abuse is flagged: check that both are aged 16 or over.")
    return True


def _under_16(ctx: Context, person: str) -> bool:
    age = ctx.age(person)
    return age is not None and age < 16


def _online(act: Act) -> bool:
    return (
        "online" in act.means
        or act.facts.get("by-internet") is True
        or (act.place is not None and act.place.kind == "online")
    )


def _child(ctx: Context, crime: Crime, group: str, told: set[str], flag: Flagger) -> None:
    ages = [ctx.age(each) for each in crime.victims]
    child = any(age is not None and age < 18 for age in ages)
    images = crime.code in CHILD_IMAGES
    if (child and group == SEXUAL) or images:
        flag(CHILD_ABUSE, "child-sexual-abuse")
    if (child or images) and (crime.class_ == "71" or "child-exploited" in told):
        flag(CHILD_EXPLOITATION, "child-sexual-exploitation")
        flag(CHILD_ABUSE, "child-sexual-abuse")
