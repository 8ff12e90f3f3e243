"""How many crimes to record: units, exceptions, what is on record, and the principal crime of each pair.

Source: *Crime Recording Rules* 2026/27, pp. 12-14 and 50-58, and the counting rule of each class.
"""

from __future__ import annotations

from dataclasses import replace

from crimerules.counting.conduct import is_conduct, resolve
from crimerules.counting.continuing import join
from crimerules.counting.exceptions import (
    BREACH_CODES,
    KINDS,
    absorb,
    note_additions,
    set_apart,
)
from crimerules.counting.item import Item, items_of
from crimerules.counting.principal import compare
from crimerules.decision import Crime, Joined, Offence
from crimerules.engine import Context
from crimerules.place import force_of

ALONE = frozenset({"62A", "79"})
"""Victimless classes that the rules count besides others of their group."""


def count(ctx: Context, offences: list[Offence]) -> tuple[list[Crime], list[Joined]]:
    """The crimes to record for what is recordable, and the acts that join a crime on record."""
    items: list[Item] = []
    for offence in offences:
        items += items_of(ctx, ctx.acts[offence.act], offence)
    if not items:
        return [], []
    items.sort(key=lambda each: each.key)
    items = absorb(ctx, items) if len(items) > 1 else items
    joined: list[Joined] = []
    if ctx.case.recorded:
        items, joined = join(ctx, items)
    counted = _victimless(ctx, [each for each in items if not _of_victim(each)])
    counted += _by_pair(ctx, [each for each in items if _of_victim(each)])
    counted.sort(key=lambda each: each.key)
    note_additions(ctx, counted)
    return [_crime(ctx, each) for each in counted], joined


def _of_victim(item: Item) -> bool:
    return bool(item.victims) and item.basis != "S"


def _crime(ctx: Context, item: Item) -> Crime:
    return Crime(
        item.class_,
        item.code,
        item.title,
        item.victims,
        item.by,
        item.acts,
        item.count,
        force_of(ctx, item),
        tuple(sorted(item.absorbed)),
        (),
        item.rules,
    )


def _components(items: list[Item]) -> list[list[Item]]:
    """Items grouped by offenders who acted together: sharing one offender joins two groups."""
    groups: list[tuple[set[str], list[Item]]] = []
    for item in items:
        people, held = set(item.by), [item]
        apart = []
        for group in groups:
            if people & group[0]:
                people |= group[0]
                held = group[1] + held
            else:
                apart.append(group)
        groups = [*apart, (people, held)]
    return [held for _, held in groups]


def _victimless(ctx: Context, items: list[Item]) -> list[Item]:
    """Crimes without a victim: one of each class for each offender or group."""
    counted: list[Item] = []
    for group in _components(items):
        kinds: dict[tuple[str, ...], Item] = {}
        for item in sorted(group, key=lambda each: (-each.sentence, each.key)):
            alone = item.code if item.class_ == "66" or item.code in BREACH_CODES else ""
            kind = (item.class_, alone, item.thing, *(item.by if len(item.by) == 1 else ()))
            if kind in kinds:
                kinds[kind].count = max(kinds[kind].count, item.count)
                kinds[kind].take_in(item)
            else:
                kinds[kind] = item
        left = list(kinds.values())
        counted += _same_sort(ctx, left) if len(left) > 1 else left
    return counted


def _same_sort(ctx: Context, items: list[Item]) -> list[Item]:
    """Refers what the text leaves open: different victimless crimes of one kind by one offender."""
    counted: list[Item] = []
    sorts: dict[str, list[Item]] = {}
    for item in items:
        free = item.class_ in ALONE or item.class_ == "66" or item.code in BREACH_CODES
        if free or item.group not in ("drug offences", "possession of weapons"):
            counted.append(item)
        else:
            sorts.setdefault(item.group, []).append(item)
    for group, held in sorts.items():
        if len({each.class_ for each in held}) == 1:
            counted += held
            continue
        acts = tuple(sorted({act for each in held for act in each.acts}))
        choice = ctx.refer(
            KINDS,
            f"several:{group}:{'+'.join(acts)}",
            f"Are these {group} recorded singly, or the most serious only?",
            ("each", "most serious"),
            acts,
            "The principal crime rule needs the same victim, and these have none.",
        )
        if choice == "each":
            counted += held
        elif choice == "most serious":
            top = held[0]
            for item in held[1:]:
                if compare(item, top)[0] > 0:
                    top = item
            for item in held:
                if item is not top:
                    top.take_in(item)
            counted.append(top)
    return counted


