"""May an outcome be given to a recorded crime: types 1 to 24, with preconditions and authorisers.

Sources: *Outcomes for Recorded Crimes: Guidance* April 2026; *Crime Recording Rules* 2026/27,
pp. 18-24 and 58; *Alternate Offence for Retail Robbery*, April 2026. The special rules on charging
another offence are in :mod:`crimerules.alternate`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from crimerules.alternate import alternate_checks
from crimerules.grave import HOMICIDES, RAPES
from crimerules.offences import find, normal_class, normal_code
from crimerules.outcome_conditions import CONDITION_FIELDS, OutcomeType, outcome_types
from crimerules.outcome_facts import OFFICERS, RANKS, OutcomeProposal
from crimerules.requirements import Requirement, Verdict, weigh
from crimerules.rule import EDITION, OUTCOMES, rule

TOLD = rule(
    "outcome.told",
    title="Victim and suspect are told",
    says="Before an outcome is given the victim, or the parent of a child, has been told of it (crimes "
    "with a victim); for 1 to 4, 6 to 10, 21 and 22 the suspect knows that they will be recorded as "
    "responsible and what that means.",
    page="3",
    document=OUTCOMES,
)
SUSPECT = rule(
    "outcome.named-suspect",
    title="Whether a suspect is identified",
    says="Most outcomes need a named suspect: enough to identify and apprehend. 14 and 18 need that "
    "there is none; when one is found the outcome is amended.",
    page="17 and 21",
    document=OUTCOMES,
)
IDENTITY = rule(
    "outcome.true-identity",
    title="15 and 16 need the true identity",
    says="For outcomes 15 and 16 the suspect's true identity must have been established.",
    page="22 and 23",
)
INSPECTOR = rule(
    "outcome.rape-high-risk",
    title="15 and 16 for rape and high-risk domestic abuse",
    says="The decider is a police inspector or equivalent, or a member of an independent team working "
    "directly to the Force Crime Registrar unit; registrars keep oversight.",
    page="22 and 23",
)
RELATED = rule(
    "outcome.related-offence",
    title="Principal crime related offence rule",
    says="Where only a related, absorbed crime can be charged, the principal crime can't take outcome 1, "
    "2 or 4; the related crime is recorded as well and takes the outcome. The page on conduct crimes "
    "bars 1, 2, 3, 4 and 6.",
    page="18 and 58",
)
CONDITIONS = rule(
    "outcome.conditions",
    title="Conditions of the outcome",
    says="Each outcome has its own conditions of evidence, admission, age, consent and record.",
    page="9 to 25",
    document=OUTCOMES,
)
AUTHORITY = rule(
    "outcome.authority",
    title="Who authorises the outcome",
    says="Indictable-only offences need the CPS; a superintendent refers a simple caution for one; an "
    "inspector authorises 8 and 22 for domestic abuse and 8 for hate crime; the FCR decides 5 for rape "
    "and homicide.",
    page="10 to 23",
    document=OUTCOMES,
)
NOT_FOR = rule(
    "outcome.not-for",
    title="What an outcome is not for",
    says="8 is not for indictable-only offences or abuse between intimate partners; 16 is not for "
    "victims who can't be reached; 17 only for summary matters; 20 is not for transfers to another "
    "force; 21 normally not for domestic abuse, hate crime, child abuse or indictable-only offences.",
    page="15 to 22",
    document=OUTCOMES,
)
IN_FORCE = rule(
    "outcome.in-force",
    title="Outcomes have a first day",
    says="21 came in January 2016, 22 in April 2019, 23 and 24 stand in the texts of April 2026.",
    page="24",
)
ALTERNATE_TYPES = frozenset({"1A", "2A", "3A"})
CONDUCT = frozenset({"8L", "8M", "8Q", "8U"})
BARRED = frozenset({"1", "1A", "2", "2A", "4"})
BARRED_FOR_CONDUCT = frozenset({"3", "3A", "6"})


def may_assign(proposal: OutcomeProposal | dict[str, Any], on: date = EDITION) -> Verdict:
    """Whether the crime may take the outcome on a day, with every check and its page.

    Raises CaseError when a proposal in plain data can't be read.
    """
    one = proposal if isinstance(proposal, OutcomeProposal) else OutcomeProposal.from_dict(proposal)
    kind = outcome_types()[one.outcome]
    checks = list(_checks(one, kind, on))
    notes: tuple[str, ...] = ()
    if on < EDITION:
        notes = ("The conditions are those of 2026/27: no earlier guidance is held.",)
    return weigh(f"Outcome {kind.name} ({kind.title})", checks, _authorisers(one), notes)


def _checks(one: OutcomeProposal, kind: OutcomeType, on: date) -> Iterator[Requirement]:
    yield Requirement(
        IN_FORCE, on >= kind.since, "outcome", f"Outcome {kind.name} exists on {on.isoformat()}"
    )
    if one.state_based is not True:
        yield Requirement(
            TOLD, one.victim_told, "victim_told", "Has the victim or representative been told?"
        )
    if kind.told:
        yield Requirement(
            TOLD, one.suspect_told, "suspect_told", "Does the suspect know and understand it?"
        )
    if kind.suspect:
        wanted = kind.suspect == "named"
        yield Requirement(
            SUSPECT,
            None if one.named_suspect is None else one.named_suspect is wanted,
            "named_suspect",
            "Is a suspect identified?" if wanted else "Is it so that no suspect is identified?",
        )
    yield from _related(one)
    if one.outcome in ALTERNATE_TYPES:
        yield from alternate_checks(one)
    for field, asks in CONDITION_FIELDS.get(one.outcome, ()):
        if field == "victim_supports" and one.state_based is True:
            continue
        yield Requirement(CONDITIONS, getattr(one, field), field, asks)
    yield from _limits(one)
    yield from _authority(one)


def _related(one: OutcomeProposal) -> Iterator[Requirement]:
    if one.only_related_chargeable is not True:
        return
    if one.outcome in BARRED:
        yield Requirement(
            RELATED,
            False,
            "only_related_chargeable",
            "Only a related crime can be charged: record it as well and give that one the outcome",
        )
    elif one.outcome in BARRED_FOR_CONDUCT:
        conduct = normal_class(one.class_) in CONDUCT
        yield Requirement(
            RELATED,
            False if conduct else one.registrar_allows,
            "registrar_allows",
            "Only a related crime can be charged: does the FCR allow this outcome?",
            note="p. 58 bars outcomes 3 and 6 as well, p. 18 does not: refer it to the FCR",
        )


def _mode(one: OutcomeProposal) -> str:
    """I, E or S from the list; empty when the crime isn't on it."""
    entries = find(normal_code(one.code), one.class_) if one.code else ()
    return entries[0].mode if entries else ""


