"""How a report stands, as its reporter may know it: received, decided, recorded or not, why, and what comes next.

Nothing here names an officer, a suspect or anybody else. What a crime is called is said only to the person to whom it was
done: whoever reports what happened to a neighbour learns that it is recorded, and no more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from onrecord.contact.models import Log
from onrecord.deciding.models import Rationale, RecordingDecision
from onrecord.recording.models import Crime, CrimePerson, ReportedIncident
from onrecord.recording.people import VICTIM
from onrecord.recording.states import CrimeState
from onrecord.reporting.models import Report, ReportMessage
from onrecord.reporting.states import MessageKind, ReportState
from onrecord.reporting.status.rights import answer_by, rights
from onrecord.reporting.work.of_log import log_of
from onrecord.reporting.work.outcome import standing_decisions

LIMIT = timedelta(hours=24)
CALLER = "caller"
# Ways out that are a record of their own, and the test that stands for all that the rules direct.
KEPT_OPEN, RULES_DIRECT = ("N100", "N300"), "rules-direct"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A crime on record. `title` is empty where it was done to somebody else than the reporter."""

    ref: str
    title: str
    at: datetime | None
    cancelled: bool


@dataclass(frozen=True)
class Standing:
    """`stage`: "waiting", "recorded", "not-recorded", "elsewhere" (another force has it) or "nothing" (a person read it and
    found that nothing is reported). `why`: sentences in English, to be translated where they are shown."""

    report: Report
    stage: str
    decide_by: datetime
    crimes: Sequence[Recorded]
    why: Sequence[str]
    decided_at: datetime | None
    messages: Sequence[ReportMessage]
    challenge: ReportMessage | None
    # Their last challenge was answered, it stands, and nothing was decided since: the ways that are left are others'.
    stands: bool = False

    @property
    def may_challenge(self) -> bool:
        """Something was decided, and no challenge of it waits."""
        decided = self.stage in ("recorded", "not-recorded", "nothing")
        return decided and self.challenge is None and not self.stands


def standing_of(report: Report) -> Standing:
    """How the report stands now."""
    log = log_of(report)
    crimes = _crimes(log) if log else []
    shown = [_recorded(crime, report, log) for crime in crimes] if log else []
    rows = standing_decisions(log) if log else []
    why, decided_at = _why(log, rows)
    times = [each.at for each in shown if each.at] + ([decided_at] if decided_at else [])
    messages = list(report.messages.order_by("number"))
    decided = max(times, default=None)
    # The last that was answered in their order: no second one begins while one waits.
    answered = [
        each for each in messages if each.kind == MessageKind.CHALLENGE and each.answered_at
    ]
    last = answered[-1] if answered else None
    waiting = (
        each for each in messages if each.kind == MessageKind.CHALLENGE and each.answered_at is None
    )
    return Standing(
        report=report,
        stage=_stage(report, shown, why),
        decide_by=report.submitted_at + LIMIT,
        crimes=shown,
        why=why,
        decided_at=decided,
        messages=messages,
        challenge=next(waiting, None),
        stands=last is not None and last.outcome == "stands" and not _later(decided, last),
    )


def _later(decided: datetime | None, challenge: ReportMessage) -> bool:
    """Whether something was decided after a challenge was answered."""
    at = challenge.answered_at
    return decided is not None and at is not None and decided > at


def promised(message: ReportMessage) -> datetime | None:
    """By when the reporter is promised an answer to a challenge; what presses in it is looked at sooner."""
    return answer_by(message.at) if message.kind == MessageKind.CHALLENGE else None


def _stage(report: Report, crimes: Sequence[Recorded], why: Sequence[str]) -> str:
    if report.state == ReportState.TRANSFERRED:
        return "elsewhere"
    if any(not each.cancelled for each in crimes):
        return "recorded"
    if why or crimes:
        return "not-recorded"
    if report.state == ReportState.SET_ASIDE:
        return "nothing"
    return "waiting"


def _crimes(log: Log) -> list[Crime]:
    return list(Crime.objects.filter(crimelog__log=log).order_by("pk"))


def _why(log: Log | None, rows: Iterable[RecordingDecision]) -> tuple[list[str], datetime | None]:
    """Why something is not recorded as a crime, in lay words, each once; and when that was decided."""
    held = rights()
    words: list[str] = []
    at: list[datetime] = []
    for row in rows:
        if row.concluded_at:
            at.append(row.concluded_at)
        words += [held.why[each.test] for each in row.rationales.all() if _says_why(each)]
    if log is not None:
        kinds = ReportedIncident.objects.filter(log=log).order_by("pk")
        words += [held.incident[each.kind] for each in kinds if each.kind in held.incident]
    return list(dict.fromkeys(words)), max(at, default=None)


def _says_why(row: Rationale) -> bool:
    """Whether the test says it: what becomes a reported incident is told as that, and no other body deals with it."""
    return row.test in rights().why and (row.exit not in KEPT_OPEN or row.test != RULES_DIRECT)


def _recorded(crime: Crime, report: Report, log: Log | None) -> Recorded:
    return Recorded(
        ref=crime.ref,
        title=crime.offence if log and done_to_reporter(crime, report, log) else "",
        at=crime.recorded_at,
        cancelled=crime.state in (CrimeState.CANCELLED, CrimeState.N100),
    )


def done_to_reporter(crime: Crime, report: Report, log: Log) -> bool:
    """Whether every victim of the crime is the reporter, or the business that they reported for: by the log's own people, else
    by the name that they gave."""
    if report.organisation:
        return False
    # What the public answers to "Did it happen to you?" (common.toml).
    for_business = ["reporter", "business"] in [list(pair) for pair in report.answers]
    victims = [
        each
        for each in CrimePerson.objects.filter(crime=crime, removed=False)
        if VICTIM in each.roles
    ]
    theirs = {
        each.pk
        for each in log.people.all()
        if {CALLER, VICTIM} <= set(each.roles)
        or (for_business and VICTIM in each.roles and each.facts.get("kind") == "business")
    }
    name = _key(report.contact.get("name", ""))
    return bool(victims) and all(
        each.log_person in theirs or (bool(name) and _key(each.name) == name) for each in victims
    )


def _key(name: Any) -> str:
    return " ".join(str(name).split()).casefold()
