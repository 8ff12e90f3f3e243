"""Which force records: where a crime happened, for one act and for a series.

Source: *Crime Recording Rules* 2026/27, pp. 15-16.
"""

from __future__ import annotations

from crimerules import vocabulary
from crimerules.case import Act, Person, Place
from crimerules.counting.item import Item, group_of
from crimerules.decision import Offence
from crimerules.engine import Context
from crimerules.general.exits import N100_ELSEWHERE
from crimerules.general.facts import SECTION_G, SINCE_2018
from crimerules.grave import RAPES
from crimerules.rule import Rule, rule

BTP = "British Transport Police"
SUSPECT = rule(
    "place.suspect",
    title="Where the suspect was",
    says="First, the place where the suspect was at the time, if clearly evidenced.",
    page="15",
    since=SINCE_2018,
    support=SECTION_G,
)
VICTIM = rule(
    "place.victim",
    title="Where the victim was",
    says="Second, if the suspect's place isn't known, the place where the victim was.",
    page="15",
    since=SINCE_2018,
    support=SECTION_G,
)
HOME = rule(
    "place.victim-home",
    title="Where the victim lives or trades",
    says="Third, the usual home of a person; fourth, the relevant place of business of a company.",
    page="15",
    since=SINCE_2018,
    support=SECTION_G,
)
DEVICE = rule(
    "place.device",
    title="Crimes by telephone or internet",
    says="Where a crime depends on a mobile or the internet: the suspect's place at the time, else "
    "the suspect's latest confirmed home, else the victim's usual home.",
    page="15",
    since=SINCE_2018,
    support=SECTION_G,
)
RAILWAY = rule(
    "place.railway",
    title="British Transport Police",
    says="Crimes at places under the jurisdiction of the British Transport Police are recorded by "
    "them, not by the force in whose area the place lies.",
    page="16",
    since=SINCE_2018,
    support=SECTION_G,
)
NEIGHBOURS = rule(
    "place.scotland-northern-ireland",
    title="Scotland and Northern Ireland",
    says="A crime committed in Scotland or Northern Ireland is a crime-related incident here and "
    "referred to Police Scotland or the PSNI; if they decline, the force where the victim was "
    "records it.",
    page="15",
    since=SINCE_2018,
    support=SECTION_G,
)
ABROAD = rule(
    "place.abroad",
    title="Suspect outside England and Wales",
    says="A crime by a suspect outside England and Wales is recorded if the force investigates it, "
    "or if the victim was inside England and Wales at the time; some sexual and violent crimes of "
    "UK nationals or residents abroad may be recorded too, on the advice of the FCR.",
    page="15",
    since=SINCE_2018,
    support=SECTION_G,
)
ABROAD_LAW = rule(
    "place.abroad-in-law",
    title="Strangulation and genital mutilation abroad",
    says="Strangulation, suffocation and female genital mutilation abroad by a UK national or resident "
    "are crimes in law here, as if done in England and Wales.",
    page="42 and 44",
)
AIRCRAFT = rule(
    "place.aircraft",
    title="Aircraft in flight",
    says="Where it isn't clear where a crime in flight happened: on flights inside or leaving the "
    "UK, the force of the departure airport; on a British aircraft anywhere, the force of the "
    "airport from which it last left the UK; on flights arriving in the UK, a crime-related "
    "incident only.",
    page="16",
    since=SINCE_2018,
    support=SECTION_G,
)
SEVERAL = rule(
    "place.several-forces",
    title="One crime that affects several forces",
    says="A crime that affects the areas of several forces is recorded once, by the force that first "
    "heard of it.",
    page="16",
    since=SINCE_2018,
    support=SECTION_G,
)
SERIES = rule(
    "place.series",
    title="A series in several forces",
    says="A series between the same suspect and victim in several forces is one crime, recorded by "
    "the force of the most recent principal crime.",
    page="16",
    since=SINCE_2018,
    support=SECTION_G,
)
vocabulary.add(
    "flight",
    {
        "inside-uk": "a flight inside the United Kingdom",
        "leaving-uk": "an international flight leaving the United Kingdom",
        "arriving-uk": "an international flight arriving in the United Kingdom",
        "british-aircraft": "a British registered aircraft elsewhere in the world",
    },
)
vocabulary.add_facts(
    {
        "flight": ("word:flight", "what kind of flight, when it isn't clear where it happened"),
        "departure-force": ("text", "the force of the airport of (last UK) departure"),
        "declined": ("flag", "Police Scotland or the PSNI declined to record it"),
        "force-investigates": ("flag", "the force that took the report investigates it"),
        "uk-suspect": ("flag", "the suspect is a UK national or lives in England or Wales"),
        "several-forces": ("flag", "this one crime affects the areas of several forces"),
    }
)
HERE = frozenset({"", "england", "wales"})
ABROAD_TOO = frozenset({"008/52", "008/77", "008/78"})
"""Genital mutilation, strangulation and suffocation."""
PERSONAL = frozenset({"violence against the person", "sexual offences"})


