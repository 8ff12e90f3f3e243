"""Dip samples of a team's own decisions, drawn so that nobody can choose and anybody can draw again."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from onrecord.contact.policies import own_department
from onrecord.deciding.models import RecordingDecision
from onrecord.deciding.states import State
from onrecord.ledger.actions import append, append_many
from onrecord.ledger.entry import canonical_json
from onrecord.ledger.models import LedgerBody
from onrecord.people.models import User
from onrecord.people.roles import Permission
from onrecord.statistics.draw import draw, reading_order
from onrecord.supervision.errors import SupervisionError
from onrecord.supervision.reviews.content import (
    check_content,
    check_subject,
    sample_content,
    sample_subject,
)
from onrecord.supervision.reviews.models import SampleCheck, TeamSample
from onrecord.supervision.reviews.policies import check_can_draw

# What the draw calls the system of a decision.
SYSTEM = "decision"
MOST = 100
MOST_FRAME = 50_000


def frame_hash_of(frame: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(frame).encode()).hexdigest()


def drawn(frame: Sequence[str], size: int, seed: str) -> list[str]:
    """The origins that frame and seed give, in the order in which they are read."""
    frame_hash = frame_hash_of(frame)
    rows = ((0, SYSTEM, origin) for origin in frame)
    [found] = draw(rows, [size], seed=seed, frame_hash=frame_hash)
    pairs = [(each.system, each.ref_key) for each in found]
    return [origin for _, origin in reading_order(pairs, seed=seed, frame_hash=frame_hash)]


def draw_sample(
    *, by: User, since: date, until: date, size: int, department: str | None = None
) -> TeamSample:
    """Draw a dip sample of the team's decisions that were concluded from a day to the day before another, without the
    supervisor's own. `department`: a registrar may name one. The seed is made here, and every draw is kept, so that nobody
    draws until they like what they get. Raises SupervisionError, NotAllowed."""
    check_can_draw(by)
    if not since < until:
        raise SupervisionError("Give a first day, and a later one on which the window ends.")
    if not 1 <= size <= MOST:
        raise SupervisionError(f"Draw 1 to {MOST} decisions.")
    rows = RecordingDecision.objects.filter(
        state=State.CONCLUDED, concluded_at__gte=_start(since), concluded_at__lt=_start(until)
    )
    if by.may(Permission.ALL_DEPARTMENTS) and department is not None:
        rows = rows.filter(department=department)
    elif not by.may(Permission.ALL_DEPARTMENTS):
        department = by.department
        rows = rows.filter(own_department(by))
    own = by.username
    rows = rows.exclude(started_by=own).exclude(concluded_by=own).order_by()
    frame = sorted(rows.values_list("origin", flat=True)[: MOST_FRAME + 1])
    if not frame:
        raise SupervisionError(
            "Nobody else of the team concluded a decision in that time. Choose a longer one."
        )
    if len(frame) > MOST_FRAME:
        raise SupervisionError(
            "These are too many decisions for a dip sample. Choose a shorter time."
        )
    with transaction.atomic():
        last = TeamSample.objects.aggregate(last=Max("number"))["last"] or 0
        sample = TeamSample(
            number=last + 1,
            department=department or "",
            since=since,
            until=until,
            size=min(size, len(frame)),
            seed=secrets.token_hex(8),
            frame=frame,
            frame_hash=frame_hash_of(frame),
            made_by=by.username,
            made_at=timezone.now(),
        )
        sample.entry_seq = append(
            kind="team-sample.drawn",
            subject=sample_subject(sample),
            body=sample_content(sample),
            by=by.username,
        )
        sample.save(force_insert=True)
        _list_checks(sample, by)
    return sample


def _list_checks(sample: TeamSample, by: User) -> None:
    origins = drawn(sample.frame, sample.size, sample.seed)
    held = {row.origin: row for row in RecordingDecision.objects.filter(origin__in=origins)}
    checks = [
        SampleCheck(
            sample=sample,
            sample_number=sample.number,
            position=position,
            decision=held[origin],
            decision_origin=origin,
        )
        for position, origin in enumerate(origins, 1)
    ]
    entries = [
        ("sample-check.kept", check_subject(row), canonical_json(check_content(row)))
        for row in checks
    ]
    for row, seq in zip(checks, append_many(entries, by=by.username), strict=True):
        row.entry_seq = seq
    SampleCheck.objects.bulk_create(checks)


def replay(sample: TeamSample) -> list[str]:
    """Draw it again from what the ledger holds. What doesn't fit, in words; nothing where it all does."""
    body = LedgerBody.objects.filter(seq=sample.entry_seq).values_list("body", flat=True).first()
    problems = []
    if body != canonical_json(sample_content(sample)):
        problems.append("The sample is not as the ledger has it: it was changed after the draw.")
    if frame_hash_of(sample.frame) != sample.frame_hash:
        problems.append("The decisions that it was drawn from are not those of its hash.")
    kept = list(sample.checks.order_by("position").values_list("decision_origin", flat=True))
    if kept != drawn(sample.frame, sample.size, sample.seed):
        problems.append("Drawn again, it is other decisions, or another order.")
    return problems


def same_frame(sample: TeamSample) -> list[TeamSample]:
    """Other samples of the same decisions: somebody who draws again and again is seen here."""
    others = TeamSample.objects.filter(frame_hash=sample.frame_hash).exclude(pk=sample.pk)
    return list(others.order_by("number"))


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
