"""Challenging what was decided about a referral: the same action and the same rules as on its page."""

from typing import Annotated

from django.http import HttpRequest
from pydantic import Field, StrictStr

from onrecord.api.gate import endpoint
from onrecord.api.keys import origin_of
from onrecord.api.scopes import Scope
from onrecord.api.shapes import In, Out, Told
from onrecord.api.v1.referral_files import PART
from onrecord.api.v1.referrals import ReferralId
from onrecord.partners.afterwards import CHALLENGE, may_challenge, write, written_since
from onrecord.partners.models import Referral
from onrecord.partners.queries import own_referral
from onrecord.people.access import shown, whoever
from onrecord.reporting.states import MessageKind
from onrecord.reporting.status.reporter import MOST_TEXT


class ChallengeIn(In):
    """Why the decision is wrong."""

    text: Annotated[StrictStr, Field(min_length=1, max_length=MOST_TEXT)] = Field(
        description="In your words; they are kept word for word."
    )


class ChallengeOut(Out):
    """One challenge, and what came of it."""

    text: str
    at: Told
    due_at: Told | None = Field(description="By when it is answered.")
    answered_at: Told | None
    outcome: str = Field(description="changed or stands; empty while it isn't answered.")
    answer: str


class ChallengeList(Out):
    """The challenges of a referral, oldest first."""

    may_challenge: bool = Field(
        description="Whether you may challenge now: something was decided that you are told of, you speak for the victim, and no "
        "challenge waits for its answer."
    )
    challenges: list[ChallengeOut]


@endpoint(
    PART,
    "GET",
    "/referrals/{referral_id}/challenges",
    Scope.REFERRALS,
    200,
    ChallengeList,
    reads="challenges of a referral",
)
def list_challenges(request: HttpRequest, referral_id: ReferralId) -> ChallengeList:
    """The challenges of a decision about a referral, and whether another may be made."""
    return _told(request, own_referral(request, referral_id))


@endpoint(
    PART,
    "POST",
    "/referrals/{referral_id}/challenges",
    Scope.REFERRALS,
    201,
    ChallengeList,
    reads="challenges of a referral",
)
def challenge(request: HttpRequest, referral_id: ReferralId, sent: ChallengeIn) -> ChallengeList:
    """Challenge the decision. Somebody who did not decide it looks at it, and answers by a day."""
    row = own_referral(request, referral_id)
    write(
        referral=row,
        what=CHALLENGE,
        text=sent.text,
        origin=origin_of(request),
        by=whoever(request),
        way="through the API",
    )
    row.refresh_from_db()
    return _told(request, row)


def _told(request: HttpRequest, row: Referral) -> ChallengeList:
    shown(request, f"referral:{row.report_ref}")
    rows = [each for each in written_since(row) if each.kind == MessageKind.CHALLENGE]
    return ChallengeList(
        may_challenge=may_challenge(row),
        challenges=[ChallengeOut.model_validate(each) for each in rows],
    )
