"""A concluded decision stops the clock of its log: crimes are recorded, or it is written down why there are none."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Exists, Min, OuterRef, Q

from onrecord.contact.clock import Decided
from onrecord.deciding.models import RecordingDecision
from onrecord.deciding.states import State


def _when(ids: Sequence[int]) -> Mapping[int, datetime]:
    concluded = RecordingDecision.objects.filter(log__in=ids, state=State.CONCLUDED)
    return dict(concluded.values_list("log").annotate(first=Min("concluded_at")))


def _condition() -> Q:
    concluded = RecordingDecision.objects.filter(log=OuterRef("pk"), state=State.CONCLUDED)
    return Q(Exists(concluded))


CONCLUDED = Decided(_when, _condition)
