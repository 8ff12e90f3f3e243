"""Public order and breaches of orders: classes 9A, 9B, 62A, 66, and breaches in 8L, 8Q, 106.

Crime Recording Rules 2026/27, pp. 52, 71 and 86-90.
"""

from __future__ import annotations

from datetime import date

from crimerules import vocabulary
from crimerules.classes.common import (
    BACK_TO_2018,
    NOTHING,
    PAIRS,
    Found,
    Look,
    always,
    by_word,
    unchanged,
    verb,
)
from crimerules.rule import LIST26, rule

vocabulary.add_facts(
    {
        "immediate-violence": (
            "flag",
            "meant or likely to make somebody believe immediate violence will be used, or to provoke it",
        ),
        "alarm-meant": ("flag", "meant to cause a person harassment, alarm or distress, and did"),
        "targeted": ("flag", "directed on purpose at the victim"),
        "people-fighting": ("number", "how many used or threatened violence together"),
        "common-purpose": ("flag", "for a common purpose"),
    }
)

SECTION_4 = unchanged(
    "class.public-order.section-4",
    title="Fear or provocation of violence",
    says="Threatening, abusive or insulting words or behaviour towards somebody, meant or likely to "
    "make them believe that immediate violence will be used, or to provoke it, is 9A (125/11).",
    page="86",
)
SECTION_4A = unchanged(
    "class.public-order.section-4a",
    title="Intentional harassment, alarm or distress",
    says="Threatening, abusive, insulting or disorderly behaviour, targeted at the victim, meant to "
    "cause and causing harassment, alarm or distress is 9A (125/09).",
    page="87 and 88",
)
SECTION_4B = rule(
    "class.public-order.section-4b",
    title="Because of the victim's sex",
    says="Where section 4A is met on a single occasion in public and there is evidence that it was "
    "because of the victim's sex or presumed sex, the offence is section 4B, 9A (068/25).",
    page="87 and 88",
    since=date(2026, 4, 1),
)
SECTION_5 = rule(
    "class.public-order.section-5",
    title="Section 5 is no longer notifiable",
    says="Causing harassment, alarm or distress under section 5 is not notifiable, unless racially or "
    "religiously aggravated: then 9B (125/82).",
    page="86 and 89",
    since=date(2023, 5, 1),
    support="the list ends code 125/12 on 1 May 2023",
)
SECTION_5_BEFORE = rule(
    "class.public-order.section-5-before",
    title="Section 5 while it was notifiable",
    says="Until 30 April 2023 section 5 was notifiable, 9A (125/12).",
    page="",
    document=LIST26,
    since=BACK_TO_2018,
    until=date(2023, 4, 30),
    support="the list ends code 125/12 on 1 May 2023",
)
RACIAL = unchanged(
    "class.public-order.racial",
    title="Racially or religiously aggravated public order",
    says="Sections 4, 4A and 5 with hostility because of race or religion are 9B: 066/91, 008/55 and "
    "125/82.",
    page="89",
)
PRIVATE = unchanged(
    "class.public-order.private",
    title="Inside a dwelling",
    says="These offences are not committed by words or behaviour inside a dwelling towards somebody "
    "inside it; a threat of violence there is an assault.",
    page="45 and 88",
)
AFFRAY = unchanged(
    "class.affray",
    title="Affray, violent disorder, riot",
    says="Violence used or threatened so that a person of reasonable firmness there would fear for "
    "their safety is affray (66) by one or two, violent disorder (62A) by three or more together, riot "
    "(62A) by twelve or more for a common purpose.",
    page="89",
)
DECENCY = unchanged(
    "class.public-decency",
    title="Outraging public decency",
    says="A lewd, obscene or disgusting act in a place open to or within view of the public, with two or "
    "more people present who could have seen it, is 66 (066/21), where no other sexual offence fits.",
    page="69 and 71",
)
BREACH = unchanged(
    "class.breach",
    title="Notifiable breaches of orders",
    says="A breach of one of the listed orders is a crime against the State, recorded together with the "
    "most serious offence reported at the same time; one for each offender.",
    page="89 and 90",
)
BREACH_NOT = unchanged(
    "class.breach.not-notifiable",
    title="Breaches that are not notifiable",
    says="Breach of bail, of a domestic violence protection notice or order, of a prison licence, and of "
    "court orders in general are not notifiable.",
    page="90 and 96",
)
STATE = unchanged(
    "class.public-order.other",
    title="Other offences against public order",
    says="Bomb hoaxes, public nuisance, stirring up hatred, contempt of court and the like are 66 with "
    "codes of their own.",
    page="",
    document=LIST26,
)


