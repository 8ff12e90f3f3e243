"""Everything that may happen to an audit: freeze it, record a reading, take a sheet of readings in.

Who may do so is in `policies.py`; pages ask there before they come here.
"""

from collections.abc import Sequence
from pathlib import Path

from django.db import transaction

from onrecord.audit.answers import AnswerError, Answers
from onrecord.audit.content import NewReading, reading_content
from onrecord.audit.errors import AuditError
from onrecord.audit.freeze import freeze_audit
from onrecord.audit.models import Audit, Reading, SampleItem
from onrecord.audit.sheet_in import SheetResult, take_sheet
from onrecord.ledger.actions import append_many
from onrecord.ledger.entry import canonical_json

__all__ = [
    "AnswerError",
    "AuditError",
    "SheetResult",
    "freeze_audit",
    "read_sheet_in",
    "record_reading",
]

_AT_A_TIME = 500


def record_reading(
    *,
    item: SampleItem,
    by: str,
    should_violence: int = 0,
    recorded_violence: int = 0,
    should_sexual: int = 0,
    recorded_sexual: int = 0,
    should_other: int = 0,
    recorded_other: int = 0,
    undecidable: bool = False,
    comment: str = "",
) -> Reading:
    """Keep what `by` found in one log. An earlier reading of the same log is kept, but no longer counts.

    Raises AnswerError when the answer can't be right.
    """
    answers = Answers(
        should_violence=should_violence,
        recorded_violence=recorded_violence,
        should_sexual=should_sexual,
        recorded_sexual=recorded_sexual,
        should_other=should_other,
        recorded_other=recorded_other,
        undecidable=undecidable,
        comment=comment.replace("\0", "").strip(),
    ).check()
    with transaction.atomic():
        return _keep([NewReading(item, answers, by)], by)[0]


def read_sheet_in(*, audit: Audit, path: Path, by: str) -> SheetResult:
    """Take in a filled reading sheet (CSV or XLSX). Good rows go in, bad rows come back in the result.

    Rows that say the same as the reading there is change nothing, so the same sheet may be read in twice. Raises
    AuditError when the sheet as a whole is not one of this audit.
    """
    with transaction.atomic():
        # Two sheets of one audit at once would each replace what the other has just written.
        Audit.objects.select_for_update().get(pk=audit.pk)
        result = take_sheet(audit, path, by)
        current = {
            reading.item_id: reading
            for reading in Reading.objects.filter(item__audit=audit, current=True)
        }
        new = [
            reading
            for reading in result.readings
            if not ((known := current.get(reading.item.pk)) and _same(known, reading))
        ]
        result.unchanged = len(result.readings) - len(new)
        result.replaced = sum(reading.item.pk in current for reading in new)
        result.taken = len(new)
        _keep(new, by)
    return result


def _keep(new: Sequence[NewReading], by: str) -> list[Reading]:
    """Write readings and their ledger entries, in the transaction that is open."""
    if not new:
        return []
    ids = [reading.item.pk for reading in new]
    for at in range(0, len(ids), _AT_A_TIME):
        # Locks the items, so that two readers who answer at once do so one after the other.
        list(
            SampleItem.objects.select_for_update()
            .filter(pk__in=ids[at : at + _AT_A_TIME])
            .order_by("pk")
        )
        Reading.objects.filter(item_id__in=ids[at : at + _AT_A_TIME], current=True).update(
            current=False
        )
    numbers = append_many(
        (
            (
                "reading.made",
                f"reading:{reading.item.audit_id}:{reading.item.position}",
                canonical_json(reading_content(reading)),
            )
            for reading in new
        ),
        by=by,
    )
    return Reading.objects.bulk_create(
        [
            Reading(
                item=reading.item,
                reader=reading.reader,
                undecidable=reading.answers.undecidable,
                comment=reading.answers.comment,
                entry_seq=number,
                **reading.answers.counts(),
            )
            for reading, number in zip(new, numbers, strict=True)
        ],
        batch_size=_AT_A_TIME,
    )


def _same(known: Reading, new: NewReading) -> bool:
    answers = new.answers
    return (
        known.reader == new.reader
        and known.undecidable == answers.undecidable
        and known.comment == answers.comment
        and all(getattr(known, name) == number for name, number in answers.counts().items())
    )
