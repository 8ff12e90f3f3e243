"""What decisions say to the clock of their log.

A concluded decision stops it: crimes are recorded, or it is written down why there are none. Any that isn't withdrawn may
start it earlier than the log's own first report: where an officer had been told before (`known_at`), or where its facts
say when the force first heard (`reported_at`).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Exists, Min, OuterRef, Q, QuerySet, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.db.models.lookups import LessThan

from onrecord.contact.clock import Decided
from onrecord.contact.content import moment
from onrecord.contact.heard import Told
from onrecord.deciding.models import RecordingDecision
from onrecord.deciding.states import State


def _when(ids: Sequence[int]) -> Mapping[int, datetime]:
    concluded = RecordingDecision.objects.filter(log__in=ids, state=State.CONCLUDED)
    return dict(concluded.values_list("log").annotate(first=Min("concluded_at")))


def _condition() -> Q:
    concluded = RecordingDecision.objects.filter(log=OuterRef("pk"), state=State.CONCLUDED)
    return Q(Exists(concluded))


def _speaking() -> QuerySet[RecordingDecision]:
    return RecordingDecision.objects.exclude(state=State.WITHDRAWN)


def _known(ids: Sequence[int]) -> Mapping[int, datetime]:
    found: dict[int, datetime] = {}
    for row in _speaking().filter(log__in=ids).only("log", "known_at", "facts"):
        if row.log_id is not None:
            reported = row.facts.get("reported_at")
            said = datetime.fromisoformat(reported) if reported else row.known_at
            found[row.log_id] = min(found.get(row.log_id, said), row.known_at, said)
    return found


def _known_before(at: datetime) -> Q:
    # Facts write times as the ledger does: texts of one form (UTC, with Z) have the order of their times; only within one
    # second may they differ. Cast: a look-up on a key of JSON would read the other side as JSON.
    reported = Cast(KT("facts__reported_at"), TextField())
    said = Q(known_at__lt=at) | Q(LessThan(reported, moment(at)))
    return Q(Exists(_speaking().filter(said, log=OuterRef("pk"))))


CONCLUDED = Decided(_when, _condition)
KNOWN = Told(_known, _known_before, "what a decision about this log says")
