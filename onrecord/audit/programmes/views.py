"""Audit programmes on pages: the list, one with its versions, and the page on which a registrar makes or changes one.

What is being edited travels in the page itself until it is saved as a version: nothing half made is kept, and several people
may try things without getting into each other's way.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify

from onrecord.audit.actions import AuditError, keep_programme
from onrecord.audit.models import ProgrammeVersion
from onrecord.audit.policies import (
    can_keep_programmes,
    can_make_audit,
    check_can_keep_programmes,
    check_can_view_estimate,
)
from onrecord.audit.programmes.file import ProgrammeError, ProgrammeProblem
from onrecord.audit.programmes.forms import MEASURE_WORDS, STRATA_WORDS, ProgrammeForm, head_of
from onrecord.audit.programmes.kept import Current, all_current, current, of_version
from onrecord.audit.programmes.programme import Programme
from onrecord.audit.programmes.question_form import (
    BLANK_QUESTION,
    SPARE_ANSWERS,
    VERDICT_WORDS,
    QuestionForm,
    question_initial,
)
from onrecord.audit.sample.populations import SOURCES
from onrecord.people.access import page, whoever

MOST_QUESTIONS = 60


@page(check_can_view_estimate)
def programmes(request: HttpRequest) -> HttpResponse:
    context = {
        "programmes": all_current(),
        "may_keep": can_keep_programmes(whoever(request)),
    }
    return render(request, "audit/programmes.html", context)


@page(check_can_view_estimate)
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """One programme as it stands, or one of its versions (`?version=2`)."""
    found = _current(slug)
    versions = list(ProgrammeVersion.objects.filter(slug=slug).prefetch_related("audits"))
    shown: Programme = found.programme
    number = request.GET.get("version", "")
    if number:
        version = next((v for v in versions if str(v.number) == number), None)
        if version is None:
            raise Http404("There is no such version.")
        shown = of_version(version)
    user = whoever(request)
    context = {
        "current": found,
        "programme": shown,
        "number": number,
        "versions": versions,
        "sources": [SOURCES[name].words for name in shown.population.sources],
        "strata": STRATA_WORDS[shown.design.strata],
        "measure": MEASURE_WORDS[shown.measure],
        "verdicts": VERDICT_WORDS,
        "may_keep": can_keep_programmes(user),
        "may_make": can_make_audit(user),
    }
    return render(request, "audit/programme.html", context)


@page(check_can_keep_programmes)
def programme_new(request: HttpRequest) -> HttpResponse:
    """A new programme, begun as a copy of another (`?from=`)."""
    slug = request.GET.get("from", "") or request.POST.get("from", "")
    source = _current(slug) if slug else all_current()[0]
    definition = {**source.programme.to_json(), "slug": "", "title": ""}
    return _edit(request, definition, source.programme.slug, new=True)


@page(check_can_keep_programmes)
def programme_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """A new version of a programme."""
    return _edit(request, _current(slug).programme.to_json(), slug, new=False)


def _current(slug: str) -> Current:
    try:
        return current(slug)
    except AuditError:
        raise Http404("There is no such programme.") from None


def _edit(
    request: HttpRequest, definition: dict[str, Any], slug: str, *, new: bool
) -> HttpResponse:
    problems: list[ProgrammeProblem] = []
    at: int | None = None
    why = request.POST.get("why", "")
    if request.method == "POST":
        definition = ProgrammeForm(request.POST).into(_sent(request, definition))
        definition, at = _deed(request, definition)
        if "save" in request.POST:
            definition["slug"] = _free_slug(definition["title"]) if new else slug
            try:
                version = keep_programme(
                    definition=definition, by=request.user.get_username(), why=why
                )
            except ProgrammeError as error:
                problems = error.problems
            else:
                messages.success(request, f"{version.title} is kept as version {version.number}.")
                return redirect("programme", version.slug)
    question = None if at is None else _question_form(definition, at)
    context = {
        "new": new,
        "slug": slug,
        "definition": json.dumps(definition),
        "questions": definition["questions"],
        "head": ProgrammeForm(initial=head_of(definition)),
        "question": question,
        "at": at,
        "problems": problems,
        "why": why,
        "title": definition["title"],
    }
    return render(request, "audit/programme_edit.html", context)


def _deed(request: HttpRequest, definition: dict[str, Any]) -> tuple[dict[str, Any], int | None]:
    """What was pressed: the definition afterwards, and the question that is open then."""
    questions = list(definition["questions"])
    # The question that was open is put in its place whatever was pressed, so that nothing typed is lost.
    open_at = _place(request.POST.get("at", ""), questions)
    if open_at is not None:
        form = _question_form(definition, open_at, request)
        questions[open_at] = form.question()
    at: int | None = None
    if "open" in request.POST:
        at = _place(request.POST["open"], questions)
    elif (
        "remove" in request.POST
        and (place := _place(request.POST["remove"], questions)) is not None
    ):
        del questions[place]
    elif "up" in request.POST and (place := _place(request.POST["up"], questions)):
        questions[place - 1 : place + 1] = [questions[place], questions[place - 1]]
    elif "add" in request.POST and len(questions) < MOST_QUESTIONS:
        questions.append(json.loads(json.dumps(BLANK_QUESTION)))
        at = len(questions) - 1
    return {**definition, "questions": questions}, at


def _question_form(
    definition: Mapping[str, Any], at: int, request: HttpRequest | None = None
) -> QuestionForm:
    question = definition["questions"][at]
    rows = max(len(question.get("answers", [])) + SPARE_ANSWERS, 4)
    if request is not None:
        typed = [name for name in request.POST if name.startswith("question-text-")]
        return QuestionForm(request.POST, definition=definition, at=at, rows=max(rows, len(typed)))
    return QuestionForm(definition=definition, at=at, rows=rows, initial=question_initial(question))


def _place(text: str, questions: list[Any]) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 4 and int(text) < len(questions) else None


def _sent(request: HttpRequest, definition: dict[str, Any]) -> dict[str, Any]:
    """The definition that the page carries; the kept one where somebody has tampered with it."""
    try:
        data = json.loads(request.POST.get("definition", ""))
    except ValueError:
        return definition
    questions = data.get("questions") if isinstance(data, dict) else None
    if not isinstance(questions, list) or len(questions) > MOST_QUESTIONS:
        return definition
    if not all(_like_a_question(each) for each in questions):
        return definition
    return {**definition, "questions": questions}


def _like_a_question(each: Any) -> bool:
    texts = ("id", "head", "asks", "help")
    return (
        isinstance(each, dict)
        and all(isinstance(each.get(name), str) for name in texts)
        and isinstance(each.get("rule"), dict)
        and isinstance(each.get("answers"), list)
        and all(
            isinstance(answer, dict)
            and all(isinstance(answer.get(n), str) for n in ("say", "text", "verdict", "goes_to"))
            for answer in each["answers"]
        )
    )


def _free_slug(title: str) -> str:
    """A short name for a new programme that nothing else has."""
    base = slugify(title)[:50].strip("-") or "programme"
    if not base[0].isalpha():
        base = f"programme-{base}"
    taken = {each.programme.slug for each in all_current()}
    number = 2
    slug = base
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug
