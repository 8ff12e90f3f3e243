"""Who is in a crime, and what was taken or damaged."""

from decimal import Decimal
from typing import Any

from django import forms

from onrecord.recording import actions, subjects
from onrecord.recording.forms.base import StepForm
from onrecord.recording.forms.fields import day_field, text_field
from onrecord.recording.models import CrimePerson, CrimeProperty
from onrecord.recording.people import ROLES


class PersonForm(StepForm):
    action = staticmethod(actions.set_person)
    aside = StepForm.aside | {"person"}
    title = "Somebody in this crime"
    button = "Save"
    done = "The people of the crime are changed."
    person = forms.CharField(widget=forms.HiddenInput, required=False)
    roles = forms.MultipleChoiceField(
        label="Role",
        widget=forms.CheckboxSelectMultiple,
        choices=list(ROLES.items()),
        error_messages={"required": "Choose at least one role"},
    )
    name = forms.CharField(label="Name", required=False, max_length=200)
    born = day_field("Born", required=False)
    age = forms.IntegerField(
        label="Age, if no birth date is known",
        required=False,
        min_value=0,
        max_value=130,
        error_messages={"invalid": "Enter whole years"},
    )
    sex = forms.ChoiceField(
        label="Sex",
        required=False,
        choices=[("", "Not known"), ("female", "Female"), ("male", "Male")],
    )
    phone = forms.CharField(label="Telephone", required=False, max_length=60)
    address = forms.CharField(label="Address", required=False, max_length=300)
    note = text_field("Note", required=False, rows=2)
    remove = forms.BooleanField(label="Take this person out of the crime", required=False)
    reason = forms.CharField(
        label="Why they are taken out",
        required=False,
        max_length=300,
        help_text="The entry stays, crossed out.",
    )

    def prepare(self) -> None:
        self.someone: CrimePerson | None = None
        label = self.posted("person")
        if label:
            found = CrimePerson.objects.filter(crime_id=self.record.pk, label=label)
            self.someone = found.first()
        if self.someone is None:
            del self.fields["remove"], self.fields["reason"]
            return
        self.initial.update(
            {
                name: getattr(self.someone, name)
                for name in ("roles", "name", "born", "age", "sex", "phone", "address", "note")
            }
        )
        self.initial["person"] = self.someone.label
        self.history_of = subjects.of_person(self.someone)
        self.initial["remove"] = self.someone.removed

    def given(self) -> dict[str, Any]:
        return {**super().given(), "person": self.someone}


class PropertyForm(StepForm):
    action = staticmethod(actions.set_property)
    aside = StepForm.aside | {"number"}
    title = "Property"
    done = "The property list is changed."
    number = forms.IntegerField(widget=forms.HiddenInput, required=False)
    what = forms.ChoiceField(
        label="What happened to it",
        choices=[("", "Choose"), *((w.value, w.label.capitalize()) for w in CrimeProperty.What)],
        error_messages={"required": "Choose what happened to it"},
    )
    description = forms.CharField(
        label="What it is", max_length=300, error_messages={"required": "Say what it is"}
    )
    value = forms.DecimalField(
        label="Value in pounds, as told",
        required=False,
        min_value=0,
        max_digits=13,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"invalid": "Enter an amount such as 180 or 19.99"},
    )
    mark = forms.CharField(label="Serial number or mark", required=False, max_length=120)
    owner = forms.ChoiceField(label="Owner", required=False)
    remove = forms.BooleanField(label="Take it off the list", required=False)
    reason = forms.CharField(label="Why it is taken off", required=False, max_length=300)

    def prepare(self) -> None:
        self.thing: CrimeProperty | None = None
        number = self.posted("number")
        if number.isdecimal() and len(number) < 9:
            found = CrimeProperty.objects.filter(crime_id=self.record.pk, number=int(number))
            self.thing = found.first()
        people = CrimePerson.objects.filter(crime_id=self.record.pk, removed=False).order_by("id")
        owner: Any = self.fields["owner"]
        owner.choices = [("", "Not known"), *((each.label, str(each)) for each in people)]
        if self.thing is None:
            del self.fields["remove"], self.fields["reason"]
            return
        held = self.thing
        self.history_of = subjects.of_property(held)
        self.initial.update(
            {
                "number": held.number,
                "what": held.what,
                "description": held.description,
                "value": None if held.value is None else Decimal(held.value) / 100,
                "mark": held.mark,
                "owner": held.owner,
                "remove": held.removed,
            }
        )

    def given(self) -> dict[str, Any]:
        data = super().given()
        pence = None if data["value"] is None else int(data["value"] * 100)
        return {**data, "value": pence, "thing": self.thing}
