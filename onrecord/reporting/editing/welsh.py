"""The Welsh that the registrar writes beside the English of a type: `[welsh]` of a definition, as a form.

A text that the system's own catalogue has needs none. Where the English is changed, its Welsh no longer fits and goes.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils import translation

from onrecord.reporting.editing.forms import PartForm
from onrecord.reporting.languages import WELSH, in_words


def texts(definition: Mapping[str, Any]) -> list[str]:
    """Every text of a definition that the public reads, in its order, once each."""
    return list(dict.fromkeys(each for each in _texts(definition) if each.strip()))


def _texts(definition: Mapping[str, Any]) -> Iterator[str]:
    yield from (str(definition.get(name, "")) for name in ("title", "hint"))
    for question in definition.get("question", []):
        yield from (str(question.get(name, "")) for name in ("asks", "help"))
        yield from (str(each.get("text", "")) for each in question.get("answers", []))
    for words in definition.get("lay", {}).values():
        yield from (str(words.get(name, "")) for name in ("asks", "help"))
        yield from map(str, words.get("answers", {}).values())


def without_welsh(definition: Mapping[str, Any]) -> list[str]:
    """The texts that neither the catalogue nor the definition has in Welsh: shown in English, and marked so."""
    own = definition.get("welsh", {})
    with translation.override(WELSH):
        return [text for text in texts(definition) if in_words(text, own)[1] != WELSH and any(map(str.isalpha, text))]  # fmt: skip


class WelshForm(PartForm):
    """One field for each text that the catalogue hasn't got."""

    def __init__(self, definition: Mapping[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain = {name: value for name, value in definition.items() if name != "welsh"}
        self.english = dict.fromkeys([*definition.get("welsh", {}), *without_welsh(plain)])
        now = set(texts(definition))
        self.english = {text: None for text in self.english if text in now}
        for n, text in enumerate(self.english):
            rows = 3 if len(text) > 90 else 1
            self.fields[f"text-{n}"] = forms.CharField(
                label=text, required=False, max_length=3000,
                widget=forms.Textarea(attrs={"rows": rows, "lang": WELSH}),
            )  # fmt: skip

    def into(self, definition: Mapping[str, Any]) -> dict[str, Any]:
        """The definition with what was written; without what has no English any more."""
        found = {text: self.typed(f"text-{n}") for n, text in enumerate(self.english)}
        welsh = {text: words for text, words in found.items() if words}
        made = {name: value for name, value in definition.items() if name != "welsh"}
        return {**made, "welsh": welsh} if welsh else made


def welsh_form(definition: Mapping[str, Any]) -> WelshForm:
    """The form with the Welsh as it stands."""
    own = definition.get("welsh", {})
    form = WelshForm(definition)
    form.initial = {f"text-{n}": own.get(text, "") for n, text in enumerate(form.english)}
    return form
