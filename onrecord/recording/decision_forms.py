"""The forms of what the rules weigh: outcome, cancellation, another class, further conduct. Their questions come from
crimerules; what the record knows is not asked."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from crimerules.cancel import GROUNDS
from crimerules.outcome import outcome_types
from crimerules.outcome_facts import OutcomeProposal
from crimerules.reading import layout
from crimerules.requirements import Requirement, Verdict
from onrecord.recording import actions, authority
from onrecord.recording.actions.classify import (
    REASONS,
    dealt_with,
    is_conduct,
    last_incident,
    weigh_reclassification,
)
from onrecord.recording.actions.leave import ANSWERS, INFORMATION, weigh_cancellation
from onrecord.recording.actions.outcome import KNOWN, weigh_outcome
from onrecord.recording.asking import asked, facts, question
from onrecord.recording.incidents import sub_codes
from onrecord.recording.models import Crime
from onrecord.recording.offence_search import MOST, key_of, read_key, search, words_of
from onrecord.recording.states import IncidentKind
from onrecord.recording.step_forms import StepForm, moment_field, not_told, text_field


class WeighedForm(StepForm):
    """A form whose questions follow from a verdict of the rules. `choose` is the first choice, made by a link."""

    choose: ClassVar[str] = ""
    chosen: str
    crime: Crime

    def prepare(self) -> None:
        assert isinstance(self.record, Crime)  # noqa: S101  (the page of the step gives it)
        self.crime = self.record
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

    def act(self) -> object:
        return actions.give_outcome(
            crime=self.crime,
            outcome=self.chosen,
            reason=self.cleaned_data["reason"],
            answers=self._stated(),
            decides_as=self.cleaned_data.get("decides_as", ""),
            **self.common(),
        )


class CancelForm(WeighedForm):
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

    def act(self) -> object:
        data = self.cleaned_data
        return actions.cancel_crime(
            crime=self.crime,
            ground=self.chosen,
            reason=data["reason"],
            answers=self._stated(),
            information={name: data.get(f"avi_{name}", "") for name in INFORMATION},
            other_ref=data.get("other_ref", ""),
            **self.common(),
        )


class OffenceField(forms.ChoiceField):
    """One of the offences that a search found."""

    def __init__(self, text: str, **more: Any) -> None:
        found = search(text, timezone.localdate())
        self.too_many = len(found) > MOST
        self.found = found[:MOST]
        super().__init__(
            label="Offence",
            choices=[(key_of(one), words_of(one)) for one in self.found],
            widget=forms.RadioSelect,
            error_messages={"required": "Choose the offence"},
            **more,
        )


class ReclassifyForm(StepForm):
    title = "Reclassify"
    button = "Reclassify"
    done = "The crime has its new class. The old one stays in the record."
    lead = (
        "On further substantive information, or where the class was wrong from the start; by the registrar or a "
        "designated decision maker, with the justification in the record (Crime Recording Rules 2026/27, p. 13)."
    )
    find_offence = True
    q = forms.CharField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label="Why",
        choices=[("", "Choose"), *REASONS.items()],
        error_messages={"required": "Choose why"},
    )
    justification = text_field("Justification")

    def prepare(self) -> None:
        assert isinstance(self.record, Crime)  # noqa: S101  (the page of the step gives it)
        self.crime = self.record
        self.looked_for = self.posted("q")
        self.initial["q"] = self.looked_for
        if self.looked_for:
            self.fields["offence"] = OffenceField(self.looked_for)
            self.order_fields(["offence", "reason", "justification"])
        to_class, to_code = read_key(self.posted("offence"))
        _, self.verdict = weigh_reclassification(
            crime=self.crime,
            by=self.user,
            to_class=to_class,
            to_code=to_code,
            reason=self.posted("reason"),
        )

    def act(self) -> object:
        data = self.cleaned_data
        to_class, to_code = read_key(data["offence"])
        return actions.reclassify_crime(
            crime=self.crime,
            to_class=to_class,
            to_code=to_code,
            reason=data["reason"],
            justification=data["justification"],
            **self.common(),
        )


class N100Form(StepForm):
    title = "Reclassify as a reported incident of rape (N100)"
    button = "Reclassify as N100"
    warning = True
    lead = (
        "Only a rape that was recorded by mistake, before any substantive investigation, by a registrar on the College "
        "of Policing register (Crime Recording Rules 2026/27, p. 63)."
    )
    done = "The crime is now a reported incident of rape."
    sub_code = forms.ChoiceField(
        label="Code",
        widget=forms.RadioSelect,
        choices=[(code, f"{code} {words}") for code, words in sub_codes(IncidentKind.N100).items()],
        error_messages={"required": "Choose the code"},
    )
    investigated = forms.ChoiceField(
        label="Has any substantive investigation begun?",
        widget=forms.RadioSelect,
        choices=[("no", "No"), ("yes", "Yes")],
        error_messages={"required": "Say whether investigation has begun"},
    )
    justification = text_field("Justification")

    def act(self) -> object:
        data = self.cleaned_data
        return actions.make_n100(
            crime=self.record,  # type: ignore[arg-type]
            sub_code=data["sub_code"],
            justification=data["justification"],
            investigated=data["investigated"] == "yes",
            **self.common(),
        )


class ContinueForm(StepForm):
    title = "Add further conduct"
    button = "Add to this crime"
    done = "The conduct is added. Review whether the class should rise."
    happened_at = moment_field("When it happened")
    text = text_field("What happened")
    same_people = forms.ChoiceField(
        label="Is it the same offender and the same victim, and does the conduct go on?",
        widget=forms.RadioSelect,
        choices=[("yes", "Yes"), ("no", "No")],
        error_messages={"required": "Say whether it is the same people"},
    )
    was_dealt_with = forms.ChoiceField(
        label="Have police charged, summonsed or cautioned the offender for this crime?",
        widget=forms.RadioSelect,
        choices=[("no", "No"), ("yes", "Yes")],
        error_messages={"required": "Say whether the offender was dealt with"},
        help_text="After that, further conduct is a new crime (Crime Recording Rules 2026/27, p. 58).",
    )
    long_gap_excused = forms.ChoiceField(
        label="If over three months have passed: does an exceptional reason, such as an anniversary, join them?",
        required=False,
        widget=forms.RadioSelect,
        choices=[("yes", "Yes, and it is written above"), ("no", "No")],
    )

    def prepare(self) -> None:
        assert isinstance(self.record, Crime)  # noqa: S101  (the page of the step gives it)
        last = last_incident(self.record)
        self.lead = (
            "Further stalking, harassment or controlling behaviour by the same offender is added to the crime on "
            "record. Any other notifiable offence is recorded besides it."
        )
        if last is not None:
            self.lead += f" The last incident on record was on {timezone.localtime(last):%d/%m/%Y}."
        if dealt_with(self.record):
            self.initial["was_dealt_with"] = "yes"
        if not is_conduct(self.record):
            self.lead = "This crime is no stalking, harassment or controlling behaviour: further conduct is a new crime."

    def act(self) -> object:
        data = self.cleaned_data
        excused = data["long_gap_excused"]
        return actions.continue_conduct(
            crime=self.record,  # type: ignore[arg-type]
            happened_at=data["happened_at"],
            text=data["text"],
            same_people=data["same_people"] == "yes",
            was_dealt_with=data["was_dealt_with"] == "yes",
            long_gap_excused=None if not excused else excused == "yes",
            **self.common(),
        )
