"""The forms of the decision pages. What they hold is checked again by the actions."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from crimerules.vocabulary import WORDS
from onrecord.contact.forms.fields import LocationField
from onrecord.day_input import DayInput
from onrecord.deciding.rationale import IN_WORDS, choices
from onrecord.recording.where import WHERE

_PLACES = (
    *("dwelling", "street", "shop", "licensed-premises", "school", "workplace", "hospital"),
    *("prison", "railway", "vehicle", "online"),
)
KINDS = {
    "person": "A person",
    "business": "A business",
    "public-body": "A public body",
    "group": "A group",
}
ROLES = {"victim": "Victim", "suspect": "Suspect"}


def _moment(label: str, help_text: str = "", *, required: bool = False) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"],
        error_messages={"invalid": "Enter a date and time such as 31/12/2026 21:30"},
    )


def _day(label: str, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        help_text=help_text,
        widget=DayInput(),
        error_messages={"invalid": "Enter a date such as 31/12/2026"},
    )


def _words(label: str, help_text: str = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        help_text=help_text,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class RationaleForm(forms.Form):
    """Structured choices first; free text as well, not instead. `by_hand`: with the test of the flow chart."""

    evidence = forms.ChoiceField(label="On what evidence?", widget=forms.RadioSelect)
    from_whom = forms.ChoiceField(label="From whom?", widget=forms.RadioSelect)
    told = forms.ChoiceField(label="What was the victim told?", widget=forms.RadioSelect)
    text = _words("In your own words", "What the choices don't say")
    source = forms.CharField(
        label="Who exactly gave the evidence",
        required=False,
        max_length=200,
        help_text="Name or number",
    )
    evidence_at = _moment("When the evidence was obtained", "Now, if left empty")
    told_at = _moment("When the victim was told", "Now, if left empty")
    told_by = forms.CharField(
        label="Who told the victim", required=False, max_length=200, help_text="You, if left empty"
    )
    challenge = _words("How they may challenge it")
    to_try = _words("What is still to be tried", "Of a crime-related or reported incident")
    comes_up_on = _day(
        "It comes up again on", "In a week, if left empty and something is to be tried"
    )

    MORE = (
        *("text", "source", "evidence_at", "told_at", "told_by", "challenge", "to_try"),
        "comes_up_on",
    )

    def __init__(
        self, *args: Any, by_hand: bool = False, in_words: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        held = choices()
        self.in_words = in_words
        if in_words:
            # Something presses: a few clicks don't end it.
            text: Any = self.fields["text"]
            text.required = True
            text.help_text = "Why it is no crime although that was found"
            text.error_messages["required"] = IN_WORDS
        lists: dict[str, Mapping[str, str]] = {
            "evidence": held.evidence,
            "from_whom": held.from_whom,
            "told": held.told,
        }
        for name, words in lists.items():
            field: Any = self.fields[name]
            field.choices = list(words.items())
            field.error_messages["required"] = f"Choose an answer: {str(field.label).lower()}"
        self.fields["challenge"].initial = held.challenge
        if by_hand:
            test: Any = forms.ChoiceField(
                label="Which test of the flow chart failed?",
                widget=forms.RadioSelect,
                choices=[(key, each.words) for key, each in held.tests.items()],
                error_messages={"required": "Choose which test failed"},
            )
            concerns: Any = forms.ChoiceField(
                label="What is it about?",
                choices=[(key, words) for key, words in held.concerns.items()],
                initial="other",
                help_text="A rape becomes N100, a sudden death N300",
            )
            self.fields = {"test": test, **self.fields, "concerns": concerns}

    def first(self) -> Iterable[Any]:
        """The structured choices, in the order of the page."""
        more = [name for name in self.MORE if not (self.in_words and name == "text")]
        return [self[name] for name in self.fields if name not in (*more, "concerns")]

    def more(self) -> Iterable[Any]:
        """What may be added."""
        return [self[name] for name in self.MORE if not (self.in_words and name == "text")]


class WhoForm(forms.Form):
    """The names of the people of a case, beside the answer. Slots are victim1, suspect1 ..."""

    def __init__(self, *args: Any, people: Iterable[Mapping[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for person in people:
            word, number = person["as"].rstrip("0123456789"), person["as"].lstrip("victmsupe")
            self.fields[person["as"]] = forms.CharField(
                label=f"{ROLES[word]} {number}" if person["several"] else ROLES[word],
                required=False,
                max_length=200,
                initial=person.get("name", ""),
                help_text=person.get("hint", ""),
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )


class PersonForm(forms.Form):
    """What is known of one person of a case."""

    name = forms.CharField(label="Name", required=False, max_length=200)
    kind = forms.ChoiceField(
        label="What it is", required=False, choices=[("", "Not said"), *KINDS.items()]
    )
    age = forms.IntegerField(
        label="Age in years",
        required=False,
        min_value=0,
        max_value=122,
        error_messages={"invalid": "Enter whole years", "max_value": "Nobody is older than 122"},
    )
    sex = forms.ChoiceField(
        label="Sex",
        required=False,
        choices=[("", "Not known"), ("female", "Female"), ("male", "Male")],
    )


class FactsForm(forms.Form):
    """Everything known beside the answers; corrected at any time and in any order."""

    reported_at = _moment(
        "First reported to any part of the force", "The 24 hours run from here", required=True
    )
    happened_at = _moment("When it happened")
    place = forms.CharField(label="Where it happened", required=False, max_length=300)
    postcode, grid, uprn = (LocationField(name) for name in WHERE)
    place_kind = forms.ChoiceField(label="What kind of place", required=False)
    relationship = forms.ChoiceField(
        label="The first suspect is to the first victim",
        required=False,
        help_text="Unless an answer says so already",
    )
    former = forms.BooleanField(label="That has ended", required=False)
    modus = _words("How it was done")
    against = _words(
        "What speaks against it",
        "Only evidence that is at hand now can stop a crime being recorded",
        2,
    )
    delay = _words("If it comes later than 24 hours: why", "", 2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places, relations = WORDS["place"], WORDS["relationship"]
        kinds: Any = self.fields["place_kind"]
        kinds.choices = [
            ("", "Not said"),
            *((word, _short(places[word])) for word in _PLACES if word in places),
        ]
        related: Any = self.fields["relationship"]
        related.choices = [
            ("", "Not said"),
            *((word, _short(text)) for word, text in relations.items()),
        ]


def _short(text: str) -> str:
    return f"{text[:1].upper()}{text[1:80]}"


class DelayForm(forms.Form):
    """Beside an answer that comes after the 24 hours: why. Recording doesn't wait for it, so it may stay empty."""

    delay = _words(
        "Why it comes later than 24 hours",
        "The registrar reads it: every crime recorded late comes before them",
        2,
    )


class OtherwiseForm(forms.Form):
    """The reason for choosing otherwise."""

    reason = forms.CharField(
        label="Why do you choose otherwise?",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why: the registrar reads it beside the rules' answer"},
        help_text="Both answers are kept. Nothing waits for the registrar: what you choose is recorded now.",
    )


class ReasonForm(forms.Form):
    """Words that are required: a reason, or what is wrong."""

    reason = forms.CharField(
        label="Why?",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why, in a few words"},
    )
