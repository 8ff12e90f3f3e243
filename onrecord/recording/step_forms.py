"""The forms of what may be done to a crime: one class for each step, which knows its action."""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils import timezone

from crimerules.flags import FLAGS
from crimerules.outcome import outcome_types
from crimerules.requirements import Verdict
from onrecord.contact.forms.fields import LocationField
from onrecord.people.models import User
from onrecord.recording import actions, subjects
from onrecord.recording.models import Crime, CrimePerson, CrimeProperty, ReportedIncident
from onrecord.recording.people import ROLES
from onrecord.recording.told import TOPICS, WAYS, untold, victims_of
from onrecord.recording.where import WHERE

DATE_WRONG = {"invalid": "Enter a date such as 31/12/2026"}
TIME_WRONG = {"invalid": "Enter a date and time such as 31/12/2026 21:30"}


def day_field(label: str, **more: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, error_messages=DATE_WRONG, **more)


def moment_field(label: str, **more: Any) -> forms.DateTimeField:
    """Date and time in one field; the browser's own picker where it has one."""
    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"]
    return forms.DateTimeField(
        label=label, widget=widget, input_formats=formats, error_messages=TIME_WRONG, **more
    )


def text_field(label: str, *, rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": f"{label}: write at least a word"},
        **more,
    )


class StepForm(forms.Form):
    """What every step shares: the version that the person saw, and an origin, so that sending twice is harmless."""

    title: ClassVar[str] = ""
    button: ClassVar[str] = "Save"
    lead: str = ""
    done: ClassVar[str] = "Saved."
    warning: ClassVar[bool] = False
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    origin = forms.CharField(widget=forms.HiddenInput, required=False)

    record: Crime | ReportedIncident
    # Under which name the ledger holds what the form changes, where that is not the record itself.
    history_of: str = ""

    def __init__(
        self, *args: Any, record: Any, user: User, query: QueryDict | None = None, **kwargs: Any
    ) -> None:
        self.record, self.user, self.query = record, user, query or QueryDict()
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", record.version)
        self.initial.setdefault("origin", str(uuid4()))
        self.verdict: Verdict | None = None
        self.prepare()

    def prepare(self) -> None:
        """Fit the fields to the record."""

    def common(self) -> dict[str, Any]:
        """Arguments that every action takes."""
        return {
            "by": self.user,
            "version": self.cleaned_data["version"],
            "origin": self.cleaned_data["origin"] or None,
        }

    def posted(self, name: str) -> str:
        """What was sent, or asked for in the address, before anything is checked."""
        return str((self.data or self.query).get(name, ""))

    def act(self) -> object:
        raise NotImplementedError


class TellForm(StepForm):
    title = "Tell the victim"
    lead = (
        "Write down what the victim, or somebody for them, was told: how, when and by whom stands with it. They may "
        "challenge a decision not to record, to cancel or to transfer: say so, and how."
    )
    done = "Kept: the victim was told."
    person = forms.ChoiceField(label="Who was told", widget=forms.RadioSelect)
    topic = forms.ChoiceField(
        label="What about",
        choices=[("", "Choose"), *TOPICS.items()],
        error_messages={"required": "Choose what they were told about"},
    )
    matter = forms.ChoiceField(
        label="Which outcome",
        required=False,
        choices=[
            ("", "Not about an outcome"),
            *((name, f"{name} {one.title}") for name, one in outcome_types().items()),
        ],
    )
    reference = forms.CharField(
        label="The other force's reference",
        required=False,
        max_length=120,
        help_text="Of a transfer: a crime goes to another force only once the victim knows that force's reference.",
    )
    how = forms.ChoiceField(
        label="How",
        choices=[("", "Choose"), *WAYS.items()],
        error_messages={"required": "Choose how they were told"},
    )
    told_at = moment_field("When")
    said = text_field("What was said, and what they answered")
    field_order = ("person", "topic", "matter", "reference", "how", "told_at", "said")

    def prepare(self) -> None:
        people: list[tuple[str, str]] = []
        if isinstance(self.record, Crime):
            people = [(each.label, str(each)) for each in victims_of(self.record)]
        else:
            people = [(each, each) for each in self.record.victims]
        if people:
            field: Any = self.fields["person"]
            field.choices = people
            field.error_messages["required"] = "Choose who was told"
        elif isinstance(self.record, Crime):
            self.fields["person"].help_text = "The crime has no victim yet. Add the victim first."
        else:
            self.fields["person"] = forms.CharField(label="Who was told", max_length=200)
        if len(people) == 1:
            self.initial["person"] = people[0][0]
        self.initial["told_at"] = timezone.localtime().replace(second=0, microsecond=0)
        for name in ("topic", "matter", "reference"):
            if self.query.get(name):
                self.initial[name] = self.query[name]

    def act(self) -> object:
        data = self.cleaned_data
        return actions.tell_victim(
            record=self.record,
            topic=data["topic"],
            person=data["person"],
            how=data["how"],
            said=data["said"],
            matter=data["matter"],
            reference=data["reference"],
            told_at=data["told_at"],
            **{**self.common(), "version": None},
        )


