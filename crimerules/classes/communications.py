"""Malicious communications: class 8R, with flashing images and self-harm (5E).

Crime Recording Rules 2026/27, pp. 38-41, 50, 51 and 58-61.
"""

from __future__ import annotations

from datetime import date

from crimerules import vocabulary
from crimerules.classes.common import LIST_DATE, NOTHING, Found, Look, always, unchanged, verb
from crimerules.classes.damage import threatens_damage
from crimerules.rule import rule

ONLINE_SAFETY = date(2024, 1, 31)

vocabulary.add(
    "message",
    {
        "threat-of-death": "a threat of death",
        "threat-of-serious-injury": "a threat of really serious injury",
        "threat-of-rape": "a threat of rape or assault by penetration",
        "threat-of-financial-loss": "a threat of serious financial loss",
        "threat-of-damage": "a threat to destroy or damage property",
        "other-threat": "a threat of something less",
        "false": "information that isn't true",
        "offensive": "indecent or grossly offensive",
        "rude": "rude or impolite, not grossly offensive",
        "nuisance": "a nuisance or inconvenience only",
    },
)
vocabulary.add_facts(
    {
        "message": ("word:message", "what the message conveys"),
        "fear-meant": (
            "flag",
            "meant that somebody would fear the threat be carried out, or reckless whether they would",
        ),
        "known-false": ("flag", "the sender knew or believed it to be false"),
        "harm-meant": (
            "flag",
            "meant to cause non-trivial psychological or physical harm, without reasonable excuse",
        ),
        "average-person": (
            "flag",
            "the average person in the street would call it indecent or grossly offensive",
        ),
        "distress-meant": ("flag", "a purpose was to cause distress or anxiety"),
    }
)

THREATENING = rule(
    "class.message.threat",
    title="Threatening communications",
    says="A message that threatens death, really serious injury, rape, assault by penetration or serious "
    "financial loss, meant to be feared or reckless of it, is 8R (005/28). Where a threat to kill fits "
    "too, the severity of the allegation may decide for 3B.",
    page="60 and 61",
    since=ONLINE_SAFETY,
    support=LIST_DATE,
)
FALSE = rule(
    "class.message.false",
    title="False communications",
    says="A message known to be false, meant to cause non-trivial harm to a likely audience, without "
    "reasonable excuse, is 8R (138/52).",
    page="59 and 60",
    since=ONLINE_SAFETY,
    support=LIST_DATE,
)
OFFENSIVE = rule(
    "class.message.offensive",
    title="Indecent or grossly offensive communications",
    says="A message that the average person in the street would call indecent or grossly offensive, "
    "sent in order to cause distress or anxiety, is 8R (008/72). To be merely rude is not unlawful.",
    page="59 and 60",
    since=date(2015, 4, 13),
    support=LIST_DATE,
)
BEFORE = rule(
    "class.message.before-2024",
    title="Threatening and false messages before 31 January 2024",
    says="Until 30 January 2024 threatening and false messages meant to cause distress or anxiety were "
    "part of 008/72.",
    page="59",
    since=date(2015, 4, 13),
    until=date(2024, 1, 30),
    support="p. 59 dates the repeal of those parts 31 January 2024; the list starts 008/72 in April 2015",
)
NUISANCE = unchanged(
    "class.message.nuisance",
    title="Nuisance calls",
    says="Calls or messages that are only a nuisance or inconvenience are an incident of anti-social "
    "behaviour, not a crime; a series of them may be harassment.",
    page="51",
)
RUDE = unchanged(
    "class.message.rude",
    title="Freedom of speech",
    says="A message that is rude, impolite or unacceptable without being grossly offensive isn't "
    "unlawful; the reasons for not recording are written down and the person is told.",
    page="59",
)
LESSER_THREAT = rule(
    "class.message.lesser-threat",
    title="Threats below the threshold",
    says="Where a threat in a message isn't one of death, serious harm or serious loss, or wasn't meant "
    "to be feared, consider public order, blackmail or, with more than one message, a conduct crime.",
    page="60",
    since=ONLINE_SAFETY,
    support=LIST_DATE,
)
FLASHING = rule(
    "class.flashing-images",
    title="Flashing images",
    says="Sending or showing flashing images, electronically, to harm people with epilepsy is 5E "
    "(005/29).",
    page="40",
    since=ONLINE_SAFETY,
    support=LIST_DATE,
)
SELF_HARM = rule(
    "class.self-harm",
    title="Encouraging serious self-harm",
    says="An act able and meant to encourage or assist somebody's serious self-harm is 5E (005/30), "
    "whether or not it happens; so is pressing or threatening somebody into it.",
    page="40 and 41",
    since=ONLINE_SAFETY,
    support=LIST_DATE,
)
SERIOUS_THREATS = frozenset(
    {"threat-of-death", "threat-of-serious-injury", "threat-of-rape", "threat-of-financial-loss"}
)


