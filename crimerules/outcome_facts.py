"""What is known when an outcome is proposed for a recorded crime; everything left out is not known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from crimerules.reading import CaseError, Problem, read, says
from crimerules.requirements import unknown_offence

OUTCOME_NAMES = (
    *("1", "1A", "2", "2A", "3", "3A", *(str(number) for number in range(4, 25))),
)  # fmt: skip
RANKS = ("constable", "sergeant", "inspector", "superintendent")
OFFICERS = {
    "constable": "a constable, or police staff of that level",
    "sergeant": "a sergeant or equivalent",
    "inspector": "an inspector or equivalent",
    "superintendent": "a superintendent or equivalent",
    "registrar-unit": "a member of an independent team working to the Force Crime Registrar unit",
    "designated": "a trained designated decision maker (DDM)",
    "registrar": "the Force Crime Registrar (FCR)",
    "cps": "the Crown Prosecution Service",
}
ALTERNATES = {
    "manslaughter": "manslaughter (4/1)",
    "infanticide": "infanticide (4/2)",
    "child-destruction": "child destruction (4/3)",
    "allowing-death": "causing or allowing the death of a child or vulnerable person (4/7)",
    "section-2": "section 2 of the 2003 Act: assault by penetration",
    "section-6": "section 6: assault of a child by penetration",
    "section-8": "section 8: causing or inciting a child under 13",
    "section-9": "section 9 (2): sexual activity with a child",
    "section-13": "section 13: child sex offences by children or young persons",
    "section-25": "section 25 (6): sexual activity with a child family member",
    "section-30": "section 30 (3): sexual activity with a person with a mental disorder",
    "section-34": "section 34 (2): inducement of a person with a mental disorder",
    "other-sexual": "another sexual offence",
    "theft": "theft",
    "other": "another offence",
}


def _flag(meaning: str) -> Any:
    return field(default=None, metadata=says(meaning, "flag"))


@dataclass(frozen=True, slots=True)
class OutcomeProposal:
    """A recorded crime and the outcome somebody wants to give it."""

    outcome: str = field(metadata=says("the outcome type", "word", words=OUTCOME_NAMES))
    class_: str = field(metadata=says("class of the recorded crime", "text", name="class"))
    code: str = field(default="", metadata=says("its Home Office code", "text"))
    attempted: bool = field(
        default=False, metadata=says("the recorded crime is an attempt", "flag")
    )
    decided_by: str = field(default="", metadata=says("who decides", "word", words=tuple(OFFICERS)))
    alternate: str = field(
        default="", metadata=says("the offence charged instead", "word", words=tuple(ALTERNATES))
    )
    victim_age: float | None = field(
        default=None, metadata=says("age of the victim in years", "number")
    )
    state_based: bool | None = _flag("a crime against the State, without a victim")
    victim_told: bool | None = _flag("the victim or representative has been told")
    suspect_told: bool | None = _flag("the suspect knows, and understands what it means")
    named_suspect: bool | None = _flag("a suspect is identified")
    true_identity: bool | None = _flag("the suspect's true identity is established")
    only_related_chargeable: bool | None = _flag("only a crime absorbed by this one can be charged")
    registrar_allows: bool | None = _flag("the FCR has allowed it")
    charged: bool | None = _flag("charged or summonsed for the recorded crime")
    charged_alternate: bool | None = _flag("charged with an alternate offence")
    same_facts: bool | None = _flag("the charge rests on the same material facts")
    principal_or_accessory: bool | None = _flag("the person is principal or accessory to the crime")
    reclassifiable: bool | None = _flag("there are grounds to reclassify the crime")
    cps_confirms_murder: bool | None = _flag("the CPS confirms that murder is established")
    related_to_death: bool | None = _flag("the offence charged is directly related to the death")
    cps_public_interest: bool | None = _flag(
        "the CPS finds the alternate charge in the public interest"
    )
    cps_alternate_sexual: bool | None = _flag(
        "the CPS, on form MG3, wants an alternate sexual charge"
    )
    registrar_accredited: bool | None = _flag("the FCR is accredited")
    penile: bool | None = _flag("there was penetration with a penis")
    retail: bool | None = _flag("a low-level robbery in a shop, decided by the police")
    limited_force: bool | None = _flag("limited violence or threats only")
    low_value: bool | None = _flag("property of low value")
    prolific: bool | None = _flag("the offender is prolific")
    weapon: bool | None = _flag("a weapon was used, threatened or seen")
    theft_charged: bool | None = _flag("the theft is charged")
    rationale_assault: bool | None = _flag("why the assault isn't charged is on record")
    under_18: bool | None = _flag("under 18, and eligible")
    under_10: bool | None = _flag("under 10")
    adult: bool | None = _flag("18 or over, and eligible")
    admitted: bool | None = _flag("admitted, or responsibility accepted")
    appropriate_adult: bool | None = _flag("an appropriate adult was present")
    signed: bool | None = _flag("the form is signed")
    guilty_knowledge: bool | None = _flag("the offender has shown guilty knowledge")
    extra_information: bool | None = _flag("additional information connects the offender")
    linked_to_charge: bool | None = _flag("charged with other offences, none less serious")
    victim_confirms: bool | None = _flag("the crime was reported before, or the victim confirms it")
    evidence_to_charge: bool | None = _flag("sufficient evidence to charge")
    evidence_of_responsibility: bool | None = _flag("the record shows who was responsible")
    death_recorded: bool | None = _flag("date, circumstances and source of the death are on record")
    in_scheme: bool | None = _flag("the offence is within the scheme of penalty notices")
    identity_checked: bool | None = _flag("the identity has been checked")
    suitable: bool | None = _flag("compliant, able to understand, not impaired")
    small_amount: bool | None = _flag("a small amount for personal use")
    rationale: bool | None = _flag("the reasons are on record")
    cps_certificate: bool | None = _flag("an MG3a certifies evidence but no public interest")
    police_may_charge: bool | None = _flag("police may charge it without the CPS")
    only_public_interest: bool | None = _flag("the public interest is the only reason")
    suspect_ill_or_dead: bool | None = _flag("suspect dead, or too ill and unlikely to recover")
    witness_ill_or_dead: bool | None = _flag("victim or key witness dead, or too ill")
    victim_unable: bool | None = _flag("the record shows that the victim was not able to support")
    only_no_contact: bool | None = _flag("the victim merely could not be reached")
    victim_supports: bool | None = _flag("the victim supports police action")
    difficulties_recorded: bool | None = _flag("the evidential difficulties are on record")
    time_limit_expired: bool | None = _flag("the statutory time limit has expired")
    would_be_summary: bool | None = _flag("what would be charged is summary only")
    investigated: bool | None = _flag("investigated as far as reasonably possible")
    agency_reason: bool | None = _flag("why another agency deals with it is on record")
    locally_reviewed: bool | None = _flag("the referral has been reviewed")
    to_other_force: bool | None = _flag("it goes to another police force")
    activity_agreed: bool | None = _flag("the suspect agreed to the activity")
    activity_completed: bool | None = _flag("the suspect completed the activity")
    domestic: bool | None = _flag("domestic abuse")
    intimate_partner: bool | None = _flag("abuse between intimate partners")
    high_risk_domestic: bool | None = _flag("high-risk domestic abuse")
    hate: bool | None = _flag("hate crime")
    child_abuse: bool | None = _flag("child abuse")
    exceptional: bool | None = _flag("exceptional circumstances, with a senior enough decider")
    recent_cautions: bool | None = _flag("cautioned or convicted in the past two years")
    cps_authorised: bool | None = _flag("the CPS has authorised it")

    @classmethod
    def from_dict(cls, data: object) -> OutcomeProposal:
        """The proposal in plain data. Raises CaseError with every mistake and its remedy."""
        problems: list[Problem] = []
        made = read(cls, data, "", problems)
        if made is not None:
            problems += unknown_offence(made.class_, made.code)
        if made is None or problems:
            raise CaseError(problems)
        return made
