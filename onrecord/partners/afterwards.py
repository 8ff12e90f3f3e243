"""What may be done about a referral after it was sent: tell more, and challenge the decision. By an account of the organisation,
or, for those who sent it with a link, by its reference and the secret that they were shown.

Who may challenge follows from who speaks for the victim (Crime Recording Rules 2026/27, p. 8): professionals, parents and carers
are always regarded as acting on the victim's behalf, and so use the victim's right to complain (Victims' Code, right 12). Who
passes on what others say speaks for nobody, and of a depersonalised report nothing is told that could be challenged.
"""

import hmac
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Final

from django.utils.translation import gettext as _

from onrecord.contact.actions import LogError
from onrecord.partners.errors import PartnerError
from onrecord.partners.models import Referral
from onrecord.partners.policies import check_can_see_referral
from onrecord.partners.standing import standing_of
from onrecord.partners.told import told_of
from onrecord.people.models import User
from onrecord.reporting.errors import ReportError
from onrecord.reporting.models import Report, ReportMessage
from onrecord.reporting.receiving.intake import ALPHABET, LETTERS
from onrecord.reporting.states import MessageKind
from onrecord.reporting.status import reporter

SPEAKS_FOR_VICTIM: Final = frozenset({"victim", "professional", "parent", "carer"})
MORE, CHALLENGE = "more", "challenge"
_DEEDS: Final[Mapping[str, Callable[..., ReportMessage]]] = {
    MORE: reporter.add_more,
    CHALLENGE: reporter.challenge,
}


def secret_of(link_secret: str, origin: str) -> str:
    """What somebody who sends with a link needs beside the reference: the same however often the same page is sent, so that a
    line that drops loses it for nobody; made of the link's own secret, which is kept nowhere."""
    mark = hmac.new(link_secret.encode(), f"referral {origin}".encode(), sha256).digest()
    number, letters = int.from_bytes(mark, "big"), []
    for _at in range(LETTERS):
        number, left = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[left])
    drawn = "".join(letters)
    return "-".join(drawn[at : at + 4] for at in range(0, LETTERS, 4))


def find(*, ref: str, secret: str) -> Report | None:
    """The report of an organisation with this reference and secret; none and a wrong secret are told alike."""
    return reporter.find(ref=ref, secret=secret, partner=True)


def of_report(report: Report) -> Referral | None:
    """The referral that a report is."""
    rows = Referral.objects.select_related("report", "organisation").filter(report=report)
    return rows.first()


def may_challenge(referral: Referral) -> bool:
    """Whether its sender may challenge the decision now: they are told of it, speak for the victim, and no challenge waits."""
    return (
        told_of(referral.told).decision
        and referral.capacity in SPEAKS_FOR_VICTIM
        and standing_of(referral).decided
        and not any(
            each.answered_at is None
            for each in referral.report.messages.filter(kind=MessageKind.CHALLENGE)
        )
    )


def written_since(referral: Referral) -> list[ReportMessage]:
    """What its sender wrote afterwards and, where they are told of the decision, what the force answered; in order."""
    rows = ReportMessage.objects.filter(report=referral.report_id)
    if not told_of(referral.told).decision:
        rows = rows.filter(by="", kind=MessageKind.MORE)
    return list(rows.order_by("number"))


def write(
    *, referral: Referral, what: str, text: str, origin: str, by: User | None = None, way: str = ""
) -> None:
    """Tell more (MORE) or challenge the decision (CHALLENGE): word for word into its log, and to whoever works on it. `by`: an
    account of the organisation; None for whoever has the secret. `way`: by which it came, for the log. The same `origin` (a UUID) again changes nothing. Raises
    PartnerError, NotAllowed."""
    if by is not None:
        check_can_see_referral(by, referral)
        name, way = by.get_full_name() or by.username, way or "on line"
    else:
        name, way = referral.report.contact.get("name", ""), "by reference and secret"
    again = ReportMessage.objects.filter(origin=origin, report=referral.report_id).exists()
    if what == CHALLENGE and not again and not may_challenge(referral):
        raise PartnerError(
            _("This decision can't be challenged here now. Call 101 and name the reference.")
        )
    who = f"{name[:80]} of {referral.organisation.name[:80]}, {way}"
    try:
        _DEEDS[what](report=referral.report, text=text, origin=origin, who=who)
    except (ReportError, LogError) as error:
        raise PartnerError(str(error)) from error
