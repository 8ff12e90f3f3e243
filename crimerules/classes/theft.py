"""Theft: classes 33, 38-49, 49A, 54. Crime Recording Rules 2026/27, pp. 76-84 and 92."""

from __future__ import annotations

from datetime import date

from crimerules import vocabulary
from crimerules.classes.burglary import SHOP
from crimerules.classes.common import (
    LIST_DATE,
    NOTHING,
    Classifier,
    Found,
    Look,
    always,
    by_word,
    unchanged,
    verb,
)
from crimerules.classes.robbery import robs
from crimerules.classes.vehicle import takes_vehicle, tried
from crimerules.rule import rule

vocabulary.add(
    "property",
    {
        "pedal-cycle": "a pedal cycle without a motor",
        "e-bike": "an electric bicycle",
        "e-motorbike": "an electric motorcycle or moped",
        "e-scooter": "an electric scooter",
        "conveyance": "a boat, caravan, trailer or other conveyance, not a motor vehicle or bicycle",
        "dog": "a dog",
        "cat": "a cat",
        "mail": "letters or parcels on their way to whom they are addressed",
        "electricity": "electricity",
        "public-exhibit": "an article shown in a building or grounds open to the public",
    },
)
vocabulary.add(
    "taken-from",
    {
        "person": "worn by, carried by, attached to the victim or in clothing being worn",
        "dwelling": "inside a home, by somebody who had not broken in",
        "shop": "inside a shop or market stall, or a department store",
        "shop-private-part": "a part of a shop closed to the public, or a till",
        "vehicle": "in or on a motor vehicle",
        "other-vehicle": "in or on a vehicle that isn't a motor vehicle",
        "public-transport": "a part of public transport that passengers may enter",
        "public-transport-closed": "a driver's cab, locked luggage space or the like",
        "machine": "an automatic machine or a meter",
        "elsewhere": "anywhere else",
    },
)
vocabulary.add_facts(
    {
        "taken-from": ("word:taken-from", "where the property was when it was taken"),
        "force": ("flag", "force or the threat of force was used against anybody"),
        "force-on-property-only": ("flag", "some force on the thing itself, none on the person"),
        "by-employee": ("flag", "known to have been taken by an employee of the owner"),
        "assisted-pedal-rules": (
            "flag",
            "the bicycle helps only while pedalled, has at most 250 watts and stops helping at "
            "15.5 miles an hour",
        ),
        "same-household-before": (
            "flag",
            "the two and the animal lived in one household, then parted",
        ),
        "vehicle-owners": ("texts", "ids of the owners of the vehicles that it was taken from"),
        "only-kept": ("flag", "the dog or cat was not taken, only kept from its owner"),
        "police-action": ("flag", "the police deal with it, not only the owner of the machine"),
        "innocent-mistake": ("flag", "credible evidence shows an innocent mistake"),
    }
)