@verb("abuses-in-public", "uses threatening, abusive, insulting or disorderly words or behaviour")
def abuses(look: Look) -> Found:
    """Sections 4, 4A, 4B and 5 of the Public Order Act 1986."""
    act = look.act
    if look.place == "dwelling" or (act.place is not None and act.place.private is True):
        return look.leave(
            PRIVATE,
            "incident-only",
            "inside a dwelling: no public order offence; add a threat of violence as its own act",
        )
    violent = "fear" in act.intent or look.flag(
        SECTION_4,
        "immediate-violence",
        "Was it meant, or likely, to make somebody believe that violence would be used at once?",
        "Fear of immediate violence makes the more serious offence.",
    )
    if violent is None:
        return NOTHING
    if violent:
        return _plain_or_racial(look, "066/91", "125/11")
    targeted = look.flag(
        SECTION_4A,
        "targeted",
        "Was it directed on purpose at the victim?",
        "Behaviour aimed at nobody in particular is section 5 at most.",
    )
    if targeted is None:
        return NOTHING
    if targeted:
        meant = "distress" in act.intent or look.flag(
            SECTION_4A,
            "alarm-meant",
            "Was it meant to cause harassment, alarm or distress, and did it?",
            "Without that intent and effect it is section 5 at most.",
        )
        if meant is None:
            return NOTHING
        if meant:
            return _section_4a(look)
    return _section_5(look)


def _plain_or_racial(look: Look, aggravated: str, plain: str) -> Found:
    if look.racial:
        return look.crime(RACIAL, "9B", aggravated)
    return look.crime(SECTION_4 if plain == "125/11" else SECTION_4A, "9A", plain)


def _section_4a(look: Look) -> Found:
    act = look.act
    if look.racial or "sex" not in act.aggravated:
        return _plain_or_racial(look, "008/55", "125/09")
    if act.times > 1:
        look.ctx.remind("More than one occasion: consider stalking, harassment or control (p. 88).")
    if look.on < SECTION_4B.since or act.times > 1:
        return look.crime(SECTION_4A, "9A", "125/09")
    look.note(SECTION_4A, "section 4A is met")
    return look.crime(SECTION_4B, "9A", "068/25")


def _section_5(look: Look) -> Found:
    if look.racial:
        return look.crime(RACIAL, "9B", "125/82")
    if look.on <= (SECTION_5_BEFORE.until or look.on):
        return look.crime(SECTION_5_BEFORE, "9A", "125/12")
    return look.leave(SECTION_5, "incident-only", "section 5 only: not notifiable")


@verb(
    "fights-in-public", "uses or threatens violence so that bystanders would fear for their safety"
)
def fights(look: Look) -> Found:
    """Affray, violent disorder or riot, by how many took part."""
    number = look.facts.get("people-fighting")
    if not isinstance(number, int | float):
        groups = any(person.kind == "group" for person in look.people(look.act.by))
        if groups or not look.act.by:
            look.ask(
                AFFRAY,
                "facts.people-fighting",
                "How many used or threatened violence together?",
                "One or two make an affray, three a violent disorder, twelve a riot.",
                ("a number",),
            )
            return NOTHING
        number = len(look.act.by)
    if number >= 12:
        common = look.flag(
            AFFRAY,
            "common-purpose",
            "Was it for a common purpose?",
            "Twelve or more with a common purpose make a riot.",
        )
        if common is None:
            return NOTHING
        if common:
            return look.crime(AFFRAY, "62A", "064/01", victims=())
    if number >= 3:
        return look.crime(AFFRAY, "62A", "065/00", victims=())
    return look.crime(AFFRAY, "66", "066/01", victims=())


