"""Weapons: classes 10A-10D and 81, and firearms meant to endanger life (5E).

Crime Recording Rules 2026/27, pp. 94 and 95; the codes by weapon and place are the list's.
"""

from __future__ import annotations

from crimerules import vocabulary
from crimerules.classes.common import NOTHING, Found, Look, by_word, unchanged, verb
from crimerules.rule import LIST26

vocabulary.add(
    "weapon",
    {
        "blade": "an article with a blade or point",
        "offensive-weapon": "an offensive weapon that isn't a blade",
        "corrosive": "a corrosive substance",
        "firearm": "a firearm that needs a certificate",
        "shotgun": "a shotgun",
        "air-weapon": "an air weapon or other lesser firearm",
        "imitation-firearm": "an imitation firearm",
        "prohibited-firearm": "a prohibited weapon or its ammunition",
    },
)
vocabulary.add(
    "firearm-purpose",
    {
        "endanger-life": "to endanger life or injure",
        "cause-fear": "to cause fear of violence",
        "commit-offence": "to commit an indictable offence or resist arrest",
        "none-known": "none of these is known",
    },
)
vocabulary.add_facts(
    {
        "weapon": ("word:weapon", "what kind of weapon"),
        "firearm-purpose": ("word:firearm-purpose", "with what purpose a firearm was held"),
        "forbidden-kind": (
            "flag",
            "of a kind that the law forbids even in private: knuckleduster, zombie knife, flick knife",
        ),
        "previously-convicted": ("flag", "forbidden to have firearms because of a conviction"),
    }
)

BLADE = unchanged(
    "class.weapon.blade",
    title="Blade or point",
    says="Having an article with a blade or point in a public place or on school or further "
    "education premises is 10D.",
    page="94",
)
OTHER_WEAPON = unchanged(
    "class.weapon.offensive",
    title="Other offensive weapons and corrosives",
    says="Having an offensive weapon in public, on school premises or, of the listed kinds, in private, "
    "or a corrosive substance in public, is 10C.",
    page="94",
)
FIREARM = unchanged(
    "class.weapon.firearm",
    title="Firearms without purpose shown",
    says="Possessing a firearm, shotgun or prohibited weapon without authority, in public, or after a "
    "conviction, is 10B.",
    page="94",
)
FIREARM_PURPOSE = unchanged(
    "class.weapon.firearm-purpose",
    title="Firearms with intent",
    says="Possessing a firearm or imitation in order to cause fear of violence or commit an offence is "
    "10A; to endanger life it is 5E.",
    page="94",
)
PRIVATE = unchanged(
    "class.weapon.private",
    title="Weapons at home",
    says="Having an ordinary blade, or a weapon that isn't of a forbidden kind, in a private place is no "
    "offence.",
    page="94",
)
OTHER_OFFENCES = unchanged(
    "class.weapon.trade",
    title="Trade, conversion and sale of weapons",
    says="Dealing in, converting, shortening, importing and unlawfully selling firearms, knives and "
    "corrosives is 81.",
    page="94",
    document=LIST26,
)
GROUPS = {
    # weapon: code with intent to endanger life, to cause fear, to commit an offence
    "firearm": ("005/14", "008/23", "008/16"),
    "prohibited-firearm": ("005/14", "008/23", "008/16"),
    "shotgun": ("005/15", "008/24", "008/17"),
    "air-weapon": ("005/16", "008/25", "008/18"),
    "imitation-firearm": ("", "008/25", "008/18"),
}


