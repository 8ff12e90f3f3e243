"""The form of the reading screen, made from the programme: nothing is chosen beforehand.

Numbers, crimes by class and questions all come to one checked `Judgement`; the sheet goes the same way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from onrecord.audit.models import Reading
from onrecord.audit.programmes.programme import (
    CRIMES,
    UNCLEAR,
    Answer,
    Programme,
    ProgrammeQuestion,
)
from onrecord.audit.reading.answers import COUNT_FIELDS, AnswerError, Answers, read_answers
from onrecord.audit.reading.judgement import (
    DECIDED,
    DISCLOSED,
    MOST_NAMED,
    PARKED,
    REFERRED,
    UNDECIDABLE,
    WITHDRAWN,
    Judgement,
    NamedCrime,
    judge,
    offence_of,
)
from onrecord.audit.reading.parts import (
    NO_CRIME,
    SOME,
    UNDECIDED,
    initial_of,
    leads_to,
    number_widget,
    row_count_of,
    row_fields,
)

GROUP_WORDS = {"violence": "Violence", "sexual": "Sexual", "other": "All other"}
# What a button of the form comes to; every other way of sending it decides.
OUTCOMES = {"park": PARKED, "refer": REFERRED, "undecidable": UNDECIDABLE, "withdrawn": WITHDRAWN}


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question as the screen shows it: its field, and each answer with the key that gives it."""

    question: ProgrammeQuestion
    field: forms.BoundField
    answers: list[tuple[Answer, str, bool]]
    after: str


@dataclass(frozen=True, slots=True)
class CrimeRow:
    """One line of the list of disclosed crimes."""

    number: int
    fields: list[forms.BoundField]