def _by_pair(ctx: Context, items: list[Item]) -> list[Item]:
    """Crimes with victims: the principal crime of each victim and group of offenders."""
    if len(items) <= 1:
        return items
    counted: list[Item] = []
    shared = [each for each in items if len(each.victims) > 1]
    single: dict[str, list[Item]] = {}
    for item in items:
        if len(item.victims) == 1:
            single.setdefault(item.victims[0], []).append(item)
    for victim in sorted(single):
        for group in _components(single[victim]):
            if len(group) == 1:
                counted += group
                continue
            for same in _things(ctx, group):
                apart, rest = set_apart(ctx, same)
                counted += apart
                if rest:
                    counted += resolve(ctx, rest) or []
    for item in sorted(shared, key=lambda each: each.key):
        with_others = _with_household if item.joint else _with_each
        counted = with_others(ctx, counted, item)
    return counted


def _things(ctx: Context, items: list[Item]) -> list[list[Item]]:
    """Splits one pair's crimes by building, shop or making off where a class is counted by those.

    Crimes of other classes go with the thing at whose place they happened, else with the first.
    """
    things = sorted({each.thing for each in items if each.thing})
    if len(things) < 2:
        return [items]
    groups: dict[str, list[Item]] = {thing: [] for thing in things}
    for item in items:
        place = ctx.acts[item.acts[0]].place
        named = item.thing or (place.name if place is not None else "")
        groups.get(named, groups[things[0]]).append(item)
    return list(groups.values())


def _with_each(ctx: Context, counted: list[Item], item: Item) -> list[Item]:
    """A crime counted once for its offenders, beside crimes against one of its several victims.

    The principal crime rule needs the same victim, so it is applied for each of them, and the crime
    stays that of the victims for whom it is the most serious.
    """
    kept: list[str] = []
    for victim in item.victims:
        alone = replace(item, victims=(victim,), absorbed=[])
        for rival in [each for each in counted if each.victims == (victim,)]:
            if not set(rival.by) & set(item.by) or set_apart(ctx, [rival, alone])[0]:
                continue
            answer = resolve(ctx, [rival, alone])
            if answer is None or rival not in answer:
                counted = [each for each in counted if each is not rival]
            if answer is None or alone not in answer:
                break
        else:
            kept.append(victim)
            item.absorbed += [kind for kind in alone.absorbed if kind not in item.absorbed]
            item.acts = tuple(sorted({*item.acts, *alone.acts}))
    if not kept:
        return counted
    item.victims = tuple(kept)
    return [*counted, item]


def _with_household(ctx: Context, counted: list[Item], item: Item) -> list[Item]:
    """A crime against several owners together, beside crimes against one of them.

    A more serious crime against any of them takes it in; otherwise it takes the place of the least
    serious, so that each person stays the victim of at least one crime.
    """
    rivals = [
        each
        for each in counted
        if set(each.victims) & set(item.victims) and set(each.by) & set(item.by)
    ]
    if not rivals:
        return [*counted, item]
    rivals.sort(key=lambda each: (each.sentence, each.key))
    for rival in reversed(rivals):
        way, why = compare(rival, item)
        if way > 0 and not is_conduct(rival):
            ctx.note(why, ", ".join(item.acts), f"{rival.name} goes before {item.name}")
            rival.take_in(item)
            return counted
    keep = [each for each in counted if each not in rivals]
    for rival in rivals:
        answer = resolve(ctx, [rival, item])
        if answer is None:
            return [*keep, *(each for each in rivals if each is not rival)]
        if item not in answer:
            return counted
        if rival not in answer:
            return [each for each in counted if each is not rival] + [item]
    return [*counted, item]
