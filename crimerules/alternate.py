"""Charging another offence than the recorded one: outcome types 1A, 2A and 3A.

Sources: *Crime Recording Rules* 2026/27, pp. 19-22; *Outcomes for Recorded Crimes: Guidance* April
2026, pp. 6-8; *Alternate Offence for Retail Robbery*, April 2026.
"""

from __future__ import annotations

from collections.abc import Iterator

from crimerules.grave import RAPES
from crimerules.offences import normal_class
from crimerules.outcome_facts import OutcomeProposal
from crimerules.requirements import Requirement
from crimerules.rule import rule

RETAIL = "Alternate Offence for Retail Robbery (Home Office, April 2026)"

GENERAL = rule(
    "outcome.alternate",
    title="Alternate offence",
    says="The recorded crime may take 1A, 2A or 3A where there is no ground to reclassify it, the "
    "person is principal or accessory to it, and another offence on the same material facts has been "
    "charged or cautioned.",
    page="21",
)
MURDER = rule(
    "outcome.alternate-murder",
    title="Alternate offence for murder",
    says="Only manslaughter, infanticide, child destruction or causing or allowing death; the CPS confirms "
    "that murder is established, the charge is directly related to the death, and the CPS finds it in "
    "the public interest. The rules name the DDM as endorser, the outcomes guidance the FCR.",
    page="19; Outcomes guidance, p. 6",
)
RAPE = rule(
    "outcome.alternate-rape",
    title="Alternate offence for rape",
    says="For a victim under 13 penetrated with a penis: sections 6, 8, 9 (2), 13 or 25 (6); for anybody: "
    "sections 2, 30 (3) or 34 (2), or a sexual offence that the CPS wants charged; for attempted rape "
    "only the last; and any sexual offence on the authority of an accredited FCR.",
    page="20",
)
SHOPS = rule(
    "outcome.alternate-retail",
    title="Retail robbery charged as theft",
    says="Outcome 1A for a low-level robbery in a shop: limited violence or threats, low value, no prolific "
    "offender, no weapon used, threatened or seen, the theft charged, and a record of why the rest isn't.",
    page="1",
    document=RETAIL,
)

MURDER_ALTERNATES = frozenset(
    {"manslaughter", "infanticide", "child-destruction", "allowing-death"}
)
UNDER_13 = frozenset({"section-6", "section-8", "section-9", "section-13", "section-25"})
ANYBODY = frozenset({"section-2", "section-30", "section-34"})
SEXUAL = UNDER_13 | ANYBODY | {"other-sexual"}


def alternate_checks(one: OutcomeProposal) -> Iterator[Requirement]:
    """The checks for an alternate offence, by the crime recorded."""
    crime_class = normal_class(one.class_)
    if crime_class == "1":
        yield from _murder(one)
    elif crime_class in RAPES:
        yield from _rape(one)
    else:
        yield Requirement(
            GENERAL,
            None if one.reclassifiable is None else not one.reclassifiable,
            "reclassifiable",
            "Is it so that there is no ground to reclassify the crime?",
        )
        yield Requirement(
            GENERAL,
            one.principal_or_accessory,
            "principal_or_accessory",
            "Is the person principal or accessory to the recorded crime?",
        )
        yield Requirement(
            GENERAL, one.same_facts, "same_facts", "Does it rest on the same material facts?"
        )
        if one.retail:
            yield from _retail(one)


def _murder(one: OutcomeProposal) -> Iterator[Requirement]:
    yield Requirement(
        MURDER,
        None if not one.alternate else one.alternate in MURDER_ALTERNATES,
        "alternate",
        "Is the charge manslaughter, infanticide, child destruction or causing or allowing death?",
    )
    yield Requirement(
        MURDER,
        one.cps_confirms_murder,
        "cps_confirms_murder",
        "Does the CPS confirm that murder is established?",
    )
    yield Requirement(
        MURDER,
        one.related_to_death,
        "related_to_death",
        "Is the offence charged directly related to the death?",
    )
    yield Requirement(
        MURDER,
        one.cps_public_interest,
        "cps_public_interest",
        "Does the CPS find that charge in the public interest?",
    )
    by_registrar = one.decided_by == "registrar"
    agreed = True if by_registrar else one.registrar_allows if one.decided_by else None
    yield Requirement(
        MURDER,
        agreed,
        "decided_by" if not one.decided_by else "registrar_allows",
        "Has the FCR endorsed the record, or agreed that a designated decision maker does?",
        note="the rules (p. 19) name the designated decision maker, the outcomes guidance (p. 6) the FCR",
    )


def _rape(one: OutcomeProposal) -> Iterator[Requirement]:
    if not one.alternate:
        yield Requirement(RAPE, None, "alternate", "Which offence is charged instead?")
        return
    if one.alternate not in SEXUAL:
        yield Requirement(RAPE, False, "alternate", "The alternate must be a sexual offence")
        return
    if one.decided_by == "registrar" and one.registrar_accredited:
        yield Requirement(RAPE, True, "registrar_accredited", "An accredited FCR authorises it")
        return
    if one.cps_alternate_sexual is True:
        yield Requirement(RAPE, True, "cps_alternate_sexual", "The CPS wants it charged (MG3)")
        return
    if not one.attempted:
        if one.alternate in ANYBODY:
            yield Requirement(RAPE, True, "alternate", "Charged under section 2, 30 (3) or 34 (2)")
            return
        young = None if one.victim_age is None else one.victim_age < 13
        if one.alternate in UNDER_13 and young is not False:
            yield Requirement(RAPE, young, "victim_age", "Is the victim under 13?")
            yield Requirement(RAPE, one.penile, "penile", "Was there penetration with a penis?")
            return
    yield Requirement(
        RAPE,
        one.cps_alternate_sexual,
        "cps_alternate_sexual",
        "Does the CPS, on form MG3, want this alternate sexual offence charged?",
    )


def _retail(one: OutcomeProposal) -> Iterator[Requirement]:
    def no(value: bool | None) -> bool | None:
        return None if value is None else not value

    yield Requirement(
        SHOPS, one.limited_force, "limited_force", "Only limited violence or threats?"
    )
    yield Requirement(SHOPS, one.low_value, "low_value", "Property of low value?")
    yield Requirement(SHOPS, no(one.prolific), "prolific", "Is the offender not prolific?")
    yield Requirement(SHOPS, no(one.weapon), "weapon", "No weapon used, threatened or seen?")
    yield Requirement(SHOPS, one.theft_charged, "theft_charged", "Is the theft charged?")
    yield Requirement(
        SHOPS,
        one.rationale_assault,
        "rationale_assault",
        "Is it on record why the assault or threat isn't charged?",
    )
