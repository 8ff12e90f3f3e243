"""Vehicles: classes 37/1, 37/2, 45, 48, 126. Crime Recording Rules 2026/27, pp. 38 and 75-78."""

from __future__ import annotations

from crimerules import vocabulary
from crimerules.classes.common import NOTHING, Found, Look, unchanged, verb
from crimerules.classes.damage import damages
from crimerules.rule import LIST26, rule

vocabulary.add_facts(
    {
        "driven-dangerously": (
            "flag",
            "the vehicle was driven dangerously on a road or public place",
        ),
        "accident-injury": ("flag", "its driving caused an accident that injured somebody"),
        "accident-damage": ("flag", "its driving caused an accident that damaged other property"),
        "vehicle-damaged": ("flag", "the vehicle itself was damaged"),
        "no-crime-meant": ("flag", "credible evidence shows that no crime was meant"),
        "theft-likelier": (
            "flag",
            "attempted theft of or from the vehicle, or taking it, is likelier than damage",
        ),
    }
)

TAKING = unchanged(
    "class.vehicle.taking",
    title="Theft or taking of a motor vehicle",
    says="Taking a motor vehicle for good is theft (048/01), without leave only for use is "
    "unauthorised taking (130/01); both are 48. Only the taking is notifiable: driving or being "
    "carried in a taken vehicle is not.",
    page="76",
)
AGGRAVATED = unchanged(
    "class.vehicle.aggravated-taking",
    title="Aggravated vehicle taking",
    says="A taking is 37/2 when it is known to have led to an accident that injured somebody or "
    "damaged other property, or when the vehicle was damaged. Dangerous driving alone makes it so "
    "only once the investigation has confirmed it; until then it is 48.",
    page="75 and 96",
)
DEATH = unchanged(
    "class.vehicle.death",
    title="Death by aggravated vehicle taking",
    says="A death from an accident owing to the driving of the taken vehicle, the link being known, is "
    "37/1, counted besides a taking already recorded.",
    page="38 and 76",
)
DAMAGE_CODE = unchanged(
    "class.vehicle.aggravated-damage-only",
    title="Aggravated taking with damage under £5,000",
    says="Where damage under £5,000 is all that aggravates the taking, the list has the summary code "
    "131/03; otherwise 037/02.",
    page="",
    document=LIST26,
)
ENTERED = unchanged(
    "class.vehicle.entered",
    title="Entry to a vehicle without damage",
    says="Getting into an unlocked vehicle, or in without damage, is vehicle interference (126) unless "
    "credible evidence shows that no crime was meant; then it is an incident.",
    page="78",
)
INTERFERED = unchanged(
    "class.vehicle.interference",
    title="Interference with a vehicle",
    says="Interference without damage is 126. With damage it is 126 if attempted theft of or from the "
    "vehicle, or taking it, is likelier than damage; otherwise criminal damage to a vehicle (58C). "
    "So a theft of or from a vehicle, or a taking, that is only tried is 126.",
    page="78",
)
NOT_NOTIFIABLE = unchanged(
    "class.vehicle.carried",
    title="Driving or being carried in a taken vehicle",
    says="Driving or being carried in a vehicle that somebody else took is not notifiable.",
    page="76",
)


@verb("takes-vehicle", "takes a motor vehicle without the owner's leave, for good or for a time")
def takes_vehicle(look: Look) -> Found:
    """Theft, unauthorised taking, aggravated taking or death by it."""
    act, facts = look.act, look.facts
    if not act.completed:
        return tried(look)
    if act.injury == "death":
        dead = tuple(p.id for p in look.people(act.to) if "dead" in p.states) or act.to
        return look.crime(DEATH, "37/1", "037/01", victims=dead)
    hurt = facts.get("accident-injury") is True
    other_damage = facts.get("accident-damage") is True
    damaged = facts.get("vehicle-damaged") is True
    dangerous = facts.get("driven-dangerously") is True and act.made_out is True
    if hurt or other_damage or damaged or dangerous:
        values = [thing.value for thing in act.property if thing.damaged]
        small = bool(values) and all(value is not None and value < 5000 for value in values)
        if small and not hurt and not dangerous:
            look.note(DAMAGE_CODE, "only damage under £5,000")
            return look.crime(AGGRAVATED, "37/2", "131/03")
        return look.crime(AGGRAVATED, "37/2", "037/02")
    if facts.get("driven-dangerously") is True:
        look.note(AGGRAVATED, "dangerous driving alone, not yet confirmed", decides=False)
    if not act.intent:
        look.ask(
            TAKING,
            "intent",
            "Was it taken for good, or to use and leave?",
            "Theft and unauthorised taking of a vehicle have different codes.",
            ("steal", "borrow", "unknown"),
        )
        return NOTHING
    if "borrow" in act.intent and "steal" not in act.intent:
        return look.crime(TAKING, "48", "130/01")
    return look.crime(TAKING, "48", "048/01")


def tried(look: Look) -> Found:
    """An attempt to steal or take a vehicle, or to steal from it."""
    return look.crime(INTERFERED, "126", "126/00", "a theft or taking only tried: interference")


@verb("rides-taken-vehicle", "drives, or is carried in, a vehicle that somebody else has taken")
def rides(look: Look) -> Found:
    """Not notifiable by itself."""
    return look.leave(NOT_NOTIFIABLE, "incident-only", "only the taking itself is notifiable")


@verb("enters-vehicle", "gets into a vehicle without damage, nothing known to be taken")
def enters(look: Look) -> Found:
    """The left side of the flow chart."""
    innocent = look.facts.get("no-crime-meant")
    if innocent is True:
        return look.leave(ENTERED, "incident-only", "credible evidence that no crime was meant")
    return look.crime(ENTERED, "126", "126/00")


@verb("interferes-with-vehicle", "meddles with a vehicle, or with what is in or on it")
def interferes(look: Look) -> Found:
    """The right side of the flow chart."""
    damaged = look.flag(
        INTERFERED,
        "vehicle-damaged",
        "Was the vehicle damaged?",
        "Without damage this is vehicle interference; with damage it depends on the likely aim.",
    )
    if damaged is None:
        return NOTHING
    if not damaged:
        return look.crime(INTERFERED, "126", "126/00")
    likelier = look.flag(
        INTERFERED,
        "theft-likelier",
        "Is attempted theft of or from the vehicle, or taking it, likelier than damage?",
        "That decides between vehicle interference and criminal damage.",
    )
    if likelier is None:
        return NOTHING
    if likelier:
        return look.crime(INTERFERED, "126", "126/00")
    look.note(INTERFERED, "damage is the likelier aim")
    return damages(look)


TAMPERING = rule(
    "class.vehicle.tampering",
    title="Tampering with a vehicle on the road",
    says="Getting on to a vehicle, or tampering with its brake or mechanism, on a road or public "
    "parking place is tampering, 126 (825/06).",
    page="77",
    since=TAKING.since,
    support=TAKING.support,
)


@verb("tampers", "gets on to a vehicle on a road or public car park, or tampers with its mechanism")
def tampers(look: Look) -> Found:
    """Road Traffic Act 1988, section 25."""
    return look.crime(TAMPERING, "126", "825/06")
