"""A form of a partner as a page: Django's fields from the data, and what was typed in the layout of `given`. What is wrong is said
by `given.checked`, so that every way in hears the same."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from onrecord.day_input import DayInput
from onrecord.partners.form_files import Form
from onrecord.partners.given import MOST_SEVERAL, Given, GivenError, checked
from onrecord.reporting import languages
from onrecord.reporting.types.shape import CHOOSING, FILES, NUMBER, POUNDS, TEXT, Question

CONTACT = {
    "name": gettext_lazy("Your name"),
    "job": gettext_lazy("What you are there, such as head of year or store manager"),
    "phone": gettext_lazy("Your telephone number"),
    "email": gettext_lazy("Your e-mail address"),
}
_OR = {
    "phone": gettext_lazy("Your telephone number (needed, or an e-mail address)"),
    "email": gettext_lazy("Your e-mail address (needed, or a telephone number)"),
}
_PERSON = {
    "name": gettext_lazy("Name"),
    "born": gettext_lazy("Date of birth"),
    "age": gettext_lazy("Age, if the date of birth is not known"),
    "sex": gettext_lazy("Sex"),
    "phone": gettext_lazy("Telephone number"),
    "address": gettext_lazy("Address"),
}
_PLACE = {"text": gettext_lazy("Name and address"), "postcode": gettext_lazy("Postcode")}
_WHEN = {
    "day": gettext_lazy("Day"),
    "words": gettext_lazy("Time, or roughly when if the day is not known"),
}
NOBODY_KNOWN = gettext_lazy("Nobody could be known by what I wrote, and it may be passed on")
# What forms tell of several times (`several`), so that it is found by who translates.
SEVERAL = (gettext_noop("Disclosure"),)


@dataclass(frozen=True)
class Group:
    """Fields that stand together: one question, or what is asked of one person."""

    title: str
    help: str
    fields: list[forms.BoundField]
    # Whether files are added here; they are no fields of the form.
    files: bool = False

    @property
    def single(self) -> bool:
        return len(self.fields) == 1 and not self.title


@dataclass(frozen=True)
class Block:
    """The questions that are asked once, or those of one of several."""

    title: str
    groups: list[Group]


class ReferForm(forms.Form):
    """The page of a form. `number`: how many of several are shown."""

    origin = forms.UUIDField(widget=forms.HiddenInput)
    sure = forms.BooleanField(
        label=gettext_lazy("It is right as I wrote it"),
        required=False,
    )
    their_ref = forms.CharField(
        label=gettext_lazy("Your own reference, if you have one"), required=False
    )

    def __init__(self, form: Form, *args: Any, number: int = 1, **more: Any) -> None:
        super().__init__(*args, **more)
        self.form = form
        self.number = max(1, min(number, MOST_SEVERAL)) if form.several else 0
        self.given: Given | None = None
        # Whether something was asked about that is kept where its sender says that it is so.
        self.doubted = False
        if form.depersonalised:
            self.fields["sure"].label = NOBODY_KNOWN
        for each in form.once:
            self._add(each, each.id)
        for at in range(self.number):
            for each in form.repeated:
                self._add(each, f"s{at}-{each.id}")
        for name, label in contact_labels().items():
            kind = forms.EmailInput if name == "email" else forms.TextInput
            self.fields[f"contact-{name}"] = forms.CharField(
                label=label, required=False, widget=kind(attrs={"autocomplete": _AUTO[name]})
            )

    def _add(self, each: Question, name: str) -> None:
        if each.kind == FILES:
            return
        for part, label in _parts(each).items():
            key = f"{name}-{part}" if part else name
            self.fields[key] = self._field(each, part, str(label) if part else self._asks(each))

    @property
    def blocks(self) -> list[Block]:
        """The questions as the page shows them."""
        found = [Block("", [self._group(each, each.id) for each in self.form.once])]
        for at in range(self.number):
            groups = [self._group(each, f"s{at}-{each.id}") for each in self.form.repeated]
            found.append(Block(f"{_(self.form.several)} {at + 1}", groups))
        return found

    @property
    def asks_again(self) -> bool:
        """Whether something hardly can or should be so, and is kept where its sender says that it is."""
        return bool(self.data.get("sure")) or (bool(self.errors) and self.doubted)

    @property
    def contact(self) -> list[forms.BoundField]:
        return [self[f"contact-{name}"] for name in CONTACT]

    def _group(self, each: Question, name: str) -> Group:
        if each.kind == FILES:
            return Group(self._asks(each), self._said(each.help), [], files=True)
        parts = list(_parts(each))
        if parts == [""]:
            return Group("", "", [self[name]])
        fields = [self[f"{name}-{part}"] for part in parts]
        return Group(self._asks(each), self._said(each.help), fields)

    def _said(self, text: str) -> str:
        """A text of the form in the language of the page, else in English and marked so."""
        return languages.said(text, self.form.welsh) if text else ""

    def _asks(self, each: Question) -> str:
        asks = self._said(each.asks)
        return format_html("{} {}", asks, _("(needed)")) if each.required else asks

    def _field(self, each: Question, part: str, label: str) -> forms.Field:
        more: dict[str, Any] = {"label": label, "required": False}
        if not part and each.help:
            more["help_text"] = self._said(each.help)
        if part == "sex":
            sexes = [("", _("not said")), ("female", _("female")), ("male", _("male"))]
            return forms.ChoiceField(choices=sexes, **more)
        if part in ("born", "day"):
            return forms.CharField(widget=DayInput(), **more)
        if each.kind == TEXT:
            return forms.CharField(strip=False, widget=forms.Textarea(attrs={"rows": 8}), **more)
        if each.kind in CHOOSING:
            choices = [(one.say, self._said(one.text)) for one in each.answers]
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **more)
        if each.kind == POUNDS:
            return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **more)
        if each.kind == NUMBER or part == "age":
            return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "numeric"}), **more)
        return forms.CharField(**more)

    def clean(self) -> dict[str, Any]:
        """Held against the one check; each problem goes to the field that it is about."""
        found = super().clean() or {}
        raw = {
            "answers": dict(self._told(self.form.once, "")),
            "several": [
                dict(self._told(self.form.repeated, f"s{at}-")) for at in range(self.number)
            ],
            "contact": {name: found.get(f"contact-{name}", "") for name in CONTACT},
            "their_ref": found.get("their_ref", ""),
            "sure": found.get("sure", False),
        }
        try:
            self.given = checked(self.form, raw)
        except GivenError as error:
            self.doubted = error.doubted
            for where, words in error.problems:
                self.add_error(self._field_of(where), words)
        return found

    def _told(self, questions: list[Question], before: str) -> Iterator[tuple[str, Any]]:
        for each in questions:
            if each.kind == FILES:
                continue
            parts = list(_parts(each))
            if parts == [""]:
                yield each.id, self.cleaned_data.get(f"{before}{each.id}", "")
            else:
                typed = {p: self.cleaned_data.get(f"{before}{each.id}-{p}", "") for p in parts}
                yield each.id, {name: text for name, text in typed.items() if text}

    def _field_of(self, where: str) -> str | None:
        """answers.victim.born is the field victim-born, several.0.account the field s0-account."""
        parts = where.split(".")
        if parts[0] == "answers":
            parts = parts[1:]
        elif parts[0] == "several" and len(parts) > 1:
            parts = [f"s{parts[1]}", *parts[2:]]
        name = "-".join(parts)
        if name in self.fields:
            return name
        return next((each for each in self.fields if name and each.startswith(f"{name}-")), None)


def contact_labels() -> dict[str, str]:
    """What is asked of who reports, with what is needed marked as such."""
    marks = {"name": f"{CONTACT['name']} {_('(needed)')}", **_OR}
    return {name: str(marks.get(name, label)) for name, label in CONTACT.items()}


_AUTO = {"name": "name", "job": "organization-title", "phone": "tel", "email": "email"}


def _parts(each: Question) -> Mapping[str, Any]:
    """The fields of which a question consists; "" alone: one."""
    return {"person": _PERSON, "place": _PLACE, "when": _WHEN}.get(each.kind, {"": ""})
