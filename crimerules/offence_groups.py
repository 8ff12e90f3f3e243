"""The three groups that counts and audits use: violence, sexual offences, other crime.

Source: the groups of the Home Office's *Notifiable Offence and Notifiable Reported Incidents list*, April 2026; classes that
left the list are in ``rulebook/retired_classes.csv``.
"""

from __future__ import annotations

import re
from functools import cache

from crimerules.offences import all_offences, classes, find, normal_class
from crimerules.tables import read_table

VIOLENCE, SEXUAL, OTHER = "violence", "sexual", "other"
_BIG_GROUPS = {"violence against the person": VIOLENCE, "sexual offences": SEXUAL}


@cache
def _groups_by_class() -> dict[str, str]:
    groups = {name.upper(): one.group for name, one in classes().items()}
    for _, row in read_table("retired_classes.csv", ("class", "group")):
        groups.setdefault(row["class"].upper().replace(".", "/"), row["group"])
    return {name: _BIG_GROUPS.get(group.lower(), OTHER) for name, group in groups.items()}


def _words(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


@cache
def _groups_by_title() -> dict[str, str]:
    seen: dict[str, set[str]] = {}
    for entry in all_offences():
        group = _BIG_GROUPS.get(entry.group.lower(), OTHER)
        for title in (entry.title, entry.class_name, entry.group):
            seen.setdefault(_words(title), set()).add(group)
    return {title: found.pop() for title, found in seen.items() if len(found) == 1}


# Tried in this order; the first that fits decides. The order keeps crimes whose names borrow
# words from another group (violent disorder, assault with intent to rob) where the list has them.
_BY_WORDS: tuple[tuple[str, str], ...] = (
    ("violence and sexual", VIOLENCE),
    (r"violence against the person|violence with(out)? injury", VIOLENCE),
    (r"with intent to rob|robbery|burglary|violent disorder|\baffray\b|\briot\b", OTHER),
    (r"arson|damage|\b(dog|cat|pet|animals?)\b.*(theft|abduct|cruel|neglect)", OTHER),
    (r"(theft|abduct|cruel|neglect)\w* (of|to) (a |an )?(dog|cat|pet|animal)", OTHER),
    (r"(prevention|protection|risk|behaviour) (order|notice)|notification", OTHER),
    (
        r"prostitut|brothel|soliciting for|indecent (photo|image)|extreme (porn|image)|obscene",
        OTHER,
    ),
    (r"alarm (or|and) distress|alarm distress|provocation of violence|public order", OTHER),
    (r"shooting|intent to injure|chemical weapon|nuclear weapon", VIOLENCE),
    (r"weapon|firearm|knife|knives|bladed", OTHER),
    (r"\brape|sexual|\bsex (offen[cs]|assault)|indecent (assault|exposure)|\bexposure\b", SEXUAL),
    (r"voyeuris|upskirt|groom(ing)?\b|incest|intimate (photo|image|film|state)", SEXUAL),
    (r"penetration|genitals|paedophil", SEXUAL),
    (r"murder|manslaughter|homicide|infanticide|genocide|threats? to kill|causing death", VIOLENCE),
    (r"(death|serious injury).*driv|driv.*(death|serious injury)", VIOLENCE),
    (r"assault|\bbattery\b|wounding|grievous|\bgbh\b|\babh\b|bodily (harm|injury)", VIOLENCE),
    (r"strang|suffocat|torture|fear of violence|ill treatment", VIOLENCE),
    (r"stalking|harass|coerci|controlling behaviour|(malicious|threatening) comm", VIOLENCE),
    (r"(offensive|indecent|false) comm|communication threatening|flashing image", VIOLENCE),
    (
        r"kidnap|false imprison|abduct|slavery|hostage|traffick\w* (of )?(a )?(person|people)",
        VIOLENCE,
    ),
    (r"cruelty|child neglect|neglect of (a )?child|genital mutilation|forced marriage", VIOLENCE),
    (r"poison|noxious|endanger(ing)? life|self harm|dangerous(ly)? out of control", VIOLENCE),
)


def group_of(code: str = "", crime_class: str = "", offence: str = "") -> str:
    """ "violence", "sexual" or "other": the group a recorded crime falls in.

    The official class decides, else the official code (both in any usual spelling), else the
    words of the offence or of a data.police.uk crime type ("Violence and sexual offences" counts
    as violence). What can't be told is "other"; so are reports that aren't crimes (N100, N300).
    """
    for text in (crime_class, code):
        if text.strip() and (found := _group_of_symbol(text)):
            return found
    words = _words(" ".join((offence, crime_class, code)))
    if not words:
        return OTHER
    for title in (offence, crime_class, code):
        if by_title := _groups_by_title().get(_words(title)):
            return by_title
    return next((group for pattern, group in _BY_WORDS if re.search(pattern, words)), OTHER)


@cache
def _group_of_symbol(text: str) -> str:
    """The group of a class or code, also of one with its title behind it ("8N Assault ...")."""
    for symbol in (text, text.split()[0]):
        by_class = _groups_by_class().get(normal_class(symbol))
        entries = find(symbol)
        # "4/1" and "37/1" are classes; "8/06" and "008/06" are codes.
        if by_class:
            return by_class
        if entries:
            return _BIG_GROUPS.get(entries[0].group.lower(), OTHER)
    return ""