@verb("possesses-weapon", "has a weapon with them, or in their keeping")
def possesses(look: Look) -> Found:
    """Possession by weapon and place; a weapon used in another crime is absorbed when counting."""
    weapon = look.word(
        OTHER_WEAPON,
        "weapon",
        "What kind of weapon is it?",
        "Blades, other weapons and firearms are different classes.",
    )
    if not weapon:
        return NOTHING
    if weapon in GROUPS:
        return _firearm(look, weapon)
    if look.private is None and look.place != "school":
        look.ask(
            BLADE,
            "place.private",
            "Was it in a private place?",
            "Most weapons are an offence only in public or on school premises.",
        )
        return NOTHING
    school = look.place == "school"
    if weapon == "blade":
        if look.private and not school and look.facts.get("forbidden-kind") is True:
            return look.crime(OTHER_WEAPON, "10C", "197/21")
        if look.private and not school:
            return look.leave(PRIVATE, "incident-only", "an ordinary blade in a private place")
        return look.crime(BLADE, "10D", "008/27" if school else "008/26")
    if weapon == "corrosive":
        if look.private:
            return look.leave(PRIVATE, "incident-only", "a corrosive in a private place")
        return look.crime(OTHER_WEAPON, "10C", "008/75")
    if school:
        return look.crime(OTHER_WEAPON, "10C", "008/28")
    return _at_home(look) if look.private else look.crime(OTHER_WEAPON, "10C", "008/11")


def _at_home(look: Look) -> Found:
    """An offensive weapon in private: an offence only for the kinds forbidden everywhere."""
    forbidden = look.flag(
        OTHER_WEAPON,
        "forbidden-kind",
        "Is it of a kind that the law forbids even in private, such as a knuckleduster?",
        "In a private place only those kinds are an offence.",
    )
    if forbidden is None:
        return NOTHING
    if forbidden:
        return look.crime(OTHER_WEAPON, "10C", "197/21")
    return look.leave(PRIVATE, "incident-only", "not a kind that is forbidden in private")


def _firearm(look: Look, weapon: str) -> Found:
    purpose = look.word(
        FIREARM_PURPOSE,
        "firearm-purpose",
        "Is a purpose known: to endanger life, to cause fear of violence, to commit an offence?",
        "Possession with intent is a more serious class.",
    )
    if not purpose:
        return NOTHING
    life, fear, offence = GROUPS[weapon]
    if purpose == "endanger-life" and life:
        return look.crime(FIREARM_PURPOSE, "5E", life)
    if purpose == "cause-fear":
        return look.crime(FIREARM_PURPOSE, "10A", fear)
    if purpose != "none-known":
        return look.crime(FIREARM_PURPOSE, "10A", offence)
    if weapon == "prohibited-firearm":
        return look.crime(FIREARM, "10B", "081/17")
    if look.facts.get("previously-convicted") is True:
        codes = {"firearm": "081/35", "shotgun": "081/36"}
        return look.crime(FIREARM, "10B", codes.get(weapon, "081/37"))
    if weapon == "firearm":
        return look.crime(FIREARM, "10B", "081/03")
    if weapon == "shotgun":
        return look.crime(FIREARM, "10B", "081/04")
    if look.private is None:
        look.ask(
            FIREARM,
            "place.private",
            "Was it in a private place?",
            "Air weapons and imitations are an offence in public.",
        )
        return NOTHING
    if look.private:
        return look.leave(PRIVATE, "incident-only", "an air weapon or imitation in a private place")
    return look.crime(FIREARM, "10B", "081/77")


by_word(
    "deals-in-weapons",
    "sells, converts, shortens, imports or delivers weapons unlawfully",
    "weapon-trade",
    "What was done?",
    "Each has its own code.",
    {
        "firearms-unregistered": ("trades in firearms without being registered", "81", "081/07"),
        "sells-without-certificate": (
            "sells a firearm to somebody without a certificate",
            "81",
            "081/09",
        ),
        "shortens": ("shortens a shotgun", "81", "081/15"),
        "converts": ("converts a firearm", "81", "081/16"),
        "imports": ("imports prohibited weapons", "81", "081/81"),
        "markets-knives": ("markets knives unlawfully", "81", "090/01"),
        "sells-to-child": ("sells a weapon or corrosive to somebody under 18", "81", "195/22"),
        "delivers": ("delivers blades or corrosives unlawfully", "81", "197/22"),
    },
    OTHER_OFFENCES,
)
