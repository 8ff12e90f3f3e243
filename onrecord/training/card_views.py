"""Question cards: the next one, its answer with the rule and its page, and results rule by rule."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from crimerules.rule import RULES
from onrecord.people.access import page, shown, whoever
from onrecord.people.sent import sent
from onrecord.training.aims import aims
from onrecord.training.answering import answer_card
from onrecord.training.cards import QuestionCard, deck, why
from onrecord.training.errors import TrainingError
from onrecord.training.models import CardAnswer
from onrecord.training.policies import (
    PEOPLE_FROM,
    SHOWN_FROM,
    can_keep_training,
    check_can_keep_training,
    check_can_learn,
    check_can_see_answer,
)
from onrecord.training.practice import (
    A_SITTING,
    everybodys_results,
    how_far,
    next_card,
    next_due,
    own_results,
)


class AnswerForm(forms.Form):
    """The choices of one card."""

    card = forms.CharField(widget=forms.HiddenInput)
    choice = forms.ChoiceField(
        widget=forms.RadioSelect, error_messages={"required": "Choose an answer"}
    )
    guessed = forms.BooleanField(label="I guessed", required=False)

    def __init__(self, *args: Any, card: QuestionCard, salt: str, **more: Any) -> None:
        more["initial"] = {"card": card.id}
        super().__init__(*args, **more)
        choice: Any = self.fields["choice"]
        choice.label = card.asks
        choice.choices = [(each.value, each.words) for each in card.shuffled(salt)]


def _number(request: HttpRequest) -> int:
    """Which card of the sitting this is."""
    text = request.GET.get("n", "1")
    return min(A_SITTING, max(1, int(text))) if text.isdecimal() and len(text) < 3 else 1


@page(check_can_learn)
def cards(request: HttpRequest) -> HttpResponse:
    """The next card; POST answers it."""
    user = whoever(request)
    number = _number(request)
    card = deck().get(request.POST.get("card", "")) if request.method == "POST" else None
    card = card or next_card(user)
    if card is None:
        return render(request, "training/no_card.html", {"next_due": next_due(user)})
    times = CardAnswer.objects.filter(person=user.username, card=card.id).count()
    form = AnswerForm(card=card, salt=f"{user.username}:{times}", **sent(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row = answer_card(
                card=data["card"], choice=data["choice"], guessed=data["guessed"], by=user
            )
            return redirect(f"{reverse('card-answer', args=[row.pk])}?n={number}")
        except TrainingError as error:
            form.add_error(None, str(error))
    context = {"card": card, "form": form, "number": number, "of": A_SITTING}
    return render(request, "training/card.html", context)


@page(check_can_learn, reads="answer to a question card")
def card_answer(request: HttpRequest, answer_id: int) -> HttpResponse:
    """What was answered, what is right, and why."""
    row = get_object_or_404(CardAnswer, pk=answer_id)
    check_can_see_answer(whoever(request), row)
    card = deck().get(row.card)
    number = _number(request)
    shown(request, f"card:{row.card}")
    context = {
        "row": row,
        "card": card,
        "rule": RULES.get(row.rule),
        "chosen": card.words_of(row.choice) if card else row.choice,
        "right": card.words_of(card.answer) if card else "",
        "why": why(card) if card else [],
        "number": number,
        "of": A_SITTING,
        "next": number + 1 if number < A_SITTING else None,
    }
    return render(request, "training/card_answer.html", context)


@page(check_can_learn, reads="results of question cards")
def card_results(request: HttpRequest) -> HttpResponse:
    """One's own results by rule; of everybody, without people, for whoever keeps training."""
    user = whoever(request)
    keeps = can_keep_training(user)
    shown(request, f"person:{user.username}" + (" and everybody by rule" if keeps else ""))
    context = {
        "own": own_results(user),
        "far": how_far(user),
        "all": everybodys_results() if keeps else None,
        "shown_from": SHOWN_FROM,
        "people_from": PEOPLE_FROM,
    }
    return render(request, "training/results.html", context)


@page(check_can_keep_training, reads="what to train")
def training_aims(request: HttpRequest) -> HttpResponse:
    """What audits find beside what cards show, topic by topic."""
    context = {"aims": aims(), "shown_from": SHOWN_FROM, "people_from": PEOPLE_FROM}
    return render(request, "training/aims.html", context)
