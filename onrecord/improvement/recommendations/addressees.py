"""To whom a recommendation is addressed: this force, alone or among all forces, or somebody else.

What is somebody else's is kept, since reports on the same theme are read together, but it isn't this force's to answer, and is in no
count.

addressed_to(text, own)   what was typed, tidied; empty for this force
guess(text, own)          whom the words of a recommendation name as the one who should
readdress(...)            it was entered with the wrong one
"""

import re
from collections.abc import Iterable

from django.db import transaction

from onrecord.contact.force import force
from onrecord.improvement.errors import ImprovementError
from onrecord.improvement.inspections.models import Inspection
from onrecord.improvement.policies import check_can_keep_inspections
from onrecord.improvement.recommendations.keeping import held, keep_step
from onrecord.improvement.recommendations.models import Recommendation, RecommendationStep
from onrecord.improvement.recommendations.states import RecommendationState, Stance
from onrecord.improvement.texts import line, long_text
from onrecord.people.models import User

LONGEST = 120
# Words for this force, alone or among others.
_OURS = re.compile(
    r"(?:this force|us|(?:the |your )?(?:force|constabulary)|(?:the )?(?:chief )?constable|"
    r"(?:all |every |each |police |the |of |\d+ )*(?:chief constables?|chief officers?|forces?|constabular(?:y|ies))"
    r"(?: (?:in|of) (?:england|wales|the country|england and wales|all forces|police forces))?)",
    re.I,
)
_EXCEPT = re.compile(r"\b(?:except(?:ing| for)?|other than|apart from|but not|save)\b", re.I)
_SHOULD = re.compile(r"\A(?:[^.;:]{0,80}?,\s+)?(?P<who>[^.;:,]{3,120}?)\s+(?:should|must)\b", re.I)
# Who is named like this is somebody: the Home Office, Northshire Police, police and crime commissioners.
_SOMEBODY = re.compile(
    r"(?:the )?(?:[A-Z][\w'’&-]*(?: (?:of|and|for|the|[A-Z][\w'’&-]*))*|police and crime commissioners|(?:local )?policing bod(?:y|ies)|government|ministers)"
)


def names_of(report: Inspection) -> list[str]:
    """How this force is called: by its own settings and, of a report on it, by the report."""
    named = report.force if report.scope == Inspection.Scope.FORCE else ""
    return [each for each in (force().name, named) if each]


def addressed_to(text: str, own: Iterable[str]) -> str:
    """Empty where this force is meant, alone or among all; else who, as it was typed. Raises ImprovementError."""
    who = line(text, LONGEST, "to whom it is addressed", needed=False).rstrip(".")
    left_out = _EXCEPT.split(who, maxsplit=1)
    if len(left_out) == 2 and _is_named(left_out[1], own):
        return who
    meant = left_out[0].strip(" ,")
    return "" if not meant or _OURS.fullmatch(meant) or _is_named(meant, own) else who


def _is_named(text: str, own: Iterable[str]) -> bool:
    plain = text.casefold()
    return any(re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", plain) for name in own)


def guess(text: str, own: Iterable[str]) -> str:
    """Whom a recommendation's first words name; empty for this force, and where they name nobody. It is shown before it is kept."""
    match = _SHOULD.match(text.strip())
    if match is None:
        return ""
    who = match["who"].strip()
    if not _SOMEBODY.fullmatch(who):
        return ""
    return addressed_to(re.sub(r"\AThe ", "the ", who), own)


def check_ours(row: Recommendation) -> None:
    """Raises ImprovementError for what is somebody else's."""
    if row.addressed:
        raise ImprovementError(
            f"It is addressed to {row.addressed}, and kept here for reference. It isn't this force's to answer. If that is wrong, correct to whom it is addressed."
        )


def held_ours(recommendation: Recommendation) -> Recommendation:
    """The row as it is now, locked until the transaction ends, where it is this force's."""
    row = held(recommendation)
    check_ours(row)
    return row


def readdress(
    *, recommendation: Recommendation, by: User, addressed: str, words: str
) -> Recommendation:
    """Put right to whom it is addressed. What the force answered or did already keeps it this force's. Raises ImprovementError."""
    check_can_keep_inspections(by)
    words = long_text(words, "what was wrong")
    with transaction.atomic():
        row = held(recommendation)
        to = addressed_to(addressed, names_of(row.inspection))
        if to == row.addressed:
            raise ImprovementError("It is addressed to them already. Nothing was changed.")
        if to and (
            row.stance != Stance.NONE
            or row.state == RecommendationState.COMPLETE
            or row.evidence.filter(withdrawn="").exists()
            or row.actions.exists()
        ):
            raise ImprovementError(
                "The force has answered it, or has actions or evidence for it. Take those elsewhere first."
            )
        before = {"addressed": row.addressed, "owner": row.owner}
        row.addressed = to
        if to:
            row.owner = ""
        after = {"addressed": row.addressed, "owner": row.owner}
        changed = [name for name in after if before[name] != after[name]]
        keep_step(
            row,
            RecommendationStep.What.DETAILS,
            by,
            words=words,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
        return row
