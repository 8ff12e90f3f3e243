"""Which class and code an act amounts to, under the rules in force on the day.

The families in :mod:`crimerules.classes` do the work; here an act is handed to the family of its
verb, an officer's own choice is checked against the list, and an answer that rests on a rule not
yet in force is taken back.
"""

from __future__ import annotations

from datetime import date
from importlib import import_module

from crimerules.case import Act
from crimerules.classes.common import (
    CHOSEN,
    NOT_ON_LIST,
    NOTHING,
    VERBS,
    Found,
    Look,
)
from crimerules.decision import Offence
from crimerules.engine import Context
from crimerules.offences import LIFE, UnknownOffence, class_of, find, require
from crimerules.rule import EDITION, RULES
from crimerules.units import unit_of

FAMILIES = (
    "child",
    "communications",
    "conduct",
    "assault",
    "burglary",
    "damage",
    "driving",
    "fraud",
    "justice",
    "liberty",
    "drugs",
    "images",
    "exploitation",
    "order",
    "robbery",
    "sexual",
    "sexual_activity",
    "strangulation",
    "theft",
    "threats",
    "vehicle",
    "weapons",
)
"""Modules of :mod:`crimerules.classes`, each of which registers its verbs, words and rules."""

for _family in FAMILIES:
    import_module(f"crimerules.classes.{_family}")
import_module("crimerules.general.incident")


def classify(ctx: Context, act: Act) -> tuple[Offence, ...]:
    """The offences an act amounts to; empty where it is none, or where facts are still missing.

    Steps, questions, referrals and named exits are written to ``ctx``. Raises UnknownOffence when
    an officer's class or code isn't on the list (see `chosen_problem`).
    """
    if act.class_ or act.code:
        return _chosen(Look(ctx, act))
    classifier = VERBS.get(act.does)
    if classifier is None:
        ctx.ask(
            CHOSEN,
            f"{act.id}.does",
            f"acts[{act.id}].does",
            "What was done?",
            "A crime is classified by what was done.",
            tuple(VERBS),
        )
        return NOTHING
    before = len(ctx.steps)
    found = classifier(Look(ctx, act))
    return found if ctx.on >= EDITION else _dated(ctx, act, before, found)


def _dated(ctx: Context, act: Act, before: int, found: Found) -> Found:
    """Take an answer back when a rule that it rests on isn't supported for the day."""
    for step in ctx.steps[before:]:
        rule = RULES[step.rule]
        if step.decides and step.about == act.id and not rule.holds(ctx.on):
            reason = f"no edition held says how this stood on {ctx.on.isoformat()}: {rule.title}"
            ctx.exit(rule, act.id, "not-held", reason)
            return NOTHING
    return found


def chosen_problem(crime_class: str, code: str, on: date | None = None) -> str:
    """What is wrong with a class and code chosen by an officer, with the remedy; "" if nothing is."""
    try:
        if code:
            require(code, crime_class, on)
        elif crime_class:
            class_of(crime_class)
    except UnknownOffence as error:
        return str(error)
    return ""


def _chosen(look: Look) -> Found:
    act = look.act
    if act.code:
        entry = require(act.code, act.class_)
        if not find(act.code, entry.crime_class, look.on):
            return look.leave(
                NOT_ON_LIST,
                "incident-only",
                f"{entry.crime_class} {entry.code} isn't a notifiable crime on {look.on.isoformat()}",
            )
        return look.crime(
            CHOSEN,
            entry.crime_class,
            entry.code,
            f"chosen by an officer: {entry.crime_class} {entry.title} ({entry.code})",
        )
    held = class_of(act.class_)
    live = [each for each in held.entries if each.in_force(look.on)]
    if not live:
        return look.leave(
            NOT_ON_LIST,
            "incident-only",
            f"class {held.name} holds no notifiable crime on {look.on.isoformat()}",
        )
    codes = {each.code for each in live}
    if len(codes) == 1:
        return look.crime(
            CHOSEN, held.name, live[0].code, f"chosen by an officer: {held.name} {held.title}"
        )
    look.note(CHOSEN, f"chosen by an officer: class {held.name} {held.title}, without a code")
    basis = "S" if all(each.basis == "S" for each in live) or not act.to else "V"
    return (
        Offence(
            held.name,
            "",
            held.title,
            act.id,
            act.by,
            act.to,
            basis,
            min(LIFE, max(each.months for each in live)),
            unit_of(held.name, "", basis).kind,
            (CHOSEN.id,),
        ),
    )
