"""Outcome and cancellation: the questions come from crimerules; what the record knows is not asked."""

from typing import Any, ClassVar

from django import forms

from crimerules.cancel import GROUNDS
from crimerules.outcome import outcome_types
from crimerules.outcome_facts import OutcomeProposal
from crimerules.reading import layout
from crimerules.requirements import Requirement, Verdict
from onrecord.recording import actions, authority
from onrecord.recording.actions.leave import ANSWERS, INFORMATION, weigh_cancellation
from onrecord.recording.actions.outcome import KNOWN, weigh_outcome
from onrecord.recording.asking import asked, facts, question
from onrecord.recording.forms.base import StepForm
from onrecord.recording.forms.fields import text_field
from onrecord.recording.models import Crime
from onrecord.recording.told import untold


class WeighedForm(StepForm):
    """A form whose questions follow from a verdict of the rules. `choose` is the first choice, made by a link."""

    choose: ClassVar[str] = ""
    chosen: str

    def prepare(self) -> None:
        self.chosen = self.posted(self.choose)
        if self.chosen not in dict(self.options()):
            self.chosen = ""
            return
        self.initial[self.choose] = self.chosen
        self.build()

    def options(self) -> list[tuple[str, str]]:
        """What may be chosen first, with its words."""
        return []

    def build(self) -> None:
        """Add the fields for what was chosen."""

    def ask(self, verdict: Verdict, known: set[str]) -> None:
        """Add a question for each condition that a person answers, and keep the verdict for the page."""
        self.verdict = verdict
        self.asked: dict[str, Requirement] = asked(verdict, known)
        for name, check in self.asked.items():
            self.fields[name] = question(check)

    def answers(self) -> dict[str, Any]:
        """The facts that were answered so far."""
        names = [name for name in self.data if name not in ("csrfmiddlewaretoken",)]
        return facts({name: self.data.get(name, "") for name in names if name in self.answerable()})

    def answerable(self) -> set[str]:
        return set()


class OutcomeForm(WeighedForm):
    action = staticmethod(actions.give_outcome)
    title = "Give an outcome"
    button = "Give this outcome"
    done = "The outcome is given."
    choose = "outcome"
    outcome = forms.CharField(widget=forms.HiddenInput)
    reason = text_field("Why this outcome")
    CIRCUMSTANCES: ClassVar[dict[str, str]] = {
        "only_related_chargeable": "Only a crime that was absorbed by this one can be charged",
        "high_risk_domestic": "High-risk domestic abuse",
        "recent_cautions": "The suspect was cautioned or convicted in the past two years",
        "retail": "A low-level robbery in a shop, decided by the police",
    }

    def options(self) -> list[tuple[str, str]]:
        return [(name, f"{name} {one.title}") for name, one in outcome_types().items()]

    def answerable(self) -> set[str]:
        return set(layout(OutcomeProposal)) - KNOWN - set(self.CIRCUMSTANCES)

    def build(self) -> None:
        kind = outcome_types()[self.chosen]
        self.lead = f"Outcome {kind.name}: {kind.title}. Outcomes for Recorded Crimes: Guidance, April 2026, p. {kind.page}."
        ranks = [word for word in authority.officers(self.user) if word != "registrar-unit"]
        if len(ranks) > 1:
            self.fields["decides_as"] = forms.ChoiceField(
                label="You decide as",
                choices=[(word, authority.in_words(word)) for word in ranks],
                help_text="It stands in the record under your name.",
            )
        relevant = self._relevant()
        self.fields["circumstances"] = forms.MultipleChoiceField(
            label="Does one of these apply?",
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[(name, self.CIRCUMSTANCES[name]) for name in relevant],
        )
        _, verdict = weigh_outcome(
            crime=self.crime,
            by=self.user,
            outcome=self.chosen,
            answers=self._stated(),
            decides_as=self._rank(),
        )
        self.ask(verdict, set(KNOWN))
        self.order_fields(["decides_as", "circumstances", *self.asked, "reason"])
        self.untold = not_told(self.crime, "outcome", matter=self.chosen)

    def _relevant(self) -> list[str]:
        names = ["only_related_chargeable"]
        if self.chosen in ("15", "16"):
            names.append("high_risk_domestic")
        if self.chosen in ("3", "3A"):
            names.append("recent_cautions")
        if self.chosen == "1A" and self.crime.crime_class.startswith("34"):
            names.append("retail")
        return names

    def _rank(self) -> str:
        given = self.data.get("decides_as", "")
        return given if given in authority.officers(self.user) else ""

    def _stated(self) -> dict[str, Any]:
        ticked = self.data.getlist("circumstances") if hasattr(self.data, "getlist") else []
        return {
            **self.answers(),
            **{name: True for name in ticked if name in self.CIRCUMSTANCES},
        }

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "outcome": self.chosen,
            "reason": data["reason"],
            "answers": self._stated(),
            "decides_as": data.get("decides_as", ""),
        }


