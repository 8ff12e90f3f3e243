"""The forms of a finding's page. What they hold is checked again by the actions."""

from typing import Any

from django import forms

from onrecord.audit.findings.causes import causes
from onrecord.audit.findings.models import Finding
from onrecord.audit.findings.people import likely, recipients
from onrecord.audit.findings.reversal import HOW, failed_questions
from onrecord.audit.programmes.programme import FAIL
from onrecord.people.models import User


def _words(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say it in words: whoever reads this later was not there"},
    )


class AcceptForm(forms.Form):
    """Why it happened and what was put right."""

    prefix = "accept"

    causes = forms.MultipleChoiceField(
        label="Why did it happen?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one cause"},
    )
    crime_refs = forms.CharField(
        label="Crimes recorded since by another way",
        help_text="Only where they were not recorded from here. Several with commas between them.",
        required=False,
        max_length=2000,
    )
    words = _words("What has been put right?")

    def __init__(self, *args: Any, finding: Finding, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["causes"].choices = [(each.code, each.words) for each in causes()]  # type: ignore[attr-defined]
        if not finding.missed:
            del self.fields["crime_refs"]

    @property
    def refs(self) -> list[str]:
        return [each.strip() for each in self.cleaned_data.get("crime_refs", "").split(",")]


class DisputeForm(forms.Form):
    prefix = "dispute"
    words = _words(
        "Why is the finding wrong?",
        "Name what the record says, and the rule. The registrar reads it and decides.",
    )


class PassOnForm(forms.Form):
    """To whom it goes: those whom the record names first."""

    prefix = "pass"

    to = forms.ModelChoiceField(
        User.objects.none(), label="Give it to", error_messages={"required": "Choose somebody"}
    )
    words = forms.CharField(
        label="What they should know",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, finding: Finding, **more: Any) -> None:
        super().__init__(*args, **more)
        people = recipients(finding)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]
        named = likely(finding)
        first = next((user for user in people if user.username in named), None)
        if first is not None:
            self.fields["to"].initial = first.pk


class DecideForm(forms.Form):
    """The registrar upholds or reverses. One field for each question that failed, to be put right in a reversal."""

    prefix = "decide"

    outcome = forms.ChoiceField(
        label="Your decision",
        choices=[("uphold", "The finding stands"), ("reverse", "The finding falls")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether the finding stands"},
    )
    how = forms.ChoiceField(
        label="If it falls: what was counted as missed",
        choices=list(HOW.items()),
        widget=forms.RadioSelect,
        required=False,
    )
    words = _words("Your reasons", "They go to whoever disputed it, and stay with both readings.")

    def __init__(self, *args: Any, finding: Finding, **more: Any) -> None:
        super().__init__(*args, **more)
        if not finding.missed:
            del self.fields["how"]
        self._questions = failed_questions(finding)
        for question in self._questions:
            self.fields[f"answer_{question.id}"] = forms.ChoiceField(
                label=f"If it falls: {question.asks}",
                choices=[("", "as it was answered")]
                + [(each.say, each.text) for each in question.offered if each.verdict != FAIL],
                required=False,
            )
        self.order_fields(["outcome", "how", *(f"answer_{q.id}" for q in self._questions), "words"])

    @property
    def answers(self) -> dict[str, str]:
        return {q.id: self.cleaned_data.get(f"answer_{q.id}", "") for q in self._questions}
