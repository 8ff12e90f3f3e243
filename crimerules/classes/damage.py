"""Arson and criminal damage: classes 56A, 56B, 58A-58D, 58J, 59.

Crime Recording Rules 2026/27, pp. 84-86.
"""

from __future__ import annotations

from crimerules import vocabulary
from crimerules.case import Property
from crimerules.classes.common import (
    NOTHING,
    Found,
    Look,
    by_word,
    unchanged,
    verb,
)
from crimerules.rule import LIST26, Rule

vocabulary.add(
    "property",
    {
        "residence": "a home or anything belonging to it that is a building: shed, garage, outhouse; "
        "houseboat, care home, hostel; also empty or unfinished homes",
        "business-outbuilding": "an outbuilding of a home used only for business",
        "business-building": "a building used only for business or the community, a place of worship",
        "motor-vehicle": "a car, van, lorry, motorcycle or other motor vehicle",
        "monument": "an ancient protected monument",
    },
)
vocabulary.add_facts(
    {
        "cleanable": (
            "flag",
            "it can be cleaned off or put right at no cost and with little effort",
        ),
        "own-property": ("flag", "it belongs to the offender alone"),
        "by-message": ("flag", "said by telephone, letter or electronic message"),
    }
)
CLEANABLE = unchanged(
    "class.damage.cleanable",
    title="Marks that can be cleaned off",
    says="Damage that can be cleaned off or removed at no cost and with little effort is an incident, "
    "not a crime.",
    page="86",
)
OWN = unchanged(
    "class.damage.own",
    title="One's own property",
    says="Damage by one joint owner to what is owned jointly is a crime; damage to what the offender "
    "alone owns isn't criminal damage unless it endangers somebody's life.",
    page="85 and 86",
)
KIND = unchanged(
    "class.damage.kind",
    title="Criminal damage by what was damaged",
    says="58A for a residence and the buildings within its boundary, 58B for buildings used only for "
    "business or the community, 58C for vehicles, 58D for everything else; over £5,000 the code is "
    "058/00, otherwise 149/00. An outbuilding used only for business is 58B.",
    page="14, 84 and 85",
)
HOUSE_AND_OUTBUILDING = unchanged(
    "class.damage.house-and-outbuilding",
    title="A home and its business outbuilding together",
    says="When a home and an outbuilding used for business, of one victim, are damaged at the same "
    "time, only the residential damage is recorded.",
    page="84 and 85",
)
RACIAL = unchanged(
    "class.damage.racial",
    title="Racially or religiously aggravated damage",
    says="Damage with hostility because of race or religion is 58J, whatever was damaged.",
    page="85",
)
ENDANGERING = unchanged(
    "class.damage.endangering-life",
    title="Damage that endangers life",
    says="Damage done meaning to endanger life, or reckless of it, takes code 057/00 in the class of "
    "what was damaged.",
    page="14",
)
ARSON = unchanged(
    "class.arson",
    title="Arson",
    says="Damage by fire is arson: 56A where life was endangered, whether or not anybody was hurt, "
    "and 56B where it was not. An attempt to kill is attempted murder.",
    page="84",
)
THREAT = unchanged(
    "class.damage.threat",
    title="Threats to damage",
    says="A threat to damage somebody's property, meant to be feared, is 59, also by telephone, letter "
    "or message. A threat to damage only one's own property is not, unless it endangers a life.",
    page="85 and 86",
)
POSSESSION = unchanged(
    "class.damage.possession",
    title="Things held in order to damage",
    says="Holding something meant to damage property with, or explosives in suspicious "
    "circumstances, is 59.",
    page="85",
    document=LIST26,
)

BUILDINGS = {"residence": "58A", "business-outbuilding": "58B", "business-building": "58B"}
VEHICLES = frozenset({"motor-vehicle", "e-motorbike"})
Things = tuple[Property, ...]


@verb("damages", "destroys or damages property")
def damages(look: Look) -> Found:
    """Criminal damage, judged for each owner by what is theirs; by fire it is arson."""
    act = look.act
    if "fire" in act.means:
        return sets_fire(look)
    if look.facts.get("cleanable") is True:
        return look.leave(CLEANABLE, "incident-only", "it can be cleaned off: an incident only")
    if _only_own(look):
        return NOTHING
    if look.racial:
        return look.crime(RACIAL, "58J", "058/04")
    if not any(thing.kind for thing in act.property):
        look.ask(
            KIND,
            "property",
            "What was damaged: a home, another building, a vehicle, or something else?",
            "The kind of property decides the class of damage.",
            ("residence", "business-building", "motor-vehicle", "goods"),
        )
        return NOTHING
    owners: dict[Things, list[str]] = {}
    for victim in act.to:
        owners.setdefault(_things_of(look, victim), []).append(victim)
    found: dict[tuple[Rule, str, str], list[str]] = {}
    for things, victims in (owners or {act.property: []}).items():
        judged = _kind_and_value(look, things)
        if judged is None:
            return NOTHING
        found.setdefault(judged, []).extend(victims)
    offences: Found = NOTHING
    for (because, crime_class, code), victims in found.items():
        offences += look.crime(because, crime_class, code, victims=tuple(victims))
    return offences


