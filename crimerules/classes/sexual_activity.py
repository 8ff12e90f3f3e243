"""Willing, incited or watched sexual activity, and grooming: classes 21, 22A, 22B, 23, 70, 73, 88A.

Crime Recording Rules 2026/27, pp. 65-67; the codes by age, sex and penetration are the list's.
"""

from __future__ import annotations

from crimerules import vocabulary
from crimerules.case import Person
from crimerules.classes.common import NOTHING, Found, Look, unchanged, verb
from crimerules.classes.sexual import (
    ASSAULT,
    ASSAULTS,
    RAPES,
    UNDER_13,
    Key,
    band,
    for_each,
    known,
    young,
)
from crimerules.rule import LIST26

vocabulary.add(
    "willing-report",
    {
        "parent": "a parent or guardian of one of them",
        "participant": "one of the two",
        "panel": "a multi-agency panel",
        "third-party": "somebody else",
    },
)
vocabulary.add_facts(
    {
        "penetration": ("flag", "there was penetration, or it was asked for"),
        "willing": ("flag", "a person aged 13 to 15 took part willingly"),
        "willing-report": (
            "word:willing-report",
            "who told the police of a willing 13 to 15 year old",
        ),
        "inducement": ("flag", "by inducement, threat or deception"),
    }
)

COMPELLED = unchanged(
    "class.sexual-activity.compelled",
    title="Causing sexual activity without consent",
    says="Making somebody of 13 or over take part in a sexual activity without consent is 22A, with or "
    "without penetration; the age-related offences are for those of 13 to 15 who take part willingly.",
    page="65",
)
CHILD_13 = unchanged(
    "class.sexual-activity.under-13",
    title="Sexual activity involving a child under 13",
    says="Causing or inciting a child under 13 to sexual activity, engaging in it before the child or "
    "making the child watch is 21; the code depends on whether the offender is under 18, an unknown "
    "age counting as over.",
    page="65",
)
CHILD_16 = unchanged(
    "class.sexual-activity.under-16",
    title="Sexual activity with somebody aged 13 to 15",
    says="Sexual activity with, or inciting, a willing person aged 13, 14 or 15, engaging in it before "
    "them or making them watch, is 22B, with other codes for offenders under 18.",
    page="65",
)
WILLING = unchanged(
    "class.sexual-activity.willing",
    title="When willing activity at 13 to 15 is recorded",
    says="Only when a parent or guardian, one of the two, or a multi-agency panel reports it; or, for "
    "penetration, when a third party does and the points to prove are made out.",
    page="65",
)
FAMILY = unchanged(
    "class.sexual-activity.family",
    title="Sexual activity within the family",
    says="Sexual activity with, or inciting, a family member under 18, and sex with an adult relative, "
    "is 23, with codes by age, sex and penetration.",
    page="",
    document=LIST26,
)
TRUST = unchanged(
    "class.sexual-activity.trust",
    title="Abuse of a position of trust",
    says="Sexual activity of an adult in a position of trust, such as a teacher or carer, with a "
    "person aged 16 or 17 in their charge is 73.",
    page="",
    document=LIST26,
)
DISORDER = unchanged(
    "class.sexual-activity.mental-disorder",
    title="A person with a mental disorder that impedes choice",
    says="Sexual activity with, inciting or in the presence of a person with a mental disorder is 70, "
    "with codes for inducement and for care workers.",
    page="",
    document=LIST26,
)
GROOMING = unchanged(
    "class.grooming",
    title="Grooming and sexual messages to a child",
    says="An adult who has been in touch with a child under 16 and meets, or travels to meet, the child "
    "in order to commit a sexual offence commits 88A; so does one who sends the child sexual messages "
    "for sexual gratification. Where sexual activity follows only that offence is recorded.",
    page="66 and 67",
)

# Willing or incited activity -----------------------------------------------------------------

