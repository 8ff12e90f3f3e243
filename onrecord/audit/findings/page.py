"""What a finding's page shows: what was found, in words, with the rule; and what was done about it since."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from onrecord.audit.findings.causes import cause_named
from onrecord.audit.findings.correcting import decision_of
from onrecord.audit.findings.models import Finding
from onrecord.audit.findings.reversal import failed_questions
from onrecord.audit.planning.figures import GROUPS
from onrecord.audit.programmes.kept import programme_of, shipped_programmes
from onrecord.audit.reading.beside import beside
from onrecord.audit.reading.faces import face_of
from onrecord.audit.reading.judgement import DISCLOSED
from onrecord.people.models import User
from onrecord.recording.models import Group

RULES = "inspection-cdi"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that was found: in a sentence, with the rule it rests on (title, edition, page) and what to do."""

    found: str
    rule: str
    to_do: str


def faults(finding: Finding) -> list[Fault]:
    """What was found wrong, each with its rule. Missed crimes come first."""
    programme = programme_of(finding.item.audit)
    found = []
    if finding.missed:
        # A programme that asks for numbers only names no rule: that of the inspection-style one is the same.
        question = programme.question(DISCLOSED) or shipped_programmes()[RULES].question(DISCLOSED)
        rule = question.rule.words if question else ""
        for words in missed_words(finding):
            found.append(
                Fault(
                    words,
                    rule,
                    "Record it now, by the ordinary questions. The time of the first report stays what it was.",
                )
            )
    for question in failed_questions(finding):
        said = question.answer(str(finding.reading.answers[question.id]))
        answer = said.text or said.say if said else ""
        found.append(Fault(f"{question.asks} {answer}", question.rule.words, question.help))
    return found


def missed_words(finding: Finding) -> list[str]:
    """The missed crimes in words: by class where the reader named it, else by group."""
    reading = finding.reading
    if reading.crimes:
        return [
            f"{_crimes(crime['count'] - crime['recorded'])} of class {crime['class']}"
            f"{' (' + crime['code'] + ')' if crime['code'] else ''} should be on record and "
            f"{'is' if crime['count'] - crime['recorded'] == 1 else 'are'} not."
            for crime in reading.crimes
            if crime["count"] > crime["recorded"]
        ]
    found = []
    for group in GROUPS:
        missed = getattr(reading, f"should_{group}") - getattr(reading, f"recorded_{group}")
        if missed:
            verb = "is" if missed == 1 else "are"
            found.append(
                f"{_crimes(missed)} ({Group(group).label}) should be on record and {verb} not."
            )
    return found


def _crimes(number: int) -> str:
    return "1 crime" if number == 1 else f"{number} crimes"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a finding, as the page shows it."""

    at: datetime
    by: str
    what: str
    words: str
    to: str


def steps(finding: Finding) -> list[Step]:
    return [
        Step(datetime.fromisoformat(s["at"]), s["by"], s["what"], s["words"], s["to"])
        for s in finding.steps
    ]


def face(request: HttpRequest, finding: Finding) -> dict[str, Any]:
    """The context of the page but for its forms. The record is shown as the programme's readers see it."""
    programme = programme_of(finding.item.audit)
    return {
        **beside(request, finding.item, programme),
        "face": face_of(finding.item),
        "finding": finding,
        "item": finding.item,
        "audit": finding.item.audit,
        "programme": programme,
        "faults": faults(finding),
        "steps": steps(finding),
        "causes": [cause_named(code) for code in finding.causes],
        "decision": decision_of(finding),
        "with_whom": with_whom(finding),
    }


def with_whom(finding: Finding) -> str:
    """Whom the finding is with, by name where there is one."""
    name = {"supervisor": finding.supervisor, "person": finding.person}.get(finding.state, "")
    if name:
        user = User.objects.filter(username=name).first()
        return str(user or name)
    return finding.department or "nobody yet: the registrar gives it to somebody"
