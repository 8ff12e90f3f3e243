"""What partners say of how reports of hidden crime are received; each change with its ledger entry, in one transaction.

keep_view(kind=, partner=, said_on=, bears=, words=, by=)
withdraw_view(view=, by=, why=)
"""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone

from onrecord.boards.errors import BoardError
from onrecord.boards.hidden import kinds
from onrecord.boards.keeping import keep
from onrecord.boards.models import PartnerView
from onrecord.boards.naming import check_names
from onrecord.boards.policies import check_can_keep_boards
from onrecord.improvement.texts import check_day, line, long_text
from onrecord.people.models import User
from onrecord.training.personal import personal


def keep_view(
    *,
    kind: str,
    partner: str,
    said_on: date,
    bears: str,
    words: str,
    by: User,
    may_stand: Collection[str] = (),
) -> PartnerView:
    """A view of a service, in its own words. Nothing that looks like a person or a case is taken."""
    check_can_keep_boards(by)
    if kind not in {each.code for each in kinds()}:
        raise BoardError("Choose the kind of hidden crime that it speaks of.")
    if bears not in PartnerView.Bears.values:
        raise BoardError("Choose how reports were received.")
    check_day(said_on, "The day", until=timezone.localdate())
    row = PartnerView(
        kind=kind,
        partner=line(partner, 150, "which service it is"),
        said_on=said_on,
        bears=bears,
        words=long_text(words, "what it says"),
        made_by=by.username,
        made_at=timezone.now(),
        version=0,
    )
    said = f"{row.partner}\n{row.words}"
    found = personal(said)
    if found:
        raise BoardError(
            f"{'; '.join(found)}. A view speaks of no person and no case: take it out."
        )
    check_names(said, may_stand)
    with transaction.atomic():
        return keep(row, by, said)


def withdraw_view(*, view: PartnerView, by: User, why: str) -> PartnerView:
    """It was kept by a slip, or the service took it back. It stays, marked, with the reason."""
    check_can_keep_boards(by)
    why = line(why, 300, "why it is withdrawn")
    with transaction.atomic():
        row = PartnerView.objects.select_for_update().get(pk=view.pk)
        if row.withdrawn:
            return row
        row.withdrawn = why
        return keep(row, by)
