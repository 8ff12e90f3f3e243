"""Death and injury by driving: 4/4, 4/6, 4/8, 4/9; dangerous driving 802; danger to road users 5E.

Crime Recording Rules 2026/27, pp. 37, 39, 96 and 97.
"""

from __future__ import annotations

from datetime import date

from crimerules import vocabulary
from crimerules.classes.assault import MURDER, by_level, homicide
from crimerules.classes.common import LIST_DATE, NOTHING, Found, Look, always, unchanged, verb
from crimerules.rule import rule

vocabulary.add(
    "driving",
    {
        "dangerous": "far below what is expected of a competent and careful driver",
        "careless": "careless or inconsiderate",
        "careless-drink": "careless, under the influence of drink or drugs",
        "careless-drug-limit": "careless, over the limit for a named controlled drug",
        "furious": "furious or wanton",
        "not-known": "not yet known",
    },
)
vocabulary.add(
    "licence",
    {
        "unlicensed": "without a licence",
        "uninsured": "without insurance",
        "disqualified": "while disqualified",
        "in-order": "in order, or not in question",
    },
)
vocabulary.add_facts(
    {
        "driving": ("word:driving", "how the driving was"),
        "licence": ("word:licence", "how it stood with licence and insurance"),
        "known-stolen": ("flag", "the vehicle is known to be stolen"),
    }
)

MADE_OUT = unchanged(
    "class.driving.made-out",
    title="Death or serious injury by unlawful driving",
    says="Until the investigation confirms the offence a death is held as N300/04 and a serious injury "
    "as a crime-related incident; then 4/4 (dangerous), 4/6 (careless with drink or drugs) or 4/8 "
    "(careless), one crime for each person killed or seriously injured.",
    page="37",
)
UNLAWFUL_DRIVER = unchanged(
    "class.driving.disqualified",
    title="Unlicensed, uninsured and disqualified drivers",
    says="A death caused by an unlicensed, uninsured or disqualified driver, or a serious injury by a "
    "disqualified one, is 4/9, recorded from the outset when made out: the standard of driving needn't "
    "be determined.",
    page="37",
)
DANGEROUS = unchanged(
    "class.driving.dangerous",
    title="Dangerous driving",
    says="Dangerous driving is a crime-related incident until the investigation confirms it; then 802, "
    "one for each driver.",
    page="96",
)
STOLEN = unchanged(
    "class.driving.stolen",
    title="Dangerous driving of a stolen vehicle",
    says="Dangerous driving of a vehicle known to be stolen is aggravated vehicle taking (37/2).",
    page="97",
)
ON_PURPOSE = unchanged(
    "class.driving.on-purpose",
    title="Injury intended by driving",
    says="Injuries caused on purpose by dangerous driving are 5D (8S or 8T of a constable or emergency "
    "worker) and 802; only the assault where those injuries are the only evidence of dangerous driving.",
    page="96 and 97",
)
FURIOUS = unchanged(
    "class.driving.furious",
    title="Furious driving",
    says="Injuring somebody by wanton or furious driving is 8N (008/04).",
    page="96",
)
ROAD_USERS = unchanged(
    "class.danger-to-road-users",
    title="Causing danger to road users",
    says="Putting something on or over a road, or interfering with a vehicle or traffic equipment, on "
    "purpose, so that it is obviously dangerous, is 5E (005/11); also throwing things from a bridge.",
    page="39",
)
N300_SINCE = rule(
    "class.driving.n300",
    title="Road deaths under N300",
    says="A road death is recorded under N300/04 until an offence is made out.",
    page="34 and 37",
    since=date(2024, 4, 1),
    support="the list adds N300 in 2024; " + LIST_DATE,
)
DEATH_CODES = {
    "dangerous": ("4/4", "004/04"),
    "careless": ("4/8", "004/08"),
    "careless-drink": ("4/6", "004/06"),
    "careless-drug-limit": ("4/6", "004/13"),
}
INJURY_CODES = {
    "dangerous": ("4/4", "004/12"),
    "careless": ("4/8", "004/19"),
    "careless-drink": ("4/8", "004/19"),
    "careless-drug-limit": ("4/8", "004/19"),
}


@verb("drives", "drives a vehicle badly, or without the right to drive")
def drives(look: Look) -> Found:
    """Driving offences by result, standard of driving and what is made out."""
    act = look.act
    if "serious-harm" in act.intent or "kill" in act.intent:
        return _on_purpose(look)
    how = look.word(
        DANGEROUS,
        "driving",
        "How was the driving: dangerous, careless, with drink or drugs, or not yet known?",
        "The standard of driving decides the offence.",
    )
    if not how:
        return NOTHING
    if not act.injury:
        look.ask(
            MADE_OUT,
            "injury",
            "Was anybody killed or seriously injured?",
            "Death and serious injury by driving are crimes of their own.",
            ("none", "minor", "serious", "death"),
        )
        return NOTHING
    if act.injury in ("death", "serious", "wound"):
        return _death_or_serious(look, how, act.injury == "death")
    if how == "furious" and act.injury == "minor":
        return look.crime(FURIOUS, "8N", "008/04")
    if how not in ("dangerous", "not-known"):
        return look.leave(DANGEROUS, "incident-only", "no notifiable driving offence")
    if act.made_out is not True:
        return look.leave(
            DANGEROUS,
            "crime-related-incident",
            "dangerous driving not yet confirmed by the investigation",
        )
    if look.facts.get("known-stolen") is True:
        return look.crime(STOLEN, "37/2", "037/02")
    return look.crime(DANGEROUS, "802", "802/00")


def _death_or_serious(look: Look, how: str, death: bool) -> Found:
    act = look.act
    licence = look.facts.get("licence")
    made_out = act.made_out is True
    if made_out and how in DEATH_CODES:
        crime_class, code = (DEATH_CODES if death else INJURY_CODES)[how]
        return look.crime(MADE_OUT, crime_class, code)
    if made_out and licence == "disqualified":
        return look.crime(UNLAWFUL_DRIVER, "4/9", "004/17" if death else "004/18")
    if made_out and death and licence in ("unlicensed", "uninsured"):
        return look.crime(UNLAWFUL_DRIVER, "4/9", "004/09")
    if death and look.on >= N300_SINCE.since:
        return look.leave(
            N300_SINCE,
            "N300",
            "a road death, no offence made out yet",
            code="N300/04",
            count=max(1, len(act.to)),
            victims=act.to,
        )
    return look.leave(
        MADE_OUT, "crime-related-incident", "not yet confirmed by the investigation", victims=act.to
    )


def _on_purpose(look: Look) -> Found:
    act = look.act
    if act.injury == "death":
        look.note(MURDER, "a vehicle used to kill, or to do serious harm, and somebody died")
        return homicide(look)
    if "kill" in act.intent:
        return look.crime(ON_PURPOSE, "2", "002/00", "driven at somebody in order to kill")
    found = by_level(look, "005/01", ON_PURPOSE)
    evidence = look.flag(
        ON_PURPOSE,
        "other-evidence",
        "Is there evidence of dangerous driving besides the injuries themselves?",
        "Only then is dangerous driving recorded as well.",
    )
    if evidence:
        found += look.crime(ON_PURPOSE, "802", "802/00", victims=())
    return found


always(
    "endangers-road-users",
    "puts or throws something on a road, or interferes with vehicles or signals, so that it is dangerous",
    "5E",
    "005/11",
    ROAD_USERS,
)
