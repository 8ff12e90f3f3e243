"""Walking through a type of report before the public does: question by question, and what the rules decide at each end.

Nothing is kept: the definition and the answers travel in the page.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from crimerules.tree import AGAIN, screens
from onrecord.contact.force import force
from onrecord.deciding.interview import replay
from onrecord.people.access import page
from onrecord.reporting.editing.doubts import doubts
from onrecord.reporting.editing.edit import Desk, desk_of, given_beforehand
from onrecord.reporting.editing.forms import KIND_WORDS
from onrecord.reporting.errors import ReportError
from onrecord.reporting.policies import check_can_keep_reporting
from onrecord.reporting.stops import Stop, stops
from onrecord.reporting.types import asking
from onrecord.reporting.types.lay import NOT_SURE
from onrecord.reporting.types.questions import common
from onrecord.reporting.types.reading import read_type
from onrecord.reporting.types.shape import CHOOSING, ReportType

# More ways than anybody reads; a type that has them asks too much.
MOST_WAYS: Final = 400
MOST_ANSWERS: Final = 200
NUMBER: Final = "number"
_SHORT: Final = 10
GOES_ON: Final = "An officer goes on from the same answers"


@dataclass(frozen=True)
class Seen:
    """One question as the public sees it."""

    step: str
    asks: str
    help: str
    kind: str
    choices: tuple[tuple[str, str], ...] = ()
    of_rules: bool = False
    required: bool = False


@dataclass
class End:
    """What some ways through the questions lead to: how many, and one of them."""

    words: str
    ways: int = 0
    by: list[str] = field(default_factory=list)


def seen(kind: ReportType, step: str) -> Seen:
    """A question of a type in the words of its page."""
    own = kind.question(step)
    if own is not None:
        answers = tuple((each.say, each.text) for each in own.answers)
        return Seen(step, _filled(own.asks), _filled(own.help), own.kind, answers, required=own.required)  # fmt: skip
    screen = step.removeprefix(asking.RULES)
    words = kind.lay[screen]
    answers = tuple((say, text) for say, text in words.answers.items() if say != NUMBER)
    sure = () if words.sure else ((NOT_SURE, "I'm not sure"),)
    sort = NUMBER if NUMBER in words.answers else "choice"
    return Seen(step, _filled(words.asks), _filled(words.help), sort, (*answers, *sure), of_rules=True)  # fmt: skip


def _filled(text: str) -> str:
    return text.replace("{force}", force().name)


def came_to(kind: ReportType, answers: asking.Pairs, on: date) -> str:
    """What the rules decide after these answers, in a sentence."""
    path = asking.rules_path(kind, answers)
    if not path.finished:
        return GOES_ON
    made = replay(path.pairs).decision(on)
    words = [
        f"{f'{each.count} times ' if each.count > 1 else ''}class {each.class_}, {each.title}".rstrip(
            ", "
        )
        for each in made.crimes
    ]
    words += [f"no crime here: {each.reason}" for each in made.not_recorded]
    words += [f"still to be asked by an officer: {each.asks}" for each in made.questions]
    words += [f"the registrar decides: {each.asks}" for each in made.referrals]
    return f"This leads to {'; '.join(words)}" if words else GOES_ON


def ways(kind: ReportType) -> Iterator[list[list[Any]]]:
    """The ways through the questions that turn something: those of the rules, and own ones that tell the rules something. Of
    questions that many types ask the first answer is taken, and nothing else happened."""
    open_ways: list[list[list[Any]]] = [[]]
    while open_ways:
        answers = open_ways.pop()
        step = asking.first_open(kind, answers)
        if not step:
            yield answers
            continue
        says = list(_says(kind, step))
        open_ways += [asking.with_answer(kind, answers, step, say) for say in reversed(says)]


def _says(kind: ReportType, step: str) -> Iterator[str]:
    own = kind.question(step)
    if own is not None:
        tells = own.kind in CHOOSING and any(each.fact for each in own.answers)
        if not tells:
            yield own.answers[0].say if own.kind in CHOOSING and own.id in common() else ""
        elif own.id in common():
            yield own.answers[0].say
        else:
            yield from (each.say for each in own.answers)
        return
    screen = step.removeprefix(asking.RULES)
    offered = kind.lay[screen].answers
    says = [say for each in screens()[screen].answers if each.say in offered for say in each.words()]  # fmt: skip
    yield from says[:1] if screen == AGAIN else says


def ends(kind: ReportType, on: date) -> tuple[list[End], bool]:
    """What a type can lead to, and whether there are more ways than were tried."""
    found: dict[str, End] = {}
    for number, answers in enumerate(ways(kind)):
        if number == MOST_WAYS:
            return list(found.values()), True
        words = came_to(kind, answers, on)
        end = found.setdefault(words, End(words, by=in_words(kind, answers)))
        end.ways += 1
    return list(found.values()), False


def in_words(kind: ReportType, answers: asking.Pairs) -> list[str]:
    """The answers on which the end turns, as the public gave them."""
    told = []
    for step in asking.steps(kind, answers):
        own = kind.question(step)
        say = asking.as_dict(answers).get(step, "")
        if own is not None and (own.id in common() or not any(each.fact for each in own.answers)):
            continue
        if step == f"{asking.RULES}{AGAIN}":
            continue
        shown = seen(kind, step)
        text = dict(shown.choices).get(say, say)
        # An answer of some words says by itself what was asked.
        told.append(text if len(text) > _SHORT else f"{shown.asks} {text}")
    return told


@require_POST
@page(check_can_keep_reporting)
def type_try(request: HttpRequest) -> HttpResponse:
    """Walk through a definition as the public would. It comes from the page on which it is changed, or from a type's own."""
    if not request.POST.get("definition"):
        return redirect("report-types")
    desk = desk_of({"question": []}, request.POST)
    key = request.POST.get("key", "")
    context: dict[str, Any] = {"desk": desk, "key": key, "since": request.POST.get("since", "")}
    try:
        kind = read_type(desk.definition)
    except ReportError as error:
        return render(request, "reporting/types/try.html", {**context, "problem": str(error)})
    return render(request, "reporting/types/try.html", {**context, **_walk(request, kind, desk)})


