"""The register as its pages show it: rows with owner, deadline and state in words, and the filter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from onrecord.improvement import queries
from onrecord.improvement.form_parts import owner_choices
from onrecord.improvement.inspections.models import Inspection
from onrecord.improvement.recommendations.models import Recommendation
from onrecord.improvement.recommendations.states import RecommendationState, Stance

COLOURS = {
    RecommendationState.AWAITING_REVIEW: "grey",
    RecommendationState.BEING_PROGRESSED: "amber",
    RecommendationState.COMPLETE: "green",
}
NOBODY = "-"


@dataclass(frozen=True, slots=True)
class Row:
    """A recommendation as a list shows it. `left`: its owner has no account here any more, or none that may own it."""

    row: Recommendation
    owner: str
    left: bool
    late: bool
    days: int | None

    @property
    def colour(self) -> str:
        return COLOURS[RecommendationState(self.row.state)]

    @property
    def stance(self) -> str:
        """The force's answer in words, where there is one."""
        if self.row.stance == Stance.NONE:
            return ""
        words = str(self.row.get_stance_display())
        if self.row.stance_event:
            words = f"under review until: {self.row.stance_event}"
        return f"{words} (draft)" if self.row.stance_draft else words


def rows_of(rows: Iterable[Recommendation], on: date | None = None) -> list[Row]:
    """The rows with what a list says of each, on a day (today)."""
    held = list(rows)
    on = on or timezone.localdate()
    names = queries.names_of(each.owner for each in held if each.owner)
    here = set(queries.owners_here().filter(username__in=names).values_list("username", flat=True))
    return [
        Row(
            row=each,
            owner=names.get(each.owner, each.owner),
            left=bool(each.owner) and each.owner not in here,
            late=each.is_late(on),
            days=(each.due_on - on).days if each.due_on else None,
        )
        for each in held
    ]


class RegisterForm(forms.Form):
    """The filter above the register. Everything is left out or one of the choices."""

    state = forms.ChoiceField(
        label="Status",
        required=False,
        choices=[
            ("", "any"),
            ("open", "open: not complete"),
            ("late", "late: past the deadline"),
            ("others", "addressed to others, for reference"),
            *RecommendationState.choices,
        ],
    )
    owner = forms.ChoiceField(label="Owner", required=False)
    theme = forms.ChoiceField(label="Theme", required=False)
    inspection = forms.ChoiceField(label="Inspection", required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        themes = (
            Recommendation.objects.exclude(theme="")
            .order_by("theme")
            .values_list("theme", flat=True)
            .distinct()
        )
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            ("", "anybody"),
            (NOBODY, "nobody, or somebody who has left"),
            *owner_choices()[1:],
        ]
        self.fields["theme"].choices = [("", "any"), *((each, each) for each in themes)]  # type: ignore[attr-defined]
        self.fields["inspection"].choices = [  # type: ignore[attr-defined]
            ("", "any"),
            *((each.ref, f"{each.title} ({each.ref})") for each in Inspection.objects.all()),
        ]


def found(form: RegisterForm) -> QuerySet[Recommendation]:
    """What the filter asks for; a filter that can't be understood asks for everything and says so on the form."""
    asked = form.cleaned_data if form.is_valid() else {}
    rows = queries.register(asked.get("state", ""))
    owner, theme, ref = (asked.get(name, "") for name in ("owner", "theme", "inspection"))
    if owner == NOBODY:
        rows = queries.nobodys(rows)
    elif owner:
        rows = rows.filter(owner=owner)
    if theme:
        rows = rows.filter(Q(theme=theme))
    return rows.filter(inspection__ref=ref) if ref else rows
