"""The form of a question with several fields: when, where, who. What can't be right is kept in words, and said."""

from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onrecord.contact.actions.base import clean
from onrecord.home import is_demonstration
from onrecord.reporting.front.asked import Asked
from onrecord.reporting.front.fields import words
from onrecord.reporting.types.values import day_of, no_time, plain, time_of

MOST_AGE: Final = 130
EARLIEST: Final = 1900


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

    @property
    def date_fields(self) -> list[forms.BoundField]:
        """What makes one date: side by side on the page, with one place for what is wrong with it."""
        return [self[name] for name in ("day", "month", "year")]

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
