"""Strangulation and suffocation: 008/77 in 8N, 8S, 8T and 008/78 in 8P.

Crime Recording Rules 2026/27, pp. 42 and 43.
"""

from __future__ import annotations

from datetime import date

from crimerules import vocabulary
from crimerules.classes.assault import (
    ATTEMPTED_MURDER,
    SERIOUS,
    assaults,
    by_injury,
    by_level,
    homicide,
)
from crimerules.classes.common import CHART_2012, LIST_DATE, NOTHING, Found, Look, verb
from crimerules.rule import LIST26, rule

vocabulary.add_facts({"breathing-affected": ("flag", "the victim's breathing was affected")})

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
