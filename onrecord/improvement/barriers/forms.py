"""The forms of barriers and of what was seen and said when somebody went and looked. The actions check all of it again."""

from typing import Any

from django import forms

from onrecord.audit.findings.causes import causes
from onrecord.improvement.barriers import actions as barrier_actions
from onrecord.improvement.barriers.models import Barrier, FieldRecord
from onrecord.improvement.form_parts import DeedForm, day, prose, short


class BarrierForm(DeedForm):
    title, done = "A barrier", "The barrier is kept."
    words = short("What stands in the way", 300)
    cause = forms.ChoiceField(
        label="It explains findings with the cause", required=False,
        help_text="Accepted findings with this cause are counted for it.",
    )  # fmt: skip
    department = forms.ChoiceField(label="Where", required=False)

    def set_up(self) -> None:
        self.fields["cause"].choices = [  # type: ignore[attr-defined]
            ("", "none"),
            *((each.code, each.words) for each in causes()),
        ]

    @staticmethod
    def first(row: Barrier) -> dict[str, Any]:
        return {"words": row.words, "cause": row.cause, "department": row.department}

    def act(self) -> Any:
        return barrier_actions.keep_barrier(by=self.user, barrier=self.about, **self.cleaned_data)


class GoneForm(DeedForm):
    title = "The barrier is gone"
    on = day("Since which day")
    words = short("What shows it", 500)

    def act(self) -> Any:
        barrier_actions.remove_barrier(barrier=self.about, by=self.user, **self.cleaned_data)


class RecordForm(DeedForm):
    title, done = "What was seen or said", "The record is kept."
    note_above = (
        "Nobody is named, neither staff nor public: the role and the department are enough."
    )
    kind = forms.ChoiceField(
        label="It was", choices=FieldRecord.Kind.choices, widget=forms.RadioSelect
    )
    on = day("On which day")
    department = forms.ChoiceField(label="Where", required=False)
    role = short("In which role they were", 120, required=False)
    words = prose("What was seen or said", rows=6)
    barrier = forms.ModelChoiceField(
        Barrier.objects.filter(gone_on=None), label="It shows the barrier", required=False,
        empty_label="none",
    )  # fmt: skip

    @staticmethod
    def first(row: FieldRecord) -> dict[str, Any]:
        same = ("kind", "on", "department", "role", "words", "barrier")
        return {name: getattr(row, name) for name in same}

    def act(self) -> Any:
        return barrier_actions.keep_record(by=self.user, record=self.about, **self.cleaned_data)


BARRIER_DEEDS: dict[str, type[DeedForm]] = {
    "barrier": BarrierForm,
    "gone": GoneForm,
    "record": RecordForm,
}
