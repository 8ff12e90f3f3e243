"""Crimes that the pages of their class count in addition, or not at all, beside others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from crimerules import vocabulary
from crimerules.counting.item import Item
from crimerules.engine import Context
from crimerules.rule import Rule, rule
from crimerules.units import principal_rank

SLAVERY = rule(
    "count.modern-slavery-plus-one",
    title="Modern slavery and the most serious other crime",
    says="Modern slavery is recorded once for each person subjected to it, besides the most serious other "
    "victim-based offence of the same victim and offenders.",
    page="13, 48",
)
BREACH = rule(
    "count.breach-in-addition",
    title="Breaches of orders",
    says="A notifiable breach of an order is recorded besides the most serious other offence, one "
    "for each offender.",
    page="56-57, 89",
)
DRUGS = rule(
    "count.drugs-in-addition",
    title="Drugs besides crimes with a victim",
    says="A drug offence has no victim and is counted besides crimes that have one; drugs and a "
    "weapon that wasn't used are both recorded.",
    page="91, 94",
)
WEAPON_USED = rule(
    "count.weapon-used",
    title="A weapon used in another crime",
    says="Possession of a weapon isn't recorded where the weapon was used in another notifiable "
    "offence.",
    page="94",
)
GOING_EQUIPPED = rule(
    "count.going-equipped",
    title="Going equipped beside a burglary or theft",
    says="Going equipped isn't recorded where there is a related burglary or theft.",
    page="83",
)
AFFRAY = rule(
    "count.affray-with-violence",
    title="Affray with violence against people",
    says="Where violence against people is connected with an affray, the violence counts and the "
    "affray doesn't.",
    page="89",
)
DISORDER = rule(
    "count.violent-disorder-in-addition",
    title="Riot or violent disorder with another victim",
    says="Riot or violent disorder counts besides any victim-based crime that comes of it.",
    page="89",
)
PERVERTING = rule(
    "count.perverting-justice-in-addition",
    title="Witnesses and jurors harmed",
    says="Perverting the course of justice counts besides the victim-based crime against the witness "
    "or juror.",
    page="95",
)
AVT_DEATH = rule(
    "count.death-by-avt-in-addition",
    title="Death by aggravated vehicle taking",
    says="A death by aggravated vehicle taking counts besides the vehicle taking already recorded.",
    page="38",
)
DRIVING = rule(
    "count.injury-by-dangerous-driving",
    title="Injury meant, by dangerous driving",
    says="Serious injury caused on purpose by driving is 5D plus dangerous driving, unless those "
    "injuries are the only evidence of dangerous driving: then 5D alone.",
    page="96-97",
)
ROBBED = rule(
    "count.robbery-with-injury",
    title="People injured in a robbery",
    says="Where people are injured immediately before or at the time of a robbery, only the robbery "
    "counts.",
    page="72",
    since=date(2021, 4, 1),
    support="A published example of the 2021 edition counts a robbery with three people wounded once.",
)
OUTBUILDING = rule(
    "count.home-and-outbuilding",
    title="Home and outbuilding together",
    says="Where a home and an unconnected building or business outbuilding of the same household are "
    "burgled together, only the burglary of the home counts; a home and its business outbuilding "
    "damaged together likewise.",
    page="73, 84",
)
GROOMING = rule(
    "count.grooming-then-offence",
    title="Grooming followed by sexual activity",
    says="Where sexual activity follows grooming, only the sexual offence is recorded.",
    page="66",
)
KINDS = rule(
    "count.several-without-victim",
    title="Several victimless crimes of one kind",
    says="The rules don't say whether one offender's different crimes of one kind without a victim "
    "(say, possession and supply of drugs) count once or singly.",
    page="12",
)
WEAPONS = frozenset({"10A", "10B", "10C", "10D", "81"})
WITH_INTENT = "10A"
USED = frozenset({"knife", "firearm", "weapon", "corrosive"})
DRUG_CLASSES = frozenset({"92A", "92C", "92D", "92E"})
RESIDENTIAL = frozenset({"28I", "28J", "28K", "28L", "28M", "28N", "28O", "28P", "29B", "29C"})
HOME, HOME_TRIED = frozenset({"28I", "28K", "29B"}), frozenset({"28J", "28L"})
APART, APART_TRIED = frozenset({"28M", "28N", "28O", "28P"}), frozenset({"28N", "28P"})
BUSINESS = frozenset({"30C", "30D", "31A"})
OUTBUILDINGS = BUSINESS | APART | {"58B"}
BREACH_CODES = frozenset(
    {"008/29", "008/31", "008/32", "008/74", "066/38", "066/39", "066/93", "066/97", "066/98"}
    | {"008/79", "066/17", "066/18", "066/84", "066/94", "068/04", "068/07", "068/08"}
    | {"068/16", "068/17", "068/18", "068/19", "068/20"}
)
AFFRAY_CODE = "066/01"
MEANT = "005/01"
"""Serious harm intended, in 5D, 8S or 8T."""
RIOT_AND_DISORDER = frozenset({"064/01", "065/00"})
ROBBERY_ROW = 4
"""Robbery's row in the look-up table (p. 14); homicide, attempted murder and rape stand above it."""
VIOLENCE = "violence against the person"
vocabulary.add_facts(
    {
        "part-of": (
            "text",
            "id of the act during which, or in connection with which, this happened",
        ),
        "other-evidence": ("flag", "dangerous driving is shown by more than the injuries"),
        "units": (
            "number",
            "how many buildings, shops or makings off, where the class counts them",
        ),
    }
)


