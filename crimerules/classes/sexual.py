"""Rape and other sexual offences against a person: classes 17A-23, 70, 73, 88A.

Crime Recording Rules 2026/27, pp. 61-66; the codes by age and sex are the list's.
"""

from __future__ import annotations

from collections.abc import Callable

from crimerules.case import Person
from crimerules.classes.common import BACK_TO_2018, NOTHING, Found, Look, unchanged, verb
from crimerules.rule import Rule, rule

RAPE = unchanged(
    "class.rape",
    title="Rape by age and sex of the victim",
    says="Penetration of vagina, anus or mouth with a penis without consent is rape: 19C, 19D (under "
    "16), 19E (under 13) of a female; 19F, 19G, 19H of a male. An attempt, more than preparation, "
    "stands in the same class. Where the issue is consent, rape is recorded.",
    page="61 to 63",
)
UNDER_13 = unchanged(
    "class.rape.under-13",
    title="Under 13, willing or not",
    says="A child under 13 can't consent: penetration with a penis is rape (19E, 19H) and sexual "
    "touching is sexual assault (17B, 20B), whether or not the child seemed willing.",
    page="20 and 61",
)
UNDEFINED = unchanged(
    "class.rape.undefined-offenders",
    title="Several offenders who can't be told apart",
    says="Where the victim can't tell some offenders apart, the distinct ones count as usual and one "
    "single further crime under 19J or 19K stands for all the others.",
    page="62",
)
ASSAULT = unchanged(
    "class.sexual-assault",
    title="Sexual assault and assault by penetration",
    says="Sexual touching, or penetration of vagina or anus with anything but a penis, without consent "
    "is 20A of a female and 17A of a male aged 13 or over, 20B and 17B of a child under 13.",
    page="64 and 65",
)
FALLBACK = rule(
    "class.sexual-activity.age-needed",
    title="Age and sex of the victim",
    says="The classes of sexual offences hang on the age and sex of the victim; both must be known.",
    page="62 and 65",
    since=BACK_TO_2018,
    support="the classes of the list are divided by age and sex",
)

Key = tuple[Rule, str, str]
RAPES = {
    # (sex, age band): (class, code, code of the attempt)
    ("female", "16"): ("19C", "019/08", "019/12"),
    ("female", "13"): ("19D", "019/07", "019/11"),
    ("female", "0"): ("19E", "019/16", "019/18"),
    ("male", "16"): ("19F", "019/10", "019/14"),
    ("male", "13"): ("19G", "019/09", "019/13"),
    ("male", "0"): ("19H", "019/17", "019/19"),
}
ASSAULTS = {
    # (sex, under 13, penetration): (class, code)
    ("female", False, False): ("20A", "020/05"),
    ("female", False, True): ("20A", "020/03"),
    ("female", True, False): ("20B", "020/06"),
    ("female", True, True): ("20B", "020/04"),
    ("male", False, False): ("17A", "017/15"),
    ("male", False, True): ("17A", "017/13"),
    ("male", True, False): ("17B", "017/16"),
    ("male", True, True): ("17B", "017/14"),
}


def for_each(look: Look, key: Callable[[Person], Key | None]) -> Found:
    """Offences by victim, one for all victims with the same class and code."""
    groups: dict[Key, list[str]] = {}
    for victim in look.people(look.act.to):
        found = key(victim)
        if found is not None:
            groups.setdefault(found, []).append(victim.id)
    offences: Found = NOTHING
    for (because, crime_class, code), victims in groups.items():
        offences += look.crime(because, crime_class, code, victims=tuple(victims))
    if not look.act.to:
        look.ask(FALLBACK, "to", "Who is the victim?", FALLBACK.says, ("id of a person",))
    return offences


def known(look: Look, victim: Person, *, sex: bool = True) -> bool:
    """Whether age (and sex) are known; asks for what isn't."""
    if victim.age is not None and (bool(victim.sex) or not sex):
        return True
    look.note(FALLBACK, f"the age or sex of {victim.id} is not known yet")
    if victim.age is None:
        look.ask_person(
            FALLBACK, victim.id, "age", "How old is the victim?", FALLBACK.says, ("age in years",)
        )
    if sex and not victim.sex:
        look.ask_person(
            FALLBACK, victim.id, "sex", "Is the victim female or male?", FALLBACK.says,
            ("female", "male"),
        )  # fmt: skip
    return False


def band(victim: Person) -> str:
    """Age band of the classes: "0" under 13, "13" to 15, "16" and over."""
    age = victim.age or 0
    return "0" if age < 13 else "13" if age < 16 else "16"


def young(look: Look) -> bool:
    """Every offender is known to be under 18; an unknown age counts as over."""
    ages = [person.age for person in look.people(look.act.by)]
    return bool(ages) and all(age is not None and age < 18 for age in ages)


@verb(
    "rapes",
    "penetrates vagina, anus or mouth with a penis, without consent; or of a child under 13",
)
def rapes(look: Look) -> Found:
    """Rape, with the single further crime for offenders who can't be told apart."""
    crowd = tuple(p.id for p in look.people(look.act.by) if p.kind == "group" and not p.identified)
    distinct = tuple(each for each in look.act.by if each not in crowd)
    offences: Found = NOTHING
    for victim in look.people(look.act.to):
        if not known(look, victim):
            continue
        crime_class, code, attempt = RAPES[(victim.sex, band(victim))]
        code = code if look.act.completed else attempt
        because = UNDER_13 if band(victim) == "0" else RAPE
        if distinct or not crowd:
            offences += look.crime(because, crime_class, code, victims=(victim.id,), by=distinct)
        if crowd:
            further = "19J" if victim.sex == "female" else "19K"
            offences += look.crime(UNDEFINED, further, code, victims=(victim.id,), by=crowd)
    if not look.act.to:
        look.ask(FALLBACK, "to", "Who is the victim?", FALLBACK.says, ("id of a person",))
    return offences


@verb("touches-sexually", "touches somebody sexually without consent; or a child under 13")
def touches(look: Look) -> Found:
    """Sexual assault."""
    return _sexual_assault(look, penetration=False)


@verb("penetrates", "penetrates vagina or anus with anything but a penis, without consent")
def penetrates(look: Look) -> Found:
    """Assault by penetration."""
    return _sexual_assault(look, penetration=True)


def _sexual_assault(look: Look, penetration: bool) -> Found:
    def key(victim: Person) -> Key | None:
        if not known(look, victim):
            return None
        child = band(victim) == "0"
        return UNDER_13 if child else ASSAULT, *ASSAULTS[(victim.sex, child, penetration)]

    return for_each(look, key)
