"""Fields and cells that the forms of programmes and of their questions share."""

from typing import Any

from django import forms


def lines_field(label: str, help_text: str) -> Any:
    return forms.CharField(
        label=label,
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=help_text,
    )


def commas(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def pairs(text: str) -> list[tuple[str, str]]:
    """Lines "name: value"; a line without a colon keeps its words, for the check to complain about."""
    found = []
    for line in text.splitlines():
        if line.strip():
            name, _, value = line.partition(":")
            found.append((name.strip(), value.strip()))
    return found


def whole_or_text(text: str) -> Any:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text