def is_breach(item: Item, ctx: Context) -> bool:
    """Whether a crime is a notifiable breach of an order."""
    return item.code in BREACH_CODES or any(
        ctx.acts[each].does == "breaches-order" for each in item.acts if each in ctx.acts
    )


def _shared(one: Item, other: Item) -> bool:
    return bool(set(one.by) & set(other.by))


def _together(ctx: Context, one: Item, other: Item) -> bool:
    """Whether one act is said to be part of the other."""
    return any(ctx.acts[each].facts.get("part-of") in other.acts for each in one.acts) or any(
        ctx.acts[each].facts.get("part-of") in one.acts for each in other.acts
    )


def _weapon(ctx: Context, item: Item, other: Item) -> bool:
    return (
        item.class_ in WEAPONS
        and item.basis == "S"
        and other.class_ not in WEAPONS
        and _shared(item, other)
        and any(USED & set(ctx.acts[each].means) for each in other.acts)
    )


def _equipped(ctx: Context, item: Item, other: Item) -> bool:
    return (
        item.class_ == "33"
        and other.class_ != "33"
        and other.group in ("burglary", "theft", "vehicle offences")
        and _shared(item, other)
    )


def _affray(ctx: Context, item: Item, other: Item) -> bool:
    return (
        item.code == AFFRAY_CODE
        and other.group == VIOLENCE
        and (_shared(item, other) or _together(ctx, item, other))
    )


def _robbed(ctx: Context, item: Item, other: Item) -> bool:
    row = principal_rank(item.code, item.class_)
    return (
        other.class_ in ("34A", "34B")
        and item.group == VIOLENCE
        and (row is None or row > ROBBERY_ROW)
        and not any(ctx.acts[each].injury == "death" for each in item.acts)
        and _shared(item, other)
        and _together(ctx, item, other)
    )


def _outbuilding(ctx: Context, item: Item, other: Item) -> bool:
    pair = (
        (item.class_ in BUSINESS and other.class_ in RESIDENTIAL)
        or (item.class_ in APART and other.class_ in HOME)
        or (item.class_ in APART_TRIED and other.class_ in HOME_TRIED)
        or (item.class_ == "58B" and other.class_ == "58A")
    )
    return pair and _shared(item, other) and bool(set(item.victims) & set(other.victims))


def _grooming(ctx: Context, item: Item, other: Item) -> bool:
    return (
        item.class_ == "88A"
        and other.class_ != "88A"
        and other.group == "sexual offences"
        and _shared(item, other)
        and set(item.victims) == set(other.victims)
    )


ABSORBED: tuple[tuple[Rule, Callable[[Item], bool], Callable[[Context, Item, Item], bool]], ...] = (
    (WEAPON_USED, lambda item: item.class_ in WEAPONS, _weapon),
    (GOING_EQUIPPED, lambda item: item.class_ == "33", _equipped),
    (AFFRAY, lambda item: item.code == AFFRAY_CODE, _affray),
    (ROBBED, lambda item: item.group == VIOLENCE, _robbed),
    (OUTBUILDING, lambda item: item.class_ in OUTBUILDINGS, _outbuilding),
    (GROOMING, lambda item: item.class_ == "88A", _grooming),
)
"""Rule, which crimes it can leave out, and test: the first crime isn't counted beside the second."""
BESIDE: dict[str, Callable[[Item], bool]] = {
    WEAPON_USED.id: lambda item: item.class_ not in WEAPONS,
    GOING_EQUIPPED.id: lambda item: item.group in ("burglary", "theft", "vehicle offences"),
    AFFRAY.id: lambda item: item.group == VIOLENCE,
    ROBBED.id: lambda item: item.class_ in ("34A", "34B"),
    OUTBUILDING.id: lambda item: item.class_ in RESIDENTIAL or item.class_ == "58A",
    GROOMING.id: lambda item: item.group == "sexual offences" and item.class_ != "88A",
}
"""By rule: the crimes beside which it can leave others out. Keeps large cases quick."""
ADDED: tuple[tuple[Rule, Callable[[Item], bool]], ...] = (
    (BREACH, lambda item: item.code in BREACH_CODES),
    (DRUGS, lambda item: item.class_ in DRUG_CLASSES),
    (DISORDER, lambda item: item.code in RIOT_AND_DISORDER),
    (PERVERTING, lambda item: item.class_ == "79"),
)


