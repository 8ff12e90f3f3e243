"""The final reading by which a finding falls, made from the reading it rests on."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from onrecord.audit.errors import AuditError
from onrecord.audit.findings.models import Finding
from onrecord.audit.planning.figures import GROUPS
from onrecord.audit.programmes.kept import programme_of
from onrecord.audit.programmes.programme import FAIL, ProgrammeQuestion
from onrecord.audit.reading.answers import COUNT_FIELDS
from onrecord.audit.reading.judgement import DISCLOSED, NamedCrime

NO_CRIME, ON_RECORD = "no-crime", "on-record"
HOW = {
    NO_CRIME: "What was counted as missed need not have been recorded",
    ON_RECORD: "It was on record all along",
}


def failed_questions(finding: Finding) -> list[ProgrammeQuestion]:
    """The questions that the reading failed."""
    found = []
    for question in programme_of(finding.item.audit).questions:
        said = question.answer(str(finding.reading.answers.get(question.id, "")))
        if said is not None and said.verdict == FAIL:
            found.append(question)
    return found


def reading_that_passes(
    finding: Finding, how: str, answers: Mapping[str, str], words: str
) -> dict[str, Any]:
    """The arguments of `record_reading` for the final reading. Raises AuditError when the registrar has not said how."""
    reading = finding.reading
    given: dict[str, Any] = {"comment": words}
    said = {**reading.answers, **{k: v for k, v in answers.items() if v}}
    if finding.missed:
        if how not in HOW:
            raise AuditError("Say why the crimes that were counted as missed were not missed.")
        # What follows from the numbers follows from the new ones.
        said.pop(DISCLOSED, None)
    named = [_named(crime) for crime in reading.crimes]
    if named:
        given["crimes"] = [c for c in (_put_right(crime, how) for crime in named) if c.count]
    else:
        given |= _numbers({name: getattr(reading, name) for name in COUNT_FIELDS}, how)
    return given | {"answers": said}


def _named(crime: Mapping[str, Any]) -> NamedCrime:
    return NamedCrime(
        crime["class"],
        crime["code"],
        int(crime["count"]),
        int(crime["recorded"]),
        crime.get("right_class", ""),
        crime.get("in_time", ""),
    )


def _put_right(crime: NamedCrime, how: str) -> NamedCrime:
    if how == ON_RECORD:
        return replace(crime, recorded=crime.count)
    return replace(crime, count=crime.recorded) if how == NO_CRIME else crime


def _numbers(counts: Mapping[str, int], how: str) -> dict[str, int]:
    right = dict(counts)
    for group in GROUPS:
        should, recorded = f"should_{group}", f"recorded_{group}"
        if how == ON_RECORD:
            right[recorded] = right[should]
        elif how == NO_CRIME:
            right[should] = right[recorded]
    return right
