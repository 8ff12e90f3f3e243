"""Publishing an edition, and switching the page on and off; each with its ledger entry, in one transaction.

publish(by=, note=, despite=)     a new edition, for good
switch(by=, on=)                  whether everybody may look
"""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from onrecord.ledger.actions import LedgerError, append, make_checkpoint
from onrecord.ledger.keys import KeyProblem
from onrecord.ledger.models import LedgerCheckpoint
from onrecord.ledger.queries import ledger_size
from onrecord.measures import months
from onrecord.measures.by_month.rollup import count_now
from onrecord.measures.catalogue import definition
from onrecord.people.models import User
from onrecord.public.building import compose
from onrecord.public.content import (
    edition_content,
    edition_subject,
    hash_of,
    switch_content,
    switch_subject,
)
from onrecord.public.models import Edition, Switch
from onrecord.public.policies import check_can_publish
from onrecord.public.rules import PublicError, rules

MOST_WORDS = 1000


def publish(*, by: User, note: str = "", despite: str = "") -> Edition:
    """Make the next edition. `note`: what is to be known of it, published with it. `despite`: why it is right although something in
    it looks like a person. Raises PublicError, NotAllowed."""
    check_can_publish(by)
    for text in (note, despite):
        if len(text) > MOST_WORDS:
            raise PublicError(f"Shorten it to {MOST_WORDS:,} letters.")
    _count()
    _sign()
    try:
        with transaction.atomic():
            number = 1 + (Edition.objects.aggregate(last=Max("number"))["last"] or 0)
            found = compose(number, note)
            if found.people and not despite.strip():
                raise PublicError(
                    f"Something in it looks like a person: {'; '.join(found.people[:5])}. Change it where it comes from, or say why "
                    "it is right to publish it."
                )
            row = Edition(
                number=number,
                content=found.content,
                kept=found.kept,
                sha256=hash_of(found.content),
                made_at=timezone.now(),
                made_by=by.username,
                despite=despite.replace("\0", "").strip() if found.people else "",
            )
            row.entry_seq = append(
                kind="public-edition.published",
                subject=edition_subject(row),
                body=edition_content(row),
                by=by.username,
            )
            row.save(force_insert=True)
    except IntegrityError:
        raise PublicError(
            "Somebody else published at the same moment. Look at their edition."
        ) from None
    return row


def switch(*, by: User, on: bool) -> Switch:
    """Show the page to everybody, or to nobody. Editions stay as they are."""
    check_can_publish(by)
    with transaction.atomic():
        row = Switch.objects.select_for_update().filter(pk=1).first() or Switch(version=0)
        if row.version and row.on == on:
            return row
        if on and not Edition.objects.exists():
            raise PublicError("Nothing has been published yet. Publish an edition first.")
        row.on, row.set_at, row.set_by = on, timezone.now(), by.username
        row.version += 1
        row.entry_seq = append(
            kind="public-page.switched",
            subject=switch_subject(row),
            body=switch_content(row),
            by=by.username,
        )
        row.save()
    return row


def _count() -> None:
    """The month that is published, where nobody has counted it yet: an edition is made seldom, and may take its time."""
    month = months.after(months.month_of(timezone.now()), -1)
    wanted = [name for name in (*rules().measures, *rules().accuracy) if definition(name).monthly]
    count_now(wanted, [month])


def _sign() -> None:
    """A checkpoint of now, so that the edition holds one that covers what it rests on."""
    if not ledger_size():
        return
    try:
        make_checkpoint(reason=LedgerCheckpoint.Reason.REQUEST)
    except (KeyProblem, LedgerError) as error:
        raise PublicError(f"The ledger could not be signed: {error}") from None
