"""Robbery and blackmail: classes 34A, 34B and 35. Crime Recording Rules 2026/27, pp. 72, 78-80."""

from __future__ import annotations

from crimerules import vocabulary
from crimerules.classes.common import (
    NOTHING,
    Found,
    Look,
    unchanged,
    verb,
)
from crimerules.rule import rule

BUSINESS_KINDS = frozenset({"business", "public-body"})
PERSONAL_THINGS = frozenset({"phone", "laptop"})

vocabulary.add(
    "property",
    {
        "phone": "a mobile phone, pager or the like",
        "laptop": "a laptop or tablet computer",
        "cash": "money",
        "goods": "goods, stock, belongings not named otherwise",
        "jewellery": "jewellery, a watch",
        "bag": "a bag, purse or wallet with what is in it",
    },
)
vocabulary.add_facts(
    {
        "hacking": ("flag", "the demand rests on hacking or the threat of it"),
        "complied": ("flag", "the victim gave in to the demand, or lost something by it"),
    }
)

ROBBERY = unchanged(
    "class.robbery.force",
    title="Theft with force or the threat of force",
    says="A theft with force, or a threat of force, against anybody, at the time of stealing or to "
    "get away with the property, is robbery; injuries go into it. Without a completed theft it is "
    "assault with intent to rob.",
    page="72 and 78",
)
WHOSE = unchanged(
    "class.robbery.whose",
    title="Business or personal robbery",
    says="34A when the goods belong to a business or body, 34B when they belong to individuals. "
    "Things generally regarded as personal, such as a phone or laptop, count as personal when taken "
    "from the person, whoever owns them.",
    page="72",
)
GREATER_VALUE = unchanged(
    "class.robbery.value",
    title="Robbed of business and personal property",
    says="When a person is robbed of both, the greater value of the goods decides between 34A and 34B.",
    page="72",
)
BLACKMAIL = unchanged(
    "class.blackmail",
    title="Blackmail",
    says="An unwarranted demand with menaces, for gain or to cause loss in money or other property, "
    "is 35; a demand for sexual favours is not.",
    page="80",
)
HACKING = rule(
    "class.blackmail.hacking",
    title="Extortion by hacking",
    says="Where the demand rests on hacking, the fraud bureau's class NFIB52E is principal and Report "
    "Fraud records it, unless the victim gave in or lost by it: then 35.",
    page="80",
)


@verb("robs", "steals by force or threat of force, or attacks somebody in order to steal")
def robs(look: Look) -> Found:
    """Robbery, or assault with intent to rob where nothing was taken (``completed`` false)."""
    act = look.act
    business = personal = 0.0
    kinds: set[str] = set()
    unvalued = False
    for thing in act.property:
        owner = look.ctx.people.get(thing.owner)
        if thing.kind in PERSONAL_THINGS or (owner and owner.kind not in BUSINESS_KINDS):
            kinds.add("personal")
            personal += thing.value or 0
        elif owner:
            kinds.add("business")
            business += thing.value or 0
        else:
            continue
        unvalued = unvalued or thing.value is None
    if not kinds:
        kinds = {
            "business" if each.kind in BUSINESS_KINDS else "personal"
            for each in look.people(act.to)
        }
        if len(kinds) != 1 and not any(thing.owner for thing in act.property):
            look.ask(
                WHOSE,
                "property",
                "Whose property was taken, or meant to be taken: a business's or a person's?",
                "The owner of the goods decides between robbery of business and of personal property.",
                ("business", "person"),
            )
            return NOTHING
    look.note(ROBBERY, "force or the threat of force, in order to steal or to get away with it")
    if len(kinds) == 2:
        if unvalued or business == personal:
            look.ask(
                GREATER_VALUE,
                "property",
                "What was the business property worth, and what the personal property?",
                "The greater value decides between robbery of business and of personal property.",
                ("value of each",),
            )
            return NOTHING
        look.note(GREATER_VALUE, f"business £{business:g}, personal £{personal:g}")
        kinds = {"business" if business > personal else "personal"}
    code = "034/01" if act.completed else "034/02"
    if kinds == {"business"}:
        return look.crime(WHOSE, "34A", code, victims=_businesses(look))
    return look.crime(WHOSE, "34B", code)


def _businesses(look: Look) -> tuple[str, ...]:
    """The businesses robbed: the owners of the goods, not the staff who were threatened."""
    named = [*(thing.owner for thing in look.act.property), *look.act.to]
    people = look.ctx.people
    found = (each for each in named if each in people and people[each].kind in BUSINESS_KINDS)
    return tuple(dict.fromkeys(found))


@verb("blackmails", "demands money or property with menaces")
def blackmails(look: Look) -> Found:
    """Blackmail; extortion by hacking goes to Report Fraud unless the victim lost by it."""
    if look.facts.get("hacking") is True:
        complied = look.flag(
            HACKING,
            "complied",
            "Did the victim give in to the demand, or lose anything by it?",
            "Extortion by hacking is recorded by Report Fraud unless the victim complied or lost.",
        )
        if complied is None:
            return NOTHING
        if not complied:
            return look.leave(
                HACKING,
                "other-authority",
                "extortion by hacking, nothing given or lost: Report Fraud records it (NFIB52E)",
            )
        look.note(HACKING, "the victim gave in or lost by it", decides=False)
    return look.crime(BLACKMAIL, "35", "035/00")