def placed(ctx: Context, act: Act, offence: Offence) -> bool:
    """Whether a crime is one for England and Wales; exits, questions and referrals go to ``ctx``."""
    spot = act.suspect_place or act.place
    if spot is None:
        return True
    if offence.class_ in RAPES and _elsewhere(ctx, act, spot):
        _leave(ctx, act, offence, N100_ELSEWHERE, f"pass it on to {_owner(spot)}", _owner(spot))
        return False
    if spot.kind == "aircraft" and not spot.force:
        return _aircraft(ctx, act, offence)
    if spot.country in HERE:
        return True
    if any(each.channel == "fgm-duty" for each in ctx.reports_of(act)):
        return True  # recorded even if it happened abroad (p. 45)
    if spot.country in ("scotland", "northern-ireland"):
        if act.facts.get("declined"):
            ctx.note(
                NEIGHBOURS, act.id, "declined there: the force where the victim was records it"
            )
            return True
        _leave(ctx, act, offence, NEIGHBOURS, "refer it to " + _police_of(spot))
        return False
    return _abroad(ctx, act, offence)


def _owner(spot: Place) -> str:
    return BTP if spot.kind == "railway" else spot.force


def _elsewhere(ctx: Context, act: Act, spot: Place) -> bool:
    """It is clear that a rape happened in the area of another force of England and Wales."""
    home, owner = ctx.case.force, _owner(spot)
    known = bool(home and owner) and spot.country in HERE and not act.facts.get("several-forces")
    return known and owner != home and N100_ELSEWHERE.holds(ctx.on)


def _police_of(spot: Place) -> str:
    return "Police Scotland" if spot.country == "scotland" else "the PSNI"


def _leave(
    ctx: Context, act: Act, offence: Offence, why: Rule, reason: str, force: str = ""
) -> None:
    """A crime-related incident, or N100/03 for a reported rape."""
    if offence.class_ in RAPES and N100_ELSEWHERE.holds(ctx.on):
        if why is not N100_ELSEWHERE:
            ctx.note(why, act.id, reason)
        pairs = max(1, len(offence.by)) * max(1, len(offence.victims))
        ctx.exit(N100_ELSEWHERE, act.id, "N100", f"rape committed elsewhere: {reason}",
                 code="100/03", count=pairs, victims=offence.victims, force=force)  # fmt: skip
        return
    ctx.exit(why, act.id, "crime-related-incident", reason, victims=offence.victims)


def _abroad(ctx: Context, act: Act, offence: Offence) -> bool:
    victim_in = act.victim_place is not None and act.victim_place.country in ("england", "wales")
    if victim_in:
        ctx.note(ABROAD, act.id, "the victim was inside England and Wales: record")
        return True
    if offence.code in ABROAD_TOO and act.facts.get("uk-suspect") is True:
        ctx.note(ABROAD_LAW, act.id, "an offence here though done abroad: record")
        return True
    investigates = act.facts.get("force-investigates")
    if investigates is None:
        ctx.ask(
            ABROAD,
            f"{act.id}.facts.force-investigates",
            f"acts[{act.id}].facts.force-investigates",
            "Does the force investigate this crime, although it was committed abroad?",
            "A crime abroad is recorded only if it is investigated here or the victim was here.",
        )
        return False
    if investigates:
        ctx.note(ABROAD, act.id, "the force investigates it: record")
        return True
    if act.facts.get("uk-suspect") and group_of(offence.class_, offence.code) in PERSONAL:
        choice = ctx.refer(
            ABROAD,
            f"abroad:{act.id}",
            "Is this crime of a UK national or resident abroad recorded here?",
            ("record", "don't record"),
            (act.id,),
            "The rules say that some sexual and violent crimes abroad may be recorded, not which.",
        )
        if choice != "don't record":
            return choice is not None
    _leave(ctx, act, offence, ABROAD, "committed abroad, not investigated here, victim not here")
    return False