def absorb(ctx: Context, items: list[Item]) -> list[Item]:
    """The items without those that the page of their class counts under another."""
    left = sorted(items, key=lambda each: each.key)
    for why, may_go, test in ABSORBED:
        going = [each for each in left if may_go(each)]
        beside = [each for each in left if BESIDE[why.id](each)] if going else []
        for item in going if beside else ():
            rivals = [each for each in beside if each is not item and test(ctx, item, each)]
            if not rivals:
                continue
            other = max(rivals, key=lambda each: each.sentence)
            if ctx.unheld(why, item.acts[0]):
                left.remove(item)
            elif (
                why is WEAPON_USED and item.class_ == WITH_INTENT and item.sentence > other.sentence
            ):
                left = _armed(ctx, left, item, other)
                beside = [each for each in beside if any(each is one for one in left)]
            else:
                ctx.note(
                    why, ", ".join(item.acts), f"{item.name} isn't counted beside {other.name}"
                )
                other.absorbed.append((item.class_, item.code))
                other.acts = tuple(sorted({*other.acts, *item.acts}))
                left.remove(item)
    return _driving(ctx, left)


def _armed(ctx: Context, left: list[Item], item: Item, other: Item) -> list[Item]:
    """Refers a firearm held with intent, used in a crime that is less serious than holding it."""
    acts = tuple(sorted({*item.acts, *other.acts}))
    choice = ctx.refer(
        WEAPON_USED,
        "weapon-used:" + "+".join(acts),
        f"Which counts, {item.name} or {other.name}?",
        (item.name, other.name),
        acts,
        "Page 94 leaves a weapon out that was used in another offence; page 13 counts the most serious crime.",
    )
    gone = other if choice == item.name else item
    if choice is not None:
        (item if gone is other else other).take_in(gone)
    return [each for each in left if each is not gone and (choice or each is not other)]


def _driving(ctx: Context, items: list[Item]) -> list[Item]:
    left = list(items)
    for item in items:
        if item.class_ != "802":
            continue
        injury = next(
            (
                each
                for each in items
                if each.code == MEANT
                and _shared(each, item)
                and any("vehicle" in ctx.acts[act].means for act in each.acts)
            ),
            None,
        )
        if injury is None:
            continue
        more = ctx.acts[item.acts[0]].facts.get("other-evidence")
        about = ", ".join(item.acts)
        if ctx.unheld(DRIVING, item.acts[0]):
            pass
        elif more is None:
            ctx.ask(
                DRIVING,
                f"{item.acts[0]}.facts.other-evidence",
                f"acts[{item.acts[0]}].facts.other-evidence",
                "Is there evidence of dangerous driving besides the injuries?",
                "With it, dangerous driving is a second crime; without it, only the assault counts.",
            )
        elif more:
            ctx.note(DRIVING, about, "dangerous driving has evidence of its own: both count")
            continue
        else:
            ctx.note(DRIVING, about, "the injuries are the only evidence: 5D alone")
            injury.take_in(item)
        left.remove(item)
    return left


def note_additions(ctx: Context, items: list[Item]) -> None:
    """Notes why crimes without a victim count beside those with one."""
    if not any(each.victims and each.basis != "S" for each in items):
        weapons = any(each.class_ in WEAPONS for each in items)
        if not weapons:
            return
    for item in items:
        for why, test in ADDED:
            if test(item) and why.holds(ctx.on):
                ctx.note(why, ", ".join(item.acts), f"{item.name} counts in addition")


def set_apart(ctx: Context, items: list[Item]) -> tuple[list[Item], list[Item]]:
    """The items of one pair that always count, and the rest, to which the principal rule applies."""
    apart: list[Item] = []
    rest: list[Item] = []
    for item in sorted(items, key=lambda each: (-each.sentence, each.key)):
        why: Rule | None = None
        if is_breach(item, ctx):
            why = BREACH
        elif item.class_ == "106":
            why = SLAVERY
        elif item.class_ == "37/1":
            why = AVT_DEATH
        if why is None or len(items) == 1:
            rest.append(item)
        elif not ctx.unheld(why, item.acts[0]):
            first = next((each for each in apart if each.class_ == item.class_ == "106"), None)
            if why is SLAVERY and first is not None:
                ctx.note(why, ", ".join(item.acts), f"one person: {first.name} covers {item.name}")
                first.take_in(item)
                continue
            ctx.note(why, ", ".join(item.acts), f"{item.name} counts in addition")
            apart.append(item)
    return apart, rest
