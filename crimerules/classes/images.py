"""Images, exposure and voyeurism: 86, 88C and 88E.

Crime Recording Rules 2026/27, pp. 65-71.
"""

from __future__ import annotations

from datetime import date

from crimerules import vocabulary
from crimerules.classes.common import (
    LIST_DATE,
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

ONLINE_SAFETY = date(2024, 1, 31)
vocabulary.add_facts(
    {
        "alarm-purpose": ("flag", "in order to alarm, distress or humiliate the person shown"),
        "seen-by-two": ("flag", "two or more people were present who could have seen it"),
        "masturbating": ("flag", "masturbating"),
        "unduly-forced": (
            "flag",
            "the child was coerced, blackmailed, bullied, exploited or groomed into it",
        ),
        "reckless-of-alarm": (
            "flag",
            "reckless whether the recipient would be alarmed or distressed",
        ),
    }
)

SHARING = rule(
    "class.image.sharing",
    title="Sharing an intimate image",
    says="Sharing a photograph or film that shows, or seems to show, somebody in an intimate state "
    "without consent is 88C: 088/15 if meant to alarm, distress or humiliate or for sexual "
    "gratification, otherwise 175/08.",
    page="67 and 68",
    since=ONLINE_SAFETY,
    support=LIST_DATE,
)
THREATENING = rule(
    "class.image.threat",
    title="Threatening to share an intimate image",
    says="A threat to share an intimate image, meant to be feared or reckless of it, is 88C (088/15), "
    "even if no such image exists.",
    page="67",
    since=ONLINE_SAFETY,
    support=LIST_DATE,
)
SHARING_BEFORE = rule(
    "class.image.before-2024",
    title="Private sexual images before 31 January 2024",
    says="Until 30 January 2024 disclosing private sexual photographs with intent to cause distress was "
    "8R (008/71).",
    page="",
    document=LIST26,
    since=date(2015, 4, 13),
    until=date(2024, 1, 30),
    support=LIST_DATE,
)
CREATING = rule(
    "class.image.creating",
    title="Making or asking for a false intimate image",
    says="Making an image that seems to show an adult in an intimate state, without consent, is 88C "
    "(175/09), and asking for one, or for something to be put in or left out, is 175/10; it needn't be "
    "shared. Of a child it is an indecent pseudo-photograph, 86.",
    page="68 to 70",
    since=date(2026, 2, 6),
    support=LIST_DATE,
)
EXPOSURE = unchanged(
    "class.exposure",
    title="Exposure",
    says="Exposing one's genitals so that somebody will see them and be alarmed or distressed is 88E; "
    "masturbating in public before two or more people who could have seen it is outraging public "
    "decency, 66 (066/21).",
    page="69 and 71",
)
VOYEURISM = unchanged(
    "class.voyeurism",
    title="Voyeurism",
    says="Watching or recording somebody's private act for sexual gratification, without consent, is "
    "88E.",
    page="69",
)
UPSKIRTING = rule(
    "class.upskirting",
    title="Upskirting",
    says="Placing equipment beneath somebody's clothing to take a picture is 88E (088/12).",
    page="69",
    since=date(2019, 4, 12),
    support="Voyeurism (Offences) Act 2019, in force 12 April 2019 (general knowledge)",
)
BREASTFEEDING = rule(
    "class.breastfeeding",
    title="Filming breastfeeding",
    says="Recording or observing breastfeeding without consent, for sexual gratification or to "
    "humiliate, alarm or distress, is 88E (088/13).",
    page="70",
    since=date(2022, 6, 28),
    support=LIST_DATE,
)
GENITALS = rule(
    "class.image.genitals",
    title="Sending a picture of genitals",
    says="Sending somebody a picture of any person's genitals, meant to alarm, distress or humiliate, or "
    "for sexual gratification and reckless of that, is 88E (088/14). Otherwise consider obscene "
    "publications or malicious communications.",
    page="70",
    since=ONLINE_SAFETY,
    support=LIST_DATE,
)
CHILD_IMAGES = unchanged(
    "class.image.child",
    title="Indecent images of children",
    says="Taking, making or sharing an indecent image of a child, false ones too, is 86 (086/02), holding one "
    "086/10; "
    "also when a child sends one of itself willingly.",
    page="66 and 70",
)
FORCED = unchanged(
    "class.image.child-forced",
    title="A child forced into sending its own image",
    says="No crime is recorded against a child who was coerced, blackmailed, bullied, exploited or "
    "groomed into sending an indecent image of itself.",
    page="66",
)
EXTREME = unchanged(
    "class.image.extreme",
    title="Extreme, prohibited and obscene material",
    says="Extreme pornographic images, prohibited images of children and obscene material are 86 with "
    "codes of their own.",
    page="",
    document=LIST26,
)


@verb("shares-intimate-image", "shares a picture of somebody in an intimate state without consent")
def shares(look: Look) -> Found:
    """Sections 66B (1) to (3) of the 2003 Act; before them the 2015 offence."""
    meant = "distress" in look.act.intent or "sexual" in look.act.intent
    if not meant:
        purpose = look.flag(
            SHARING,
            "alarm-purpose",
            "Was it meant to alarm, distress or humiliate, or for sexual gratification?",
            "The purpose decides which of the two offences it is.",
        )
        if purpose is None:
            return NOTHING
        meant = purpose
    if look.on < ONLINE_SAFETY:
        if not meant:
            return look.leave(SHARING_BEFORE, "incident-only", "no intent to cause distress")
        return look.crime(SHARING_BEFORE, "8R", "008/71")
    return look.crime(SHARING, "88C", "088/15" if meant else "175/08")


@verb("threatens-intimate-image", "threatens to share a picture of somebody in an intimate state")
def threatens_image(look: Look) -> Found:
    """Section 66B (4) of the 2003 Act."""
    if look.act.intent == ("none",):
        return look.leave(THREATENING, "incident-only", "neither meant to be feared nor reckless")
    return look.crime(THREATENING, "88C", "088/15")


FALSE_IMAGES = {
    # word: (meaning, code of class 88C)
    "made": ("made such an image", "175/09"),
    "asked": ("asked for one, or for something to be put in or left out", "175/10"),
}
vocabulary.add("false-image", {word: entry[0] for word, entry in FALSE_IMAGES.items()})
vocabulary.add_facts({"false-image": ("word:false-image", "made or asked for a false image")})
PAIRS.extend(("88C", code) for _, code in FALSE_IMAGES.values())


@verb("makes-false-image", "makes, or asks for, a false picture of somebody in an intimate state")
def makes_false_image(look: Look) -> Found:
    """Sections 66E and 66F of the 2003 Act, of adults; of a child it is an indecent image."""
    choice = look.word(
        CREATING, "false-image", "Made, or asked for?", "The two have different codes."
    )
    if not choice:
        return NOTHING
    children = tuple(p.id for p in look.people(look.act.to) if p.age is not None and p.age < 18)
    adults = tuple(each for each in look.act.to if each not in children)
    found: Found = NOTHING
    if children:
        look.note(CREATING, "of somebody under 18: not this offence", decides=False)
        found += look.crime(CHILD_IMAGES, "86", "086/02", victims=())
    if adults or not children:
        found += look.crime(CREATING, "88C", FALSE_IMAGES[choice][1], victims=adults)
    return found


@verb("exposes", "exposes their genitals so that somebody sees them and is alarmed or distressed")
def exposes(look: Look) -> Found:
    """Exposure, or outraging public decency."""
    if look.facts.get("masturbating") is True:
        seen = look.flag(
            EXPOSURE,
            "seen-by-two",
            "Were two or more people present who could have seen it?",
            "Masturbating in public before two or more people is another offence.",
        )
        if seen is None:
            return NOTHING
        if seen:
            return look.crime(EXPOSURE, "66", "066/21")
    return look.crime(EXPOSURE, "88E", "088/09")


always(
    "watches-privately",
    "watches or records somebody's private act for sexual gratification",
    "88E",
    "088/10",
    VOYEURISM,
)
always("upskirts", "places a camera beneath somebody's clothing", "88E", "088/12", UPSKIRTING)
always(
    "films-breastfeeding",
    "records or observes breastfeeding without consent",
    "88E",
    "088/13",
    BREASTFEEDING,
)


@verb("sends-genital-image", "sends somebody a picture of genitals")
def sends_genitals(look: Look) -> Found:
    """Section 66A of the 2003 Act."""
    intent = look.act.intent
    meant = "distress" in intent or look.facts.get("alarm-purpose") is True
    if not meant and "sexual" in intent:
        reckless = look.flag(
            GENITALS,
            "reckless-of-alarm",
            "Was the sender reckless whether the recipient would be alarmed or distressed?",
            "For sexual gratification alone the offence needs that recklessness.",
        )
        if reckless is None:
            return NOTHING
        meant = reckless
    elif not meant and not intent:
        look.ask(
            GENITALS,
            "intent",
            "What was the purpose: to alarm or distress, or sexual gratification?",
            "The offence needs one of the two.",
            ("distress", "sexual", "none"),
        )
        return NOTHING
    if not meant:
        return look.leave(
            GENITALS,
            "incident-only",
            "not this offence: consider obscene publications or malicious communications",
        )
    return look.crime(GENITALS, "88E", "088/14")


@verb(
    "makes-child-image",
    "takes, makes or shares an indecent image of a child, or of itself as a child",
)
def makes_child_image(look: Look) -> Found:
    """Indecent images; a child unduly forced is not an offender."""
    if look.facts.get("unduly-forced") is True:
        return look.leave(
            FORCED, "incident-only", "the child was unduly forced: no crime by the child"
        )
    return look.crime(CHILD_IMAGES, "86", "086/02", victims=())


always("holds-child-image", "possesses an indecent image of a child", "86", "086/10", CHILD_IMAGES)
by_word(
    "holds-extreme-image",
    "possesses extreme, prohibited or obscene material",
    "extreme-image",
    "What does it show?",
    "Each has its own code.",
    {
        "life": ("an act that threatens a life", "86", "086/11"),
        "injury": ("serious injury", "86", "086/12"),
        "corpse": ("a corpse", "86", "086/13"),
        "animal": ("an animal", "86", "086/14"),
        "prohibited-child": ("a prohibited image of a child", "86", "086/15"),
        "rape": ("rape", "86", "086/16"),
        "penetration": ("assault by penetration", "86", "086/17"),
        "obscene-for-gain": ("obscene material held for gain", "86", "086/01"),
    },
    EXTREME,
)
