"""Parts of the reading form: the lines of its list of crimes, and what it begins with."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms

from onrecord.audit.models import Reading
from onrecord.audit.programmes.programme import CRIMES, Programme
from onrecord.audit.reading.answers import COUNT_FIELDS, MOST_CRIMES
from onrecord.audit.reading.judgement import MOST_NAMED, PARKED, REFERRED, WITHDRAWN

NO_CRIME, SOME, UNDECIDED = "none", "crimes", "undecidable"
ROWS = 2
_YES_NO = [("", "not judged"), ("yes", "yes"), ("no", "no")]


def number_widget() -> forms.NumberInput:
    return forms.NumberInput(attrs={"min": 0, "max": MOST_CRIMES, "inputmode": "numeric"})


def row_fields(number: int) -> dict[str, forms.Field]:
    """The cells of one line of the list of crimes."""

    def label(words: str) -> str:
        return f"{words}, crime {number}"

    return {
        "offence": forms.CharField(label=label("Class or code"), required=False, max_length=40),
        "count": forms.IntegerField(
            label=label("How many"),
            required=False,
            min_value=0,
            max_value=MOST_CRIMES,
            widget=number_widget(),
        ),
        "recorded": forms.IntegerField(
            label=label("On record"),
            required=False,
            min_value=0,
            max_value=MOST_CRIMES,
            widget=number_widget(),
        ),
        "right": forms.ChoiceField(
            label=label("In the right class"), required=False, choices=_YES_NO
        ),
        "time": forms.ChoiceField(label=label("In time"), required=False, choices=_YES_NO),
    }


def row_count_of(data: Mapping[str, Any]) -> int:
    value = str(data.get("rows") or "")
    return min(MOST_NAMED, int(value)) if value.isdecimal() and len(value) < 4 else ROWS


def leads_to(programme: Programme) -> dict[str, str]:
    """For each question that only some answers lead to, in words which."""
    places = {question.id: place for place, question in enumerate(programme.questions)}
    skipped: dict[str, list[str]] = {}
    for place, question in enumerate(programme.questions):
        for answer in question.answers:
            if not answer.goes_to:
                continue
            end = places.get(answer.goes_to, len(programme.questions))
            for between in programme.questions[place + 1 : end]:
                skipped.setdefault(between.id, []).append(f"“{answer.text}” to “{question.asks}”")
    return {name: f"Not asked after {'; or '.join(words)}." for name, words in skipped.items()}


def initial_of(programme: Programme, reading: Reading | None) -> dict[str, Any]:
    """An earlier reading, to be looked at again."""
    if reading is None:
        return {}
    found: dict[str, Any] = {"comment": reading.comment}
    found |= {f"q-{name}": said for name, said in reading.answers.items()}
    if programme.measure != CRIMES or reading.outcome in (PARKED, REFERRED, WITHDRAWN):
        return found
    counts = {name: getattr(reading, name) for name in COUNT_FIELDS}
    crimes = any(counts.values())
    found["decision"] = UNDECIDED if reading.undecidable else SOME if crimes else NO_CRIME
    if reading.crimes:
        found["rows"] = len(reading.crimes)
        for number, crime in enumerate(reading.crimes, 1):
            found |= row_initial(number, crime)
    elif crimes:
        found |= counts
    return found


def in_words(programme: Programme, reading: Reading) -> list[tuple[str, str]]:
    """The questions that a reading answered, each with its answer as the form words it."""
    found = []
    for question in programme.questions:
        if said := reading.answers.get(question.id):
            answer = question.answer(str(said))
            found.append((question.asks, answer.text if answer else str(said)))
    return found


def row_initial(number: int, crime: Mapping[str, Any]) -> dict[str, Any]:
    """One line of the list as the form begins with it."""
    return {
        f"crime-{number}-offence": f"{crime['class']} {crime['code']}".strip(),
        f"crime-{number}-count": crime["count"],
        f"crime-{number}-recorded": crime["recorded"],
        f"crime-{number}-right": crime["right_class"],
        f"crime-{number}-time": crime["in_time"],
    }


def interview_of(text: str) -> list[list[str]]:
    """The answers to the rules' questions out of the hidden field; none when somebody has tampered with it."""
    try:
        data = json.loads(text or "[]")
    except ValueError:
        return []
    good = isinstance(data, list) and all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(each, str) for each in pair)
        for pair in data
    )
    return data if good else []
