"""Who outside may read what was published; each change with its ledger entry, in one transaction.

switch(by=, on=)                    published responses are there for everybody, or for nobody outside
withdraw(edition=, by=, reason=)    a version is taken back: it holds what should not have been published

The switch is the commissioner's office's, not the force's: these are its words, and the law has it publish them (s.55(5A)).
"""

from django.db import transaction
from django.utils import timezone

from onrecord.home import is_demonstration
from onrecord.improvement.texts import line
from onrecord.people.models import User
from onrecord.response.checking import named_in
from onrecord.response.errors import ResponseError
from onrecord.response.keeping import held, keep
from onrecord.response.models import Edition, Opening, Withdrawal
from onrecord.response.policies import check_can_sign_response


def is_open() -> bool:
    """Whether published responses are there for everybody. A demonstration, of which everything is invented, always shows them."""
    return is_demonstration() or Opening.objects.filter(pk=1, on=True).exists()


def switch(*, by: User, on: bool) -> Opening:
    """Show published responses to everybody, or to nobody outside. What was published stays as it is."""
    check_can_sign_response(by)
    with transaction.atomic():
        row = Opening.objects.select_for_update().filter(pk=1).first() or Opening(version=0)
        if row.version and row.on == on:
            return row
        if on and not Edition.objects.exists():
            raise ResponseError("No response has been published yet. Publish one first.")
        row.on, row.set_at, row.set_by = on, timezone.now(), by.username
        keep(row, by)
        return row


def withdraw(*, edition: Edition, by: User, reason: str) -> Withdrawal:
    """Take a published version back. The reason is published in its place, so it names nobody. Raises ResponseError."""
    check_can_sign_response(by)
    reason = line(reason, 300, "why it is withdrawn")
    if found := named_in(reason, edition.response):
        raise ResponseError(
            f"The reason is published: “{found[0].text}” {found[0].why}. Write it without."
        )
    with transaction.atomic():
        held(edition.response)
        if Withdrawal.objects.filter(edition=edition).exists():
            raise ResponseError(f"Version {edition.number} was withdrawn already.")
        row: Withdrawal = keep(
            Withdrawal(
                edition=edition,
                on=timezone.localdate(),
                reason=reason,
                made_by=by.username,
                made_at=timezone.now(),
            ),
            by,
        )
        return row
