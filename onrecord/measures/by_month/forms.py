"""The filter above a figure."""

from collections.abc import Mapping
from typing import Any

from django import forms

from onrecord.measures.by_month.queries import Asked
from onrecord.measures.registry import Measure

SPANS = (("12", "12 months"), ("24", "24 months"), ("36", "36 months"), ("60", "60 months"))
# An empty value is one, too: the record gives none.
ALL, EMPTY = "", "-"
_NOT_GIVEN = "(not given)"


class FigureForm(forms.Form):
    """Months, and one value of each column. `own`: the only department that the person sees; None for every one."""

    def __init__(
        self, *args: Any, one: Measure, values: dict[str, list[str]], own: str | None, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self._asked = asked_in(self.data, own)
        self.fields["span"] = forms.ChoiceField(label="Months", choices=SPANS, required=False)
        for name, label in one.breakdowns:
            if name == "moment" or (name == "department" and own is not None):
                continue
            given = getattr(self._asked, name)
            held = values.get(name, [])
            # A value that nothing has is shown as it was asked for, with nothing counted.
            held = held if given is None or given in held else [given, *held]
            if len(held) > 1 or given is not None:
                choices = [(ALL, "All"), *((each or EMPTY, each or _NOT_GIVEN) for each in held)]
                self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)

    def span(self) -> int:
        found = self.cleaned_data.get("span") if self.is_bound and self.is_valid() else ""
        return int(found or SPANS[0][0])

    @property
    def asked(self) -> Asked:
        return self._asked


def asked_in(given: Mapping[str, str], own: str | None) -> Asked:
    """What a query asks for; never another department than one's own where that is all the person sees."""
    values = {
        name: ("" if value == EMPTY else value)
        for name in ("department", "team", "route", "kind")
        if (value := str(given.get(name) or "").replace("\0", "")[:200])
    }
    if own is not None:
        values["department"] = own
    return Asked(**values)
