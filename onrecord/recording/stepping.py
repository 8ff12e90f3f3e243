"""What the pages of crimes and incidents share: which steps are open to this person, and the page of one step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from onrecord.contact.actions import Conflict, LogError
from onrecord.ledger.queries import history
from onrecord.people.access import NotAllowed
from onrecord.people.models import User
from onrecord.people.sent import sent
from onrecord.recording import subjects
from onrecord.recording.forms.base import StepForm
from onrecord.recording.models import Crime, ReportedIncident
from onrecord.recording.states import Step


@dataclass(frozen=True)
class Offer:
    """A step as a page offers it: open (`why` is empty), or not and why."""

    step: Step
    url: str
    why: str


def offers(
    user: User,
    record: Any,
    steps: Mapping[str, Step],
    check: Callable[[User, Any, str], None],
    name: str,
    more: Callable[[Any, str], str] = lambda record, step: "",
) -> tuple[list[Offer], list[Offer]]:
    """The steps that this person may take now, and those that they may not, each with the reason.

    `check` is what the action asks, too. `more` gives reasons that lie in the record itself.
    """
    open_now: list[Offer] = []
    closed: list[Offer] = []
    for step in steps.values():
        try:
            check(user, record, step.name)
            why = more(record, step.name)
        except NotAllowed as refused:
            why = str(refused)
        offer = Offer(step, reverse(name, args=[record.pk, step.name]), why)
        (closed if why else open_now).append(offer)
    return open_now, closed


def step_page(
    request: HttpRequest,
    *,
    record: Crime | ReportedIncident,
    user: User,
    form_class: type[StepForm],
    back: str,
    allow: Callable[[], None],
) -> HttpResponse:
    """Show the form of a step, or take the step. `back`: the page of the record. `allow` raises NotAllowed."""
    if request.method != "POST":
        allow()
    form = form_class(record=record, user=user, query=request.GET, **sent(request))
    changed: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            form.act()
        except Conflict as error:
            form.add_error(None, str(error))
            changed = _since(record, form)
        except LogError as error:
            _explain(form, error)
        else:
            messages.success(request, form.done)
            return redirect(back)
    context = {
        "form": form,
        "record": record,
        "back": back,
        "changed": changed,
        "versions": history(form.history_of) if form.history_of else [],
    }
    return render(request, "recording/step.html", context)


def _explain(form: StepForm, error: LogError) -> None:
    """Say it at the question that it concerns, where the form asks it."""
    verdict = getattr(error, "verdict", None)
    if verdict is None:
        form.add_error(None, str(error))
        return
    form.verdict = verdict
    for check in verdict.checks:
        if check.met is True:
            continue
        if check.field in form.fields:
            word = "The rules don't allow it" if check.met is False else "Answer this"
            form.add_error(check.field, f"{word}: {check.asks}")
        else:
            word = "Not met" if check.met is False else "Not known"
            form.add_error(None, f"{word}: {check.asks} ({check.rule.cite})")
    if verdict.authorisers:
        form.verdict = verdict


def _since(record: Crime | ReportedIncident, form: StepForm) -> list[Any]:
    """What others changed since the person opened the form; the form then counts as opened now."""
    seen = form.cleaned_data.get("version") or 0
    record.refresh_from_db()
    again = QueryDict(mutable=True)
    again.update(form.data)
    again["version"] = str(record.version)
    form.data = again
    return [each for each in history(subjects.of_record(record)) if each.number > seen]
