"""What every form that writes in a log shares."""

from typing import Any, ClassVar, Self
from uuid import uuid4

from django import forms
from django.db import models
from django.shortcuts import get_object_or_404

from onrecord.contact.forms.fields import NO_ID
from onrecord.contact.models import Log
from onrecord.people.models import User


class KeepForm(forms.Form):
    """A form about one log. `do` carries it out and returns what was done, as a sentence; it raises LogError.

    `origin` makes sending it twice harmless, `version` finds out whether somebody else was quicker.
    """

    title: ClassVar[str]
    submit: ClassVar[str]
    intro: ClassVar[str] = ""
    # What beside the log it is about: a model of which `find_about` gets one row, if any.
    about_what: ClassVar[type[models.Model] | None] = None
    # Whether it can be used while the log is closed.
    when_closed: ClassVar[bool] = False

    origin = forms.CharField(widget=forms.HiddenInput(attrs=NO_ID))
    version = forms.IntegerField(widget=forms.HiddenInput(attrs=NO_ID), required=False)

    def __init__(
        self, *, log: Log, user: User, about: Any = None, data: Any = None, files: Any = None
    ) -> None:
        self.log, self.user, self.about = log, user, about
        super().__init__(
            data,
            files,
            initial={"origin": str(uuid4()), **self.begin_with(), "version": self.seen()},
        )

    def begin_with(self) -> dict[str, Any]:
        """What the fields hold when the form is first shown."""
        return {}

    def seen(self) -> int:
        """The version that whoever looks at the form sees."""
        return int(self.about.version) if hasattr(self.about, "version") else self.log.version

    @classmethod
    def find_about(cls, log: Log, number: str) -> Any:
        """The entry, person or place that the form is about. Raises Http404 when it isn't this log's."""
        model = cls.about_what
        if model is None or (not number and not cls.needs_about()):
            return None
        own = (
            {"log": log} if _has_log(model) else {"system": log.system, "log_ref_key": log.ref_key}
        )
        pk = int(number) if number.isdecimal() and len(number) < 19 else 0
        return get_object_or_404(model, pk=pk, **own)

    @classmethod
    def needs_about(cls) -> bool:
        return False

    def again(self) -> Self:
        """The same form with what was typed, for the log as it is now: after somebody else was quicker."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        log = Log.objects.get(pk=self.log.pk)
        if self.about is not None:
            self.about.refresh_from_db()
        form = type(self)(log=log, user=self.user, about=self.about, data=data)
        data["version"] = str(form.seen())
        return form

    @property
    def sent_once(self) -> dict[str, Any]:
        """For actions that need to know whether the form was sent before."""
        return {"origin": self.cleaned_data["origin"]}

    @property
    def sent_for(self) -> dict[str, Any]:
        """The same, with the version that was seen."""
        return {**self.sent_once, "version": self.cleaned_data["version"]}

    def do(self) -> str:
        raise NotImplementedError


def _has_log(model: type[models.Model]) -> bool:
    return any(field.name == "log" for field in model._meta.fields)


def choices(words: Any, empty: str | None = None) -> list[tuple[str, str]]:
    """Choices from a mapping of value to meaning (or a list), with an empty one first where there is a word for it."""
    found = (
        [(value, f"{value}: {meaning}" if meaning else value) for value, meaning in words.items()]
        if hasattr(words, "items")
        else [(value, value) for value in words]
    )
    return found if empty is None else [("", empty), *found]
