"""May a recorded crime be given another class, or a reported incident of rape become one.

Source: *Crime Recording Rules* 2026/27, pp. 13, 58 and 63.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from crimerules.cancel import DECIDERS
from crimerules.grave import RAPES
from crimerules.offences import normal_class, normal_code
from crimerules.reading import CaseError, Problem, read, says
from crimerules.requirements import Requirement, Verdict, weigh
from crimerules.rule import rule

REASONS = ("information", "error", "escalated")

AUTHORITY = rule(
    "reclassify.authority",
    title="Who reclassifies",
    says="Only the Force Crime Registrar or a designated decision maker may reclassify a recorded crime.",
    page="13",
)
GROUNDS = rule(
    "reclassify.grounds",
    title="Why a crime is reclassified",
    says="Further substantive information became known after the crime was recorded, or the original class "
    "was an error; the justification stands in the crime record, so that it can be audited.",
    page="13",
)
ANOTHER = rule(
    "reclassify.another-class",
    title="Another class or code",
    says="A crime is reclassified to another class or code; a person charged with another offence does not "
    "by itself change the class.",
    page="13",
)
TO_N100 = rule(
    "reclassify.to-n100",
    title="A recorded rape becomes N100",
    says="A rape recorded by mistake may be reclassified as a reported incident of rape only before any "
    "substantive investigation, and only by a registrar accredited by the College of Policing.",
    page="63",
)
NO_RAPE = rule(
    "reclassify.n100-rape-only",
    title="N100 is for rape only",
    says="N100 holds reported rapes and attempted rapes; no other crime is reclassified to it.",
    page="63",
)


@dataclass(frozen=True, slots=True)
class Change:
    """A crime on record and the class that it is to have instead."""

    class_: str = field(metadata=says("class of the recorded crime", "text", name="class"))
    to_class: str = field(metadata=says("the class that it is to have", "text"))
    code: str = field(default="", metadata=says("its Home Office code", "text"))
    to_code: str = field(default="", metadata=says("the code that it is to have", "text"))
    reason: str = field(default="", metadata=says("why", "word", words=REASONS))
    justified: bool | None = field(
        default=None, metadata=says("the justification is in the record", "flag")
    )
    decided_by: str = field(default="", metadata=says("who decides", "word", words=tuple(DECIDERS)))
    investigated: bool | None = field(
        default=None, metadata=says("substantive investigation has begun", "flag")
    )

    @classmethod
    def from_dict(cls, data: object) -> Change:
        """The change in plain data. Raises CaseError with every mistake and its remedy."""
        problems: list[Problem] = []
        made = read(cls, data, "", problems)
        if made is None or problems:
            raise CaseError(problems)
        return made


def may_reclassify(change: Change | dict[str, Any]) -> Verdict:
    """Whether the class may be changed, who may decide, what is missing; every check with its page.

    Raises CaseError when a change in plain data can't be read.
    """
    one = change if isinstance(change, Change) else Change.from_dict(change)
    to_n100 = normal_class(one.to_class) == "N100"
    who = ("a Force Crime Registrar on the College of Policing register",) if to_n100 else (
        "the Force Crime Registrar (FCR)", DECIDERS["designated"])  # fmt: skip
    return weigh(f"Class {one.to_class or '?'}", list(_checks(one, to_n100)), who)


def _checks(one: Change, to_n100: bool) -> Iterator[Requirement]:
    same = normal_class(one.class_) == normal_class(one.to_class) and normal_code(
        one.code
    ) == normal_code(one.to_code)
    yield Requirement(
        ANOTHER,
        None if not one.to_class else not same,
        "to_class",
        "Is it another class or code than the crime has now?",
    )
    yield Requirement(
        GROUNDS,
        True if one.reason else None,
        "reason",
        "Is it further information, an error at the start, or conduct that got worse?",
    )
    yield Requirement(
        GROUNDS, one.justified, "justified", "Is the justification written in the crime record?"
    )
    if to_n100:
        yield Requirement(
            NO_RAPE,
            normal_class(one.class_) in RAPES,
            "class",
            "Is the recorded crime a rape or attempted rape?",
        )
        yield Requirement(
            TO_N100,
            None if one.investigated is None else not one.investigated,
            "investigated",
            "Is it so that no substantive investigation has begun?",
        )
        yield Requirement(
            TO_N100,
            None if not one.decided_by else one.decided_by == "registrar",
            "decided_by",
            "Who decides: a registrar on the College register?",
        )
        return
    yield Requirement(
        AUTHORITY,
        None
        if not one.decided_by
        else one.decided_by in ("registrar", "registrar-unlisted", "designated"),
        "decided_by",
        "Who decides: the FCR or a designated decision maker?",
    )


__all__ = ["Change", "may_reclassify"]
