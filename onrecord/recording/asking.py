"""The conditions of the rules as questions of a form, and the answers back as facts."""

from collections.abc import Iterable
from typing import Any

from django import forms

from crimerules.outcome_facts import ALTERNATES
from crimerules.requirements import Requirement, Verdict

# Questions that ask for the opposite of the fact, so that "yes" always speaks for what is proposed.
OPPOSITE = frozenset(
    {
        "reclassifiable",
        "intimate_partner",
        "only_no_contact",
        "to_other_force",
        "prolific",
        "weapon",
    }
)
_YES_NO = [("yes", "Yes"), ("no", "No")]
_CHOICES = {
    "alternate": [("", "Choose"), *ALTERNATES.items()],
    "referral": [
        ("", "None, or none yet"),
        ("negative-conclusive", "Negative Conclusive Grounds decision"),
        ("negative-reasonable", "Negative Reasonable Grounds decision"),
    ],
}


def question(check: Requirement) -> forms.Field:
    """The form's field for one condition, with its source beneath."""
    hint = f"{check.rule.title}: {check.rule.cite}."
    if check.field in _CHOICES:
        return forms.ChoiceField(
            label=check.asks, required=False, choices=_CHOICES[check.field], help_text=hint
        )
    if check.field == "victim_age":
        return forms.IntegerField(
            label="How old is the victim?",
            required=False,
            min_value=0,
            max_value=130,
            help_text=hint,
            error_messages={"invalid": "Enter whole years"},
        )
    return forms.ChoiceField(
        label=check.asks,
        required=False,
        choices=_YES_NO,
        widget=forms.RadioSelect,
        help_text=hint,
    )


def fact(name: str, answer: Any) -> Any:
    """The fact that an answer states; None where nothing was answered."""
    if name in _CHOICES:
        return answer if answer and answer in dict(_CHOICES[name]) else None
    if name == "victim_age":
        return int(answer) if str(answer).isdecimal() and len(str(answer)) < 4 else None
    if answer in ("yes", "no"):
        return (answer == "yes") is not (name in OPPOSITE)
    return None


def facts(answers: dict[str, Any]) -> dict[str, Any]:
    """Every fact that was answered."""
    stated = {name: fact(name, answer) for name, answer in answers.items()}
    return {name: value for name, value in stated.items() if value is not None}


def asked(verdict: Verdict, known: Iterable[str]) -> dict[str, Requirement]:
    """The conditions that a person answers, by field; those that the record itself answers are left out."""
    left_out = frozenset(known)
    found: dict[str, Requirement] = {}
    for check in verdict.checks:
        if check.field not in left_out:
            found.setdefault(check.field, check)
    return found
