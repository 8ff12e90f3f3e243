"""Forms for making a map: which column is which, and what the codes mean."""

import glob
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from onrecord.contact.models import CodeMeaning
from onrecord.exchange.layouts import LAYOUTS, Field, Form
from onrecord.exchange.map_file import ON_REPEAT, Column, FileOptions, Map, MapError, load_map
from onrecord.exchange.map_toml import map_to_toml
from onrecord.exchange.own_name import whose_name

_FORMATS = [
    ("", "Find out: ISO 8601 or day first, such as 31/12/2026 23:59"),
    ("%d/%m/%Y %H:%M:%S", "31/12/2026 23:59:59"),
    ("%d/%m/%Y %H:%M", "31/12/2026 23:59"),
    ("%d/%m/%y %H:%M", "31/12/26 23:59"),
    ("%d-%b-%Y %H:%M", "31-Dec-2026 23:59"),
    ("%d/%m/%Y", "31/12/2026 (day only)"),
    ("%m/%d/%Y %H:%M", "12/31/2026 23:59 (month first)"),
    ("%m/%d/%y %I:%M %p", "12/31/26 11:59 PM (month first)"),
    ("%Y-%m", "2026-12 (month only)"),
]
_REPEAT_WORDS = {
    "refuse": "Keep the first and return the others",
    "latest": "Take the last",
    "number": "Keep them apart as REF#2, REF#3",
}


class MapForm(forms.Form):
    """One select for each of our fields, made for the header of one file."""

    name = forms.CharField(
        label="Save this map as",
        max_length=80,
        help_text="You choose it by this name next time. A map of the same name is replaced.",
        error_messages={"required": "Give the map a name"},
    )
    system = forms.CharField(
        label="Source system",
        max_length=60,
        help_text="The same short name every time.",
        error_messages={"required": "Give the source system a short name"},
    )

    def clean_system(self) -> str:
        system: str = self.cleaned_data["system"].strip()
        if taken := whose_name(system):
            raise forms.ValidationError(taken)
        return system

    def __init__(
        self, kind: str, header: Sequence[str], base: Map, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.base = kind, base
        columns = [("", "Not in this file"), *((name, name) for name in dict.fromkeys(header))]
        self.layout = LAYOUTS[kind]
        for field in self.layout:
            self._add_column(field, columns, base.columns.get(field.name))
        self._add_options(base.file)

    def _add_column(
        self, field: Field, columns: list[tuple[str, str]], held: Column | None
    ) -> None:
        sources = held.columns if held else ()
        words = field.meaning[:1].upper() + field.meaning[1:]
        self.fields[f"col_{field.name}"] = forms.ChoiceField(
            label=words if field.required else f"{words} (optional)",
            help_text=field.name,
            choices=columns,
            required=field.required,
            initial=sources[0] if sources else "",
            error_messages={"required": f"Choose the column for {field.name}"},
        )
        if field.form is not Form.TIME:
            return
        self.fields[f"add_{field.name}"] = forms.ChoiceField(
            label="Its time, if that is in another column",
            help_text=field.name,
            choices=columns,
            required=False,
            initial=sources[1] if len(sources) > 1 else "",
        )
        known = dict(_FORMATS)
        given = held.formats[0] if held and held.formats else ""
        choices = [*_FORMATS, *([(given, given)] if given not in known else [])]
        self.fields[f"fmt_{field.name}"] = forms.ChoiceField(
            label="How its dates are written",
            help_text=field.name,
            choices=choices,
            required=False,
            initial=given,
        )

    def _add_options(self, options: FileOptions) -> None:
        self.fields["time_zone"] = forms.CharField(
            label="Time zone of the times", initial=options.time_zone, max_length=60
        )
        self.fields["on_repeat"] = forms.ChoiceField(
            label="If one reference stands in several rows that differ",
            choices=[(value, _REPEAT_WORDS[value]) for value in ON_REPEAT],
            initial=options.on_repeat,
        )

    def column_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(("col_", "add_", "fmt_"))]

    def option_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not name.startswith(("col_", "add_", "fmt_"))]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            try:
                self.made = load_map(map_to_toml(self._map(data)))
            except MapError as error:
                raise ValidationError(str(error)) from error
        return data

    def _map(self, data: Mapping[str, Any]) -> Map:
        columns: dict[str, Column] = {}
        for field in self.layout:
            sources = [data.get(f"{part}_{field.name}") for part in ("col", "add")]
            chosen = tuple(source for source in sources if source)
            if not chosen:
                continue
            held = self.base.columns.get(field.name, Column())
            form = data.get(f"fmt_{field.name}")
            columns[field.name] = Column(
                columns=chosen,
                join=held.join,
                formats=(form,) if form else (),
                split=held.split,
                match=held.match,
                replace=held.replace,
                default=held.default,
            )
        held_file = self.base.file
        return Map(
            kind=self.kind,
            system=data["system"].strip(),
            columns=columns,
            file=FileOptions(
                encoding=held_file.encoding,
                delimiter=held_file.delimiter,
                sheet=held_file.sheet,
                header_row=held_file.header_row,
                time_zone=data["time_zone"].strip(),
                on_repeat=data["on_repeat"],
            ),
            leave_out=self.base.leave_out,
            codes=self.base.codes,
        )


class CodesForm(forms.Form):
    """What each code of the file means. A code left alone means nothing in particular."""

    def __init__(
        self, base: Map, values: Mapping[str, Sequence[str]], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.base = base
        self.places: dict[str, tuple[str, str]] = {}
        choices = [("", "Nothing in particular"), *CodeMeaning.Meaning.choices]
        for which, codes in values.items():
            held = {
                pattern: meaning
                for meaning, patterns in base.codes.get(which, {}).items()
                for pattern in patterns
            }
            for number, code in enumerate(codes):
                name = f"{which}_{number}"
                self.places[name] = (which, glob.escape(code))
                self.fields[name] = forms.ChoiceField(
                    label=code,
                    choices=choices,
                    required=False,
                    initial=held.get(glob.escape(code), ""),
                )

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [
            (which, [self[name] for name, place in self.places.items() if place[0] == which])
            for which in ("opening", "closing")
            if any(place[0] == which for place in self.places.values())
        ]

    def made(self) -> Map:
        """The map with these meanings; patterns that this page didn't show stay."""
        shown = set(self.places.values())
        codes: dict[str, dict[str, list[str]]] = {}
        for which, meanings in self.base.codes.items():
            for meaning, patterns in meanings.items():
                kept = [pattern for pattern in patterns if (which, pattern) not in shown]
                if kept:
                    codes.setdefault(which, {})[meaning] = kept
        for name, (which, pattern) in self.places.items():
            if chosen := self.cleaned_data.get(name):
                codes.setdefault(which, {}).setdefault(chosen, []).append(pattern)
        frozen = {
            which: {meaning: tuple(patterns) for meaning, patterns in meanings.items()}
            for which, meanings in codes.items()
        }
        base = self.base
        return Map(base.kind, base.system, base.columns, base.file, base.leave_out, frozen)