def _only_own(look: Look) -> bool:
    """Whether it ends as damage to the offender's own property that endangers nobody."""
    if look.facts.get("own-property") is not True or "endanger-life" in look.act.intent:
        return False
    look.leave(OWN, "incident-only", "the offender's own property, nobody's life in danger")
    return True


def _things_of(look: Look, victim: str) -> Things:
    """What one victim owns, alone or with the household; everything where that isn't said."""
    people = look.ctx.people
    if len(look.act.to) == 1:
        return look.act.property
    home = people[victim].household

    def theirs(owner: str) -> bool:
        return owner == victim or bool(home and owner in people and people[owner].household == home)

    return tuple(t for t in look.act.property if theirs(t.owner)) or look.act.property


def _kind_and_value(look: Look, things: Things) -> tuple[Rule, str, str] | None:
    """Rule, class and code for the damage to these things; ``None`` while their value is missing."""
    kinds = {thing.kind for thing in things if thing.kind}
    if "residence" in kinds and "business-outbuilding" in kinds:
        look.note(HOUSE_AND_OUTBUILDING, "only the damage to the home is recorded")
    if "residence" in kinds:
        crime_class = "58A"
    elif kinds & BUILDINGS.keys():
        crime_class = "58B"
    else:
        crime_class = "58C" if kinds & VEHICLES else "58D"
    if "endanger-life" in look.act.intent:
        return ENDANGERING, crime_class, "057/00"
    if kinds == {"monument"}:
        return KIND, "58D", "058/00"
    values = [thing.value for thing in things if thing.value is not None]
    if len(values) < len(things):
        look.ask(
            KIND,
            "property",
            "What would the repair cost: more than £5,000?",
            "The code depends on whether the damage is over £5,000.",
            ("up to 5000", "over 5000"),
        )
        return None
    return KIND, crime_class, "058/00" if sum(values) > 5000 else "149/00"


@verb("sets-fire", "damages property by fire")
def sets_fire(look: Look) -> Found:
    """Arson, by whether life was endangered."""
    intent = look.act.intent
    if not intent:
        look.ask(
            ARSON,
            "intent",
            "Was anybody's life endangered, or was it reckless of that?",
            "Arson that endangers life is another class, though nobody was hurt.",
            ("endanger-life", "damage"),
        )
        return NOTHING
    if "kill" in intent:
        return look.crime(ARSON, "2", "002/00", "set to kill: attempted murder")
    if _only_own(look):
        return NOTHING
    if "endanger-life" in intent:
        return look.crime(ARSON, "56A", "056/01")
    return look.crime(ARSON, "56B", "056/02")


@verb("threatens-damage", "threatens to destroy or damage property")
def threatens_damage(look: Look) -> Found:
    """Threats to damage; those by message are here too, not with the communications."""
    if look.facts.get("own-property") is True and "endanger-life" not in look.act.intent:
        return look.leave(THREAT, "incident-only", "a threat to the offender's own property only")
    if not look.act.intent:
        look.ask(
            THREAT,
            "intent",
            "Did the offender mean the threat to be feared?",
            "A threat to damage is a crime only where it is meant to be feared.",
            ("fear", "none", "unknown"),
        )
        return NOTHING
    if look.act.intent == ("none",):
        return look.leave(THREAT, "incident-only", "not meant to be feared")
    return look.crime(THREAT, "59", "059/11")


by_word(
    "holds-to-damage",
    "has something in order to damage property, or explosives",
    "held-to-damage",
    "What was it?",
    "The list has its own codes for them.",
    {
        "anything": ("anything meant to destroy or damage property with", "59", "059/13"),
        "explosives": ("explosives, in suspicious circumstances", "59", "059/14"),
        "dangerous-thing": (
            "an explosive, noxious thing or engine, to commit an offence",
            "59",
            "059/15",
        ),
    },
    POSSESSION,
)
