"""Which form takes which step: the steps of `onrecord.recording.states`."""

from onrecord.recording.forms.base import StepForm
from onrecord.recording.forms.classes import ContinueForm, N100Form, ReclassifyForm
from onrecord.recording.forms.incident_steps import (
    CancelIncidentForm,
    CloseForm,
    ConvertForm,
    RedateForm,
    ReopenIncidentForm,
    SubCodeForm,
    TriedForm,
)
from onrecord.recording.forms.keeping import (
    FactsForm,
    FlagsForm,
    NoteForm,
    ReopenForm,
    TellForm,
    TransferForm,
)
from onrecord.recording.forms.people import PersonForm, PropertyForm
from onrecord.recording.forms.weighed import CancelForm, OutcomeForm

CRIME_FORMS: dict[str, type[StepForm]] = {
    "tell": TellForm,
    "outcome": OutcomeForm,
    "reclassify": ReclassifyForm,
    "cancel": CancelForm,
    "transfer": TransferForm,
    "n100": N100Form,
    "reopen": ReopenForm,
    "continue": ContinueForm,
    "person": PersonForm,
    "property": PropertyForm,
    "flags": FlagsForm,
    "facts": FactsForm,
    "note": NoteForm,
}
INCIDENT_FORMS: dict[str, type[StepForm]] = {
    "convert": ConvertForm,
    "tell": TellForm,
    "tried": TriedForm,
    "redate": RedateForm,
    "sub-code": SubCodeForm,
    "close": CloseForm,
    "cancel": CancelIncidentForm,
    "reopen": ReopenIncidentForm,
    "note": NoteForm,
}
