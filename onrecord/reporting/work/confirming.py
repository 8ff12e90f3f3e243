"""Straight through where the rules allow it: the decision is computed from the answers that were given on line, and a person
confirms it in one screen, or decides by the questions with those answers carried over.

Never offered for "not a crime", never where something presses or the rules leave a point open, and never done without a
person (Crime Recording Rules 2026/27, p. 6: somebody decides). What is recorded is an ordinary decision by whoever confirms.
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from onrecord.contact.content import moment
from onrecord.contact.models import Log
from onrecord.deciding import facts as facts_of
from onrecord.deciding import interview
from onrecord.deciding.actions import DecisionError, answer, conclude, put_facts, start_decision
from onrecord.deciding.concluding import referred_because
from onrecord.deciding.judge import Judged, judge
from onrecord.deciding.models import RecordingDecision
from onrecord.deciding.otherwise import Final, final, stands_of
from onrecord.deciding.states import State
from onrecord.deciding.wording import crime_shown, moment_of, named
from onrecord.people.models import User
from onrecord.reporting.errors import ReportError
from onrecord.reporting.front.sending import happened_at
from onrecord.reporting.models import Report
from onrecord.reporting.policies import check_can_confirm
from onrecord.reporting.receiving.intake import part_origin
from onrecord.reporting.states import ReportState
from onrecord.reporting.types.asking import RULES, assumed
from onrecord.reporting.types.held import type_named
from onrecord.reporting.work.disagreeing import against_in
from onrecord.reporting.work.of_log import log_of
from onrecord.reporting.writing import held, keep

ROUTE = "on-line report"
# From this level of risk on, a person goes through the questions.
PRESSES = 2


@dataclass(frozen=True)
class Computed:
    """What the rules say to the answers that were given on line. `why_not`: why it can't be confirmed in one screen; empty
    when it can. `stands`: the answer in short, so that what is recorded is what was seen."""

    answers: list[list[str]]
    why_not: str
    judged: Judged | None = None
    decided: Final | None = None

    @property
    def stands(self) -> str:
        return " | ".join(stands_of(self.judged)) if self.judged else ""

    @property
    def crimes(self) -> list[dict[str, Any]]:
        """The crimes as pages show them, each with its class and its reasons."""
        if self.judged is None or self.decided is None:
            return []
        case, made = named(self.judged.case), self.judged.decision
        return [crime_shown(each, case, made) for each in self.decided.crimes]

    @property
    def record_by(self) -> Any:
        return moment_of(self.judged.decision.record_by) if self.judged else None


def rules_answers(report: Report) -> list[list[str]]:
    """The answers to the questions of the rules, as `onrecord.deciding.interview` takes them."""
    found = []
    for pair in report.answers:
        if len(pair) > 1 and str(pair[0]).startswith(RULES):
            say = pair[1][-1] if isinstance(pair[1], list) and pair[1] else pair[1]
            found.append([str(pair[0]).removeprefix(RULES), str(say)])
    return interview.so_far(found)[1]


def computed(report: Report) -> Computed:
    """The decision as it would be made now. Nothing is written."""
    answers = rules_answers(report)
    log = log_of(report)
    why_not = _why_not(report, log, answers)
    if why_not or log is None:
        return Computed(answers, why_not)
    facts = {**facts_of.prefill(log, log.received_at), **_when(report)}
    row = RecordingDecision(
        origin=_origin(report, log),
        log=log,
        log_system=log.system,
        log_ref=log.ref,
        route=ROUTE,
        known_at=log.received_at,
        recorded_at=log.received_at,
        answers=answers,
        facts=facts,
        on_date=facts_of.on_date(facts, log.received_at),
    )
    try:
        judged = judge(row)
    except DecisionError as error:
        return Computed(answers, str(error))
    decided = final(judged, {})
    return Computed(answers, _left_open(judged, decided), judged, decided)


def _why_not(report: Report, log: Log | None, answers: list[list[str]]) -> str:
    if report.state != ReportState.RECEIVED or log is None or log.closed_at is not None:
        return "Its log isn't open."
    if report.other_force:
        return f"It is for {report.other_force}."
    if log.decisions.exclude(state=State.WITHDRAWN).exists() or log.crime_count:
        return "Somebody decides about it already, or a crime is recorded: see its log."
    kind = type_named(report.type_key, report.type_version)
    allows = kind.straight_through if kind is not None else report.told.get("straight_through")
    if not allows:
        return "Reports of this type are decided by the questions."
    if kind is not None and assumed(kind, report.answers):
        return "The reporter left out a question on which the decision hangs: go through the questions."
    if report.risk >= PRESSES:
        return "Something in it is urgent: go through the questions with the account before you."
    if against_in(report):
        return "What was answered and what was written don't go together: ask, and go through the questions."
    if not answers or not interview.so_far(answers)[0].finished:
        return "The answers that were given on line don't reach the end of the questions."
    return ""


def _left_open(judged: Judged, decided: Final) -> str:
    """Why a person has more to say than yes."""
    if decided.exits or not decided.crimes:
        return "The rules do not say that all of it is a crime. A person decides that by the questions, with a rationale."
    if judged.decision.joined:
        return "It may belong to a crime that is on record already."
    if judged.unfinished or judged.asked or judged.unknown or referred_because(judged, decided):
        return "The rules still ask something."
    return ""


def record(*, report: Report, by: User, stands: str, delay: str = "") -> RecordingDecision:
    """Record what the rules say: the decision of whoever presses. `stands`: the answer that they saw. Recorded twice is once.
    Raises ReportError, DecisionError, NotAllowed."""
    check_can_confirm(by, report)
    with transaction.atomic():
        row = held(report)
        if row.decision:
            there = RecordingDecision.objects.filter(origin=row.decision).first()
            if there is not None and there.state == State.CONCLUDED:
                return there
        found = computed(row)
        if found.why_not:
            raise ReportError(found.why_not)
        if found.stands != stands:
            raise ReportError("The answer has changed since you saw it. Look at it again.")
        decision = _begin(row, found.answers, by)
        if delay.strip():
            decision = put_facts(decision=decision, by=by, facts={"delay": delay.strip()})
        decision = conclude(decision=decision, by=by)
        if decision.state != State.CONCLUDED or not decision.crime_refs:
            raise ReportError("It could not be recorded in one step. Decide by the questions.")
        return decision


def carry_over(*, report: Report, by: User) -> RecordingDecision:
    """Begin the ordinary decision, with the answers that were given on line."""
    check_can_confirm(by, report)
    with transaction.atomic():
        row = held(report)
        return _begin(row, rules_answers(row), by)


def _begin(report: Report, answers: list[list[str]], by: User) -> RecordingDecision:
    log = log_of(report)
    if log is None:
        raise ReportError("This report has no log.")
    there = log.decisions.filter(state__in=(State.OPEN, State.REFERRED)).order_by("-pk").first()
    if there is not None:
        return there
    decision = start_decision(by=by, log=log, route=ROUTE, origin=_origin(report, log))
    for _, say in answers:
        decision = answer(decision=decision, by=by, say=say)
    if _when(report):
        decision = put_facts(decision=decision, by=by, facts=_when(report))
    keep(report, by=by.username, decision=decision.origin)
    return decision


def _when(report: Report) -> dict[str, str]:
    """When it happened, as a fact of the decision, where the reporter gave day and time."""
    at = happened_at(report)
    return {"happened_at": moment(at) or ""} if at is not None else {}


def _origin(report: Report, log: Log) -> str:
    """One decision for each report, unless one was withdrawn."""
    return part_origin(report.origin, f"decision {log.decisions.count()}")
