"""From one page of a report to the next, and back."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from onrecord.reporting.languages import ENGLISH, answer_said, language
from onrecord.reporting.models import Draft
from onrecord.reporting.types.asking import RULES, before, first_open, steps
from onrecord.reporting.types.held import type_named
from onrecord.reporting.types.lay import NOT_SURE
from onrecord.reporting.types.shape import Question, ReportType
from onrecord.reporting.types.values import in_lines


def address_if_there(name: str) -> str:
    """The address of a page that another part brings; "" without it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def kind_of(draft: Draft) -> ReportType | None:
    """The type in the version in which the draft was begun, else as it is now."""
    return type_named(draft.type_key, draft.type_version) or type_named(draft.type_key)


def first_step(kind: ReportType, draft: Draft) -> str:
    return steps(kind, draft.answers)[0]


def onwards(
    draft: Draft, kind: ReportType, token: str, step: str, check: bool = False
) -> HttpResponse:
    if not step:
        # What was passed over on the way, such as a question that came up later.
        step = first_open(kind, draft.answers)
    if not step:
        return redirect("report-check", token)
    address = reverse("report-question", args=[token, step])
    return redirect(f"{address}?check=1" if check else address)


def back_address(kind: ReportType, draft: Draft, token: str, step: str) -> str:
    """The question before; before the first one, the page on which the type was chosen, in the language of the draft."""
    earlier = before(step, kind, draft.answers)
    if earlier:
        return reverse("report-question", args=[token, earlier])
    return start_address()


def start_address() -> str:
    """The first page, in the language of this one."""
    address = reverse("report-start")
    return address if language() == ENGLISH else f"{address}?lang={language()}"


def shown(own: Question | None, value: Any, kind: ReportType, step: str) -> list[tuple[str, str]]:
    if own is not None:
        return in_lines(own, value, kind)
    if value == NOT_SURE:
        return [("", _("I'm not sure"))]
    lay = kind.lay[step.removeprefix(RULES)]
    if value not in lay.answers:
        return [("", str(value))]
    return [("", answer_said(lay.asks, lay.answers[value], kind.welsh))]
