"""Threats face to face, spiking, dogs and assaults with codes of their own: 3B, 10C, 10D, 105A, 9A, 8N.

Crime Recording Rules 2026/27, pp. 38, 44-46, 86 and 94.
"""

from __future__ import annotations

from datetime import date

from crimerules import vocabulary
from crimerules.classes.assault import ATTEMPTED_MURDER, by_level, homicide
from crimerules.classes.common import (
    BACK_TO_2018,
    LIST_DATE,
    NOTHING,
    PRIVATE_PLACES,
    Found,
    Look,
    always,
    by_word,
    unchanged,
    verb,
)
from crimerules.rule import LIST26, rule

vocabulary.add_facts(
    {
        "threat-to-kill": ("flag", "the threat was to kill the person or somebody else"),
        "risk-of-harm": (
            "flag",
            "in public: a reasonable person would think themselves at risk of immediate physical "
            "harm; elsewhere: there was an immediate risk of serious physical harm",
        ),
    }
)

THREAT_TO_KILL = unchanged(
    "class.threat.kill",
    title="Threats to kill",
    says="A threat to kill made to somebody is 3B where the offender means them to fear that it will "
    "be carried out; the word 'kill' alone is not enough.",
    page="38",
)
THREAT_WITH_WEAPON = rule(
    "class.threat.weapon",
    title="Threats with a weapon",
    says="Threatening somebody with a blade is 10D and with another weapon or a corrosive 10C: in "
    "public when a reasonable person would think themselves at risk of immediate physical harm; at a "
    "school or in private when there is an immediate risk of serious physical harm.",
    page="94",
    since=date(2022, 4, 6),
    support=LIST_DATE,
)
THREAT_IN_DWELLING = unchanged(
    "class.threat.private",
    title="Threats of violence inside a dwelling",
    says="A threat that makes somebody fear violence is an assault without injury inside a dwelling, "
    "which is what the page means by a private place.",
    page="45",
)
THREAT_IN_PUBLIC = unchanged(
    "class.threat.public",
    title="Threats of violence in public",
    says="The same threat in a public place is fear or provocation of violence, 9A (125/11), or 9B "
    "if racially or religiously aggravated.",
    page="38, 45 and 86",
)
SPIKING = rule(
    "class.spiking",
    title="Spiking",
    says="Giving somebody a substance in secret is classed by its aim: to endanger life or do serious "
    "harm 5E (005/10), sexual 88C (088/05), to injure or annoy, or not known, 8N (008/02).",
    page="45 and 46",
    since=BACK_TO_2018,
    support="sections 23 and 24 of the 1861 Act and section 61 of the 2003 Act; no start dates on the list",
)
DOG = unchanged(
    "class.dog",
    title="Dog dangerously out of control",
    says="Letting a dog be dangerously out of control, in public or in private, so that it hurts a "
    "person or an assistance dog, is 8N (008/21).",
    page="44",
)


@verb("threatens", "threatens somebody, face to face, with violence")
def threatens(look: Look) -> Found:
    """Threats made in person; messages are the family of communications."""
    act = look.act
    kill = look.facts.get("threat-to-kill") is True
    if kill and not act.intent:
        look.ask(
            THREAT_TO_KILL,
            "intent",
            "Did the offender mean the victim to fear that the threat would be carried out?",
            "The word 'kill' alone is not enough for a threat to kill.",
            ("fear", "none", "unknown"),
        )
        return NOTHING
    if kill and "fear" in act.intent:
        return look.crime(THREAT_TO_KILL, "3B", "003/01")
    if kill:
        look.note(THREAT_TO_KILL, "no intent that it be feared is shown", decides=False)
    weapon = next((each for each in ("knife", "corrosive", "weapon") if each in act.means), "")
    if weapon:
        found = _with_weapon(look, weapon)
        if found is not None:
            return found
    home = _in_a_dwelling(look)
    if home is None:
        look.ask(
            THREAT_IN_DWELLING,
            "place.private",
            "Did it happen inside a dwelling?",
            "The same threat is an assault in a dwelling and a public order offence elsewhere.",
        )
        return NOTHING
    if home:
        look.note(THREAT_IN_DWELLING, "made to fear violence in a private place")
        return by_level(look, "105/01", THREAT_IN_DWELLING)
    if look.racial:
        return look.crime(THREAT_IN_PUBLIC, "9B", "066/91")
    return look.crime(THREAT_IN_PUBLIC, "9A", "125/11")


