"""May a recorded crime be cancelled or transferred: C1 to C5, and additional verifiable information.

Sources: *Crime Recording Rules* 2026/27, pp. 25, 26, 44, 48, 63 and 83; *Outcomes for Recorded
Crimes: Guidance* April 2026, pp. 26-30.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crimerules.cancel_facts import DECIDERS, GROUNDS, Proposal
from crimerules.grave import HOMICIDES, RAPES
from crimerules.offences import normal_class, normal_code
from crimerules.requirements import Requirement, Verdict, weigh
from crimerules.rule import OUTCOMES, rule

REFERENCE = rule(
    "cancel.transfer",
    title="C1: transfer to another force",
    says="A crime committed in another force's area may be removed only once that force has given its "
    "crime or crime-related incident reference and the victim has been told it.",
    page="25",
)
INFORMATION = rule(
    "cancel.information",
    title="C2: additional verifiable information",
    says="Additional information that was not available when the crime was recorded, whose origin, "
    "reliability and relevance can be verified, and that shows that no notifiable crime occurred; "
    "compelling and carefully recorded.",
    page="25; Outcomes guidance, pp. 26 and 28",
)
DUPLICATE = rule(
    "cancel.duplicate",
    title="C3: duplicate",
    says="A duplicate of a crime, or a part of one, that is recorded and live in the force's returned "
    "data must be cancelled.",
    page="25; Outcomes guidance, p. 27",
)
ERROR = rule(
    "cancel.error",
    title="C4: recorded in error",
    says="On the balance of probabilities no notifiable crime was committed and recording one was a "
    "genuine mistake.",
    page="25; Outcomes guidance, p. 27",
)
SELF_DEFENCE = rule(
    "cancel.self-defence",
    title="C5: self-defence",
    says="Only for 8N under section 47, 104 and 105A, where evidence shows that the suspect acted in "
    "self-defence; authorised by a trained DDM or the FCR.",
    page="26; Outcomes guidance, pp. 27 and 29",
)
INDEPENDENT = rule(
    "cancel.independent",
    title="Who decides on C2 to C5",
    says="Only somebody independent of the investigation and properly trained, under the oversight of "
    "the FCR.",
    page="25; Outcomes guidance, p. 29",
)
RAPE_HOMICIDE = rule(
    "cancel.rape-homicide",
    title="C2 for rape and homicide",
    says="Only an FCR on the College of Policing register; where the force has none, the chief officer "
    "responsible for crime recording, who must take the registrar's advice.",
    page="25",
)
TOLD = rule(
    "cancel.victim-told",
    title="The victim is told first",
    says="For C1, C2 and C5 the victim must have been told before the crime leaves the statistics, with "
    "an auditable record of it.",
    page="26",
)
WITHDRAWN = rule(
    "cancel.withdrawal",
    title="A report withdrawn",
    says="A withdrawal is not additional verifiable information by itself; with clear concern that fear, "
    "coercion, influence or pressure is behind it, the crime can't be cancelled.",
    page="29",
    document=OUTCOMES,
)
SLAVERY = rule(
    "cancel.slavery",
    title="Modern slavery",
    says="A negative Conclusive Grounds decision may count as additional verifiable information for a "
    "crime recorded after 1 April 2020; a negative Reasonable Grounds decision does not cancel by itself.",
    page="26 and 48",
)
MUTILATION = rule(
    "cancel.fgm",
    title="Female genital mutilation",
    says="A crime recorded on the report of a professional may be cancelled on the FCR's authority when "
    "the child turns out not to have been mutilated.",
    page="45",
)
PAID = rule(
    "cancel.making-off",
    title="Making off: paid afterwards",
    says="Paying before any contact with the police is enough to cancel; paying only because of the "
    "police is not necessarily.",
    page="83",
)
N100 = rule(
    "cancel.n100",
    title="Reported incident of rape",
    says="A reported incident of rape may be cancelled only for a genuine error of whoever took the "
    "report.",
    page="63",
)


def may_cancel(proposal: Proposal | dict[str, Any]) -> Verdict:
    """Whether the grounds hold, who may decide, what is missing; every check with its page.

    Raises CaseError when a proposal in plain data can't be read.
    """
    made = proposal if isinstance(proposal, Proposal) else Proposal.from_dict(proposal)
    return weigh(made.ground, list(_requirements(made)), _deciders(made))


def _requirements(one: Proposal) -> Iterator[Requirement]:
    if normal_class(one.class_) == "N100":
        yield Requirement(
            N100,
            one.mistake,
            "mistake",
            "Was it a genuine error of whoever took the report?",
        )
        return
    yield from GROUND_CHECKS[one.ground](one)
    if one.ground != "C1":
        yield Requirement(
            INDEPENDENT,
            False if one.decided_by == "investigator" else one.independent,
            "independent",
            "Is the decider independent of the investigation?",
        )
        yield Requirement(
            INDEPENDENT, one.trained, "trained", "Is the decider trained in cancelling crimes?"
        )
    yield from _authority(one)
    if one.ground in ("C1", "C2", "C5"):
        yield Requirement(
            TOLD, one.victim_told, "victim_told", "Has the victim been told, on record?"
        )


def _transfer(one: Proposal) -> Iterator[Requirement]:
    yield Requirement(
        REFERENCE,
        True if one.other_reference else None,
        "other_reference",
        "What is the other force's crime or crime-related incident reference?",
        note="the outcomes guidance (p. 26) names a crime reference only",
    )


def _information(one: Proposal) -> Iterator[Requirement]:
    if normal_class(one.class_) == "49A" and one.paid_before_police is True:
        yield Requirement(PAID, True, "paid_before_police", "Paid before any contact with police?")
        return
    if normal_class(one.class_) == "106" and one.referral:
        if one.referral == "negative-reasonable":
            yield Requirement(
                SLAVERY,
                one.no_crime if one.additional and one.verifiable else False,
                "referral",
                "A negative Reasonable Grounds decision alone doesn't cancel",
            )
            return
        yield Requirement(
            SLAVERY,
            one.after_april_2020,
            "after_april_2020",
            "Was the crime recorded after 1 April 2020?",
        )
        return
    if one.withdrawn:
        yield Requirement(
            WITHDRAWN,
            None if one.pressure is None else not one.pressure,
            "pressure",
            "Is there clear concern of fear, coercion, influence or pressure behind the withdrawal?",
        )
    yield Requirement(
        INFORMATION,
        one.additional,
        "additional",
        "Was the information not available when the crime was recorded?",
    )
    yield Requirement(
        INFORMATION,
        one.verifiable,
        "verifiable",
        "Can its origin, reliability and relevance be verified?",
    )
    yield Requirement(
        INFORMATION, one.no_crime, "no_crime", "Does it show that no notifiable crime occurred?"
    )


def _duplicate(one: Proposal) -> Iterator[Requirement]:
    yield Requirement(
        DUPLICATE,
        one.live_duplicate,
        "live_duplicate",
        "Is the other record live and in the force's returned data?",
    )


def _error(one: Proposal) -> Iterator[Requirement]:
    yield Requirement(
        ERROR, one.no_crime, "no_crime", "On balance, was no notifiable crime committed?"
    )
    yield Requirement(ERROR, one.mistake, "mistake", "Was recording it a genuine mistake?")


def _self_defence(one: Proposal) -> Iterator[Requirement]:
    crime_class, code = normal_class(one.class_), normal_code(one.code)
    covered: bool | None = crime_class in ("104", "105A")
    if crime_class == "8N":
        covered = None if not code else code == "008/06"
    yield Requirement(
        SELF_DEFENCE,
        covered,
        "code",
        "Is it section 47 assault (8N 008/06), 104 or 105A?",
    )
    yield Requirement(
        SELF_DEFENCE,
        one.self_defence,
        "self_defence",
        "Does clear evidence show that the suspect acted in self-defence?",
    )


GROUND_CHECKS = {
    "C1": _transfer,
    "C2": _information,
    "C3": _duplicate,
    "C4": _error,
    "C5": _self_defence,
}


def _grave(one: Proposal) -> bool:
    return one.ground == "C2" and normal_class(one.class_) in RAPES | HOMICIDES


def _authority(one: Proposal) -> Iterator[Requirement]:
    who = one.decided_by
    if _grave(one):
        fits = {"registrar": True, "chief-officer": one.registrar_advised}.get(who, False)
        yield Requirement(
            RAPE_HOMICIDE,
            None if not who else fits,
            "decided_by" if who != "chief-officer" else "registrar_advised",
            "Who decides: an FCR on the College register, or else the chief officer on the "
            "registrar's advice?",
        )
    elif one.fgm_duty and one.ground == "C2":
        yield Requirement(
            MUTILATION,
            None if not who else who.startswith("registrar"),
            "decided_by",
            "Has the FCR authorised it?",
        )
    elif one.ground in ("C2", "C5"):
        because = SELF_DEFENCE if one.ground == "C5" else INFORMATION
        yield Requirement(
            because,
            None if not who else who.startswith("registrar") or who == "designated",
            "decided_by",
            "Who decides: the FCR or a designated decision maker?",
        )


def _deciders(one: Proposal) -> tuple[str, ...]:
    if _grave(one):
        return (DECIDERS["registrar"], DECIDERS["chief-officer"] + ", if the force has none listed")
    if one.fgm_duty and one.ground == "C2":
        return ("the Force Crime Registrar (FCR)",)
    if one.ground in ("C2", "C5"):
        return ("the Force Crime Registrar (FCR)", DECIDERS["designated"])
    if one.ground == "C1":
        return ()
    return ("somebody independent of the investigation and trained, overseen by the FCR",)


__all__ = ["DECIDERS", "GROUNDS", "Proposal", "may_cancel"]
