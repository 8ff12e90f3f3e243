"""A programme as forms: its head, and one question at a time. What they come to is checked by `file.build`."""

from collections.abc import Mapping
from typing import Any

from django import forms

from onrecord.audit.programmes.file import (
    EVERY,
    FILTERS,
    LONGEST,
    ROLES,
    SHOW,
    SOURCES,
    STEPS,
    STRATA,
)
from onrecord.audit.programmes.form_parts import commas, lines_field, pairs, whole_or_text
from onrecord.audit.programmes.programme import CRIMES, MEASURES, QUESTIONS
from onrecord.audit.sample.populations import SOURCES as KNOWN_SOURCES
from onrecord.people.roles import Role

MEASURE_WORDS = {
    CRIMES: "Crimes: how many that should be on record are",
    QUESTIONS: "Questions: how many records pass each of them",
}
STRATA_WORDS = {
    "code-linked-score": "closing code, linked or not, screening score (least reading for the width)",
    "code-linked": "closing code, linked or not",
    "proportional": "closing code, linked or not, read in proportion",
    "simple": "none: every record with the same chance",
}
SHOW_WORDS = {
    "entries": "lines of the log",
    "crimes": "crimes on record",
    "decisions": "recording decisions with their trace",
    "recording": "recording of the call",
    "thrive": "THRIVE",
    "incidents": "records that are no crime",
    "told": "who was told",
}


def _several(
    label: str, known: tuple[str, ...], words: Mapping[str, str], help_text: str = ""
) -> Any:
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        choices=[(name, words.get(name, name)) for name in known],
        widget=forms.CheckboxSelectMultiple,
        help_text=help_text,
    )


class ProgrammeForm(forms.Form):
    """Everything of a programme but its questions."""

    title = forms.CharField(label="Title", required=False, max_length=LONGEST)
    about = lines_field("What it is about", "Two or three sentences.")
    measure = forms.ChoiceField(
        label="What is counted",
        required=False,
        choices=[(name, MEASURE_WORDS[name]) for name in MEASURES],
        widget=forms.RadioSelect,
    )
    sources = _several(
        "Which records", SOURCES, {name: source.words for name, source in KNOWN_SOURCES.items()}
    )
    population = forms.CharField(
        label="Which records, in words",
        required=False,
        max_length=500,
        help_text="As a report says it: every log of the month, whatever it was closed as.",
    )
    filters = lines_field(
        "Only records with",
        f"One line each, such as “words: domestic, child”. Known: {', '.join(FILTERS)}. Leave it empty for all: a frame "
        "that leaves out closing codes flatters.",
    )
    strata = forms.ChoiceField(
        label="Divided by", required=False, choices=[(name, STRATA_WORDS[name]) for name in STRATA]
    )
    sample_size = forms.IntegerField(label="How many are read", required=False)
    minimum = forms.IntegerField(label="At least, in each part", required=False)
    certainty = forms.CharField(
        label="Read all of these",
        required=False,
        max_length=500,
        help_text="Words in opening or closing code (of a crime: its class), with commas between, such as: rape.",
    )
    targets = lines_field(
        "Wanted width, plus or minus points",
        "One line each, such as “violence: 3”; the planner says whether the sample reaches it.",
    )
    roles = _several("Who reads", ROLES, {role.value: role.label for role in Role})
    minutes = forms.IntegerField(label="Minutes a record takes", required=False)
    failures = forms.BooleanField(label="Every failure is read a second time", required=False)
    passes_percent = forms.IntegerField(
        label="Of the others, so many in a hundred are read a second time", required=False
    )
    route = _several(
        "Findings go to",
        STEPS,
        {"person": "the person whose work it is"},
    )
    days = forms.IntegerField(label="Days to answer", required=False)
    every = forms.ChoiceField(
        label="How often", required=False, choices=[(each, each) for each in EVERY]
    )
    owner = forms.CharField(label="Who owns it", required=False, max_length=200)
    bands = lines_field(
        "Bands",
        "The force's own, one line each, such as “good: 90”. No official figures are public.",
    )
    show = _several("Shown beside the questions", SHOW, SHOW_WORDS)

    def into(self, definition: Mapping[str, Any]) -> dict[str, Any]:
        """The definition with what was entered; wrong numbers stay as typed, for `build` to name them."""
        data = {name: self._value(name) for name in self.fields}
        targets = pairs(data["targets"])
        return {
            **definition,
            "title": data["title"],
            "about": data["about"],
            "measure": data["measure"],
            "population": {
                "sources": data["sources"],
                "words": data["population"],
                "filters": {name: commas(text) for name, text in pairs(data["filters"])},
            },
            "design": {
                "strata": data["strata"],
                "sample_size": whole_or_text(data["sample_size"]),
                "minimum": whole_or_text(data["minimum"]),
                "certainty": commas(data["certainty"]),
                "targets": dict(targets),
            },
            "readers": {"roles": data["roles"], "minutes": whole_or_text(data["minutes"])},
            "second_reading": {
                "failures": bool(data["failures"]),
                "passes_percent": whole_or_text(data["passes_percent"]),
            },
            "feedback": {"route": data["route"], "days": whole_or_text(data["days"])},
            "schedule": {"every": data["every"], "owner": data["owner"]},
            "bands": [{"name": name, "at_least": text} for name, text in pairs(data["bands"])],
            "show": data["show"],
        }

    def _value(self, name: str) -> Any:
        field, widget = self.fields[name], self.fields[name].widget
        value = widget.value_from_datadict(self.data, self.files, name)
        if isinstance(field, forms.MultipleChoiceField):
            return list(value or [])
        return value if isinstance(value, bool) else str(value or "").strip()


def head_of(definition: Mapping[str, Any]) -> dict[str, Any]:
    """What the form of a programme begins with."""
    population, design = definition["population"], definition["design"]
    second = definition["second_reading"]
    return {
        "title": definition["title"],
        "about": definition["about"],
        "measure": definition["measure"],
        "sources": population["sources"],
        "population": population["words"],
        "filters": "\n".join(f"{n}: {', '.join(v)}" for n, v in population["filters"].items()),
        "strata": design["strata"],
        "sample_size": design["sample_size"],
        "minimum": design["minimum"],
        "certainty": ", ".join(design["certainty"]),
        "targets": "\n".join(f"{n}: {v}" for n, v in design["targets"].items()),
        "roles": definition["readers"]["roles"],
        "minutes": definition["readers"]["minutes"],
        "failures": second["failures"],
        "passes_percent": second["passes_percent"],
        "route": definition["feedback"]["route"],
        "days": definition["feedback"]["days"],
        "every": definition["schedule"]["every"],
        "owner": definition["schedule"]["owner"],
        "bands": "\n".join(f"{b['name']}: {b['at_least']}" for b in definition["bands"]),
        "show": definition["show"],
    }
