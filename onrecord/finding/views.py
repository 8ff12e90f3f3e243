"""The search page."""

import time
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from onrecord.contact.queries import distinct_values
from onrecord.finding import showing
from onrecord.finding.asking import Question, understand
from onrecord.finding.forms import FindForm
from onrecord.finding.index import catch_up_a_little
from onrecord.finding.models import Group
from onrecord.finding.others import other_references
from onrecord.finding.policies import check_can_find, groups_for
from onrecord.finding.queries import (
    FEW,
    MANY,
    PAGE,
    PATIENCE,
    Filter,
    Hits,
    by_reference,
    find,
    suggestions,
)
from onrecord.people.access import page, shown, whoever
from onrecord.people.models import User
from onrecord.people.roles import Permission

# Seconds for each part of a page that shows every kind.
A_PART = 0.2
LOGS_AMONG_ALL = 10
MOST_DEPARTMENTS = 100
# The logs again, but only what was said and written in them.
TEXT = "text"
_PERIODS = ((0, "Today"), (7, "Last 7 days"), (28, "Last 28 days"), (365, "Last 12 months"))


@dataclass(frozen=True)
class Section:
    """One kind of results on the page."""

    slug: str
    title: str
    rows: list[showing.Row]
    found: Hits
    more: bool = False
    # The time of the page was up before these were looked for.
    skipped: bool = False

    @property
    def unfinished(self) -> bool:
        return self.skipped or self.found.back_to is not None

    @property
    def number(self) -> str:
        """How many there are, in words; empty where it isn't known."""
        count = self.found.count
        if count is not None:
            return f"{count:,}"
        return f"more than {MANY:,}" if self.found.many else ""


@page(check_can_find, reads="search")
def find_page(request: HttpRequest) -> HttpResponse:
    user = whoever(request)
    form = FindForm(request.GET or None)
    text = form.words()
    shown(request, text or "nothing yet")
    kind = request.GET.get("kind", "")
    slugs = {group.value: group.label for group in groups_for(user)} | {TEXT: "Text only"}
    kind = kind if kind in slugs else ""
    after = request.GET.get("after", "") if kind else ""
    question = understand(text)
    context = {
        "form": form,
        "text": text,
        "kind": kind,
        "slugs": slugs,
        "after": after,
        "question": question,
        "filtered": any(
            request.GET.get(name) for name in ("state", "since", "until", "department")
        ),
        "everywhere": user.may(Permission.ALL_DEPARTMENTS),
    }
    valid = not form.is_bound or form.is_valid()
    if text and valid:
        context["standing"] = catch_up_a_little()
        context |= _results(user, text, question, form.asked(), kind, after)
        context |= _choices(user)
    return render(request, "finding/find.html", context)


def _results(
    user: User, text: str, question: Question, asked: Filter, kind: str, after: str
) -> dict[str, object]:
    sections = []
    if kind:
        sections.append(_section(user, kind, question, asked, after, PAGE, None))
    else:
        until = time.monotonic() + PATIENCE
        for group in groups_for(user):
            size = LOGS_AMONG_ALL if group == Group.LOGS else FEW
            if time.monotonic() > until:
                sections.append(Section(group, group.label, [], Hits(), skipped=True))
            else:
                sections.append(_section(user, group, question, asked, "", size, A_PART))
        # Whole kinds of results are worth more than the many logs, and stand above them.
        sections.sort(key=lambda section: section.slug == Group.LOGS)
    logs, crimes = (
        ([], [])
        if after or kind not in ("", Group.LOGS, Group.CRIMES)
        else by_reference(user, text)
    )
    references = [showing.log_row(log) for log in logs if kind != Group.CRIMES]
    references += [showing.crime_row(crime) for crime in crimes if kind != Group.LOGS]
    if not after and kind in ("", Group.LOGS):
        references += other_references(user, text)
    there = [section for section in sections if section.rows or section.unfinished]
    return {
        "sections": sections if kind else there,
        "references": references,
        "nothing": not (there or references or after),
        "suggestions": suggestions(user, text, asked) if question and not (there or after) else [],
    }


def _section(
    user: User,
    slug: str,
    question: Question,
    asked: Filter,
    after: str,
    size: int,
    patience: float | None,
) -> Section:
    group = Group.LOGS if slug == TEXT else Group(slug)
    found = find(user, group, question, asked, after, size, patience)
    rows = showing.rows(found.hits, found.terms or question.terms, user)
    title = "In the text of logs" if slug == TEXT else group.label
    return Section(slug, title, rows, found, bool(found.after))


def _choices(user: User) -> dict[str, object]:
    """What the filter's links offer."""
    today = timezone.localdate()
    everywhere = user.may(Permission.ALL_DEPARTMENTS)
    departments = distinct_values("department", MOST_DEPARTMENTS) if everywhere else []
    return {
        "periods": [(label, _before(today, days)) for days, label in _PERIODS],
        "departments": departments[:MOST_DEPARTMENTS],
    }


def _before(today: date, days: int) -> str:
    return (today - timedelta(days=days)).isoformat()