class CancelForm(WeighedForm):
    action = staticmethod(actions.cancel_crime)
    title = "Cancel this crime"
    button = "Cancel the crime"
    warning = True
    done = "The crime is cancelled."
    choose = "ground"
    ground = forms.CharField(widget=forms.HiddenInput)
    reason = text_field("Why, in your own words")

    def options(self) -> list[tuple[str, str]]:
        return [
            (name, f"{name} {words[:1].upper()}{words[1:]}")
            for name, words in GROUNDS.items()
            if name != "C1"
        ]

    def answerable(self) -> set[str]:
        return set(ANSWERS)

    def build(self) -> None:
        self.lead = (
            f"{self.chosen}: {GROUNDS[self.chosen]} (Crime Recording Rules 2026/27, pp. 25-26)."
        )
        if self.chosen == "C3":
            self.fields["other_ref"] = forms.CharField(
                label="The crime of which this is the duplicate, or a part",
                max_length=120,
                error_messages={"required": "Give the reference of the other crime"},
            )
        if self.chosen == "C2":
            for name, words in INFORMATION.items():
                self.fields[f"avi_{name}"] = text_field(f"Additional information: {words}", rows=2)
            self._special_cases()
        _, verdict = weigh_cancellation(
            crime=self.crime,
            by=self.user,
            ground=self.chosen,
            answers=self._stated(),
            other_ref=self.data.get("other_ref", ""),
        )
        known = {
            "victim_told",
            "trained",
            "decided_by",
            "code",
            "live_duplicate",
            "after_april_2020",
        }
        self.ask(verdict, known)
        first = [name for name in self.fields if name.startswith("avi_")]
        special = [
            name
            for name in ("withdrawn", "referral", "paid_before_police", "fgm_duty")
            if name in self.fields
        ]
        self.order_fields(["other_ref", *special, *self.asked, *first, "reason"])
        told_first = self.chosen in ("C2", "C5")
        self.untold = not_told(self.crime, "cancel") if told_first else []

    def _special_cases(self) -> None:
        """Facts that change what is asked, where the class makes them possible."""
        words = {
            "withdrawn": "The victim has withdrawn the report",
            "paid_before_police": "Of making off: it was paid before any contact with the police",
            "fgm_duty": "It was recorded on a professional's report of female genital mutilation",
        }
        names = ["withdrawn"]
        if self.crime.crime_class == "49A":
            names.append("paid_before_police")
        if self.crime.ho_code in ("008/52", "008/68"):
            names.append("fgm_duty")
        for name in names:
            self.fields[name] = forms.ChoiceField(
                label=words[name],
                required=False,
                choices=[("no", "No"), ("yes", "Yes")],
                initial="no",
            )
        if self.crime.crime_class == "106":
            self.fields["referral"] = forms.ChoiceField(
                label="Decision of the National Referral Mechanism",
                required=False,
                choices=[
                    ("", "None, or none yet"),
                    ("negative-conclusive", "Negative Conclusive Grounds decision"),
                    ("negative-reasonable", "Negative Reasonable Grounds decision"),
                ],
            )

    def _stated(self) -> dict[str, Any]:
        return {name: value for name, value in self.answers().items() if name in ANSWERS}

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "ground": self.chosen,
            "reason": data["reason"],
            "answers": self._stated(),
            "information": {name: data.get(f"avi_{name}", "") for name in INFORMATION},
            "other_ref": data.get("other_ref", ""),
        }


def not_told(crime: Crime, topic: str, **more: str) -> list[str]:
    """The victims who still have to be told, by name."""
    return [str(person) for person in untold(crime, topic, **more)]