def _aircraft(ctx: Context, act: Act, offence: Offence) -> bool:
    flight = act.facts.get("flight", "")
    if not flight:
        ctx.ask(
            AIRCRAFT,
            f"{act.id}.facts.flight",
            f"acts[{act.id}].facts.flight",
            "What kind of flight was it?",
            "It decides which force records a crime in flight, or whether none does.",
            tuple(vocabulary.WORDS["flight"]),
        )
        return False
    if flight == "arriving-uk":
        _leave(ctx, act, offence, AIRCRAFT, "an international flight arriving in the UK")
        return False
    ctx.note(AIRCRAFT, act.id, "the force of the airport of departure records it")
    return True


def force_of(ctx: Context, item: Item) -> str:
    """The force that records a crime; for a series, that of its most recent principal act.

    Empty when no place is known and the case names no force.
    """
    own = item.own_acts or item.acts
    forces = {each: _force_of_act(ctx, ctx.acts[each], item) for each in own}
    if len(set(forces.values())) == 1:
        return next(iter(forces.values()))
    moments = {each: ctx.acts[each].at for each in own}
    for each, at in moments.items():
        if at is None:
            ctx.ask(
                SERIES,
                f"{each}.at",
                f"acts[{each}].at",
                "When did this happen?",
                "A series in several forces is recorded where its most recent principal crime was.",
                ("a date and time",),
            )
            return ""
    last = max(own, key=lambda each: (moments[each], each))
    ctx.note(SERIES, ", ".join(own), f"the most recent was in {forces[last] or 'an unknown force'}")
    return forces[last]


def _force_of_act(ctx: Context, act: Act, item: Item) -> str:
    home = ctx.case.force
    spot = act.suspect_place or act.place
    if act.facts.get("several-forces"):
        ctx.note(SEVERAL, act.id, f"{home or 'the force that first heard'} records it")
        return home
    if spot is not None and (spot.kind == "railway" or spot.force == BTP):
        ctx.note(RAILWAY, act.id, "recorded by the British Transport Police")
        return BTP
    if spot is not None and spot.kind == "aircraft" and not spot.force:
        return str(act.facts.get("departure-force", ""))
    victim = ctx.people.get(item.victims[0]) if item.victims else None
    if act.by_device:
        return _by_device(ctx, act, victim)
    if spot is not None and spot.force and spot.country in HERE:
        if act.suspect_place is not None or act.victim_place is not None:
            ctx.note(SUSPECT, act.id, f"the suspect was in {spot.force}")
        return spot.force
    if act.victim_place is not None and act.victim_place.force:
        ctx.note(VICTIM, act.id, f"the victim was in {act.victim_place.force}")
        return act.victim_place.force
    if spot is None and victim is not None and victim.home is not None and victim.home.force:
        ctx.note(HOME, act.id, f"the victim's home or business is in {victim.home.force}")
        return victim.home.force
    return home


def _by_device(ctx: Context, act: Act, victim: Person | None) -> str:
    """Device crimes take the suspect's place, then the suspect's home, then the victim's home."""
    if act.suspect_place is not None and act.suspect_place.force:
        ctx.note(DEVICE, act.id, f"the suspect was in {act.suspect_place.force}")
        return act.suspect_place.force
    for each in act.by:
        where = ctx.people[each].home
        if where is not None and where.force:
            ctx.note(DEVICE, act.id, f"the suspect's latest confirmed home is in {where.force}")
            return where.force
    if victim is not None and victim.home is not None and victim.home.force:
        ctx.note(DEVICE, act.id, f"the victim's usual home is in {victim.home.force}")
        return victim.home.force
    return ctx.case.force