def _walk(request: HttpRequest, kind: ReportType, desk: Desk) -> dict[str, Any]:
    answers, stop = _answered(request, kind)
    step = asking.first_open(kind, answers)
    today = timezone.localdate()
    context: dict[str, Any] = {
        "given": json.dumps(answers),
        "told": [_told(kind, each, answers) for each in asking.steps(kind, answers) if asking.is_answered(each, answers)],
        "kinds": KIND_WORDS,
        "stop": stop,
        "beforehand": given_beforehand(desk.definition),
    }  # fmt: skip
    if step:
        context["seen"] = seen(kind, step)
        context["number"] = len(context["told"]) + 1
    else:
        context["end"] = came_to(kind, answers, today)
    if not answers:
        context["ends"], context["more"] = ends(kind, today)
        context["doubts"] = doubts(desk.definition)
    return context


def _answered(request: HttpRequest, kind: ReportType) -> tuple[list[list[Any]], Stop | None]:
    """The answers so far with the one just given, and the stop page that it leads to."""
    answers = _carried(request.POST.get("given", ""))
    step, say = request.POST.get("step", ""), request.POST.get("say", "")[:300]
    if not step or step != asking.first_open(kind, answers):
        return answers, stops().get(kind.stop) if not answers else None
    shown = seen(kind, step)
    if shown.choices and say and say not in dict(shown.choices) and shown.kind != NUMBER:
        say = ""
    if shown.of_rules and not asking.fits(
        kind.lay[step.removeprefix(asking.RULES)].answers, _here(kind, answers), say
    ):
        say = NOT_SURE
    own = kind.question(step)
    choice = own.choice(say) if own else None
    return asking.with_answer(kind, answers, step, say), stops().get(choice.stop) if choice else None  # fmt: skip


def _here(kind: ReportType, answers: asking.Pairs) -> Any:
    return replay(asking.rules_path(kind, answers).pairs)


def _carried(text: str) -> list[list[Any]]:
    try:
        data = json.loads(text or "[]")
    except (ValueError, RecursionError):
        return []
    good = isinstance(data, list) and len(data) <= MOST_ANSWERS and all(
        isinstance(each, list) and len(each) == 2 and all(isinstance(one, str) for one in each) for each in data
    )  # fmt: skip
    return data if good else []


def _told(kind: ReportType, step: str, answers: asking.Pairs) -> tuple[str, str]:
    shown = seen(kind, step)
    say = asking.as_dict(answers).get(step, NOT_SURE if shown.of_rules else "")
    return shown.asks, dict(shown.choices).get(say, say) or "skipped"