always(
    "outrages-decency",
    "does a lewd or disgusting act in public before two or more people who could see it",
    "66",
    "066/21",
    DECENCY,
)

ORDERS = {
    "restraining-order": ("a restraining order on conviction", "8L", "008/31"),
    "restraining-order-acquittal": ("a restraining order on acquittal", "66", "066/38"),
    "harassment-injunction": ("an injunction against harassment", "8L", "008/29"),
    "stalking-protection-order": ("a stalking protection order, also interim", "8Q", "008/74"),
    "stalking-notification": (
        "notification under the Stalking Protection Act 2019",
        "66",
        "068/16",
    ),
    "non-molestation-order": ("a non-molestation order", "66", "066/39"),
    "criminal-behaviour-order": ("a criminal behaviour order", "66", "066/98"),
    "notification-order": ("a sex offender notification order", "66", "066/17"),
    "sexual-harm-prevention-order": ("a sexual harm prevention order", "66", "068/08"),
    "sexual-risk-order": ("a sexual risk order", "66", "068/07"),
    "fgm-protection-order": ("a female genital mutilation protection order", "66", "068/04"),
    "forced-marriage-order": ("a forced marriage protection order", "66", "066/97"),
    "knife-crime-prevention-order": (
        "a knife crime prevention order, also interim",
        "66",
        "068/17",
    ),
    "domestic-abuse-protection-order": ("a domestic abuse protection order", "66", "068/19"),
    "serious-violence-reduction-order": ("a serious violence reduction order", "66", "008/79"),
    "serious-crime-prevention-order": ("a serious crime prevention order", "66", "066/94"),
    "slavery-prevention-order": (
        "a slavery and trafficking risk or prevention order",
        "106",
        "036/12",
    ),
}
NOT_NOTIFIABLE = {
    "bail": "bail",
    "domestic-violence-protection-notice": "a domestic violence protection notice",
    "domestic-violence-protection-order": "a domestic violence protection order",
    "prison-licence": "a prison licence",
    "other-court-order": "another court order, such as one on seeing children",
}
vocabulary.add("order", {word: entry[0] for word, entry in ORDERS.items()} | NOT_NOTIFIABLE)
vocabulary.add_facts({"order": ("word:order", "which order was breached")})
PAIRS.extend((crime_class, code) for _, crime_class, code in ORDERS.values())


@verb("breaches-order", "breaches an order of a court or the police")
def breaches(look: Look) -> Found:
    """Breaches are crimes against the State; some are not notifiable."""
    order = look.word(
        BREACH, "order", "Which order was breached?", "Only breaches of some orders are notifiable."
    )
    if not order:
        return NOTHING
    if order in NOT_NOTIFIABLE:
        return look.leave(BREACH_NOT, "incident-only", f"breach of {NOT_NOTIFIABLE[order]}")
    _, crime_class, code = ORDERS[order]
    return look.crime(BREACH, crime_class, code, victims=())


by_word(
    "offends-public-order",
    "bomb hoax, public nuisance, stirring up hatred, contempt of court and the like",
    "public-order",
    "Which?",
    "Each has its own code.",
    {
        "bomb-hoax": ("falsely says that there is a bomb", "66", "066/04"),
        "hoax-article": ("places or sends an article as a bomb hoax", "66", "066/03"),
        "hoax-substance": ("a hoax with a noxious substance", "66", "066/15"),
        "public-nuisance": ("causes a public nuisance", "66", "068/23"),
        "racial-hatred": (
            "stirs up racial or religious hatred by words or behaviour",
            "66",
            "066/23",
        ),
        "religious-hatred": ("stirs up religious hatred by words or behaviour", "66", "066/45"),
        "contempt": ("contempt of court", "66", "066/02"),
        "terrorism-preparation": ("prepares acts of terrorism", "66", "066/59"),
        "organised-crime": ("takes part in the crimes of an organised group", "66", "068/01"),
        "corrupt-constable": ("a constable's corrupt use of police powers", "66", "068/05"),
    },
    STATE,
)
