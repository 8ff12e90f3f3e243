"""Assaults, threats face to face, spiking and dogs: classes 5D, 8N, 8P, 8S, 8T, 104, 105A, 105B, 3B.

Crime Recording Rules 2026/27, pp. 38 and 42-47, with the flow chart of p. 47.
"""

from __future__ import annotations

from datetime import date

from crimerules import vocabulary
from crimerules.classes.common import (
    BACK_TO_2018,
    CHART_2012,
    CHART_SUPPORT,
    NOTHING,
    Found,
    Look,
    unchanged,
    verb,
)
from crimerules.rule import Rule, rule

vocabulary.add_facts(
    {
        "head-kicked": ("flag", "kicked in the head repeatedly"),
        "planned": ("flag", "there are signs that it was planned"),
        "sustained": ("flag", "a ferocious or long attack"),
        "words-of-intent": ("flag", "the attacker's words show a wish to do serious harm"),
        "psychiatric-serious": ("flag", "the expert calls the mental injury really serious"),
    }
)

INTENT = rule(
    "class.assault.intent",
    title="Intent to do serious harm governs",
    says="Whatever the injury, an assault meant to do really serious harm is 5D: with a wound or "
    "serious harm the full offence, otherwise an attempt. Use of a knife, firearm or other weapon, "
    "repeated kicks to the head, planning, words and a sustained attack may show that intent.",
    page="42 and 47",
    since=CHART_2012,
    support=CHART_SUPPORT,
)
GRIEVOUS = rule(
    "class.assault.serious-injury",
    title="Wound or serious harm that was not intended",
    says="A wound through the whole skin, or really serious harm, that the attacker did not intend "
    "is 8N under section 20.",
    page="42 and 47",
    since=CHART_2012,
    support=CHART_SUPPORT,
)
BODILY_HARM = rule(
    "class.assault.injury",
    title="Injury short of serious harm",
    says="Grazes, scratches, bruises, swelling, reddening, a black eye, a simple broken nose or "
    "lasting pain make an assault with injury, 8N under section 47.",
    page="43 and 47",
    since=CHART_2012,
    support=CHART_SUPPORT,
)
WITHOUT_INJURY = rule(
    "class.assault.no-injury",
    title="Assault without injury",
    says="No mark and no more than a passing moment of pain is an assault without injury; so are "
    "spitting and throwing things at somebody.",
    page="43, 45 and 47",
    since=CHART_2012,
    support=CHART_SUPPORT,
)
CONSTABLE = rule(
    "class.assault.constable",
    title="Assault on a constable",
    says="An assault on a constable on duty is 8S with injury and 104 without.",
    page="45",
    since=BACK_TO_2018,
    support="the list gives class 8S an entry date of April 2017; code 008/73 began 1 December 2018",
)
EMERGENCY_WORKER = rule(
    "class.assault.emergency-worker",
    title="Assault on another emergency worker",
    says="An assault on an emergency worker who is not a constable is 8T with injury and 105A "
    "without (008/73).",
    page="45",
    since=date(2020, 4, 1),
    support="the list calls class 8T new in April 2020",
)
RACIAL = unchanged(
    "class.assault.racial",
    title="Racially or religiously aggravated assault",
    says="With hostility because of race or religion a wounding or an assault with injury is 8P and "
    "one without injury 105B. There is no aggravated form of 5D.",
    page="44 and 45",
)
RACIAL_WORKER = rule(
    "class.assault.racial-emergency-worker",
    title="Aggravated assault on a constable or emergency worker",
    says="The text sends an assault on a constable or emergency worker to 8S, 8T, 104 or 105A and a "
    "racially or religiously aggravated assault to 8P or 105B, and does not say which comes first.",
    page="44 and 45",
    since=date(2020, 4, 1),
    support="both classes stand on the list since April 2020",
)
ATTEMPTED_MURDER = unchanged(
    "class.homicide.attempt",
    title="Attempted murder",
    says="An attack meant to kill is attempted murder; seek advice from the senior detective or the "
    "FCR before recording it.",
    page="34",
)
MURDER = unchanged(
    "class.homicide.murder",
    title="A death believed to be homicide",
    says="Where a death is believed to be homicide the homicide is recorded without delay: murder, of "
    "a person under one year or older, unless another homicide is known to fit.",
    page="34 and 35",
)
INDICATORS = ("head-kicked", "planned", "sustained", "words-of-intent")
WEAPONS = frozenset({"knife", "firearm", "weapon", "corrosive", "vehicle", "fire", "dog"})
"""Weapons and other things used as weapons: they may show intent (p. 47)."""
SERIOUS = frozenset({"wound", "serious"})