FROM_PERSON = unchanged(
    "class.theft.person",
    title="Theft from the person",
    says="What the victim wore, carried or had attached, or what was in clothing being worn, stolen "
    "without force or its threat against anybody, is 39; a clean snatch with some force on the thing "
    "alone still is. With force against somebody it is robbery.",
    page="78 and 79",
)
EMPLOYEE = unchanged(
    "class.theft.employee",
    title="Theft by an employee",
    says="Theft from the employer, known when recorded to be by an employee, is 41, also in shops and "
    "of mail by staff of the mail company.",
    page="79 and 81",
)
MAIL = unchanged(
    "class.theft.mail",
    title="Theft of mail",
    says="Letters and parcels stolen between the sender and the recipient's address, of any carrier, "
    "also from a delivery vehicle, are 42.",
    page="76 and 81",
)
FROM_SHOP = unchanged(
    "class.theft.shop",
    title="Theft from a shop",
    says="Theft of any property within a shop, for sale or not, is 46.",
    page="79",
)
FROM_VEHICLE = unchanged(
    "class.theft.vehicle",
    title="Theft from a motor vehicle",
    says="Theft from a motor vehicle is 45. From parts of public transport open to passengers it is "
    "49, from closed parts 45.",
    page="76",
)
IN_DWELLING = unchanged(
    "class.theft.dwelling",
    title="Theft in a dwelling",
    says="Theft inside a dwelling by somebody who didn't break in, other than from a machine or meter, "
    "is 40.",
    page="81",
)
MACHINE = unchanged(
    "class.theft.machine",
    title="Theft from a machine or meter",
    says="Theft from an automatic machine or meter is 47, recorded only where the police act, not "
    "where the owner alone deals with it.",
    page="81 and 82",
)
OTHER = unchanged(
    "class.theft.other",
    title="Other theft",
    says="Thefts not classified elsewhere are 49.",
    page="82",
)
CYCLE = unchanged(
    "class.theft.cycle",
    title="Bicycles and electric vehicles",
    says="A pedal cycle, or an electric one within the rules for assisted pedal cycles, is 44. An "
    "electric bicycle outside them, an electric motorcycle or moped is a motor vehicle, 48. An "
    "e-scooter is property like any other, so classed by where it was stolen from.",
    page="76, 77 and 79",
)
PET = rule(
    "class.theft.pet",
    title="Taking a dog or cat",
    says="Taking a dog or cat in England is pet abduction, 49 (049/03), and so is keeping a dog, but not "
    "a cat, from whoever may have it; not where the two people and the animal had lived in one "
    "household. In Wales other law applies, such as theft (049/10).",
    page="82 and 83",
    since=date(2024, 8, 24),
    support=LIST_DATE,
)
ELECTRICITY = unchanged(
    "class.theft.electricity",
    title="Dishonest use of electricity",
    says="Dishonestly using, wasting or diverting electricity is 43.",
    page="81",
)
MAKING_OFF = unchanged(
    "class.making-off",
    title="Making off without payment",
    says="That somebody made off without paying is usually enough for 49A, unless credible evidence "
    "shows an innocent mistake; recording doesn't wait for enquiries and it isn't merely a civil matter.",
    page="83",
)
HANDLING = unchanged(
    "class.handling",
    title="Handling stolen goods",
    says="Dishonestly receiving stolen goods is 54 (054/01); helping to keep, move or sell them for "
    "another is 054/02.",
    page="84",
)
EQUIPPED = unchanged(
    "class.going-equipped",
    title="Going equipped",
    says="Having an article for use in a burglary or theft, away from home, is 33; not recorded where "
    "there is a related burglary or theft.",
    page="83",
)
PROCEEDS = unchanged(
    "class.proceeds",
    title="Proceeds of crime",
    says="Concealing, arranging for, acquiring or holding criminal property, and failing to disclose "
    "it, are 38 with their own codes; also where drugs are behind it.",
    page="92",
)


@verb("steals", "takes property that belongs to another, to keep it")
def steals(look: Look) -> Found:
    """Theft, by force, by whom, of what and from where, in that order."""
    act, facts = look.act, look.facts
    if facts.get("force") is True:
        return robs(look)
    if facts.get("by-employee") is True or _employee(look):
        return look.crime(EMPLOYEE, "41", "041/00")
    kinds = {thing.kind for thing in act.property}
    for kinds_here, classifier in BY_THING:
        if not kinds_here.isdisjoint(kinds):
            return classifier(look)
    if "e-scooter" in kinds:
        look.note(CYCLE, "an e-scooter is property, not a motor vehicle")
    source = look.word(
        OTHER,
        "taken-from",
        "Where was the property when it was taken?",
        "Where a thing is stolen from decides the class of theft.",
    )
    if not source:
        return NOTHING
    if source in ("person", "shop") and facts.get("force") is None:
        forced = look.flag(
            FROM_PERSON,
            "force",
            "Was force, or the threat of force, used against anybody, then or to get away?",
            "With force against a person a theft becomes a robbery.",
        )
        if forced is None:
            return NOTHING
    return BY_SOURCE[source](look)


def _employee(look: Look) -> bool:
    """Everybody who did it is employed by an owner of what was taken."""
    owners = {thing.owner for thing in look.act.property if thing.owner} or set(look.act.to)
    return bool(look.act.by) and all(
        any(look.ctx.linked(owner, each, EMPLOYS) for owner in owners) for each in look.act.by
    )


EMPLOYS = frozenset({"employer"})


def _mail(look: Look) -> Found:
    return look.crime(MAIL, "42", "042/00")


def _cycle(look: Look) -> Found:
    kinds = {thing.kind for thing in look.act.property}
    if "e-bike" in kinds:
        legal = look.flag(
            CYCLE,
            "assisted-pedal-rules",
            "Does it help only while pedalled, with 250 watts at most, up to 15.5 miles an hour?",
            "An electric bicycle outside these limits is a motor vehicle in law.",
        )
        if legal is None:
            return NOTHING
        if not legal:
            look.note(CYCLE, "outside the limits: a motor vehicle")
            return takes_vehicle(look)
    if "borrow" in look.act.intent and "steal" not in look.act.intent:
        return look.crime(CYCLE, "44", "137/18")
    return look.crime(CYCLE, "44", "044/00")


def _motor(look: Look) -> Found:
    return takes_vehicle(look)


def _conveyance(look: Look) -> Found:
    if "borrow" in look.act.intent and "steal" not in look.act.intent:
        return look.crime(OTHER, "49", "130/02")
    return look.crime(OTHER, "49", "049/12")


