"""The outcomes, and what must hold for each: facts of `crimerules.outcome_facts`, with the question that asks for them.

Source: *Outcomes for Recorded Crimes: Guidance* April 2026, pp. 9-25; the page of each is in ``rulebook/outcomes.csv``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from crimerules.tables import TableError, read_table


@dataclass(frozen=True, slots=True)
class OutcomeType:
    """One outcome: whether it needs a named suspect, whether that suspect must have been told."""

    name: str
    title: str
    suspect: str
    told: bool
    since: date
    page: str


@cache
def outcome_types() -> dict[str, OutcomeType]:
    """Every outcome by its name. Raises TableError naming file, row and remedy."""
    held: dict[str, OutcomeType] = {}
    columns = ("outcome", "title", "suspect", "told", "since", "guidance")
    for line, row in read_table("outcomes.csv", columns):
        where = f"outcomes.csv, row {line}:"
        if row["suspect"] not in ("", "named", "none"):
            raise TableError(f"{where} suspect {row['suspect']!r} must be named, none or empty")
        try:
            since = date.fromisoformat(row["since"])
        except ValueError:
            raise TableError(
                f"{where} since {row['since']!r} isn't a date; write it as 2026-04-01"
            ) from None
        name = row["outcome"]
        held[name] = OutcomeType(
            name, row["title"], row["suspect"], row["told"] == "Y", since, row["guidance"]
        )
    return held


CONDITION_FIELDS: dict[str, tuple[tuple[str, str], ...]] = {
    "1": (
        ("charged", "Has the suspect been charged or summonsed for the recorded crime, on record?"),
    ),
    "1A": (("charged_alternate", "Has the suspect been charged with the alternate offence?"),),
    "2": (
        ("under_18", "Is the offender under 18, and eligible?"),
        ("admitted", "Is there a clear and reliable admission, admissible under PACE?"),
        ("appropriate_adult", "Was an appropriate adult present?"),
        ("signed", "Has the offender signed the caution form?"),
    ),
    "3": (
        ("adult", "Is the offender 18 or over, and eligible?"),
        ("admitted", "Is there a clear and reliable admission?"),
        ("signed", "Has the offender signed the caution?"),
    ),
    "4": (
        ("admitted", "Is there a recorded PACE-compliant admission?"),
        ("guilty_knowledge", "Has the offender shown guilty knowledge?"),
        ("signed", "Has the offender signed form MG18?"),
        ("extra_information", "Is there additional information connecting the offender?"),
        (
            "linked_to_charge",
            "Has the offender been charged with other offences, none less serious?",
        ),
        ("victim_confirms", "If unreported before: has the victim been traced and confirmed it?"),
    ),
    "5": (
        ("evidence_to_charge", "Is there sufficient evidence to charge, had the offender lived?"),
        ("death_recorded", "Are date, circumstances and source of the death on record?"),
    ),
    "6": (
        ("adult", "Is the recipient 18 or over?"),
        ("in_scheme", "Is the offence within the scheme of penalty notices?"),
        ("evidence_to_charge", "Is there sufficient evidence for a prosecution?"),
        ("identity_checked", "Has the identity been checked?"),
        ("suitable", "Is the suspect compliant, able to understand, and not drunk or impaired?"),
    ),
    "7": (
        ("adult", "Is the offender 18 or over, and eligible?"),
        ("small_amount", "Is it a small amount of cannabis or khat for personal use?"),
        ("admitted", "Is there a PACE-compliant admission, and no defence?"),
        ("evidence_to_charge", "Is there a realistic prospect of conviction?"),
    ),
    "8": (
        ("admitted", "Does the suspect accept responsibility?"),
        ("evidence_to_charge", "Is there sufficient evidence to prove the offence?"),
        ("rationale", "Is the reason for it, and the gravity factor matrix, on record?"),
    ),
    "9": (("cps_certificate", "Is there an MG3a certifying evidence but no public interest?"),),
    "10": (
        ("police_may_charge", "May the police charge this offence without the CPS?"),
        ("evidence_to_charge", "Was there sufficient evidence to charge?"),
        ("only_public_interest", "Is the public interest the only reason not to prosecute?"),
    ),
    "11": (
        ("evidence_of_responsibility", "Does the record show that the suspect was responsible?"),
        ("under_10", "Is the suspect under 10?"),
        ("appropriate_adult", "Was an appropriate adult present when questioned?"),
    ),
    "12": (
        ("evidence_of_responsibility", "Does the record show that the suspect was responsible?"),
        ("suspect_ill_or_dead", "Is the suspect dead, or too ill and unlikely to recover?"),
    ),
    "13": (
        ("evidence_of_responsibility", "Does the record show that the suspect was responsible?"),
        (
            "witness_ill_or_dead",
            "Is the victim or key witness dead, or too ill and unlikely to recover?",
        ),
    ),
    "14": (
        ("victim_unable", "Does the record show that the victim was not able to support action?"),
    ),
    "15": (
        ("difficulties_recorded", "Are the evidential difficulties on record?"),
        ("victim_supports", "Does the victim support police action?"),
    ),
    "16": (
        ("victim_unable", "Does the record show that the victim was not able to support action?"),
    ),
    "17": (("time_limit_expired", "Has the statutory time limit for prosecution expired?"),),
    "18": (("investigated", "Has it been investigated as far as reasonably possible?"),),
    "20": (
        ("agency_reason", "Does the record explain why another agency deals with it?"),
        ("locally_reviewed", "Has the referral been reviewed locally?"),
    ),
    "21": (
        ("rationale", "Is the reason on record, with regard to the Code for Crown Prosecutors?"),
    ),
    "22": (
        ("activity_agreed", "Did the suspect agree to the activity?"),
        ("activity_completed", "Has the suspect completed it?"),
        ("rationale", "Is it on record why further action isn't in the public interest?"),
    ),
    "23": (
        ("under_18", "Is the suspect under 18?"),
        ("evidence_to_charge", "Is there sufficient evidence to charge?"),
        ("activity_agreed", "Did the suspect agree to the conditions?"),
        ("activity_completed", "Has the suspect completed the activity?"),
        ("rationale", "Is it on record why this works better than charge or caution?"),
    ),
    "24": (
        ("adult", "Is the suspect 18 or over?"),
        ("evidence_to_charge", "Is there sufficient evidence to charge?"),
        ("activity_agreed", "Did the suspect agree to the conditions?"),
        ("activity_completed", "Has the suspect completed the activity?"),
        ("rationale", "Is it on record why this works better than charge or caution?"),
    ),
}
CONDITION_FIELDS["2A"] = CONDITION_FIELDS["2"]
CONDITION_FIELDS["3A"] = CONDITION_FIELDS["3"]
