"""What every form of a record shares: who acts, the origin, the action; and looking for an offence."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.http import QueryDict

from crimerules.requirements import Verdict
from onrecord.people.models import User
from onrecord.recording.forms.fields import OffenceField
from onrecord.recording.models import Crime, ReportedIncident
from onrecord.recording.offence_search import read_key


class RecordForm(forms.Form):
    """A form that does one thing: `action`, with what was typed, under the names of the fields.

    It carries an origin, so that sending it twice is harmless.
    """

    action: ClassVar[Callable[..., Any]]
    origin = forms.CharField(widget=forms.HiddenInput, required=False)
    # Of these the action isn't told.
    aside: ClassVar[frozenset[str]] = frozenset({"version", "origin", "q", "offence"})

    def __init__(
        self, *args: Any, user: User, query: QueryDict | None = None, **kwargs: Any
    ) -> None:
        self.user, self.query = user, query or QueryDict()
        super().__init__(*args, **kwargs)
        self.initial.setdefault("origin", str(uuid4()))

    def common(self) -> dict[str, Any]:
        """Arguments that every action takes."""
        return {"by": self.user, "origin": self.cleaned_data["origin"] or None}

    def given(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name not in self.aside}

    def posted(self, name: str) -> str:
        """What was sent, or asked for in the address, before anything is checked."""
        return str((self.data or self.query).get(name, ""))

    def act(self) -> Any:
        return type(self).action(**self.given(), **self.common())

    # Where the form begins with looking for an offence (a field `q`, and `offence` once something is found).

    def look_for_offence(self, *order: str) -> None:
        """Offer what fits the words that were typed, before the fields of `order`."""
        self.looked_for = self.posted("q")
        self.initial["q"] = self.looked_for
        if self.looked_for:
            self.fields["offence"] = OffenceField(self.looked_for)
            self.order_fields(["offence", *order])

    def chosen_offence(self) -> dict[str, str]:
        to_class, to_code = read_key(self.cleaned_data["offence"])
        return {"class": to_class, "code": to_code}


class StepForm(RecordForm):
    """A step that a record takes. It carries the version that the person saw."""

    title: ClassVar[str] = ""
    button: ClassVar[str] = "Save"
    lead: str = ""
    done: ClassVar[str] = "Saved."
    warning: ClassVar[bool] = False
    # Under which name the action takes the record.
    takes: ClassVar[str] = "crime"
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    record: Crime | ReportedIncident
    # Under which name the ledger holds what the form changes, where that is not the record itself.
    history_of: str = ""

    def __init__(self, *args: Any, record: Any, **kwargs: Any) -> None:
        self.record = record
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", record.version)
        self.verdict: Verdict | None = None
        self.prepare()

    @property
    def crime(self) -> Crime:
        """The record, in a step that only a crime takes."""
        if not isinstance(self.record, Crime):
            raise TypeError(f"{type(self).__name__} is a step of crimes")
        return self.record

    def prepare(self) -> None:
        """Fit the fields to the record."""

    def common(self) -> dict[str, Any]:
        return {
            self.takes: self.record,
            "version": self.cleaned_data["version"],
            **super().common(),
        }


class StepOfAny(StepForm):
    """A step of crimes and incidents alike, which asks for no version: it adds, and changes nothing that is there."""

    takes = "record"

    def common(self) -> dict[str, Any]:
        common = super().common()
        del common["version"]
        return common
