"""Burglary: classes 28I-28P, 29B, 29C, 30C, 30D, 31A. Crime Recording Rules 2026/27, pp. 73-75."""

from __future__ import annotations

from datetime import date

from crimerules import vocabulary
from crimerules.classes.common import (
    BACK_TO_2018,
    NOTHING,
    Found,
    Look,
    unchanged,
    verb,
)
from crimerules.classes.damage import damages
from crimerules.classes.robbery import robs
from crimerules.rule import rule

NEW_HOME_CLASSES = date(2023, 4, 1)
LIST_2023 = "the list calls classes 28I to 28P and 29B, 29C new or amended in April 2023"

vocabulary.add(
    "premises",
    {
        "home": "a house, flat, houseboat or other home, or a building joined to it by a door",
        "institution-room": "a room in a hostel, nursing home, children's home or hall of residence",
        "hotel-room": "a room in a hotel, a holiday home or chalet",
        "caravan": "a caravan, holiday cruising boat or the like",
        "outbuilding": "a shed, garage or other building of a home without a door into it, or one "
        "that stands elsewhere and isn't used for business",
        "business-outbuilding": "an outbuilding of a home that is used only for business",
        "business": "a building, or part of one, used only for business or the community",
        "shop": "a shop",
    },
)
vocabulary.add(
    "occupancy",
    {
        "owner": "used by the owner to live in",
        "long-let": "let for a long stay, to live in",
        "short-let": "let for a short stay",
        "vacant-habitable": "empty but fit to live in",
        "vacant-uninhabitable": "empty and not fit to live in",
    },
)
vocabulary.add_facts(
    {
        "premises": ("word:premises", "what kind of premises"),
        "occupancy": ("word:occupancy", "how it was occupied"),
        "distraction": ("flag", "a trick or distraction was used on an occupant to get or stay in"),
        "force-to-steal": ("flag", "force or the threat of it was used in order to steal"),
        "burglary-charged": ("flag", "the suspect has already been charged with burglary"),
        "private-part": (
            "flag",
            "the shop was shut, or entered a part of it closed to the public, or took from a till",
        ),
        "attempt-likelier": (
            "flag",
            "on the balance of probabilities an attempt to get in and steal is likelier than damage",
        ),
    }
)

HABITATION = rule(
    "class.burglary.premises",
    title="Break-ins by kind of premises",
    says="A house, flat, houseboat or a room in a hostel, home or hall is a residential burglary of a "
    "home (28I) even when empty. A hotel room, holiday home or chalet is 28I when lived in by the owner "
    "or let long, otherwise 30C. A caravan or holiday boat likewise, but other theft (49) when vacant.",
    page="75",
    since=NEW_HOME_CLASSES,
    support=LIST_2023,
)
OUTBUILDING = rule(
    "class.burglary.outbuilding",
    title="Unconnected buildings",
    says="Buildings of a home without a door into it, and sheds, garages and allotment buildings "
    "elsewhere that aren't used for business, are 28M.",
    page="73",
    since=NEW_HOME_CLASSES,
    support=LIST_2023,
)
BUSINESS = rule(
    "class.burglary.business",
    title="Business and community buildings",
    says="Buildings used only for business or the community, places of worship, and outbuildings of a "
    "home used only for business are 30C.",
    page="73",
    since=BACK_TO_2018,
    support="the list dates the name of class 30C April 2017",
)
SHOP = unchanged(
    "class.burglary.shop",
    title="Shops",
    says="Entering a shop as a trespasser to steal is a shop theft (46) unless the suspect is already "
    "charged with burglary; going into a part closed to the public, or taking from a till, is 30C. A "
    "shop that is shut is closed to the public throughout.",
    page="79 and 80",
)
ATTEMPT = unchanged(
    "class.burglary.attempt",
    title="Attempted burglary",
    says="Damage to a way in counts as an attempt to get in and burgle when that is likelier, on the "
    "balance of probabilities, than criminal damage: 28J, 28N or 30D.",
    page="74",
)
DISTRACTION = rule(
    "class.burglary.distraction",
    title="Distraction burglary",
    says="A falsehood, trick or distraction used on an occupant to get in, or to stay in or move about "
    "in order to burgle, makes 28K or 28O, attempted 28L or 28P.",
    page="74",
    since=NEW_HOME_CLASSES,
    support=LIST_2023,
)
AGGRAVATED = unchanged(
    "class.burglary.aggravated",
    title="Aggravated burglary",
    says="A burglar who has a firearm, imitation firearm, weapon or explosive at the time commits "
    "aggravated burglary: 29B, 29C or 31A.",
    page="74",
)
FORCE = unchanged(
    "class.burglary.force",
    title="Force used to steal in a burglary",
    says="Force or the threat of it, used in order to steal during a burglary, makes it robbery.",
    page="73 and 74",
)

