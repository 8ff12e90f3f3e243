"""One countable crime before the principal crime rule, and how the unit of its class makes it."""

from __future__ import annotations

from dataclasses import dataclass, field

from crimerules.case import Act
from crimerules.decision import Offence
from crimerules.engine import Context
from crimerules.general.facts import SECTION_D, SINCE_2018
from crimerules.offences import class_of, find
from crimerules.rule import rule

PER_VICTIM = rule(
    "count.one-per-victim",
    title="One crime per victim",
    says="Crimes with specific, intended or identifiable victims count once for each victim and "
    "offender, or group of offenders acting together; where the rules of the class name another "
    "unit (owner, household, business), once for each of those.",
    page="12",
    since=SINCE_2018,
    support=SECTION_D,
)
PER_GROUP = rule(
    "count.no-victim-per-offender",
    title="No victim: one per offender or group",
    says="A crime without a victim, or without an obvious one, counts once for each offender or "
    "group of offenders, or once for each offender, building, shop or incident where the rules of "
    "the class say so.",
    page="12",
    since=SINCE_2018,
    support=SECTION_D,
)
INDEPENDENT = rule(
    "count.independent-offenders",
    title="Offenders acting independently",
    says="Where offenders acted independently of each other, the same victim has a crime for each.",
    page="12",
    since=SINCE_2018,
    support=SECTION_D,
)
PENETRATORS = rule(
    "count.each-penetrator",
    title="Rape: each person who penetrated",
    says="Rape counts once for each person who penetrated the victim, even if they acted together; "
    "all undefined offenders together make one further crime.",
    page="61-62",
    since=SINCE_2018,
    support=SECTION_D,
)
HOUSEHOLD = rule(
    "count.household",
    title="One household, one owner",
    says="Homes burgled or damaged count by household, and goods from a dwelling or pedal cycles of "
    "one family taken together count once, since ownership is shared; lodgers who rent rooms "
    "singly are each a household of their own.",
    page="73, 79, 81, 84",
    since=SINCE_2018,
    support=SECTION_D,
)
EACH_VICTIM = frozenset(
    {"per_victim", "per_person_threatened", "per_victim_business", "per_death"}
    | {"per_victim_offender_pair", "once_per_incident"}
)
SHARED_OWNERSHIP = frozenset({"40", "44"})
CUSTODY = "49"
"""Here whoever has custody of a thing counts as its owner (p. 82)."""
AGGRAVATED_DAMAGE = "58J"
THREATS_OF_DAMAGE = "59"
"""Counted for each offender only where it has no specific victim (p. 85)."""
EACH_THING = frozenset({"per_building", "per_shop_unit", "per_incident"})


