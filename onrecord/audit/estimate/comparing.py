"""Two audits beside each other: did the rate change? Audits kept here, or figures that somebody has published."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from onrecord.audit.estimate.estimate import estimate_audit
from onrecord.audit.estimate.plot import PlotRow, interval_plot
from onrecord.audit.models import Audit
from onrecord.audit.policies import can_view_estimate_of, check_can_view_estimate
from onrecord.audit.programmes.programme import CRIMES
from onrecord.people.access import page, shown, whoever
from onrecord.people.models import User
from onrecord.statistics.compare import Difference, Figure, compare, figure, figure_of
from onrecord.statistics.intervals import wald_half_width

SIDES = (("before", "Before"), ("after", "After"))


class CompareForm(forms.Form):
    """Of each side an audit, or a rate and the number of crimes it rests on. One side alone gives its interval."""

    def __init__(self, *args: Any, audits: list[Audit], **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [("", "A published figure"), *((str(each.pk), each.name) for each in audits)]
        for side, label in SIDES:
            self.fields[side] = forms.ChoiceField(label=label, choices=choices, required=False)
            self.fields[f"{side}_rate"] = forms.DecimalField(
                label=f"{label}: rate in per cent", min_value=0, max_value=100, required=False,
                help_text="Of a published figure, such as 78.2",
                error_messages={"invalid": "Enter a rate such as 78.2", "max_value": "A rate is at most 100", "min_value": "A rate is at least 0"},
            )  # fmt: skip
            self.fields[f"{side}_n"] = forms.IntegerField(
                label=f"{label}: crimes that should have been recorded", min_value=1, max_value=100_000_000, required=False,
                help_text="The number in the sample, such as 795",
                error_messages={"invalid": "Enter a whole number", "min_value": "A rate rests on at least one crime"},
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for side, label in SIDES:
            rate, n = found.get(f"{side}_rate"), found.get(f"{side}_n")
            if found.get(side) and (rate is not None or n is not None):
                self.add_error(
                    side, f"{label}: choose an audit or write a published figure, not both"
                )
            elif not found.get(side) and (rate is None) != (n is None):
                missing = f"{side}_n" if n is None else f"{side}_rate"
                if missing not in self.errors:
                    self.add_error(missing, "A published figure needs its rate and its number")
        if not self.errors and not any(_given(found, side) for side, _ in SIDES):
            self.add_error("before", "Choose an audit, or write a published figure")
        return found


def _given(found: dict[str, Any], side: str) -> bool:
    return bool(found.get(side)) or found.get(f"{side}_rate") is not None


@dataclass(frozen=True)
class Side:
    """One side as the page shows it. `figure` is None where the audit has no rate yet; `reason` says why."""

    label: str
    name: str
    figure: Figure | None
    measure: str
    programme: str = ""
    reason: str = ""
    # What inspectors would print beside a published rate; a share.
    plus_minus: float | None = None


@page(check_can_view_estimate, reads="comparison of audits")
def audit_compare(request: HttpRequest) -> HttpResponse:
    """The form, and below it each figure with its interval and what may be said of the change."""
    audits = _audits(whoever(request))
    asked = any(request.GET.get(name) for side, _ in SIDES for name in (side, f"{side}_rate", f"{side}_n"))  # fmt: skip
    form = CompareForm(request.GET if asked else None, audits=audits)
    sides: list[Side] = []
    if form.is_bound and form.is_valid():
        sides = [
            _side(label, side, form.cleaned_data, audits)
            for side, label in SIDES
            if _given(form.cleaned_data, side)
        ]
        shown(request, " ".join(each.name for each in sides)[:200])
    figures = [(each.name, each.figure) for each in sides if each.figure is not None]
    rows = [
        PlotRow(name, one.rate, one.interval.low, one.interval.high, round(one.n or 0))
        for name, one in figures
    ]
    context = {
        "form": form,
        "sides": sides,
        "change": _change(sides),
        "unlike": len({(each.measure, each.programme) for each in sides if each.programme}) > 1,
        # Our own drawing; every word in it is escaped where it is drawn.
        "plot": mark_safe(interval_plot(rows)) if rows else "",  # noqa: S308
    }
    return render(request, "audit/compare.html", context)


def _audits(user: User) -> list[Audit]:
    """The audits whose estimates this person may see, newest first."""
    rows = Audit.objects.select_related("programme").order_by("-id")
    return [each for each in rows if can_view_estimate_of(user, each)]


def _side(label: str, side: str, found: dict[str, Any], audits: list[Audit]) -> Side:
    if found[side]:
        audit = next(each for each in audits if str(each.pk) == found[side])
        estimate = estimate_audit(audit)
        overall = estimate.overall
        if overall.rate is None:
            return Side(
                label,
                audit.name,
                None,
                estimate.measure,
                estimate.programme.title,
                overall.reason or "",
            )
        one = figure_of(overall.result, overall.n_should)
        return Side(label, audit.name, one, estimate.measure, estimate.programme.title)
    rate = float(found[f"{side}_rate"]) / 100
    n = found[f"{side}_n"]
    return Side(
        label,
        f"{label}, as published",
        figure(rate, n),
        CRIMES,
        plus_minus=wald_half_width(rate, n),
    )


def _change(sides: list[Side]) -> Difference | None:
    """The change, where there are two rates of the same kind."""
    if len(sides) < 2 or sides[0].measure != sides[1].measure:
        return None
    before, after = (each.figure for each in sides)
    return compare(before, after) if before is not None and after is not None else None