WITH, INCITE = "with", "incite"
BY_AGE = {
    # (what, band, female, penetration, offender under 18): (class, code); band 0 with = rape family
    (WITH, "13", True, True, False): ("22B", "022/06"),
    (WITH, "13", False, True, False): ("22B", "022/07"),
    (WITH, "13", True, True, True): ("22B", "022/12"),
    (WITH, "13", False, True, True): ("22B", "022/13"),
    (WITH, "13", True, False, False): ("22B", "022/18"),
    (WITH, "13", False, False, False): ("22B", "022/19"),
    (WITH, "13", True, False, True): ("22B", "022/22"),
    (WITH, "13", False, False, True): ("22B", "022/23"),
    (INCITE, "13", True, True, False): ("22B", "022/08"),
    (INCITE, "13", False, True, False): ("22B", "022/09"),
    (INCITE, "13", True, True, True): ("22B", "022/14"),
    (INCITE, "13", False, True, True): ("22B", "022/15"),
    (INCITE, "13", True, False, False): ("22B", "022/20"),
    (INCITE, "13", False, False, False): ("22B", "022/21"),
    (INCITE, "13", True, False, True): ("22B", "022/24"),
    (INCITE, "13", False, False, True): ("22B", "022/25"),
    (INCITE, "0", True, True, False): ("21", "021/02"),
    (INCITE, "0", True, False, False): ("21", "021/03"),
    (INCITE, "0", False, True, False): ("21", "021/04"),
    (INCITE, "0", False, False, False): ("21", "021/05"),
    (INCITE, "0", True, True, True): ("21", "021/14"),
    (INCITE, "0", False, True, True): ("21", "021/15"),
    (INCITE, "0", True, False, True): ("21", "021/24"),
    (INCITE, "0", False, False, True): ("21", "021/25"),
}
FAMILY_CODES = {
    # (what, penetration, offender under 18, female, under 13): code of class 23
    (WITH, True, False, True, False): "023/04",
    (WITH, True, False, False, False): "023/05",
    (WITH, False, True, True, False): "023/06",
    (WITH, False, True, False, False): "023/07",
    (INCITE, True, False, True, False): "023/08",
    (INCITE, True, False, False, False): "023/09",
    (INCITE, False, True, True, False): "023/10",
    (INCITE, False, True, False, False): "023/11",
    (INCITE, True, False, True, True): "023/18",
    (INCITE, True, False, False, True): "023/19",
    (INCITE, False, True, True, True): "023/20",
    (INCITE, False, True, False, True): "023/21",
    (WITH, False, False, True, False): "023/22",
    (WITH, False, False, False, False): "023/23",
    (INCITE, False, False, True, False): "023/26",
    (INCITE, False, False, False, False): "023/27",
    (INCITE, False, False, True, True): "023/28",
    (INCITE, False, False, False, True): "023/29",
    (WITH, True, True, True, False): "023/32",
    (WITH, True, True, False, False): "023/33",
    (INCITE, True, True, True, True): "023/34",
    (INCITE, True, True, False, True): "023/35",
    (INCITE, True, True, True, False): "023/36",
    (INCITE, True, True, False, False): "023/37",
}
COMPELLED_CODES = {
    # (female, penetration): code of class 22A
    (True, True): "022/02",
    (False, True): "022/03",
    (True, False): "022/04",
    (False, False): "022/05",
}
TRUST_CODES = {(WITH, True): "073/07", (WITH, False): "073/08", (INCITE, True): "073/09",
               (INCITE, False): "073/10"}  # fmt: skip
DISORDER_CODES = {
    # (what, female, penetration): code of class 70
    (WITH, False, True): "070/01",
    (WITH, True, True): "070/02",
    (WITH, False, False): "070/03",
    (WITH, True, False): "070/04",
    (INCITE, False, True): "070/05",
    (INCITE, True, True): "070/06",
    (INCITE, False, False): "070/07",
    (INCITE, True, False): "070/08",
}
CARER_CODES = {
    (WITH, False, True): "070/17",
    (WITH, True, True): "070/18",
    (WITH, False, False): "070/19",
    (WITH, True, False): "070/20",
    (INCITE, False, True): "070/21",
    (INCITE, True, True): "070/21",
    (INCITE, False, False): "070/22",
    (INCITE, True, False): "070/22",
}
KIN = frozenset({"parent", "grandparent", "sibling", "relative"})
IN_CHARGE = frozenset({"teacher", "carer", "employer"})
TRUSTED_ROLES = frozenset({"teacher", "social-worker", "health-worker"})
CARERS = frozenset({"carer"})


