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
    LIST_DATE,
    NOTHING,
    Found,
    Look,
    always,
    by_word,
    unchanged,
    verb,
)
from crimerules.rule import LIST26, Rule, rule

vocabulary.add_facts(
    {
        "head-kicked": ("flag", "kicked in the head repeatedly"),
        "planned": ("flag", "there are signs that it was planned"),
        "sustained": ("flag", "a ferocious or long attack"),
        "words-of-intent": ("flag", "the attacker's words show a wish to do serious harm"),
        "breathing-affected": ("flag", "the victim's breathing was affected"),
        "psychiatric-serious": ("flag", "the expert calls the mental injury really serious"),
        "threat-to-kill": ("flag", "the threat was to kill the person or somebody else"),
        "risk-of-harm": (
            "flag",
            "in public: a reasonable person would think themselves at risk of immediate physical "
            "harm; elsewhere: there was an immediate risk of serious physical harm",
        ),
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
STRANGLING = rule(
    "class.strangulation",
    title="Strangulation and suffocation that did not kill",
    says="Pressure on the neck of any force, or any other act on somebody that affects their "
    "breathing, is 8N (008/77) without any injury; 8S or 8T on a constable or emergency worker; 8P "
    "(008/78) if racially or religiously aggravated.",
    page="42 and 43",
    since=date(2022, 6, 7),
    support=LIST_DATE,
)
STRANGLING_WORSE = rule(
    "class.strangulation.worse",
    title="Strangulation with intent or a serious injury",
    says="Where strangling also shows intent to do serious harm, or wounds or does serious harm, the "
    "more serious assault is the class: it stands higher in the look-up table.",
    page="14 and 42",
    since=date(2022, 6, 7),
    support="code 008/77 began on 7 June 2022",
)
STRANGLING_BEFORE = rule(
    "class.strangulation.before-2022",
    title="Strangulation before the offence existed",
    says="Before 7 June 2022 choking somebody was an assault by the injury it left.",
    page="",
    document=LIST26,
    since=CHART_2012,
    until=date(2022, 6, 6),
    support="the list starts code 008/77 on 7 June 2022; the flow chart on p. 47 is of July 2012",
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
    title="Threats of violence in a private place",
    says="A threat that makes somebody fear violence is an assault without injury inside a dwelling "
    "or other private place.",
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

INDICATORS = ("head-kicked", "planned", "sustained", "words-of-intent")
WEAPONS = frozenset({"knife", "firearm", "weapon", "corrosive"})
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


@verb("strangles", "presses on somebody's neck: hands, arm lock, ligature, foot or knee")
def strangles(look: Look) -> Found:
    """Strangulation of a living person."""
    act = look.act
    if act.injury == "death":
        return homicide(look)
    if "kill" in act.intent:
        return look.crime(ATTEMPTED_MURDER, "2", "002/00")
    if look.on < STRANGLING.since:
        look.note(STRANGLING_BEFORE, "judged as an assault by its injury")
        return assaults(look)
    if "serious-harm" in act.intent or act.injury in SERIOUS:
        look.note(STRANGLING_WORSE, "more serious than strangulation itself")
        return by_injury(look, "serious-harm" in act.intent)
    return by_level_of_strangling(look)


def by_level_of_strangling(look: Look) -> Found:
    """008/77 in the class of the victim; 8S and 8T hold the code since April 2025 only."""
    look.note(STRANGLING, "strangled or suffocated: no injury is needed")
    if look.on < date(2025, 4, 1) and not look.racial:
        return look.crime(STRANGLING, "8N", "008/77")
    return by_level(look, "008/77", STRANGLING)


@verb(
    "suffocates",
    "stops somebody's air in another way: hand over mouth and nose, weight on the chest",
)
def suffocates(look: Look) -> Found:
    """Suffocation: the breathing must have been affected."""
    affected = look.flag(
        STRANGLING,
        "breathing-affected",
        "Was the victim's breathing affected?",
        "An act other than pressure on the neck is suffocation only if it affects the breathing.",
    )
    if affected is None:
        return NOTHING
    if not affected:
        look.note(STRANGLING, "breathing was not affected: judged as an assault", decides=False)
        return assaults(look)
    return strangles(look)


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
    if look.private is None:
        look.ask(
            THREAT_IN_DWELLING,
            "place.private",
            "Did it happen inside a dwelling or another private place?",
            "The same threat is an assault in private and a public order offence in public.",
        )
        return NOTHING
    if look.private:
        look.note(THREAT_IN_DWELLING, "made to fear violence in a private place")
        return by_level(look, "105/01", THREAT_IN_DWELLING)
    if look.racial:
        return look.crime(THREAT_IN_PUBLIC, "9B", "066/91")
    return look.crime(THREAT_IN_PUBLIC, "9A", "125/11")


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