def _limits(one: OutcomeProposal) -> Iterator[Requirement]:
    kind, mode = one.outcome, _mode(one)
    if kind == "8":
        yield Requirement(NOT_FOR, mode != "I", "code", "The offence isn't indictable only")
        yield Requirement(
            NOT_FOR,
            None if one.intimate_partner is None else not one.intimate_partner,
            "intimate_partner",
            "Is it free of abuse between intimate partners?",
        )
    elif kind == "16":
        yield Requirement(
            NOT_FOR,
            None if one.only_no_contact is None else not one.only_no_contact,
            "only_no_contact",
            "Is there more than a failure to reach the victim?",
        )
    elif kind == "17":
        yield Requirement(
            NOT_FOR,
            True if mode == "S" else one.would_be_summary,
            "would_be_summary",
            "Would the charge be one for a magistrates' court only?",
        )
    elif kind == "20":
        yield Requirement(
            NOT_FOR,
            None if one.to_other_force is None else not one.to_other_force,
            "to_other_force",
            "Does it go to an agency, not to another police force?",
        )
    elif kind == "21":
        serious = mode == "I" or one.domestic or one.hate or one.child_abuse
        if serious:
            yield Requirement(
                NOT_FOR,
                one.exceptional,
                "exceptional",
                "A serious offence: are the circumstances exceptional, the decider senior enough?",
            )


def _authority(one: OutcomeProposal) -> Iterator[Requirement]:
    kind, mode = one.outcome, _mode(one)
    crime_class = normal_class(one.class_)
    if kind in ("15", "16"):
        yield Requirement(
            IDENTITY,
            one.true_identity,
            "true_identity",
            "Has the suspect's true identity been established?",
        )
        if crime_class in RAPES or one.high_risk_domestic:
            yield Requirement(
                INSPECTOR,
                _rank(one, "inspector", "registrar-unit"),
                "decided_by",
                "Who decides: an inspector or equivalent, or the registrar's independent team?",
            )
    elif kind in ("2", "2A") and mode == "I":
        yield Requirement(
            AUTHORITY, one.cps_authorised, "cps_authorised", "Has the CPS authorised it?"
        )
    elif kind in ("3", "3A"):
        if mode == "I":
            yield Requirement(
                AUTHORITY, one.cps_authorised, "cps_authorised", "Has the CPS authorised it?"
            )
            yield Requirement(
                AUTHORITY,
                _rank(one, "superintendent"),
                "decided_by",
                "Who decides: a superintendent, referring it to the CPS?",
            )
        elif one.recent_cautions:
            yield Requirement(
                AUTHORITY,
                _rank(one, "inspector"),
                "decided_by",
                "Who decides: an inspector or above, in exceptional circumstances?",
            )
    elif kind == "4":
        yield Requirement(AUTHORITY, _rank(one, "designated", "registrar"), "decided_by",
                          "Who decides: a designated decision maker or the FCR?")  # fmt: skip
    elif kind == "5":
        grave = crime_class in RAPES | HOMICIDES
        yield Requirement(
            AUTHORITY,
            _rank(one, "registrar") if grave else _rank(one, "designated", "registrar"),
            "decided_by",
            "Who decides: the FCR (rape and homicide), else a designated decision maker?",
        )
    elif (kind == "8" and (one.domestic or one.hate)) or (kind == "22" and one.domestic):
        yield Requirement(
            AUTHORITY, _rank(one, "inspector"), "decided_by", "Who decides: an inspector or above?"
        )
        if kind == "8":
            yield Requirement(
                AUTHORITY, one.exceptional, "exceptional", "Are the circumstances exceptional?"
            )


def _rank(one: OutcomeProposal, *fits: str) -> bool | None:
    """Whether the decider is one of these, or outranks the lowest police rank among them."""
    if not one.decided_by:
        return None
    if one.decided_by in fits:
        return True
    ranks = [RANKS.index(each) for each in fits if each in RANKS]
    return bool(ranks) and one.decided_by in RANKS and RANKS.index(one.decided_by) >= min(ranks)


def _authorisers(one: OutcomeProposal) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            check.asks.removeprefix("Who decides: ").removesuffix("?")
            for check in _authority(one)
            if check.field == "decided_by"
        )
    )


__all__ = ["OFFICERS", "OutcomeProposal", "OutcomeType", "may_assign", "outcome_types"]