def meant_serious_harm(look: Look) -> bool | None:
    """Whether serious harm was intended; asks or refers, and returns None, where that is open."""
    act = look.act
    if "serious-harm" in act.intent:
        return True
    if act.intent and "unknown" not in act.intent:
        return False
    weapons = [each for each in act.means if each in WEAPONS]
    signs = [each for each in INDICATORS if look.facts.get(each) is True]
    if not weapons and not signs:
        if act.intent or act.means:
            return False  # looked for, and nothing in the report shows it
        look.ask(
            INTENT,
            "intent",
            "Is there anything to show a wish to do really serious harm: a weapon, repeated kicks to "
            "the head, planning, words, a long attack?",
            "Intent decides between the most serious assault and the lesser ones, whatever the injury.",
            ("serious-harm", "none", "unknown"),
        )
        return None
    if not act.intent:
        look.ask(
            INTENT,
            "intent",
            "Did the attacker mean to do really serious harm?",
            "A weapon or such violence may show that intent; if so the class is 5D whatever the injury.",
            ("serious-harm", "injure", "unknown"),
        )
        return None
    if "knife" in weapons or "firearm" in weapons:
        return True
    ruled = look.refer(
        INTENT,
        "Do these circumstances show intent to do really serious harm?",
        ("intent shown (5D)", "intent not shown"),
        "The rules say only that such circumstances may show intent.",
    )
    return None if ruled is None else ruled.startswith("intent shown")


def sorts_of_victim(look: Look) -> dict[str, tuple[str, ...]]:
    """Victims by what they are for these classes: constable, emergency-worker or anyone else ("")."""
    if not look.act.to:
        return {"": ()}
    sorts: dict[str, list[str]] = {}
    for each in look.people(look.act.to):
        sort = next((r for r in ("constable", "emergency-worker") if r in each.roles), "")
        sorts.setdefault(sort, []).append(each.id)
    return {sort: tuple(ids) for sort, ids in sorts.items()}


def by_level(look: Look, code: str, level: Rule) -> Found:
    """The offence of one level of injury (its code for anybody) for each sort of victim."""
    found: Found = NOTHING
    for sort, victims in sorts_of_victim(look).items():
        if sort and look.racial and code != "005/01":
            ruled = look.refer(
                RACIAL_WORKER,
                "Which class for a racially or religiously aggravated assault on this worker?",
                ("emergency worker class", "aggravated class"),
                RACIAL_WORKER.says,
            )
            if ruled is None:
                continue
            if ruled == "aggravated class":
                sort = ""
            else:
                found += look.crime(*_for_worker(sort, code), victims=victims)
                continue
        if sort:
            found += look.crime(*_for_worker(sort, code), victims=victims)
        elif look.racial and code != "005/01":
            crime_class, aggravated = AGGRAVATED[code]
            look.note(level, level.title)
            found += look.crime(RACIAL, crime_class, aggravated, victims=victims)
        elif look.racial:
            look.note(RACIAL, "no aggravated form of this offence exists", decides=False)
            found += look.crime(level, "5D", code, victims=victims)
        else:
            found += look.crime(level, PLAIN[code], code, victims=victims)
    return found


PLAIN = {"005/01": "5D", "008/01": "8N", "008/06": "8N", "008/77": "8N", "105/01": "105A"}
AGGRAVATED = {
    "008/01": ("8P", "008/59"),
    "008/06": ("8P", "008/60"),
    "008/77": ("8P", "008/78"),
    "105/01": ("105B", "008/57"),
}


def _for_worker(sort: str, code: str) -> tuple[Rule, str, str]:
    because = CONSTABLE if sort == "constable" else EMERGENCY_WORKER
    if code == "105/01":
        return because, "104" if sort == "constable" else "105A", "008/73"
    return because, "8S" if sort == "constable" else "8T", code


def by_injury(look: Look, meant: bool) -> Found:
    """The offence by the chart of p. 47, intent being settled."""
    injury = look.act.injury
    if not injury:
        look.ask(
            BODILY_HARM,
            "injury",
            "What is the worst injury?",
            "The level of injury decides the class of assault.",
            tuple(vocabulary.WORDS["injury"]),
        )
        return NOTHING
    if meant:
        if injury not in SERIOUS and injury != "psychiatric":
            look.note(INTENT, "serious harm was meant but not done: an attempt")
        return by_level(look, "005/01", INTENT)
    if injury == "psychiatric":
        serious = look.flag(
            GRIEVOUS,
            "psychiatric-serious",
            "Does the expert call the mental injury really serious?",
            "Mental injury borne out by an expert counts as serious harm or as lesser injury.",
        )
        if serious is None:
            return NOTHING
        return by_level(look, *(("008/01", GRIEVOUS) if serious else ("008/06", BODILY_HARM)))
    if injury in SERIOUS:
        return by_level(look, "008/01", GRIEVOUS)
    if injury == "minor":
        return by_level(look, "008/06", BODILY_HARM)
    return by_level(look, "105/01", WITHOUT_INJURY)


def homicide(look: Look) -> Found:
    """Murder of the dead, by age."""
    found: Found = NOTHING
    infants = tuple(p.id for p in look.people(look.act.to) if p.age is not None and p.age < 1)
    others = tuple(each for each in look.act.to if each not in infants)
    if infants:
        found += look.crime(MURDER, "1", "001/02", victims=infants)
    if others or not infants:
        found += look.crime(MURDER, "1", "001/01", victims=others)
    return found


@verb(
    "assaults",
    "uses force on somebody: hits, kicks, pushes, stabs, spits, throws something at them",
)
def assaults(look: Look) -> Found:
    """Any use of force on a person."""
    act = look.act
    if act.injury == "death":
        return homicide(look)
    if "kill" in act.intent:
        return look.crime(ATTEMPTED_MURDER, "2", "002/00")
    meant = meant_serious_harm(look)
    if meant is None:
        if not act.injury:  # ask both at once
            by_injury(look, meant=False)
        return NOTHING
    return by_injury(look, meant)
