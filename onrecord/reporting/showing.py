"""A report in words, for the pages of those who work on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from crimerules.tree import screens
from onrecord.contact.force import force
from onrecord.contact.thrive import HEADS
from onrecord.reporting.models import Report
from onrecord.reporting.of_log import log_of
from onrecord.reporting.risk import proposed, triage
from onrecord.reporting.states import ReportState
from onrecord.reporting.types_held import type_named

RULES = "rules:"
_CONTACT = {"name": "Name", "phone": "Telephone", "email": "E-mail", "address": "Address", "safe": "Safe to be in touch"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """One answer in words. `of_rules`: to a question of the rules."""

    asks: str
    answer: str
    of_rules: bool = False


def answers_of(report: Report) -> list[Said]:
    """What was answered, question by question, in words where they are held."""
    asked = asked_by_type(report)
    return [_said(pair, asked) for pair in report.answers if len(pair) > 1]


def _said(pair: Sequence[Any], asked: dict[str, tuple[str, dict[str, str]]]) -> Said:
    question, given = str(pair[0]), pair[1]
    if question.startswith(RULES):
        name = question.removeprefix(RULES)
        say = str(given[-1] if isinstance(given, list) and given else given)
        screen = screens().get(name)
        if screen is None:
            return Said(name, say, True)
        text = next((each.text for each in screen.answers if each.fits(say)), say)
        return Said(screen.asks, say if say.isdecimal() else text, True)
    asks, texts = asked.get(question, (question.replace("-", " ").capitalize(), {}))
    return Said(asks, _plain(given, texts))


def _plain(given: Any, texts: dict[str, str]) -> str:
    """An answer in one line: lists with commas, tables as name: value."""
    if isinstance(given, dict):
        return "; ".join(
            f"{name.replace('_', ' ')}: {_plain(value, texts)}"
            for name, value in given.items()
            if value not in (None, "", [], {})
        )
    if isinstance(given, list):
        return ", ".join(_plain(each, texts) for each in given)
    if isinstance(given, bool):
        return "yes" if given else "no"
    return texts.get(str(given), str(given))


def asked_by_type(report: Report) -> dict[str, tuple[str, dict[str, str]]]:
    """Question -> (its words, the words of its answers), of the type under which the report was begun."""
    kind = type_named(report.type_key, report.type_version)
    if kind is None:
        return {}
    return {
        each.id: (each.asks, {choice.say: choice.text for choice in each.answers})
        for each in kind.questions
    }


def context_of(report: Report) -> dict[str, Any]:
    """What every page about a report shows."""
    held = proposed(report.risks)
    grade = force().grade(held["grade"])
    return {
        "report": report,
        "log": log_of(report),
        "answers": answers_of(report),
        "contact": [
            (label, report.contact[name])
            for name, label in _CONTACT.items()
            if report.contact.get(name)
        ],
        "level": triage().levels[report.risk],
        "proposed": {
            "grade": str(grade or ""),
            "qualifiers": held["qualifiers"],
            "heads": [(HEADS[head].word, words) for head, words in held["heads"].items()],
        },
        "ends_at": report.submitted_at + timedelta(hours=24),
        "held_back": report.state == ReportState.HELD_BACK,
        "set_aside": report.state == ReportState.SET_ASIDE,
        "received": report.state == ReportState.RECEIVED,
        "transferred": report.state == ReportState.TRANSFERRED,
        "files": list(report.files.order_by("pk")),
    }
