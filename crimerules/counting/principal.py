"""The principal crime rule: of several crimes in one incident, the most serious counts."""

from __future__ import annotations

from crimerules.counting.item import Item
from crimerules.engine import Context
from crimerules.general.facts import SECTION, SECTION_E, SECTION_F, SINCE_2018
from crimerules.grave import RAPES
from crimerules.rule import Rule, rule
from crimerules.units import principal_rank

FINISHED = rule(
    "count.finished-incident",
    title="Finished incident",
    says="A sequence of crimes between the same offender, or group, and the same victim counts once "
    "if it is reported all at once.",
    page="12",
    since=SINCE_2018,
    support=SECTION_E,
)
LOOK_UP = rule(
    "count.principal-look-up",
    title="Principal crime: look-up table",
    says="Where both crimes stand in the look-up table, the one in the higher row counts. The order "
    "of the rows is not the order of sentences.",
    page="14",
    since=SINCE_2018,
    support=SECTION.format("Annex C, Principal Crime Look Up Table"),
)
VIOLENCE_FIRST = rule(
    "count.principal-violence-first",
    title="Principal crime: violence before property",
    says="The most serious violent crime, rape included, generally goes before the most serious "
    "property crime.",
    page="13",
    since=SINCE_2018,
    support=SECTION_F,
)
SENTENCE = rule(
    "count.principal-sentence",
    title="Principal crime: maximum sentence",
    says="Where neither the table nor violence before property decides, the higher maximum sentence "
    "does.",
    page="13",
    since=SINCE_2018,
    support=SECTION_F,
)
TIE = rule(
    "count.principal-tie",
    title="Principal crime: equal sentences",
    says="Where the maximum sentences are equal, the sentence likely to be given decides, which no "
    "list holds: the FCR chooses.",
    page="13",
    since=SINCE_2018,
    support=SECTION_F,
)
VIOLENT = frozenset({"violence against the person", "sexual offences"})
PROPERTY = frozenset(
    {"burglary", "vehicle offences", "theft", "arson and criminal damage", "nfib fraud"}
)
"""Robbery is both, and so is compared by the table and by sentence only."""


def compare(one: Item, other: Item) -> tuple[int, Rule]:
    """1 if ``one`` is the more serious, -1 if ``other`` is, 0 if the rules don't say; and by which rule."""
    ranks = principal_rank(one.code, one.class_), principal_rank(other.code, other.class_)
    if ranks[0] is not None and ranks[1] is not None and ranks[0] != ranks[1]:
        return (1 if ranks[0] < ranks[1] else -1), LOOK_UP
    for first, second, answer in ((one, other, 1), (other, one, -1)):
        if first.group in VIOLENT and second.group in PROPERTY:
            return answer, VIOLENCE_FIRST
    if one.sentence != other.sentence:
        return (1 if one.sentence > other.sentence else -1), SENTENCE
    return 0, TIE


def principal(ctx: Context, items: list[Item]) -> list[Item] | None:
    """What counts of one incident between the same parties, having taken in the rest.

    One crime; for rape, one for each person who penetrated. ``None`` when the choice is referred.
    Crimes of the same class and code never tie: they are one sequence.
    """
    if len(items) == 1:
        return items
    kinds: dict[tuple[str, ...], Item] = {}
    merged = False
    for each in sorted(items, key=lambda each: each.key):
        kind = (each.class_, each.code, *(each.by if each.class_ in RAPES else ()))
        if kind in kinds:
            kinds[kind].take_in(each)
            merged = True
        else:
            kinds[kind] = each
    left = list(kinds.values())
    acts = tuple(sorted({act for each in left for act in each.acts}))
    about = ", ".join(acts)
    best = [each for each in left if all(compare(each, other)[0] >= 0 for other in left)]
    if len({(each.class_, each.code) for each in best}) != 1:
        if best and len({each.class_ for each in best}) == 1:
            best = best[:1]  # one class: count and class are the same whichever code leads
        else:
            chosen = _by_ruling(ctx, best or left, acts)
            if chosen is None:
                return None
            best = [chosen]
    winner = best[0]
    counted = [each for each in left if _own_penetrator(winner, each)]
    for other in left:
        if other not in counted:
            way, by_rule = compare(winner, other)
            said = "goes before" if way else "is counted rather than"
            ctx.note(by_rule, about, f"{winner.name} {said} {other.name}")
            winner.take_in(other)
    if merged or len(counted) < len(left):
        ctx.note(FINISHED, about, f"one incident with the same parties: {winner.name} counts")
    return counted


def _own_penetrator(winner: Item, each: Item) -> bool:
    """Whether a crime counts beside the principal one: a rape by somebody else."""
    return each is winner or (
        winner.class_ in RAPES and each.class_ in RAPES and each.by != winner.by
    )


def _by_ruling(ctx: Context, tied: list[Item], acts: tuple[str, ...]) -> Item | None:
    names = tuple(sorted({each.name for each in tied}))
    choice = ctx.refer(
        TIE,
        "principal:" + "+".join(acts),
        "Which of these is the principal crime?",
        names,
        acts,
        "The table doesn't hold both, and their maximum sentences are equal.",
    )
    return next((each for each in tied if each.name == choice), None)