@dataclass(slots=True)
class Item:
    """One crime that may be counted, with what it has taken in."""

    class_: str
    code: str
    title: str
    victims: tuple[str, ...]
    by: tuple[str, ...]
    acts: tuple[str, ...]
    basis: str
    sentence: float
    group: str
    count: int = 1
    absorbed: list[tuple[str, str]] = field(default_factory=list)
    rules: tuple[str, ...] = ()
    thing: str = ""
    """The building, shop or single incident it is counted by, where its class says so."""
    joint: bool = False
    """Several victims suffer it as one: a household, or the owners of one building or shop."""
    own_acts: tuple[str, ...] = ()
    """The acts that are this very kind of crime, without those taken in from other kinds."""

    @property
    def name(self) -> str:
        """Class and code, for findings."""
        return f"{self.class_} {self.code}".strip()

    @property
    def key(self) -> tuple[str, str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """What items are put in order by, so that answers don't depend on the order of facts."""
        return (self.class_, self.code, self.victims, self.by, self.acts)

    def take_in(self, other: Item) -> None:
        """Write another crime of the same incident into this one; it no longer counts."""
        kinds = [(other.class_, other.code), *other.absorbed]
        for kind in kinds:
            if kind != (self.class_, self.code) and kind not in self.absorbed:
                self.absorbed.append(kind)
        if (other.class_, other.code) == (self.class_, self.code):
            self.own_acts = tuple(sorted({*self.own_acts, *other.own_acts}))
        self.acts = tuple(sorted({*self.acts, *other.acts}))
        self.by = tuple(sorted({*self.by, *other.by}))
        self.victims = tuple(sorted({*self.victims, *other.victims}))


def items_of(ctx: Context, act: Act, offence: Offence) -> list[Item]:
    """The crimes that one offence of one act makes by the counting unit of its class."""
    by = tuple(sorted(set(offence.by or act.by)))
    victims = tuple(sorted(set(offence.victims)))
    groups = [by]
    if act.independent and len(by) > 1:
        groups = [(each,) for each in by]
        ctx.note(INDEPENDENT, act.id, f"{len(by)} offenders acted independently")
    unit = offence.unit
    joint = unit in EACH_THING
    sets: list[tuple[str, ...]]
    if unit == "per_offender_per_victim":
        groups = [(each,) for each in by]
        sets = [(each,) for each in victims]
        ctx.note(PENETRATORS, act.id, f"{len(groups)} penetrated {len(sets)}")
    elif unit == "per_household" or offence.class_ in SHARED_OWNERSHIP or _home(act, offence):
        sets = _households(ctx, _owning(act, victims) if unit == "per_owner" else victims)
        joint = True
        ctx.note(HOUSEHOLD, act.id, f"{len(sets)} household{'s' if len(sets) != 1 else ''}")
    elif victims and unit == "per_owner":
        sets = _by_owner(ctx, act, offence, victims)
        joint = any(len(each) > 1 for each in sets)
        ctx.note(PER_VICTIM, act.id, f"{len(sets)} owner{'s' if len(sets) != 1 else ''}")
    elif victims and (unit in EACH_VICTIM or offence.class_ == THREATS_OF_DAMAGE):
        sets = [(each,) for each in victims]
        ctx.note(PER_VICTIM, act.id, f"{len(sets)} victim{'s' if len(sets) != 1 else ''}")
    else:
        sets = [victims]
        if unit == "per_offender":
            groups = [(each,) for each in by]
        ctx.note(PER_GROUP, act.id, f"counted {unit.replace('_', ' ')}")
    thing = ""
    if unit in EACH_THING:
        thing = act.id if unit == "per_incident" or act.place is None else act.place.name
    times = int(act.facts.get("units", 1)) if unit in EACH_THING else 1
    if unit == "per_incident" and "units" not in act.facts:
        times = int(act.times)
    return [
        Item(
            offence.class_,
            offence.code,
            offence.title,
            who,
            doers,
            (act.id,),
            offence.basis,
            offence.sentence,
            group_of(offence.class_, offence.code),
            count=times,
            rules=offence.rules,
            thing=thing,
            joint=joint,
            own_acts=(act.id,),
        )
        for doers in groups
        for who in sets or [()]
    ]


def _owning(act: Act, victims: tuple[str, ...]) -> tuple[str, ...]:
    """The victims who own something that was listed; all, where not every owner is named."""
    owners = {thing.owner for thing in act.property}
    if not owners or not owners <= {*victims}:
        return victims
    return tuple(each for each in victims if each in owners)


def _by_owner(
    ctx: Context, act: Act, offence: Offence, victims: tuple[str, ...]
) -> list[tuple[str, ...]]:
    """One set of victims for each owner, with those of the owner's household who own nothing themselves.

    From a vehicle it is the owners of vehicles who count (p. 76), whose goods they were or weren't.
    """
    owners = {thing.owner for thing in act.property}
    if act.facts.get("taken-from") == "vehicle":
        owners = {*act.facts.get("vehicle-owners", ())}
        if len(owners) == 1:
            return [victims]
    singly: list[tuple[str, ...]] = [(each,) for each in victims]
    if not owners or not owners <= {*victims}:
        alone = len(owners) == 1 and "" not in owners and offence.class_ != CUSTODY
        return [victims] if alone else singly
    sets: list[tuple[str, ...]] = []
    for owner in sorted(owners):
        home = ctx.people[owner].household
        others = {each for each in victims if home and ctx.people[each].household == home}
        sets.append(tuple(sorted({owner, *(others - owners)})))
    return sets


def _home(act: Act, offence: Offence) -> bool:
    """Aggravated damage to a residence: counted, like the plain damage, by household (pp. 84-85)."""
    return offence.class_ == AGGRAVATED_DAMAGE and any(t.kind == "residence" for t in act.property)


def _households(ctx: Context, victims: tuple[str, ...]) -> list[tuple[str, ...]]:
    homes: dict[str, list[str]] = {}
    for each in victims:
        home = ctx.people[each].household
        homes.setdefault(f"household {home}" if home else f"person {each}", []).append(each)
    return [tuple(sorted(each)) for each in homes.values()]


_GROUPS: dict[tuple[str, str], str] = {}


def group_of(class_: str, code: str) -> str:
    """The Home Office group of a class, in lower case ("violence against the person")."""
    key = (class_, code)
    if key not in _GROUPS:
        held = find(code, class_) if code else ()
        _GROUPS[key] = (held[0].group if held else class_of(class_).group).lower()
    return _GROUPS[key]
