"""Writing readings: the row, its ledger entry, and what follows for the second reading. Called by `actions.py` alone."""

from collections.abc import Iterable, Sequence

from django.utils import timezone

from onrecord.audit.content import NewReading, check_content, reading_content
from onrecord.audit.errors import AuditError
from onrecord.audit.models import READ, CheckState, Phase, Reading, SampleItem, SecondCheck
from onrecord.audit.programmes.kept import programme_of
from onrecord.audit.programmes.programme import Programme
from onrecord.audit.reading.second import by_lot, differing, lot_number, probability
from onrecord.audit.states import next_state
from onrecord.ledger.actions import append_many
from onrecord.ledger.entry import canonical_json

_AT_A_TIME = 500


def keep_readings(new: Sequence[NewReading], by: str) -> list[Reading]:
    """Write readings and their ledger entries, in the transaction that is open. Raises AuditError when there may be none
    of this phase now."""
    if not new:
        return []
    ids = [reading.item.pk for reading in new]
    checks: dict[int, SecondCheck] = {}
    held: dict[tuple[int, str], Reading] = {}
    for part in _parts(ids):
        # Locks the items, so that two readers who answer at once do so one after the other.
        list(SampleItem.objects.select_for_update().filter(pk__in=part).order_by("pk"))
        checks |= {c.item_id: c for c in SecondCheck.objects.filter(item_id__in=part)}
        for row in Reading.objects.filter(item_id__in=part, current=True):
            held[row.item_id, row.phase] = row
    for reading in new:
        _may_be(reading, checks.get(reading.item.pk), held)
    for phase in {reading.phase for reading in new}:
        for part in _parts([reading.item.pk for reading in new if reading.phase == phase]):
            Reading.objects.filter(item_id__in=part, phase=phase, current=True).update(
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
    rows = Reading.objects.bulk_create(
        [_row(reading, number) for reading, number in zip(new, numbers, strict=True)],
        batch_size=_AT_A_TIME,
    )
    _after(rows, new, checks, held, by)
    return rows


def _row(reading: NewReading, number: int) -> Reading:
    judgement = reading.judgement
    return Reading(
        item=reading.item,
        phase=reading.phase,
        outcome=judgement.outcome,
        reader=reading.reader,
        answers=dict(judgement.answers),
        crimes=[crime.to_json() for crime in judgement.crimes],
        passed=judgement.passed,
        comment=judgement.comment,
        seconds=reading.seconds,
        through=reading.through,
        entry_seq=number,
        **judgement.counts.counts(),
    )


def _may_be(
    new: NewReading, check: SecondCheck | None, held: dict[tuple[int, str], Reading]
) -> None:
    """Refuse a reading that may not be made now: the page asks the policy first, a sheet or a race may not."""
    item, ref = new.item.pk, new.item.log_ref
    if new.phase == Phase.FIRST:
        if check is not None and check.state != CheckState.WAITING:
            raise AuditError(
                f"{ref} has been read a second time, so its first reading stands. The registrar may decide otherwise."
            )
        return
    if new.judgement.outcome not in READ:
        raise AuditError(
            f"{ref}: a {Phase(new.phase).label} ends with an answer. Decide, or say that it can't be decided."
        )
    if new.phase == Phase.FINAL:
        if (item, Phase.FIRST) not in held:
            raise AuditError(f"{ref} has not been read yet, so there is nothing to decide.")
        return
    if check is None or next_state(check.state, new.phase, agree=True) is None:
        raise AuditError(f"{ref} does not wait for a {Phase(new.phase).label}.")
    before = [held.get((item, phase)) for phase in (Phase.FIRST, Phase.SECOND)]
    if any(reading is not None and reading.reader == new.reader for reading in before):
        raise AuditError(f"{new.reader} has read {ref} already; somebody else has to.")


def _after(
    rows: Sequence[Reading],
    new: Sequence[NewReading],
    checks: dict[int, SecondCheck],
    held: dict[tuple[int, str], Reading],
    by: str,
) -> None:
    """Choose what is read again, or move on what has been."""
    changed: list[tuple[str, SecondCheck]] = []
    dropped: list[SecondCheck] = []
    programmes: dict[int, Programme] = {}
    for row, reading in zip(rows, new, strict=True):
        item = reading.item
        if item.audit_id not in programmes:
            programmes[item.audit_id] = programme_of(item.audit)
        programme = programmes[item.audit_id]
        check = checks.get(item.pk)
        if reading.phase == Phase.FIRST:
            wanted = _chosen(programme, row)
            if wanted is None and check is not None:
                dropped.append(check)
            elif wanted is not None and check is None:
                check = SecondCheck(item=item, failure=wanted[0], probability=wanted[1])
                changed.append(("check.chosen", check))
            elif wanted is not None and check is not None and check.failure != wanted[0]:
                check.failure, check.probability = wanted
                changed.append(("check.chosen", check))
            continue
        if check is None:
            # The registrar decides a record that was read once.
            check = SecondCheck(item=item, failure=False, probability=0.0)
        _move(programme, check, row, held)
        changed.append((f"check.{check.state}", check))
    _write(changed, dropped, by)


def _chosen(programme: Programme, row: Reading) -> tuple[bool, float] | None:
    """Whether a first reading was a failure, and with which probability it is read again; None when it is not."""
    wanted = programme.second_reading
    if not wanted.wanted or row.outcome not in READ:
        return None
    item = row.item
    failure = row.passed is False and wanted.failures
    number = lot_number(item.audit.seed, item.audit.frame_hash, item.system, item.ref_key)
    if not failure and not by_lot(wanted, number):
        return None
    return failure, probability(wanted, failure)


def _move(
    programme: Programme, check: SecondCheck, row: Reading, held: dict[tuple[int, str], Reading]
) -> None:
    first = held[check.item.pk, Phase.FIRST]
    differs = differing(programme, first, row)
    state = next_state(check.state, row.phase, agree=not differs)
    if state is None:
        raise AuditError(f"{row.item.log_ref} does not wait for a {Phase(row.phase).label}.")
    if row.phase == Phase.SECOND:
        check.differs = differs
    else:
        check.settled_by, check.settled_at = row.reader, timezone.now()
    check.state = state


def _write(changed: list[tuple[str, SecondCheck]], dropped: list[SecondCheck], by: str) -> None:
    entries = [
        (
            kind,
            f"reading:{check.item.audit_id}:{check.item.position}",
            canonical_json(check_content(check)),
        )
        for kind, check in [*changed, *(("check.dropped", check) for check in dropped)]
    ]
    numbers = append_many(entries, by=by) if entries else range(0)
    for (_, check), number in zip(changed, numbers, strict=False):
        check.entry_seq = number
        check.save()
    for check in dropped:
        check.delete()


def _parts(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    for at in range(0, len(ids), _AT_A_TIME):
        yield ids[at : at + _AT_A_TIME]