@verb("sends-message", "sends somebody a letter, call or electronic message")
def sends_message(look: Look) -> Found:
    """Malicious communications by what the message conveys and what was meant."""
    content = look.word(
        OFFENSIVE,
        "message",
        "What does the message convey?",
        "Threatening, false and offensive messages are different offences.",
    )
    if not content:
        return NOTHING
    if content == "nuisance":
        return look.leave(NUISANCE, "incident-only", "a nuisance only: an NSIR category, no crime")
    if content == "rude":
        look.ctx.remind("Write down why no crime is recorded, and tell the person who reported it.")
        return look.leave(RUDE, "incident-only", "rude, not grossly offensive: not unlawful")
    if content == "threat-of-damage":
        return threatens_damage(look)
    if content == "offensive":
        return _offensive(look)
    if look.on < ONLINE_SAFETY:
        meant = _distress(look)
        if meant is None:
            return NOTHING
        if not meant:
            return look.leave(BEFORE, "incident-only", "not sent in order to cause distress")
        look.note(BEFORE, "threatening and false messages were part of 008/72 then")
        return look.crime(BEFORE, "8R", "008/72")
    if content == "false":
        return _false(look)
    return _threat(look, content)


def _distress(look: Look) -> bool | None:
    if "distress" in look.act.intent:
        return True
    return look.flag(
        OFFENSIVE,
        "distress-meant",
        "Was it sent in order to cause distress or anxiety?",
        "Without that purpose it isn't a malicious communication.",
    )


def _offensive(look: Look) -> Found:
    judged = look.flag(
        OFFENSIVE,
        "average-person",
        "Would the average person in the street call it indecent or grossly offensive?",
        "That is the test; being rude isn't enough.",
    )
    meant = _distress(look)
    if judged is None or meant is None:
        return NOTHING
    if not judged:
        look.ctx.remind("Write down why no crime is recorded, and tell the person who reported it.")
        return look.leave(RUDE, "incident-only", "not indecent or grossly offensive to most people")
    if not meant:
        return look.leave(OFFENSIVE, "incident-only", "not sent in order to cause distress")
    return look.crime(OFFENSIVE, "8R", "008/72")


def _false(look: Look) -> Found:
    knew = look.flag(
        FALSE,
        "known-false",
        "Did the sender know or believe it to be false?",
        "An honest mistake is no offence.",
    )
    meant = look.flag(
        FALSE,
        "harm-meant",
        "Was it meant to cause non-trivial harm to people likely to see it, without reasonable excuse?",
        "A false message is a crime only if harm was meant.",
    )
    if knew is None or meant is None:
        return NOTHING
    if not (knew and meant):
        return look.leave(FALSE, "incident-only", "not knowingly false, or no harm meant")
    return look.crime(FALSE, "8R", "138/52")


def _threat(look: Look, content: str) -> Found:
    if content in SERIOUS_THREATS:
        meant = "fear" in look.act.intent or look.flag(
            THREATENING,
            "fear-meant",
            "Was the threat meant to be feared, or was the sender reckless whether it would be?",
            "Without that it isn't the offence of threatening communications.",
        )
        if meant is None:
            return NOTHING
        if meant:
            if content == "threat-of-death":
                look.ctx.remind(
                    "A threat to kill (3B) may fit too: consider how severe the allegation is (p. 61)."
                )
            return look.crime(THREATENING, "8R", "005/28")
    if look.act.times >= 2:
        look.note(LESSER_THREAT, "more than one message: consider the conduct crime", False)
    return look.leave(
        LESSER_THREAT,
        "incident-only",
        "below the threshold: consider public order, blackmail or a conduct crime as its own act",
    )


always(
    "sends-flashing-images",
    "sends or shows flashing images to harm somebody with epilepsy",
    "5E",
    "005/29",
    FLASHING,
)
always(
    "encourages-self-harm",
    "encourages, helps or presses somebody to harm themselves seriously",
    "5E",
    "005/30",
    SELF_HARM,
)