class PersonForm(StepForm):
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

    def act(self) -> object:
        data = {**self.cleaned_data}
        for name in ("version", "origin", "person"):
            data.pop(name)
        return actions.set_person(
            crime=self.record,  # type: ignore[arg-type]
            person=self.someone,
            **data,
            **self.common(),
        )


class PropertyForm(StepForm):
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

    def act(self) -> object:
        data = self.cleaned_data
        return actions.set_property(
            crime=self.record,  # type: ignore[arg-type]
            thing=self.thing,
            what=data["what"],
            description=data["description"],
            value=None if data["value"] is None else int(data["value"] * 100),
            mark=data["mark"],
            owner=data["owner"],
            remove=data.get("remove", False),
            reason=data.get("reason", ""),
            **self.common(),
        )


class FlagsForm(StepForm):
    title = "Flags"
    lead = "The ten flags of the Home Office (Crime Recording Rules 2026/27, pp. 26-31), and the perceived religion."
    done = "The flags are changed."
    flags = forms.MultipleChoiceField(
        label="Flags",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(name, words[:1].upper() + words[1:]) for name, words in FLAGS.items()],
    )
    reason = text_field("Why (if it isn't plain from the record)", required=False, rows=2)

    def prepare(self) -> None:
        if isinstance(self.record, Crime):
            self.initial["flags"] = self.record.flags or []

    def act(self) -> object:
        data = self.cleaned_data
        return actions.set_flags(
            crime=self.record,  # type: ignore[arg-type]
            flags=data["flags"],
            reason=data["reason"],
            **self.common(),
        )


class FactsForm(StepForm):
    title = "Place, times and modus"
    done = "The facts are corrected."
    place = forms.CharField(label="Where, in words", required=False, max_length=300)
    postcode, grid, uprn = (LocationField(name) for name in WHERE)
    committed_from = moment_field("From", required=False)
    committed_to = moment_field("To", required=False)
    modus = text_field("How it was done (modus)", required=False)

    def prepare(self) -> None:
        if isinstance(self.record, Crime):
            self.initial.update(
                {
                    "place": self.record.place,
                    **{name: getattr(self.record, name) for name in WHERE},
                    "committed_from": _local(self.record.committed_from),
                    "committed_to": _local(self.record.committed_to),
                    "modus": self.record.modus,
                }
            )

    def act(self) -> object:
        data = self.cleaned_data
        return actions.correct_facts(
            crime=self.record,  # type: ignore[arg-type]
            place=data["place"],
            where={name: data[name] for name in WHERE},
            modus=data["modus"],
            committed_from=_kept(
                data["committed_from"], getattr(self.record, "committed_from", None)
            ),
            committed_to=_kept(data["committed_to"], getattr(self.record, "committed_to", None)),
            **self.common(),
        )


def _local(at: datetime | None) -> datetime | None:
    return None if at is None else timezone.localtime(at)


def _kept(given: datetime | None, held: datetime | None) -> datetime | None:
    """The time as it is kept, where the form, which knows no seconds, says the same minute."""
    if given is None or held is None:
        return given
    same = held.replace(second=0, microsecond=0) == given.astimezone(held.tzinfo)
    return held if same else given


class NoteForm(StepForm):
    title = "Write a note"
    done = "The note is kept."
    text = text_field("Note")

    def act(self) -> object:
        return actions.write_note(
            record=self.record,
            by=self.user,
            text=self.cleaned_data["text"],
            origin=self.cleaned_data["origin"] or None,
        )


class ReopenForm(StepForm):
    title = "Open again"
    button = "Open again"
    lead = "What it was before stays in the record; a crime that was taken off the count is counted again."
    done = "The crime is open again."
    reason = text_field("Why it is opened again")

    def act(self) -> object:
        return actions.reopen_crime(
            crime=self.record,  # type: ignore[arg-type]
            reason=self.cleaned_data["reason"],
            **self.common(),
        )


class TransferForm(StepForm):
    title = "Transfer to another force (C1)"
    button = "Transfer"
    warning = True
    lead = (
        "Only when that force has given its crime or crime-related incident reference, and the victim has been told "
        "it (Crime Recording Rules 2026/27, p. 25). Tell the victim first; it must be on record here."
    )
    done = "The crime is transferred."
    other_force = forms.CharField(
        label="The other force", max_length=200, error_messages={"required": "Name the force"}
    )
    other_ref = forms.CharField(
        label="Its reference",
        max_length=120,
        error_messages={"required": "Give that force's reference"},
    )
    reason = text_field("Why it belongs there")

    def act(self) -> object:
        data = self.cleaned_data
        return actions.transfer_crime(
            crime=self.record,  # type: ignore[arg-type]
            other_force=data["other_force"],
            other_ref=data["other_ref"],
            reason=data["reason"],
            **self.common(),
        )


def not_told(crime: Crime, topic: str, **more: str) -> list[str]:
    """The victims who still have to be told, by name."""
    return [str(person) for person in untold(crime, topic, **more)]