@verb("sexual-activity-with", "sexual activity with somebody who took part willingly")
def activity_with(look: Look) -> Found:
    """Sexual activity with a child, a relative, a person in one's charge or with a disorder."""
    return _activity(look, WITH)


@verb("incites-sexual-activity", "causes or incites somebody to sexual activity")
def incites(look: Look) -> Found:
    """Causing or inciting; of an adult it is an offence only without consent."""
    return _activity(look, INCITE)


def _activity(look: Look, what: str) -> Found:
    penetration = look.flag(
        CHILD_16,
        "penetration",
        "Was there penetration, or was that what was asked for?",
        "Sexual offences with penetration have codes of their own.",
    )
    if penetration is None:
        return NOTHING
    if not _may_record(look, what, penetration):
        return NOTHING

    def key(victim: Person) -> Key | None:
        return _activity_key(look, victim, what, penetration)

    return for_each(look, key)


def _activity_key(look: Look, victim: Person, what: str, penetration: bool) -> Key | None:
    if not known(look, victim):
        return None
    female = victim.sex == "female"
    if "mental-disorder" in victim.states:
        if look.facts.get("inducement") is True:
            code = {(WITH, True): "070/11", (WITH, False): "070/12", (INCITE, True): "070/13",
                    (INCITE, False): "070/14"}[(what, penetration)]  # fmt: skip
            return DISORDER, "70", code
        table = CARER_CODES if _any_link(look, victim, CARERS) else DISORDER_CODES
        return DISORDER, "70", table[(what, female, penetration)]
    age = victim.age or 0
    ages = band(victim)
    if ages == "0" and what == WITH:
        if not penetration:
            return UNDER_13, *ASSAULTS[(victim.sex, True, False)]
        crime_class, code, _ = RAPES[(victim.sex, "0")]
        return UNDER_13, crime_class, code
    if ages != "0" and look.facts.get("willing") is False:
        return _unwilling(look, victim, what, penetration)
    if age < 18 and _any_link(look, victim, KIN):
        return FAMILY, "23", FAMILY_CODES[(what, penetration, young(look), female, ages == "0")]
    if ages != "16":
        crime_class, code = BY_AGE[(what, ages, female, penetration, young(look))]
        return CHILD_13 if ages == "0" else CHILD_16, crime_class, code
    if age < 18 and _trusted(look, victim) and not young(look):
        return TRUST, "73", TRUST_CODES[(what, female)]
    if _any_link(look, victim, KIN) and what == WITH and penetration:
        return FAMILY, "23", "023/12"
    if what == INCITE:
        return COMPELLED, "22A", COMPELLED_CODES[(female, penetration)]
    look.leave(CHILD_16, "incident-only", "willing activity of a person of 16 or over: no offence")
    return None


def _unwilling(look: Look, victim: Person, what: str, penetration: bool) -> Key | None:
    """Somebody of 13 or over who wasn't willing: the offences without consent."""
    if what == INCITE:
        return COMPELLED, "22A", COMPELLED_CODES[(victim.sex == "female", penetration)]
    if not penetration:
        return ASSAULT, *ASSAULTS[(victim.sex, False, False)]
    look.ask(
        COMPELLED,
        "does",
        "Was the penetration with a penis, or with anything else?",
        "Without consent it is rape or assault by penetration, not an age-related offence.",
        ("rapes", "penetrates"),
    )
    return None


def _any_link(look: Look, victim: Person, kinds: frozenset[str]) -> bool:
    linked = look.ctx.linked
    return any(linked(each, victim.id, kinds) for each in look.act.by)


def _trusted(look: Look, victim: Person) -> bool:
    if _any_link(look, victim, IN_CHARGE):
        return True
    return any(not TRUSTED_ROLES.isdisjoint(person.roles) for person in look.people(look.act.by))