class ReadingForm(forms.Form):
    """What one record should have led to, and what it did."""

    comment = forms.CharField(
        label="Why, if it is not plain",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    # What was answered to the rules' own questions so far, and how many rows of crimes there are.
    interview = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)
    rows = forms.IntegerField(
        required=False, min_value=0, max_value=MOST_NAMED, widget=forms.HiddenInput
    )
    seen = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    judgement: Judgement

    def __init__(
        self,
        *args: Any,
        programme: Programme,
        reading: Reading | None = None,
        held: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """`reading`: an earlier one, to be looked at again. `held`: what was sent but not saved yet."""
        super().__init__(*args, **kwargs)
        self.programme = programme
        self.initial = {**initial_of(programme, reading), **(held or {})}
        self.row_count = row_count_of(self.data if self.is_bound else self.initial)
        self.initial["rows"] = self.row_count
        if programme.measure == CRIMES:
            self._crimes()
        for question in programme.questions:
            if question.id == DISCLOSED:
                continue
            name = f"q-{question.id}"
            if question.answers:
                self.fields[name] = forms.ChoiceField(
                    label=question.asks,
                    required=False,
                    choices=[(each.say, each.text) for each in question.offered],
                    widget=forms.RadioSelect,
                )
            else:
                self.fields[name] = forms.CharField(
                    label=question.asks,
                    required=False,
                    max_length=5000,
                    widget=forms.Textarea(attrs={"rows": 2}),
                )
        self.order_fields([name for name in self.fields if name != "comment"])

    def _crimes(self) -> None:
        asked = self.programme.question(DISCLOSED)
        self.fields["decision"] = forms.ChoiceField(
            label=asked.asks if asked else "What does this log disclose?",
            required=False,
            choices=[
                (NO_CRIME, "No crime that should have been recorded"),
                (SOME, "One crime or more: count them below"),
                (UNDECIDED, "It cannot be decided from what is written down"),
            ],
            widget=forms.RadioSelect,
        )
        for name in COUNT_FIELDS:
            kind, _, group = name.partition("_")
            words = "Should be on record" if kind == "should" else "Of these, are on record"
            self.fields[name] = forms.CharField(
                label=f"{words}: {GROUP_WORDS[group]}",
                required=False,
                max_length=6,
                widget=number_widget(),
            )
        for number in range(1, self.row_count + 1):
            for name, field in row_fields(number).items():
                self.fields[f"crime-{number}-{name}"] = field

    @property
    def named(self) -> bool:
        """Whether a crime is named in the list."""
        return any(self[f"crime-{n}-offence"].value() for n in range(1, self.row_count + 1))

    @property
    def counts(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        return [
            (words, self[f"should_{group}"], self[f"recorded_{group}"])
            for group, words in GROUP_WORDS.items()
        ]

    @property
    def crime_rows(self) -> list[CrimeRow]:
        return [
            CrimeRow(n, [self[f"crime-{n}-{name}"] for name in row_fields(n)])
            for n in range(1, self.row_count + 1)
        ]

    @property
    def asked(self) -> list[AskedQuestion]:
        """The questions in order, with the keys 1 to 9 for the answers and 0 for "cannot be decided"."""
        found = []
        leads = leads_to(self.programme)
        for question in self.programme.questions:
            if question.id == DISCLOSED:
                continue
            field = self[f"q-{question.id}"]
            chosen = str(field.value() or "")
            answers = [
                (each, "0" if each.say == UNCLEAR else str(place), each.say == chosen)
                for place, each in enumerate(question.offered, 1)
            ]
            found.append(AskedQuestion(question, field, answers, leads.get(question.id, "")))
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        outcome = next((out for name, out in OUTCOMES.items() if name in self.data), DECIDED)
        decision = data.get("decision", "")
        if self.programme.measure == CRIMES and outcome == DECIDED:
            if not decision and not self.errors.get("decision"):
                self.add_error("decision", "Say what the log discloses")
            if decision == UNDECIDED:
                outcome = UNDECIDABLE
        if self.errors:
            return data
        problems: list[Any] = []
        crimes = self._named(data, problems) if outcome == DECIDED else []
        cells = {name: data.get(name) or "" for name in COUNT_FIELDS}
        counted = bool(crimes) or any(v.strip() not in ("", "0") for v in cells.values())
        if (
            counted
            and (decision in (NO_CRIME, UNDECIDED) or outcome != DECIDED)
            and self._filled_in()
        ):
            # They stood there beforehand, from the reading looked at again: this answer takes their place.
            crimes, cells, counted = [], dict.fromkeys(COUNT_FIELDS, ""), False
        if (counted and decision not in (SOME, "")) or (counted and outcome != DECIDED):
            self.add_error(
                "decision" if "decision" in self.fields else None,
                "Crimes are counted below, but this answer says otherwise. Change one of the two",
            )
            return data
        if decision == SOME and outcome == DECIDED and not counted and not problems:
            self.add_error(
                "should_violence", "Count at least one crime, or choose another answer above"
            )
            return data
        try:
            self.judgement = self._judgement(data, outcome, decision, cells, crimes)
        except AnswerError as error:
            problems += error.problems
        for problem in problems:
            self._say(problem)
        return data

    def _filled_in(self) -> bool:
        """Whether numbers and list are still those with which the form began, so that nobody counted them now."""
        names = [
            *COUNT_FIELDS,
            *(f"crime-{n}-{name}" for n in range(1, MOST_NAMED + 1) for name in row_fields(n)),
        ]

        def plain(value: Any) -> str:
            text = "" if value is None else str(value).strip()
            return "" if text == "0" else text

        return all(plain(self.data.get(name)) == plain(self.initial.get(name)) for name in names)

    def _judgement(
        self,
        data: Mapping[str, Any],
        outcome: str,
        decision: str,
        cells: Mapping[str, str],
        crimes: Sequence[NamedCrime],
    ) -> Judgement:
        comment = data.get("comment", "").strip()
        counts: Answers | None = None
        if decision == SOME and outcome == DECIDED:
            counts = read_answers({**cells, "comment": comment})
        answers = {q.id: str(data.get(f"q-{q.id}") or "") for q in self.programme.questions}
        return judge(
            self.programme,
            outcome=outcome,
            counts=counts or Answers(comment=comment),
            answers=answers,
            crimes=crimes,
        )

    def _named(self, data: Mapping[str, Any], problems: list[Any]) -> list[NamedCrime]:
        found = []
        for n in range(1, self.row_count + 1):
            row: dict[str, Any] = {name: data.get(f"crime-{n}-{name}") for name in row_fields(n)}
            if not (row["offence"] or "").strip():
                if row["count"] or row["recorded"]:
                    self.add_error(
                        f"crime-{n}-offence", "Name the class or code, such as 8N or 008/06"
                    )
                continue
            crime_class, code = offence_of(row["offence"])
            if not crime_class:
                self.add_error(
                    f"crime-{n}-offence",
                    "No class of the offence list has this name. Write the class (8N), the code (008/06), or both",
                )
                continue
            found.append(
                NamedCrime(
                    crime_class,
                    code,
                    1 if row["count"] is None else row["count"],
                    row["recorded"] or 0,
                    row["right"] or "",
                    row["time"] or "",
                )
            )
        return found

    def _say(self, problem: Any) -> None:
        words = f"{problem.problem[:1].upper()}{problem.problem[1:]}. {problem.what_to_do}"
        name = problem.field
        if name.startswith("crimes["):
            number, _, part = name.removeprefix("crimes[").partition("].")
            part = {"class": "offence", "right_class": "right", "in_time": "time"}.get(part, part)
            name = f"crime-{number}-{part}"
        elif f"q-{name}" in self.fields:
            name = f"q-{name}"
            if problem.problem == "has no answer":
                words = "This question has no answer yet"
        if name not in self.fields:
            name = "decision" if "decision" in self.fields else "comment"
        self.add_error(name, words)
