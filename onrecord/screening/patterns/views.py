"""The finder's patterns: read, tried on a text, switched off and on."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from onrecord.people.access import page, shown, whoever
from onrecord.screening.fates.policies import (
    can_keep_patterns,
    check_can_keep_patterns,
    check_can_see_shares,
)
from onrecord.screening.fates.right import Judged, Share, judged, share
from onrecord.screening.finder.disclosed import offences
from onrecord.screening.patterns.actions import PatternError, switch_pattern, switched_off
from onrecord.screening.patterns.models import PatternSwitch
from onrecord.screening.rules.engine import LogFacts, Reason, told_in, weigh, wrong_examples
from onrecord.screening.rules.load import WordRule, broken, every_rule, load_rules
from onrecord.screening.rules.own import folder

MOST_TEXT = 16_000
FOLLOWS = "Scores made before are old ones now: “onrecord sweep --all” brings the list of suspects up to date."


class TryForm(forms.Form):
    """A text to try. It is not kept."""

    text = forms.CharField(
        label="A text to try",
        help_text="An invented one, or words of a log. It is not kept.",
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write a text to try the patterns on"},
    )


class SwitchForm(forms.Form):
    why = forms.CharField(
        label="Why?",
        help_text="For whoever asks later why the finder is silent here, or speaks.",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Give the reason"},
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One pattern in the list."""

    rule: WordRule
    offence: str
    on: bool
    share: Share
    own: bool


def _rows(judged_now: list[Judged]) -> list[Row]:
    off, held = switched_off(), offences()
    book = every_rule()
    own_files = {path.name for path in folder().glob("words-*.toml")}
    return [
        Row(
            rule,
            held[rule.id].title if rule.id in held else "",
            rule.id not in off,
            share(row for row in judged_now if row.rule == rule.id),
            rule.file in own_files,
        )
        for rule in (*book.words, *book.explained)
    ]


@dataclass(frozen=True, slots=True)
class Tried:
    """What the patterns make of a text."""

    reasons: list[Reason]
    taken: list[tuple[str, str]]
    total: int


def _try(text: str) -> Tried:
    book = load_rules()
    told = told_in(text, book)
    reasons = weigh(LogFacts(text=text), book, told)
    taken = [(rule.name, why) for why, rule, _, _ in told.taken]
    return Tried(reasons, taken, sum(reason.points for reason in reasons))


@page(check_can_see_shares, reads="patterns of the finder")
def patterns(request: HttpRequest) -> HttpResponse:
    """All patterns; POST tries a text on them, and keeps nothing of it."""
    form = TryForm(request.POST if request.method == "POST" else None)
    tried = _try(form.cleaned_data["text"]) if form.is_bound and form.is_valid() else None
    rows = _rows(judged())
    context = {
        "form": form,
        "tried": tried,
        "accusing": [row for row in rows if row.rule.points > 0],
        "explaining": [row for row in rows if row.rule.points <= 0],
        "broken": broken(),
    }
    return render(request, "screening/patterns.html", context)


@page(check_can_see_shares, reads="pattern of the finder")
def pattern(request: HttpRequest, rule: str) -> HttpResponse:
    """One pattern with its examples; POST switches it."""
    user = whoever(request)
    shown(request, f"pattern:{rule[:60]}")
    row = next((each for each in _rows(judged()) if each.rule.id == rule), None)
    if row is None:
        raise Http404("There is no such pattern.")
    form = SwitchForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        check_can_keep_patterns(user)
        if form.is_valid():
            try:
                switch_pattern(rule=rule, on=not row.on, by=user, **form.cleaned_data)
            except PatternError as error:
                form.add_error(None, str(error))
            else:
                done = "off" if row.on else "on"
                messages.success(request, f"“{row.rule.name}” is {done}. {FOLLOWS}")
                return redirect("finder-pattern", rule)
    context: dict[str, Any] = {
        "row": row,
        "form": form,
        "wrong": wrong_examples(row.rule, every_rule()) if row.rule.points > 0 else [],
        "switches": PatternSwitch.objects.filter(rule=rule),
        "may_keep": can_keep_patterns(user),
    }
    return render(request, "screening/pattern.html", context)
