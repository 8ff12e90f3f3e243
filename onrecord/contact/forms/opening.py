"""The form that opens a log: the words first, whoever and wherever is known straight along with them."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone

from onrecord.contact.actions import open_log
from onrecord.contact.force import force
from onrecord.contact.forms.base import choices
from onrecord.contact.forms.fields import NO_ID, DayField, LongWords, MomentField, Words
from onrecord.contact.location import doubts
from onrecord.contact.models import Log
from onrecord.people.models import User


class OpenLogForm(forms.Form):
    """Only how it came and what was said must be filled in; a caller may ring off at any moment."""

    origin = forms.CharField(widget=forms.HiddenInput(attrs=NO_ID))
    source = forms.ChoiceField(
        label="How was it reported?",
        error_messages={"required": "Choose how it was reported"},
    )
    text = LongWords(
        label="First account, word for word",
        rows=5,
        help_text="In the caller's own words. It is kept as it is and never changed.",
        error_messages={"required": "Write down what was said first"},
    )
    opening_code = forms.ChoiceField(label="Opening code", required=False)
    grade = forms.ChoiceField(label="Call grade", required=False)
    qualifiers = forms.MultipleChoiceField(
        label="Qualifiers", required=False, widget=forms.CheckboxSelectMultiple
    )
    caller = Words(label="Caller", required=False, max_length=200)
    phone = Words(label="Telephone", required=False, max_length=60)
    is_victim = forms.BooleanField(label="The caller is the victim", required=False)
    victim = Words(label="Victim, if somebody else", required=False, max_length=200)
    born = DayField(label="Victim's birth date", required=False)
    age = forms.IntegerField(
        label="Victim's age, if the birth date isn't known",
        required=False,
        min_value=0,
        max_value=130,
    )
    place = Words(label="Where, in words", required=False, max_length=300)
    postcode = Words(label="Postcode", required=False, max_length=100)
    grid = Words(label="British grid reference", required=False, max_length=100)
    uprn = Words(label="UPRN", required=False, max_length=100)
    received_at = MomentField(
        label="When did any part of the force first hear of it?",
        required=False,
        help_text="Leave it empty for now. The 24 hours run from here, whoever heard it: an officer in the street counts.",
    )
    first_report = Words(
        label="By what did the force first hear of it?",
        required=False,
        max_length=200,
        help_text="Leave it empty if it was this report.",
    )
    department = Words(label="Department", required=False, max_length=200)

    # Parts of the page: (heading, fields).
    PARTS = (
        ("What is reported", ("source", "text")),
        ("Who", ("caller", "phone", "is_victim", "victim", "born", "age")),
        ("Where", ("place", "postcode", "grid", "uprn")),
        ("Code, grade and qualifiers", ("opening_code", "grade", "qualifiers")),
        ("First report", ("received_at", "first_report", "department")),
    )

    def __init__(self, *, user: User, data: Any = None, files: Any = None) -> None:
        self.user = user
        super().__init__(
            data, files, initial={"origin": str(uuid4()), "department": user.department}
        )
        own = force()
        fields: dict[str, Any] = self.fields
        fields["source"].choices = choices(own.sources, "Choose")
        fields["opening_code"].choices = choices(list(own.opening), "Not known yet")
        fields["grade"].choices = [("", "Not graded yet"), *((g.code, str(g)) for g in own.grades)]
        fields["qualifiers"].choices = choices(list(own.qualifiers))

    def parts(self) -> list[tuple[str, list[Any]]]:
        return [(title, [self[name] for name in names]) for title, names in self.PARTS]

    def clean_born(self) -> Any:
        born = self.cleaned_data["born"]
        if born is not None and born > timezone.localdate():
            raise forms.ValidationError("The birth date lies in the future. Correct it")
        return born

    def do(self) -> tuple[Log, list[str]]:
        """Open the log; returns it with what is doubted about the place. Raises LogError."""
        found = self.cleaned_data
        log = open_log(
            by=self.user,
            source=found["source"],
            text=found["text"],
            opening_code=found["opening_code"],
            grade=found["grade"],
            qualifiers=found["qualifiers"],
            received_at=found["received_at"],
            first_report=found["first_report"],
            department=found["department"],
            origin=found["origin"],
            people=self._people(),
            places=self._places(),
        )
        return log, doubts(found["postcode"], found["grid"], found["uprn"])

    def _people(self) -> list[dict[str, Any]]:
        found, people = self.cleaned_data, []
        age = {"born": found["born"], "age": found["age"]}
        if found["caller"] or found["phone"] or found["is_victim"]:
            roles = ["caller", "victim"] if found["is_victim"] else ["caller"]
            own = age if found["is_victim"] else {}
            people.append({"name": found["caller"], "phone": found["phone"], "roles": roles, **own})
        # With the box ticked and another name there are two victims; the age is the caller's then.
        if found["victim"] or (not found["is_victim"] and any(v is not None for v in age.values())):
            theirs = {} if found["is_victim"] else age
            people.append({"name": found["victim"], "roles": ["victim"], **theirs})
        return people

    def _places(self) -> list[dict[str, Any]]:
        found = self.cleaned_data
        given = {name: found[name] for name in ("postcode", "grid", "uprn")} | {
            "text": found["place"]
        }
        return [given] if any(given.values()) else []
