"""Making good what was missed: an ordinary recording decision on the route "audit", and the crimes that came of it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from onrecord.audit.errors import AuditError
from onrecord.audit.findings.content import finding_content, finding_subject
from onrecord.audit.findings.models import Finding
from onrecord.audit.findings.policies import check_can_answer
from onrecord.audit.models import RecordKind, SampleItem
from onrecord.audit.reading.beside import log_of
from onrecord.contact.references import reference_key
from onrecord.deciding.actions import DecisionError, start_decision
from onrecord.deciding.models import RecordingDecision
from onrecord.deciding.states import State
from onrecord.ledger.actions import append
from onrecord.people.models import User
from onrecord.recording.models import Crime

# Where such a decision was made from; the route by which the report itself came stays in its log.
ROUTE = "audit"


def decision_of(finding: Finding) -> RecordingDecision | None:
    """The decision that makes good what was missed, if one was begun and not given up."""
    if not finding.decision_origin:
        return None
    row = RecordingDecision.objects.filter(origin=finding.decision_origin).first()
    return None if row is None or row.state == State.WITHDRAWN else row


def begin_correction(*, finding: Finding, by: User) -> RecordingDecision:
    """Begin that decision, or return the one that was begun.

    The 24 hours run from the first report, as they always did: the log's, or of a crime without a log the moment the
    force first knew. Where a decision about the log was concluded, the new one corrects it.
    """
    check_can_answer(by, finding)
    with transaction.atomic():
        row = (
            Finding.objects.select_for_update(of=("self",))
            .select_related("item", "reading", "reversal")
            .get(pk=finding.pk)
        )
        check_can_answer(by, row)
        if not row.missed:
            raise AuditError("No crime was missed here. Say in words what you have put right.")
        there = decision_of(row)
        if there is not None:
            return there
        log = log_of(row.item)
        try:
            made = start_decision(
                by=by,
                log=log,
                route=ROUTE,
                known_at=None if log else _known(row.item),
                corrects=_concluded(row.item),
            )
        except DecisionError as error:
            raise AuditError(str(error)) from None
        row.decision_origin = made.origin
        row.version += 1
        row.entry_seq = append(
            kind="finding.changed",
            subject=finding_subject(row),
            body=finding_content(row),
            by=by.username,
        )
        row.save()
        return made


def recorded_since(row: Finding, typed: Iterable[str]) -> list[str]:
    """The references of the crimes that make the finding good. Raises AuditError while any is missing.

    They come from the decision that was begun here, or are typed where the crime was recorded by another way. One that
    was on record before the audit makes nothing good: then the finding is wrong, and is to be disputed.
    """
    if not row.missed:
        return []
    decision = decision_of(row)
    if decision is not None and decision.open:
        raise AuditError(
            "The decision about what was missed is not concluded. Go on with it first."
        )
    refs = [*(decision.crime_refs if decision else ()), *(each.strip() for each in typed)]
    wanted = {reference_key(ref): ref for ref in refs if ref}
    rows = {crime.ref_key: crime for crime in _crimes(row.item, set(wanted))}
    strange = [ref for key, ref in wanted.items() if key not in rows]
    if strange:
        raise AuditError(
            f"There is no crime {strange[0]!r} that belongs to this record. Correct the reference."
        )
    frozen = row.item.audit.made_at
    made = [c.ref for c in rows.values() if c.recorded_at and c.recorded_at >= frozen]
    old = [c.ref for c in rows.values() if not c.recorded_at or c.recorded_at < frozen]
    if len(made) >= row.missed:
        return sorted(made)
    words = f"{row.missed} should be recorded, and {len(made)} {'has' if len(made) == 1 else 'have'} been since the audit."
    if old:
        words += (
            f" {', '.join(old)} was on record before: if that is the crime, dispute the finding."
        )
    raise AuditError(f"{words} Record what was missed first, or dispute the finding.")


def _crimes(item: SampleItem, keys: set[str]) -> list[Crime]:
    log = log_of(item)
    found = Crime.objects.filter(ref_key__in=keys)
    if log is not None:
        return list(found.filter(logs=log))
    return list(found)


def _known(item: SampleItem) -> datetime | None:
    if item.kind == RecordKind.CRIME and item.crime is not None:
        return item.crime.known_at or item.crime.recorded_at
    return item.incident.known_at if item.incident is not None else None


def _concluded(item: SampleItem) -> RecordingDecision | None:
    """The decision that stands about the record's log: concluded, and not corrected by another one."""
    log = log_of(item)
    if log is None:
        return None
    rows = RecordingDecision.objects.filter(log=log, state=State.CONCLUDED)
    corrected = set(rows.exclude(corrects="").values_list("corrects", flat=True))
    return next(
        (r for r in rows.order_by("-concluded_at", "-id") if r.origin not in corrected), None
    )