ARMED = frozenset({"knife", "firearm", "weapon", "corrosive"})
HOME, APART, TRADE = "home", "outbuilding", "business"
CLASSES = {
    # (kind, attempted, by distraction): class
    (HOME, False, False): "28I",
    (HOME, True, False): "28J",
    (HOME, False, True): "28K",
    (HOME, True, True): "28L",
    (APART, False, False): "28M",
    (APART, True, False): "28N",
    (APART, False, True): "28O",
    (APART, True, True): "28P",
}


@verb(
    "damages-entry", "damages a door, window or other way into a building, for a reason not known"
)
def damages_entry(look: Look) -> Found:
    """Attempted burglary or damage, by which is likelier."""
    likelier = look.flag(
        ATTEMPT,
        "attempt-likelier",
        "Is an attempt to get in and steal likelier than mere damage?",
        "Damage to a way in is an attempted burglary only if that is the likelier explanation.",
    )
    if likelier is None:
        return NOTHING
    if likelier:
        return _burglary(look, completed=False)
    look.note(ATTEMPT, "damage is the likelier explanation", decides=False)
    return damages(look)


@verb("burgles", "goes into a building as a trespasser to steal, harm or damage, or tries to")
def burgles(look: Look) -> Found:
    """Burglary of every kind of premises."""
    return _burglary(look, look.act.completed)


def _burglary(look: Look, completed: bool) -> Found:
    if look.facts.get("force-to-steal") is True:
        look.note(FORCE, "force was used in order to steal: robbery")
        return robs(look)
    premises = look.word(
        HABITATION,
        "premises",
        "What kind of building was it?",
        "The kind of premises decides the class of burglary.",
    )
    if not premises:
        return NOTHING
    if premises == "shop":
        return _shop(look, completed)
    kind = _kind(look, premises)
    if kind == "":
        return NOTHING
    if kind == "49":
        return look.crime(HABITATION, "49", "049/10", "a vacant caravan or boat: other theft")
    return _premises(look, kind, completed)


def _premises(look: Look, kind: str, completed: bool) -> Found:
    """The class for a home, an outbuilding or a business: armed, an attempt, by a trick."""
    act = look.act
    if not ARMED.isdisjoint(act.means):
        crime_class = {HOME: "29B", APART: "29C", TRADE: "31A"}[kind]
        return look.crime(AGGRAVATED, crime_class, "031/00" if kind == TRADE else "029/00")
    if kind == TRADE:
        if not completed:
            return look.crime(ATTEMPT, "30D", "030/02")
        return look.crime(BUSINESS, "30C", "030/02")
    tricked = look.facts.get("distraction") is True
    crime_class = CLASSES[(kind, not completed, tricked)]
    because = DISTRACTION if tricked else HABITATION if kind == HOME else OUTBUILDING
    if not completed:
        look.note(ATTEMPT, "an attempt")
    return look.crime(because, crime_class, "028/03")


def _kind(look: Look, premises: str) -> str:
    """Home, outbuilding or business by the table of p. 75; "49", or "" when a fact is missing."""
    if premises in ("home", "institution-room"):
        return HOME
    if premises == "outbuilding":
        return APART
    if premises in ("business", "business-outbuilding"):
        return TRADE
    occupancy = look.word(
        HABITATION,
        "occupancy",
        "Was it lived in by the owner, let for a long or a short stay, or empty?",
        "Hotel rooms, holiday homes, caravans and boats are classed by how they were occupied.",
    )
    if not occupancy:
        return ""
    if occupancy in ("owner", "long-let"):
        return HOME
    if occupancy == "short-let" or premises == "hotel-room":
        look.note(HABITATION, "let for a short stay, or empty: business and community")
        return TRADE
    return "49"


def _shop(look: Look, completed: bool) -> Found:
    private = look.flag(
        SHOP,
        "private-part",
        "Was the shop shut, or did they go into a part closed to the public, or take from a till?",
        "That is burglary; trespass in a shop open to the public, in order to steal, is a shop theft.",
    )
    if private is None:
        return NOTHING
    if private:
        look.note(SHOP, "not open to the public there and then, or the till")
        return _premises(look, TRADE, completed)
    charged = look.flag(
        SHOP,
        "burglary-charged",
        "Has the suspect already been charged with burglary?",
        "Trespass in a shop to steal is a shop theft unless burglary is already charged.",
    )
    if charged is None:
        return NOTHING
    if charged:
        look.note(SHOP, "already charged with burglary")
        return _premises(look, TRADE, completed)
    return look.crime(SHOP, "46", "046/00")
