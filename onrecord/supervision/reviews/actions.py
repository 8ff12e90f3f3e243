"""What a supervisor finds and says: in a decision of a dip sample, to a person, about what is open.

check_decision(check=, by=, marks=, words=, tell=)   one decision of a dip sample; with `tell` the person hears of it
give_feedback(decision=, by=, marks=, words=)        to whoever concluded it
read_feedback(feedback=, by=, answer=)               they have read it, and may answer
look(thing=, by=, text=, next_step=, next_by=)       a look at an open investigation or log, with the content check
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from onrecord.contact.actions import LogError, check_text, write_entry
from onrecord.contact.models import SAID, Log, LogEntry
from onrecord.deciding.models import RecordingDecision
from onrecord.deciding.states import State
from onrecord.ledger.actions import append
from onrecord.people.access import NotAllowed
from onrecord.people.models import User
from onrecord.people.names import name_of
from onrecord.recording.actions import write_note
from onrecord.recording.models import Crime, CrimeEvent
from onrecord.recording.policies import can_change_crime
from onrecord.recording.states import EventKind
from onrecord.supervision.errors import SupervisionError
from onrecord.supervision.reviews import content
from onrecord.supervision.reviews.copying import Check, Earlier, check
from onrecord.supervision.reviews.models import Feedback, Look, SampleCheck
from onrecord.supervision.reviews.policies import check_can_feed_back, check_can_look_at
from onrecord.supervision.subjects.crimes import OPEN

GOOD, IMPROVE, NONE = "good", "improve", "none"
MARKS = {GOOD: "good", IMPROVE: "to improve", NONE: "not looked at"}
# How many of somebody's latest looks, and entries of a record, a new one is held against.
MOST_EARLIER = 200


@cache
def headings() -> dict[str, str]:
    """Code -> words of what is looked at in a decision."""
    data = tomllib.loads(Path(__file__).with_name("feedback.toml").read_text(encoding="utf-8"))
    return {each["code"]: each["words"] for each in data["heading"]}


def check_decision(
    *, check: SampleCheck, by: User, marks: Mapping[str, str], words: str = "", tell: bool = True
) -> SampleCheck:
    """Say what a decision of a dip sample is like. Raises SupervisionError, NotAllowed (one's own)."""
    check_can_feed_back(by, check.decision)
    held, text = _marks(marks), _words(words, needed=IMPROVE in marks.values())
    with transaction.atomic():
        row = (
            SampleCheck.objects.select_for_update(of=("self",))
            .select_related("sample", "decision")
            .get(pk=check.pk)
        )
        row.marks, row.words = held, text
        row.checked_by, row.checked_at = by.username, timezone.now()
        row.version += 1
        row.entry_seq = append(
            kind="sample-check.kept",
            subject=content.check_subject(row),
            body=content.check_content(row),
            by=by.username,
        )
        row.save()
        if tell:
            give_feedback(decision=row.decision, by=by, marks=marks, words=words)
    return row


def give_feedback(
    *, decision: RecordingDecision, by: User, marks: Mapping[str, str], words: str = ""
) -> Feedback:
    """Tell whoever concluded a decision what was good and what to improve. Raises SupervisionError, NotAllowed."""
    check_can_feed_back(by, decision)
    if decision.state != State.CONCLUDED:
        raise SupervisionError("It isn't concluded. Talk to whoever is at it, or take it over.")
    held, text = _marks(marks), _words(words, needed=IMPROVE in marks.values())
    with transaction.atomic():
        last = Feedback.objects.filter(person=decision.concluded_by).order_by("-number").first()
        row = Feedback(
            number=last.number + 1 if last else 1,
            person=decision.concluded_by,
            decision=decision,
            decision_origin=decision.origin,
            marks=held,
            words=text,
            given_by=by.username,
            given_at=timezone.now(),
            version=0,
        )
        return _keep_feedback(row, by)


def read_feedback(*, feedback: Feedback, by: User, answer: str = "") -> Feedback:
    """The person says that they have read it; they may answer."""
    if by.username != feedback.person:
        raise NotAllowed("Whom it is for says that they have read it.")
    text = _words(answer, needed=False)
    with transaction.atomic():
        row = Feedback.objects.select_for_update(of=("self",)).get(pk=feedback.pk)
        if row.read_at is not None and not text:
            return row
        row.read_at, row.answer = row.read_at or timezone.now(), text or row.answer
        return _keep_feedback(row, by)


def _keep_feedback(row: Feedback, by: User) -> Feedback:
    row.version += 1
    row.entry_seq = append(
        kind="feedback.kept",
        subject=content.feedback_subject(row),
        body=content.feedback_content(row),
        by=by.username,
    )
    row.save()
    return row


def unread(user: User) -> int:
    """How many pieces of feedback this person hasn't read."""
    return Feedback.objects.filter(person=user.username, read_at=None).count()


def kind_of(thing: Crime | Log) -> str:
    return "crime" if isinstance(thing, Crime) else "log"


def looks_at(thing: Crime | Log) -> list[Look]:
    """Supervisors' looks at a thing, the latest first."""
    return list(Look.objects.filter(kind=kind_of(thing), target=thing.pk))


def held_against(thing: Crime | Log, by: User, text: str) -> Check:
    """Hold a look's words against what the record says already, and what this person wrote of others."""
    found = [
        Earlier(
            f"{name_of(row.made_by)} about {row.ref}, {timezone.localtime(row.made_at):%d/%m/%Y}",
            row.text,
        )
        for row in [*looks_at(thing)[:MOST_EARLIER], *_own(by)]
    ]
    found += [
        Earlier(f"{author}, {timezone.localtime(at):%d/%m/%Y}", said)
        for author, at, said in _entries(thing)
    ]
    return check(text, found)


def _own(by: User) -> list[Look]:
    return list(Look.objects.filter(made_by=by.username)[:MOST_EARLIER])


def _entries(thing: Crime | Log) -> list[tuple[Any, ...]]:
    """Who wrote what in the record, and when."""
    if isinstance(thing, Crime):
        rows = CrimeEvent.objects.filter(crime=thing, kind=EventKind.NOTE).order_by("-id")
        return list(rows.values_list("author", "recorded_at", "text")[:MOST_EARLIER])
    lines = LogEntry.objects.filter(
        system=thing.system, log_ref_key=thing.ref_key, kind__in=SAID
    ).order_by("-entered_at", "-id")
    return [
        ("the first account", thing.received_at, thing.text),
        *lines.values_list("author", "entered_at", "text")[:MOST_EARLIER],
    ]


def look(
    *,
    thing: Crime | Log,
    by: User,
    text: str,
    next_step: str = "",
    next_by: date | None = None,
) -> Look:
    """Write what a supervisor sees in an open investigation or log and what is to be done next. What is copied is kept, too,
    and marked so: it is no meaningful entry. Raises SupervisionError, NotAllowed."""
    check_can_look_at(by, thing)
    said, after = _words(text), _words(next_step, needed=False)
    if next_by is not None and next_by < timezone.localdate():
        raise SupervisionError("The day by which it is to be done is past. Give a later one.")
    with transaction.atomic():
        row = type(thing).objects.select_for_update().get(pk=thing.pk)
        _check_open(row)
        found = held_against(row, by, said)
        last = Look.objects.filter(kind=kind_of(row), target=row.pk).order_by("-number").first()
        kept = Look(
            kind=kind_of(row),
            target=row.pk,
            number=last.number + 1 if last else 1,
            ref=row.ref,
            department=row.department,
            text=said,
            next_step=after,
            next_by=next_by,
            made_by=by.username,
            made_at=timezone.now(),
            copied=round(found.share * 1000),
            sentences=list(found.sentences),
            copied_from=found.where[:300] if found.copied else "",
            meaningful=found.meaningful,
        )
        kept.entry_seq = append(
            kind="look.made",
            subject=content.look_subject(kept),
            body=content.look_content(kept),
            by=by.username,
        )
        kept.save(force_insert=True)
        _tell_record(row, kept, by)
    return kept


def _check_open(row: Crime | Log) -> None:
    if isinstance(row, Crime):
        if row.state not in OPEN:
            raise SupervisionError(
                f"{row.ref} is not under investigation, so there is nothing to look at."
            )
    elif row.opened_at is None or row.closed_at is not None:
        raise SupervisionError(f"{row.ref} is not open here, so there is nothing to look at.")


def _tell_record(row: Crime | Log, kept: Look, by: User) -> None:
    """Whoever reads the record reads the look in it."""
    text = f"Supervisor’s look: {kept.text}"
    if kept.next_step:
        until = f" by {kept.next_by:%d/%m/%Y}" if kept.next_by else ""
        text += f"\nNext{until}: {kept.next_step}"
    if isinstance(row, Log):
        write_entry(row, by=by, text=text, detail={"look": kept.number})
    elif can_change_crime(by, row):
        write_note(record=row, by=by, text=text)


def _marks(marks: Mapping[str, str]) -> dict[str, str]:
    for code, mark in marks.items():
        if code not in headings() or mark not in MARKS:
            raise SupervisionError(
                f"{code}: {mark} says nothing of a decision. Choose from the form."
            )
    held = {code: mark for code, mark in marks.items() if mark != NONE}
    if not held:
        raise SupervisionError("Say of at least one heading what it is like.")
    return held


def _words(text: str, *, needed: bool = True) -> str:
    if not needed and not text.strip():
        return ""
    try:
        return check_text("What you say", text, 5000)
    except LogError as error:
        raise SupervisionError(str(error)) from None
