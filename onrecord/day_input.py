"""The field of a day on every form: the browser's own calendar, which takes and gives days as 2026-03-01 whatever the page's language."""

from collections.abc import Mapping
from typing import Any

from django import forms


class DayInput(forms.DateInput):
    """A day. Without its format a day that is there already would be written as 01/03/2026, and browsers would show none."""

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(attrs={"type": "date", **(attrs or {})}, format="%Y-%m-%d")
