"""Forms for the people and places of a log."""

from typing import Any

from django import forms
from django.utils import timezone

from crimerules.vocabulary import WORDS
from onrecord.contact import actions
from onrecord.contact.forms.base import KeepForm, choices
from onrecord.contact.forms.fields import DayField, LongWords, Words
from onrecord.contact.location import doubts
from onrecord.contact.models import LogPerson, LogPlace
from onrecord.contact.people import KINDS, ROLES, SEXES

_YES_NO = [("", "Not known"), ("yes", "Yes"), ("no", "No")]
_FACTS = ("traced", "confirms", "supports")


class PersonForm(KeepForm):
    title, submit = "Somebody in this log", "Save"
    about_what = LogPerson

    roles = forms.MultipleChoiceField(
        label="Part in the matter",
        choices=choices(ROLES),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one part"},
    )
    name = Words(
        label="Name", required=False, max_length=200, help_text="Leave it empty if nobody knows it."
    )
    born = DayField(label="Birth date", required=False)
    age = forms.IntegerField(
        label="Age, if the birth date isn't known", required=False, min_value=0, max_value=130
    )
    sex = forms.ChoiceField(label="Sex", required=False, choices=choices(list(SEXES), "Not known"))
    phone = Words(label="Telephone", required=False, max_length=60)
    address = Words(label="Address", required=False, max_length=300)
    kind = forms.ChoiceField(
        label="This is", required=False, choices=[(key, words) for key, words in KINDS.items()]
    )
    states = forms.MultipleChoiceField(
        label="Condition",
        required=False,
        choices=[(key, words.capitalize()) for key, words in WORDS["state"].items()],
        widget=forms.CheckboxSelectMultiple,
    )
    work = forms.MultipleChoiceField(
        label="Work, where it matters",
        required=False,
        choices=[(key, words.capitalize()) for key, words in WORDS["role"].items()],
        widget=forms.CheckboxSelectMultiple,
    )
    traced = forms.ChoiceField(
        label="If a victim: found, and can be asked", required=False, choices=_YES_NO
    )
    confirms = forms.ChoiceField(
        label="If a victim: says that it happened", required=False, choices=_YES_NO
    )
    supports = forms.ChoiceField(
        label="If a victim: supports an investigation", required=False, choices=_YES_NO
    )
    note = LongWords(label="Note", required=False, rows=2)

    def begin_with(self) -> dict[str, Any]:
        person = self.about
        if person is None:
            return {"kind": "person"}
        facts = person.facts
        yes_no = {True: "yes", False: "no"}
        return {
            **{name: getattr(person, name) for name in ("roles", "name", "born", "age", "sex", "phone", "address", "note")},
            "kind": facts.get("kind", "person"),
            "states": facts.get("states", []),
            "work": facts.get("roles", []),
            **{name: yes_no.get(facts.get(name), "") for name in _FACTS},
        }  # fmt: skip

    def clean_born(self) -> Any:
        born = self.cleaned_data["born"]
        if born is not None and born > timezone.localdate():
            raise forms.ValidationError("The birth date lies in the future. Correct it")
        return born

    def do(self) -> str:
        found = dict(self.cleaned_data)
        known = {"yes": True, "no": False, "": None}
        facts = {
            **(self.about.facts if self.about is not None else {}),
            "kind": found["kind"] if found["kind"] != "person" else "",
            "states": found["states"],
            "roles": found["work"],
            **{name: known[found[name]] for name in _FACTS},
        }
        names = ("roles", "name", "born", "age", "sex", "phone", "address", "note")
        given = {name: found[name] for name in names} | {"facts": facts}
        if self.about is None:
            person = actions.name_person(log=self.log, by=self.user, **given, **self.sent_once)
        else:
            person = actions.change_person(
                person=self.about, by=self.user, **given, **self.sent_for
            )
        return f"{person} ({person.label}) is written down."


class PlaceForm(KeepForm):
    title, submit = "A place in this log", "Save"
    about_what = LogPlace
    intro = (
        "Any one of these is enough. What doesn't look right is kept all the same, with a warning."
    )

    what = Words(
        label="What the place is",
        max_length=60,
        help_text="Scene, home of the victim, where the caller is ...",
    )
    text = Words(label="Where, in words", required=False, max_length=300)
    postcode = Words(label="Postcode", required=False, max_length=100)
    grid = Words(
        label="British grid reference",
        required=False,
        max_length=100,
        help_text="Such as SX 923 925",
    )
    uprn = Words(
        label="UPRN",
        required=False,
        max_length=100,
        help_text="Unique property reference number, up to 12 digits",
    )
    kind = forms.ChoiceField(
        label="Kind of place",
        required=False,
        choices=[
            ("", "Not known"),
            *((key, words.capitalize()) for key, words in WORDS["place"].items()),
        ],
    )

    def begin_with(self) -> dict[str, Any]:
        names = ("what", "text", "postcode", "grid", "uprn", "kind")
        if self.about is None:
            return {"what": "scene"}
        return {name: getattr(self.about, name) for name in names}

    def do(self) -> str:
        names = ("what", "text", "postcode", "grid", "uprn", "kind")
        given = {name: self.cleaned_data[name] for name in names}
        if self.about is None:
            place = actions.name_place(log=self.log, by=self.user, **given, **self.sent_once)
        else:
            place = actions.change_place(place=self.about, by=self.user, **given, **self.sent_for)
        said = doubts(given["postcode"], given["grid"], given["uprn"])
        return " ".join([f"The place {place} is written down.", *said])
