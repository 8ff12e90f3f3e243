"""One question a page: the form of each kind of question. Nothing that is typed is thrown away: what can't be right is kept
in words, and said."""

from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from crimerules.tree import screens
from onrecord.contact.actions import MOST_TEXT
from onrecord.contact.actions.base import clean
from onrecord.home import is_demonstration
from onrecord.reporting.languages import said
from onrecord.reporting.lay import NOT_SURE, Words
from onrecord.reporting.types import (
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
from onrecord.reporting.values import day_of, no_time, plain, time_of

MOST_AGE: Final = 130
EARLIEST: Final = 1900


class WordsField(forms.CharField):
    """Text of any writing; what no store takes (null bytes, halves of characters) is left out, all else stays."""

    def __init__(self, *, most: int, **more: Any) -> None:
        self.most = most
        # The browser doesn't cut off what is pasted: nobody would see that the end is missing.
        super().__init__(required=False, **more)

    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        if len(value) > self.most:
            raise ValidationError(
                _(
                    "This has %(number)s characters; %(most)s at most. Shorten it, or add the rest as a file."
                )
                % {"number": f"{len(value):,}", "most": f"{self.most:,}"}
            )


def words(
    label: Any, most: int, rows: int = 0, kind: str = "", fill: str = "", **more: Any
) -> WordsField:
    """One field for text: a box of so many rows, or a line. `fill`: what a browser may offer for it (WCAG 1.3.5)."""
    attrs = {"dir": "auto", **({"autocomplete": fill} if fill else {})}
    widget: forms.Widget = (
        forms.Textarea({**attrs, "rows": rows})
        if rows
        else forms.TextInput({**attrs, **({"inputmode": kind} if kind else {})})
    )
    return WordsField(label=label, most=most, widget=widget, **more)


class Asked(forms.Form):
    """The form of a question. `value()`: what was answered, as it is kept."""

    # The heading is the label of the one field, or the legend of all of them.
    single = True
    # Whether what can't be right is kept in words by whoever insists.
    doubtful = False

    @property
    def value_of(self) -> forms.BoundField:
        """The one field, for the page (its name is that of a method here)."""
        return self["value"]

    def __init__(self, question: Question, kind: ReportType, value: Any, **sent: Any) -> None:
        self.question, self.kind = question, kind
        super().__init__(initial=self.initial_of(value), **sent)

    def initial_of(self, value: Any) -> dict[str, Any]:
        return {"value": value}

    def value(self) -> Any:
        return self.cleaned_data.get("value", "")

    def typed(self) -> Any:
        """What was typed, though it can't be right; kept in the draft."""
        return ""


class TextForm(Asked):
    def __init__(self, *about: Any, **sent: Any) -> None:
        super().__init__(*about, **sent)
        rows = 10 if self.question.account else 4
        self.fields["value"] = words(self.question.asks, MOST_TEXT, rows)

    def clean_value(self) -> str:
        value: str = self.cleaned_data["value"]
        if self.question.required and not value:
            raise ValidationError(
                _("Write at least a few words, so that somebody can look into it.")
            )
        return value


class NumberForm(Asked):
    doubtful = True

    def __init__(self, *about: Any, **sent: Any) -> None:
        super().__init__(*about, **sent)
        self.fields["value"] = words(self.question.asks, 100, kind="numeric")

    def clean_value(self) -> str:
        text: str = self.cleaned_data["value"]
        figures = any(each.isdecimal() for each in text) and not text.startswith(("-", "\u2212"))
        if text and not figures and not self.data.get("keep"):
            raise ValidationError(
                _(
                    "This is no number in figures, such as 90. Correct it, or keep it as you wrote it."
                )
            )
        return text

    def typed(self) -> Any:
        return clean(str(self.data.get("value", "")))[:100]


class ChoiceForm(Asked):
    def __init__(self, *about: Any, **sent: Any) -> None:
        super().__init__(*about, **sent)
        choices = [(each.say, said(each.text, self.kind.welsh)) for each in self.question.answers]
        if self.question.several:
            self.fields["value"] = forms.MultipleChoiceField(
                choices=choices, required=False, widget=forms.CheckboxSelectMultiple
            )
        else:
            self.fields["value"] = forms.ChoiceField(
                choices=choices, required=False, widget=forms.RadioSelect
            )

    def clean_value(self) -> Any:
        value = self.cleaned_data["value"]
        if not value and not self.question.several:
            raise ValidationError(_("Choose an answer, or skip the question."))
        return value


class PartsForm(Asked):
    """Several fields under one question."""

    single = False
    parts: tuple[str, ...] = ()

    def initial_of(self, value: Any) -> dict[str, Any]:
        return dict(value) if isinstance(value, dict) else {}

    def value(self) -> Any:
        return plain({name: self.cleaned_data.get(name, "") for name in self.parts})

    def clean_age(self) -> str:
        """Whole years; "about 30" stays as it is."""
        text: str = self.cleaned_data["age"]
        if text.isdecimal() and int(text) > MOST_AGE:
            raise ValidationError(
                _("Nobody is that old. Write the age in years, or leave it empty.")
            )
        return text


class WhenForm(PartsForm):
    doubtful = True
    parts = ("day", "month", "year", "time", "words")
    day = words(gettext_lazy("Day"), 40, kind="numeric")
    month = words(gettext_lazy("Month"), 40)
    year = words(gettext_lazy("Year"), 40, kind="numeric")
    time = words(gettext_lazy("Time, such as 9.30pm"), 100)
    words = words(gettext_lazy("If you don't know exactly, what you know"), 1000, rows=2)

    def value(self) -> Any:
        typed = {name: self.cleaned_data.get(name, "") for name in self.parts}
        day = day_of(typed["day"], typed["month"], typed["year"])
        at = ""
        if day is not None and day <= timezone.localdate() and day.year >= EARLIEST:
            time = time_of(typed["time"])
            at = f"{day.isoformat()}T{time}" if time else day.isoformat()
        return plain({**typed, "at": at})

    def clean(self) -> dict[str, Any]:
        held: dict[str, Any] = super().clean() or {}
        typed = [held.get(name, "") for name in ("day", "month", "year")]
        # "keep": told that it can't be, the reporter leaves it as it is.
        if any(typed) and not self.data.get("keep"):
            day = day_of(*typed)
            if day is None:
                self.add_error(
                    "day",
                    _(
                        "There is no such date. Correct it, or keep it as you wrote it: we know then that it isn't exact."
                    ),
                )
            elif day > timezone.localdate():
                self.add_error(
                    "day",
                    _("This date lies in the future. Correct it, or keep it as you wrote it."),
                )
            elif day.year < EARLIEST:
                self.add_error(
                    "year", _("Is the year right? Correct it, or keep it as you wrote it.")
                )
        time = str(held.get("time", ""))
        if no_time(time) and not self.data.get("keep"):
            self.add_error(
                "time",
                _("There is no such time. Correct it, or keep it as you wrote it."),
            )
        return held

    def typed(self) -> Any:
        return plain({name: clean(str(self.data.get(name, "")))[:1000] for name in self.parts})


class PlaceForm(PartsForm):
    parts = ("text", "postcode")
    text = words(gettext_lazy("Address or description"), 300, rows=3)
    postcode = words(gettext_lazy("Postcode, if you know it"), 8, fill="off")


class PersonForm(PartsForm):
    parts = ("name", "age", "phone", "address", "words")
    name = words(gettext_lazy("Name or nickname"), 200, fill="off")
    age = words(gettext_lazy("Age, or about how old"), 40, fill="off")
    phone = words(gettext_lazy("Telephone"), 60, kind="tel", fill="off")
    address = words(gettext_lazy("Where they live, or can be found"), 300, fill="off")
    words = words(
        gettext_lazy("What else you know: what they look like, a car, other people"), 9000, rows=4
    )


class ContactForm(PartsForm):
    parts = ("name", "age", "phone", "email", "address", "safe", "mail")
    name = words(gettext_lazy("Your name"), 200, fill="name")
    age = words(gettext_lazy("Your age"), 40, kind="numeric")
    phone = words(gettext_lazy("Telephone"), 60, kind="tel", fill="tel")
    email = words(gettext_lazy("E-mail"), 254, kind="email", fill="email")
    address = words(gettext_lazy("Address"), 300, fill="street-address")
    safe = words(
        gettext_lazy("How and when is it safe to reach you?"), 1000, rows=2,
        help_text=gettext_lazy("For instance “only by text, in the morning”, or “not at home”. We keep to it."),
    )  # fmt: skip
    mail = forms.BooleanField(
        label=gettext_lazy("Send the number of my report to this e-mail address"), required=False,
        help_text=gettext_lazy("The e-mail says nothing of what happened. Leave it empty if somebody may read your e-mail who shouldn't know."),
    )  # fmt: skip

    def __init__(self, *about: Any, **sent: Any) -> None:
        super().__init__(*about, **sent)
        if not (settings.EMAIL_HOST or is_demonstration()):
            del self.fields["mail"]

    def initial_of(self, value: Any) -> dict[str, Any]:
        held = super().initial_of(value)
        return {**held, "mail": held.get("mail") == "yes"}

    def clean_email(self) -> str:
        address: str = self.cleaned_data["email"]
        if address:
            try:
                EmailValidator()(address)
            except ValidationError:
                raise ValidationError(
                    _("This is no e-mail address. Correct it, or leave it empty.")
                ) from None
        return address

    def value(self) -> Any:
        typed = {name: self.cleaned_data.get(name, "") for name in self.parts}
        mail = "yes" if typed["mail"] and typed["email"] else ""
        return plain({**typed, "mail": mail})


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
            choices = [(say, said(text, kind.welsh)) for say, text in lay.answers.items()]
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
