"""One question a page: which form a question has, of a type's own and of the rules."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from crimerules.tree import screens
from onrecord.reporting.front.asked import Asked, ChoiceForm, NumberForm, TextForm
from onrecord.reporting.front.fields import words
from onrecord.reporting.front.parts import ContactForm, PersonForm, PlaceForm, WhenForm
from onrecord.reporting.languages import answer_said, said
from onrecord.reporting.types.lay import NOT_SURE, Words
from onrecord.reporting.types.shape import (
    CHOOSING,
    CONTACT,
    NUMBER,
    PERSON,
    PLACE,
    TEXT,
    WHEN,
    Question,
    ReportType,
)


class RulesForm(forms.Form):
    """A question of the rules in lay words."""

    single = True

    @property
    def value_of(self) -> forms.BoundField:
        return self["value"]

    def __init__(self, screen: str, lay: Words, kind: ReportType, value: str, **sent: Any) -> None:
        super().__init__(initial={"value": value}, **sent)
        self.number = next(
            (
                each
                for each in screens()[screen].answers
                if each.say == NUMBER and NUMBER in lay.answers
            ),
            None,
        )
        if self.number is not None:
            self.fields["value"] = words(lay.asks, 40, kind="numeric")
        else:
            choices = [
                (say, answer_said(lay.asks, text, kind.welsh)) for say, text in lay.answers.items()
            ]
            if not lay.sure:
                choices.append((NOT_SURE, said(gettext_noop("I'm not sure"))))
            self.fields["value"] = forms.ChoiceField(
                choices=choices, required=False, widget=forms.RadioSelect
            )

    def clean_value(self) -> str:
        value: str = self.cleaned_data["value"]
        if self.number is not None:
            if not self.number.fits(value):
                raise ValidationError(
                    _("Write a whole number from %(least)s to %(most)s.")
                    % {"least": self.number.least, "most": self.number.most}
                )
        elif not value:
            raise ValidationError(_("Choose an answer."))
        return value

    def value(self) -> str:
        return str(self.cleaned_data["value"])


_FORMS: Final[dict[str, type[Asked]]] = {
    TEXT: TextForm, NUMBER: NumberForm, WHEN: WhenForm, PLACE: PlaceForm, PERSON: PersonForm, CONTACT: ContactForm,
    **dict.fromkeys(CHOOSING, ChoiceForm),
}  # fmt: skip


def form_for(question: Question, kind: ReportType, value: Any, **sent: Any) -> Asked:
    """The form of an own question; not of files, which have a page of their own."""
    return _FORMS[question.kind](question, kind, value, **sent)
