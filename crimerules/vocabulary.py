"""The words a case may use, each with its plain meaning.

A case says what somebody ``does``, with what intent, injury and means, at what kind of place, in
which role and state. Only words listed here are accepted, so that a misspelling is an error and
never a fact silently left out. The modules of the crime classes add their own words.
"""

from __future__ import annotations

from collections.abc import Mapping

WORDS: dict[str, dict[str, str]] = {
    "does": {},
    "intent": {},
    "injury": {},
    "means": {},
    "place": {},
    "property": {},
    "role": {},
    "state": {},
    "relationship": {},
    "support": {},
    "aggravated": {},
}
FACTS: dict[str, tuple[str, str]] = {}
"""Facts of one act beyond the common ones: name -> (kind, meaning).

The kind is flag, text, number, texts, moment, day, or word:SORT or words:SORT for one or several
words of a sort in :data:`WORDS`.
"""
WITHOUT_DOER: set[str] = {"dies", "is-no-crime"}
"""Words of ``does`` that need nobody in ``by``."""
KINDS = frozenset({"flag", "text", "number", "texts", "moment", "day"})


def add(sort: str, words: Mapping[str, str]) -> None:
    """Add words of one sort (a key of :data:`WORDS`, or a new one): word -> meaning.

    Raises ``ValueError`` when a word is there with another meaning, since one word must never mean
    two things.
    """
    known = WORDS.setdefault(sort, {})
    for word, meaning in words.items():
        if known.setdefault(word, meaning) != meaning:
            raise ValueError(f"the word {word!r} ({sort}) already means: {known[word]}")


def add_facts(facts: Mapping[str, tuple[str, str]]) -> None:
    """Add facts that an act may carry in ``facts``: name -> (kind, meaning)."""
    for name, entry in facts.items():
        sort = entry[0].partition(":")
        if entry[0] not in KINDS and (sort[0] not in ("word", "words") or sort[2] not in WORDS):
            raise ValueError(f"fact {name!r} has the unknown kind {entry[0]!r}")
        if FACTS.setdefault(name, entry) != entry:
            raise ValueError(f"the fact {name!r} already means: {FACTS[name][1]}")


def closest(word: str, known: Mapping[str, object]) -> str:
    """' Did you mean "..."?' for the nearest known word, or nothing."""
    from difflib import get_close_matches  # slow to import and only needed for mistakes

    near = get_close_matches(word, known, n=1)
    return f' Did you mean "{near[0]}"?' if near else ""


