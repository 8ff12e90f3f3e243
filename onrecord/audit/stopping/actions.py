"""Stopping the reading of an audit whose test has decided. Never by itself: somebody decides it. Called through `actions.py`."""

from django.db import transaction
from django.utils import timezone

from onrecord.audit.errors import AuditError
from onrecord.audit.models import Audit
from onrecord.audit.stopping.models import Stop
from onrecord.audit.stopping.prefix import stop_of
from onrecord.audit.stopping.standing import standing_of
from onrecord.ledger.actions import append


def stop_reading(*, audit: Audit, by: str) -> Stop:
    """Stop after the records that count now. What was read behind them stays, and may lead to findings, but enters no rate.

    Raises AuditError for an audit that reads a fixed sample, that was stopped already, or whose test hasn't decided.
    """
    with transaction.atomic():
        # A reading that comes in at the same moment counts either wholly or not at all.
        audit = Audit.objects.select_for_update().get(pk=audit.pk)
        if stop_of(audit) is not None:
            raise AuditError("The reading of this audit was stopped already.")
        held = standing_of(audit)
        if held is None:
            raise AuditError(
                "This audit reads a fixed sample. Stopping when one likes what one sees would make its interval wrong."
            )
        if not held.decided:
            raise AuditError(
                f"The test hasn't decided, so there is no reason to stop. {held.sentence()} Read on in the order given."
            )
        stop = Stop(
            audit=audit,
            after=held.counted,
            above=held.watched.above,
            low=held.watched.interval.low,
            high=held.watched.interval.high,
            made_by=by,
            made_at=timezone.now(),
        )
        stop.entry_seq = append(
            kind="audit.stopped", subject=f"audit:{audit.pk}", body=stop_content(stop), by=by
        )
        stop.save()
        return stop


def stop_content(stop: Stop) -> dict[str, object]:
    """What the ledger says of it."""
    return {
        "after": stop.after,
        "shown": "above" if stop.above else "below",
        "low": f"{stop.low:.3f}",
        "high": f"{stop.high:.3f}",
    }