def _may_record(look: Look, what: str, penetration: bool) -> bool:
    """The limits of p. 65 for willing people aged 13 to 15, not related to the offender."""
    willing = [
        victim
        for victim in look.people(look.act.to)
        if victim.age is not None and band(victim) == "13" and look.facts.get("willing") is not False
        and not _any_link(look, victim, KIN)
    ]  # fmt: skip
    if not willing or (what == INCITE and look.facts.get("willing") is None):
        return True
    source = look.word(
        WILLING,
        "willing-report",
        "Who told the police: a parent, one of the two, a multi-agency panel, or somebody else?",
        "Willing activity at 13 to 15 is recorded only for some of them.",
    )
    if not source:
        return False
    if source != "third-party" or (penetration and look.act.made_out is True):
        look.note(WILLING, f"reported by {vocabulary.WORDS['willing-report'][source]}")
        return True
    look.leave(WILLING, "crime-related-incident", "told by a third party only: not recorded")
    return False


# In the presence of, watching, grooming ------------------------------------------------------

PRESENCE = {
    # (what, band 0, offender under 18): (class, code)
    ("presence", True, False): ("21", "021/10"),
    ("presence", True, True): ("21", "021/16"),
    ("presence", False, False): ("22B", "022/10"),
    ("presence", False, True): ("22B", "022/16"),
    ("watch", True, False): ("21", "021/11"),
    ("watch", True, True): ("21", "021/17"),
    ("watch", False, False): ("22B", "022/11"),
    ("watch", False, True): ("22B", "022/17"),
}
PRESENCE_70 = {"presence": ("070/09", "070/15", "070/23"), "watch": ("070/10", "070/16", "070/24")}
PRESENCE_73 = {"presence": "073/11", "watch": "073/12"}


@verb(
    "sexual-activity-before",
    "engages in sexual activity in the presence of a child or person with a mental disorder",
)
def before(look: Look) -> Found:
    """Sections 11, 18, 32, 36 and 40 of the 2003 Act."""
    return _presence(look, "presence")


@verb("makes-watch", "makes a child, or a person with a mental disorder, watch a sexual act")
def makes_watch(look: Look) -> Found:
    """Sections 12, 19, 33, 37 and 41 of the 2003 Act."""
    return _presence(look, "watch")


def _presence(look: Look, what: str) -> Found:
    def key(victim: Person) -> Key | None:
        if "mental-disorder" in victim.states:
            plain, induced, carer = PRESENCE_70[what]
            if _any_link(look, victim, CARERS):
                return DISORDER, "70", carer
            return DISORDER, "70", induced if look.facts.get("inducement") is True else plain
        if not known(look, victim, sex=False):
            return None
        if band(victim) == "16":
            if (victim.age or 0) < 18 and _trusted(look, victim):
                return TRUST, "73", PRESENCE_73[what]
            look.leave(
                CHILD_16, "incident-only", "the person is 16 or over: none of these offences"
            )
            return None
        child = band(victim) == "0"
        return CHILD_13 if child else CHILD_16, *PRESENCE[(what, child, young(look))]

    return for_each(look, key)


@verb(
    "grooms",
    "an adult meets, or travels to meet, a child under 16 after contact, for a sexual offence",
)
def grooms(look: Look) -> Found:
    """Section 15 of the 2003 Act."""

    def key(victim: Person) -> Key | None:
        if not known(look, victim):
            return None
        return _under_16(look, victim, "088/01" if victim.sex == "female" else "088/02")

    return for_each(look, key)


@verb(
    "sexual-message-to-child",
    "an adult sends a child under 16 a sexual message, for sexual gratification",
)
def sexual_message(look: Look) -> Found:
    """Section 15A of the 2003 Act."""

    def key(victim: Person) -> Key | None:
        return _under_16(look, victim, "071/17") if known(look, victim, sex=False) else None

    return for_each(look, key)


def _under_16(look: Look, victim: Person, code: str) -> Key | None:
    if band(victim) == "16" or young(look):
        look.leave(
            GROOMING, "incident-only", "needs a child under 16 and an offender of 18 or over"
        )
        return None
    return GROOMING, "88A", code