add("does", {"dies": "somebody is found dead or dies suddenly, and how is not settled"})
add(
    "injury",
    {
        "none": "no mark, no pain beyond a passing moment",
        "minor": "marks, grazes, bruises, swelling, black eye, superficial cuts, lasting soreness",
        "wound": "the whole skin is broken through",
        "serious": "really serious harm: broken bones, much blood lost, lasting disability",
        "psychiatric": "a mental injury borne out by an expert",
        "death": "the person died of it",
    },
)
add(
    "intent",
    {
        "none": "nothing of the kind was intended: an accident, or careless",
        "unknown": "asked, and nobody knows",
        "serious-harm": "to cause really serious harm",
        "injure": "to hurt, short of serious harm",
        "kill": "to kill",
        "fear": "to make somebody fear violence",
        "distress": "to cause alarm, distress or anxiety",
        "annoy": "to injure, aggrieve or annoy",
        "steal": "to take for good what belongs to another",
        "borrow": "to take without leave and give back or abandon",
        "damage": "to destroy or damage property",
        "endanger-life": "to endanger life, or reckless whether life is endangered",
        "sexual": "for sexual gratification or a sexual purpose",
        "gain": "for money or other gain",
    },
)
add(
    "means",
    {
        "none": "nothing was used",
        "body": "hands, feet, head, teeth",
        "knife": "a knife or other blade or sharp point",
        "firearm": "a firearm, or something that looked like one",
        "weapon": "any other thing used as a weapon",
        "vehicle": "a vehicle used as a weapon",
        "corrosive": "acid or another corrosive substance",
        "fire": "fire",
        "dog": "a dog",
        "substance": "drink, drugs or another substance given to somebody",
        "online": "the internet: social media, messages, gaming, websites, smart devices",
        "telephone": "a telephone call",
        "message": "a text message, e-mail or app message",
        "post": "a letter or parcel",
    },
)
add(
    "place",
    {
        "dwelling": "a home, with its garden and what is joined to it",
        "street": "a street, park or other public open place",
        "public-building": "a building that the public may enter",
        "school": "school premises",
        "school-transport": "school transport or a school trip",
        "shop": "a shop or other place of sale",
        "licensed-premises": "a pub, club or bar",
        "workplace": "a workplace that isn't open to the public",
        "hospital": "a hospital, surgery or ambulance",
        "prison": "a prison or young offender institution",
        "vehicle": "in or on a vehicle",
        "railway": "a train, tram, station or railway land",
        "aircraft": "an aircraft in flight",
        "ship": "a ship at sea",
        "online": "no place but the internet",
        "elsewhere": "anywhere else",
    },
)
add(
    "role",
    {
        "constable": "a police constable or special constable, on duty",
        "emergency-worker": "an emergency worker other than a constable, at work",
        "police-staff": "a member of police staff",
        "police-officer": "a police officer, as the person complained of",
        "health-worker": "a doctor, nurse or other health professional",
        "social-worker": "a social worker",
        "teacher": "a teacher or other school staff",
        "other-professional": "another professional with a duty of care",
        "shop-worker": "staff of a shop",
        "guard": "a security guard or store detective",
        "driver": "driver of a vehicle",
        "pupil": "a pupil of the school",
    },
)
add(
    "state",
    {
        "drunk": "drunk",
        "impaired": "impaired by drugs, illness or shock",
        "mental-disorder": "a mental disorder that impedes choice",
        "lacks-capacity": "lacks the mental capacity to form criminal intent",
        "vulnerable": "an adult at risk, or otherwise vulnerable",
        "unconscious": "asleep or unconscious",
        "dead": "has died",
        "anonymous": "will not give a name",
    },
)
add(
    "relationship",
    {
        "spouse": "married or civil partners (with former: once were)",
        "partner": "in an intimate relationship (with former: once were)",
        "fiance": "agreed to marry or form a civil partnership (with former: once had)",
        "shared-child": "both have, or had, a parental relationship to the same child",
        "parent": "the first is father, mother, step-parent or adoptive parent of the second",
        "grandparent": "the first is a grandparent of the second",
        "sibling": "brothers or sisters, whole, half or step",
        "relative": "uncle, aunt, niece, nephew or first cousin",
        "in-law": "relatives by marriage, civil partnership or living together",
        "carer": "the first cares for, or has charge of, the second",
        "employer": "the first employs the second",
        "teacher": "the first teaches the second",
        "acquaintance": "they know each other",
        "stranger": "they don't know each other",
    },
)
SYMMETRIC = frozenset(
    {"spouse", "partner", "fiance", "shared-child", "sibling", "relative"}
    | {"in-law", "acquaintance", "stranger"}
)
add(
    "support",
    {
        "injury": "injuries seen",
        "witness": "an independent witness",
        "video": "video that shows it",
        "forensic": "scientific evidence",
        "admission": "the suspect admits it",
        "police-saw": "police saw it",
        "documents": "messages, papers or records that show it",
        "other": "other support",
        "none": "looked for, and none was found",
    },
)
add(
    "aggravated",
    {
        "race": "hostility because of race, shown or meant",
        "religion": "hostility because of religion, shown or meant",
        "sex": "because of the victim's sex or presumed sex",
        "disability": "hostility because of disability",
        "orientation": "hostility because of sexual orientation",
        "transgender": "hostility because the victim is or seems transgender",
    },
)
