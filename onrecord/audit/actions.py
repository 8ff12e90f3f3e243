"""Everything that may happen to an audit: keep a programme, freeze a frame, keep readings, settle them, share out.

Who may do so is in `policies.py`; pages ask there before they come here.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from django.db import transaction

from onrecord.audit.content import NewReading
from onrecord.audit.errors import AuditError
from onrecord.audit.models import Audit, Phase, Reading, SampleItem
from onrecord.audit.programmes.keep import keep_programme, version_in_use
from onrecord.audit.programmes.kept import programme_of
from onrecord.audit.reading.answers import AnswerError, Answers
from onrecord.audit.reading.judgement import DECIDED, NamedCrime, judge
from onrecord.audit.reading.keeping import keep_readings
from onrecord.audit.reading.sharing import hand_over, share_out
from onrecord.audit.sample.freeze import freeze_audit
from onrecord.audit.sheet.filled import SheetResult, take_sheet
from onrecord.audit.stopping.actions import stop_reading
from onrecord.people.models import User

__all__ = [
    "AnswerError",
    "AuditError",
    "SheetResult",
    "freeze_audit",
    "hand_over",
    "keep_programme",
    "read_sheet_in",
    "record_reading",
    "share_out",
    "stop_reading",
    "version_in_use",
]


def record_reading(
    *,
    item: SampleItem,
    by: str,
    phase: str = Phase.FIRST,
    outcome: str = DECIDED,
    answers: Mapping[str, str] | None = None,
    crimes: Iterable[NamedCrime] = (),
    should_violence: int = 0,
    recorded_violence: int = 0,
    should_sexual: int = 0,
    recorded_sexual: int = 0,
    should_other: int = 0,
    recorded_other: int = 0,
    undecidable: bool = False,
    comment: str = "",
    seconds: int | None = None,
) -> Reading:
    """Keep what `by` found in one record. An earlier reading of the same phase is kept, but no longer counts.

    Numbers need not be given where crimes are named. `seconds` is how long the record was before the reader's eyes.
    Raises AnswerError when the answer can't be right, AuditError when there may be no such reading now.
    """
    judgement = judge(
        programme_of(item.audit),
        outcome=outcome,
        answers=answers,
        crimes=crimes,
        counts=Answers(
            should_violence=should_violence,
            recorded_violence=recorded_violence,
            should_sexual=should_sexual,
            recorded_sexual=recorded_sexual,
            should_other=should_other,
            recorded_other=recorded_other,
            undecidable=undecidable,
            comment=comment.replace("\0", "").strip(),
        ),
    )
    with transaction.atomic():
        return keep_readings([NewReading(item, judgement, by, phase, seconds)], by)[0]


def read_sheet_in(*, audit: Audit, path: Path, by: str, user: User | None = None) -> SheetResult:
    """Take in a filled reading sheet (CSV or XLSX). Good rows go in, bad rows come back in the result.

    Rows that say the same as the reading there is change nothing, so the same sheet may be read in twice. `user` is who
    brings it, where that is known: then the rules about who may read what hold for every row. Raises AuditError when the
    sheet as a whole is not one of this audit.
    """
    with transaction.atomic():
        # Two sheets of one audit at once would each replace what the other has just written.
        Audit.objects.select_for_update().get(pk=audit.pk)
        result = take_sheet(audit, path, by, user)
        current_readings = {
            reading.item_id: reading
            for reading in Reading.objects.filter(
                item__audit=audit, current=True, phase=result.phase
            )
        }
        new = [
            reading
            for reading in result.readings
            if not (
                (known := current_readings.get(reading.item.pk))
                and _same(known, reading, classes=result.classes)
            )
        ]
        result.unchanged = len(result.readings) - len(new)
        result.replaced = sum(reading.item.pk in current_readings for reading in new)
        result.taken = len(new)
        keep_readings(new, by)
    return result


def _same(known: Reading, new: NewReading, *, classes: bool) -> bool:
    """Whether a sheet says what is known. One that can't name crimes by class (`classes`) says nothing against those named."""
    judgement = new.judgement
    if classes and known.crimes != [crime.to_json() for crime in judgement.crimes]:
        return False
    return (
        known.reader == new.reader
        and known.outcome == judgement.outcome
        and known.comment == judgement.comment
        and known.answers == dict(judgement.answers)
        and all(getattr(known, name) == n for name, n in judgement.counts.counts().items())
    )
