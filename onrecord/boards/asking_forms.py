"""A form whose texts may be about a person: what was found is shown, and whoever writes takes it out or answers for it."""

from typing import Any

from django import forms

from onrecord.boards.errors import NamesFound
from onrecord.improvement.form_parts import DeedForm
from onrecord.response.personal import fold

FIELD = "may_stand"


class SaidForm(DeedForm):
    """`may_stand` is asked for only where something was found; it holds the very words that were shown and ticked."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        answered = self.data.getlist(FIELD) if hasattr(self.data, "getlist") else []
        if answered:
            self._ask([(each, each) for each in answered])

    def ask_for(self, error: NamesFound) -> None:
        """Show what was found, each to be ticked; what was ticked stays so."""
        self._ask([(fold(each.text), f"“{each.text}”: {each.why}") for each in error.found])

    def _ask(self, choices: list[tuple[str, str]]) -> None:
        self.fields[FIELD] = forms.MultipleChoiceField(
            label="Take these words out, or tick those that name an office holder or no private person",
            choices=choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text="Your user name is kept with what you tick.",
        )