def _pet(look: Look) -> Found:
    if look.on < PET.since:
        look.note(OTHER, "before the offence of pet abduction existed: theft")
        return look.crime(OTHER, "49", "049/10")
    place = look.act.place
    country = place.country if place else ""
    if not country:
        look.ask(
            PET,
            "place.country",
            "Was it taken in England or in Wales?",
            "Pet abduction is an offence in England, not in Wales.",
            ("england", "wales"),
        )
        return NOTHING
    if country != "england":
        return look.crime(PET, "49", "049/10", "not in England: other theft")
    if look.facts.get("only-kept") is True and all(t.kind != "dog" for t in look.act.property):
        return look.leave(PET, "incident-only", "a cat that was only kept, not taken: no abduction")
    if look.facts.get("same-household-before") is True:
        return look.leave(PET, "incident-only", "a former household's own animal: no abduction")
    return look.crime(PET, "49", "049/03")


def _electricity(look: Look) -> Found:
    return look.crime(ELECTRICITY, "43", "043/00")


def _exhibit(look: Look) -> Found:
    return look.crime(OTHER, "49", "049/11")


BY_THING = (
    (frozenset({"mail"}), _mail),
    (frozenset({"motor-vehicle", "e-motorbike"}), _motor),
    (frozenset({"e-bike", "pedal-cycle"}), _cycle),
    (frozenset({"conveyance"}), _conveyance),
    (frozenset({"dog", "cat"}), _pet),
    (frozenset({"electricity"}), _electricity),
    (frozenset({"public-exhibit"}), _exhibit),
)


def _machine(look: Look) -> Found:
    if look.facts.get("police-action") is False:
        return look.leave(MACHINE, "incident-only", "dealt with by the owner of the machine alone")
    return look.crime(MACHINE, "47", "047/00")


def _from_vehicle(look: Look) -> Found:
    if len(look.act.to) > 1 and look.facts.get("vehicle-owners") is None:
        look.ask(
            FROM_VEHICLE,
            "facts.vehicle-owners",
            "Whose vehicle was it, or whose vehicles were they?",
            "Theft from vehicles counts once for each vehicle owner, whosever the goods were.",
            ("ids of people",),
        )
        return NOTHING
    if not look.act.completed:
        return tried(look)
    return look.crime(FROM_VEHICLE, "45", "045/10")


BY_SOURCE: dict[str, Classifier] = {
    "person": lambda look: look.crime(FROM_PERSON, "39", "039/00"),
    "dwelling": lambda look: look.crime(IN_DWELLING, "40", "040/00"),
    "shop": lambda look: look.crime(FROM_SHOP, "46", "046/00"),
    "shop-private-part": lambda look: look.crime(SHOP, "30C", "030/02"),
    "vehicle": _from_vehicle,
    "other-vehicle": lambda look: look.crime(OTHER, "49", "045/11"),
    "public-transport": lambda look: look.crime(FROM_VEHICLE, "49", "049/10"),
    "public-transport-closed": lambda look: look.crime(FROM_VEHICLE, "45", "045/10"),
    "machine": _machine,
    "elsewhere": lambda look: look.crime(OTHER, "49", "049/10"),
}


@verb("makes-off", "leaves without paying for fuel, a meal, a taxi or the like")
def makes_off(look: Look) -> Found:
    """Making off without payment."""
    if look.facts.get("innocent-mistake") is True:
        return look.leave(MAKING_OFF, "incident-only", "credible evidence of an innocent mistake")
    return look.crime(MAKING_OFF, "49A", "053/25")


always(
    "goes-equipped",
    "has with them, away from home, an article to steal or burgle with",
    "33",
    "033/00",
    EQUIPPED,
)
by_word(
    "handles",
    "receives stolen goods, or helps another to keep, move or sell them",
    "handling",
    "Received for themselves, or helped another?",
    "The two have different codes.",
    {
        "received": ("received the goods", "54", "054/01"),
        "helped": ("helped to keep, move or sell them for another", "54", "054/02"),
    },
    HANDLING,
)
by_word(
    "deals-in-proceeds",
    "deals in the proceeds of crime, or fails to disclose them",
    "proceeds",
    "What was done with them?",
    "Each has its own code.",
    {
        "conceals": ("hides, disguises, converts or moves them", "38", "038/01"),
        "arranges": ("is concerned in an arrangement about them", "38", "038/02"),
        "holds": ("acquires, uses or holds them", "38", "038/03"),
        "fails-to-disclose": (
            "fails to disclose another's dealing (regulated sector)",
            "38",
            "038/04",
        ),
        "tips-off": ("tips somebody off", "38", "038/07"),
    },
    PROCEEDS,
)