def _in_a_dwelling(look: Look) -> bool | None:
    """Page 45 says what private means here: inside a dwelling. A workplace or prison is not one."""
    if look.place in PRIVATE_PLACES:
        return look.place == "dwelling"
    return look.private


def _with_weapon(look: Look, weapon: str) -> Found | None:
    """The threat offence of classes 10C and 10D, or None where its test is not met."""
    if look.on < THREAT_WITH_WEAPON.since:
        return None
    risk = look.flag(
        THREAT_WITH_WEAPON,
        "risk-of-harm",
        "Was there an immediate risk of serious physical harm (in public: would a reasonable person "
        "have thought themselves at risk of immediate physical harm)?",
        "Threatening with a weapon is its own offence only with such a risk.",
    )
    if risk is None:
        return NOTHING
    if not risk:
        look.note(THREAT_WITH_WEAPON, "no such risk", decides=False)
        return None
    blade = weapon == "knife"
    crime_class = "10D" if blade else "10C"
    if look.place == "school" and weapon != "corrosive":
        return look.crime(THREAT_WITH_WEAPON, crime_class, "008/62" if blade else "008/63")
    if look.private or look.place == "school":
        return look.crime(THREAT_WITH_WEAPON, crime_class, "008/76")
    return look.crime(THREAT_WITH_WEAPON, crime_class, "008/64" if blade else "008/61")


@verb("gives-substance", "gives somebody drink, drugs or another substance without their knowledge")
def gives_substance(look: Look) -> Found:
    """Spiking, classed by its aim."""
    intent = look.act.intent
    if look.act.injury == "death":
        return homicide(look)
    if "kill" in intent:
        return look.crime(ATTEMPTED_MURDER, "2", "002/00")
    if not intent:
        look.ask(
            SPIKING,
            "intent",
            "What was the aim?",
            "Spiking is classed by its aim; 'unknown' is an answer.",
            ("endanger-life", "serious-harm", "sexual", "annoy", "unknown"),
        )
        return NOTHING
    grave = "endanger-life" in intent or "serious-harm" in intent
    if grave and "sexual" in intent:
        ruled = look.refer(
            SPIKING,
            "Spiking to endanger life and for a sexual purpose: which class?",
            ("5E", "88C"),
            "The text gives one class for each aim and none for both.",
        )
        if ruled is None:
            return NOTHING
        grave = ruled == "5E"
    if grave:
        return look.crime(SPIKING, "5E", "005/10")
    if "sexual" in intent:
        return look.crime(SPIKING, "88C", "088/05")
    return look.crime(SPIKING, "8N", "008/02")


always(
    "dog-hurts",
    "lets a dog be dangerously out of control so that it hurts somebody",
    "8N",
    "008/21",
    DOG,
)

OTHER_ASSAULTS = rule(
    "class.assault.special",
    title="Assaults with a code of their own",
    says="Some assaults on people doing particular jobs, and obstruction of them, have their own "
    "codes in classes 8N, 104 and 105A.",
    page="",
    document=LIST26,
    since=BACK_TO_2018,
    support="the list itself carries the dates",
)
by_word(
    "assaults-special",
    "assaults or obstructs somebody in a job for which the list has its own code",
    "special-victim",
    "Whom?",
    "The list has its own codes for these people.",
    {
        "prison-custody-officer": (
            "an officer of a prison or secure training centre",
            "105A",
            "105/04",
        ),
        "court-officer": ("a court security officer", "105A", "105/06"),
        "designated-person": ("a designated or accredited person", "105A", "105/08"),
        "traffic-officer": ("a traffic officer", "105A", "105/10"),
        "immigration-officer": ("an immigration officer", "105A", "105/13"),
        "person-assisting-constable": ("somebody helping a constable", "105A", "105/03"),
        "revenue-officer": ("an officer of Revenue and Customs", "104", "104/39"),
        "crime-agency-officer": ("a National Crime Agency officer", "104", "105/14"),
        "resisting-arrest": ("anyone, to resist a lawful arrest", "8N", "008/20"),
    },
    OTHER_ASSAULTS,
)
