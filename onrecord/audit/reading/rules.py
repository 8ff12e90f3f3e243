"""The rules' own questions on the reading screen: the reader answers what an officer would have been asked, and gets what
the rules say must be recorded. Nothing is kept of it but what the reader then puts into the reading.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from crimerules import CaseError, decide
from crimerules.case import Case
from crimerules.decision import Crime, NotRecorded, Question, Referral
from crimerules.tree import TreeError
from onrecord.audit.reading.parts import interview_of
from onrecord.contact.force import force
from onrecord.deciding import interview
from onrecord.deciding.facts import merge

START, ANSWER, BACK, PUT, STOP = "start", "answer", "back", "put", "stop"
DEEDS = (START, ANSWER, BACK, PUT, STOP)


@dataclass(frozen=True)
class Rules:
    """The panel: the question that comes next, or what the rules say; `trouble` where an answer didn't fit."""

    given: list[interview.Given]
    shown: interview.Shown | None
    crimes: tuple[Crime, ...] = ()
    not_recorded: tuple[NotRecorded, ...] = ()
    questions: tuple[Question, ...] = ()
    referrals: tuple[Referral, ...] = ()
    trouble: str = ""


def ask(post: Mapping[str, Any], on: date, name: str) -> tuple[dict[str, str], Rules | None]:
    """What changes in the form by what was pressed, and the panel to show (None: none).

    `on` is the day whose rules apply, `name` the record's reference.
    """
    deed = post.get("ask", "")
    answers = interview_of(str(post.get("interview", "")))
    trouble = ""
    if deed == STOP:
        return {"interview": ""}, None
    if deed == BACK:
        answers = answers[:-1]
    if deed == ANSWER:
        say = str(post.get("number") or post.get("say") or "")
        if not say:
            trouble = "Choose an answer."
        else:
            try:
                answers = interview.next_answers(answers, say)
            except TreeError:
                trouble = "This question has no such answer. Choose one of those below."
    panel = _panel(answers, on, name, trouble)
    changes = {"interview": json.dumps(answers)}
    if deed == PUT and panel.crimes:
        return {"interview": "", **_rows(post, panel)}, None
    return changes, panel


def panel_of(text: str, on: date, name: str) -> Rules | None:
    """The panel as it was left, when the form comes back with something wrong in it."""
    return _panel(interview_of(text), on, name, "") if text else None


def _panel(answers: list[list[str]], on: date, name: str, trouble: str) -> Rules:
    here, fits = interview.so_far(answers)
    given = interview.given(fits)
    if not here.finished:
        return Rules(given, interview.shown(fits, len(fits) + 1), trouble=trouble)
    try:
        plain = merge(here.case().to_dict(), {}, force=force().name, name=name)
        made = decide(Case.from_dict(plain), on)
    except CaseError as error:
        return Rules(given, None, trouble=" ".join(str(each) for each in error.problems))
    return Rules(
        given,
        None,
        made.crimes,
        made.not_recorded,
        made.questions,
        made.referrals,
        trouble,
    )


def _rows(post: Mapping[str, Any], panel: Rules) -> dict[str, str]:
    """The rules' crimes in the free lines of the list, as not on record: that is for the reader to say."""
    text = str(post.get("rows") or "")
    rows = min(20, int(text)) if text.isdecimal() and len(text) < 4 else 0
    free = [n for n in range(1, 21) if not str(post.get(f"crime-{n}-offence") or "").strip()]
    found: dict[str, str] = {"decision": "crimes"}
    last = rows
    for number, crime in zip(free, panel.crimes, strict=False):
        found[f"crime-{number}-offence"] = f"{crime.class_} {crime.code}".strip()
        found[f"crime-{number}-count"] = str(crime.count)
        last = max(last, number)
    return {**found, "rows": str(last)}
